// How crate files pack bytes (LZ4 blocks) and integers (differences, 2 bits of width each).

/** Bytes as crate files have them: a 0 (one chunk), then one LZ4 block. Source: LZ4 block format description, 1.6. */
export function packed(bytes) {
  const out = new Uint8Array(bytes.length + Math.ceil(bytes.length / 255) + 32);
  return out.slice(0, blocked(bytes, out, 1));
}

const LEAST = 4; // bytes of a match
const TAIL = 12; // bytes at the end in which none may begin
const REACH = 65535;

function blocked(bytes, out, from) {
  const seen = new Int32Array(1 << 15).fill(-1);
  let to = from;
  let literal = 0;
  let at = 0;
  while (at < bytes.length - TAIL) {
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    const slot = Math.imul(word, 2654435761) >>> 17;
    const before = seen[slot];
    seen[slot] = at;
    if (before < 0 || at - before > REACH || !alike(bytes, before, at)) {
      at++;
      continue;
    }
    let length = LEAST;
    while (at + length < bytes.length - 5 && bytes[before + length] === bytes[at + length]) length++;
    to = sequence(out, to, bytes.subarray(literal, at), at - before, length);
    at += length;
    literal = at;
  }
  return sequence(out, to, bytes.subarray(literal), 0, 0);
}

function alike(bytes, a, b) {
  for (let k = 0; k < LEAST; k++) if (bytes[a + k] !== bytes[b + k]) return false;
  return true;
}

/** Writes literals and, but for the last, a match; returns where it ends. */
function sequence(out, from, literals, offset, length) {
  const more = offset ? length - LEAST : 0;
  out[from] = (Math.min(literals.length, 15) << 4) | Math.min(more, 15);
  let to = extended(out, from + 1, literals.length);
  out.set(literals, to);
  to += literals.length;
  if (!offset) return to;
  out[to] = offset & 255;
  out[to + 1] = offset >> 8;
  return extended(out, to + 2, more);
}

function extended(out, to, length) {
  if (length < 15) return to;
  let rest = length - 15;
  for (; rest >= 255; rest -= 255) out[to++] = 255;
  out[to++] = rest;
  return to;
}

/** Integers of 32 bits as crate files have them: the commonest difference, 2 bits a number, the other differences. */
export function packedIntegers(numbers) {
  const steps = Int32Array.from(numbers, (number, i) => (number - (i ? numbers[i - 1] : 0)) | 0);
  const common = commonest(steps);
  const codes = new Uint8Array(Math.ceil(steps.length / 4));
  const body = new DataView(new ArrayBuffer(4 + codes.length + steps.length * 4));
  body.setInt32(0, common, true);
  let to = 4 + codes.length;
  steps.forEach((step, i) => {
    const code = step === common ? 0 : step === (step << 24) >> 24 ? 1 : step === (step << 16) >> 16 ? 2 : 3;
    codes[i >> 2] |= code << ((i & 3) * 2);
    if (code === 1) body.setInt8(to, step);
    else if (code === 2) body.setInt16(to, step, true);
    else if (code === 3) body.setInt32(to, step, true);
    to += [0, 1, 2, 4][code];
  });
  const all = new Uint8Array(body.buffer, 0, to);
  all.set(codes, 4);
  return packed(all);
}

function commonest(steps) {
  const counts = new Map();
  let best = 0;
  for (const step of steps) {
    const count = (counts.get(step) ?? 0) + 1;
    counts.set(step, count);
    if (count > (counts.get(best) ?? 0)) best = step;
  }
  return best;
}
