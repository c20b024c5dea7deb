// A product's photograph as every size and format that a page may ask for, upright, in sRGB, without metadata.

import { createHash } from "node:crypto";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { Refused, answer } from "./talk.mjs";

const BLUR_PIXELS = 20;
const SAMPLE_PIXELS = 128;

/** Settings of each format: about the same to the eye. 4:4:4 for JPEG, since thin red stripes bleed at 4:2:0. */
const FORMATS = {
  avif: { mime: "image/avif", encode: (image) => image.avif({ quality: 50, effort: 3, chromaSubsampling: "4:4:4" }) },
  webp: { mime: "image/webp", encode: (image) => image.webp({ quality: 80, alphaQuality: 90, smartSubsample: true }) },
  jpeg: {
    mime: "image/jpeg",
    encode: (image) =>
      image.flatten({ background: "#ffffff" }).jpeg({ quality: 80, mozjpeg: true, chromaSubsampling: "4:4:4" }),
  },
};

/**
 * Request: {file, out, widths: pixels each, formats: names of FORMATS, side: most pixels of a side}.
 * Result: {width, height, alpha, blur: data URI, sample: {width, height, rgba: base64},
 *   files: [{path, format, mime, width, height, bytes, sha256}]}.
 */
async function process({ file, out, widths, formats, side }, say) {
  sharp.concurrency(1);
  const upright = await decoded(file, side);
  const { width, height } = upright.info;
  const sizes = widthsFor(width, widths);
  const files = [];
  for (const each of sizes) {
    const small = await shrunk(upright, each);
    for (const format of formats) {
      say("pictures", files.length, sizes.length * formats.length, `Writing ${each} pixels wide as ${format}`);
      files.push(await written(small, format, join(out, `w${each}.${format === "jpeg" ? "jpg" : format}`)));
    }
  }
  const kept = worthwhile(files, formats);
  return { width, height, alpha: !upright.opaque, blur: await blur(upright), sample: await sample(upright), files: kept };
}

/**
 * Without the formats that are offered before another and take no less in sum: grain costs AVIF more than WebP.
 * The last format is what old clients read, and stays.
 */
function worthwhile(files, formats) {
  const total = (format) => files.filter((each) => each.format === format).reduce((sum, each) => sum + each.bytes, 0);
  const kept = formats.filter((format, n) => formats.slice(n + 1).every((later) => total(format) < total(later)));
  return files.filter((each) => kept.includes(each.format));
}

/** The picture's pixels, turned as its EXIF says, in sRGB by its own profile; 4 bytes a pixel. */
async function decoded(file, side) {
  const reading = sharp(file, { failOn: "warning", limitInputPixels: side * side });
  try {
    const upright = reading.rotate().toColourspace("srgb").ensureAlpha();
    const { data, info } = await upright.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    return { data, info, opaque: isOpaque(data) };
  } catch (error) {
    throw new Refused("picture_broken", `The picture cannot be read to its end. Export it again. (${first(error)})`);
  }
}

/** What a library said, without the paths of this machine. */
function first(error) {
  return String(error.message).split("\n")[0].replaceAll(/\/\S+/g, "").slice(0, 120);
}

function isOpaque(rgba) {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false;
  return true;
}

/** Never wider than the picture itself, which is the widest where it is between two. */
function widthsFor(width, widths) {
  const smaller = widths.filter((each) => each < width);
  return smaller.length === widths.length ? smaller : [...smaller, width];
}

const from = ({ data, info }) => sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } });

async function shrunk(upright, width) {
  const image = width === upright.info.width ? from(upright) : from(upright).resize({ width, kernel: "lanczos3" });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, info, opaque: upright.opaque };
}

async function written(small, format, path) {
  const image = small.opaque ? from(small).removeAlpha() : from(small);
  const { mime, encode } = FORMATS[format];
  const bytes = await encode(image).toBuffer();
  writeFileSync(path, bytes);
  return {
    path: path.split("/").at(-1),
    format,
    mime,
    width: small.info.width,
    height: small.info.height,
    bytes: statSync(path).size,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

/** Some 20 pixels to be shown, enlarged and soft, until the picture is there. */
async function blur(upright) {
  const small = from(upright).resize(BLUR_PIXELS, BLUR_PIXELS, { fit: "inside" });
  const bytes = await small.webp({ quality: 40, alphaQuality: 50, effort: 6 }).toBuffer();
  return `data:image/webp;base64,${bytes.toString("base64")}`;
}

/** The picture in few pixels, for its colours. */
async function sample(upright) {
  const small = from(upright).resize(SAMPLE_PIXELS, SAMPLE_PIXELS, { fit: "inside", withoutEnlargement: true });
  const { data, info } = await small.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data.toString("base64") };
}

await answer(process);
