// One product: its picture in each colour, sizes, price.

import * as bag from "./bag.js";
import { el, fetchJson, money, notice } from "./dom.js";
import { bySize, pick } from "./picker.js";

const place = document.getElementById("product");
const slug = location.pathname.split("/").at(-1);

bag.attach(document.querySelector(".bar nav"));

// The product as a piece of a look, in the colour that is shown.
const asItem = (product, variant) => ({
  title: product.title, product_url: `/products/${product.slug}`, colour: { name: variant.colour }, size: null, slot: product.slot,
});

function draw(product, colour) {
  const colours = [...new Map(product.variants.map((variant) => [variant.colour, variant])).values()];
  const shown = product.variants.filter((variant) => variant.colour === colour);
  const first = shown.find((variant) => variant.in_stock) ?? shown[0];
  place.replaceChildren(
    el("div", { class: "picture" }, el("img", { src: first.image_url, alt: `${product.title}, ${colour}`, width: 640, height: 800 })),
    el("div", { class: "about" },
      el("p", { class: "maker" }, product.brand),
      el("h1", {}, product.title),
      el("p", { class: "total" }, money(first.price)),
      el("p", {}, product.description),
      el("div", { class: "swatches" }, ...colours.map((variant) =>
        el("button", { type: "button", "aria-pressed": variant.colour === colour ? "true" : "false", onclick: () => draw(product, variant.colour) },
          el("i", { class: "swatch", style: `background:${variant.hex}` }), variant.colour))),
      el("div", { class: "sizes" }, ...shown.filter((variant) => variant.size).sort(bySize).map((variant) =>
        el("span", { class: variant.in_stock ? "" : "gone", title: variant.in_stock ? "in stock" : "out of stock" }, variant.size))),
      product.materials.length ? el("p", { class: "fine" }, product.materials.join(", ")) : null,
      el("div", { class: "acts" },
        el("button", { type: "button", class: "button", onclick: () => pick([asItem(product, first)]) }, "Add to bag"),
        el("a", { class: "quiet", href: "/" }, "Ask Aurora about it"))));
}

try {
  const product = await fetchJson(`/api/products/${slug}`);
  document.title = `${product.title} · VogueVault`;
  const asked = product.variants.find((variant) => variant.variant_id === location.hash.slice(1));
  draw(product, (asked ?? product.variants[0]).colour);
} catch (error) {
  place.replaceChildren(notice(error.message, el("a", { class: "button", href: "/" }, "Back to Aurora")));
} finally {
  place.removeAttribute("aria-busy");
}
