// One look on a page of its own.

import * as bar from "./bar.js";
import { el, emptySlots, fill, fetchJson, fitBars, matches, money, notice, piece, say, send } from "./dom.js";
import { did } from "./noting.js";
import { pick } from "./picker.js";
import { saver, verdicts } from "./verdicts.js";
import { lookStage } from "./viewer_look.js";

const place = document.getElementById("main");
const id = location.pathname.split("/").at(-1);

bar.attach();

// Whoever has the address can see a shared look; the address goes to the clipboard where there is one.
async function share({ outfit_id: id }) {
  try {
    await send(`/api/aurora/outfits/${id}`, "PATCH", { visibility: "link" });
    await navigator.clipboard?.writeText(location.href);
    say("Whoever has this page's address can see the look now.");
  } catch (error) {
    say(error.message);
  }
}

try {
  const outfit = await fetchJson(`/api/aurora/outfits/${id}`);
  document.title = `${outfit.title} · VogueVault`;
  const shown = lookStage(outfit);
  fill(place,
    el("header", {},
      el("h1", {}, outfit.title),
      el("p", { class: "total" }, money(outfit.total)),
      el("p", {}, outfit.why)),
    el("div", { class: "acts" },
      el("button", { type: "button", class: "button", onclick: () => pick(outfit.items, outfit.outfit_id) }, "Add the look to my bag"),
      saver(outfit.outfit_id, outfit.title),
      el("button", { type: "button", class: "quiet", onclick: () => share(outfit) }, "Share"),
      ...verdicts({ outfit_id: outfit.outfit_id }, outfit.title)),
    shown?.node,
    el("div", { class: "items large" }, ...outfit.items.map((item) => item.owned ? piece(item) : piece(item, () => did("clicked", { outfit_id: outfit.outfit_id, product_id: item.product_id }),
      el("button", { type: "button", class: "add", "aria-label": `Add to bag: ${item.title}`, onclick: () => pick([item], outfit.outfit_id) }, "Add"),
      ...verdicts({ outfit_id: outfit.outfit_id, product_id: item.product_id }, item.title)))),
    emptySlots(outfit),
    matches(outfit),
    el("h2", {}, "How it should feel"),
    el("p", {}, outfit.emotional_fit.summary),
    fitBars(outfit.emotional_fit),
    el("a", { class: "button", href: "/" }, "Back to Aurora"));
  if (location.hash === "#3d") shown?.open();
} catch (error) {
  place.replaceChildren(notice(error.message, el("a", { class: "button", href: "/" }, "Back to Aurora")));
} finally {
  place.removeAttribute("aria-busy");
}
