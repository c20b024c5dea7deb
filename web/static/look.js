// One look on a page of its own.

import { el, emptySlots, fill, fetchJson, fitBars, itemCard, matches, money, notice } from "./dom.js";

const place = document.getElementById("look");
const id = location.pathname.split("/").at(-1);

try {
  const outfit = await fetchJson(`/api/aurora/outfits/${id}`);
  document.title = `${outfit.title} · VogueVault`;
  fill(place,
    el("header", {},
      el("h1", {}, outfit.title),
      el("p", { class: "total" }, money(outfit.total)),
      el("p", {}, outfit.why)),
    el("div", { class: "items large" }, ...outfit.items.map(itemCard)),
    emptySlots(outfit),
    matches(outfit),
    el("h2", {}, "How it should feel"),
    el("p", {}, outfit.emotional_fit.summary),
    fitBars(outfit.emotional_fit),
    el("p", { class: "fine" }, "The pieces in 3D come with their models; until then you see them drawn."),
    el("a", { class: "button", href: "/" }, "Back to Aurora"));
} catch (error) {
  place.replaceChildren(notice(error.message, el("a", { class: "button", href: "/" }, "Back to Aurora")));
} finally {
  place.removeAttribute("aria-busy");
}
