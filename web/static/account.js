// Somebody's account: orders, addresses, who they are, what is kept of them. For a guest: the ways in.

import * as bar from "./bar.js";
import * as addresses from "./addresses.js";
import { el, fill, load, money, reach, say, send } from "./dom.js";
import * as entry from "./entry.js";
import { field, form } from "./form.js";
import * as keys from "./keys.js";
import * as session from "./session.js";
import { moment, word } from "./standing.js";
import * as you from "./you.js";

const place = document.getElementById("main");
const part = location.pathname.split("/").filter((each) => each && each !== "account")[0] ?? "";
const WAYS = { register: entry.register, forgotten: entry.forgotten, verify: entry.verify, reset: entry.reset };

bar.attach();
load(place, async () => {
  if (WAYS[part]) return WAYS[part](place);
  const account = await session.current();
  if (account) return home(account);
  return part === "orders" ? entry.lookUp(place) : entry.signIn(place);
});

function home(account) {
  const learned = el("p", { class: "acts" });
  fill(place,
    el("h1", {}, account.name ? `Hello, ${account.name}` : "Your account"), entry.notices(),
    el("div", { class: "sides" },
      section("Your orders", orders()),
      section("Your addresses", addresses.section()),
      section("You", el("p", { class: "fine" }, `You sign in as ${account.email}.`), named(account), changed()),
      section("What Aurora knows of you", el("p", { class: "fine" }, "Your sizes, your likes and what she made of them, with the reason for each; you can correct and forget them."), learned),
      section("Signing out", leaving()),
      section("What is kept of you", kept()),
      section("Keys for programs", keys.section(account))));
  you.attach(learned, "Look at it");
}

const section = (title, ...children) => el("section", { class: "panel", "aria-label": title }, el("h2", {}, title), ...children);

function orders() {
  const box = el("div", {});
  const list = el("ul", { class: "rows" });
  const more = el("p", { class: "acts" });
  const page = async (cursor) => {
    const found = await send(`/api/orders${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
    list.append(...found.orders.map(row));
    fill(box, list.childElementCount ? list : el("p", { class: "fine" }, "None yet."), more);
    fill(more, found.next ? el("button", { type: "button", class: "quiet", onclick: () => page(found.next).catch((error) => say(error.message)) }, "Older orders") : null);
  };
  load(box, () => page(null), "Fetching your orders …");
  return box;
}

function row(order) {
  return el("li", {},
    el("span", {}, el("a", { href: `/orders/${order.order_id}` }, `Order ${order.number}`), el("br"), el("small", { class: "hint" }, order.placed_at ? moment(order.placed_at) : "not placed")),
    el("span", {}, el("b", {}, money(order.total)), el("br"), el("small", { class: "hint" }, order.status === "placed" || order.status === "completed" ? word("fulfilment_status", order.fulfilment_status) : word("status", order.status))));
}

function named(account) {
  return form({ label: "Your name", submit: "Keep it", act: async ({ name }) => {
    await send("/api/account", "PATCH", { name: name || null });
    say("Kept.");
  } }, field("name", "Name", { value: account.name ?? "", autocomplete: "name", maxlength: 200, wide: true }));
}

function changed() {
  return el("details", {}, el("summary", {}, "Change the password"), form({ label: "Change the password", submit: "Change it", act: async (given, node) => {
    session.begin(await send("/api/account/password", "POST", given));
    node.reset();
    say("Changed. Every other device is signed out.");
  } },
  field("current", "Password now", { type: "password", required: true, autocomplete: "current-password", wide: true }),
  field("password", "New password", { type: "password", required: true, minlength: 8, autocomplete: "new-password", wide: true })));
}

function leaving() {
  const leave = (path) => async () => {
    try {
      await send(path, "POST", {});
      session.end();
      location.assign("/");
    } catch (error) {
      say(error.message);
    }
  };
  return el("p", { class: "acts" },
    el("button", { type: "button", class: "quiet", onclick: leave("/api/auth/logout") }, "Sign out"),
    el("button", { type: "button", class: "quiet", onclick: leave("/api/auth/logout-everywhere") }, "Sign out everywhere"));
}

function kept() {
  return el("div", {},
    el("p", { class: "acts" }, el("button", { type: "button", class: "quiet", onclick: download }, "Download all of it")),
    el("details", {}, el("summary", {}, "Erase the account"),
      el("p", { class: "fine" }, "Your conversations, your looks, your wardrobe and what was learned are deleted. Your orders stay without your name, as the law asks."),
      form({ label: "Erase the account", submit: "Erase it for good", act: async (given) => {
        if (!confirm("Erase your account? This cannot be undone.")) return;
        await send("/api/account/erase", "POST", given);
        session.end();
        location.assign("/");
      } }, field("password", "Your password", { type: "password", required: true, autocomplete: "current-password", wide: true }))));
}

// Asked for in the shopper's name, which a plain link is not.
async function download() {
  try {
    const response = await reach("/api/account/export");
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).detail ?? `The server answered ${response.status}.`);
    const url = URL.createObjectURL(await response.blob());
    el("a", { href: url, download: "voguevault.json" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (error) {
    say(error.message);
  }
}
