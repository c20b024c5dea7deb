// What the shopper looks at: looks that were in view, cards that were opened, looks that were tried on. It helps to
// choose better and is never waited for; what cannot be sent is let go.

import { once as id, send } from "./dom.js";

const IN_VIEW_MS = 1000; // half a look, or half a screen of it, for a second was seen; what is scrolled past was not
const timers = new Map();
let waiting = [];
let sending;

const observer = "IntersectionObserver" in window ? new IntersectionObserver((entries) => {
  for (const { target, boundingClientRect, intersectionRect } of entries) {
    const inView = intersectionRect.height >= 0.5 * Math.min(boundingClientRect.height, innerHeight) && intersectionRect.height > 0;
    if (inView && !timers.has(target)) timers.set(target, setTimeout(() => seen(target), IN_VIEW_MS));
    if (!inView) {
      clearTimeout(timers.get(target));
      timers.delete(target);
    }
  }
}, { threshold: Array.from({ length: 21 }, (_, n) => n / 20) }) : null;

// Notes once that the node, which shows the look, was in view.
export function watch(node, outfitId) {
  node.dataset.look = outfitId;
  observer?.observe(node);
  return node;
}

function seen(node) {
  observer.unobserve(node);
  waiting.push({ event_id: id(), outfit_id: node.dataset.look });
  sending ??= setTimeout(flush, 1500);
}

function flush() {
  clearTimeout(sending);
  sending = undefined;
  const seen = waiting.splice(0, 50);
  if (seen.length) quietly("/api/aurora/impressions", { seen });
  if (waiting.length) flush();
}

addEventListener("pagehide", flush);

// Notes that a card was opened ("clicked") or a look tried on ("tried_on").
export const did = (verdict, thing) => quietly("/api/aurora/feedback", { ...thing, verdict, event_id: id() });

function quietly(path, data) {
  send(path, "POST", data, { keepalive: true }).catch(() => {});
}
