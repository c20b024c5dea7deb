// From an uploaded model to every file that is served of it, stage by stage, each file verified before it counts.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloneDocument } from "@gltf-transform/functions";
import { clean } from "./clean.mjs";
import { describe, gpuBytes, visibleTriangles } from "./describe.mjs";
import { BITS, encode, smallest } from "./encode.mjs";
import { inventory } from "./inventory.mjs";
import { read } from "./read.mjs";
import { simplify } from "./simplify.mjs";
import { Refused } from "./talk.mjs";
import { textures } from "./textures.mjs";
import { verify } from "./verify.mjs";

/** lods: share of the triangles a level; texture_pixels: longest side of a texture a level; ar: the plain GLB's, and its most triangles. */
const OPTIONS = { lods: [1, 0.5, 0.25, 0.1], texture_pixels: [2048, 1024, 512, 256], ar: { texture_pixels: 1024, triangles: 100_000 } };
const GLB_MIME = "model/gltf-binary";

/**
 * Everything that is served of the model at `root/entry`, written into `out`, and what it is.
 * @param {{root: string, entry: string, out: string, options?: object}} request
 * @param {(stage: string, done: number, of: number, words: string) => void} say
 */
export async function process3d(request, say) {
  const options = { ...OPTIONS, ...request.options };
  const run = { ...request, options, timings: {}, files: [], warnings: [], pictures: new Map() };
  const steps = [...options.lods.map((ratio, level) => [`lod${level}`, `Level ${level}: ${percent(ratio)} of the triangles`, () => lod(run, ratio, level)]),
    ["ar", "A plain model for augmented reality", () => ar(run)]];
  say("read", 0, steps.length + 1, "Reading the model");
  await timed(run, "read", () => readIn(run));
  for (const [at, [stage, words, work]] of steps.entries()) {
    say(stage, at + 1, steps.length + 1, words);
    await timed(run, stage, work);
  }
  say("done", steps.length + 1, steps.length + 1, "Done");
  return { source: run.source, repairs: run.repairs, removed: run.removed, warnings: run.warnings, files: run.files, timings: run.timings };
}

const percent = (ratio) => `${Math.round(100 * ratio)} %`;

async function timed(run, stage, work) {
  const began = performance.now();
  await work();
  run.timings[stage] = Math.round(performance.now() - began) / 1000;
}

async function readIn(run) {
  const { document, repairs } = await read(run.root, run.entry);
  run.source = describe(document);
  run.inventory = inventory(document);
  if (!run.source.triangles) throw new Refused("no_triangles", "The model has no triangles that could be shown.");
  run.repairs = repairs;
  run.removed = (await clean(document)).removed;
  run.document = document;
}

async function lod(run, ratio, level) {
  const document = cloneDocument(run.document);
  const target_triangles = await simpler(document, ratio);
  await textures(document, { maxPixels: run.options.texture_pixels[level], format: "webp", made: run.pictures });
  const { codec, glb, tried } = await smallest(document);
  await keep(run, document, glb, { role: "lod", level, codec, tried, target_triangles, path: `lod${level}.glb` });
}

async function ar(run) {
  const document = cloneDocument(run.document);
  const target_triangles = await simpler(document, Math.min(1, run.options.ar.triangles / run.source.triangles));
  await textures(document, { maxPixels: run.options.ar.texture_pixels, format: "plain", made: run.pictures });
  await keep(run, document, await encode(document, { codec: "plain" }), { role: "ar", codec: "plain", target_triangles, path: "ar.glb" });
}

/** Takes the document to `ratio` of its triangles; returns how many were aimed at. */
async function simpler(document, ratio) {
  return ratio < 1 ? (await simplify(document, { ratio })).target : undefined;
}

/** Verifies a GLB against the document that it was made from and writes it down, with what is wrong where something is. */
async function keep(run, document, glb, about) {
  const made = describe(document);
  const { triangles, vertices, bounds, draw_calls } = made;
  const expected = { inventory: run.inventory, triangles, visible: visibleTriangles(document, BITS.position), bounds };
  const { faults, document: decoded } = await verify(glb, expected);
  const gpu = decoded ? gpuBytes(decoded) : null;
  const error = faults.length ? faults.join(" ") : null;
  if (!error) writeFileSync(join(run.out, about.path), glb);
  else run.warnings.push({ code: "not_verified", say: `${about.path} was left out: ${error}` });
  run.files.push({ ...about, mime: GLB_MIME, ...weighed(glb), triangles, vertices, draw_calls, bounds, gpu_bytes: gpu, verified: !error, error });
}

const weighed = (bytes) => ({ bytes: bytes.byteLength, sha256: createHash("sha256").update(bytes).digest("hex") });
