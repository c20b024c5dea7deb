// Like and dislike, save: what the shopper says of a look or a piece with one press, and takes back with another.

import { el, say, send } from "./dom.js";

const FEEDBACK = "/api/aurora/feedback";

// Two toggles about `thing` ({outfit_id} or {outfit_id, product_id}); `name` is what a screen reader calls it.
export function verdicts(thing, name) {
  const given = { like: null, dislike: null };
  const buttons = Object.fromEntries(Object.entries({ like: ["♥", "Like"], dislike: ["✕", "Not for me"] }).map(([verdict, [sign, label]]) =>
    [verdict, el("button", { type: "button", class: "verdict", "aria-pressed": "false", "aria-label": `${label}: ${name}`, title: label, onclick: () => press(verdict) }, sign)]));
  const mark = () => {
    for (const [verdict, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", given[verdict] ? "true" : "false");
  };
  const lock = (is) => { for (const button of Object.values(buttons)) button.disabled = is; };
  async function press(verdict) {
    const at = document.activeElement;
    lock(true);
    try {
      await give(verdict);
    } finally {
      lock(false);
      if (at && document.activeElement === document.body) at.focus({ preventScroll: true });
    }
  }
  async function give(verdict) {
    const other = verdict === "like" ? "dislike" : "like";
    try {
      for (const each of [given[verdict] && verdict, given[other] && other].filter(Boolean)) {
        const event = given[each];
        await send(`${FEEDBACK}/${event}`, "DELETE");
        given[each] = null;
        if (each === verdict) return mark(), say("Taken back.");
      }
      const noted = await send(FEEDBACK, "POST", { ...thing, verdict });
      given[verdict] = noted.event_id;
      mark();
      say(noted.note);
    } catch (error) {
      mark();
      say(error.message);
    }
  }
  return [buttons.like, buttons.dislike];
}

export function saver(outfitId, title) {
  const button = el("button", { type: "button", class: "quiet", "aria-pressed": "false", "aria-label": `Save: ${title}`, onclick: keep }, "Save");
  let saved = null;
  async function keep() {
    try {
      if (saved) await send(`/api/aurora/outfits/${saved}`, "DELETE");
      saved = saved ? null : (await send(`/api/aurora/outfits/${outfitId}/save`, "POST")).outfit_id;
      button.setAttribute("aria-pressed", saved ? "true" : "false");
      button.textContent = saved ? "Saved" : "Save";
      say(saved ? "Saved with your looks." : "No longer saved.");
    } catch (error) {
      say(error.message);
    }
  }
  return button;
}
