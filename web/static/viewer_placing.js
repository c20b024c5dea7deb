// Where the pieces of a look stand. Garments of the shop's own making are all made on one form of 1.75 m and lie over
// each other as they are; what somebody else made knows nothing of it, and is put where such a thing is worn.

import { Box3, Group, Vector3 } from "three";

const FORM_M = 1.75;
const STRIDE = 0.36; // from the middle to a foot, in lengths of the shoe: 0.1 m, as the form stands
const UNITS = [1, 0.01, 0.001, 0.0254, 100]; // metres; centimetres, millimetres, inches taken for metres, and the reverse

/**
 * @typedef {object} Spot  where one kind of thing is worn on the form; metres
 * @property {"top" | "middle" | "foot"} held  which end of the model comes to `at`
 * @property {[number, number, number]} at  x to the wearer's left, y up, z to the front
 * @property {[number, number, number]} long  least, usual and greatest length of its longest side
 * @property {boolean} [worn]  made for a body: left where it is if it is there already
 */

const spot = (held, at, long, worn = false) => ({ held, at, long, worn });
const HAT = spot("foot", [0, 1.62, -0.01], [0.12, 0.28, 0.5]);
const WRIST = spot("middle", [0.263, 0.87, 0.035], [0.04, 0.075, 0.15]);
const NECK = spot("top", [0, 1.48, 0.04], [0.1, 0.3, 0.9]);
const BESIDE = spot("foot", [0.45, 0, 0.12], [0.02, 0.25, 0.95]);

/** By category, else by slot. The lengths are those of clothes on sale; heights are the form's (assets/garments/form.py). */
const SPOTS = {
  top: spot("top", [0, 1.49, 0], [0.4, 0.7, 1.1], true),
  bottom: spot("top", [0, 1.08, 0], [0.25, 1.03, 1.2], true),
  dress: spot("top", [0, 1.48, 0], [0.6, 1.1, 1.6], true),
  outerwear: spot("top", [0, 1.51, 0], [0.45, 0.85, 1.4], true),
  shoes: spot("foot", [0, 0, 0.045], [0.15, 0.28, 0.5]),
  bag: spot("top", [0.32, 0.87, 0.04], [0.12, 0.34, 0.75]),
  backpack: spot("middle", [0, 1.2, -0.24], [0.2, 0.42, 0.7]),
  belt_bag: spot("middle", [0, 1.02, 0.16], [0.12, 0.28, 0.5]),
  clutch: spot("middle", [0.29, 0.8, 0.06], [0.12, 0.25, 0.4]),
  sun_hat: HAT, cap: HAT, beanie: HAT, fascinator: HAT, hair_accessory: HAT,
  sunglasses: spot("middle", [0, 1.61, 0.09], [0.11, 0.145, 0.2]),
  watch: WRIST, bracelet: WRIST,
  necklace: NECK, scarf: NECK, shawl: NECK, tie: NECK, bow_tie: NECK,
  belt: spot("middle", [0, 1.0, 0], [0.2, 0.34, 0.5]),
};

/** Where a piece is worn. @param {{slot?: string, category?: string}} piece @returns {Spot} */
export const spotOf = ({ slot, category }) => SPOTS[category] ?? SPOTS[slot] ?? BESIDE;

/**
 * By how much a model grows and where its origin goes to stand at its spot.
 *
 * @param {{min: number[], max: number[]}} box  of the model as it came
 * @param {Spot} spot
 * @param {number} [k]  height of who wears it, in forms
 * @returns {{scale: number, at: number[]}}
 */
export function placed({ min, max }, { held, at, long, worn }, k = 1) {
  if (worn && there({ min, max }, at, k)) return { scale: 1, at: [0, 0, 0] };
  const longest = Math.max(...max.map((value, axis) => value - min[axis])) || 1;
  const scale = fitting(longest, long.map((one) => one * k));
  const ends = { top: max[1], middle: (min[1] + max[1]) / 2, foot: min[1] };
  const own = [(min[0] + max[0]) / 2, ends[held], (min[2] + max[2]) / 2];
  return { scale, at: at.map((value, axis) => value * k - own[axis] * scale) };
}

/** Whether a garment was made on a body like the form, and hangs where it should. */
const there = ({ min, max }, [, y], k) =>
  Math.abs(max[1] - y * k) < 0.15 && Math.abs(min[0] + max[0]) < 0.2 && Math.abs(min[2] + max[2]) < 0.3;

