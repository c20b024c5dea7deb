// The same model in fewer triangles: one error budget over everything that is drawn.

import { MeshoptSimplifier } from "meshoptimizer";
import { attributes } from "./attributes.mjs";
import { swept } from "./clean.mjs";
import { collapse } from "./collapse.mjs";
import { byPart, rebuild } from "./rebuild.mjs";
import { surface } from "./whole.mjs";

const FLOOR = 128;
const WEIGHTS = Object.freeze({ normal: 0.5, colour: 0.5, uv: 1, skin: 0.5, morph: 1 });
const HOW = Object.freeze({ update: true, seams: "free", prune: true, regular: false });

/**
 * Simplifies `document` in place to `ratio` of its triangles, never to fewer than `floor` (or than it has).
 * Every primitive keeps at least one triangle; points and lines stay as they are.
 * @param {import("@gltf-transform/core").Document} document
 * @param {{ratio: number, floor?: number}} options  ratio 0..1
 * @returns {Promise<{triangles: number, target: number, error: number, stays?: string}>}
 *   triangles and target of the file, each mesh counted once; error: greatest of one collapse, in parts of the longest side
 */
export async function simplify(document, { ratio, floor = FLOOR }) {
  await MeshoptSimplifier.ready;
  const whole = surface(document), source = whole.indices.length / 3;
  const target = Math.min(source, Math.max(Math.round(ratio * source), floor));
  if (target >= source) return { triangles: source, target: source, error: 0, stays: `It has ${source} triangles, too few to take any away.` };
  const given = { ...attributes(whole, WEIGHTS), weights: WEIGHTS };
  const simpler = withoutLoss(whole, given, target, HOW);
  rebuild(document, whole, simpler, given);
  await document.transform(swept());
  return { triangles: simpler.indices.length / 3, target, error: whole.extent ? simpler.error / whole.extent : 0 };
}

/** The collapsed surface in which no part has vanished: those that would are simplified alone, and the rest pays for them. */
function withoutLoss(whole, given, target, how) {
  const rescued = new Map();
  for (;;) {
    const spent = [...rescued.values()].reduce((sum, each) => sum + each.length / 3, 0);
    const rest = without(whole, rescued);
    const found = collapse(rest, given, Math.max(0, target - spent), how);
    const lost = byPart(whole, found.indices).flatMap((corners, at) => (corners.length || rescued.has(at) ? [] : [at]));
    if (!lost.length) return { ...found, indices: joined([found.indices, ...rescued.values()]) };
    for (const at of lost) rescued.set(at, alone(whole, given, at, target));
  }
}

function without(whole, rescued) {
  if (!rescued.size) return whole;
  const kept = byPart(whole, whole.indices).filter((_, at) => !rescued.has(at));
  return { ...whole, indices: joined(kept) };
}

/** A part by itself, in its share of the target but in no less than its largest triangle. */
function alone(whole, given, at, target) {
  const own = byPart(whole, whole.indices)[at];
  const share = Math.max(1, Math.floor((own.length / whole.indices.length) * target));
  const found = collapse({ ...whole, indices: own }, given, share, { update: false, seams: "free", prune: false });
  return found.indices.length ? found.indices : largest(whole.positions, own);
}

function largest(positions, corners) {
  const size = (at) => {
    const [a, b, c] = [0, 1, 2].map((i) => positions.subarray(3 * corners[at + i], 3 * corners[at + i] + 3));
    const u = b.map((v, i) => v - a[i]), w = c.map((v, i) => v - a[i]);
    return Math.hypot(u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]);
  };
  let best = 0;
  for (let at = 3; at < corners.length; at += 3) if (size(at) > size(best)) best = at;
  return corners.slice(best, best + 3);
}

function joined(lists) {
  const out = new Uint32Array(lists.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of lists) out.set(each, at), (at += each.length);
  return out;
}
