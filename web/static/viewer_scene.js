// The renderer of a stage: loads models coarse to fine, and draws only when something changed.

import { Group, LoadingManager, NeutralToneMapping, Timer, Vector3, WebGLRenderer } from "three";
import { MeshoptDecoder } from "three/addons/libs/meshopt_decoder.module.js";
import { DRACOLoader } from "three/addons/loaders/DRACOLoader.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { dress } from "./viewer_colours.js";
import { layer } from "./viewer_layers.js";
import { allowance, chosen } from "./viewer_levels.js";
import { lit, shadow, unlit } from "./viewer_light.js";
import { release } from "./viewer_memory.js";
import { moving } from "./viewer_moves.js";
import { arrange } from "./viewer_placing.js";
import { veil } from "./viewer_veils.js";

/**
 * Shows pieces on a canvas. The coarsest level of each comes first, then the one that this device bears.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {WebGL2RenderingContext} context  of the canvas
 * @param {import("./viewer.js").Piece[]} pieces
 * @param {object} how
 * @param {boolean} how.calm  no motion of its own
 * @param {{saving: boolean, fine: boolean}} how.device
 * @param {() => void} how.seen  something is drawn
 * @param {(done: number, of: number) => void} how.progress  bytes of the coarsest levels that have arrived
 * @param {() => void} how.lost  the graphics card took everything back
 * @returns {{first: Promise<number[]>, all: Promise<void>, acts: Record<string, () => void>, colour: (name: string) => Promise<void>, end: () => void}}
 *   first: after the first picture, with the numbers of the pieces that cannot be shown
 */
export function show(canvas, context, pieces, { calm, device, seen, progress, lost }) {
  const ending = new AbortController();
  const shown = pieces.map(() => null);
  const view = drawing(canvas, context, { calm, lost, signal: ending.signal, before: (eye) => layer(shown, pieces, eye) });
  const loader = loading(ending.signal);
  let colour = null;

  async function put(n, lod, told = () => {}) {
    const model = await loader.loadAsync(lod.url, told);
    if (ending.signal.aborted) return release(model);
    await dress(model, colour ?? pieces[n].colour);
    veil(model);
    const old = shown[n];
    shown[n] = model;
    arrange(shown, pieces);
    if (old) view.stage.remove(old.scene);
    view.stage.add(model.scene);
    if (old) release(old);
    view.frame(old === null);
    seen();
  }

  const targets = chosen(pieces, allowance(device));
  const first = coarsest(pieces, targets, put, progress, ending.signal);
  const all = first.then((gone) => Promise.all(pieces.map((piece, n) => {
    const done = gone.includes(n) || targets[n].url === piece.lods.at(-1).url;
    return done ? null : put(n, targets[n]).catch(told(ending.signal)); // what is there already stays
  }))).then(() => { loader.close(); canvas.dataset.level = "target"; }, () => loader.close());

  return {
    first, all, acts: view.acts,
    colour: async (name) => {
      colour = name;
      await Promise.all(shown.filter(Boolean).map((model) => dress(model, name)));
      view.draw();
    },
    end: () => {
      ending.abort();
      shown.filter(Boolean).forEach(release);
      loader.close();
      view.end();
    },
  };
}

// The coarsest level of each piece, or where that cannot be read the other one. A piece that fails spoils no other.
async function coarsest(pieces, targets, put, progress, signal) {
  const of = pieces.reduce((all, { lods }) => all + lods.at(-1).bytes, 0);
  const done = pieces.map(() => 0);
  const arrived = (n) => ({ loaded }) => { done[n] = loaded; progress(Math.min(done.reduce((all, one) => all + one, 0), of), of); };
  const each = await Promise.allSettled(pieces.map(async ({ lods }, n) => {
    try {
      await put(n, lods.at(-1), arrived(n));
    } catch (error) {
      if (signal.aborted || targets[n].url === lods.at(-1).url) throw error;
      await put(n, targets[n]);
    }
  }));
  each.filter((one) => one.status === "rejected").forEach(({ reason }) => told(signal)(reason));
  const gone = each.flatMap((one, n) => (one.status === "rejected" ? [n] : []));
  if (gone.length === pieces.length) throw new Error("No model could be read.");
  return gone;
}

/** Tells the console of what failed, unless it was given up. */
const told = (signal) => (error) => { if (!signal.aborted) console.warn(error); };

function loading(signal) {
  const manager = new LoadingManager();
  const loader = new GLTFLoader(manager);
  const draco = new DRACOLoader(manager);
  draco.setDecoderPath(new URL("./libs/draco/gltf/", import.meta.resolve("three/addons/")).href);
  draco.setWorkerLimit(2);
  loader.setDRACOLoader(draco);
  loader.setMeshoptDecoder(MeshoptDecoder);
  signal.addEventListener("abort", () => manager.abort());
  return { loadAsync: (url, onprogress) => loader.loadAsync(url, onprogress), close: () => draco.dispose() };
}

function drawing(canvas, context, { calm, lost, before, signal }) {
  const renderer = new WebGLRenderer({ canvas, context });
  Object.assign(renderer, { toneMapping: NeutralToneMapping, toneMappingExposure: 0.88 }); // white cloth keeps its folds
  renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
  const scene = lit(renderer), stage = new Group(), ground = shadow(), timer = new Timer();
  scene.add(stage, ground);
  let dirty = true, framed = false;
  const draw = () => { dirty = true; };
  const moves = moving(canvas, { calm, changed: draw, signal });
  const tick = (now) => {
    if (!moves.step(timer.update(now).getDelta()) && !dirty) return;
    dirty = false;
    before(moves.eye());
    renderer.render(scene, moves.camera);
  };
  whileSeen(canvas, signal, (seen) => { draw(); renderer.setAnimationLoop(seen ? tick : null); });
  onSize(canvas, signal, () => { sized(renderer, moves.camera, canvas); draw(); });
  canvas.addEventListener("webglcontextlost", lost, { signal });

  // Pieces that come one after the other move the camera back until somebody has moved it; finer levels do not.
  function frame(grown) {
    draw();
    if (!grown && framed) return;
    framed = true;
    stand(ground, moves.look(stage));
  }
  const end = () => {
    renderer.setAnimationLoop(null);
    unlit(scene, ground);
    renderer.dispose();
    renderer.forceContextLoss(); // else the browser keeps up to sixteen of them
  };
  return { stage, frame, draw, acts: moves.acts, end };
}

function stand(ground, box) {
  const size = box.getSize(new Vector3());
  ground.position.set((box.min.x + box.max.x) / 2, box.min.y - 0.002 * size.y, (box.min.z + box.max.z) / 2);
  ground.scale.set(Math.max(size.x, size.z * 0.8) * 1.7, Math.max(size.z, size.x * 0.5) * 1.9, 1);
}

/** Says whether the canvas is on the screen of a tab that is looked at, now and whenever that changes. */
function whileSeen(canvas, signal, told) {
  let inside = true;
  const tell = () => told(inside && !document.hidden);
  const watching = new IntersectionObserver((entries) => { inside = entries.at(-1).isIntersecting; tell(); });
  watching.observe(canvas);
  document.addEventListener("visibilitychange", tell, { signal });
  signal.addEventListener("abort", () => watching.disconnect());
}

function onSize(canvas, signal, told) {
  const watching = new ResizeObserver(told);
  watching.observe(canvas);
  signal.addEventListener("abort", () => watching.disconnect());
  told();
}

function sized(renderer, camera, canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return;
  renderer.setSize(width, height, false);
  camera.aspect = width / height;
  camera.updateProjectionMatrix();
}
