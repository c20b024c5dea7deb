// What Aurora has learned of the shopper, from what, and how to correct or forget it.

import { sheet } from "./bag.js";
import { el, fill, notice, say, send } from "./dom.js";
import * as wardrobe from "./wardrobe.js";

const PROFILE = "/api/aurora/profile";
const body = el("div", { class: "you" });
const panel = sheet("What Aurora knows of you", body);
const opener = el("button", { type: "button", class: "quiet", "aria-haspopup": "dialog", onclick: open }, "You");

export function attach(bar) {
  bar.append(opener);
}

async function open() {
  fill(body, el("p", { class: "fine" }, "One moment …"));
  panel.showModal();
  await change(() => send(PROFILE));
}

async function change(call, told) {
  try {
    draw(await call());
    if (told) say(told);
  } catch (error) {
    body.prepend(notice(error.message));
  }
}

const patch = (changes, told) => change(() => send(PROFILE, "PATCH", changes), told);

function draw(profile) {
  fill(body, consent(profile), stated(profile.stated), learned(profile), corrected(profile.corrections ?? []),
    wardrobe.section(),
    el("button", { type: "button", class: "quiet", onclick: forget }, "Forget everything about me"));
}

function consent({ consent: given }) {
  return el("label", { class: "consent" },
    el("input", { type: "checkbox", checked: given.personalisation, onchange: (event) =>
      patch({ consent: { personalisation: event.target.checked } }, event.target.checked ? "Aurora will remember what you like." : "Aurora will not remember beyond this visit.") }),
    el("span", {}, "Remember what I like beyond this visit"));
}

function stated(known) {
  const sizes = known.sizes ?? {};
  const field = (name, label) => el("label", {}, label,
    el("input", { name, value: sizes[name] ?? "", maxlength: 20, size: 6, autocomplete: "off" }));
  const form = el("form", { class: "mine" },
    el("h3", {}, "Your sizes"),
    el("div", { class: "row" }, field("top", "Tops"), field("bottom", "Bottoms"), field("dress", "Dresses"), field("shoes", "Shoes")),
    el("button", { type: "submit", class: "quiet" }, "Keep these sizes"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()).map(([name, value]) => [name, value.trim()]));
    patch({ sizes: Object.keys(given).length ? given : null }, "Your sizes are kept.");
  });
  return form;
}

function learned({ learned: found }) {
  if (!found.length) return el("p", {}, "Nothing learned yet. Say what you like and dislike on the cards, and it shows here with the reason.");
  return el("section", {}, el("h3", {}, "What I learned"),
    el("ul", {}, ...found.map((each) =>
      el("li", {},
        el("p", {}, el("b", {}, `${each.leaning === "like" ? "You like" : "You avoid"} ${each.label}`), " ", el("small", {}, each.because)),
        each.examples?.length ? el("p", { class: "fine" }, each.examples.map((one) => one.title).join(", ")) : null,
        el("meter", { min: 0, max: 1, value: each.strength, "aria-label": `How sure: ${Math.round(each.strength * 100)} %` }),
        each.corrected
          ? el("button", { type: "button", class: "link", onclick: () => correct(each, null) }, `You said: ${each.corrected}. Take that back`)
          : el("span", { class: "row" },
            el("button", { type: "button", class: "link", onclick: () => correct(each, each.leaning === "like" ? "dislike" : "like") }, each.leaning === "like" ? "No, I avoid it" : "No, I like it"),
            el("button", { type: "button", class: "link", onclick: () => correct(each, "ignore") }, "Doesn't matter"))))));
}

function corrected(list) {
  if (!list.length) return null;
  return el("section", {}, el("h3", {}, "What you corrected"),
    el("ul", {}, ...list.map((each) => el("li", {}, `${each.label}: ${each.verdict} `,
      el("button", { type: "button", class: "link", onclick: () => correct(each, null) }, "Take back")))));
}

function correct({ kind, value }, verdict) {
  patch({ corrections: [{ kind, value, verdict }] }, verdict ? "Noted: that counts from now on." : "Taken back.");
}

async function forget() {
  if (!confirm("Forget your sizes, your likes and all that was learned from them?")) return;
  await change(async () => {
    await send(PROFILE, "DELETE");
    return send(PROFILE);
  }, "Forgotten.");
}
