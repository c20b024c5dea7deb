// What of a vertex besides its place must survive a simplification, as numbers in units of length.

import { area, floats } from "./whole.mjs";

const MOST_COLUMNS = 32; // of meshoptimizer 1.3
const MOST_MORPH_COLUMNS = 18;
const SKIN_COLUMNS = 6;

/**
 * The attributes of every vertex of a surface, weighted: a change of 1 over a distance counts like a move by that distance.
 * Columns: normal (3), colour (3), texture coordinates (2), then those of skins and morph targets where there are any.
 * weights: {normal, colour, uv, skin, morph}, each >= 0.
 * @returns {{values: Float32Array, columns: number, uvScale: Float64Array}}  values (n, columns); uvScale per part
 */
export function attributes({ parts, positions, indices, extent }, weights) {
  const skinned = parts.some((each) => each.skin),
    morphed = parts.some((each) => each.primitive.listTargets().length);
  const morphAt = 8 + (skinned ? SKIN_COLUMNS : 0);
  const columns = morphAt + (morphed ? Math.min(MOST_MORPH_COLUMNS, MOST_COLUMNS - morphAt) : 0);
  const values = new Float32Array((positions.length / 3) * columns);
  const uvScale = texelLengths({ parts, positions, indices }).map((length) =>
    extent > 0 ? (weights.uv * length) / extent : 0,
  );
  const into = { values, columns };
  parts.forEach((part, at) => {
    fill(into, part, "NORMAL", 0, 3, weights.normal);
    fill(into, part, "COLOR_0", 3, 3, weights.colour);
    fill(into, part, "TEXCOORD_0", 6, 2, uvScale[at]);
    if (part.skin) fillSkin(into, part, 8, weights.skin);
    if (part.primitive.listTargets().length)
      fillMorphs(into, part, morphAt, columns - morphAt, extent > 0 ? weights.morph / extent : 0);
  });
  return { values, columns, uvScale };
}

/** Column and width of each attribute that `attributes` lays out and that can be read back. */
export const READABLE = Object.freeze({ NORMAL: [0, 3], COLOR_0: [3, 3], TEXCOORD_0: [6, 2] });

function fill({ values, columns }, part, semantic, column, width, weight) {
  const accessor = part.primitive.getAttribute(semantic);
  if (!accessor || !weight) return;
  const from = floats(accessor),
    size = accessor.getElementSize();
  for (let at = 0; at < part.vertices; at++)
    for (let i = 0; i < width; i++) {
      const v = from[at * size + i] * weight;
      values[(part.start + at) * columns + column + i] = Number.isFinite(v) ? v : 0;
    }
}

/** World length of one unit of texture coordinates, per part; 0 where no texture is seen. */
function texelLengths({ parts, positions, indices }) {
  let corner = 0;
  return parts.map((part) => {
    const uv = part.primitive.getAttribute("TEXCOORD_0"),
      last = corner + 3 * part.triangles;
    const from = uv && textured(part.primitive) ? floats(uv) : null;
    let world = 0,
      flat = 0;
    for (; corner < last; corner += 3) {
      if (!from) continue;
      const a = indices[corner],
        b = indices[corner + 1],
        c = indices[corner + 2];
      world += area(positions, a, b, c);
      flat += area2(from, a - part.start, b - part.start, c - part.start);
    }
    return flat > 0 ? Math.sqrt(world / flat) : 0;
  });
}

function textured(primitive) {
  const material = primitive.getMaterial();
  return Boolean(material) && (primitive.listExtensions().length > 0 || seesTexture(material));
}

function seesTexture(property) {
  return property
    .getGraph()
    .listChildEdges(property)
    .some((edge) => {
      const child = edge.getChild();
      return child.propertyType === "Texture" || (child.extensionName && seesTexture(child));
    });
}

function area2(t, a, b, c) {
  const ux = t[2 * b] - t[2 * a],
    uy = t[2 * b + 1] - t[2 * a + 1],
    vx = t[2 * c] - t[2 * a],
    vy = t[2 * c + 1] - t[2 * a + 1];
  return Math.abs(ux * vy - uy * vx) / 2;
}

/**
 * Which bones hold a vertex, as a few numbers whose distance stands for the difference of two sets of weights.
 * Signs of a fixed pattern; by Johnson and Lindenstrauss few columns keep distances. Equal on every machine.
 */
function fillSkin({ values, columns }, part, column, weight) {
  for (const set of ["0", "1"]) {
    const joints = part.primitive.getAttribute(`JOINTS_${set}`),
      weights = part.primitive.getAttribute(`WEIGHTS_${set}`);
    if (!joints || !weights) return;
    const bone = [0, 0, 0, 0],
      share = [0, 0, 0, 0];
    for (let at = 0; at < part.vertices; at++) {
      (joints.getElement(at, bone), weights.getElement(at, share));
      for (let i = 0; i < 4; i++)
        for (let k = 0; share[i] && k < SKIN_COLUMNS; k++)
          values[(part.start + at) * columns + column + k] +=
            (weight * share[i] * sign(bone[i], k)) / Math.sqrt(SKIN_COLUMNS);
    }
  }
}

/** The moves of all morph targets of a vertex; where they are more than fit, sums of them under fixed signs. */
function fillMorphs({ values, columns }, part, column, width, weight) {
  const moves = part.primitive
    .listTargets()
    .map((each) => each.getAttribute("POSITION"))
    .filter(Boolean);
  const fits = 3 * moves.length <= width,
    scale = fits ? weight : weight / Math.sqrt(Math.floor(width / 3));
  moves.forEach((accessor, target) => {
    const from = floats(accessor);
    for (let at = 0; at < part.vertices; at++)
      for (let group = 0; group < Math.floor(width / 3); group++) {
        const by = fits ? Number(group === target) : sign(target, group);
        if (by)
          for (let i = 0; i < 3; i++)
            values[(part.start + at) * columns + column + 3 * group + i] += by * scale * from[3 * at + i];
      }
  });
}

/** +1 or -1, the same for the same numbers; Murmur's finaliser over both. */
function sign(a, b) {
  let h = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) & 1 ? 1 : -1;
}
