// The pictures of a model, each no larger than it may be and in the smallest form that its use allows.

import { EXTTextureWebP } from "@gltf-transform/extensions";
import { listTextureSlots } from "@gltf-transform/functions";
import sharp from "sharp";
import { Refused } from "./talk.mjs";

sharp.concurrency(1); // the same bytes on every machine, and one core for one model
sharp.cache(false);

const NORMAL = /normalTexture$/i;
const COLOUR = /^(baseColor|emissive|sheenColor|specularColor|diffuse|specularGlossiness|diffuseTransmissionColor)Texture$/;
const PLAIN = ["image/png", "image/jpeg"];

/**
 * Puts every texture of `document` within `maxPixels` a side and into `format`, in place.
 * format: "webp", or "plain" for PNG and JPEG, which every viewer reads. A texture that would grow stays as it was.
 * @returns {Promise<{bytes_before: number, bytes_after: number}>}
 */
export async function textures(document, { maxPixels, format }) {
  const all = document.getRoot().listTextures();
  const before = sum(all.map(sizeOf));
  for (const texture of all) await one(texture, { maxPixels, format });
  const webp = all.some((each) => each.getMimeType() === "image/webp");
  const extension = document.createExtension(EXTTextureWebP);
  if (webp) extension.setRequired(true);
  else extension.dispose();
  return { bytes_before: before, bytes_after: sum(all.map(sizeOf)) };
}

const sum = (values) => values.reduce((a, b) => a + b, 0);
const sizeOf = (texture) => texture.getImage()?.byteLength ?? 0;

async function one(texture, { maxPixels, format }) {
  const bytes = texture.getImage();
  if (!bytes) return;
  const use = useOf(texture);
  const picture = await looked(bytes, texture, use);
  const side = Math.max(picture.width, picture.height);
  const resized = side > maxPixels ? maxPixels / side : 1;
  const made = await smallest(picture, use, format, resized);
  const allowed = format === "webp" ? [...PLAIN, "image/webp"] : PLAIN;
  const kept = resized === 1 && allowed.includes(texture.getMimeType()) && bytes.byteLength <= made.data.byteLength;
  if (!kept) texture.setImage(new Uint8Array(made.data)).setMimeType(made.mime);
}

/** What a texture is for. kind: normal, colour or data; alpha: whether anything reads its alpha channel. */
export function useOf(texture) {
  const slots = listTextureSlots(texture);
  const kind = slots.some((slot) => NORMAL.test(slot)) ? "normal" : slots.some((slot) => COLOUR.test(slot)) ? "colour" : "data";
  return { kind, alpha: slots.length === 0 || slots.some((slot) => readsAlpha(texture, slot)) };
}

function readsAlpha(texture, slot) {
  if (/^(specularGlossiness|specular|sheenRoughness|diffuseTransmission)Texture$/.test(slot)) return true;
  if (!/^(baseColor|diffuse)Texture$/.test(slot)) return false;
  return texture.listParents().some((parent) => parent.getAlphaMode?.() !== "OPAQUE" && parent.propertyType !== "Root");
}

/** Size of a picture, whether it is one colour, and its pixels on demand; refuses what cannot be decoded. */
async function looked(bytes, texture, use) {
  try {
    const source = sharp(bytes, { failOn: "error", limitInputPixels: 2 ** 27 });
    const { width, height, hasAlpha } = await source.metadata();
    const { channels, isOpaque } = await source.stats();
    const alpha = use.alpha && hasAlpha && !isOpaque;
    const colours = alpha ? channels : channels.slice(0, hasAlpha ? -1 : undefined);
    return { bytes, width, height, alpha, plain: colours.every(({ min, max }) => min === max) };
  } catch (error) {
    const name = texture.getName() || texture.getURI() || "without a name";
    throw new Refused("image_broken", `The texture ${name} could not be decoded: ${String(error.message).slice(0, 120)}.`);
  }
}

async function smallest(picture, use, format, resized) {
  const made = [];
  for (const make of candidates(picture, use, format)) made.push(await make(pixels(picture, resized)));
  return made.reduce((best, each) => (each.data.byteLength < best.data.byteLength ? each : best));
}

function pixels(picture, resized) {
  const source = sharp(picture.bytes, { limitInputPixels: 2 ** 27 }).toColourspace("srgb");
  const shown = picture.alpha ? source.ensureAlpha() : source.removeAlpha();
  if (picture.plain) return shown.resize(1, 1, { kernel: "nearest" });
  if (resized === 1) return shown;
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * resized)));
  return shown.resize(width, height, { fit: "fill", kernel: "lanczos3" });
}

const webp = (options) => async (image) => ({ mime: "image/webp", data: await image.webp({ effort: 4, ...options }).toBuffer() });
const png = () => async (image) => ({ mime: "image/png", data: await image.png({ compressionLevel: 9, effort: 7 }).toBuffer() });
const jpeg = (quality) => async (image) => ({ mime: "image/jpeg", data: await image.jpeg({ quality, chromaSubsampling: "4:4:4", mozjpeg: true }).toBuffer() });

/** Forms to try. Lossy WebP halves the resolution of hue, which normals keep their direction in: they get more quality. */
function candidates(picture, use, format) {
  if (picture.plain) return format === "webp" ? [webp({ lossless: true }), png()] : [png()];
  if (format === "plain") return picture.alpha ? [png()] : [png(), jpeg(use.kind === "normal" ? 92 : 85)];
  const quality = { normal: 90, colour: 80, data: 80 }[use.kind];
  return [webp({ quality, smartSubsample: true, alphaQuality: 90 }), webp({ lossless: true })];
}
