// From light to the bytes of a picture.

import { encoded } from "./texels.mjs";

const FINE = 4095;
const BYTES = Float32Array.from({ length: FINE + 2 }, (_, i) => encoded(Math.min(i / FINE, 1)) * 255);

/** A linear value 0..1 as sRGB 0..255, not rounded. */
export function byte(value) {
  const x = value <= 0 ? 0 : value >= 1 ? FINE : value * FINE; // not a number stays out too
  const whole = x | 0;
  return BYTES[whole] + (BYTES[whole + 1] - BYTES[whole]) * (x - whole);
}

const START = 0.8 - 0.04;

/**
 * Brings the light of rgb[0..2] into 0..1 in place: what is below 0.8 keeps its colour, so that a garment's is what its
 * maker gave. Source: Khronos PBR Neutral Tone Mapper, 1.0.
 */
export function tone(rgb) {
  const least = Math.min(rgb[0], rgb[1], rgb[2]);
  const offset = least < 0.08 ? least - 6.25 * least * least : 0.04;
  for (let k = 0; k < 3; k++) rgb[k] -= offset;
  const peak = Math.max(rgb[0], rgb[1], rgb[2]);
  if (!(peak >= START)) return;
  const d = 1 - START;
  const lower = 1 - (d * d) / (peak + d - START);
  const white = 1 - 1 / (0.15 * (peak - lower) + 1);
  for (let k = 0; k < 3; k++) rgb[k] = (rgb[k] * lower) / peak + (lower - (rgb[k] * lower) / peak) * white;
}
