// What the Khronos validator finds in a model, after its packed geometry (Draco, meshopt) was decoded and compared with
// what is declared. The model's counts, places and addresses have been checked before (assets/gate).
//
// Request: {root, entry, resources: {address: path}, issues: number, coordinate: number}
// Result: {errors, warnings: [{code, count, pointer, message}]}; refusal: draco_broken or meshopt_broken.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import draco3d from "draco3dgltf";
import validator from "gltf-validator";
import { MeshoptDecoder } from "meshoptimizer";
import { packing } from "./meshopt.mjs";
import { answer, Refused } from "./talk.mjs";

const DRACO = "KHR_draco_mesh_compression";
const ARRAYS = {
  5120: Int8Array,
  5121: Uint8Array,
  5122: Int16Array,
  5123: Uint16Array,
  5125: Uint32Array,
  5126: Float32Array,
};
const WIDTHS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };
const GLB = 0x46546c67;

const REMEDY = "Export the model again, or without compression.";
const dracoBroken = (what) => new Refused("draco_broken", `A compressed mesh (Draco) ${what}. ${REMEDY}`);
const meshoptBroken = (what) => new Refused("meshopt_broken", `Compressed geometry (meshopt) ${what}. ${REMEDY}`);

/** A view of `bytes` that owns an aligned copy. */
const copied = (bytes) => new Uint8Array(bytes);

/** @returns {{json: object, bin: Uint8Array | undefined}} the description, and the data behind it in a GLB. */
function parts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== GLB) return { json: JSON.parse(Buffer.from(bytes).toString("utf8")) };
  const end = 20 + view.getUint32(12, true);
  const json = JSON.parse(Buffer.from(bytes.subarray(20, end)).toString("utf8"));
  if (end + 8 > bytes.length) return { json };
  return { json, bin: bytes.subarray(end + 8, end + 8 + view.getUint32(end, true)) };
}

/** A model with its bytes at hand. */
class Model {
  constructor(request, bytes) {
    Object.assign(this, parts(bytes));
    this.request = request;
    this.buffers = new Map();
    this.unpacked = new Map();
    this.primitives = (this.json.meshes ?? []).flatMap((mesh) => mesh.primitives ?? []);
  }

  /** @returns {Uint8Array} the bytes of a buffer. */
  buffer(index) {
    if (!this.buffers.has(index)) this.buffers.set(index, this.read(this.json.buffers[index].uri));
    return this.buffers.get(index);
  }

  read(uri) {
    if (uri === undefined) return this.bin;
    const embedded = uri.slice(0, 5).toLowerCase() === "data:";
    return embedded ? Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64") : this.resource(uri);
  }

  /** @returns {Uint8Array} the bytes of a file of the package. */
  resource(uri) {
    const path = this.request.resources[uri];
    if (path === undefined) throw new Error(`not in the package: ${uri}`);
    return readFileSync(join(this.request.root, path));
  }

  /** @returns {Uint8Array} the bytes of a view, unpacked where they are packed. */
  view(index) {
    const view = this.json.bufferViews[index];
    const packed = packing(view);
    const at = view.byteOffset ?? 0;
    if (!packed) return this.buffer(view.buffer).subarray(at, at + view.byteLength);
    if (!this.unpacked.has(index)) this.unpacked.set(index, unpack(this, packed));
    return this.unpacked.get(index);
  }
}

/** @returns {Uint8Array} what a packed view unpacks to. */
function unpack(model, packed) {
  const { byteOffset: at = 0, byteLength, count, byteStride, mode, filter = "NONE" } = packed;
  const source = copied(model.buffer(packed.buffer).subarray(at, at + byteLength));
  const target = new Uint8Array(count * byteStride);
  try {
    MeshoptDecoder.decodeGltfBuffer(target, count, byteStride, source, mode, filter);
  } catch (error) {
    throw meshoptBroken(`cannot be decoded (${String(error.message).slice(0, 60)})`);
  }
  return target;
}

/** Unpacks every view that meshopt packed, and looks at the indices and positions in them. */
async function checkMeshopt(model) {
  const views = model.json.bufferViews ?? [];
  if (!views.some(packing)) return;
  await MeshoptDecoder.ready;
  views.forEach((view, index) => packing(view) && model.view(index));
  const isPacked = (accessor) => packing(views[accessor?.bufferView] ?? {}) !== undefined;
  const { accessors } = model.json;
  for (const primitive of model.primitives) {
    const position = accessors[primitive.attributes.POSITION];
    const indices = accessors[primitive.indices];
    if (position && isPacked(indices) && !within(values(model, indices), position.count))
      throw meshoptBroken("names vertices that do not exist");
    if (isPacked(position) && !sensible(values(model, position), model.request.coordinate))
      throw meshoptBroken("has positions that are no sensible numbers");
  }
}

