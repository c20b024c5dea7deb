// The little of 4x4 matrices that a mesh needs. Column-major arrays of 16 numbers, as glTF writes them.

export const IDENTITY = Object.freeze([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);

/** a after b: the matrix that does b first. */
export function product(a, b) {
  const out = new Array(16).fill(0);
  for (let column = 0; column < 4; column++)
    for (let row = 0; row < 4; row++)
      for (let i = 0; i < 4; i++) out[4 * column + row] += a[4 * i + row] * b[4 * column + i];
  return out;
}

/** Translation [x, y, z], rotation as a quaternion [x, y, z, w], scale [x, y, z] in one. */
export function composed([tx, ty, tz], [x, y, z, w], [sx, sy, sz]) {
  return [
    (1 - 2 * (y * y + z * z)) * sx,
    2 * (x * y + z * w) * sx,
    2 * (x * z - y * w) * sx,
    0,
    2 * (x * y - z * w) * sy,
    (1 - 2 * (x * x + z * z)) * sy,
    2 * (y * z + x * w) * sy,
    0,
    2 * (x * z + y * w) * sz,
    2 * (y * z - x * w) * sz,
    (1 - 2 * (x * x + y * y)) * sz,
    0,
    tx,
    ty,
    tz,
    1,
  ];
}

/** The inverse of an affine matrix; null where it flattens space. */
export function inverse(m) {
  const [a, b, c, , d, e, f, , g, h, i] = m;
  const A = e * i - f * h,
    B = c * h - b * i,
    C = b * f - c * e;
  const determinant = a * A + d * B + g * C;
  const size = Math.max(...m.slice(0, 11).map(Math.abs));
  if (!(Math.abs(determinant) > 1e-9 * size ** 3)) return null;
  const r = [
    A,
    B,
    C,
    0,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    0,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
    0,
  ].map((v) => v / determinant);
  const [x, y, z] = m.slice(12, 15);
  return [
    ...r,
    -(r[0] * x + r[4] * y + r[8] * z),
    -(r[1] * x + r[5] * y + r[9] * z),
    -(r[2] * x + r[6] * y + r[10] * z),
    1,
  ];
}

/** Writes the point `m` makes of from[3 at ..] to to[3 into ..]. */
export function place(m, from, at, to, into) {
  const x = from[3 * at],
    y = from[3 * at + 1],
    z = from[3 * at + 2];
  to[3 * into] = m[0] * x + m[4] * y + m[8] * z + m[12];
  to[3 * into + 1] = m[1] * x + m[5] * y + m[9] * z + m[13];
  to[3 * into + 2] = m[2] * x + m[6] * y + m[10] * z + m[14];
}

/** The longest axis of what `m` makes of a unit cube. */
export function stretch(m) {
  return Math.max(Math.hypot(m[0], m[1], m[2]), Math.hypot(m[4], m[5], m[6]), Math.hypot(m[8], m[9], m[10]));
}
