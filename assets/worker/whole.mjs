// All triangles of a document as one surface in world space, so that one error can be compared all over it.

import { Primitive } from "@gltf-transform/core";
import { convertPrimitiveToTriangles } from "@gltf-transform/functions";
import { IDENTITY, composed, inverse, place, product, stretch } from "./matrix.mjs";

const { TRIANGLES, TRIANGLE_STRIP, TRIANGLE_FAN } = Primitive.Mode;
const INSTANCES = "EXT_mesh_gpu_instancing";

/**
 * One shape in the surface: a primitive, with those that share all of its data and differ in material or mesh alone.
 * @typedef {object} Part
 * @property {import("@gltf-transform/core").Primitive[]} primitives
 * @property {import("@gltf-transform/core").Primitive} primitive  the first of them
 * @property {import("@gltf-transform/core").Skin | null} skin
 * @property {number[][]} placements  world matrices under which it is drawn; the first, at its largest, is the surface's
 * @property {number[] | null} back  the inverse of the first placement, null where it has none: then no vertex moves
 * @property {number} start  its first vertex in the surface
 * @property {number} vertices
 * @property {number} triangles
 */

/**
 * The surface of all primitives made of triangles, strips and fans made plain; parts without a triangle are left out.
 * @returns {{parts: Part[], positions: Float32Array, indices: Uint32Array, owner: Uint32Array, extent: number}}
 *   positions (n, 3) in world units, in the bind pose where a skin moves them; owner (n) part of each vertex; extent: the
 *   longest side
 */
export function surface(document) {
  const where = placements(document);
  const shapes = new Map();
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives()) {
      const { matrices, skin } = where.get(mesh);
      if (!plain(primitive)) continue;
      const name = shapeName(primitive, skin),
        shape = shapes.get(name);
      if (shape) (shape.primitives.push(primitive), shape.placements.push(...matrices));
      else shapes.set(name, { primitives: [primitive], placements: [...matrices], skin });
    }
  const parts = [];
  for (const shape of shapes.values()) parts.push(partOf(shape, parts.at(-1)));
  return { parts, ...joined(parts) };
}

/** Whether a primitive has triangles that can be simplified; a strip or fan is made a list of them. */
function plain(primitive) {
  if (primitive.getMode() === TRIANGLE_STRIP || primitive.getMode() === TRIANGLE_FAN)
    convertPrimitiveToTriangles(primitive);
  const vertices = primitive.getAttribute("POSITION")?.getCount() ?? 0,
    corners = primitive.getIndices()?.getCount() ?? vertices;
  return primitive.getMode() === TRIANGLES && corners >= 3 && allAlike(primitive, vertices);
}

const numbers = new WeakMap();
let numbered = 0;

/** The same for primitives that share every accessor and the skin. */
function shapeName(primitive, skin) {
  const number = (each) => numbers.get(each) ?? numbers.set(each, ++numbered).get(each);
  const holders = [primitive, ...primitive.listTargets()];
  const data = holders.map((each) =>
    each
      .listSemantics()
      .map((name) => `${name}:${number(each.getAttribute(name))}`)
      .join(),
  );
  return [skin ? number(skin) : 0, primitive.getIndices() ? number(primitive.getIndices()) : 0, ...data].join(";");
}

function partOf({ primitives, placements: drawn, skin }, before) {
  const [primitive] = primitives,
    vertices = primitive.getAttribute("POSITION").getCount();
  const largestFirst = drawn.sort((a, b) => stretch(b) - stretch(a));
  const triangles = Math.floor((primitive.getIndices()?.getCount() ?? vertices) / 3);
  const start = before ? before.start + before.vertices : 0;
  return {
    primitives,
    primitive,
    skin,
    placements: largestFirst,
    back: inverse(largestFirst[0]),
    start,
    vertices,
    triangles,
  };
}

/** Triangles of parts with so many each: as the file lists them, each mesh once, and as they are drawn at every placement. */
export function counted(parts, triangles) {
  let listed = 0,
    drawn = 0;
  parts.forEach((part, at) => {
    listed += triangles[at] * part.primitives.length;
    drawn += triangles[at] * part.placements.length;
  });
  return { listed, drawn };
}

function allAlike(primitive, vertices) {
  const holders = [primitive, ...primitive.listTargets()];
  return holders.every((each) => each.listAttributes().every((accessor) => accessor.getCount() === vertices));
}

