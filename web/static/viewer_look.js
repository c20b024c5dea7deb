// A whole look in 3D: the pieces that have models, together as they are worn.

import { el, sheet } from "./dom.js";
import { stage } from "./viewer.js";

const modelled = (item) => Boolean(item.model_3d?.lods.length);

/** Whether there is anything of the look to be shown in 3D. */
export const inThree = (outfit) => outfit.items.some(modelled);

/**
 * The stage of a look; null where none of its pieces has a model.
 *
 * @param {object} outfit  as the chat's contract has it
 * @param {{onopen?: () => void}} [more]
 * @returns {import("./viewer.js").Stage | null}
 */
export function lookStage(outfit, more = {}) {
  if (!inThree(outfit)) return null;
  const pieces = outfit.items.filter(modelled).map(({ title, slot, category, colour, model_3d: model }) => ({ title, slot, category, colour: colour.name, lods: model.lods, poster: model.poster_url }));
  const shown = stage({ pieces, label: "Try this look in 3D", name: outfit.title, ...more });
  const missing = outfit.items.filter((item) => !modelled(item)).map((item) => item.title);
  if (missing.length) shown.node.append(el("p", { class: "fine" }, `Not in 3D yet: ${missing.join(", ")}.`));
  return shown;
}

/** Shows the look in 3D at the side of the page that one is on; closing it gives back what it took. */
export function tryOn(outfit) {
  const shown = lookStage(outfit);
  const dialog = sheet(outfit.title, shown.node, el("p", { class: "acts" }, el("a", { class: "quiet", href: `/looks/${outfit.outfit_id}`, target: "_blank", rel: "noopener" }, "Open the look")));
  dialog.classList.add("try");
  dialog.addEventListener("close", () => { shown.close(); dialog.remove(); });
  dialog.showModal();
  shown.open();
}
