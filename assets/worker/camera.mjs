// Where a picture is taken from.
//
// A camera is plain: `{eye, target, fov, aspect}`, metres and radians (fov: the full vertical angle), up is +Y.

/** @typedef {{eye: number[], target: number[], fov: number, aspect: number}} Camera */

/** A portrait lens: 30 degrees draw things with little distortion. */
const FOV = (30 * Math.PI) / 180;

/** Degrees to the side and from above; glTF's front is +Z (glTF 2.0, 3.4): a positive azimuth shows its left side. */
const USUAL = { azimuth: 24, elevation: 10, margin: 0.07 };

/**
 * A camera that sees every triangle of pieces as large as its frame allows, from slightly beside the front.
 *
 * @param {import("./scene.mjs").Piece[]} pieces
 * @param {{min: number[], max: number[]}} box
 * @param {{azimuth?: number, elevation?: number, margin?: number, fov?: number, aspect?: number}} shot  degrees;
 *   margin: the share of the frame's height that is left free all around; fov: radians
 * @returns {Camera}
 */
export function framing(pieces, box, shot = {}) {
  const { azimuth, elevation, margin, fov, aspect } = { fov: FOV, aspect: 1, ...USUAL, ...suited(box), ...shot };
  const [a, e] = [(azimuth * Math.PI) / 180, (elevation * Math.PI) / 180];
  const back = [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)];
  const axes = basis(back);
  const tan = Math.tan(fov / 2) * (1 - 2 * margin);
  const middle = box.min.map((low, axis) => (low + box.max[axis]) / 2);
  const [x, y, z] = tight(pieces, axes, middle, tan * aspect, tan);
  const eye = middle.map((at, axis) => at + axes[0][axis] * x + axes[1][axis] * y + axes[2][axis] * z);
  return { eye, target: eye.map((at, axis) => at - axes[2][axis]), fov, aspect };
}

/**
 * Angles that suit what stands in the box: a thing that is long to the front (a shoe) is shown from the side, a flat
 * one from above.
 */
function suited({ min, max }) {
  const [width, height, depth] = max.map((high, axis) => Math.max(high - min[axis], 1e-9));
  const length = clamp01((depth / width - 1.4) / 1.2);
  const flatness = clamp01((0.45 - height / Math.max(width, depth)) / 0.4);
  return { azimuth: USUAL.azimuth + 36 * length, elevation: USUAL.elevation + 22 * flatness };
}

/**
 * The nearest place [x, y, z] in a camera's axes, from middle, from which all corners lie in its frame.
 *
 * Each side of the frame is a plane; the corner that lies furthest beyond it moves the camera back. tanX, tanY: the
 * frame's half sizes at distance 1.
 */
function tight(pieces, [right, up, back], middle, tanX, tanY) {
  const most = [-Infinity, -Infinity, -Infinity, -Infinity];
  for (const { positions, indices } of pieces) {
    for (let i = 0; i < indices.length; i++) {
      const at = indices[i] * 3;
      const p = [positions[at] - middle[0], positions[at + 1] - middle[1], positions[at + 2] - middle[2]];
      const [x, y, z] = [dot(p, right), dot(p, up), dot(p, back)];
      most[0] = Math.max(most[0], x + tanX * z);
      most[1] = Math.max(most[1], -x + tanX * z);
      most[2] = Math.max(most[2], y + tanY * z);
      most[3] = Math.max(most[3], -y + tanY * z);
    }
  }
  const z = Math.max((most[0] + most[1]) / (2 * tanX), (most[2] + most[3]) / (2 * tanY));
  return [(most[0] - most[1]) / 2, (most[2] - most[3]) / 2, z];
}

/** @returns {number[][]} a camera's right, up and back, unit; back: towards the viewer. */
function basis(back) {
  const z = unit(back);
  const right = Math.abs(z[1]) > 0.9999 ? [1, 0, 0] : unit([z[2], 0, -z[0]]);
  return [right, cross(z, right), z];
}

/** @returns {number[][]} the axes of a camera. */
export function axes({ eye, target }) {
  return basis(eye.map((at, axis) => at - target[axis]));
}

/**
 * Corners of a piece on the picture, homogeneous: [x w, y w, w] per vertex, x and y in samples from the top left.
 *
 * @returns {Float64Array} w <= 0 lies behind the camera
 */
export function project(positions, camera, width, height) {
  const [right, up, back] = axes(camera);
  const scale = height / 2 / Math.tan(camera.fov / 2);
  const [ex, ey, ez] = camera.eye;
  const result = new Float64Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i] - ex, positions[i + 1] - ey, positions[i + 2] - ez];
    const w = -(back[0] * x + back[1] * y + back[2] * z);
    result[i] = (right[0] * x + right[1] * y + right[2] * z) * scale + (width / 2) * w;
    result[i + 1] = -(up[0] * x + up[1] * y + up[2] * z) * scale + (height / 2) * w;
    result[i + 2] = w;
  }
  return result;
}

const clamp01 = (value) => Math.min(Math.max(value, 0), 1);
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

function unit(v) {
  const length = Math.hypot(...v) || 1;
  return v.map((each) => each / length);
}
