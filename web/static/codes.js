// Promotion codes: put one in, take one out, and why one gives nothing.

import * as bag from "./bag.js";
import { el, fill, say, send } from "./dom.js";

const CODES = "/api/cart/promotions";

// A form and the codes that are in use. A change of the bag is told by `bag.show`.
export function codes() {
  const input = el("input", { class: "plain", id: "code", name: "code", required: true, maxlength: 60, autocomplete: "off", autocapitalize: "characters", "aria-describedby": "code-fault" });
  const fault = el("p", { class: "warned", id: "code-fault", role: "alert" });
  const used = el("ul", { class: "chosen", "aria-label": "Codes in use" });
  const draw = () => fill(used, ...(bag.now().promotion_codes ?? []).map((code) =>
    el("li", {}, el("button", { type: "button", "aria-label": `Take off the code ${code}`, onclick: () => attempt(() => send(`${CODES}/${encodeURIComponent(code)}`, "DELETE")) }, `${code} ✕`))));
  async function attempt(call) {
    fault.textContent = "";
    try {
      bag.show(await call());
      return true;
    } catch (error) {
      fault.textContent = error.message;
    }
  }
  const form = el("form", { class: "codes", "aria-label": "Promotion code", onsubmit: async (event) => {
    event.preventDefault();
    const code = input.value.trim();
    if (!code || !await attempt(() => send(CODES, "POST", { code }))) return;
    input.value = "";
    say(`${code} is on your bag.`);
  } },
  el("div", { class: "entry" }, el("label", { for: "code" }, "Code"), input), el("button", { type: "submit", class: "quiet" }, "Use it"), fault);
  bag.follow(draw);
  draw();
  return el("div", {}, form, used);
}
