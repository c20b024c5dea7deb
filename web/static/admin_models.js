// A product's 3D models behind the counter: uploaded with a bar, watched while they are worked on, tried again, taken
// out and brought back. The server decides what is shown; what it refuses is shown in its own sentence.

import { upload } from "./admin_uploading.js";
import { el, fill, say, send } from "./dom.js";
import { field, form } from "./form.js";
import { moment } from "./standing.js";

const ASK_MS = 1500;
const WORDS = { awaiting_upload: "Waiting for its file", uploaded: "Waiting for its turn", validating: "Being checked", processing: "Being made", ready: "Ready", failed: "Refused" };
const BUSY = ["uploaded", "validating", "processing"];
const ENDINGS = ".glb,.gltf,.zip,.bin,.png,.jpg,.jpeg,.webp,.ktx2";

/**
 * The panel of a product's models.
 * @param {{product_id: string, variants: {variant_id: string, colour: string, size: string | null, sku: string}[]}} product
 */
export function models(product) {
  const path = `/api/admin/products/${product.product_id}/3d-models`;
  const list = el("div", { role: "status" });
  const panel = el("section", { class: "panel" }, el("h2", {}, "3D models"), list, uploading(product, path, () => watch(panel, list, path, product)));
  watch(panel, list, path, product);
  return panel;
}

let watching = 0;

// Draws the list, and again while something is worked on and the panel is on the page.
async function watch(panel, list, path, product) {
  const mine = ++watching;
  for (;;) {
    try {
      const found = await send(path);
      if (mine !== watching) return;
      fill(list, ...found.models.map((model) => row(model, path, product, () => watch(panel, list, path, product))));
      if (!found.models.length) fill(list, el("p", { class: "fine" }, "None yet."));
      if (!found.models.some(({ status, forgotten_at }) => BUSY.includes(status) && !forgotten_at)) return;
    } catch (error) {
      fill(list, el("p", { class: "warned" }, error.message));
      return;
    }
    await new Promise((done) => setTimeout(done, ASK_MS));
    if (!panel.isConnected) return;
  }
}

function row(model, path, product, again) {
  const poster = model.model?.thumbnail ?? model.model?.posters[0];
  const step = model.progress;
  return el("article", { class: "model" },
    poster ? el("img", { src: poster.url, alt: `Poster of ${model.filename}`, width: 96, height: 96, loading: "lazy" }) : null,
    el("div", {},
      el("h3", {}, model.filename),
      el("p", { class: "fine" }, [place(model, product), standing(model), moment(model.updated_at)].join(" · ")),
      step && BUSY.includes(model.status) ? el("p", { class: "fine" }, el("progress", { max: step.of || 1, value: step.done, "aria-label": step.say }), ` ${step.say}`) : null,
      model.error ? el("p", { class: "warned" }, model.error) : null,
      model.model ? el("p", { class: "fine" }, gained(model)) : null,
      told("What was mended", model.repairs), told("What to look at", [...model.warnings, ...model.left_out]),
      acts(model, path, again)));
}

const place = (model, product) => {
  const variant = product.variants.find(({ variant_id }) => variant_id === model.variant_id);
  return variant ? label(variant) : "all variants";
};

export const label = ({ colour, size, sku }) => [colour, size].filter(Boolean).join(", ") || sku;

const standing = (model) => model.forgotten_at ? `taken out, forgotten ${moment(model.forgotten_at)}` : model.in_shop ? "in the shop" : WORDS[model.status];

const kilobytes = (bytes) => `${Math.round(bytes / 1000).toLocaleString("en")} kB`;

// From what to what: bytes and triangles of the file, and of the finest and the coarsest level.
function gained({ bytes, model }) {
  const [finest, coarsest] = [model.lods[0], model.lods.at(-1)];
  const triangles = (level) => `${(level.triangles ?? 0).toLocaleString("en")} triangles`;
  return `${kilobytes(bytes)} came in; the finest level has ${kilobytes(finest.bytes)} and ${triangles(finest)}, the coarsest ${kilobytes(coarsest.bytes)} and ${triangles(coarsest)}.`;
}

const told = (title, notes) => notes.length ? el("details", {}, el("summary", {}, `${title} (${notes.length})`), el("ul", {}, ...notes.map((note) => el("li", {}, note.say)))) : null;

function acts(model, path, again) {
  const button = (text, method, end, done) => el("button", { type: "button", class: "quiet", onclick: async () => {
    try {
      await send(`${path}/${model.asset_id}${end}`, method);
      say(done);
    } catch (error) {
      say(error.message);
    }
    await again();
  } }, text);
  return el("p", { class: "acts" },
    model.retriable ? button("Try it again", "POST", "/retry", "It is tried again.") : null,
    model.forgotten_at ? button("Bring it back", "POST", "/restore", "It is back.") : button("Take it out", "DELETE", "", "Taken out. For a day it can be brought back."));
}

function uploading(product, path, again) {
  const bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Uploading" });
  const stop = el("button", { type: "button", class: "quiet", hidden: true }, "Stop");
  const files = field("file", "A .glb, a .zip, or a .gltf with its files", { type: "file", multiple: true, required: true, accept: ENDINGS, wide: true });
  const variants = field("variant_id", "What it shows", { options: [["", "All variants"], ...product.variants.map((one) => [one.variant_id, label(one)])], value: "" });
  return form({ label: "Upload a 3D model", submit: "Upload it", act: async ({ variant_id }, node) => {
    const stopping = new AbortController();
    stop.onclick = () => stopping.abort();
    stop.hidden = false;
    try {
      await upload(path, [...node.elements.file.files], variant_id, { bar, signal: stopping.signal });
    } finally {
      bar.hidden = stop.hidden = true;
    }
    node.reset();
    say("It has arrived. What is shown now stays until it is ready.");
    again();
  } }, files, variants, bar, stop);
}
