// Several ways to simplify one surface, and the one after which it looks most like itself.

import { attributes } from "./attributes.mjs";
import { collapse } from "./collapse.mjs";
import { judge } from "./look.mjs";
import { byPart } from "./rebuild.mjs";
import { counted } from "./whole.mjs";
import { pieces, shrunk } from "./visible.mjs";

/** How far beyond its target a level may be: the format's users are promised 2 %. */
const MOST_OVER = 1.02;
/** Below it triangles that were granted are wasted. */
const LEAST_OVER = 0.98;
const PLAIN = Object.freeze({ normal: 0.25, colour: 0.5, uv: 0.5, skin: 0.05, morph: 1, update: true, seams: "free", prune: "any", regular: false, seen: 0 });
/** Tried one after the other on top of the best so far; in the order of their gain where they were chosen. */
const CHANGES = [{ prune: "specks" }, { seen: 0.5 }, { regular: true }, { normal: 0.1 }, { uv: 0.1 }, { update: false }, { seams: "kept", prune: "none" }];
const TRIED_TRIANGLES = 600_000;
const AGAIN = 3;

/**
 * The surface in `ratio` of its triangles, as listed and as drawn, that looks most like `whole` among the ways that were tried.
 * How many are tried depends on its size alone, so equal input gives equal output.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @param {number} ratio
 * @returns {Promise<{simpler: object, given: object, way: object, likeness: number}>}
 */
export async function choose(whole, ratio) {
  const score = await judge(whole);
  const piecesSeen = pieces(whole, score.sights, score.scale);
  const source = counted(whole.parts, whole.parts.map((each) => each.triangles));
  const attempt = (way, target) => {
    const tried = simplified(whole, piecesSeen, target, way);
    const over = overshoot(whole, tried.simpler, source, ratio);
    return { ...tried, way, target, over, likeness: over <= MOST_OVER ? score(tried.simpler, tried.given) : -over };
  };
  let best = calibrated((target) => attempt(PLAIN, target), whole, ratio);
  const most = Math.max(1, Math.min(CHANGES.length, Math.floor((TRIED_TRIANGLES * 3) / whole.indices.length)));
  for (const change of CHANGES.slice(0, most)) best = better(best, attempt({ ...best.way, ...change }, best.target));
  return best;
}

/**
 * The best of a few attempts whose targets close in on `ratio` as listed and as drawn: where parts are drawn more than
 * once each, a share of the surface is not the same share of those.
 */
function calibrated(attempt, { parts, indices }, ratio) {
  const all = indices.length / 3, bounded = (target) => Math.min(all, Math.max(parts.length, Math.round(target)));
  let last = attempt(bounded(ratio * all)), best = last;
  for (let again = 0; again < AGAIN && (last.over > MOST_OVER || last.over < LEAST_OVER); again++) {
    const target = bounded(last.target / last.over);
    if (target === last.target) break;
    last = attempt(target);
    best = better(best, last);
  }
  return best;
}

const better = (one, other) => (other.likeness > one.likeness ? other : one);

/** What was reached over what was asked for, of triangles listed or drawn, whichever is more. */
function overshoot({ parts, owner }, { indices }, source, ratio) {
  const triangles = new Array(parts.length).fill(0);
  for (let at = 0; at < indices.length; at += 3) triangles[owner[indices[at]]]++;
  const { listed, drawn } = counted(parts, triangles);
  return Math.max(listed / Math.max(parts.length, ratio * source.listed), drawn / Math.max(parts.length, ratio * source.drawn));
}

function simplified(whole, piecesSeen, target, way) {
  const { whole: sized, back } = way.seen ? shrunk(whole, piecesSeen, way.seen) : { whole, back: (positions) => positions };
  const given = { ...attributes(whole, way), weights: way };
  const found = withoutLoss(sized, given, target, way);
  const positions = found.positions === sized.positions ? whole.positions : back(found.positions);
  return { simpler: { ...found, positions }, given };
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
  const found = collapse({ ...whole, indices: own }, given, share, { update: false, seams: "free", prune: "none" });
  const fit = found.indices.length && found.indices.length <= 3 * share;
  return fit ? found.indices : largest(whole.positions, own, share);
}

/** The `count` largest triangles of a part. */
function largest(positions, corners, count) {
  const sizes = Array.from({ length: corners.length / 3 }, (_, at) => {
    const [a, b, c] = [0, 1, 2].map((i) => positions.subarray(3 * corners[3 * at + i], 3 * corners[3 * at + i] + 3));
    const u = b.map((v, i) => v - a[i]), w = c.map((v, i) => v - a[i]);
    return { at, size: Math.hypot(u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]) };
  });
  const kept = sizes.sort((a, b) => b.size - a.size || a.at - b.at).slice(0, count);
  return joined(kept.map(({ at }) => corners.slice(3 * at, 3 * at + 3)));
}

function joined(lists) {
  const out = new Uint32Array(lists.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of lists) out.set(each, at), (at += each.length);
  return out;
}
