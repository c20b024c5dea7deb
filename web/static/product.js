// One product: its pictures in each colour, sizes, price, the bag, and a word when a size comes back.

import * as bag from "./bag.js";
import * as bar from "./bar.js";
import { el, fill, load, money, notice, say, send } from "./dom.js";
import { field, form } from "./form.js";
import { bySize, isOneSize } from "./picker.js";
import { current } from "./session.js";
import { stage } from "./viewer.js";

const place = document.getElementById("main");
const slug = location.pathname.split("/").at(-1);
const added = el("div", { role: "alert" });
const state = { product: null, models: [], model: null, stage: null, colour: null, size: undefined, picture: 0 };

bar.attach();
load(place, async () => {
  const product = await send(`/api/products/${slug}`);
  document.title = `${product.title} · VogueVault`;
  const asked = product.variants.find((variant) => variant.variant_id === location.hash.slice(1));
  state.product = product;
  choose((asked ?? product.variants.find((variant) => variant.in_stock) ?? product.variants[0]).colour);
  models(product).catch(() => {}); // a product without its model is still a product
});

const inColour = (colour) => state.product.variants.filter((variant) => variant.colour === colour).sort(bySize);

function choose(colour) {
  const there = inColour(colour);
  const only = there.length === 1 && isOneSize(there[0].size);
  Object.assign(state, { colour, picture: 0, size: only ? there[0].size : there.some((one) => one.size === state.size && one.in_stock) ? state.size : undefined });
  model();
  draw();
}

// The product's models, where it has some; the page is there before them.
async function models({ product_id: id }) {
  ({ models: state.models } = await send(`/api/products/${id}/3d-models`));
  model();
  draw();
}

// The stage with the model of the colour that is chosen: its own, else the product's in that colour.
function model() {
  const own = new Set(inColour(state.colour).map(({ variant_id: id }) => id));
  const ready = state.models.filter(({ lods }) => lods.length);
  const found = ready.find(({ variant_id: id }) => own.has(id)) ?? ready.find(({ variant_id: id }) => id === null) ?? null;
  if (found && found === state.model) return state.stage.colour(state.colour);
  const open = state.stage?.opened();
  state.stage?.close();
  Object.assign(state, { model: found, stage: found ? staged(found) : null });
  if (open) state.stage?.open();
}

function staged({ lods, ar, usdz, posters, colours: known }) {
  const { title, variants } = state.product;
  const colours = [...new Map(variants.map(({ colour, hex }) => [colour, { name: colour, hex }])).values()];
  const choice = colours.filter(({ name }) => known.some((one) => one.toLowerCase() === name.toLowerCase()));
  return stage({
    pieces: [{ title, lods, ar, usdz, posters, colour: state.colour }], label: "View in 3D", name: title,
    colours: choice.length > 1 ? choice : [], oncolour: choose,
  });
}

