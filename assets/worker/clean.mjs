// A document without what it carries twice or for nothing; all that a person, a script or a shader may ask for stays.

import { Primitive, PropertyType } from "@gltf-transform/core";
import { compactPrimitive, dedup, prune, resample, weldPrimitive } from "@gltf-transform/functions";

const { ACCESSOR, ANIMATION, BUFFER, MESH, PRIMITIVE, PRIMITIVE_TARGET, TEXTURE } = PropertyType;
const VARIANTS = "KHR_materials_variants",
  SET = "TEXCOORD_";

/**
 * Cleans `document` in place: equal data is held once, equal vertices are one, triangles without an area go, so do
 * keyframes that lie on the line between their neighbours, and attributes that no material of their primitive reads.
 * Nodes, their names and extras, materials, skins, variants, morph targets, animations and instances stay, used or not.
 * @param {import("@gltf-transform/core").Document} document
 * @returns {Promise<{removed: Record<string, number>}>}  how many fewer: triangles, vertices, attributes, keyframes,
 *   accessors, textures, meshes
 */
export async function clean(document) {
  const before = count(document);
  for (const primitive of primitives(document)) weld(primitive);
  const bent = bentMeshes(document);
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives()) if (!bent.has(mesh)) flatten(document, primitive);
  await document.transform(dedup({ propertyTypes: [ACCESSOR, TEXTURE] }));
  for (const sharing of bySharedPositions(document)) dropUnread(sharing);
  if (interchangeable(document)) await document.transform(dedup({ propertyTypes: [MESH], keepUniqueNames: true }));
  if (document.getRoot().listAnimations().every(playable)) await document.transform(resample({ cleanup: true }));
  await document.transform(swept());
  const after = count(document);
  return {
    removed: Object.fromEntries(Object.entries(before).map(([name, n]) => [name, Math.max(0, n - after[name])])),
  };
}

/** The transform that takes out data which nothing refers to, and nothing else. */
export function swept() {
  return prune({
    propertyTypes: [MESH, PRIMITIVE, PRIMITIVE_TARGET, ANIMATION, TEXTURE, ACCESSOR, BUFFER],
    keepLeaves: true,
    keepAttributes: true,
    keepSolidTextures: true,
    keepExtras: true,
  });
}

/** Every primitive of every mesh. */
export function primitives(document) {
  return document
    .getRoot()
    .listMeshes()
    .flatMap((mesh) => mesh.listPrimitives());
}

function count(document) {
  const root = document.getRoot();
  const samplers = root.listAnimations().flatMap((animation) => animation.listSamplers());
  const all = primitives(document);
  return {
    triangles: sum(all, trianglesOf),
    vertices: sum(all, (each) => each.getAttribute("POSITION")?.getCount() ?? 0),
    attributes: sum(all, (each) => each.listSemantics().length),
    keyframes: sum(samplers, (each) => each.getInput()?.getCount() ?? 0),
    accessors: root.listAccessors().length,
    textures: root.listTextures().length,
    meshes: root.listMeshes().length,
  };
}

/** Triangles of a primitive as it lists them; 0 of strips, fans, lines and points, which are not touched. */
function trianglesOf(primitive) {
  const corners = primitive.getIndices()?.getCount() ?? primitive.getAttribute("POSITION")?.getCount() ?? 0;
  return primitive.getMode() === Primitive.Mode.TRIANGLES ? Math.floor(corners / 3) : 0;
}

const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);

/** Makes one of vertices that are equal in every attribute and morph target. One without positions is left alone. */
function weld(primitive) {
  const accessors = [primitive, ...primitive.listTargets()].flatMap((each) => each.listAttributes());
  const vertices = primitive.getAttribute("POSITION")?.getCount() ?? 0;
  const drawn = primitive.getIndices()?.getCount() ?? vertices;
  if (!drawn || primitive.getMode() === Primitive.Mode.POINTS) return;
  if (accessors.every((each) => each.getCount() === vertices)) weldPrimitive(primitive);
}

/** Meshes whose triangles may open when a skin or a morph target moves them. */
function bentMeshes(document) {
  const skinned = document
    .getRoot()
    .listNodes()
    .filter((node) => node.getSkin())
    .map((node) => node.getMesh());
  const morphed = document
    .getRoot()
    .listMeshes()
    .filter((mesh) => mesh.listPrimitives().some((each) => each.listTargets().length));
  return new Set([...skinned, ...morphed]);
}

