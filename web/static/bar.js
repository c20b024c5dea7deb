// What every page's bar holds: the bag, and the way to one's account.

import * as bag from "./bag.js";
import { el } from "./dom.js";
import { current } from "./session.js";

export async function attach() {
  const bar = document.querySelector(".bar nav");
  const words = el("span", { class: "wide" }, "Sign in");
  const link = el("a", { class: "quiet account", href: "/account", "aria-label": "Sign in" }, face(), words);
  const count = bag.attach(bar);
  bar.append(link);
  const account = await current().catch(() => null);
  if (account) {
    words.textContent = "Account";
    link.setAttribute("aria-label", `Your account, ${account.name || account.email}`);
    link.classList.add("in");
    if (account.role !== "customer") bar.prepend(el("a", { class: "quiet wide", href: "/admin" }, "Counter"));
  }
  await count;
}

function face() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8a7.5 7.5 0 0 1 15 0");
  svg.append(path);
  return svg;
}
