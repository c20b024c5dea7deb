/**
 * Says what the Khronos validator finds in a model, after its packed geometry (Draco, meshopt) was decoded and compared
 * with what is declared. The model's counts, places and addresses have been checked before (assets/gate).
 *
 * Request: {root, entry, resources: {address: path}, issues: number, coordinate: number}
 * Result: {errors, warnings: [{code, count, pointer, message}]}; refusal: draco_broken or meshopt_broken.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import draco3d from 'draco3dgltf';
import validator from 'gltf-validator';
import { MeshoptDecoder } from 'meshoptimizer';

const DRACO = 'KHR_draco_mesh_compression';
const MESHOPT = 'EXT_meshopt_compression';
const ARRAYS = { 5120: Int8Array, 5121: Uint8Array, 5122: Int16Array, 5123: Uint16Array, 5125: Uint32Array, 5126: Float32Array };
const WIDTHS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };
const GLB = 0x46546c67;

/** What a model will not be taken for. */
class Refusal extends Error {
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

const dracoBroken = (what) =>
  new Refusal('draco_broken', `A compressed mesh (Draco) ${what}. Export the model again, or without compression.`);
const meshoptBroken = (what) =>
  new Refusal('meshopt_broken', `Compressed geometry (meshopt) ${what}. Export the model again, or without compression.`);

/** A view of `bytes` that owns an aligned copy. */
const copied = (bytes) => new Uint8Array(bytes);

/** @returns {{json: object, bin: Uint8Array | undefined}} the description, and the data behind it in a GLB. */
function parts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== GLB) return { json: JSON.parse(Buffer.from(bytes).toString('utf8')) };
  const end = 20 + view.getUint32(12, true);
  const json = JSON.parse(Buffer.from(bytes.subarray(20, end)).toString('utf8'));
  return { json, bin: end + 8 <= bytes.length ? bytes.subarray(end + 8, end + 8 + view.getUint32(end, true)) : undefined };
}

/** A model with its bytes at hand. */
class Model {
  constructor(request, bytes) {
    Object.assign(this, parts(bytes));
    this.request = request;
    this.unpacked = new Map();
  }

  /** @returns {Uint8Array} the bytes of a buffer. */
  buffer(index) {
    const { uri } = this.json.buffers[index];
    if (uri === undefined) return this.bin;
    return uri.slice(0, 5).toLowerCase() === 'data:' ? Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64') : this.resource(uri);
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
    const packed = view.extensions?.[MESHOPT];
    if (!packed) return this.buffer(view.buffer).subarray(view.byteOffset ?? 0, (view.byteOffset ?? 0) + view.byteLength);
    if (!this.unpacked.has(index)) this.unpacked.set(index, unpack(this, packed));
    return this.unpacked.get(index);
  }
}

/** @returns {Uint8Array} what a packed view unpacks to. */
function unpack(model, packed) {
  const at = packed.byteOffset ?? 0;
  const source = copied(model.buffer(packed.buffer).subarray(at, at + packed.byteLength));
  const target = new Uint8Array(packed.count * packed.byteStride);
  try {
    MeshoptDecoder.decodeGltfBuffer(target, packed.count, packed.byteStride, source, packed.mode, packed.filter ?? 'NONE');
  } catch (error) {
    throw meshoptBroken(`cannot be decoded (${String(error.message).slice(0, 60)})`);
  }
  return target;
}

