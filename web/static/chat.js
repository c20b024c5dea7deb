// The conversation: sends a message, draws the cards as soon as they are decided, then the words as they come.

import * as bag from "./bag.js";
import * as bar from "./bar.js";
import { el, emptySlots, fetchJson, fill, fitBars, matches, money, notice, once, piece, reach } from "./dom.js";
import { did, watch } from "./noting.js";
import * as person from "./person.js";
import { pick } from "./picker.js";
import { events } from "./sse.js";
import { saver, verdicts } from "./verdicts.js";
import { inThree, tryOn } from "./viewer_look.js";
import * as you from "./you.js";

const STARTERS = [
  "A cousin's wedding in Lisbon in June. I'm a woman, under $250, and I hate heels",
  "Smart casual for a new job, men, it's cold and wet, around $300",
  "Beach weekend with friends, women's, nothing over $150",
  "Black tie next Friday. He's a size L and has never worn a bow tie",
];
const thread = document.getElementById("thread");
const form = document.getElementById("composer");
const field = document.getElementById("message");
const chips = document.getElementById("chips");
const send = document.getElementById("send");
const restart = document.getElementById("restart");
const welcome = document.getElementById("welcome");
let conversation = localStorage.getItem("conversation");
let busy = false;
const shown = new Map(); // outfit id → outfit, of all looks on the page

// The message goes to the top of the screen and its answer below it, so that the look is what one sees first.
function scrollTo(message) {
  message?.scrollIntoView({ block: "start", behavior: "smooth" });
}

function said(text) {
  welcome.hidden = true;
  restart.hidden = false;
  const node = el("div", { class: "said" }, el("p", {}, text));
  thread.append(node);
  return node;
}

function answer() {
  const words = el("p", { class: "words" });
  const cards = el("div", { class: "cards" });
  const receipt = el("div", { class: "receipt" });
  const next = el("div", { class: "next" });
  const node = el("article", { class: "answer" }, receipt, cards, words, next);
  thread.append(node);
  return { node, words, cards, receipt, next };
}

function pieceCard(item, outfit) {
  if (item.owned) return piece(item);
  const thing = { outfit_id: outfit.outfit_id, product_id: item.product_id };
  return piece(item, () => did("clicked", thing),
    el("button", { type: "button", class: "add", "aria-label": `Add to bag: ${item.title}`, onclick: () => pick([item], outfit.outfit_id) }, "Add"),
    ...verdicts(thing, item.title));
}

function threeButton(outfit, text, kind) {
  return el("button", { type: "button", class: kind, onclick: () => { did("tried_on", { outfit_id: outfit.outfit_id }); tryOn(outfit); } }, text);
}

function lookCard(outfit, number) {
  const share = outfit.items.length > 1;
  return watch(el("section", { class: "look", "aria-label": outfit.title },
    el("header", {},
      el("div", {},
        el("h2", {}, outfit.title),
        outfit.character ? el("span", { class: "character" }, outfit.character) : null),
      el("span", { class: "total" }, money(outfit.total))),
    el("div", { class: "items" }, ...outfit.items.map((item) => pieceCard(item, outfit))),
    emptySlots(outfit),
    share ? el("details", {},
      el("summary", {}, "Why this look, and how it should feel"),
      el("p", {}, outfit.why), matches(outfit), el("p", { class: "feel" }, outfit.emotional_fit.summary),
      fitBars(outfit.emotional_fit)) : null,
    el("footer", {},
      el("button", { type: "button", class: "button", onclick: () => pick(outfit.items, outfit.outfit_id) }, "Add the look to my bag"),
      el("a", { class: "quiet", href: `/looks/${outfit.outfit_id}`, target: "_blank", rel: "noopener", onclick: () => did("tried_on", { outfit_id: outfit.outfit_id }) }, "Try this look"),
      inThree(outfit) ? threeButton(outfit, "See it in 3D", "quiet") : null,
      saver(outfit.outfit_id, outfit.title),
      ...verdicts({ outfit_id: outfit.outfit_id }, outfit.title),
      number > 0 ? el("button", { type: "button", class: "quiet", onclick: () => ask(`I like number ${number + 1}`) }, "I prefer this one") : null)), outfit.outfit_id);
}

