// From an uploaded model to every file that is served of it, stage by stage, each file verified before it counts.

import { cloneDocument, metalRough, uninstance } from "@gltf-transform/functions";
import { clean } from "./clean.mjs";
import { encode, smallest } from "./encode.mjs";
import { inventory } from "./inventory.mjs";
import { keepModel, keepPackage, keepPicture } from "./keeping.mjs";
import { posters } from "./poster.mjs";
import { read } from "./read.mjs";
import { simplify } from "./simplify.mjs";
import { Refused } from "./talk.mjs";
import { dropDerivable } from "./tangents.mjs";
import { textures } from "./textures.mjs";
import { usdz } from "./usdz.mjs";

/** lods: share of the triangles a level; texture_pixels: longest side of a texture a level; ar: of the plain models. */
const OPTIONS = {
  lods: [1, 0.5, 0.25, 0.1],
  texture_pixels: [2048, 1024, 512, 256],
  ar: { texture_pixels: 1024, triangles: 50_000 },
  poster_pixels: 1024,
  thumbnail_pixels: 256,
};
const NEEDED = new Set(["read", "clean", "lod0"]);
const FEWER = 0.8; // of the triangles of a level that took more bytes than the one above
const OBSOLETE = "KHR_materials_pbrSpecularGlossiness";

/**
 * Everything that is served of the model at `root/entry`, written into `out`, and what it is.
 * @param {{root: string, entry: string, out: string, options?: object}} request
 * @param {(stage: string, done: number, of: number, words: string) => void} say
 */
export async function process3d(request, say) {
  const options = { ...OPTIONS, ...request.options };
  const run = { ...request, options, repairs: [], warnings: [], timings: {}, files: [], pictures: new Map() };
  const stages = stagesOf(options);
  for (const [at, [stage, words, work]] of stages.entries()) {
    say(stage, at, stages.length, words);
    const began = performance.now();
    await (NEEDED.has(stage) ? work(run) : spared(run, stage, work));
    run.timings[stage] = Math.round(performance.now() - began) / 1000;
  }
  say("done", stages.length, stages.length, "Done");
  const { source, repairs, removed, warnings, files, timings } = run;
  return { source, repairs, removed, warnings, files, timings };
}

/** Does without a file that cannot be made, and says so: the model can be shown without it. */
async function spared(run, stage, work) {
  try {
    await work(run);
  } catch (error) {
    run.warnings.push({ code: "not_made", say: `The stage ${stage} failed and its files are missing: ${error.message}` });
  }
}

function stagesOf(options) {
  const percent = (ratio) => `${Math.round(100 * ratio)} %`;
  const levels = options.lods.map((ratio, level) => {
    const words = `Level ${level}: ${percent(ratio)} of the triangles`;
    return [`lod${level}`, words, (run) => lod(run, ratio, level)];
  });
  return [
    ["read", "Reading the model", opened],
    ["clean", "Taking out what it carries twice", cleaned],
    ...levels,
    ["ar", "A plain model for augmented reality", ar],
    ["usdz", "A package for iPhones", quickLook],
    ...(options.poster_pixels ? [["poster", "Taking its picture", pictured]] : []),
  ];
}

async function opened(run) {
  const { document, source, repairs } = await read(run.root, run.entry);
  run.document = document;
  run.repairs.push(...repairs);
  run.source = source;
  run.inventory = inventory(document);
  if (!run.source.triangles) throw new Refused("no_triangles", "The model has no triangles that could be shown.");
}

async function cleaned(run) {
  const tangents = dropDerivable(run.document);
  run.removed = { ...(await clean(run.document)).removed, tangents };
  if (!run.source.extensions.includes(OBSOLETE)) return;
  await run.document.transform(metalRough());
  const say = "Its materials were of a kind that browsers no longer show (specular and gloss); they are of metal and roughness now.";
  run.repairs.push({ code: "specular_glossiness", say });
}