/** Where each mesh is drawn. Map of Mesh to {matrices: world matrices, never none, skin}. */
function placements(document) {
  const found = new Map(
    document
      .getRoot()
      .listMeshes()
      .map((mesh) => [mesh, { matrices: [], skin: null }]),
  );
  for (const node of document.getRoot().listNodes()) {
    const entry = node.getMesh() && found.get(node.getMesh());
    if (!entry) continue;
    const skin = node.getSkin(),
      fixed = skin && bound(skin);
    entry.matrices.push(...(fixed ? [fixed] : instances(node)));
    entry.skin ??= skin;
  }
  for (const entry of found.values()) {
    entry.matrices = entry.matrices.filter((m) => m.every(Number.isFinite));
    if (!entry.matrices.length) entry.matrices.push(IDENTITY);
  }
  return found;
}

function instances(node) {
  const world = node.getWorldMatrix(),
    batch = node.getExtension(INSTANCES);
  if (!batch) return [world];
  const [move, turn, size] = ["TRANSLATION", "ROTATION", "SCALE"].map((name) => batch.getAttribute(name));
  const count = (move ?? turn ?? size)?.getCount() ?? 0;
  return Array.from({ length: count }, (_, at) =>
    product(
      world,
      composed(
        move?.getElement(at, []) ?? [0, 0, 0],
        turn?.getElement(at, []) ?? [0, 0, 0, 1],
        size?.getElement(at, []) ?? [1, 1, 1],
      ),
    ),
  );
}

function joined(parts) {
  const vertices = parts.reduce((sum, each) => sum + each.vertices, 0);
  const positions = new Float32Array(3 * vertices),
    owner = new Uint32Array(vertices);
  const indices = new Uint32Array(3 * parts.reduce((sum, each) => sum + each.triangles, 0));
  let corner = 0;
  parts.forEach((part, at) => {
    owner.fill(at, part.start, part.start + part.vertices);
    stand(part, positions);
    const source = part.primitive.getIndices()?.getArray();
    for (let i = 0; i < 3 * part.triangles; i++) indices[corner++] = part.start + (source ? source[i] : i);
  });
  return { positions, indices, owner, extent: longestSide(positions) };
}

/** Writes the world positions of `part`; what is not a number stands at 0. */
function stand(part, positions) {
  const local = floats(part.primitive.getAttribute("POSITION"));
  for (let at = 0; at < part.vertices; at++) place(part.placements[0], local, at, positions, part.start + at);
  for (let at = 3 * part.start; at < 3 * (part.start + part.vertices); at++)
    if (!Number.isFinite(positions[at])) positions[at] = 0;
}

/**
 * Where a skin puts its mesh when no joint is bent: what its first joint that can be undone makes of the bind pose.
 * The placement of the mesh's own node does not count (glTF 2.0, 3.7.3.3). Null where no joint says anything.
 */
function bound(skin) {
  const binds = skin.getInverseBindMatrices();
  const all = skin
    .listJoints()
    .map((joint, at) => product(joint.getWorldMatrix(), binds?.getElement(at, []) ?? IDENTITY));
  return all.find((each) => each.every(Number.isFinite) && inverse(each)) ?? null;
}

/** Area of the triangle of vertices a, b and c. positions: (n, 3). */
export function area(p, a, b, c) {
  const ux = p[3 * b] - p[3 * a],
    uy = p[3 * b + 1] - p[3 * a + 1],
    uz = p[3 * b + 2] - p[3 * a + 2];
  const vx = p[3 * c] - p[3 * a],
    vy = p[3 * c + 1] - p[3 * a + 1],
    vz = p[3 * c + 2] - p[3 * a + 2];
  return Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
}

/** The values of an accessor as floats, normalised integers decoded; not a copy where it holds floats. */
export function floats(accessor) {
  if (accessor.getArray() instanceof Float32Array) return accessor.getArray();
  const size = accessor.getElementSize(),
    out = new Float32Array(accessor.getCount() * size),
    element = [];
  for (let at = 0; at < accessor.getCount(); at++) out.set(accessor.getElement(at, element).slice(0, size), at * size);
  return out;
}

function longestSide(positions) {
  const low = [Infinity, Infinity, Infinity],
    high = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < positions.length; at++) {
    const axis = at % 3,
      v = positions[at];
    if (v < low[axis]) low[axis] = v;
    if (v > high[axis]) high[axis] = v;
  }
  return Math.max(0, ...high.map((v, axis) => v - low[axis]));
}
