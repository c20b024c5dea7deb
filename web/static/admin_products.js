// Products behind the counter: found, changed, taken out of the shop and put back; prices and stock, a line a variant.

import { models } from "./admin_models.js";
import { photographs } from "./admin_photographs.js";
import { el, fill, load, say, send } from "./dom.js";
import { field, form } from "./form.js";
import { moment } from "./standing.js";

const PRODUCTS = "/api/admin/products";
const STATUS = [["", "All"], ["active", "For sale"], ["draft", "Drafts"], ["archived", "Archived"]];
const STANDS = Object.fromEntries(STATUS);

// The list; the product whose id stands behind the # is shown instead.
export async function draw(box) {
  addEventListener("hashchange", () => load(box, () => route(box)));
  await route(box);
}

const route = (box) => location.hash.length > 1 ? one(box, location.hash.slice(1)) : list(box);

async function list(box) {
  const rows = el("tbody", {});
  const more = el("p", { class: "acts" });
  const empty = el("p", { class: "fine" });
  const seek = form({ label: "Find products", submit: "Find", act: async (given) => {
    fill(rows);
    await page(new URLSearchParams(Object.entries(given).filter(([, value]) => value)));
  } }, field("q", "Words or a SKU", { maxlength: 200 }), field("status", "Status", { options: STATUS, value: "" }));
  async function page(query) {
    const found = await send(`${PRODUCTS}?${query}`);
    rows.append(...found.products.map(row));
    empty.textContent = rows.childElementCount ? "" : "None.";
    fill(more, found.next_cursor ? el("button", { type: "button", class: "quiet", onclick: () => { query.set("cursor", found.next_cursor); load(more, () => page(query)); } }, "More") : null);
  }
  fill(box, el("section", { class: "panel" }, seek), el("div", { class: "scroll panel" }, el("table", {},
    el("thead", {}, el("tr", {}, ...["Product", "Brand", "Kind", "Status", "Changed"].map((text) => el("th", { scope: "col" }, text)))), rows), empty), more);
  await page(new URLSearchParams());
}

const row = (product) => el("tr", {}, el("td", {}, el("a", { href: `#${product.product_id}` }, product.title)), el("td", {}, product.brand), el("td", {}, product.category), el("td", {}, STANDS[product.status]), el("td", {}, moment(product.updated_at)));

async function one(box, id) {
  const product = await send(`${PRODUCTS}/${id}`);
  const again = () => one(box, id);
  fill(box,
    el("p", {}, el("a", { href: "#" }, "‹ All products")), el("h2", {}, product.title),
    el("p", { class: "fine" }, `${STANDS[product.status]}, version ${product.version}. `, product.status === "active" ? el("a", { href: `/products/${product.slug}` }, "See it in the shop") : null),
    el("section", { class: "panel" }, el("h2", {}, "What is said of it"), said(product, again)),
    el("section", { class: "panel" }, el("h2", {}, "Prices and stock"), goods(product, again)),
    photographs(product),
    models(product),
    shelved(product, again));
}

// Somebody else's change meanwhile is refused by the version that was looked at.
function said(product, again) {
  return form({ label: "What is said of it", submit: "Keep it", act: async ({ materials, ...given }) => {
    await send(`${PRODUCTS}/${product.product_id}`, "PATCH", { ...given, materials: materials.split(",").map((each) => each.trim()).filter(Boolean), version: product.version });
    await again();
    say("Kept.");
  } },
  field("title", "Title", { value: product.title, required: true, maxlength: 200 }), field("brand", "Brand", { value: product.brand, maxlength: 100 }),
  field("description", "Description", { value: product.description, maxlength: 20000, rows: 5, wide: true }),
  field("materials", "Materials", { value: product.materials.join(", "), hint: "With commas between", wide: true }));
}

const places = (currency) => new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;

// One form of all variants; only what was changed is sent, prices and stock each all or none.
function goods(product, again) {
  const major = (amount, one) => amount === null ? "" : (amount / 10 ** places(one.currency)).toFixed(places(one.currency));
  const minor = (text, one) => text === "" ? null : Math.round(Number(text) * 10 ** places(one.currency));
  const input = (one, name, value, label, more = {}) => el("td", { class: "figure" }, el("input", { class: "plain", type: "number", name: `${name}:${one.sku}`, value, "aria-label": `${label}: ${one.sku}`, min: 0, ...more }));
  return form({ label: "Prices and stock", submit: "Keep them", act: async (given) => {
    const prices = product.variants.map((one) => ({ one, price: minor(given[`price:${one.sku}`], one), compare_at: minor(given[`was:${one.sku}`], one) }))
      .filter(({ one, price, compare_at }) => price !== one.price || compare_at !== one.compare_at).map(({ one, ...line }) => ({ sku: one.sku, ...line }));
    const stock = product.variants.map((one) => ({ sku: one.sku, on_hand: Number(given[`stock:${one.sku}`]), before: one.on_hand }))
      .filter(({ on_hand, before }) => on_hand !== before).map(({ sku, on_hand }) => ({ sku, on_hand }));
    if (prices.length) await send("/api/admin/prices", "POST", { lines: prices });
    if (stock.length) await send("/api/admin/stock", "POST", { lines: stock });
    await again();
    say(prices.length + stock.length ? "Kept." : "Nothing was changed.");
  } }, el("div", { class: "scroll wide-entry" }, el("table", {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Variant"), ...["Price", "Before", "In stock", "Reserved"].map((text) => el("th", { scope: "col", class: "figure" }, text)))),
    el("tbody", {}, ...product.variants.map((one) => el("tr", {}, el("td", {}, [one.colour, one.size].filter(Boolean).join(", "), el("br"), el("small", { class: "hint" }, one.sku)),
      input(one, "price", major(one.price, one), "Price", { step: "any", required: true }), input(one, "was", major(one.compare_at, one), "Price before", { step: "any" }),
      input(one, "stock", one.on_hand, "In stock", { step: 1, required: true, min: one.reserved }), el("td", { class: "figure" }, one.reserved)))))));
}

function shelved(product, again) {
  const on = product.status === "active";
  return el("p", { class: "acts" }, el("button", { type: "button", class: "quiet", onclick: async () => {
    try {
      await send(`${PRODUCTS}/${product.product_id}/${on ? "archive" : "restore"}`, "POST");
      await again();
      say(on ? "No longer for sale." : "For sale.");
    } catch (error) {
      say(error.message);
    }
  } }, on ? "Sell it no longer" : "Sell it"));
}
