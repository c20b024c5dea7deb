// A document as a USDZ package, for AR Quick Look on Apple's devices.
//
// Nodes keep their tree and, as far as USD lets them, their names; a mesh's primitives are meshes of their own. Skins
// are bent to their rest pose and morphs to their default weights, animations are left out. Of colour variants one is
// taken: the viewer has nothing to choose with. Lengths are metres, up is +Y, as in glTF.

import { placesOf, sceneOf } from "./bounds.mjs";
import { crate } from "./crate.mjs";
import { IDENTITY } from "./matrix.mjs";
import { packageOf } from "./package.mjs";
import { chosen, shape } from "./scene.mjs";
import { Refused } from "./talk.mjs";
import { Names } from "./usd_names.mjs";
import { materialPrim } from "./usd_material.mjs";
import { Pictures } from "./usd_pictures.mjs";

/** @type {(is: string, of: any) => import("./crate.mjs").Value} */
const value = (is, of) => ({ is, of });
const TWO_SIDED = { name: "doubleSided", type: "bool", uniform: true, value: value("bool", true) };

/**
 * The package of a document; mime model/vnd.usdz+zip. The document stays as it is.
 *
 * @param {import("@gltf-transform/core").Document} document
 * @param {{maxPixels?: number, variant?: string}} options  maxPixels: of a texture's longer side
 * @returns {Promise<Uint8Array>}  Refused (no_triangles) where there is nothing to show
 */
export async function usdz(document, { maxPixels = 1024, variant } = {}) {
  const known = { materials: new Map(), shapes: new Map() };
  const making = { variant, ...known, names: new Names(), nodes: new Names(), world: [], meshes: 0 };
  making.nodes.take("Materials");
  const roots = sceneOf(document)?.listChildren() ?? [];
  const nodes = roots.map((node) => nodePrim(node, making.nodes, making)).filter(Boolean);
  if (!making.meshes) throw new Refused("no_triangles", "The model has no triangles that could be shown.");
  const pictures = new Pictures(maxPixels);
  const looks = [];
  for (const [material, { plain, coloured }] of making.materials) {
    if (plain) looks.push(await materialPrim(material, plain, { pictures }));
    if (coloured) looks.push(await materialPrim(material, coloured, { pictures, coloured: true }));
  }
  const children = [...nodes, ...making.world, { name: "Materials", type: "Scope", children: looks }];
  const model = { name: "Model", type: "Xform", fields: { kind: value("token", "component") }, children };
  const layer = crate(model, {
    defaultPrim: value("token", "Model"),
    metersPerUnit: value("double", 1),
    upAxis: value("token", "Y"),
  });
  return packageOf([{ name: "model.usdc", bytes: layer }, ...pictures.files]);
}

/** A node with all below it, under a name that its siblings do not have; null where none of it is shown. */
function nodePrim(node, siblings, making) {
  const names = new Names();
  const own = node.getMesh() ? meshPrims(node, names, making) : [];
  const below = node.listChildren().map((child) => nodePrim(child, names, making));
  const children = [...own, ...below.filter(Boolean)];
  return children.length ? placed(siblings.take(node.getName() || "Node"), node.getMatrix(), children) : null;
}

/** The meshes of a node, one a primitive. What stands in the world by itself, skinned or instanced, goes there. */
function meshPrims(node, names, making) {
  const shapes = shapesOf(node, making);
  if (!shapes.length) return [];
  making.meshes += shapes.length;
  const named = (taken) => shapes.map((each) => meshPrim(each, taken.take(node.getMesh().getName() || "Mesh"), making));
  const instanced = node.getExtension("EXT_mesh_gpu_instancing");
  if (!node.getSkin() && !instanced) return named(names);
  const places = node.getSkin() ? [IDENTITY] : placesOf(node);
  const name = node.getName() || "Node";
  for (const place of places) making.world.push(placed(making.nodes.take(name), place, named(new Names())));
  return [];
}

/** What the primitives of a node look like; those of a mesh that stands in several places are one object. */
function shapesOf(node, { shapes, variant }) {
  const mesh = node.getMesh();
  const key = node.getSkin() || node.getWeights().length ? node : mesh;
  if (!shapes.has(key)) {
    const made = (primitive) => ({ ...shape(node, mesh, primitive), material: chosen(primitive, variant) });
    shapes.set(key, mesh.listPrimitives().map(made).filter(({ indices }) => indices).map(arrays));
  }
  return shapes.get(key);
}

/** A shape as USD's arrays: made once, so that a crate writes each once. */
function arrays({ positions, normals, uvs, colours, indices, material }) {
  return {
    material,
    positions,
    normals,
    indices,
    counts: new Int32Array(indices.length / 3).fill(3),
    extent: box(positions, indices),
    uvs: uvs.map((uv) => uv && uv.map((each, i) => (i % 2 ? 1 - each : each))), // USD's pictures begin at the bottom
    colours: colours && colours.filter((_, i) => i % 4 < 3),
  };
}

function box(positions, indices) {
  const result = Float32Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity);
  for (const corner of indices) {
    for (let axis = 0; axis < 3; axis++) {
      result[axis] = Math.min(result[axis], positions[corner * 3 + axis]);
      result[3 + axis] = Math.max(result[3 + axis], positions[corner * 3 + axis]);
    }
  }
  return result;
}

function meshPrim({ positions, normals, uvs, colours, indices, counts, extent, material }, name, making) {
  const array = (what, type, is, of, more) => (of ? [{ name: what, type, value: value(is, of), ...more }] : []);
  const each = { interpolation: "vertex" };
  return {
    name,
    type: "Mesh",
    fields: { apiSchemas: value("tokenList", ["MaterialBindingAPI"]) },
    properties: [
      ...array("faceVertexCounts", "int[]", "int[]", counts),
      ...array("faceVertexIndices", "int[]", "int[]", indices),
      ...array("points", "point3f[]", "float3[]", positions),
      ...array("extent", "float3[]", "float3[]", extent),
      ...array("normals", "normal3f[]", "float3[]", normals, each),
      ...array("primvars:st", "texCoord2f[]", "float2[]", uvs[0], each),
      ...array("primvars:st1", "texCoord2f[]", "float2[]", uvs[1], each),
      ...array("primvars:displayColor", "color3f[]", "float3[]", colours, each),
      { name: "subdivisionScheme", type: "token", uniform: true, value: value("token", "none") },
      ...(material?.getDoubleSided() ? [TWO_SIDED] : []),
      { name: "material:binding", target: `/Model/Materials/${materialName(making, material, colours)}` },
    ],
  };
}

/** The name under which a material is written; one that is used with vertex colours is another one without. */
function materialName({ materials, names }, material, colours) {
  const known = materials.get(material) ?? materials.set(material, {}).get(material);
  const key = colours ? "coloured" : "plain";
  return (known[key] ??= names.take(`${material?.getName() || "Material"}${colours ? "_coloured" : ""}`));
}

/** An Xform that holds children where a matrix puts them: 16 numbers that glTF and USD write in the same order. */
function placed(name, matrix, children) {
  const still = matrix.every((each, at) => each === IDENTITY[at]);
  const properties = [
    { name: "xformOp:transform", type: "matrix4d", value: value("matrix", matrix) },
    { name: "xformOpOrder", type: "token[]", uniform: true, value: value("token[]", ["xformOp:transform"]) },
  ];
  return { name, type: "Xform", properties: still ? [] : properties, children };
}