/** The factor that makes a length likely: that of a unit that was mistaken for metres, else to the usual length. */
function fitting(length, [least, usual, most]) {
  return UNITS.find((unit) => length * unit >= least && length * unit <= most) ?? usual / length;
}

/**
 * Puts every model of a look where it belongs: those made on the form are shrunk to the smallest wearer among them
 * (what is for everybody fits a child), the others go to their spots.
 *
 * @param {({scene: Group} | null)[]} models
 * @param {{slot?: string, category?: string}[]} pieces  the same number; a single piece without a slot stays as it is
 */
export function arrange(models, pieces) {
  const heights = models.map((model) => model && formOf(model.scene));
  const wearer = Math.min(...heights.filter(Boolean), FORM_M);
  models.forEach((model, n) => {
    if (!model) return;
    if (heights[n]) model.scene.scale.setScalar(wearer / heights[n]);
    else if (pieces[n].slot) settle(model, spotOf(pieces[n]), wearer / FORM_M, pieces[n].slot === "shoes");
  });
}

function formOf(scene) {
  let found = null;
  scene.traverse(({ userData }) => { found ??= userData.form_height_m ?? null; });
  return found;
}

// Once for each model: a level that comes later is another model.
function settle(model, spot, k, shoe) {
  model.own ??= shoe ? turnedToFront(model) : boxOf(model.scene);
  const { scale, at } = placed(model.own, spot, k);
  model.scene.scale.setScalar(scale);
  model.scene.position.set(...at);
}

const boxOf = (scene) => plain(new Box3().setFromObject(scene));
const plain = ({ min, max }) => ({ min: min.toArray(), max: max.toArray() });

/**
 * Turns a shoe's toe to the front and gives a single one its fellow; the box of what there is then. Of a shoe's two ends
 * the higher is the heel's; twice as long as wide it is one shoe, else a pair.
 */
function turnedToFront(model) {
  const shoe = model.scene;
  const points = corners(shoe);
  shoe.rotation.y = heading(points);
  const box = new Box3().setFromObject(shoe);
  const size = box.getSize(new Vector3());
  if (size.z < 1.7 * size.x || skinned(shoe)) {
    model.scene = new Group().add(shoe);
    return plain(box);
  }
  const fellow = new Group().add(shoe.clone());
  shoe.position.x += STRIDE * size.z - (box.min.x + box.max.x) / 2;
  fellow.children[0].position.copy(shoe.position);
  fellow.scale.x = -1;
  model.scene = new Group().add(shoe, fellow);
  return boxOf(model.scene);
}

/**
 * The turn about y, in radians, that brings the lower end of the longer side to the front (z).
 *
 * @param {number[][]} points  x, y, z
 */
export function heading(points) {
  const [across, along] = [0, 2].map((axis) => range(points, axis));
  const axis = across.size > along.size ? 0 : 2;
  const { from, size } = axis === 0 ? across : along;
  const height = (test) => Math.max(...points.filter((one) => test((one[axis] - from) / size)).map((one) => one[1]));
  const lowAtEnd = height((t) => t > 0.72) <= height((t) => t < 0.28);
  if (axis === 2) return lowAtEnd ? 0 : Math.PI;
  return lowAtEnd ? -Math.PI / 2 : Math.PI / 2;
}

function range(points, axis) {
  let [from, to] = [Infinity, -Infinity];
  for (const point of points) [from, to] = [Math.min(from, point[axis]), Math.max(to, point[axis])];
  return { from, size: to - from || 1 };
}

const skinned = (scene) => {
  let found = false;
  scene.traverse((node) => { found ||= Boolean(node.isSkinnedMesh); });
  return found;
};

/** Some two thousand of a model's vertices as they stand. @returns {number[][]} */
function corners(scene) {
  scene.updateWorldMatrix(true, true);
  const found = [];
  scene.traverse((node) => {
    const points = node.geometry?.attributes?.position;
    const step = Math.ceil((points?.count ?? 0) / 2000);
    for (let n = 0; n < (points?.count ?? 0); n += step) found.push(new Vector3().fromBufferAttribute(points, n).applyMatrix4(node.matrixWorld).toArray());
  });
  return found;
}
