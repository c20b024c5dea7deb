// Behind the counter: what staff see and do. The server decides who may; this page only shows it.

import * as audit from "./admin_audit.js";
import * as orders from "./admin_orders.js";
import * as products from "./admin_products.js";
import * as promotions from "./admin_promotions.js";
import * as bar from "./bar.js";
import { el, fill, load } from "./dom.js";
import { current } from "./session.js";

const place = document.getElementById("main");
const SECTIONS = { orders: ["Orders", orders.draw], products: ["Products", products.draw], promotions: ["Promotions", promotions.draw], audit: ["What was done", audit.draw] };
const section = location.pathname.split("/")[2] ?? "orders";

bar.attach();
load(place, async () => {
  const account = await current();
  if (!account || account.role === "customer") return refuse(account);
  const box = el("div", {});
  fill(place, el("h1", {}, "Behind the counter"), el("nav", { class: "tabs-nav", "aria-label": "Behind the counter" },
    ...Object.entries(SECTIONS).filter(([name]) => name !== "audit" || account.role === "admin").map(([name, [text]]) => el("a", { href: `/admin/${name}`, "aria-current": name === section ? "page" : null }, text)),
    account.role === "admin" ? el("a", { href: "/admin/jobs" }, "Jobs") : null), box);
  await load(box, () => (SECTIONS[section] ?? SECTIONS.orders)[1](box));
});

function refuse(account) {
  fill(place, el("div", { class: "nothing" }, el("h1", {}, "Behind the counter"),
    el("p", {}, account ? "Only the shop's staff may go here." : "Sign in with an account of the shop's staff."),
    el("a", { class: "button", href: account ? "/" : `/account/sign-in?next=${encodeURIComponent(location.pathname)}` }, account ? "Back to the shop" : "Sign in")));
}
