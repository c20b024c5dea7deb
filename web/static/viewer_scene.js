// The renderer of a stage: loads models coarse to fine, lights them, turns them, and draws only when something changed.

import {
  Box3, CanvasTexture, DirectionalLight, Group, Mesh, MeshBasicMaterial, NeutralToneMapping, PerspectiveCamera, PlaneGeometry, PMREMGenerator, Scene,
  Vector3, WebGLRenderer,
} from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { RoomEnvironment } from "three/addons/environments/RoomEnvironment.js";
import { MeshoptDecoder } from "three/addons/libs/meshopt_decoder.module.js";
import { DRACOLoader } from "three/addons/loaders/DRACOLoader.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";

const FIELD_OF_VIEW = 26; // degrees, about a 75 mm lens: garments keep their proportions
const TURN = 0.12, STEP = 1.15;
const VARIANTS = "KHR_materials_variants";

/**
 * Shows pieces on a canvas. The coarsest level of each comes first, then the one for this device.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {import("./viewer.js").Piece[]} pieces
 * @param {{calm: boolean, fine: boolean, seen: () => void, say: (text: string) => void}} how
 *   calm: no motion of its own; fine: a device for the finest level
 * @returns {Promise<{colour: (name: string) => void, wake: () => void, rest: () => void}>} after the first picture
 */
export async function show(canvas, pieces, { calm, fine, seen, say }) {
  const view = created(canvas, calm);
  const loader = loading();
  const shown = pieces.map(() => null);
  let colour = null;

  async function put(index, lod) {
    const piece = pieces[index];
    const model = await loader.loadAsync(lod.url);
    await dress(model, colour ?? piece.colour);
    const old = shown[index];
    shown[index] = model;
    if (old) view.stage.remove(old.scene);
    view.stage.add(model.scene);
    if (old) dispose(old.scene);
    fit(shown);
    view.frame(Boolean(old));
    seen();
  }

  const coarse = await settled(pieces.map((piece, n) => put(n, piece.lods.at(-1))));
  if (coarse.every((one) => !one)) throw new Error("No model could be read.");
  say("Drag to turn it; pinch or scroll with Ctrl to come closer.");
  const better = pieces.map((piece, n) => [n, piece.lods[Math.min(fine ? 0 : 1, piece.lods.length - 1)]]).filter(([n, lod]) => lod !== pieces[n].lods.at(-1));
  settled(better.map(([n, lod]) => put(n, lod))).then(() => { canvas.dataset.level = "target"; });

  return {
    wake: view.wake,
    rest: view.rest,
    colour: async (name) => {
      colour = name;
      await settled(shown.filter(Boolean).map((model) => dress(model, name)));
      view.draw();
    },
  };
}

/** Which of the promises kept what they promised; what failed is told to the console. */
const settled = async (promises) => (await Promise.allSettled(promises)).map((one) => {
  if (one.status === "rejected") console.warn(one.reason);
  return one.status === "fulfilled";
});

function loading() {
  const loader = new GLTFLoader();
  const draco = new DRACOLoader();
  draco.setDecoderPath(new URL("./libs/draco/gltf/", import.meta.resolve("three/addons/")).href);
  loader.setDRACOLoader(draco);
  loader.setMeshoptDecoder(MeshoptDecoder);
  return loader;
}

/** The model in one of its own colours; a name that it does not know changes nothing. */
async function dress(model, name) {
  const variants = model.userData.gltfExtensions?.[VARIANTS]?.variants ?? [];
  const index = variants.findIndex((one) => one.name.toLowerCase() === name?.toLowerCase());
  if (index < 0) return;
  const changes = [];
  model.scene.traverse((node) => {
    const mapping = node.userData.gltfExtensions?.[VARIANTS]?.mappings?.find((one) => one.variants.includes(index));
    if (mapping) changes.push(model.parser.getDependency("material", mapping.material).then((material) => {
      node.material = material;
      model.parser.assignFinalMaterial(node);
    }));
  });
  await Promise.all(changes);
}

/** Pieces made for a grown-up beside a child's are shrunk to the child's height: things for everybody fit everybody. */
function fit(models) {
  const heights = models.map((model) => {
    let found = null;
    model?.scene.traverse((node) => { found ??= node.userData.form_height_m ?? null; });
    return found;
  });
  const least = Math.min(...heights.filter(Boolean));
  models.forEach((model, n) => { if (model && heights[n]) model.scene.scale.setScalar(least / heights[n]); });
}

function dispose(root) {
  root.traverse((node) => node.geometry?.dispose());
}

