// KHR_draco_mesh_compression, written primitive by primitive: each attribute on a grid as fine as it needs.

import { Accessor, Extension, Primitive, PropertyType } from "@gltf-transform/core";
import { compactPrimitive } from "@gltf-transform/functions";
import { COLOUR_BITS, NORMAL_BITS, TANGENT_BITS, precision } from "./precision.mjs";

const NAME = "KHR_draco_mesh_compression";
const BEST = 0; // encoder's speed 0 predicts best: .120 of the input on static models, where 5, its default, reaches .145
const KINDS = { POSITION: "POSITION", NORMAL: "NORMAL", TEXCOORD: "TEX_COORD", COLOR: "COLOR" };
const ADD = {
  [Accessor.ComponentType.FLOAT]: "AddFloatAttribute",
  [Accessor.ComponentType.UNSIGNED_BYTE]: "AddUInt8Attribute",
  [Accessor.ComponentType.BYTE]: "AddInt8Attribute",
  [Accessor.ComponentType.UNSIGNED_SHORT]: "AddUInt16Attribute",
  [Accessor.ComponentType.SHORT]: "AddInt16Attribute",
  [Accessor.ComponentType.UNSIGNED_INT]: "AddUInt32Attribute",
};

/** Compresses every indexed list of triangles without morph targets when the document is written. */
export class DracoGeometry extends Extension {
  static EXTENSION_NAME = NAME;
  extensionName = NAME;
  prewriteTypes = [PropertyType.ACCESSOR];
  writeDependencies = ["draco3d.encoder"];

  install(key, dependency) {
    this.draco = dependency;
    return this;
  }

  read() {
    return this;
  }

  /** Encodes, and describes the accessors of what was encoded before anything else is written. */
  prewrite(context) {
    this.encoded = new Map();
    const grids = precision(this.document), made = new Map();
    for (const { mesh, primitive } of apart(this.document)) {
      const key = keyOf(primitive);
      if (!made.has(key)) made.set(key, this.add(context, primitive, encode(this.draco, primitive, mesh, grids)));
      this.encoded.set(primitive, made.get(key));
    }
    return this;
  }

  add(context, primitive, encoded) {
    const { accessors } = context.jsonDoc.json;
    const define = (accessor, count) => {
      const def = { ...context.createAccessorDef(accessor), count };
      context.accessorIndexMap.set(accessor, accessors.push(def) - 1);
      return def;
    };
    const indices = define(primitive.getIndices(), encoded.indices);
    const { UNSIGNED_SHORT, UNSIGNED_INT } = Accessor.ComponentType;
    indices.componentType = encoded.vertices > 65534 ? UNSIGNED_INT : Math.max(indices.componentType, UNSIGNED_SHORT);
    primitive.listAttributes().forEach((each) => define(each, encoded.vertices));
    const buffer = this.document.getRoot().listBuffers()[0];
    context.otherBufferViews.set(buffer, [...(context.otherBufferViews.get(buffer) ?? []), encoded.data]);
    return encoded;
  }

  /** Names the encoded bytes in each primitive; takes the extension out where there are none. */
  write(context) {
    const { json } = context.jsonDoc;
    for (const mesh of this.document.getRoot().listMeshes())
      mesh.listPrimitives().forEach((primitive, at) => {
        const encoded = this.encoded.get(primitive);
        if (!encoded) return;
        const def = json.meshes[context.meshIndexMap.get(mesh)].primitives[at];
        const bufferView = context.otherBufferViewsIndexMap.get(encoded.data);
        def.extensions = { ...def.extensions, [NAME]: { bufferView, attributes: encoded.ids } };
      });
    for (const list of ["extensionsUsed", "extensionsRequired"])
      if (!this.encoded.size) json[list] = json[list]?.filter((name) => name !== NAME);
    return this;
  }
}

/**
 * The primitives to compress, with accessors that they share with nothing but primitives of exactly the same accessors:
 * the encoder orders vertices anew. Changes the document, which is a copy that is written and thrown away.
 */
