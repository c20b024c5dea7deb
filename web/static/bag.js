// The bag: a button with a count, a panel with the lines, and the size picker through which pieces go in.

import { el, fill, money, notice, say, send } from "./dom.js";

const LETTERS = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"];
const ONE_SIZE = /^(one[ -]?size|os|o\/s|uni|free size)$/i;
let bag = { items: [], count: 0, items_total: null, version: 0 };
let removed = null;

const count = el("span", { class: "count", hidden: true });
const opener = el("button", { type: "button", class: "quiet", "aria-haspopup": "dialog", onclick: open }, "Bag ", count);
const list = el("div", { class: "lines" });
const panel = sheet("Your bag", list);

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

function show(fresh) {
  bag = fresh;
  count.hidden = bag.count === 0;
  count.textContent = bag.count;
  opener.setAttribute("aria-label", bag.count === 1 ? "Bag, 1 piece" : `Bag, ${bag.count} pieces`);
  draw();
}

async function open() {
  removed = null;
  draw();
  panel.showModal();
  await change(() => send("/api/cart"));
}

async function change(call) {
  try {
    show(await call());
  } catch (error) {
    await refresh();
    list.prepend(notice(error.message));
  }
}

function draw() {
  fill(list,
    removed ? el("p", { class: "undo", role: "status" }, `${removed.title} is out of your bag. `,
      el("button", { type: "button", class: "link", onclick: undo }, "Undo")) : null,
    bag.items.length ? el("ul", {}, ...bag.items.map(line)) : el("p", { class: "fine" }, "Nothing in it yet."),
    bag.items_total ? el("p", { class: "sum" }, el("span", {}, "Total"), el("b", { class: "total" }, money(bag.items_total))) : null,
    bag.items.length ? el("p", { class: "fine" }, "Shipping and tax come with checkout, which is not open yet.") : null);
}

function line(item) {
  const name = [item.title, item.colour, item.size].filter(Boolean).join(", ");
  const path = `/api/cart/items/${item.item_id}`;
  const most = Math.min(99, Math.max(item.quantity, item.available, 1));
  const many = el("select", { "aria-label": `How many: ${name}`, onchange: (event) =>
    change(() => send(path, "PATCH", { quantity: Number(event.target.value), version: bag.version })) },
    ...Array.from({ length: Math.min(most, Math.max(10, item.quantity)) }, (_, n) =>
      el("option", { value: n + 1, selected: n + 1 === item.quantity }, n + 1)));
  return el("li", {},
    el("img", { src: item.image_url, alt: "", width: 64, height: 80, loading: "lazy" }),
    el("div", {},
      el("a", { href: item.product_url }, item.title),
      el("span", { class: "variant" }, el("i", { class: "swatch", style: `background:${item.hex}` }),
        [item.colour, item.size].filter(Boolean).join(" · ")),
      ...item.warnings.map((each) => el("span", { class: "warned" }, each.detail)),
      item.warnings.some((each) => each.code === "price_changed")
        ? el("button", { type: "button", class: "link", onclick: () => change(() => send(path, "PATCH", { quantity: item.quantity, version: bag.version })) }, "That's fine") : null,
      el("span", { class: "row" }, many,
        el("button", { type: "button", class: "link", "aria-label": `Remove ${name}`, onclick: () => remove(item) }, "Remove"))),
    el("b", {}, money(item.line_total)));
}

async function remove(item) {
  await change(async () => {
    const left = await send(`/api/cart/items/${item.item_id}?version=${bag.version}`, "DELETE");
    removed = { title: item.title, line: left.removed };
    return left;
  });
  list.querySelector(".undo button")?.focus();
}

async function undo() {
  const back = removed;
  removed = null;
  await change(() => send("/api/cart/items", "POST", { lines: [back.line] }));
}

// ── putting in ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const isOneSize = (size) => size === null || ONE_SIZE.test(size);

export function bySize(one, other) {
  const [a, b] = [one.size, other.size].map((size) => LETTERS.indexOf(size));
  return a >= 0 && b >= 0 ? a - b : String(one.size).localeCompare(String(other.size), "en", { numeric: true });
}

// Asks for the sizes that are open, then puts all of the items in, or none. `outfitId` is the look they come from.
export async function pick(items, outfitId) {
  const wanted = items.filter((item) => !item.owned);
  const rows = el("div", { class: "pieces" }, el("p", { class: "fine" }, "Looking at what is in stock …"));
  const dialog = sheet(wanted.length > 1 ? "Add the look to your bag" : "Add to your bag", rows);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  try {
    const choices = await Promise.all(wanted.map(choice));
    fill(rows, form(choices, outfitId, dialog));
    rows.querySelector("select:not([disabled]), button")?.focus();
  } catch (error) {
    fill(rows, notice(error.message));
  }
}

async function choice(item) {
  const product = await send(`/api${item.product_url}`);
  const colour = item.colour.name ?? item.colour;
  const variants = product.variants.filter((variant) => variant.colour === colour).sort(bySize);
  return { item, variants };
}

function form(choices, outfitId, dialog) {
  const total = el("b", { class: "total" });
  const submit = el("button", { type: "submit", class: "button" }, choices.length > 1 ? `Add ${choices.length} pieces` : "Add to bag");
  const problem = el("div", { role: "alert" });
  const node = el("form", { method: "dialog", class: "sizing" }, ...choices.map(piece), problem,
    el("p", { class: "sum" }, el("span", {}, "Total"), total), submit);
  const chosen = () => choices.map(({ variants }, n) => variants.find((variant) => variant.variant_id === node.elements[`piece-${n}`].value));
  const update = () => {
    const now = chosen();
    submit.disabled = now.some((variant) => !variant);
    const prices = now.map((variant, n) => (variant ?? choices[n].variants[0]).price);
    total.textContent = money({ amount: prices.reduce((sum, price) => sum + price.amount, 0), currency: prices[0].currency });
  };
  node.addEventListener("change", update);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      const lines = chosen().map((variant) => ({ variant_id: variant.variant_id, outfit_id: outfitId ?? null }));
      show(await send("/api/cart/items", "POST", { lines }));
      dialog.close();
      say(lines.length > 1 ? `${lines.length} pieces are in your bag.` : `${choices[0].item.title} is in your bag.`);
    } catch (error) {
      fill(problem, el("p", { class: "warned" }, error.message));
      submit.disabled = false;
    }
  });
  update();
  return node;
}

function piece({ item, variants }, n) {
  const left = variants.filter((variant) => variant.in_stock);
  const only = left.length === 1 && isOneSize(left[0].size);
  const known = item.size ? left.find((variant) => variant.size === item.size) : only ? left[0] : null;
  return el("label", { class: "size" },
    el("span", {}, el("b", {}, item.title), el("small", {}, ` ${item.colour.name ?? item.colour}`)),
    el("select", { name: `piece-${n}`, required: true, disabled: !left.length },
      left.length ? (only ? null : el("option", { value: "" }, "Choose a size")) : el("option", { value: "" }, "Sold out"),
      ...variants.map((variant) => el("option", { value: variant.variant_id, disabled: !variant.in_stock, selected: variant === known },
        (isOneSize(variant.size) ? "One size" : variant.size) + (variant.in_stock ? "" : " – sold out")))));
}
