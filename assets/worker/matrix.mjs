// The little of 4x4 matrices that is needed here. Column-major arrays of 16 numbers, as glTF writes them.

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

/** Cofactors of the upper 3 x 3, at their places in a 4 x 4: what turns normals, whatever the matrix's size. */
export function cofactors(m) {
  const result = new Float64Array(16);
  result[0] = m[5] * m[10] - m[6] * m[9];
  result[1] = m[6] * m[8] - m[4] * m[10];
  result[2] = m[4] * m[9] - m[5] * m[8];
  result[4] = m[2] * m[9] - m[1] * m[10];
  result[5] = m[0] * m[10] - m[2] * m[8];
  result[6] = m[1] * m[8] - m[0] * m[9];
  result[8] = m[1] * m[6] - m[2] * m[5];
  result[9] = m[2] * m[4] - m[0] * m[6];
  result[10] = m[0] * m[5] - m[1] * m[4];
  return result;
}

/** Writes the direction `m` makes of the i-th of `from`, of length one, to the i-th of `to`; size: numbers in each. */
export function turn(m, from, size, to, i) {
  const [x, y, z] = [from[i * size], from[i * size + 1], from[i * size + 2]];
  const [a, b, c] = [m[0] * x + m[4] * y + m[8] * z, m[1] * x + m[5] * y + m[9] * z, m[2] * x + m[6] * y + m[10] * z];
  const length = Math.hypot(a, b, c) || 1;
  to[i * size] = a / length;
  to[i * size + 1] = b / length;
  to[i * size + 2] = c / length;
}
