// A USDZ package: a zip without compression whose files begin at multiples of 64 bytes (OpenUSD, "Usdz File Format
// Specification" 1.3, zip constraints and layout).

import { crc32 } from "node:zlib";
import { joined } from "./crate.mjs";

const ALIGN = 64;
const DATE = 0x21; // 1 January 1980: the same package for the same model

/** @param {{name: string, bytes: Uint8Array}[]} files  the first is the layer that is shown @returns {Uint8Array} */
export function packageOf(files) {
  const parts = [];
  const entries = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const about = { name: new TextEncoder().encode(name), size: bytes.length, crc: crc32(bytes), at };
    const head = 30 + about.name.length;
    const extra = -(at + head + 4) & (ALIGN - 1);
    parts.push(local(about, extra), bytes);
    entries.push(about);
    at += head + 4 + extra + bytes.length;
  }
  const directory = joined(entries.map(central));
  return joined([...parts, directory, end(entries.length, directory.length, at)]);
}

/** A file's head; its extra field, of a number that nobody else has, fills up to the next multiple of 64. */
function local({ name, size, crc }, extra) {
  const result = new Uint8Array(30 + name.length + 4 + extra);
  const view = new DataView(result.buffer);
  view.setUint32(0, 0x04034b50, true);
  common(view, 4, { name, size, crc });
  view.setUint16(28, 4 + extra, true);
  result.set(name, 30);
  view.setUint16(30 + name.length, 0x1986, true);
  view.setUint16(32 + name.length, extra, true);
  return result;
}

function central({ name, size, crc, at }) {
  const result = new Uint8Array(46 + name.length);
  const view = new DataView(result.buffer);
  view.setUint32(0, 0x02014b50, true);
  view.setUint16(4, 10, true);
  common(view, 6, { name, size, crc });
  view.setUint32(42, at, true);
  result.set(name, 46);
  return result;
}

/** The twenty-odd bytes that a file's two heads share, from the version that is needed to the length of its name. */
function common(view, from, { name, size, crc }) {
  view.setUint16(from, 10, true);
  view.setUint16(from + 8, DATE, true);
  view.setUint32(from + 10, crc, true);
  view.setUint32(from + 14, size, true);
  view.setUint32(from + 18, size, true);
  view.setUint16(from + 22, name.length, true);
}

function end(count, size, at) {
  const view = new DataView(new ArrayBuffer(22));
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, size, true);
  view.setUint32(16, at, true);
  return new Uint8Array(view.buffer);
}
