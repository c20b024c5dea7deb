// Collapsing a surface without losing any of its parts.

import { collapse } from "./collapse.mjs";
import { byPart } from "./rebuild.mjs";

/**
 * A function that collapses `whole`, or a copy of it with other positions, so that no part vanishes: those that would are
 * simplified alone, and the rest pays for their triangles.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @returns {(sized: object, given: object, target: number, how: object) => ReturnType<typeof collapse>}
 */
export function rescuer(whole) {
  const own = byPart(whole, whole.indices);
  return (sized, given, target, how) => {
    const rescued = new Map();
    for (;;) {
      const spent = [...rescued.values()].reduce((sum, each) => sum + each.length / 3, 0);
      const indices = rescued.size ? joined(own.filter((_, at) => !rescued.has(at))) : whole.indices;
      const found = collapse({ ...sized, indices }, given, Math.max(0, target - spent), how);
      const left = byPart(whole, found.indices);
      const lost = left.flatMap((corners, at) => (corners.length || rescued.has(at) ? [] : [at]));
      if (!lost.length) return { ...found, indices: joined([found.indices, ...rescued.values()]) };
      const share = (at) => Math.max(1, Math.floor((own[at].length * target) / whole.indices.length));
      for (const at of lost) rescued.set(at, alone(cut(sized, own[at], at), given, share(at)));
    }
  };
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
function largest({ positions: p, indices }, count) {
  const size = (at) => {
    const [a, b, c] = [3 * indices[at], 3 * indices[at + 1], 3 * indices[at + 2]];
    const ux = p[b] - p[a],
      uy = p[b + 1] - p[a + 1],
      uz = p[b + 2] - p[a + 2];
    const vx = p[c] - p[a],
      vy = p[c + 1] - p[a + 1],
      vz = p[c + 2] - p[a + 2];
    return Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx);
  };
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