function drawLooks(place, outfits) {
  place.replaceChildren();
  if (!outfits.length) return;
  for (const outfit of outfits) shown.set(outfit.outfit_id, outfit);
  if (outfits.every((outfit) => outfit.items.length === 1)) {
    const grid = el("div", { class: "items" }, ...outfits.map((outfit) => watch(pieceCard(outfit.items[0], outfit), outfit.outfit_id)));
    place.append(el("section", { class: "look products" }, grid));
    return;
  }
  const panels = outfits.map(lookCard);
  if (panels.length === 1) return place.append(panels[0]);
  const tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "Looks", onkeydown: walk }, ...outfits.map((outfit, n) =>
    el("button", {
      type: "button", role: "tab", id: `tab-${outfit.outfit_id}`, "aria-controls": `look-${outfit.outfit_id}`,
      "aria-selected": n === 0 ? "true" : "false", tabindex: n === 0 ? "0" : "-1", onclick: () => select(n),
    }, n === 0 ? "Aurora's choice" : outfit.character ?? `Number ${n + 1}`, " ", el("small", {}, money(outfit.total)))));
  function select(chosen) {
    panels.forEach((panel, n) => { panel.hidden = n !== chosen; });
    [...tabs.children].forEach((tab, n) => {
      tab.setAttribute("aria-selected", n === chosen ? "true" : "false");
      tab.tabIndex = n === chosen ? 0 : -1;
    });
  }
  // Arrows, Home and End go from tab to tab. Source: WAI-ARIA Authoring Practices, tabs.
  function walk(event) {
    const now = [...tabs.children].indexOf(event.target);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: panels.length - 1 }[event.key];
    if (to === undefined || now < 0) return;
    event.preventDefault();
    const next = (to + panels.length) % panels.length;
    select(next);
    tabs.children[next].focus();
  }
  panels.forEach((panel, n) => {
    panel.hidden = n !== 0;
    panel.setAttribute("role", "tabpanel");
    panel.id = `look-${outfits[n].outfit_id}`;
    panel.setAttribute("aria-labelledby", `tab-${outfits[n].outfit_id}`);
  });
  place.append(tabs, ...panels);
}

const WORST_FIRST = ["relaxed", "unverifiable", "kept"];

// One chip for one thing said: "vegan" is ten constraints, and shows the worst of them.
function asSaid(constraints) {
  const said = new Map();
  for (const wish of constraints) {
    const other = said.get(wish.text);
    if (!other || WORST_FIRST.indexOf(wish.status) < WORST_FIRST.indexOf(other.status)) said.set(wish.text, wish);
  }
  return [...said.values()];
}

// The receipt belongs to looks: an answer to a question repeats none.
function drawReceipt(place, { constraints, outfits }) {
  place.replaceChildren(...asSaid(outfits.length ? constraints : []).map((wish) =>
    el("span", { class: `wish ${wish.status}`, title: wish.note ?? wish.status },
      { kept: "✓ ", relaxed: "≈ ", unverifiable: "? " }[wish.status], wish.text)));
}

function drawChips(suggestions) {
  chips.replaceChildren(...suggestions.map((text) =>
    el("button", { type: "button", onclick: () => ask(text) }, text)));
}

// The look that the reply offers to show, where there is something of it in 3D.
const seen = ({ look_url: url }) => [...shown.values()].find((outfit) => url?.endsWith(outfit.outfit_id) && inThree(outfit));

// What was done, and what can be done next, as buttons; the words say it too.
function drawNext(place, reply) {
  const asked = seen(reply);
  const lacking = reply.actions.find((action) => action.kind === "cart.needs_size");
  const outfit = lacking && shown.get(lacking.outfit_id);
  const about = outfit?.items.filter((item) => lacking.product_ids.includes(item.product_id)) ?? [];
  fill(place,
    about.length ? el("button", { type: "button", class: "button", onclick: () => pick(about, outfit.outfit_id) }, "Choose sizes") : null,
    asked ? threeButton(asked, "See it in 3D", "button") : null,
    reply.look_url ? el("a", { class: "button", href: reply.look_url, target: "_blank", rel: "noopener" }, "Open the look") : null);
  if ([...reply.actions, ...reply.also ?? []].some((action) => action.kind.startsWith("cart."))) bag.refresh();
}

