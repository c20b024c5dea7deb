// Garments in three dimensions on a page: a stage that shows a poster at once, and the model when there is one.
// The renderer is loaded only when somebody wants to see; a browser without WebGL keeps the posters.

import { el, fill } from "./dom.js";

/**
 * @typedef {object} Piece  one model
 * @property {string} title
 * @property {{level: number, url: string, bytes: number}[]} lods  finest first
 * @property {string | null} [poster]  address of a picture
 * @property {string | null} [colour]  name of the colour variant to show
 * @property {{url: string} | null} [ar]  plain GLB for AR on Android
 * @property {{url: string} | null} [usdz]  for AR on iOS
 */

/** Whether this browser can draw models at all. */
export function able() {
  try {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2"));
  } catch {
    return false;
  }
}

/**
 * A stage for pieces, closed at first: a button that opens it.
 *
 * @param {{pieces: Piece[], label: string, name: string, onopen?: () => void}} told
 *   label: of the button; name: what the picture shows, for a screen reader
 * @returns {{node: HTMLElement, colour: (name: string) => void}}
 */
export function stage({ pieces, label, name, onopen }) {
  let scene = null;
  const status = el("p", { class: "fine", role: "status" });
  const canvas = el("canvas", { tabindex: "0", role: "img", "aria-label": `${name} in 3D. Arrow keys turn it, plus and minus come closer and go back.` });
  const posters = el("div", { class: "posters" }, ...pieces.filter((one) => one.poster).map((one) => el("img", { src: one.poster, alt: one.title, loading: "lazy" })));
  const box = el("div", { class: "stage-box", hidden: true }, posters, canvas);
  const button = el("button", { type: "button", class: "button", "data-key": "stage", "aria-expanded": "false", onclick: toggle }, label);
  const node = el("section", { class: "stage", "aria-label": `${name} in 3D` }, box, el("div", { class: "acts" }, button, ...places(pieces)), status);

  async function toggle() {
    const opening = box.hidden;
    box.hidden = !opening;
    button.setAttribute("aria-expanded", String(opening));
    button.textContent = opening ? "Close 3D" : label;
    if (!opening) return scene?.rest();
    onopen?.();
    if (scene) return scene.wake();
    await open();
  }

  async function open() {
    if (!able()) return refuse("This browser cannot draw models: here are pictures of them.");
    status.textContent = "Fetching the model …";
    try {
      const { show } = await import("./viewer_scene.js");
      scene = await show(canvas, pieces, {
        calm: matchMedia("(prefers-reduced-motion: reduce)").matches,
        fine: matchMedia("(pointer: fine)").matches && (navigator.deviceMemory ?? 8) > 4,
        seen: () => box.classList.add("ready"),
        say: (text) => { status.textContent = text; },
      });
    } catch (error) {
      console.warn(error);
      refuse("The model could not be shown just now: here are pictures of it.");
    }
  }

  function refuse(sentence) {
    canvas.remove();
    status.textContent = sentence;
    box.classList.add("pictures");
  }

  const colour = (wanted) => {
    for (const one of pieces) one.colour = wanted;
    scene?.colour(wanted);
  };
  return { node, colour };
}

// Ways to see one piece in one's own room: Quick Look on iOS, Scene Viewer on Android, elsewhere none.
function places(pieces) {
  if (pieces.length !== 1) return [];
  const [{ usdz, ar, title }] = pieces;
  const link = document.createElement("a");
  if (usdz && link.relList?.supports?.("ar")) {
    fill(link, el("img", { src: pieces[0].poster ?? "/static/icon.svg", alt: "See it in your room", width: 36, height: 36 }), el("span", { "aria-hidden": "true" }, "See it in your room"));
    link.rel = "ar";
    link.className = "quiet";
    link.href = usdz.url;
    return [link];
  }
  if (ar && /android/i.test(navigator.userAgent)) {
    fill(link, "See it in your room");
    link.className = "quiet";
    link.href = sceneViewer(new URL(ar.url, location.href), title);
    return [link];
  }
  return [];
}

/** The address that opens Google's Scene Viewer. Source: ARCore, Scene Viewer, intent parameters. */
export function sceneViewer(file, title) {
  const query = new URLSearchParams({ file: file.href, mode: "ar_preferred", title });
  return `intent://arvr.google.com/scene-viewer/1.0?${query}#Intent;scheme=https;package=com.google.android.googlequicksearchbox;action=android.intent.action.VIEW;S.browser_fallback_url=${encodeURIComponent(location.href)};end;`;
}