function draw() {
  const focused = document.activeElement?.dataset.key;
  const { product, colour, size } = state;
  const shown = inColour(colour);
  const picked = shown.find((variant) => variant.size === size);
  const first = picked ?? shown.find((variant) => variant.in_stock) ?? shown[0];
  fill(place, crumbs(product), gallery(product, first, state.stage?.node),
    el("div", { class: "about" },
      el("p", { class: "maker" }, product.brand),
      el("h1", {}, product.title),
      price(first, picked ? [picked] : shown),
      el("p", {}, product.description),
      colours(product, colour), sizes(shown, size),
      few(picked ?? (shown.length === 1 ? first : null)),
      el("div", { class: "acts" },
        el("button", { type: "button", class: "button big", "data-key": "add", "aria-disabled": picked && !picked.in_stock ? "true" : null, onclick: () => add(picked) }, picked && !picked.in_stock ? "Sold out" : "Add to bag"),
        el("a", { class: "quiet", href: `/?ask=${encodeURIComponent(`What goes with the ${product.title} in ${colour}?`)}` }, "Ask Aurora about this")),
      added,
      back(picked, shown),
      product.materials.length ? el("p", { class: "fine" }, product.materials.join(", ")) : null));
  if (focused) place.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function crumbs({ breadcrumbs }) {
  const found = breadcrumbs ?? [{ label: "Shop", url: "/shop" }];
  return el("nav", { class: "crumbs", "aria-label": "Where you are" }, ...found.map((one) => one.url ? el("a", { href: one.url }, one.label) : el("span", {}, one.label)));
}

// The colour's own picture first, then what else there is of it.
function gallery(product, variant, stage = null) {
  const media = (product.media ?? []).filter((one) => !one.colour || one.colour === variant.colour);
  media.sort((one, other) => Number(other.colour === variant.colour) - Number(one.colour === variant.colour));
  const drawn = { url: variant.image_url, alt: `${product.title}, ${variant.colour}` };
  const pictures = media.length ? media : [drawn];
  const now = pictures[state.picture] ?? pictures[0];
  return el("div", { class: "gallery" },
    el("div", { class: "picture" }, shownAs(now, now.alt || `${product.title}, ${variant.colour}`)),
    pictures.length > 1 ? el("div", { class: "thumbs" }, ...pictures.map((one, n) =>
      el("button", { type: "button", "data-key": `picture-${n}`, "aria-pressed": n === state.picture ? "true" : "false", "aria-label": `Picture ${n + 1} of ${pictures.length}`, onclick: () => { state.picture = n; draw(); } }, el("img", { src: one.url, alt: "", loading: "lazy" })))) : null,
    stage);
}

// A photograph in the best format that the browser reads and the size that its place needs; soft until it is there.
function shownAs(picture, alt) {
  const soft = picture.blur ? `background:center/cover no-repeat url("${picture.blur}")` : null;
  return el("picture", {}, ...(picture.sources ?? []).map(({ mime, srcset }) => el("source", { type: mime, srcset, sizes: "(min-width: 60rem) 40rem, 100vw" })),
    el("img", { src: picture.url, alt, width: picture.width ?? 640, height: picture.height ?? 800, style: soft, onload: ({ target }) => target.style.removeProperty("background") }));
}

function price(variant, among) {
  const amounts = new Set(among.map((one) => one.price.amount));
  return el("div", {},
    el("p", { class: "total" }, amounts.size > 1 ? "from " : "", el("span", { class: variant.compare_at ? "sale" : "" }, money(amounts.size > 1 ? { ...variant.price, amount: Math.min(...amounts) } : variant.price)),
      variant.compare_at ? el("s", { class: "was" }, money(variant.compare_at)) : null),
    variant.lowest_30_days ? el("p", { class: "fine" }, `Lowest price of the last 30 days: ${money(variant.lowest_30_days)}`) : null);
}

function colours(product, colour) {
  const all = [...new Map(product.variants.map((variant) => [variant.colour, variant])).values()];
  return el("div", {}, el("p", { class: "label", id: "colours" }, "Colour"), el("div", { class: "swatches", role: "group", "aria-labelledby": "colours" }, ...all.map((variant) =>
    el("button", { type: "button", "data-key": `colour-${variant.colour}`, "aria-pressed": variant.colour === colour ? "true" : "false", onclick: () => choose(variant.colour) },
      el("i", { class: "swatch", style: `background:${variant.hex}` }), variant.colour))));
}

function sizes(shown, size) {
  const sized = shown.filter((variant) => !isOneSize(variant.size));
  if (!sized.length) return null;
  return el("div", {}, el("p", { class: "label", id: "sizes" }, "Size"), el("div", { class: "sizes", role: "group", "aria-labelledby": "sizes" }, ...sized.map((variant) =>
    el("button", { type: "button", class: variant.in_stock ? "" : "gone", "data-key": `size-${variant.size}`, "aria-pressed": variant.size === size ? "true" : "false", "aria-label": variant.in_stock ? variant.size : `${variant.size}, sold out`,
      onclick: () => { state.size = variant.size; fill(added); draw(); } }, variant.size))));
}

const few = (variant) => variant?.availability === "few_left" ? el("p", { class: "few" }, "Few left") : null;

async function add(variant) {
  if (!variant) {
    fill(added, el("p", { class: "warned" }, "Choose a size first."));
    return place.querySelector(".sizes button:not(.gone)")?.focus();
  }
  if (!variant.in_stock) return;
  try {
    bag.show(await send("/api/cart/items", "POST", { lines: [{ variant_id: variant.variant_id }] }));
    fill(added, el("p", { class: "acts" }, `${state.product.title} is in your bag.`, el("a", { class: "quiet", href: "/bag" }, "See your bag"), el("a", { class: "button", href: "/checkout" }, "Check out")));
  } catch (error) {
    fill(added, notice(error.message));
  }
}

// A word by mail when a size that has sold out is there again.
function back(picked, shown) {
  const gone = picked && !picked.in_stock ? picked : shown.every((variant) => !variant.in_stock) ? shown[0] : null;
  if (!gone) return null;
  const email = field("email", "E-mail", { type: "email", required: true, autocomplete: "email", maxlength: 254 });
  current().then((account) => { const input = email.querySelector("input"); input.value ||= account?.email ?? ""; }).catch(() => {});
  return el("section", { class: "panel", "aria-label": "When it is back" }, el("p", {}, `${[state.product.title, gone.colour, gone.size].filter(Boolean).join(", ")} has sold out. Shall we write when it is back?`),
    form({ label: "When it is back", submit: "Write to me", act: async (given, node) => {
      await send(`/api/products/${slug}/back-in-stock`, "POST", { variant_id: gone.variant_id, email: given.email });
      node.replaceWith(el("p", { role: "status" }, "Noted: one mail, when it is back, and no other."));
      say("Noted.");
    } }, email));
}