/** @returns {ArrayLike<number>} the components of an accessor in an unpacked view, in order. */
function values(model, accessor) {
  const Kind = ARRAYS[accessor.componentType];
  const width = WIDTHS[accessor.type];
  const bytes = model.view(accessor.bufferView);
  const stride = model.json.bufferViews[accessor.bufferView].byteStride || width * Kind.BYTES_PER_ELEMENT;
  const found = new Kind(accessor.count * width);
  const out = new Uint8Array(found.buffer);
  const size = width * Kind.BYTES_PER_ELEMENT;
  for (let i = 0, at = accessor.byteOffset ?? 0; i < accessor.count; i++, at += stride)
    out.set(bytes.subarray(at, at + size), i * size);
  return found;
}

const within = (indices, count) => indices.every((index) => index < count);
const sensible = (numbers, most) => numbers.every((number) => Math.abs(number) <= most); // false of NaN

/** Decodes every Draco mesh once, and compares it with the accessors that stand for it. */
async function checkDraco(model) {
  const packed = model.primitives.filter((each) => each.extensions?.[DRACO]);
  if (!packed.length) return;
  const draco = await draco3d.createDecoderModule();
  const seen = new Set();
  for (const primitive of packed) {
    const key = JSON.stringify([primitive.extensions[DRACO], primitive.attributes, primitive.indices]);
    if (!seen.has(key)) checkPrimitive(draco, model, primitive);
    seen.add(key);
  }
}

function checkPrimitive(draco, model, primitive) {
  const told = primitive.extensions[DRACO];
  const payload = copied(model.view(told.bufferView));
  const decoder = new draco.Decoder();
  const mesh = new draco.Mesh();
  try {
    const status = decoder.DecodeArrayToMesh(payload, payload.length, mesh);
    if (!status.ok() || mesh.ptr === 0) throw dracoBroken(`cannot be decoded (${status.error_msg().slice(0, 60)})`);
    const { accessors } = model.json;
    const indices = accessors[primitive.indices];
    if (indices && (primitive.mode ?? 4) === 4 && indices.count !== 3 * mesh.num_faces())
      throw dracoBroken("has other triangles than are declared");
    for (const [name, id] of Object.entries(told.attributes)) {
      const accessor = accessors[primitive.attributes[name]];
      checkAttribute(draco, decoder, mesh, { name, id, accessor, most: model.request.coordinate });
    }
  } catch (error) {
    throw error instanceof Refused ? error : dracoBroken("makes its decoder end");
  } finally {
    draco.destroy(mesh);
    draco.destroy(decoder);
  }
}

/** Compares one attribute; looks at the numbers of positions. */
function checkAttribute(draco, decoder, mesh, { name, id, accessor, most }) {
  const attribute = decoder.GetAttributeByUniqueId(mesh, id);
  if (attribute.ptr === 0) throw dracoBroken(`lacks ${name}`);
  if (mesh.num_points() !== accessor.count)
    throw dracoBroken(`has ${mesh.num_points()} vertices where ${accessor.count} are declared`);
  if (attribute.num_components() !== WIDTHS[accessor.type])
    throw dracoBroken(`has ${name} of another width than is declared`);
  if (name !== "POSITION") return;
  const found = new draco.DracoFloat32Array();
  try {
    decoder.GetAttributeFloatForAllPoints(mesh, attribute, found);
    for (let i = 0; i < found.size(); i++) {
      if (!(Math.abs(found.GetValue(i)) <= most)) throw dracoBroken("has positions that are no sensible numbers");
    }
  } finally {
    draco.destroy(found);
  }
}

/** What a validator that does not know KHR_texture_basisu objects to. */
const KTX2 = "'image/ktx2'";

/** Codes that are harmless in one place and not in another: told for each place. */
const BY_PLACE = new Set([
  "ACCESSOR_INVALID_FLOAT",
  "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT",
  "UNSATISFIED_DEPENDENCY",
  "VALUE_NOT_IN_RANGE",
]);

/** @returns {object[]} issues of one severity, one entry for each code (and object, of the codes above). */
function grouped(messages, severity) {
  const groups = new Map();
  for (const { code, message, pointer = "" } of messages.filter((each) => each.severity === severity)) {
    const key = BY_PLACE.has(code) ? `${code} ${pointer.split("/").slice(0, 3).join("/")}` : code;
    const group = groups.get(key) ?? { code, count: 0, pointer, message };
    group.count += 1;
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function validated(model, bytes) {
  const report = await validator.validateBytes(bytes, {
    maxIssues: model.request.issues,
    writeTimestamp: false,
    severityOverrides: { BUFFER_VIEW_TARGET_MISSING: 3, IMAGE_UNRECOGNIZED_FORMAT: 3 }, // formats the gate has looked at
    externalResourceFunction: async (uri) => copied(model.resource(uri)),
  });
  const messages = report.issues.messages.filter((each) => !(each.code === "VALUE_NOT_IN_LIST" && each.message.includes(KTX2)));
  return { errors: grouped(messages, 0), warnings: grouped(messages, 1) };
}

await answer(async (request) => {
  const bytes = copied(readFileSync(join(request.root, request.entry)));
  const model = new Model(request, bytes);
  await checkMeshopt(model);
  await checkDraco(model);
  return validated(model, bytes);
});
