// Collapsing a surface without losing any of its parts.

import { collapse } from "./collapse.mjs";
import { byPart } from "./rebuild.mjs";
import { area } from "./whole.mjs";

/**
 * A function that collapses `whole`, or a copy of it with other positions, so that no part vanishes: those that would are
 * simplified alone, and the rest pays for their triangles.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @returns {(sized: object, given: object, target: number, how: object) => ReturnType<typeof collapse>}
 */
export function rescuer(whole) {
  const own = byPart(whole, whole.indices);
  const sharesOf = divider(whole, own);
  return (sized, given, target, how) => {
    const rescued = new Map(),
      shares = sharesOf(target);
    for (;;) {
      const spent = [...rescued.values()].reduce((sum, each) => sum + each.length / 3, 0);
      const indices = rescued.size ? joined(own.filter((_, at) => !rescued.has(at))) : whole.indices;
      const found = collapse({ ...sized, indices }, given, Math.max(0, target - spent), how);
      const left = byPart(whole, found.indices);
      const lost = left.flatMap((corners, at) => (corners.length || rescued.has(at) ? [] : [at]));
      if (!lost.length) return { ...found, indices: joined([found.indices, ...rescued.values()]) };
      for (const at of lost) rescued.set(at, alone(cut(sized, own[at], at), given, shares[at]));
    }
  };
}

/**
 * A function that says how many of a target's triangles each part has, one at least. A part whose share of the area would
 * buy all of its triangles keeps them, so that the walls of a box do not go for the sake of a chain's links; the others
 * share what is left as they shared the whole.
 */
function divider(whole, own) {
  const has = own.map((corners) => corners.length / 3),
    areas = own.map((corners) => areaOf(whole.positions, corners));
  const sum = (values) => values.reduce((total, each) => total + each, 0),
    [all, area] = [sum(has), sum(areas)];
  return (target) => {
    const simple = has.map((count, at) => count * area < target * areas[at]);
    const kept = sum(has.filter((_, at) => simple[at]));
    const rate = Math.max(0, target - kept) / Math.max(1, all - kept);
    return has.map((count, at) => (simple[at] ? count : Math.max(1, Math.floor(rate * count))));
  };
}

function areaOf(positions, corners) {
  let sum = 0;
  for (let at = 0; at < corners.length; at += 3) sum += area(positions, corners[at], corners[at + 1], corners[at + 2]);
  return sum;
}

/** A part as a surface of its own, whose first vertex is number `start` of the whole: what is copied is small then. */
function cut({ parts, positions, owner }, corners, at) {
  const { start, vertices } = parts[at];
  const own = {
    positions: positions.subarray(3 * start, 3 * (start + vertices)),
    owner: owner.subarray(start, start + vertices),
  };
  return { ...own, start, vertices, indices: corners.map((corner) => corner - start) };
}

/** A part by itself in no more than `share` triangles: its largest ones where it cannot be collapsed so far. */
function alone(part, { values, columns }, share) {
  const own = { values: values.subarray(columns * part.start, columns * (part.start + part.vertices)), columns };
  const { indices } = collapse(part, own, share, { update: false, seams: "free", prune: "none" });
  const kept = indices.length && indices.length <= 3 * share ? indices : largest(part, share);
  return kept.map((corner) => corner + part.start);
}

/** The `count` largest triangles of a part. */
function largest({ positions, indices }, count) {
  const size = (at) => area(positions, indices[at], indices[at + 1], indices[at + 2]);
  const sized = Array.from({ length: indices.length / 3 }, (_, at) => ({ at, size: size(3 * at) }));
  const kept = sized.sort((a, b) => b.size - a.size || a.at - b.at).slice(0, count);
  return joined(kept.map(({ at }) => indices.subarray(3 * at, 3 * at + 3)));
}

function joined(lists) {
  const out = new Uint32Array(lists.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of lists) (out.set(each, at), (at += each.length));
  return out;
}
