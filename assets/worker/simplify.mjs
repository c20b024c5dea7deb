// The same model in fewer triangles: one error budget over everything that is drawn.

import { MeshoptSimplifier } from "meshoptimizer";
import { choose } from "./choose.mjs";
import { swept } from "./clean.mjs";
import { byPart, rebuild } from "./rebuild.mjs";
import { counted, surface } from "./whole.mjs";

const FLOOR = 128;

/**
 * Simplifies `document` in place to `ratio` of its triangles, never to fewer than `floor` (or than it has).
 * Every primitive keeps at least one triangle; points and lines stay as they are. The same input gives the same output.
 * @param {import("@gltf-transform/core").Document} document
 * @param {{ratio: number, floor?: number, of?: number}} options  ratio 0..1, of the document's triangles or of `of`
 * @returns {Promise<{triangles: number, target: number, error: number, likeness: number, way?: object, stays?: string}>}
 *   triangles and target as the file lists them, each mesh once; of those that are drawn no greater share stays; error:
 *   the greatest of one collapse, in parts of the longest side; likeness: structural similarity in six small pictures, at
 *   most 1; way: the one of several that was best
 */
export async function simplify(document, { ratio, floor = FLOOR, of }) {
  await MeshoptSimplifier.ready;
  const whole = surface(document);
  const listed = (triangles) => counted(whole.parts, triangles).listed;
  const source = listed(whole.parts.map((each) => each.triangles));
  const target = Math.min(source, Math.max(Math.round(ratio * (of ?? source)), floor));
  const stays = (why) => ({ triangles: source, target, error: 0, likeness: 1, stays: why });
  if (target >= source) return stays(`It has ${source} triangles, too few to take any away.`);
  const { simpler, given, way, likeness } = await choose(whole, target / source);
  const triangles = listed(byPart(whole, simpler.indices).map((corners) => corners.length / 3));
  if (triangles >= source) return stays("No triangle could be taken away without a hole.");
  rebuild(document, whole, simpler, given);
  await document.transform(swept());
  return { triangles, target, error: whole.extent ? simpler.error / whole.extent : 0, likeness, way };
}
