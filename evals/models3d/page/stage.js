/**
 * Draws a glTF file with plain three.js from fixed directions, so that two files can be compared pixel by pixel.
 *
 * The camera is an argument, not a property of the file: whoever compares computes it once, from the original, and
 * hands it on. A camera that is fitted to each file's own bounds forgives a lost part and punishes a moved border.
 *
 * @typedef {{ centre: number[], radius: number }} Camera  What is looked at: a sphere, in the file's unit (metres).
 * @typedef {{ azimuth: number, elevation: number }} View  Where from, in degrees; azimuth 0 looks at the front (+Z).
 */
import * as THREE from "three";
import { RoomEnvironment } from "three/addons/environments/RoomEnvironment.js";
import { DRACOLoader } from "three/addons/loaders/DRACOLoader.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { MeshoptDecoder } from "three/addons/libs/meshopt_decoder.module.js";

const FIELD_OF_VIEW = 30;
const MARGIN = 1.06;
const BACKGROUND = 0x9a9a9a;
const SOLID = new THREE.MeshBasicMaterial({ color: 0xffffff, side: THREE.DoubleSide });

const renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
renderer.toneMapping = THREE.NeutralToneMapping;
document.body.append(renderer.domElement);
const surroundings = lit(renderer);

const draco = new DRACOLoader().setDecoderPath("/three/examples/jsm/libs/draco/gltf/").setWorkerLimit(1);
const loader = new GLTFLoader().setDRACOLoader(draco).setMeshoptDecoder(MeshoptDecoder);

/** A neutral room's light, for metal that has to mirror something. */
function lit(renderer) {
  const generator = new THREE.PMREMGenerator(renderer);
  const room = new RoomEnvironment();
  const texture = generator.fromScene(room, 0.04).texture;
  room.dispose();
  generator.dispose();
  return texture;
}

/** The sphere around everything that is drawn, in the pose of the file. @returns {Camera} */
function around(scene) {
  const box = new THREE.Box3().setFromObject(scene, true);
  const sphere = box.getBoundingSphere(new THREE.Sphere());
  return { centre: sphere.center.toArray(), radius: sphere.radius || 1 };
}

/** @param {Camera} seen @param {View} from */
function placed(seen, from) {
  const camera = new THREE.PerspectiveCamera(FIELD_OF_VIEW, 1);
  const distance = (seen.radius * MARGIN) / Math.sin(THREE.MathUtils.degToRad(FIELD_OF_VIEW / 2));
  const centre = new THREE.Vector3().fromArray(seen.centre);
  const phi = THREE.MathUtils.degToRad(90 - from.elevation);
  const theta = THREE.MathUtils.degToRad(from.azimuth);
  camera.position.setFromSphericalCoords(distance, phi, theta).add(centre);
  camera.near = Math.max(distance - seen.radius * 1.5, distance / 1000);
  camera.far = distance + seen.radius * 1.5;
  camera.lookAt(centre);
  camera.updateProjectionMatrix();
  return camera;
}

/** The canvas as base64 of its RGBA bytes, the first row at the bottom. */
function taken() {
  const gl = renderer.getContext();
  const bytes = new Uint8Array(gl.drawingBufferWidth * gl.drawingBufferHeight * 4);
  gl.readPixels(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
  return bytes.toBase64();
}

function shot(scene, camera) {
  scene.background = new THREE.Color(BACKGROUND);
  scene.environment = surroundings;
  scene.overrideMaterial = null;
  renderer.render(scene, camera);
  return taken();
}

/** White where the model covers the view, black elsewhere: what counts as foreground, glass included. */
function silhouette(scene, camera) {
  scene.background = null;
  scene.overrideMaterial = SOLID;
  renderer.setClearColor(0x000000, 1);
  renderer.render(scene, camera);
  return taken();
}

/** Gives its memory back; materials stay, since compiled shaders live as long as they do. */
function struck(scene) {
  scene.traverse((object) => {
    object.geometry?.dispose();
    object.skeleton?.dispose();
    for (const material of [object.material ?? []].flat()) {
      for (const value of Object.values(material)) if (value?.isTexture) value.dispose();
    }
  });
}

function triangles(scene) {
  let count = 0;
  scene.traverse((object) => {
    if (!object.isMesh) return;
    const drawn = object.geometry.index?.count ?? object.geometry.attributes.position.count;
    count += Math.floor(drawn / 3) * (object.isInstancedMesh ? object.count : 1);
  });
  return count;
}

/** The pose at a moment of the first animation; at null the pose of the file. @param {?number} share 0..1 of its length */
function posed(gltf, share) {
  if (share !== null && gltf.animations.length) {
    const mixer = new THREE.AnimationMixer(gltf.scene);
    mixer.clipAction(gltf.animations[0]).play();
    mixer.setTime(gltf.animations[0].duration * share);
  }
  gltf.scene.updateMatrixWorld(true);
}

/**
 * Draws a file.
 *
 * @param {{ url: string, views: View[], pixels: number, camera: ?Camera, moment: ?number }} asked
 * @returns {Promise<{ camera: Camera, triangles: number, colours: string[], solid: string[] }>}
 */
async function draw({ url, views, pixels, camera, moment }) {
  const gltf = await loader.loadAsync(url);
  posed(gltf, moment);
  const scene = new THREE.Scene();
  scene.add(gltf.scene);
  const seen = camera ?? around(gltf.scene);
  renderer.setPixelRatio(1);
  renderer.setSize(pixels, pixels);
  const cameras = views.map((from) => placed(seen, from));
  const told = {
    camera: seen,
    triangles: triangles(scene),
    colours: cameras.map((each) => shot(scene, each)),
    solid: cameras.map((each) => silhouette(scene, each)),
  };
  struck(scene);
  return told;
}

window.draw = draw;
