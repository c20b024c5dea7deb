// Garments in three dimensions on a page: a stage that shows posters at once, and the models when there are some.
// The renderer is loaded only when somebody wants to see; a browser without WebGL keeps the posters.

import { el, fill } from "./dom.js";

/**
 * @typedef {object} Piece  one model
 * @property {string} title
 * @property {import("./viewer_levels.js").Level[]} lods  finest first
 * @property {string | null} [poster]  address of a picture
 * @property {{url: string, colour: string | null}[]} [posters]  one for each colour variant, where there are such
 * @property {string | null} [colour]  name of the colour variant to show
 * @property {string} [slot]  of the look that it belongs to; alone it needs none
 * @property {string} [category]
 * @property {{url: string} | null} [ar]  plain GLB for AR on Android
 * @property {{url: string} | null} [usdz]  for AR on iOS
 */

/**
 * @typedef {object} Stage
 * @property {HTMLElement} node
 * @property {(name: string) => void} colour  shows all pieces in that colour variant
 * @property {() => Promise<void>} open
 * @property {() => void} close  gives back all that it took
 * @property {() => boolean} opened
 */

const TOOLS = [["left", "←", "Turn left"], ["right", "→", "Turn right"], ["closer", "+", "Come closer"], ["back", "−", "Go back"], ["home", "⟲", "As at first"]];
const HOW = "Drag to turn it; pinch or scroll with Ctrl to come closer.";

/**
 * A stage for pieces, closed at first: a button opens it.
 *
 * @param {{pieces: Piece[], label: string, name: string, onopen?: () => void, colours?: {name: string, hex: string}[], oncolour?: (name: string) => void}} told
 *   label: of the button; name: what is shown, for a screen reader; colours: those to choose from on the stage itself
 * @returns {Stage}
 */
export function stage({ pieces, label, name, onopen, colours = [], oncolour }) {
  let scene = null;
  const status = el("p", { class: "fine", role: "status" });
  const bar = el("progress", { class: "stage-bar", max: 1, value: 0, "aria-label": "Fetching", hidden: true });
  const posters = el("div", { class: "posters" });
  const tools = el("div", { class: "stage-tools", role: "group", "aria-label": "Move the view" });
  const swatches = el("div", { class: "stage-swatches", role: "group", "aria-label": "Colour" });
  const again = el("button", { type: "button", class: "quiet", hidden: true, onclick: () => begin() }, "Try again");
  const box = el("div", { class: "stage-box", hidden: true }, posters, bar, tools, swatches);
  const button = el("button", { type: "button", class: "button", "data-key": "stage", "aria-expanded": "false", onclick: () => (box.hidden ? open() : close()) }, label);
  const node = el("section", { class: "stage", "aria-label": `${name} in 3D` }, box, el("div", { class: "acts" }, button, again, ...places(pieces)), status);

  function lift(opened) {
    box.hidden = !opened;
    button.setAttribute("aria-expanded", String(opened));
    button.textContent = opened ? "Close 3D" : label;
  }

  async function open() {
    if (!box.hidden) return;
    lift(true);
    onopen?.();
    await begin();
  }

  function close() {
    lift(false);
    end();
    status.textContent = "";
  }

  function end() {
    scene?.end();
    scene = null;
    box.querySelector("canvas")?.remove();
    box.classList.remove("ready", "pictures");
    bar.hidden = again.hidden = true;
  }

  async function begin() {
    end();
    picture();
    const canvas = el("canvas", { tabindex: "0", role: "img", "aria-label": `${name} in 3D. Arrow keys turn it, plus and minus come closer and go back, Home puts it back.` });
    const context = drawable(canvas);
    if (!context) return refuse("This browser cannot draw models: here are pictures of them.");
    posters.after(canvas);
    status.textContent = pieces.length > 1 ? "Fetching the models …" : "Fetching the model …";
    try {
      await draw(canvas, context);
    } catch (error) {
      if (!canvas.isConnected) return; // closed meanwhile
      console.warn(error);
      refuse("The model could not be shown just now: here are pictures of it.", { retriable: true });
    }
  }

  async function draw(canvas, context) {
    const { show } = await import("./viewer_scene.js");
    if (!canvas.isConnected) return;
    scene = show(canvas, context, pieces, {
      calm: matchMedia("(prefers-reduced-motion: reduce)").matches,
      device: { saving: Boolean(navigator.connection?.saveData), fine: matchMedia("(pointer: fine)").matches && (navigator.deviceMemory ?? 8) > 4 },
      seen: () => box.classList.add("ready"),
      progress: (done, of) => Object.assign(bar, { hidden: done >= of, max: of, value: done }),
      lost: () => refuse("The graphics card took its memory back: here are pictures.", { retriable: true }),
    });
    fill(tools, ...TOOLS.map(([act, sign, text]) => el("button", { type: "button", "aria-label": text, title: text, onclick: scene.acts[act] }, sign)));
    const gone = await scene.first;
    bar.hidden = true;
    again.hidden = !gone.length;
    status.textContent = gone.length ? `${gone.map((n) => pieces[n].title).join(", ")} could not be shown just now. ${HOW}` : HOW;
  }

  function refuse(sentence, { retriable = false } = {}) {
    end();
    status.textContent = sentence;
    again.hidden = !retriable;
    box.classList.add("pictures");
  }

  function picture() {
    fill(posters, ...pieces.map((one) => [posterOf(one), one.title]).filter(([url]) => url).map(([src, alt]) => el("img", { src, alt })));
    fill(swatches, ...colours.map(({ name: called, hex }) => el("button", { type: "button", "aria-label": called, title: called, "aria-pressed": String(called === pieces[0].colour), style: `background:${hex}`, onclick: () => (oncolour ?? colour)(called) })));
  }

  function colour(wanted) {
    for (const one of pieces) one.colour = wanted;
    if (!box.hidden) picture();
    scene?.colour(wanted);
  }

  return { node, colour, open, close, opened: () => !box.hidden };
}

const posterOf = ({ poster, posters = [], colour }) => posters.find((one) => one.colour?.toLowerCase() === colour?.toLowerCase())?.url ?? poster ?? posters[0]?.url;

/** What draws on the canvas; null where this browser cannot. @returns {WebGL2RenderingContext | null} */
function drawable(canvas) {
  try {
    return canvas.getContext("webgl2", { antialias: true, alpha: true, powerPreference: "low-power" });
  } catch {
    return null;
  }
}

// Ways to see one piece in one's own room: Quick Look on iOS, Scene Viewer on Android, elsewhere none.
function places(pieces) {
  if (pieces.length !== 1) return [];
  const [{ usdz, ar, title }] = pieces;
  const link = document.createElement("a");
  if (usdz && link.relList?.supports?.("ar")) {
    fill(link, el("img", { src: posterOf(pieces[0]) ?? "/static/icon.svg", alt: "See it in your room", width: 36, height: 36 }), el("span", { "aria-hidden": "true" }, "See it in your room"));
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