/** A level is never larger in bytes than the one above it, though fewer triangles, in less order, may compress worse. */
async function lod(run, ratio, level) {
  const most = run.above?.glb.byteLength ?? Infinity;
  let made = await simplified(run, ratio, level);
  if (made.raised) run.warnings.push({ code: "level_raised", say: `Level ${level}: ${made.raised.say}` });
  if (made.glb.byteLength > most) made = await lighter(run, ratio, level, made);
  run.above = made;
  const { document, glb, codec, tried, raised } = made;
  const target_triangles = made.target ?? (level ? run.source.triangles : undefined);
  const about = { role: "lod", level, codec, tried, target_triangles, raised_from: raised?.from };
  await keepModel(run, document, glb, { ...about, path: `lod${level}.glb` });
}

/**
 * The level of `made` in no more bytes than the one above: with that one's pictures where they are smaller, though they take
 * more of a graphics card; if that will not do a fifth fewer triangles; else as many as above.
 */
async function lighter(run, ratio, level, made) {
  const { above } = run, { pictures } = above;
  const fits = (one) => one.glb.byteLength <= above.glb.byteLength;
  const again = { ...made, ...(await dressed(run, made.shape, level, pictures)) };
  if (fits(again)) return again;
  const fewer = await simplified(run, FEWER * ratio, level, pictures);
  if (fits(fewer) && !fewer.raised) return fewer;
  const say = `Level ${level} took more bytes than the one above with fewer triangles (${made.glb.byteLength}); it has as many as that.`;
  run.warnings.push({ code: "level_as_above", say });
  return { ...above, raised: { from: made.raised?.from ?? made.target }, ...(await dressed(run, above.shape, level, pictures)) };
}

/** A level as `dressed` has it, with its shape before that, and what `simplify` says of its target. */
async function simplified(run, ratio, level, pictures) {
  const shape = cloneDocument(run.document);
  const { target, raised } = ratio < 1 ? await simplify(shape, { ratio, most: run.above?.target }) : {};
  return { shape, target, raised, ...(await dressed(run, shape, level, pictures)) };
}

/** A shape with a level's textures, none larger than in `above`, in its smallest form: {document, pictures, codec, glb, tried}. */
async function dressed(run, shape, level, above) {
  const document = cloneDocument(shape), maxPixels = run.options.texture_pixels[level];
  const pictures = await textures(document, { maxPixels, level, format: "webp", made: run.pictures, above });
  return { document, pictures, ...(await smallest(document)) };
}

/** Viewers of phones know few extensions and no compression: instances are nodes, nothing is required. */
async function ar(run) {
  const document = cloneDocument(run.document);
  const { triangles, texture_pixels } = run.options.ar;
  const ratio = Math.min(1, triangles / run.source.drawn_triangles);
  const target_triangles = ratio < 1 ? (await simplify(document, { ratio, faithful: 0 })).target : undefined;
  await document.transform(uninstance());
  document.getRoot().listExtensionsUsed().forEach((each) => each.setRequired(false));
  run.simple = cloneDocument(document);
  await textures(document, { maxPixels: texture_pixels, format: "plain", made: run.pictures });
  const glb = await encode(document, { codec: "plain" });
  await keepModel(run, document, glb, { role: "ar", codec: "plain", target_triangles, path: "ar.glb" });
}

async function quickLook(run) {
  const bytes = await usdz(run.simple, { maxPixels: run.options.ar.texture_pixels });
  keepPackage(run, bytes, { role: "usdz", path: "model.usdz" });
}

/** A poster and a thumbnail of the model as it stands, and of each of its colour variants. */
async function pictured(run) {
  const { poster_pixels: pixels, thumbnail_pixels: thumbnail } = run.options;
  const names = [null, ...run.source.variants];
  for await (const each of posters(run.document, { pixels, thumbnail })) {
    const number = names.indexOf(each.variant);
    await keepPicture(run, each, `${each.role}${number > 0 ? `-${number}` : ""}.webp`);
  }
}