/** Unpacks every view that meshopt packed, and looks at the indices and positions in them. */
async function checkMeshopt(model) {
  const views = model.json.bufferViews ?? [];
  if (!views.some((view) => view.extensions?.[MESHOPT])) return;
  await MeshoptDecoder.ready;
  views.forEach((view, index) => view.extensions?.[MESHOPT] && model.view(index));
  const isPacked = (accessor) => views[accessor?.bufferView]?.extensions?.[MESHOPT] !== undefined;
  const { accessors } = model.json;
  for (const primitive of (model.json.meshes ?? []).flatMap((mesh) => mesh.primitives)) {
    const position = accessors[primitive.attributes.POSITION];
    const indices = accessors[primitive.indices];
    if (isPacked(indices) && !within(values(model, indices), position.count)) throw meshoptBroken('names vertices that do not exist');
    if (isPacked(position) && !sensible(values(model, position), model.request.coordinate)) throw meshoptBroken('has positions that are no sensible numbers');
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
  for (let i = 0, at = accessor.byteOffset ?? 0; i < accessor.count; i++, at += stride) out.set(bytes.subarray(at, at + size), i * size);
  return found;
}

const within = (indices, count) => indices.every((index) => index < count);
const sensible = (numbers, most) => numbers.every((number) => Math.abs(number) <= most); // false of NaN

/** Decodes every Draco mesh once, and compares it with the accessors that stand for it. */
async function checkDraco(model) {
  const packed = (model.json.meshes ?? []).flatMap((mesh) => mesh.primitives).filter((each) => each.extensions?.[DRACO]);
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
    if (indices && (primitive.mode ?? 4) === 4 && indices.count !== 3 * mesh.num_faces()) throw dracoBroken('has other triangles than are declared');
    for (const [name, id] of Object.entries(told.attributes)) {
      checkAttribute(draco, decoder, mesh, { name, id, accessor: accessors[primitive.attributes[name]], most: model.request.coordinate });
    }
  } catch (error) {
    throw error instanceof Refusal ? error : dracoBroken('makes its decoder end');
  } finally {
    draco.destroy(mesh);
    draco.destroy(decoder);
  }
}

/** Compares one attribute; looks at the numbers of positions. */
function checkAttribute(draco, decoder, mesh, { name, id, accessor, most }) {
  const attribute = decoder.GetAttributeByUniqueId(mesh, id);
  if (attribute.ptr === 0) throw dracoBroken(`lacks ${name}`);
  if (mesh.num_points() !== accessor.count) throw dracoBroken(`has ${mesh.num_points()} vertices where ${accessor.count} are declared`);
  if (attribute.num_components() !== WIDTHS[accessor.type]) throw dracoBroken(`has ${name} of another width than is declared`);
  if (name !== 'POSITION') return;
  const found = new draco.DracoFloat32Array();
  try {
    decoder.GetAttributeFloatForAllPoints(mesh, attribute, found);
    for (let i = 0; i < found.size(); i++) {
      if (!(Math.abs(found.GetValue(i)) <= most)) throw dracoBroken('has positions that are no sensible numbers');
    }
  } finally {
    draco.destroy(found);
  }
}

/** @returns {object[]} issues of one severity, one entry for each code. */
function grouped(messages, severity) {
  const groups = new Map();
  for (const { code, message, pointer } of messages.filter((each) => each.severity === severity)) {
    const group = groups.get(code) ?? { code, count: 0, pointer: pointer ?? '', message };
    group.count += 1;
    groups.set(code, group);
  }
  return [...groups.values()];
}

async function validated(model, bytes) {
  const report = await validator.validateBytes(bytes, {
    maxIssues: model.request.issues,
    writeTimestamp: false,
    severityOverrides: { BUFFER_VIEW_TARGET_MISSING: 3 },
    externalResourceFunction: async (uri) => copied(model.resource(uri)),
  });
  const { messages } = report.issues;
  return { errors: grouped(messages, 0), warnings: grouped(messages, 1) };
}

async function main() {
  const request = JSON.parse(readFileSync(0, 'utf8'));
  const bytes = copied(readFileSync(join(request.root, request.entry)));
  const model = new Model(request, bytes);
  await checkMeshopt(model);
  await checkDraco(model);
  return { result: await validated(model, bytes) };
}

const told = await main().catch((error) => {
  if (error instanceof Refusal) return { refusal: { code: error.code, detail: error.message } };
  throw error;
});
process.stdout.write(`${JSON.stringify(told)}\n`);
