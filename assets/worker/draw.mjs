// Pictures of a model, and its USDZ, without the rest of the pipeline: for comparisons, tests. Run by assets/node.py.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { poster, posters } from "./poster.mjs";
import { read } from "./read.mjs";
import { render } from "./render.mjs";
import { answer } from "./talk.mjs";
import { usdz } from "./usdz.mjs";

/** What a shot may be: each writes its files into `out` and tells what they are. */
const SHOTS = { poster: one, posters: several, render: plain, usdz: packaged };

/**
 * request: {root, entry, out, shots: [{kind, file, camera?, …}]}, kind as in SHOTS; the rest of a shot are the wishes
 * of what its kind names.
 */
await answer(async ({ root, entry, out, shots }) => {
  const { document } = await read(root, entry);
  const told = [];
  for (const { kind, file, ...wishes } of shots) told.push(await SHOTS[kind](document, wishes, join(out, file), file));
  return { shots: told };
});

async function one(document, wishes, path, file) {
  const { bytes, ...about } = await poster(document, wishes);
  writeFileSync(path, bytes);
  return { file, ...about };
}

async function several(document, wishes, path, file) {
  const made = [];
  for await (const { bytes, ...about } of posters(document, wishes)) {
    writeFileSync(`${path}-${made.length}`, bytes);
    made.push({ file: `${file}-${made.length}`, ...about });
  }
  return made;
}

async function plain(document, { camera = null, ...wishes }, path, file) {
  const { rgba, depth, ...about } = await render(document, camera, wishes);
  const { width, height } = about;
  writeFileSync(path, await sharp(Buffer.from(rgba.buffer), { raw: { width, height, channels: 4 } }).png().toBuffer());
  return { file, ...about, covered: depth.reduce((count, metres) => count + (metres < Infinity ? 1 : 0), 0) };
}

async function packaged(document, wishes, path, file) {
  writeFileSync(path, await usdz(document, wishes));
  return { file };
}
