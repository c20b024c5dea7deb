// The bag on a page of its own: lines, codes, what it comes to.

import * as bag from "./bag.js";
import * as bar from "./bar.js";
import { codes } from "./codes.js";
import { el, fill, load, notice, send } from "./dom.js";
import { totals } from "./totals.js";

const place = document.getElementById("main");
const sums = el("div", { "aria-live": "polite" });
const side = el("aside", { class: "panel", "aria-label": "What it comes to" },
  el("h2", {}, "What it comes to"), sums, codes(), el("p", { class: "acts" }, el("a", { class: "button big", href: "/checkout" }, "Check out")));

bar.attach();
load(place, async () => {
  bag.show(await send("/api/cart"));
  bag.follow(draw);
  draw();
});

function draw() {
  const filled = bag.lines().length > 0;
  if (place.dataset.filled !== String(filled)) {
    place.dataset.filled = filled;
    fill(place, el("h1", {}, "Your bag"), el("div", { class: filled ? "two" : "" },
      el("section", { class: filled ? "panel" : "", "aria-label": "In your bag" }, bag.listed()), filled ? side : empty()));
  }
  if (filled) reckon();
}

async function reckon() {
  try {
    fill(sums, totals(await send("/api/cart/quote", "POST", {})));
  } catch (error) {
    fill(sums, notice(error.message));
  }
}

function empty() {
  return el("div", { class: "nothing" },
    el("p", {}, "Nothing in it yet. Tell Aurora where you are going, or look round the shop."),
    el("p", { class: "acts" }, el("a", { class: "button", href: "/" }, "Ask Aurora"), el("a", { class: "quiet", href: "/shop" }, "Look round")));
}
