// A USD layer as a binary "crate" file (.usdc), version 0.8.0: what Apple's viewer asks of the first file of a package.
//
// Values come first, then six tables (tokens, strings, fields, sets of fields, paths, specs) that share them, each
// packed by differences of integers and LZ4. Source: "USDC File Format Specification", OpenUSD 22.11 documentation;
// checked against OpenUSD 26.11's own reader.

import { packed, packedIntegers } from "./crate_pack.mjs";

/**
 * @typedef {object} Prim
 * @property {string} name
 * @property {string} [type]  Xform, Mesh, Material, Shader …
 * @property {Record<string, Value>} [fields]  kind, apiSchemas …
 * @property {Property[]} [properties]
 * @property {Prim[]} [children]
 *
 * @typedef {object} Property
 * @property {string} name
 * @property {string} [type]  of an attribute: float3, token[] …; none: a relationship
 * @property {Value} [value]
 * @property {boolean} [uniform]
 * @property {string} [connect]  path of what an attribute takes its value from
 * @property {string} [target]  path of what a relationship points at
 * @property {string} [interpolation]
 *
 * @typedef {{is: keyof typeof KINDS, of: any}} Value
 */

const SPEC = { attribute: 1, prim: 6, root: 7, relationship: 8 };
const DEF = 0;
const LEAST_PACKED = 16; // shorter arrays of integers are never packed

/** Numbers of types in a value's 64 bits, and how each is written. inline: in those bits themselves. */
const KINDS = {
  bool: { type: 1, inline: (_, v) => (v ? 1 : 0) },
  int: { type: 3, inline: (_, v) => v >>> 0 },
  float: { type: 8, inline: (_, v) => bits(v) },
  double: { type: 9, inline: (_, v) => bits(v) }, // where a float holds it
  string: { type: 10, inline: (crate, v) => crate.string(v) },
  token: { type: 11, inline: (crate, v) => crate.token(v) },
  asset: { type: 12, inline: (crate, v) => crate.token(v) },
  specifier: { type: 42, inline: (_, v) => v },
  variability: { type: 44, inline: (_, v) => v },
  matrix: { type: 15, bytes: (_, v) => bytesOf(Float64Array.from(v)) },
  float2: { type: 20, bytes: (_, v) => bytesOf(Float32Array.from(v)) },
  float3: { type: 24, bytes: (_, v) => bytesOf(Float32Array.from(v)) },
  float4: { type: 28, bytes: (_, v) => bytesOf(Float32Array.from(v)) },
  tokens: { type: 41, bytes: (crate, v) => tokenNumbers(crate, v) },
  tokenList: { type: 32, bytes: (crate, v) => listed(v.map((each) => crate.token(each)), 0x20) },
  pathList: { type: 34, bytes: (crate, v) => listed(v.map((each) => crate.pathNumber(each)), 0x03) },
  "token[]": { type: 11, array: 1, bytes: (crate, v) => tokenNumbers(crate, v) },
  "int[]": { type: 3, array: 1, integers: true },
  "float2[]": { type: 20, array: 2, bytes: (_, v) => counted(v.length / 2, bytesOf(v)) },
  "float3[]": { type: 24, array: 3, bytes: (_, v) => counted(v.length / 3, bytesOf(v)) },
};

/** @returns {Uint8Array} a layer with one prim under its root. fields: of the layer itself. */
export function crate(prim, fields) {
  return new Crate().written(prim, fields);
}

class Crate {
  #tokens = new Map([[";-)", 0]]); // a property is told by a negative token, so none may be token 0
  #strings = new Map();
  #fields = new Map();
  #sets = { numbers: [], known: new Map() };
  #specs = [];
  #paths = new Map();
  #values = new Map();
  #parts = [new Uint8Array(88)];
  #length = 88;

