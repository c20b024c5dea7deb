// Going round what stands on the stage: by pointer, by keys, by buttons, and by itself until somebody does.

import { Box3, PerspectiveCamera, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";

const FIELD_OF_VIEW = 26; // degrees, about a 75 mm lens: garments keep their proportions
const TURN = 0.12, STEP = 1.15; // radians, and the factor of coming closer, for one press of a key
const ROUND_MS = 60_000 / 1.1; // one turn at the speed below; then it stands still, and nothing is drawn any more
const UP = new Vector3(0, 1, 0);

/**
 * A camera on the canvas, and what moves it.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{calm: boolean, changed: () => void, signal: AbortSignal}} how  calm: it does not turn by itself
 */
export function moving(canvas, { calm, changed, signal }) {
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.01, 50);
  gently(canvas, signal);
  const controls = new OrbitControls(camera, canvas);
  Object.assign(controls, { enablePan: false, enableDamping: !calm, dampingFactor: 0.08, autoRotate: !calm, autoRotateSpeed: 1.1, minPolarAngle: 0.5, maxPolarAngle: 1.75 });
  canvas.style.touchAction = "pan-y"; // a finger that goes down scrolls the page
  const still = () => { controls.autoRotate = false; };
  const later = setTimeout(still, ROUND_MS);
  const act = (move) => () => { still(); move(camera, controls); controls.update(); changed(); };
  const acts = Object.fromEntries(Object.entries(MOVES).map(([name, move]) => [name, act(move)]));
  controls.addEventListener("change", changed);
  controls.addEventListener("start", still);
  canvas.addEventListener("keydown", (event) => {
    const name = KEYS[event.key];
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    acts[name]();
  }, { signal });
  signal.addEventListener("abort", () => { clearTimeout(later); controls.dispose(); });
  const eye = () => ({ near: camera.near, far: camera.far, distance: camera.position.distanceTo(controls.target) });
  return { camera, acts, eye, step: (seconds) => controls.update(seconds), look: (stage) => around(stage, camera, controls, canvas) };
}

// The wheel scrolls the page; with Ctrl, which is also a pinch on a touchpad, it comes closer.
function gently(canvas, signal) {
  canvas.addEventListener("wheel", (event) => { if (!event.ctrlKey) event.stopImmediatePropagation(); }, { capture: true, signal });
}

const turned = (angle) => (camera, { target }) => {
  camera.position.sub(target).applyAxisAngle(UP, angle).add(target);
};
const tilted = (angle) => (camera, { target }) => {
  const arm = camera.position.clone().sub(target);
  camera.position.copy(target).add(arm.applyAxisAngle(new Vector3().crossVectors(UP, arm).normalize(), angle));
};
const nearer = (factor) => (camera, { target, minDistance, maxDistance }) => {
  const arm = camera.position.clone().sub(target);
  camera.position.copy(target).add(arm.setLength(Math.min(Math.max(arm.length() * factor, minDistance), maxDistance)));
};

const MOVES = {
  left: turned(-TURN), right: turned(TURN), up: tilted(-TURN), down: tilted(TURN), closer: nearer(1 / STEP), back: nearer(STEP),
  home: (camera, controls) => controls.reset(),
};
const KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "closer", "=": "closer", "-": "back", Home: "home" };

/** Puts the camera where all of it is in view, a little from above and from the side. @returns {Box3} of what is there */
function around(stage, camera, controls, canvas) {
  const box = new Box3().setFromObject(stage);
  const centre = box.getCenter(new Vector3()), size = box.getSize(new Vector3());
  const aspect = canvas.clientWidth / Math.max(canvas.clientHeight, 1) || 1;
  const half = Math.tan((FIELD_OF_VIEW / 2) * Math.PI / 180);
  const wide = Math.hypot(size.x, size.z) / 2;
  const far = Math.max(size.y / 2 / half, wide / half / aspect) * 1.03 + wide * 0.4;
  camera.position.copy(centre).add(new Vector3(0.38, 0.16, 1).normalize().multiplyScalar(far));
  Object.assign(camera, { near: far / 50, far: far * 10 });
  camera.updateProjectionMatrix();
  controls.target.copy(centre);
  Object.assign(controls, { minDistance: far * 0.25, maxDistance: far * 1.8 });
  controls.saveState();
  controls.update();
  return box;
}
