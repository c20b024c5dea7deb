// `node ktx.mjs FOLDER SIDE`: what KTX2 would cost and save beside the WebP that is served, over the textures of models.
//
// Each different texture of at least SIDE pixels is brought to SIDE: as the worker makes it, the same at half the side, and
// in Basis Universal as ETC1S and UASTC with mipmaps; each is decoded again and measured as the worker measures WebP.
// One JSON line a texture, then a table. Bytes and errors are exact, seconds are CPU.

import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { NodeBasisEncoder } from "../../assets/worker/node_modules/ktx2-encoder/dist/node/index.js";
import sharp from "../../assets/worker/node_modules/sharp/dist/index.mjs";
import { error } from "../../assets/worker/likeness.mjs";
import { encoded } from "../../assets/worker/pictures.mjs";
import { read } from "../../assets/worker/read.mjs";
import { useOf } from "../../assets/worker/textures.mjs";

const LEAST_PIXELS = 256, BLOCK = 4, RGBA32 = 13;
const ROOM = 6; // bytes a pixel that any of the forms may take
const FORMS = {
  "ETC1S 128": { uastc: false, quality: 128 },
  "ETC1S 255": { uastc: false, quality: 255 },
  UASTC: { uastc: true },
  "UASTC RDO": { uastc: true, lambda: 1 },
};

const [folder, side] = [process.argv[2], Number(process.argv[3])];
const basis = await new NodeBasisEncoder().init();
const rows = [];
for (const texture of await texturesOf(folder)) {
  const row = await measured(texture);
  rows.push(row);
  console.log(JSON.stringify(row));
}
for (const line of table(rows)) console.log(line);

/** The different textures of the models in a folder and those in it: {name, bytes, width, height, use}. */
async function texturesOf(folder) {
  const found = new Map();
  for (const entry of readdirSync(folder, { recursive: true }).filter((name) => /\.(glb|gltf)$/.test(name)).sort()) {
    const { document } = await read(join(folder, entry, ".."), entry.split("/").at(-1));
    for (const texture of document.getRoot().listTextures()) {
      const bytes = texture.getImage(), use = useOf(texture);
      const { width, height } = bytes ? await sharp(bytes).metadata() : { width: 0, height: 0 };
      const fits = Math.min(width, height) >= LEAST_PIXELS && Math.max(width, height) >= side && !use.exact;
      const hash = fits && createHash("sha1").update(bytes).digest("hex");
      if (fits) found.set(hash, { name: `${entry} ${texture.getName()}`, bytes, width, height, use });
    }
  }
  return found.values();
}

async function measured({ name, bytes, width, height, use }) {
  const size = [width, height].map((each) => Math.max(BLOCK, BLOCK * Math.round((each * side) / Math.max(width, height) / BLOCK)));
  const original = await pixels(bytes, size, use.alpha, "lanczos3");
  const row = { name, kind: use.kind, size, forms: {} };
  for (const [form, maxPixels] of [["WebP", side], ["WebP, half", side / 2]]) {
    const [{ data }, seconds] = await timed(() => encoded(bytes, { maxPixels, format: "webp", use, thorough: true }));
    row.forms[form] = { bytes: data.byteLength, seconds, ...error(original, await pixels(data, size, true, "linear"), use) };
  }
  for (const [form, options] of Object.entries(FORMS)) {
    const [made, seconds] = await timed(() => packed(original, use, options));
    row.forms[form] = { bytes: made.byteLength, seconds, ...error(original, unpacked(made), use) };
  }
  return row;
}

async function timed(work) {
  const before = process.cpuUsage();
  const made = await work();
  const { user, system } = process.cpuUsage(before);
  return [made, (user + system) / 1e6];
}

async function pixels(bytes, [width, height], alpha, kernel) {
  const image = sharp(bytes, { ignoreIcc: true }).toColourspace("srgb");
  const shown = alpha ? image.ensureAlpha() : image.removeAlpha().ensureAlpha();
  return shown.resize(width, height, { fit: "fill", kernel }).raw().toBuffer({ resolveWithObject: true });
}

/** KTX2 with mipmaps, as the format's makers advise for each use. */
function packed({ data, info: { width, height } }, use, { uastc, quality, lambda }) {
  const encoder = new basis.BasisEncoder(), colour = use.kind === "colour";
  try {
    for (const quiet of ["setDebug", "setStatusOutput", "setComputeStats"]) encoder[quiet](false);
    encoder.setCreateKTX2File(true);
    encoder.setSliceSourceImage(0, new Uint8Array(data), width, height, 0);
    encoder.setUASTC(uastc);
    if (use.kind === "normal") encoder.setNormalMapPreset();
    for (const set of ["setPerceptual", "setMipSRGB", "setKTX2AndBasisSRGBTransferFunc"]) encoder[set](colour);
    encoder.setMipGen(true);
    if (uastc) (encoder.setPackUASTCFlags(1), encoder.setKTX2UASTCSupercompression(true));
    else (encoder.setQualityLevel(quality), encoder.setETC1SCompressionLevel(1));
    if (lambda) (encoder.setRDOUASTC(true), encoder.setRDOUASTCQualityScalar(lambda));
    const room = new Uint8Array(width * height * ROOM + 2 ** 16);
    return room.slice(0, encoder.encode(room));
  } finally {
    encoder.delete();
  }
}

function unpacked(bytes) {
  const file = new basis.KTX2File(bytes);
  try {
    if (!file.isValid() || !file.startTranscoding()) throw new Error("The encoder has written what its decoder cannot read.");
    const data = new Uint8Array(file.getImageTranscodedSizeInBytes(0, 0, 0, RGBA32));
    file.transcodeImage(data, 0, 0, 0, RGBA32, 0, -1, -1);
    return { data, info: { width: file.getWidth(), height: file.getHeight(), channels: 4 } };
  } finally {
    file.close();
    file.delete();
  }
}

/** A line for each use and form: bytes beside WebP (of the median texture, of all), CPU, how many are good enough. */
function table(rows) {
  const head = "| use | form | textures | bytes, times WebP: median | all | CPU s | error, median | good enough | and no larger |";
  const lines = [head, "|---|---|---:|---:|---:|---:|---:|---:|---:|"];
  for (const kind of ["colour", "normal", "data"]) {
    const of = rows.filter((row) => row.kind === kind);
    for (const form of of.length ? Object.keys(of[0].forms) : []) lines.push(line(kind, form, of));
  }
  return lines;
}

function line(kind, form, rows) {
  const all = rows.map((row) => ({ ...row.forms[form], webp: row.forms.WebP.bytes }));
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  const good = all.filter((each) => each.good);
  const share = sum(all.map((each) => each.bytes)) / sum(all.map((each) => each.webp));
  const off = kind === "normal" ? `${median(all.map((each) => each.degrees)).toFixed(1)}°` : `${median(all.map((each) => each.db)).toFixed(1)} dB`;
  const seconds = (sum(all.map((each) => each.seconds)) / rows.length).toFixed(2);
  const cells = [kind, form, rows.length, median(all.map((each) => each.bytes / each.webp)).toFixed(2), share.toFixed(2), seconds, off];
  cells.push(good.length, good.filter((each) => each.bytes <= each.webp).length);
  return `| ${cells.join(" | ")} |`;
}
