// Building elements, money, and the cards that every page shares. Text goes in as text, never as markup.

import { signed } from "./session.js";

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, name === "href" || name === "src" ? address(value) : value);
  }
  return fill(node, ...children);
}

export function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// A catalogue is other people's data: an address that is not the web's (javascript:, data:) leads nowhere.
function address(value) {
  try {
    return ["http:", "https:"].includes(new URL(value, location.href).protocol) ? value : "#";
  } catch {
    return "#";
  }
}

export function money({ amount, currency }) {
  const format = new Intl.NumberFormat(navigator.language, { style: "currency", currency });
  const places = format.resolvedOptions().maximumFractionDigits;
  return format.format(amount / 10 ** places);
}

export function itemCard(item, onopen) {
  const stock = !item.in_stock ? "out of stock" : item.available !== null && item.available <= 2 ? "last ones" : null;
  return el("a", { class: "item", href: `${item.product_url}#${item.variant_id}`, target: "_blank", rel: "noopener", onclick: onopen, onauxclick: onopen },
    el("div", { class: "picture" },
      el("img", { src: item.image_url, alt: `${item.title}, ${item.colour.name}`, loading: "lazy", width: 320, height: 400 }),
      item.locked ? el("span", { class: "badge" }, "kept") : null,
      stock ? el("span", { class: "badge stock" }, stock) : null),
    el("div", { class: "facts" },
      el("span", { class: "maker" }, item.brand),
      el("span", { class: "title" }, item.title),
      el("span", { class: "variant" },
        el("i", { class: "swatch", style: `background:${item.colour.hex}` }),
        item.colour.name + (item.size ? ` · ${item.size}` : "")),
      el("span", { class: "price" }, item.owned ? "yours" : money(item.price)),
      el("span", { class: "why" }, item.why)));
}

// A card with what can be done with the piece below it; `onopen` hears that it was opened.
export function piece(item, onopen, ...acts) {
  return el("div", { class: "piece" }, itemCard(item, onopen), el("div", { class: "acts" }, ...acts));
}

export function fitBars(fit) {
  const names = ["confidence", "authenticity", "happiness", "comfort", "empowerment"];
  return el("dl", { class: "fit" }, ...names.map((name) =>
    el("div", {},
      el("dt", {}, name),
      el("dd", { title: fit.reasons?.[name] ?? "" },
        el("meter", { min: 0, max: 100, value: fit[name] }), ` ${fit[name]}`))));
}

export function emptySlots(outfit) {
  if (!outfit.empty_slots.length) return null;
  return el("p", { class: "empty" }, outfit.empty_slots.map(({ slot, why }) => `No ${slot}: ${why}`).join(" · "));
}

export function matches(outfit) {
  const known = Object.entries(outfit.context_match).filter(([, match]) => match);
  if (!known.length) return null;
  return el("ul", { class: "matches" }, ...known.map(([name, match]) =>
    el("li", { class: match.ok ? "ok" : "not" }, el("b", {}, name), ` ${match.why}`)));
}

// As fetch, for whoever is signed in; where nobody answers the error is a sentence for the shopper.
export async function reach(path, options) {
  try {
    return await signed(path, options);
  } catch {
    throw new Error("Aurora cannot be reached just now. Check your connection and try again.");
  }
}

export const fetchJson = (path) => send(path);

// A POST that creates, done at most once however often it is sent with this key.
export const create = (path, data, key = once(), { headers } = {}) => send(path, "POST", data, { headers: { ...headers, "Idempotency-Key": key } });

// A random UUID, also where the page does not come over TLS.
export const once = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
  (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+digit / 4)))).toString(16));

// The JSON that the server answers with; where it refuses an Error with the problem's sentence, `status` and `problem`.
export async function send(path, method = "GET", data = undefined, options = {}) {
  const headers = { Accept: "application/json", ...options.headers, ...(data === undefined ? {} : { "Content-Type": "application/json" }) };
  const response = await reach(path, { ...options, method, headers, body: data === undefined ? undefined : JSON.stringify(data) });
  const body = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw Object.assign(new Error(body?.detail ?? `The server answered ${response.status}.`), { status: response.status, problem: body ?? {} });
  return body;
}

const status = el("div", { class: "status", role: "status", "aria-live": "polite" });
let fading;

// A dialog at the side of the page; Escape, the cross and a click beside it close it, and focus goes back.
export function sheet(title, ...children) {
  const id = `sheet-${title.toLowerCase().replaceAll(/\W+/g, "-")}`;
  const dialog = el("dialog", { class: "sheet", "aria-labelledby": id },
    el("header", {}, el("h2", { id }, title),
      el("button", { type: "button", class: "quiet", "aria-label": "Close", onclick: () => dialog.close() }, "✕")),
    ...children);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  return dialog;
}

// One sentence at the edge of the page, which a screen reader says too.
export function say(text) {
  (document.querySelector("dialog[open]") ?? document.body).append(status); // the rest of the page is inert then
  clearTimeout(fading);
  requestAnimationFrame(() => { status.textContent = text; });
  fading = setTimeout(() => { status.textContent = ""; }, 6000);
}

// Fills the place by `task`; until then it says so, and where that fails why, with a way to try again.
export async function load(place, task, waiting = "One moment …") {
  place.setAttribute("aria-busy", "true");
  if (!place.childElementCount) fill(place, el("p", { class: "fine", role: "status" }, waiting));
  try {
    await task();
  } catch (error) {
    fill(place, notice(error.message, el("button", { type: "button", class: "quiet", onclick: () => load(place, task, waiting) }, "Try again")));
  } finally {
    place.removeAttribute("aria-busy");
  }
}

export function notice(text, ...actions) {
  return el("div", { class: "notice", role: "alert" }, el("p", {}, text), ...actions);
}
