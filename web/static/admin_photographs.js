// A product's photographs behind the counter: uploaded, described, put in order, taken out and brought back. What was
// found of their colours is shown, since it may become the variant's.

import { label } from "./admin_models.js";
import { sent } from "./admin_uploading.js";
import { el, fill, say, send } from "./dom.js";
import { field, form } from "./form.js";
import { moment } from "./standing.js";

const ASK_MS = 1500;
const WORDS = { uploaded: "Waiting for its turn", processing: "Being made", ready: "Ready", failed: "Refused" };
const BUSY = ["uploaded", "processing"];

/**
 * The panel of a product's photographs.
 * @param {{product_id: string, variants: {variant_id: string, colour: string, size: string | null, sku: string}[]}} product
 */
export function photographs(product) {
  const path = `/api/admin/products/${product.product_id}/images`;
  const list = el("div", { role: "status" });
  const panel = el("section", { class: "panel" }, el("h2", {}, "Photographs"), list);
  const again = () => watch(panel, list, path, product);
  panel.append(uploading(product, path, again));
  again();
  return panel;
}

let watching = 0;

// Draws the list, and again while something is worked on and the panel is on the page.
async function watch(panel, list, path, product) {
  const mine = ++watching;
  for (;;) {
    try {
      const { images } = await send(path);
      if (mine !== watching) return;
      fill(list, ...images.map((image, n) => row(image, images[n - 1], path, product, () => watch(panel, list, path, product))));
      if (!images.length) fill(list, el("p", { class: "fine" }, "None yet: our own drawings stand in."));
      if (!images.some(({ status, forgotten_at }) => BUSY.includes(status) && !forgotten_at)) return;
    } catch (error) {
      return fill(list, el("p", { class: "warned" }, error.message));
    }
    await new Promise((done) => setTimeout(done, ASK_MS));
    if (!panel.isConnected) return;
  }
}

function row(image, before, path, product, again) {
  const small = image.files.find(({ mime }) => mime === "image/webp") ?? image.files[0];
  return el("article", { class: "model" },
    small ? el("img", { src: small.url, alt: image.alt ?? image.filename, width: 96, height: 120, loading: "lazy" }) : null,
    el("div", {},
      el("h3", {}, image.filename),
      el("p", { class: "fine" }, [place(image, product), standing(image), moment(image.updated_at)].join(" · ")),
      image.error ? el("p", { class: "warned" }, image.error) : null,
      image.colours.length ? el("p", { class: "fine swatches" }, ...image.colours.map(({ hex, name, share }) =>
        el("span", {}, el("i", { class: "swatch", style: `background:${hex}` }), ` ${name}, ${Math.round(100 * share)} %`))) : null,
      described(image, path, again), acts(image, before, path, again)));
}

const place = (image, product) => {
  const variant = product.variants.find(({ variant_id }) => variant_id === image.variant_id);
  return variant ? `the colour of ${label(variant)}` : "all colours";
};

const standing = (image) => image.forgotten_at ? `taken out, forgotten ${moment(image.forgotten_at)}` : image.in_shop ? "in the shop" : WORDS[image.status];

const described = (image, path, again) => form({ label: `What ${image.filename} shows`, submit: "Keep these words", act: async ({ alt }) => {
  await send(`${path}/${image.asset_id}`, "PATCH", { alt: alt || null });
  say("Kept.");
  again();
} }, field("alt", "What it shows, for who cannot see it", { value: image.alt ?? "", maxlength: 500, wide: true }));

function acts(image, before, path, again) {
  const button = (text, method, end, body, done) => el("button", { type: "button", class: "quiet", onclick: async () => {
    try {
      await send(`${path}/${image.asset_id}${end}`, method, body);
      say(done);
    } catch (error) {
      say(error.message);
    }
    await again();
  } }, text);
  const first = Math.max(0, (before?.position ?? 0) - 1);
  return el("p", { class: "acts" },
    before && !image.forgotten_at && before.position > 0 ? button("Show it before", "PATCH", "", { position: first }, "Moved.") : null,
    image.retriable ? button("Try it again", "POST", "/retry", undefined, "It is tried again.") : null,
    image.forgotten_at ? button("Bring it back", "POST", "/restore", undefined, "It is back.") : button("Take it out", "DELETE", "", undefined, "Taken out. For a day it can be brought back."));
}

function uploading(product, path, again) {
  const bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Uploading" });
  const file = field("file", "A PNG, JPEG or WebP", { type: "file", required: true, accept: ".png,.jpg,.jpeg,.webp", wide: true });
  const variants = field("variant_id", "What it shows", { options: [["", "All colours"], ...product.variants.map((one) => [one.variant_id, label(one)])], value: "" });
  const position = field("position", "Its place, 0 is first", { type: "number", min: 0, max: 999, value: 1 });
  const colour = field("take_colour", "The variant takes the colour that is seen", { options: [["", "No"], ["true", "Yes"]], value: "" });
  return form({ label: "Upload a photograph", submit: "Upload it", act: async ({ variant_id, position: at, take_colour }, node) => {
    const body = new FormData();
    body.append("file", node.elements.file.files[0]);
    if (variant_id) body.append("variant_id", variant_id);
    if (take_colour) body.append("take_colour", take_colour);
    body.append("position", at || 0);
    try {
      await sent(path, body, bar);
    } finally {
      bar.hidden = true;
    }
    node.reset();
    say("It has arrived, and is shown as soon as it is ready.");
    again();
  } }, file, variants, position, colour, bar);
}
