// The pictures of a model, each no larger than it may be and in the smallest form that its use allows.

import { createHash } from "node:crypto";
import { EXTTextureWebP } from "@gltf-transform/extensions";
import { encoded } from "./pictures.mjs";
import { Refused } from "./talk.mjs";

const NORMAL = /normalTexture$/i;
const CHANNELS = [0x1000, 0x0100, 0x0010, 0x0001]; // red, green, blue, alpha, as glTF-Transform marks its edges
const LEAST_PIXELS = 128;
const THOROUGH_PIXELS = 24e6; // six textures of 2048 squared: trying four qualities of more would take minutes

/**
 * What a texture is for. kind: what its errors mean; channels: which of red, green and blue anything reads;
 * exact: it holds numbers that must come back as they were.
 * @typedef {{kind: "normal" | "colour" | "data", channels: boolean[], alpha: boolean, exact: boolean}} Use
 */

/**
 * Puts every texture of `document` within `maxPixels` a side and into `format`, in place.
 * level: how often the side of a texture is halved at least, though not below 128 pixels: a level that is drawn
 * small needs no more. format: "webp", or "plain" for PNG and JPEG, which every viewer reads. What would grow stays.
 * made: what was made before of the same pictures, to be shared between calls. above: what this function returned for the
 * level above, whose picture stays where a smaller one takes more bytes, as drawings do whose edges resizing blurs.
 * @typedef {Map<string, {data: Uint8Array, mime: string}>} Made
 * @param {import("@gltf-transform/core").Document} document
 * @param {{maxPixels: number, level?: number, format: "webp" | "plain", made?: Made, above?: Made}} options
 * @returns {Promise<Made>}  what each picture became, by its hash and use
 */
export async function textures(document, { maxPixels, level = 0, format, made = new Map(), above = new Map() }) {
  const all = document.getRoot().listTextures().filter((each) => each.getImage());
  const own = (texture) => Math.max(...(texture.getSize() ?? [maxPixels]));
  const side = (texture) => Math.min(maxPixels, Math.max(own(texture) >> level, Math.min(own(texture), LEAST_PIXELS)));
  const thorough = all.reduce((sum, each) => sum + side(each) ** 2, 0) <= THOROUGH_PIXELS;
  const worn = new Map();
  for (const texture of all) {
    const use = useOf(texture);
    const options = { maxPixels: use.exact ? Infinity : side(texture), format, use, thorough };
    const hash = createHash("sha256").update(texture.getImage()).digest("hex"), name = `${hash} ${JSON.stringify(use)}`;
    const key = `${hash} ${JSON.stringify(options)}`;
    if (!made.has(key)) made.set(key, await decodable(texture, options));
    const larger = above.get(name), smaller = made.get(key);
    worn.set(name, larger && larger.data.byteLength < smaller.data.byteLength ? larger : smaller);
    const { data, mime } = worn.get(name);
    texture.setImage(new Uint8Array(data)).setMimeType(mime).setURI("");
  }
  const extension = document.createExtension(EXTTextureWebP);
  if (all.some((each) => each.getMimeType() === "image/webp")) extension.setRequired(true);
  else extension.dispose();
  return worn;
}

async function decodable(texture, options) {
  try {
    return await encoded(texture.getImage(), options);
  } catch (error) {
    const name = texture.getName() || "without a name";
    throw new Refused("image_broken", `The texture ${name} could not be decoded: ${String(error.message).slice(0, 120)}.`);
  }
}

/**
 * What the materials read of a texture. One that an extension reads in a way that is not known here is exact.
 * @returns {Use}
 */
export function useOf(texture) {
  const edges = texture.getGraph().listParentEdges(texture).filter((edge) => edge.getParent().propertyType !== "Root");
  const masks = edges.map((edge) => (readsAlpha(edge) ? edge.getAttributes().channels : edge.getAttributes().channels & ~1));
  const reads = CHANNELS.map((bit) => !edges.length || masks.some((mask) => mask & bit));
  const normal = edges.some((edge) => NORMAL.test(edge.getName()));
  const colour = edges.every((edge) => edge.getAttributes().isColor);
  const exact = edges.some((edge) => !edge.getAttributes().channels);
  return { kind: normal ? "normal" : colour ? "colour" : "data", channels: reads.slice(0, 3), alpha: reads[3] || exact, exact };
}

/** The alpha of a base colour counts only where its material is not opaque. */
function readsAlpha(edge) {
  if (!/^(baseColor|diffuse)Texture$/.test(edge.getName())) return true;
  const parent = edge.getParent();
  const materials = parent.propertyType === "Material" ? [parent] : parent.listParents();
  return materials.some((each) => each.propertyType === "Material" && each.getAlphaMode() !== "OPAQUE");
}
