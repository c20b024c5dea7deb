// Talking to a person: calling one, with an address if one likes, and what came of it.

import { el, fill, load, send, sheet } from "./dom.js";

const STANDS = {
  open: "Nobody has answered yet.",
  answered: "A person has answered.",
  closed: "It is closed.",
};
const body = el("div", { class: "person" });
const panel = sheet("Talk to a person", body);

// Opens the panel. conversation: its id, or null. ask: sends a message in it.
export async function open(conversation, ask) {
  fill(body);
  panel.showModal();
  await load(body, async () => {
    const handoff = conversation ? (await send(`/api/aurora/conversations/${conversation}`)).handoff : null;
    fill(body, ...(handoff ? filed(handoff) : []), !handoff || handoff.status === "closed" ? form(ask) : null);
    (body.querySelector("input") ?? panel.querySelector("header button")).focus();
  });
}

function filed(handoff) {
  return [
    el("p", {}, "Your number is ", el("b", {}, handoff.number), `. ${STANDS[handoff.status]}`),
    el("p", { class: "fine" }, handoff.contact ? `They can reach you at ${handoff.contact}.` : "They answer here, in your conversation. Say an e-mail address or a telephone number, and they can reach you there."),
    answers(handoff),
  ];
}

// What people wrote, oldest first; null where nobody did.
export function answers(handoff) {
  if (!handoff?.answers.length) return null;
  return el("ul", { class: "answers" }, ...handoff.answers.map((one) =>
    el("li", {}, el("p", {}, one.text), el("small", {}, `${one.by}, ${new Date(one.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}`))));
}

function form(ask) {
  const node = el("form", { class: "mine" },
    el("p", {}, "A person gets this conversation and the looks in it, and answers here."),
    el("label", {}, "How else can they reach you? (e-mail or telephone, if you like)",
      el("input", { name: "contact", maxlength: 120, autocomplete: "email" })),
    el("button", { type: "submit", class: "button" }, "Call a person"));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const contact = node.elements.contact.value.trim();
    panel.close();
    ask(contact ? `I would like to talk to a person. You can reach me at ${contact}` : "I would like to talk to a person");
  });
  return node;
}