function drawReply(part, reply) {
  part.words.textContent = reply.reply;
  drawLooks(part.cards, reply.outfits);
  drawNext(part.next, reply);
  drawReceipt(part.receipt, reply);
}

async function ask(message) {
  if (busy) return;
  busy = true;
  send.disabled = true;
  chips.replaceChildren();
  const bubble = said(message);
  const part = { ...answer(), bubble };
  part.node.classList.add("thinking");
  scrollTo(bubble);
  const body = { message, client_message_id: once() };
  if (conversation) body.conversation_id = conversation;
  try {
    await converse(body, part);
  } catch (error) {
    part.node.append(notice(error.message, el("button", { type: "button", onclick: () => { part.node.remove(); retry(message); } }, "Try again")));
  } finally {
    part.node.classList.remove("thinking");
    busy = false;
    send.disabled = false;
    field.focus({ preventScroll: true });
  }
}

function retry(message) {
  thread.lastElementChild?.classList.contains("said") && thread.lastElementChild.remove();
  ask(message);
}

async function converse(body, part) {
  const response = await reach("/api/aurora/chat", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    if (problem.code === "conversation_not_found") forget();
    throw new Error(problem.detail ?? `The server answered ${response.status}.`);
  }
  let finished = false;
  let understood = [];
  for await (const { name, data } of events(response)) {
    if (name === "context.ready") {
      conversation = data.conversation_id;
      localStorage.setItem("conversation", conversation);
      understood = data.constraints;
    } else if (name === "outfits.ready") {
      drawReceipt(part.receipt, { constraints: understood, outfits: data.outfits });
      drawLooks(part.cards, data.outfits);
      scrollTo(part.bubble);
    } else if (name === "reply.delta") {
      part.node.classList.remove("thinking");
      part.words.textContent += data.text;
    } else if (name === "turn.completed") {
      finished = true;
      drawReceipt(part.receipt, data);
      part.words.textContent = data.reply;
      drawNext(part.next, data);
      if (seen(data)) tryOn(seen(data)); // asked for in words, and counted as tried on there
      drawChips(data.suggestions);
      if (!data.outfits.length) scrollTo(part.bubble); // the words are all there is, and grew below the field
    } else if (name === "turn.failed") {
      throw new Error(data.detail);
    }
  }
  if (!finished) throw new Error("The line went dead. Your conversation is kept.");
}

function forget() {
  conversation = null;
  localStorage.removeItem("conversation");
}

async function restore() {
  if (!conversation) return;
  try {
    const { turns, handoff } = await fetchJson(`/api/aurora/conversations/${conversation}`);
    for (const turn of turns.filter((each) => each.reply)) {
      said(turn.message);
      drawReply(answer(), turn.reply);
    }
    const last = turns.filter((each) => each.reply).at(-1);
    if (last) drawChips(last.reply.suggestions);
    const written = person.answers(handoff);
    if (written) thread.append(el("article", { class: "answered", "aria-label": "Answer by a person" }, el("h2", {}, `About your request ${handoff.number}`), written));
    scrollTo([...thread.querySelectorAll(".said")].at(-1));
  } catch (error) {
    if (error.status === 404 || error.status === 401) return forget();
    thread.append(notice(`${error.message} Your conversation is kept.`, el("button", { type: "button", onclick: () => location.reload() }, "Try again")));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const message = field.value.trim();
  if (!message || busy) return;
  field.value = "";
  field.style.height = "";
  ask(message);
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
field.addEventListener("input", () => {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
});
restart.addEventListener("click", () => {
  forget();
  location.reload();
});
document.getElementById("person").addEventListener("click", () => person.open(conversation, ask));
you.attach(document.querySelector(".bar nav"));
bar.attach();
document.getElementById("starters").append(...STARTERS.map((text) =>
  el("button", { type: "button", onclick: () => ask(text) }, text)));
// Asked from another page: "ask Aurora about this".
const asked = new URLSearchParams(location.search).get("ask");
if (asked) history.replaceState(null, "", "/");
restore().then(() => { if (asked) field.value = asked.slice(0, 4000); field.dispatchEvent(new Event("input")); if (asked) field.focus(); });