function apart(document) {
  const taken = new Map(), listed = [];
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives()) {
      if (!suits(primitive)) continue;
      const key = keyOf(primitive);
      for (const accessor of [primitive.getIndices(), ...primitive.listAttributes()]) {
        accessor.setSparse(false);
        const owner = taken.get(accessor);
        if (owner === key && key === keyOf(primitive)) continue;
        if (owner !== undefined || sharedBeyond(accessor)) primitive.swap(accessor, accessor.clone());
      }
      const own = keyOf(primitive);
      if (own !== key) compactPrimitive(primitive);
      [primitive.getIndices(), ...primitive.listAttributes()].forEach((each) => taken.set(each, keyOf(primitive)));
      listed.push({ mesh, primitive });
    }
  return listed;
}

function suits(primitive) {
  const indices = primitive.getIndices();
  if (primitive.getMode() !== Primitive.Mode.TRIANGLES || primitive.listTargets().length) return false;
  return indices?.getCount() >= 3 && Boolean(primitive.getAttribute("POSITION"));
}

const compressed = (parent) => parent.propertyType === "Root" || (parent instanceof Primitive && suits(parent));
const sharedBeyond = (accessor) => !accessor.listParents().every(compressed);

const numbers = new WeakMap();
let next = 0;
const numberOf = (accessor) => numbers.get(accessor) ?? numbers.set(accessor, next++).get(accessor);

function keyOf(primitive) {
  const attributes = primitive.listSemantics().sort().map((name) => primitive.getAttribute(name));
  return [primitive.getIndices(), ...attributes].map(numberOf).join(" ");
}

function encode(draco, primitive, mesh, grids) {
  const builder = new draco.MeshBuilder(), target = new draco.Mesh(), out = new draco.DracoInt8Array();
  const encoder = new draco.ExpertEncoder(target);
  try {
    const ids = {};
    for (const semantic of primitive.listSemantics())
      ids[semantic] = attribute(draco, { builder, target, encoder }, primitive, semantic, mesh, grids);
    const indices = primitive.getIndices();
    builder.AddFacesToMesh(target, indices.getCount() / 3, Uint32Array.from(indices.getArray()));
    encoder.SetSpeedOptions(BEST, BEST);
    encoder.SetTrackEncodedProperties(true);
    encoder.SetEncodingMethod(draco.MESH_EDGEBREAKER_ENCODING);
    const size = encoder.EncodeToDracoBuffer(true, out);
    if (size <= 0) throw new Error("Draco could not encode a mesh.");
    const data = Uint8Array.from({ length: size }, (_, at) => out.GetValue(at));
    return { ids, data, vertices: encoder.GetNumberOfEncodedPoints(), indices: 3 * encoder.GetNumberOfEncodedFaces() };
  } finally {
    for (const each of [out, encoder, target, builder]) draco.destroy(each);
  }
}

/** Adds one attribute and says how fine; integers, and what only an application reads, stay exact. Returns its id. */
function attribute(draco, { builder, target, encoder }, primitive, semantic, mesh, grids) {
  const accessor = primitive.getAttribute(semantic);
  const kind = KINDS[semantic.split("_")[0]] ?? "GENERIC";
  const add = builder[ADD[accessor.getComponentType()]].bind(builder);
  const id = add(target, draco[kind], accessor.getCount(), accessor.getElementSize(), accessor.getArray());
  if (accessor.getComponentType() !== Accessor.ComponentType.FLOAT) return id;
  if (semantic === "POSITION") {
    const { bits, origin, range } = grids.grid(mesh);
    encoder.SetAttributeExplicitQuantization(id, bits, 3, origin, range);
  } else {
    const bits = bitsOf(semantic, primitive, grids);
    if (bits) encoder.SetAttributeQuantization(id, bits);
  }
  return id;
}

function bitsOf(semantic, primitive, grids) {
  if (semantic === "NORMAL") return NORMAL_BITS;
  if (semantic === "TANGENT") return TANGENT_BITS;
  if (semantic.startsWith("TEXCOORD_")) return grids.uvBits(primitive, semantic);
  return semantic.startsWith("COLOR_") ? COLOUR_BITS : 0;
}
