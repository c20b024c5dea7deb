// The addresses of an account: a list, a form to add one or change it, and which one a checkout begins with.

import { addressFields, asAddress, written } from "./address.js";
import { create, el, fill, load, say, send } from "./dom.js";
import { form } from "./form.js";

const ADDRESSES = "/api/account/addresses";

// A section that fills itself.
export function section() {
  const box = el("div", {});
  load(box, () => draw(box));
  return box;
}

async function draw(box) {
  const { addresses } = await send(ADDRESSES);
  fill(box,
    addresses.length ? el("ul", { class: "rows" }, ...addresses.map((one) => row(one, box))) : el("p", { class: "fine" }, "None yet. With one here, a checkout is two presses."),
    el("p", { class: "acts" }, el("button", { type: "button", class: "quiet", onclick: () => edit(box) }, "Add an address")));
}

function row(one, box) {
  return el("li", {}, el("div", {}, written(one.address), one.usual ? el("small", { class: "hint" }, "Your usual one") : null),
    el("span", { class: "acts" },
      el("button", { type: "button", class: "link", "aria-label": `Change ${one.address.line1}`, onclick: () => edit(box, one) }, "Change"),
      el("button", { type: "button", class: "link", "aria-label": `Remove ${one.address.line1}`, onclick: async () => {
        try {
          await send(`${ADDRESSES}/${one.id}`, "DELETE");
          await draw(box);
          say("Removed.");
        } catch (error) {
          say(error.message);
        }
      } }, "Remove")));
}

function edit(box, one) {
  const usual = el("label", { class: "tick wide-entry" }, el("input", { type: "checkbox", name: "usual", checked: one?.usual ?? false }), "My usual address");
  const node = form({ label: "Address", submit: "Keep it", act: async (given) => {
    const body = { address: asAddress(given), usual: given.usual === true };
    await (one ? send(`${ADDRESSES}/${one.id}`, "PUT", body) : create(ADDRESSES, body));
    await draw(box);
    say("Kept.");
  } }, ...addressFields(one?.address, ""), usual);
  fill(box, node, el("button", { type: "button", class: "link", onclick: () => load(box, () => draw(box)) }, "Leave it"));
  node.querySelector("input").focus();
}