/** Takes out triangles two of whose corners lie at one place: they cover nothing. Where all are such, all stay. */
function flatten(document, primitive) {
  const indices = primitive.getIndices(),
    position = primitive.getAttribute("POSITION");
  if (primitive.getMode() !== Primitive.Mode.TRIANGLES || !indices || !position) return;
  const from = indices.getArray(),
    places = position.getArray();
  const same = (a, b) =>
    places[3 * a] === places[3 * b] &&
    places[3 * a + 1] === places[3 * b + 1] &&
    places[3 * a + 2] === places[3 * b + 2];
  const kept = [];
  for (let at = 0; at + 2 < from.length; at += 3) {
    const [a, b, c] = [from[at], from[at + 1], from[at + 2]];
    if (!same(a, b) && !same(b, c) && !same(a, c)) kept.push(a, b, c);
  }
  if (kept.length === from.length || !kept.length) return;
  const list = document.createAccessor(indices.getName()).setType("SCALAR").setBuffer(indices.getBuffer());
  primitive.setIndices(list.setArray(from.constructor.from(kept)));
  compactPrimitive(primitive);
}

/** Primitives in groups that share their positions: what one of them reads all keep, so that they go on sharing. */
function bySharedPositions(document) {
  const groups = new Map();
  for (const each of primitives(document)) {
    const positions = each.getAttribute("POSITION");
    groups.set(positions, [...(groups.get(positions) ?? []), each]);
  }
  return groups.values();
}

/**
 * Takes out texture coordinates and tangents that no material of the primitives reads, their variants' among them.
 * Coordinates go from the highest set down only, since their numbers may have no gap (glTF 2.0, 3.7.2.1). Those that
 * carry an extension whose needs are not known here keep all.
 */
function dropUnread(sharing) {
  if (sharing.some((each) => each.listExtensions().some((one) => one.extensionName !== VARIANTS))) return;
  const read = new Set(sharing.flatMap(materialsOf).flatMap((each) => [...semanticsReadBy(each)]));
  const last = Math.max(
    -1,
    ...[...read].filter((name) => name.startsWith(SET)).map((name) => Number(name.slice(SET.length))),
  );
  const unread = (name) =>
    (name.startsWith(SET) && Number(name.slice(SET.length)) > last) || (name === "TANGENT" && !read.has(name));
  for (const each of sharing.flatMap((one) => [one, ...one.listTargets()]))
    for (const name of each.listSemantics().filter(unread)) each.setAttribute(name, null);
}

function materialsOf(primitive) {
  const mappings = primitive.getExtension(VARIANTS)?.listMappings() ?? [];
  return [primitive.getMaterial(), ...mappings.map((each) => each.getMaterial())].filter(Boolean);
}

/** Names of the attributes that a material, or an extension of one, needs beside position, normal and colour. */
function semanticsReadBy(material, read = new Set()) {
  const edges = material.getGraph().listChildEdges(material);
  const used = new Set(edges.filter((each) => each.getChild().propertyType === TEXTURE).map((each) => each.getName()));
  for (const edge of edges) {
    const child = edge.getChild(),
      slot = edge.getName().replace(/Info$/, "");
    if (child.propertyType === PropertyType.TEXTURE_INFO && used.has(slot)) read.add(`TEXCOORD_${texCoord(child)}`);
    if (child.propertyType === TEXTURE && /normal/i.test(slot)) read.add("TANGENT");
    if (child.extensionName === "KHR_materials_anisotropy") read.add("TANGENT");
    if (child.extensionName) semanticsReadBy(child, read);
  }
  return read;
}

/** The set of coordinates that a texture reads; KHR_texture_transform may name another one than its slot does. */
function texCoord(info) {
  return Math.max(info.getTexCoord(), info.getExtension("KHR_texture_transform")?.getTexCoord() ?? 0);
}

/** Whether meshes with equal data are equal: dedup looks at neither extras nor extensions nor default morph weights. */
function interchangeable(document) {
  const told = (each) => each.listExtensions().length > 0 || Object.keys(each.getExtras()).length > 0;
  const plain = (mesh) => !told(mesh) && !mesh.getWeights().length && !mesh.listPrimitives().some(told);
  return document.getRoot().listMeshes().every(plain);
}

function playable(animation) {
  return animation.listSamplers().every((each) => each.getInput()?.getCount() > 0 && each.getOutput()?.getCount() > 0);
}
