// Drawing what a simplification left of a surface, and scoring it against the whole.

import { READABLE } from "./attributes.mjs";
import { inverse, product } from "./matrix.mjs";
import { paints } from "./paint.mjs";
import { byPart } from "./rebuild.mjs";
import { framed, likeness, pictures, pixelsPerUnit } from "./sight.mjs";

const MOST_DRAWN = 400_000; // triangles of a picture; of more instances than that the first few stand for all

/**
 * A function that scores a simpler surface: its mean similarity to `whole` in six views, at most 1.
 * Of itself it says `sights`, the pictures of the whole, and `scale`, their pixels per world unit.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @returns {Promise<((simpler: object, given: object) => number) & {sights: object[], scale: number}>}
 */
export async function judge(whole) {
  const painted = await paints(whole.parts);
  const moves = movesOf(whole.parts);
  const frame = framed(whole, moves);
  const plain = { indices: whole.indices, positions: whole.positions, values: null };
  const source = pictures(look(whole, plain, null), painted, moves, frame);
  const score = (simpler, given) => likeness(source, pictures(look(whole, simpler, given), painted, moves, frame));
  return Object.assign(score, { sights: source, scale: pixelsPerUnit(frame) });
}

/** The moves from the first placement of each part to every one, with whether they stand mirrored. */
function movesOf(parts) {
  const budget =
    MOST_DRAWN /
    Math.max(
      1,
      parts.reduce((sum, each) => sum + each.triangles * each.placements.length, 0),
    );
  return parts.map(({ placements }) => {
    const shown = placements.slice(0, Math.max(1, Math.floor(placements.length * Math.min(1, budget))));
    const back = inverse(placements[0]);
    const all = shown.map((each, at) => ({ matrix: at && back ? product(each, back) : null, flipped: mirrored(each) }));
    return back ? all : all.slice(0, 1);
  });
}

function mirrored([a, b, c, , d, e, f, , g, h, i]) {
  return a * (e * i - f * h) + d * (c * h - b * i) + g * (b * f - c * e) < 0;
}

function look(whole, { indices, positions, values }, given) {
  const shades = new Float32Array(2 * positions.length);
  whole.parts.forEach((part, at) => {
    const told = values && part.back && { values, columns: given.columns, uv: given.uvScale[at] };
    shade(part, shades, told);
  });
  return { corners: byPart(whole, indices), positions, shades };
}

/** Writes normal, coordinates and lightness of each vertex of `part`, out of the simplified values where it has some. */
function shade(part, shades, told) {
  const m = part.placements[0],
    el = [0, 0, 0, 0];
  const [normals, coordinates, colours] = ["NORMAL", "TEXCOORD_0", "COLOR_0"].map((name) =>
    part.primitive.getAttribute(name),
  );
  for (let at = 0; at < part.vertices; at++) {
    const into = 6 * (part.start + at),
      from = told ? (part.start + at) * told.columns : 0;
    if (normals) {
      const n = told ? told.values.subarray(from, from + 3) : normals.getElement(at, el);
      for (let i = 0; i < 3; i++) shades[into + i] = m[i] * n[0] + m[4 + i] * n[1] + m[8 + i] * n[2];
    }
    if (coordinates) {
      const [column] = READABLE.TEXCOORD_0;
      coordinates.getElement(at, el);
      for (let i = 0; i < 2; i++) shades[into + 3 + i] = told?.uv ? told.values[from + column + i] / told.uv : el[i];
    }
    shades[into + 5] = 1;
    if (colours) {
      colours.getElement(at, el);
      shades[into + 5] = 0.2126 * el[0] + 0.7152 * el[1] + 0.0722 * el[2];
    }
  }
}