  token(text) {
    return numbered(this.#tokens, text);
  }

  string(text) {
    return numbered(this.#strings, this.token(text));
  }

  pathNumber(path) {
    return this.#paths.get(path) ?? fail(`There is nothing at ${path}.`);
  }

  written(prim, fields) {
    const tree = { name: "", path: "/", children: [this.#tree(prim, "")] };
    walk(tree, ({ path }) => numbered(this.#paths, path));
    this.#spec("/", SPEC.root, { ...fields, primChildren: { is: "tokens", of: [prim.name] } });
    this.#prim(prim, `/${prim.name}`);
    const put = ([name, bytes]) => ({ name, start: this.#put(bytes), size: bytes.length });
    return this.#closed(this.#sections(tree).map(put));
  }

  #tree(prim, above) {
    const path = `${above}/${prim.name}`;
    const leaf = ({ name }) => ({ name, path: `${path}.${name}`, property: true, children: [] });
    const below = (prim.children ?? []).map((child) => this.#tree(child, path));
    return { name: prim.name, path, children: [...(prim.properties ?? []).map(leaf), ...below] };
  }

  #prim({ type, fields = {}, properties = [], children = [] }, path) {
    this.#spec(path, SPEC.prim, {
      specifier: { is: "specifier", of: DEF },
      ...(type && { typeName: { is: "token", of: type } }),
      ...fields,
      ...(properties.length && { properties: { is: "tokens", of: properties.map(({ name }) => name) } }),
      ...(children.length && { primChildren: { is: "tokens", of: children.map(({ name }) => name) } }),
    });
    for (const property of properties) this.#property(property, `${path}.${property.name}`);
    for (const child of children) this.#prim(child, `${path}/${child.name}`);
  }

  #property({ type, value, uniform, connect, target, interpolation }, path) {
    this.#spec(path, type ? SPEC.attribute : SPEC.relationship, {
      ...(type && { typeName: { is: "token", of: type } }),
      ...((uniform || !type) && { variability: { is: "variability", of: 1 } }),
      ...(value && { default: value }),
      ...(interpolation && { interpolation: { is: "token", of: interpolation } }),
      ...(connect && { connectionPaths: { is: "pathList", of: [connect] } }),
      ...(target && { targetPaths: { is: "pathList", of: [target] } }),
    });
  }

  #spec(path, type, fields) {
    const numbers = Object.entries(fields).map(([name, value]) => this.#field(name, value));
    this.#specs.push({ path: this.pathNumber(path), set: this.#set(numbers), type });
  }

  #field(name, value) {
    const rep = this.#rep(value);
    return numbered(this.#fields, `${this.token(name)} ${rep}`);
  }

  #set(numbers) {
    const key = numbers.join(" ");
    const { known, numbers: all } = this.#sets;
    if (!known.has(key)) {
      known.set(key, all.length);
      all.push(...numbers, -1);
    }
    return known.get(key);
  }

  /** A value's 64 bits. Equal arrays, by identity, and equal small values are written once. */
  #rep({ is, of }) {
    const kind = KINDS[is];
    if (kind.inline) return rep(kind.type, kind.inline(this, of), { inline: true });
    const key = ArrayBuffer.isView(of) ? of : `${is} ${of}`;
    if (!this.#values.has(key)) this.#values.set(key, this.#write(kind, of));
    return this.#values.get(key);
  }

  #write(kind, of) {
    if (!kind.integers) return rep(kind.type, of.length ? this.#put(kind.bytes(this, of)) : 0, { array: kind.array });
    const isPacked = of.length >= LEAST_PACKED;
    const bytes = isPacked ? packedIntegers(of) : null;
    const body = isPacked ? joined([whole(bytes.length), bytes]) : bytesOf(Int32Array.from(of));
    return rep(kind.type, of.length ? this.#put(counted(of.length, body)) : 0, { array: true, packed: isPacked });
  }

  /** @returns {number} where bytes begin: a multiple of 8. */
  #put(bytes) {
    const gap = -this.#length & 7;
    this.#parts.push(new Uint8Array(gap), bytes);
    const start = this.#length + gap;
    this.#length = start + bytes.length;
    return start;
  }

  #sections(tree) {
    const paths = this.#pathSection(tree);
    const fields = [...this.#fields.keys()].map((key) => key.split(" "));
    const tokens = fields.map(([token]) => Number(token));
    const reps = bytesOf(BigUint64Array.from(fields, ([, bits]) => BigInt(bits)));
    const text = new TextEncoder().encode([...this.#tokens.keys()].map((each) => `${each}\0`).join(""));
    const numbers = (key) => sized(packedIntegers(this.#specs.map((spec) => spec[key])));
    return [
      ["TOKENS", joined([whole(this.#tokens.size), whole(text.length), sized(packed(text))])],
      ["STRINGS", counted(this.#strings.size, bytesOf(Uint32Array.from(this.#strings.keys())))],
      ["FIELDS", counted(fields.length, joined([sized(packedIntegers(tokens)), sized(packed(reps))]))],
      ["FIELDSETS", counted(this.#sets.numbers.length, sized(packedIntegers(this.#sets.numbers)))],
      ["PATHS", paths],
      ["SPECS", counted(this.#specs.length, joined(["path", "set", "type"].map(numbers)))],
    ];
  }

  /** Paths depth first; a jump says where the next sibling is: -2 none and no child, -1 no sibling, 0 no child. */
  #pathSection(tree) {
    const [paths, tokens, jumps] = [[], [], []];
    const put = (node, last) => {
      const at = paths.length;
      paths.push(this.pathNumber(node.path));
      tokens.push(node.property ? -this.token(node.name) : this.token(node.name));
      jumps.push(0);
      node.children.forEach((child, k) => put(child, k === node.children.length - 1));
      const next = paths.length - at;
      jumps[at] = node.children.length ? (last ? -1 : next) : last ? -2 : 0;
    };
    put(tree, true);
    const lists = [paths, tokens, jumps].map((numbers) => sized(packedIntegers(numbers)));
    return joined([whole(this.#paths.size), whole(paths.length), ...lists]);
  }

  /** The whole file: its head, values, sections, and the table of where sections are. */
  #closed(sections) {
    const table = sections.map(({ name, start, size }) => joined([fixed(name, 16), whole(start), whole(size)]));
    const at = this.#put(counted(sections.length, joined(table)));
    const head = this.#parts[0];
    head.set(fixed("PXR-USDC", 8));
    head.set([0, 8, 0], 8);
    head.set(whole(at), 16);
    return joined(this.#parts);
  }
}

function walk(node, visit) {
  visit(node);
  for (const child of node.children) walk(child, visit);
}

function numbered(map, key) {
  if (!map.has(key)) map.set(key, map.size);
  return map.get(key);
}

function rep(type, payload, { array, inline, packed: isPacked }) {
  const flags = (array ? 1n << 63n : 0n) | (inline ? 1n << 62n : 0n) | (isPacked ? 1n << 61n : 0n);
  return flags | (BigInt(type) << 48n) | BigInt(payload);
}

const bytesOf = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const bits = (value) => new Uint32Array(Float32Array.of(value).buffer)[0];
const whole = (count) => bytesOf(BigUint64Array.of(BigInt(count)));
const counted = (count, bytes) => joined([whole(count), bytes]);
const sized = (bytes) => counted(bytes.length, bytes);
const fixed = (text, size) => Uint8Array.from({ length: size }, (_, i) => text.charCodeAt(i) || 0);

const numbersOf = (crate, texts) => bytesOf(Uint32Array.from(texts, (each) => crate.token(each)));
const tokenNumbers = (crate, texts) => counted(texts.length, numbersOf(crate, texts));

/** A list operation. how: 0x03 an explicit list, 0x20 what is prepended. */
function listed(numbers, how) {
  return joined([Uint8Array.of(how), whole(numbers.length), bytesOf(Uint32Array.from(numbers))]);
}

/** @param {Uint8Array[]} parts */
export function joined(parts) {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function fail(message) {
  throw new Error(message);
}
