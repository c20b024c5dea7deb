// What Aurora has learned of the shopper, from what, and how to correct or forget it.

import { el, fill, load, notice, say, send, sheet } from "./dom.js";
import * as saved from "./saved.js";
import * as wardrobe from "./wardrobe.js";

const PROFILE = "/api/aurora/profile";
const body = el("div", { class: "you" });
const panel = sheet("What Aurora knows of you", body);
const opener = el("button", { type: "button", class: "quiet", "aria-haspopup": "dialog", onclick: open }, "You");

export function attach(bar, label = "You") {
  opener.textContent = label;
  bar.append(opener);
}

async function open() {
  fill(body);
  panel.showModal();
  await load(body, async () => draw(await send(PROFILE)));
}

async function change(call, told) {
  body.querySelector(":scope > .notice")?.remove();
  try {
    draw(await call());
    if (told) say(told);
  } catch (error) {
    body.prepend(notice(error.message));
    panel.scrollTo(0, 0);
  }
}

const patch = (changes, told) => change(() => send(PROFILE, "PATCH", changes), told);

// The looks and the wardrobe stay as they are: a correction does not fetch them anew.
let kept = null;

function draw(profile) {
  const focused = document.activeElement?.dataset.key;
  kept = body.contains(kept?.[0]) ? kept : [saved.section(), wardrobe.section()];
  fill(body, consent(profile), stated(profile.stated), learned(profile), corrected(profile), ...kept,
    el("button", { type: "button", class: "quiet", onclick: forget }, "Forget everything about me"));
  if (focused) (body.querySelector(`[data-key="${CSS.escape(focused)}"]`) ?? panel.querySelector("header button")).focus();
}

function consent({ consent: given }) {
  const box = (name, label, yes, no) => el("label", { class: "consent" },
    el("input", { type: "checkbox", name, checked: given[name], "data-key": `consent:${name}`, onchange: (event) =>
      patch({ consent: { personalisation: given.personalisation, [name]: event.target.checked } }, event.target.checked ? yes : no) }),
    el("span", {}, label));
  return el("div", {},
    box("personalisation", "Remember what I like beyond this visit", "Aurora will remember what you like.", "Aurora will not remember beyond this visit."),
    box("analytics", "My messages may be read, without my name, to improve Aurora", "Thank you: from now on.", "Nothing you say is read to improve Aurora."));
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
  if (!found.length) return el("p", { class: "fine" }, "Nothing learned yet. Say what you like and dislike on the cards, and it shows here with the reason.");
  return el("section", {}, el("h3", {}, "What I learned"),
    el("ul", {}, ...found.map((each) =>
      el("li", {},
        el("p", {}, el("b", {}, `${each.leaning === "like" ? "You like" : "You avoid"} ${each.label}`), " ", el("small", {}, each.because)),
        each.examples?.length ? el("p", { class: "fine" }, each.examples.map((one) => one.title).join(", ")) : null,
        el("meter", { min: 0, max: 1, value: each.strength, "aria-label": `How sure: ${Math.round(each.strength * 100)} %` }),
        each.corrected
          ? el("button", { type: "button", class: "link", "data-key": key(each), onclick: () => correct(each, null) }, `You said: ${SAID[each.corrected]}. Take that back`)
          : el("span", { class: "row" },
            el("button", { type: "button", class: "link", "data-key": key(each), onclick: () => correct(each, each.leaning === "like" ? "dislike" : "like") }, each.leaning === "like" ? "No, I avoid it" : "No, I like it"),
            el("button", { type: "button", class: "link", "data-key": key(each), onclick: () => correct(each, "ignore") }, "Doesn't matter"))))));
}

const SAID = { like: "I like it", dislike: "I avoid it", ignore: "it doesn't matter" };
const key = ({ kind, value }) => `${kind}:${value}`;

// Corrections of what is not learned any more; the others stand with what they correct.
function corrected({ corrections, learned: found }) {
  const shown = new Set(found.map(key));
  const rest = (corrections ?? []).filter((each) => !shown.has(key(each)));
  if (!rest.length) return null;
  return el("section", {}, el("h3", {}, "What you corrected"),
    el("ul", {}, ...rest.map((each) => el("li", {}, `${each.label}: ${SAID[each.verdict]}. `,
      el("button", { type: "button", class: "link", "data-key": key(each), onclick: () => correct(each, null) }, "Take back")))));
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
