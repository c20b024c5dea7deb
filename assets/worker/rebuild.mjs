// Primitives written anew from the triangles and vertices that a simplification left of them.

import { READABLE } from "./attributes.mjs";
import { place } from "./matrix.mjs";
import { nearest } from "./nearest.mjs";

/**
 * Gives every part of `whole` the triangles that `simpler` has of it. Parts without one lose their primitives.
 * Where vertices were moved, position, normal, colour and texture coordinates follow. Bones and morphs are those of the
 * source vertex that is nearest now, all else is of the vertex that stayed.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @param {{indices: Uint32Array, positions: Float32Array, values: Float32Array}} simpler
 * @param {{columns: number, uvScale: Float64Array, weights: object}} given  what `attributes` said of the columns
 */
export function rebuild(document, whole, simpler, given) {
  const corners = byPart(whole, simpler.indices);
  whole.parts.forEach((part, at) => {
    const kept = corners[at];
    if (!kept.length) return part.primitives.forEach((each) => each.dispose());
    const { vertices, indices } = compacted(kept);
    const moved = simpler.positions !== whole.positions && part.back !== null;
    const scale = { NORMAL: given.weights.normal, COLOR_0: given.weights.colour, TEXCOORD_0: given.uvScale[at] };
    const read = moved ? { ...simpler, columns: given.columns, scale } : null;
    const bent = part.skin || part.primitive.listTargets().length;
    write(
      document,
      part,
      vertices,
      indices,
      read,
      read && bent ? nearest(whole, part, vertices, simpler.positions) : vertices,
    );
    part.primitives.slice(1).forEach((each) => share(part.primitive, each));
  });
}

/** Gives `other` the data of `primitive`, so that it is held once. */
function share(primitive, other) {
  const holders = [primitive, ...primitive.listTargets()],
    others = [other, ...other.listTargets()];
  holders.forEach((each, at) =>
    each.listSemantics().forEach((name) => others[at].setAttribute(name, each.getAttribute(name))),
  );
  other.setIndices(primitive.getIndices());
}

/** The corners of each part's triangles, in order. A triangle belongs to the part that owns its first corner. */
export function byPart({ parts, owner }, indices) {
  const count = new Uint32Array(parts.length);
  for (let at = 0; at < indices.length; at += 3) count[owner[indices[at]]] += 3;
  const out = Array.from(count, (n) => new Uint32Array(n));
  count.fill(0);
  for (let at = 0; at < indices.length; at += 3) {
    const part = owner[indices[at]];
    for (let i = 0; i < 3; i++) out[part][count[part]++] = indices[at + i];
  }
  return out;
}

/** Vertices in the order in which `corners` first names them, and the corners by their numbers in that order. */
function compacted(corners) {
  const number = new Map(),
    indices = new Uint32Array(corners.length);
  corners.forEach((vertex, at) => {
    if (!number.has(vertex)) number.set(vertex, number.size);
    indices[at] = number.get(vertex);
  });
  return { vertices: Uint32Array.from(number.keys()), indices };
}

/** Semantics that bend with a skin; with the morph targets they are of the `like` vertices, all others of `vertices`. */
const BENT = /^(JOINTS|WEIGHTS)_/;

function write(document, part, vertices, indices, read, like) {
  const { primitive } = part,
    old = primitive.getIndices();
  const narrow = vertices.length < 65535 ? Uint16Array.from(indices) : indices;
  const buffer = old?.getBuffer() ?? primitive.getAttribute("POSITION").getBuffer();
  for (const holder of [primitive, ...primitive.listTargets()])
    for (const semantic of holder.listSemantics()) {
      const source = holder !== primitive || BENT.test(semantic) ? like : vertices;
      holder.setAttribute(semantic, picked(holder.getAttribute(semantic), source, part.start));
    }
  primitive.setIndices(document.createAccessor(old?.getName()).setType("SCALAR").setArray(narrow).setBuffer(buffer));
  if (read) follow(part, vertices, read);
}

function picked(accessor, vertices, start) {
  const size = accessor.getElementSize(),
    from = accessor.getArray();
  const to = new from.constructor(vertices.length * size);
  vertices.forEach((vertex, at) => {
    for (let i = 0; i < size; i++) to[at * size + i] = from[(vertex - start) * size + i];
  });
  return accessor.clone().setArray(to);
}

/** Moves the written vertices of `part` to where they were put, with the attributes that they have there. */
function follow({ primitive, back }, vertices, { positions, values, columns, scale }) {
  const local = new Float32Array(3 * vertices.length);
  vertices.forEach((vertex, at) => place(back, positions, vertex, local, at));
  primitive.getAttribute("POSITION").setArray(local);
  for (const [semantic, [column, width]] of Object.entries(READABLE)) {
    const accessor = primitive.getAttribute(semantic);
    if (!accessor || !scale[semantic]) continue;
    const element = [];
    vertices.forEach((vertex, at) => {
      accessor.getElement(at, element);
      const told = Array.from({ length: width }, (_, i) => values[vertex * columns + column + i] / scale[semantic]);
      accessor.setElement(at, settled(semantic, told, element, accessor));
    });
  }
  turnTangents(primitive, vertices.length);
}

/** An attribute as its semantic wants it: normals of length one, colours and normalised integers in range. */
function settled(semantic, told, old, accessor) {
  if (!told.every(Number.isFinite)) return old;
  if (semantic === "NORMAL") {
    const length = Math.hypot(...told);
    return length > 1e-3 ? told.map((v) => v / length) : old;
  }
  const bounded = semantic === "COLOR_0" || accessor.getNormalized();
  return [...told.map((v) => (bounded ? Math.min(1, Math.max(0, v)) : v)), ...old.slice(told.length)];
}

/** Tangents at right angles to the normals that were moved. */
function turnTangents(primitive, count) {
  const tangents = primitive.getAttribute("TANGENT"),
    normals = primitive.getAttribute("NORMAL");
  if (!tangents || !normals) return;
  const t = [],
    n = [];
  for (let at = 0; at < count; at++) {
    (tangents.getElement(at, t), normals.getElement(at, n));
    const along = t[0] * n[0] + t[1] * n[1] + t[2] * n[2];
    const flat = [0, 1, 2].map((i) => t[i] - along * n[i]),
      length = Math.hypot(...flat);
    if (length > 1e-3) tangents.setElement(at, [...flat.map((v) => v / length), t[3]]);
  }
}
