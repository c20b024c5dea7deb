// One product: its picture in each colour, sizes, price.

import { el, fetchJson, money, notice } from "./dom.js";

const place = document.getElementById("product");
const slug = location.pathname.split("/").at(-1);

const LETTERS = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"];

function bySize(one, other) {
  const [a, b] = [one.size, other.size].map((size) => LETTERS.indexOf(size));
  return a >= 0 && b >= 0 ? a - b : one.size.localeCompare(other.size, "en", { numeric: true });
}

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
      el("a", { class: "button", href: "/" }, "Ask Aurora about it")));
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
