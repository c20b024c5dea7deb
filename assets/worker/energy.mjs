// How much light a rough surface sends on, by the angle at which it is seen: two tables, integrated at first use.

import { halfways } from "./studio.mjs";

const SIZE = 32;
const SAMPLES = 128;
const found = { scale: 0.5, bias: 0.5 };
let mirrors = null;
let sheens = null;

/**
 * The split sum's second half: mirrored = f0 * scale + f90 * bias (Karis 2013; Smith's masking, height-correlated:
 * Heitz, JCGT 3(2), 2014). The object is the same at every call.
 */
export function energy(facing, roughness) {
  mirrors ??= table(mirroring, 2);
  found.scale = between(mirrors[0], facing, roughness);
  found.bias = between(mirrors[1], facing, roughness);
  return found;
}

/** The share of light that sheen sends out (Charlie: Estevez & Kulla 2017; visibility: Neubelt & Pettineo 2013). */
export function sheenEnergy(facing, roughness) {
  sheens ??= table(sheen, 1);
  return between(sheens[0], facing, roughness);
}

function table(at, count) {
  const result = Array.from({ length: count }, () => new Float32Array(SIZE * SIZE));
  for (let row = 0; row < SIZE; row++) {
    const spread = halfways(SAMPLES, Math.max(row / (SIZE - 1), 0.03));
    for (let column = 0; column < SIZE; column++) {
      const values = at(Math.max(column / (SIZE - 1), 0.004), Math.max(row / (SIZE - 1), 0.03), spread);
      values.forEach((value, k) => (result[k][row * SIZE + column] = value));
    }
  }
  return result;
}

function mirroring(facing, roughness, spread) {
  const alpha2 = roughness ** 4;
  const sin = Math.sqrt(1 - facing * facing);
  let [scale, bias] = [0, 0];
  for (const [hx, , hz] of spread) {
    const along = sin * hx + facing * hz;
    const lit = 2 * along * hz - facing;
    if (lit <= 0 || along <= 0) continue;
    const masked = lit * spread2(facing, alpha2) + facing * spread2(lit, alpha2);
    const seen = (2 * lit * along) / (masked * hz);
    const fresnel = (1 - along) ** 5;
    scale += (1 - fresnel) * seen;
    bias += fresnel * seen;
  }
  return [scale / spread.length, bias / spread.length];
}

const spread2 = (cos, alpha2) => Math.sqrt(alpha2 + (1 - alpha2) * cos * cos);

function sheen(facing, roughness) {
  const power = 1 / (roughness * roughness);
  const sin = Math.sqrt(1 - facing * facing);
  let sum = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const lit = (i + 0.5) / SAMPLES; // even over the hemisphere
    const turn = 2 * Math.PI * ((i * 0.6180339887498949) % 1);
    const side = Math.sqrt(1 - lit * lit);
    const [x, y, z] = [sin + side * Math.cos(turn), side * Math.sin(turn), facing + lit];
    const cos = z / Math.sqrt(x * x + y * y + z * z);
    const spread = ((2 + power) * Math.max(1 - cos * cos, 0) ** (power / 2)) / (2 * Math.PI);
    sum += (spread * lit) / (4 * (lit + facing - lit * facing));
  }
  return [Math.min((sum * 2 * Math.PI) / SAMPLES, 1)];
}

function between(values, facing, roughness) {
  const x = Math.min(Math.max(facing, 0), 1) * (SIZE - 1.001);
  const y = Math.min(Math.max(roughness, 0), 1) * (SIZE - 1.001);
  const [i, j] = [x | 0, y | 0];
  const at = j * SIZE + i;
  const top = values[at] + (values[at + 1] - values[at]) * (x - i);
  return top + (values[at + SIZE] + (values[at + SIZE + 1] - values[at + SIZE]) * (x - i) - top) * (y - j);
}
