// The light of the stage, and the shadow under what stands on it.

import { CanvasTexture, DirectionalLight, Mesh, MeshBasicMaterial, PlaneGeometry, PMREMGenerator, Scene } from "three";
import { RoomEnvironment } from "three/addons/environments/RoomEnvironment.js";

const LAMPS = [[1.5, 2.6, 2.6, 1.25], [-2, 2, -2.5, 1.1]]; // x, y, z in metres, intensity: before and behind

/** A scene lit as a studio is: soft from all sides, a lamp before it and one behind. @returns {Scene} */
export function lit(renderer) {
  const scene = new Scene();
  const generator = new PMREMGenerator(renderer);
  const room = new RoomEnvironment();
  scene.environment = generator.fromScene(room, 0.04).texture;
  scene.environmentIntensity = 0.7;
  for (const [x, y, z, power] of LAMPS) {
    const light = new DirectionalLight("#fff", power);
    light.position.set(x, y, z);
    scene.add(light);
  }
  room.dispose();
  generator.dispose();
  return scene;
}

/** A soft shadow on the floor, 1 m wide: scale it. @returns {Mesh} */
export function shadow() {
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

/** Gives back what `lit` and `shadow` took. */
export function unlit(scene, ground) {
  scene.environment?.dispose();
  ground.geometry.dispose();
  ground.material.map.dispose();
  ground.material.dispose();
}
