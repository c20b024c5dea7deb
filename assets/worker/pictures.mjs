// One picture in the smallest form that is still good enough for what reads it, by the error that was measured.

import sharp from "sharp";
import { error } from "./likeness.mjs";

sharp.concurrency(1); // one core for one model, and the same bytes wherever it runs
sharp.cache(false);

const DECODING = { limitInputPixels: 2 ** 27, failOn: "error", ignoreIcc: true }; // profiles do not count (glTF 2.0, 3.8.1)
const LADDER = { "image/webp": [70, 80, 88, 94], "image/jpeg": [75, 85, 92] };
const QUICK = { "image/webp": [85], "image/jpeg": [85] };
const SLACK = 0.05; // 2,049 pixels are not made 2,048: sampling anew blurs, and costs compression more than it saves
const ALPHA = 70; // 40 dB on soft edges, for two thirds of the bytes that exact alpha takes
const FLAT = 0.6; // bytes a pixel of a lossless source below which lossless forms are worth trying
const NEAR = 40; // the level of WebP's near-lossless mode that keeps about 45 dB
const WORTH = 1.5; // how many times the bytes of the best lossy form an exacter one may take where no lossy one is good

/**
 * The picture in `bytes`, no side longer than `maxPixels`, as what `use` reads of it needs it.
 * format: "webp", or "plain" for PNG and JPEG; thorough: whether several qualities are tried, or one taken on trust.
 * @param {Uint8Array} bytes
 * @param {{maxPixels: number, format: "webp" | "plain", use: import("./textures.mjs").Use, thorough: boolean}} options
 * @returns {Promise<{data: Uint8Array, mime: string}>}
 */
export async function encoded(bytes, { maxPixels, format, use, thorough }) {
  const source = await sharp(bytes, DECODING).metadata();
  const picture = await pixels(bytes, source, use, maxPixels);
  const kept = keepable(source, picture, format) ? [{ mime: `image/${source.format}`, data: bytes }] : [];
  if (picture.info.width === 1 && picture.info.height === 1) return smallest([...kept, await png(picture)]);
  const flat = source.format !== "jpeg" && bytes.byteLength < FLAT * source.width * source.height;
  const made = format === "webp" ? await webps(picture, use, thorough, flat) : await plains(picture, use, thorough);
  return smallest([...kept, ...made]);
}

const smallest = (made) => made.reduce((best, each) => (each.data.byteLength < best.data.byteLength ? each : best));

/** Whether the file itself will do: its own size, a format that may stay, no channel or private note that nobody reads. */
function keepable(source, { info }, format) {
  const allowed = format === "webp" ? ["png", "jpeg", "webp"] : ["png", "jpeg"];
  const whole = source.width === info.width && source.height === info.height;
  return allowed.includes(source.format) && whole && !source.exif && !source.xmp && (source.pages ?? 1) === 1;
}

/** Pixels as they are to be encoded: {data, info: {width, height, channels}}; one pixel where all are the same. */
async function pixels(bytes, source, use, maxPixels) {
  const side = Math.max(source.width, source.height);
  const scale = side > maxPixels * (1 + SLACK) ? maxPixels / side : 1;
  const [width, height] = [source.width, source.height].map((side) => Math.max(1, Math.round(side * scale)));
  const decoded = sharp(bytes, DECODING).toColourspace("srgb");
  const channels = use.alpha && source.hasAlpha ? decoded.ensureAlpha() : decoded.removeAlpha();
  const sized = scale < 1 ? channels.resize(width, height, { fit: "fill", kernel: "lanczos3" }) : channels;
  const picture = await sized.raw().toBuffer({ resolveWithObject: true });
  return uniform(read(opaque(picture), use));
}

function uniform(picture) {
  const { data, info } = picture;
  for (let at = info.channels; at < data.length; at++) if (data[at] !== data[at - info.channels]) return picture;
  return { data: data.subarray(0, info.channels), info: { ...info, width: 1, height: 1 } };
}

/** Without its alpha channel where that says nothing. */
function opaque(picture) {
  const { data, info } = picture;
  if (info.channels !== 4) return picture;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return picture;
  const rgb = Buffer.alloc((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) data.copy(rgb, to, from, from + 3);
  return { data: rgb, info: { ...info, channels: 3 } };
}

/** Channels that nobody reads repeat one that is read: grey costs WebP and JPEG least, and blurs nothing by halved hue. */
function read(picture, use) {
  const { data, info } = picture;
  const used = [0, 1, 2].filter((channel) => use.channels[channel]);
  if (used.length === 3) return picture;
  for (let at = 0; at < data.length; at += info.channels)
    for (let channel = 0; channel < 3; channel++)
      if (!use.channels[channel]) data[at + channel] = used.length ? data[at + used[0]] : 255;
  return picture;
}

const raw = ({ data, info: { width, height, channels } }) => sharp(data, { raw: { width, height, channels } });
const png = async (picture) => ({ mime: "image/png", data: await raw(picture).png({ compressionLevel: 9, effort: 10 }).toBuffer() });
const lossy = {
  "image/webp": (picture, quality, use) => {
    const alphaQuality = use.kind === "colour" ? ALPHA : 100;
    return raw(picture).webp({ quality, effort: 4, alphaQuality }).toBuffer();
  },
  "image/jpeg": (picture, quality) => raw(picture).jpeg({ quality, chromaSubsampling: "4:4:4", mozjpeg: true }).toBuffer(),
};

async function webps(picture, use, thorough, flat) {
  const webp = async (options) => ({ mime: "image/webp", data: await raw(picture).webp({ effort: 4, ...options }).toBuffer() });
  const lossless = () => webp({ lossless: true, exact: use.exact });
  if (use.exact) return [await lossless()];
  const { best, good } = await ladder(picture, use, "image/webp", thorough);
  if (good && !flat) return [best];
  const near = await webp({ nearLossless: true, quality: NEAR });
  if (!good && near.data.byteLength < WORTH * best.data.byteLength) return [near];
  return flat ? [best, near, await lossless()] : [best];
}

async function plains(picture, use, thorough) {
  if (use.exact || picture.info.channels === 4) return [await png(picture)];
  const { best, good } = await ladder(picture, use, "image/jpeg", thorough);
  const exact = await png(picture);
  if (!good && exact.data.byteLength < WORTH * best.data.byteLength) return [exact];
  return [best, exact];
}

/** The lowest quality that is good enough; the highest, and that it is not good, where none is. */
async function ladder(picture, use, mime, thorough) {
  let best = null;
  for (const quality of (thorough ? LADDER : QUICK)[mime]) {
    best = { mime, data: await lossy[mime](picture, quality, use) };
    if (!thorough) return { best, good: true };
    const decoded = sharp(best.data);
    const shown = await (picture.info.channels === 4 ? decoded.ensureAlpha() : decoded).raw().toBuffer({ resolveWithObject: true });
    if (error(picture, shown, use).good) return { best, good: true };
  }
  return { best, good: false };
}