function created(canvas, calm) {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, powerPreference: "low-power" });
  renderer.toneMapping = NeutralToneMapping;
  renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
  const scene = lit(renderer);
  const stage = new Group();
  const ground = shadow();
  scene.add(stage, ground);
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.01, 50);
  const controls = new OrbitControls(camera, canvas);
  Object.assign(controls, { enablePan: false, enableDamping: !calm, dampingFactor: 0.08, autoRotate: !calm, autoRotateSpeed: 1.1, minPolarAngle: 0.5, maxPolarAngle: 1.75, enableZoom: false });
  canvas.style.touchAction = "pan-y"; // a finger that goes down scrolls the page

  let awake = true, dirty = true, framed = false;
  const draw = () => { dirty = true; };
  const tick = () => {
    if (controls.update() || dirty) {
      dirty = false;
      renderer.render(scene, camera);
    }
  };
  const wake = () => { awake = true; dirty = true; renderer.setAnimationLoop(tick); };
  const rest = () => { awake = false; renderer.setAnimationLoop(null); };
  const still = () => { controls.autoRotate = false; };
  controls.addEventListener("change", draw);
  controls.addEventListener("start", still);
  new ResizeObserver(() => { sized(renderer, camera, canvas); draw(); }).observe(canvas);
  new IntersectionObserver(([entry]) => (entry.isIntersecting && !canvas.closest("[hidden]") ? wake() : rest())).observe(canvas);
  document.addEventListener("visibilitychange", () => { if (awake) renderer.setAnimationLoop(document.hidden ? null : tick); });
  keys(canvas, camera, controls, () => { still(); draw(); });
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    nearer(camera, controls, event.deltaY > 0 ? STEP : 1 / STEP);
    draw();
  }, { passive: false });

  function frame(keep) {
    draw();
    if (keep && framed) return;
    framed = true;
    const box = new Box3().setFromObject(stage);
    around(box, camera, controls, canvas);
    const size = box.getSize(new Vector3());
    ground.position.set((box.min.x + box.max.x) / 2, box.min.y - 0.002 * size.y, (box.min.z + box.max.z) / 2);
    ground.scale.set(Math.max(size.x, size.z * 0.8) * 1.7, Math.max(size.z, size.x * 0.5) * 1.9, 1);
  }
  sized(renderer, camera, canvas);
  renderer.setAnimationLoop(tick);
  return { stage, frame, draw, wake, rest };
}

function lit(renderer) {
  const scene = new Scene();
  const room = new PMREMGenerator(renderer);
  scene.environment = room.fromScene(new RoomEnvironment(), 0.04).texture;
  scene.environmentIntensity = 0.7;
  for (const [x, y, z, power] of [[1.5, 2.6, 2.6, 1.25], [-2, 2, -2.5, 1.1]]) {
    const light = new DirectionalLight("#fff", power);
    light.position.set(x, y, z);
    scene.add(light);
  }
  room.dispose();
  return scene;
}

/** A soft shadow on the floor. */
function shadow() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 128;
  const pen = canvas.getContext("2d");
  const fade = pen.createRadialGradient(64, 64, 4, 64, 64, 64);
  fade.addColorStop(0, "rgba(40,30,25,.30)");
  fade.addColorStop(0.6, "rgba(40,30,25,.09)");
  fade.addColorStop(1, "rgba(40,30,25,0)");
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 128, 128);
  const mesh = new Mesh(new PlaneGeometry(1, 1), new MeshBasicMaterial({ map: new CanvasTexture(canvas), transparent: true, depthWrite: false, toneMapped: false }));
  mesh.rotation.x = -Math.PI / 2;
  mesh.renderOrder = -1;
  return mesh;
}

function sized(renderer, camera, canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  renderer.setSize(width, height, false);
  camera.aspect = width / height;
  camera.updateProjectionMatrix();
}

/** Puts the camera where the whole box is in view, a little from above and from the side. */
function around(box, camera, controls, canvas) {
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
}

function nearer(camera, controls, factor) {
  const arm = camera.position.clone().sub(controls.target);
  const far = Math.min(Math.max(arm.length() * factor, controls.minDistance), controls.maxDistance);
  camera.position.copy(controls.target).add(arm.setLength(far));
}

function keys(canvas, camera, controls, changed) {
  const up = new Vector3(0, 1, 0);
  const turns = { ArrowLeft: -TURN, ArrowRight: TURN };
  const tilts = { ArrowUp: -TURN, ArrowDown: TURN };
  const steps = { "+": 1 / STEP, "=": 1 / STEP, "-": STEP };
  canvas.addEventListener("keydown", (event) => {
    const { key } = event;
    const arm = camera.position.clone().sub(controls.target);
    if (key in turns) camera.position.copy(controls.target).add(arm.applyAxisAngle(up, turns[key]));
    else if (key in tilts) camera.position.copy(controls.target).add(arm.applyAxisAngle(new Vector3().crossVectors(up, arm).normalize(), tilts[key]));
    else if (key in steps) nearer(camera, controls, steps[key]);
    else if (key === "Home") controls.reset();
    else return;
    event.preventDefault();
    changed();
  });
}
