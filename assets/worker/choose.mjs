// Several ways to simplify one surface, and the one after which it looks most like itself.

import { attributes } from "./attributes.mjs";
import { judge } from "./look.mjs";
import { rescuer } from "./rescue.mjs";
import { pieces, shrunk } from "./visible.mjs";
import { counted } from "./whole.mjs";

/** How far beyond its target a level may be. */
const MOST_OVER = 1.02;
/** Below it triangles that were granted are wasted. */
const LEAST_OVER = 0.98;
/** Weights of `attributes`, ways of `collapse`, and the strength with which `shrunk` favours what is seen. */
const PLAIN = Object.freeze({
  ...{ normal: 0.25, colour: 0.5, uv: 0.5, skin: 0.05, morph: 1 },
  ...{ update: true, seams: "free", prune: "any", regular: false },
  seen: 0,
});
/** Tried one after the other on top of the best so far; in the order of their gain where they were chosen. */
const CHANGES = [
  { prune: "specks" },
  { seen: 0.5 },
  { regular: true },
  { normal: 0.1 },
  { uv: 0.1 },
  { update: false },
  { seams: "kept", prune: "none" },
];
/** As many of them as this many triangles allow: 1.2 s of CPU for 115,000. */
const TRIED_TRIANGLES = 600_000;
const AGAIN = 3;
/** By how much more is granted at a time where a level does not look like the model. */
const RAISE = 1.25;

/**
 * The surface in `ratio` of its triangles, as listed and as drawn, that looks most like `whole` among those that were tried.
 * Where even that is less alike than `faithful`, the ratio is raised until one is alike enough, `most` at most.
 * How many are tried depends on the surface alone, so that equal input gives equal output.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @param {number} ratio
 * @param {{faithful: number, most: number}} guard
 * @returns {Promise<{simpler: object, given: object, way: object, likeness: number, ratio: number, asked: number}>}
 *   ratio: the one that was granted; asked: likeness of the best in the ratio that was asked for
 */
export async function choose(whole, ratio, { faithful, most }) {
  const score = await judge(whole);
  const ground = { whole, score, loose: pieces(whole, score.sights, score.scale), collapsed: rescuer(whole) };
  const best = searched(ground, ratio);
  let [granted, last] = [ratio, best];
  while (last.likeness < faithful && granted < most) {
    granted = Math.min(most, RAISE * granted);
    last = calibrated(ground, best.way, granted);
  }
  const found = granted > ratio ? better(last, searched(ground, granted)) : best;
  return { ...found, ratio: granted, asked: best.likeness };
}

/** The best of all ways in `ratio` of the triangles. */
function searched(ground, ratio) {
  let best = calibrated(ground, PLAIN, ratio);
  const most = Math.max(1, Math.min(CHANGES.length, Math.floor((TRIED_TRIANGLES * 3) / ground.whole.indices.length)));
  for (const change of CHANGES.slice(0, most))
    best = better(best, attempt(ground, { ...best.way, ...change }, best.target, ratio));
  return best;
}

/**
 * The best of a few attempts whose targets close in on `ratio` as listed and as drawn: where parts are drawn more than
 * once each, a share of the surface is not the same share of those.
 */
function calibrated(ground, way, ratio) {
  const { parts, indices } = ground.whole,
    all = indices.length / 3,
    bounded = (target) => Math.min(all, Math.max(parts.length, Math.round(target)));
  let last = attempt(ground, way, bounded(ratio * all), ratio),
    best = last;
  for (let again = 0; again < AGAIN && (last.over > MOST_OVER || last.over < LEAST_OVER); again++) {
    const target = bounded(last.target / last.over);
    if (target === last.target) break;
    last = attempt(ground, way, target, ratio);
    best = better(best, last);
  }
  return best;
}

function attempt(ground, way, target, ratio) {
  const tried = simplified(ground, target, way);
  const over = overshoot(ground.whole, tried.simpler, ratio);
  return { ...tried, way, target, over, likeness: over <= MOST_OVER ? ground.score(tried.simpler, tried.given) : -over };
}

const better = (one, other) => (other.likeness > one.likeness ? other : one);

/** What was reached over what was asked for, of triangles listed or drawn, whichever is more. */
function overshoot({ parts, owner }, { indices }, ratio) {
  const triangles = new Array(parts.length).fill(0);
  for (let at = 0; at < indices.length; at += 3) triangles[owner[indices[at]]]++;
  const { listed, drawn } = counted(parts, triangles);
  const source = counted(
    parts,
    parts.map((each) => each.triangles),
  );
  return Math.max(
    listed / Math.max(parts.length, ratio * source.listed),
    drawn / Math.max(parts.length, ratio * source.drawn),
  );
}

function simplified({ whole, loose, collapsed }, target, way) {
  const { whole: sized, back } = way.seen ? shrunk(whole, loose, way.seen) : { whole, back: (positions) => positions };
  const given = { ...attributes(whole, way), weights: way };
  const found = collapsed(sized, given, target, way);
  const positions = found.positions === sized.positions ? whole.positions : back(found.positions);
  return { simpler: { ...found, positions }, given };
}
