// The bag: a button with a count, and a panel with the lines.

import { el, fill, load, money, notice, send, sheet } from "./dom.js";

let bag = { items: [], count: 0, items_total: null, version: 0 };
let removed = null;
let lent = false;

const count = el("span", { class: "count", hidden: true });
const opener = el("button", { type: "button", class: "quiet", "aria-haspopup": "dialog", onclick: open }, "Bag ", count);
const list = el("div", { class: "lines" });
const panel = sheet("Your bag", list);

// Puts the button into the page's bar and asks what is in the bag.
export async function attach(bar) {
  bar.append(opener);
  await refresh();
}

export async function refresh() {
  try {
    show(await send("/api/cart"));
  } catch { /* the count stays as it was; opening the panel says what is wrong */ }
}

// What the bag holds, as far as the page knows.
export const lines = () => bag.items;
export const now = () => bag;

// The lines for a page of their own; the panel lends them, and is not opened there.
export function listed() {
  if (lent) return list;
  lent = true;
  draw();
  opener.replaceWith(el("a", { class: "quiet", href: "/bag", "aria-current": "page" }, "Bag ", count));
  return list;
}

const followers = [];

// `follower` hears of every change of the bag on this page.
export const follow = (follower) => followers.push(follower);

export function show(fresh) {
  bag = fresh;
  count.hidden = bag.count === 0;
  count.textContent = bag.count;
  opener.setAttribute("aria-label", bag.count === 1 ? "Bag, 1 piece" : `Bag, ${bag.count} pieces`);
  draw();
  for (const follower of followers) follower();
}

async function open() {
  removed = null;
  fill(list);
  panel.showModal();
  await load(list, async () => show(await send("/api/cart")), "Looking into your bag …");
}

// One change at a time: the next one names the version that this one makes.
async function change(call) {
  list.inert = true;
  list.setAttribute("aria-busy", "true");
  try {
    show(await call());
  } catch (error) {
    await refresh();
    list.prepend(notice(error.message));
  } finally {
    list.inert = false;
    list.removeAttribute("aria-busy");
  }
}

function draw() {
  fill(list,
    removed ? el("p", { class: "undo", role: "status" }, `${removed.title} is out of your bag. `,
      el("button", { type: "button", class: "link", onclick: undo }, "Undo")) : null,
    bag.items.length ? el("ul", {}, ...bag.items.map(line))
      : lent ? null : el("p", { class: "fine" }, "Nothing in it yet. Add a look or a piece from your conversation, and it waits here."),
    !lent && bag.items_total ? el("p", { class: "sum" }, el("span", {}, "Total"), el("b", { class: "total" }, money(bag.items_total))) : null,
    !lent && bag.items.length ? el("p", { class: "fine" }, "Delivery and tax come with your address.") : null,
    !lent && bag.items.length ? el("p", { class: "acts" }, el("a", { class: "button", href: "/checkout" }, "Check out"), el("a", { class: "quiet", href: "/bag" }, "See the whole bag")) : null);
}

function line(item) {
  const name = [item.title, item.colour, item.size].filter(Boolean).join(", ");
  return el("li", {},
    el("img", { src: item.image_url, alt: "", width: 64, height: 80, loading: "lazy" }),
    el("div", {},
      el("a", { href: item.product_url }, item.title),
      el("span", { class: "variant" }, el("i", { class: "swatch", style: `background:${item.hex}` }),
        [item.colour, item.size].filter(Boolean).join(" · ")),
      ...item.warnings.map((each) => el("span", { class: "warned" }, each.detail)),
      item.warnings.some((each) => each.code === "price_changed")
        ? el("button", { type: "button", class: "link", onclick: () => ask(item, item.quantity) }, "That's fine") : null,
      el("span", { class: "row" }, many(item, name),
        el("button", { type: "button", class: "link", "aria-label": `Remove ${name}`, onclick: () => remove(item) }, "Remove"))),
    el("b", {}, money(item.line_total)));
}

function many(item, name) {
  const most = Math.min(99, Math.max(item.quantity, item.available, 1));
  return el("select", { "aria-label": `How many: ${name}`, onchange: (event) => ask(item, Number(event.target.value)) },
    ...Array.from({ length: Math.min(most, Math.max(10, item.quantity)) }, (_, n) =>
      el("option", { value: n + 1, selected: n + 1 === item.quantity }, n + 1)));
}

const ask = (item, quantity) =>
  change(() => send(`/api/cart/items/${item.item_id}`, "PATCH", { quantity, version: bag.version }));

async function remove(item) {
  await change(async () => {
    const left = await send(`/api/cart/items/${item.item_id}?version=${bag.version}`, "DELETE");
    removed = { title: item.title, line: left.removed };
    return left;
  });
  (list.querySelector(".undo button") ?? panel.querySelector("header button")).focus();
}

async function undo() {
  const back = removed;
  removed = null;
  await change(() => send("/api/cart/items", "POST", { lines: [back.line] }));
  (list.querySelector("li:last-child select") ?? panel.querySelector("header button")).focus();
}
