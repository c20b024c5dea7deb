// The size picker, through which pieces go into the bag: it asks for the sizes that are open, and for nothing else.

import * as bag from "./bag.js";
import { el, fill, load, money, say, send, sheet } from "./dom.js";

const LETTERS = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", "4XL", "5XL"];
const ONE_SIZE = /^(one[ -]?size|os|o\/s|uni|free size)$/i;
const SIZE_OF = { top: "top", outerwear: "top", bottom: "bottom", dress: "dress", shoes: "shoes" };
const LEAVE = "leave";

export const isOneSize = (size) => size === null || ONE_SIZE.test(size);

export function bySize(one, other) {
  const [a, b] = [one.size, other.size].map((size) => LETTERS.indexOf(size));
  return a >= 0 && b >= 0 ? a - b : String(one.size).localeCompare(String(other.size), "en", { numeric: true });
}

// Asks for the sizes that are open, then puts all of the items in, or none. `outfitId` is the look they come from.
export async function pick(items, outfitId) {
  const wanted = items.filter((item) => !item.owned);
  const rows = el("div", { class: "pieces" });
  const dialog = sheet(wanted.length > 1 ? "Add the look to your bag" : "Add to your bag", rows);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  await load(rows, async () => {
    const [known] = await Promise.all([sizes(), bag.refresh()]);
    const choices = await Promise.all(wanted.map((item) => choice(item, known)));
    fill(rows, form(choices, outfitId, dialog));
    (rows.querySelector("select:invalid") ?? rows.querySelector("select:not([disabled]), button"))?.focus();
  }, "Looking at what is in stock …");
}

// The shopper's own sizes; without them the picker asks.
async function sizes() {
  try {
    return (await send("/api/aurora/profile")).stated.sizes ?? {};
  } catch {
    return {};
  }
}

async function choice(item, sizes) {
  const product = await send(`/api${item.product_url}`);
  const colour = item.colour.name ?? item.colour;
  const variants = product.variants.filter((variant) => variant.colour === colour).sort(bySize);
  const there = bag.lines().filter((line) => variants.some((variant) => variant.variant_id === line.variant_id));
  return { item, variants, there, own: sizes[SIZE_OF[item.slot]] };
}

function form(choices, outfitId, dialog) {
  const total = el("b", { class: "total" });
  const submit = el("button", { type: "submit", class: "button" });
  const problem = el("div", { role: "alert" });
  const node = el("form", { method: "dialog", class: "sizing" }, ...choices.map((one, n) => piece(one, n, choices.length)), problem,
    el("p", { class: "sum" }, el("span", {}, "Total"), total), submit);
  const taken = () => choices
    .map((one, n) => ({ ...one, id: node.elements[`piece-${n}`].value }))
    .filter(({ id }) => id !== LEAVE)
    .map((one) => ({ ...one, variant: one.variants.find((variant) => variant.variant_id === one.id) }));
  const update = () => {
    const now = taken();
    submit.disabled = !now.length || now.some(({ variant }) => !variant);
    submit.textContent = !now.length ? "All of it is in your bag" : choices.length > 1 ? `Add ${now.length} ${now.length > 1 ? "pieces" : "piece"}` : "Add to bag";
    const prices = now.map(({ variant, variants }) => (variant ?? variants[0]).price);
    total.textContent = money({ amount: prices.reduce((sum, price) => sum + price.amount, 0), currency: choices[0].variants[0].price.currency });
  };
  node.addEventListener("change", update);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    put(taken(), outfitId, { dialog, submit, problem });
  });
  update();
  return node;
}

async function put(taken, outfitId, { dialog, submit, problem }) {
  submit.disabled = true;
  submit.setAttribute("aria-busy", "true");
  try {
    const lines = taken.map(({ variant }) => ({ variant_id: variant.variant_id, outfit_id: outfitId ?? null }));
    bag.show(await send("/api/cart/items", "POST", { lines }));
    dialog.close();
    say(lines.length > 1 ? `${lines.length} pieces are in your bag.` : `${taken[0].item.title} is in your bag.`);
  } catch (error) {
    fill(problem, el("p", { class: "warned" }, error.message));
    submit.disabled = false;
  } finally {
    submit.removeAttribute("aria-busy");
  }
}

// One row: the sizes in stock, the one that is known chosen already. Of a look, a piece that is in the bag is left out
// unless it is chosen again.
function piece({ item, variants, there, own }, n, of) {
  const left = variants.filter((variant) => variant.in_stock);
  const only = left.length === 1 && isOneSize(left[0].size);
  const known = left.find((variant) => variant.size === item.size && item.size) ?? (only ? left[0] : left.find((variant) => own && variant.size === own));
  const isThere = there.length > 0;
  const leaves = isThere && of > 1;
  const options = variants.map((variant) =>
    el("option", { value: variant.variant_id, disabled: !variant.in_stock, selected: !leaves && variant === known },
      (isOneSize(variant.size) ? "One size" : variant.size) + (variant.in_stock ? "" : " – sold out")));
  if (leaves) options.unshift(el("option", { value: LEAVE, selected: true }, "Leave as it is"));
  else if (!left.length) options.unshift(el("option", { value: "" }, "Sold out"));
  else if (!only) options.unshift(el("option", { value: "" }, "Choose a size"));
  return el("label", { class: "size" },
    el("span", {}, el("b", {}, item.title), el("small", {}, ` ${item.colour.name ?? item.colour}`)),
    el("select", { name: `piece-${n}`, required: true, disabled: !left.length && !leaves }, ...options),
    note(isThere, there, known, item, own));
}

function note(isThere, there, known, item, own) {
  if (isThere) {
    const many = there.reduce((sum, line) => sum + line.quantity, 0);
    return el("small", { class: "there" }, `${many === 1 ? "One" : many} of it in your bag already${there[0].size ? `, in ${there.map((line) => line.size).join(" and ")}` : ""}.`);
  }
  return known && known.size === own && item.size !== own ? el("small", {}, `${own} is your size, as you told me.`) : null;
}
