// The clothes the shopper owns: a list, a form to add one, and a button to take one out.

import { el, fill, load, say, send } from "./dom.js";

const WARDROBE = "/api/aurora/wardrobe";

// A section that fills itself; what goes wrong is said in it.
export function section() {
  const list = el("div", {});
  const problem = el("p", { class: "warned", role: "alert" });
  const form = el("form", { class: "mine" },
    el("div", { class: "row" },
      el("label", {}, "Colour", el("input", { name: "colour", required: true, maxlength: 100, size: 8, placeholder: "navy" })),
      el("label", {}, "What it is", el("input", { name: "category", required: true, maxlength: 100, size: 12, placeholder: "blazer" }))),
    problem,
    el("button", { type: "submit", class: "quiet" }, "I own this"));
  const attempt = async (call, told) => {
    problem.textContent = "";
    try {
      await call();
      draw((await send(WARDROBE)).pieces);
      if (told) say(told);
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  const draw = (pieces) => fill(list, !pieces.length ? el("p", { class: "fine" }, "Nothing yet. What you own takes part in your looks and costs nothing.") : el("ul", { class: "owned" }, ...pieces.map((piece) =>
    el("li", {},
      el("img", { src: piece.image_url, alt: "", width: 48, height: 60, loading: "lazy" }),
      el("span", {}, piece.title),
      el("button", { type: "button", class: "link", "aria-label": `Remove ${piece.title}`, onclick: () =>
        attempt(() => send(`${WARDROBE}/${piece.piece_id}`, "DELETE"), `${piece.title} is out of your wardrobe.`) }, "Remove")))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const piece = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    attempt(async () => {
      await send(WARDROBE, "POST", piece);
      form.reset();
    }, "It takes part in your looks and costs nothing.");
  });
  load(list, async () => draw((await send(WARDROBE)).pieces), "Looking into your wardrobe …");
  return el("section", { id: "wardrobe" }, el("h3", {}, "What you own"), list, form);
}
