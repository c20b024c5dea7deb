// The looks that were saved: a list with a page for each, and a button to give one up.

import { el, fill, load, money, say, send } from "./dom.js";

const LOOKS = "/api/aurora/outfits";

// A section that fills itself.
export function section() {
  const place = el("div", {});
  load(place, () => draw(place), "Fetching your looks …");
  return el("section", { id: "saved" }, el("h3", {}, "Your saved looks"), place);
}

async function draw(place) {
  const { outfits, next } = await send(LOOKS);
  fill(place, outfits.length ? el("ul", { class: "owned" }, ...outfits.map((outfit) => row(outfit, place)))
    : el("p", { class: "fine" }, "None yet. Press Save below a look, and it stays here when the conversation is gone."),
  next ? el("p", { class: "fine" }, `These are the newest ${outfits.length}.`) : null);
}

function row(outfit, place) {
  return el("li", {},
    el("img", { src: outfit.items[0].image_url, alt: "", width: 48, height: 60, loading: "lazy" }),
    el("span", {}, el("a", { href: `/looks/${outfit.outfit_id}` }, outfit.title), el("br"), el("small", {}, money(outfit.total))),
    el("button", { type: "button", class: "link", "aria-label": `Remove ${outfit.title}`, onclick: () => remove(outfit, place) }, "Remove"));
}

async function remove(outfit, place) {
  try {
    await send(`${LOOKS}/${outfit.outfit_id}`, "DELETE");
    await draw(place);
    say(`${outfit.title} is no longer saved.`);
  } catch (error) {
    say(error.message);
  }
}
