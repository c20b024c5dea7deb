// The same model in fewer triangles: one error budget over everything that is drawn.

import { MeshoptSimplifier } from "meshoptimizer";
import { choose } from "./choose.mjs";
import { swept } from "./clean.mjs";
import { byPart, rebuild } from "./rebuild.mjs";
import { counted, surface } from "./whole.mjs";

const FLOOR = 128;
/** Likeness below which a level is given more triangles; chosen on half of the models (docs/models-lod.md). */
const FAITHFUL = 0.85;
/** Triangles, as drawn, up to which a phone does not feel the difference: no target is raised beyond. */
const LIGHT = 20_000;

/**
 * Simplifies `document` in place to `ratio` of its triangles, never to fewer than `floor` (or than it has). Where it would
 * look too little like itself, the target is raised step by step.
 * Every primitive keeps at least one triangle; points and lines stay as they are. The same input gives the same output.
 * @param {import("@gltf-transform/core").Document} document
 * @param {{ratio: number, floor?: number, of?: number, faithful?: number, most?: number}} options  ratio 0..1, of the
 *   document's triangles or of `of`; faithful: least likeness, 0 for no target to be raised; most: triangles, of the level
 *   above, that no target is raised beyond
 * @returns {Promise<{triangles: number, target: number, error: number, likeness: number, way?: object, stays?: string,
 *   raised?: {from: number, to: number, likeness: number, say: string}}>}
 *   triangles and target as the file lists them, each mesh once; of those that are drawn no greater share stays; error:
 *   the greatest of one collapse, in parts of the longest side; likeness: structural similarity in six small pictures, at
 *   most 1; way: the one of several that was best; raised: the target that was and the one that is, and how alike it would
 *   have been
 */
export async function simplify(document, { ratio, floor = FLOOR, of, faithful = FAITHFUL, most = Infinity }) {
  await MeshoptSimplifier.ready;
  const whole = surface(document);
  const { listed: source, drawn } = counted(
    whole.parts,
    whole.parts.map((each) => each.triangles),
  );
  const target = Math.min(source, Math.max(Math.round(ratio * (of ?? source)), floor));
  if (target >= source) return unchanged(source, target, `It has ${source} triangles, too few to take any away.`);
  const asked = target / source;
  const bound = Math.max(asked, Math.min(1, most / source, LIGHT / drawn));
  const found = await choose(whole, asked, { faithful, most: bound });
  const raised = found.ratio > asked ? raise(target, Math.round(found.ratio * source), found.asked) : undefined;
  return { ...(await written(document, whole, found, raised?.to ?? target)), raised };
}

/** Writes what was chosen into the document, unless nothing is gained. */
async function written(document, whole, { simpler, given, way, likeness }, target) {
  const listed = (triangles) => counted(whole.parts, triangles).listed;
  const triangles = listed(byPart(whole, simpler.indices).map((corners) => corners.length / 3));
  const source = listed(whole.parts.map((each) => each.triangles));
  if (triangles >= source) return unchanged(source, target, "No triangle could be taken away without a hole.");
  rebuild(document, whole, simpler, given);
  await document.transform(swept());
  return { triangles, target, error: whole.extent ? simpler.error / whole.extent : 0, likeness, way };
}

const unchanged = (triangles, target, why) => ({ triangles, target, error: 0, likeness: 1, stays: why });

function raise(from, to, likeness) {
  const alike = likeness > 0 ? `it would look ${likeness.toFixed(2)} like the model` : "it would not hold together";
  return { from, to, likeness, say: `It was given ${to} triangles instead of ${from}: with so few ${alike}, where 1 is the same.` };
}
