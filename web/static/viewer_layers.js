// What is worn over what. Garments of one look were made without knowing of each other, so that here and there the inner
// one is a little wider than the outer; drawn a few centimetres nearer to the eye, the outer one hides that.

const STEP_M = 0.017; // what one layer wins: jackets clear dresses, and no back of a collar comes through a chest (0.2 m)
const DEPTHS = 2 ** 24; // steps of the depth buffer
const INNERMOST = 0;

/** Layers, the skin being 0. What is tucked in lies under trousers and skirts, and a tie between shirt and jacket. */
const TUCKED = new Set(["shirt", "blouse", "bodysuit", "camisole", "tank_top", "polo", "turtleneck"]);
const LAYERS = {
  tights: 0.5, socks: 0.5, bottom: 2.2, dress: 1, top: 2.4, belt: 2.6, tie: 2.4, bow_tie: 2.4, necklace: 2.4, shoes: 1, waistcoat: 2.6,
  outerwear: 4, scarf: 7.5, shawl: 7.5, bag: 6, pocket_square: 5, brooch: 5, gloves: 5,
};

/**
 * How far out a piece is worn.
 *
 * @param {{slot?: string, category?: string}} piece
 * @param {number | null} [made]  the layer that its maker states, 0 next to the skin
 */
export function layerOf({ slot, category }, made = null) {
  if (TUCKED.has(category)) return 1;
  return LAYERS[category] ?? (slot === "outerwear" && made !== null ? Math.max(made, 2.6) : LAYERS[slot] ?? INNERMOST);
}

/**
 * By how many of the smallest steps of the depth buffer something has to come nearer to win so many metres.
 *
 * @param {number} metres
 * @param {{near: number, far: number, distance: number}} eye  of the camera, and from it to what is seen; metres
 */
export const depthSteps = (metres, { near, far, distance }) => (metres * DEPTHS * near * far) / ((far - near) * distance ** 2);

/**
 * Lays the models of a look over each other for the next picture.
 *
 * @param {({scene: import("three").Object3D} | null)[]} models
 * @param {{slot?: string, category?: string}[]} pieces  the same number
 * @param {{near: number, far: number, distance: number}} eye
 */
export function layer(models, pieces, eye) {
  const step = depthSteps(STEP_M, eye);
  models.forEach((model, n) => {
    if (!model || !pieces[n].slot) return;
    let made = null;
    model.scene.traverse(({ userData, material }) => {
      made ??= userData.layer ?? null;
      for (const one of [material ?? []].flat()) Object.assign(one, { polygonOffset: true, polygonOffsetUnits: -step * layerOf(pieces[n], made) });
    });
  });
}
