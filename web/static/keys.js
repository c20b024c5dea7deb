// API keys: made with the scopes that one's role may give, shown once, revoked.

import { el, fill, load, say, send } from "./dom.js";
import { field, form } from "./form.js";

const KEYS = "/api/account/keys";
const STAFF = ["orders:read", "orders:write", "catalogue:write", "promotions:write", "accounts:read"];
const SCOPES = { customer: ["shop"], staff: ["shop", ...STAFF], admin: ["shop", ...STAFF, "jobs:read", "webhooks:write"] };

// A section that fills itself.
export function section({ role }) {
  const box = el("div", {});
  load(box, () => draw(box, role));
  return box;
}

async function draw(box, role, made) {
  const { keys } = await send(KEYS);
  fill(box,
    made ? el("p", { class: "notice", role: "status" }, "Your new key, shown this once: ", el("code", {}, made.key)) : null,
    keys.length ? el("ul", { class: "rows" }, ...keys.map((key) => row(key, box, role))) : el("p", { class: "fine" }, "None. A key lets a program act in your name, within its scopes."),
    el("details", {}, el("summary", {}, "Make a key"), form({ label: "Make a key", submit: "Make it", act: async ({ name, ...picked }) => {
      const scopes = SCOPES[role].filter((scope) => picked[scope]);
      if (!scopes.length) throw new Error("Choose at least one scope.");
      await draw(box, role, await send(KEYS, "POST", { name, scopes }));
    } }, field("name", "What it is for", { required: true, maxlength: 200, wide: true }),
    el("fieldset", { class: "group wide-entry" }, el("legend", {}, "Scopes"), ...SCOPES[role].map((scope) => el("label", { class: "tick" }, el("input", { type: "checkbox", name: scope, checked: scope === "shop" }), scope))))));
}

function row(key, box, role) {
  return el("li", {}, el("span", {}, el("b", {}, key.name), el("br"), el("small", { class: "hint" }, key.scopes.join(", "))),
    el("button", { type: "button", class: "link", "aria-label": `Revoke ${key.name}`, onclick: async () => {
      try {
        await send(`${KEYS}/${key.id}`, "DELETE");
        await draw(box, role);
        say("Revoked.");
      } catch (error) {
        say(error.message);
      }
    } }, "Revoke"));
}
