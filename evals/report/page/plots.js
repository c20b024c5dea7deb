"use strict";
const SVG = "http://www.w3.org/2000/svg";
const number = (value, digits = 3) => (value === null || value === undefined ? "–" : Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(digits));

function element(name, props = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made[key] = value;
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function drawn(name, props = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(props)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A value with its interval on a line from low to high; `zero` marks where two variants do not differ. */
function interval(seen, low, high, { zero = null, colour = "var(--wine)" } = {}) {
  const x = (value) => 4 + (232 * (Math.min(high, Math.max(low, value)) - low)) / (high - low || 1);
  const svg = drawn("svg", { viewBox: "0 0 240 18", role: "img", "aria-label": `${number(seen.value)} from ${number(seen.low)} to ${number(seen.high)}` });
  svg.append(drawn("line", { x1: 4, x2: 236, y1: 9, y2: 9, stroke: "var(--line)" }));
  if (zero !== null) svg.append(drawn("line", { x1: x(zero), x2: x(zero), y1: 1, y2: 17, stroke: "var(--soft)", "stroke-dasharray": "2 2" }));
  if (seen.value === null) return svg;
  svg.append(drawn("rect", { x: x(seen.low), y: 6, width: Math.max(1.5, x(seen.high) - x(seen.low)), height: 6, rx: 3, fill: "var(--bar)" }));
  svg.append(drawn("circle", { cx: x(seen.value), cy: 9, r: 4, fill: colour }));
  return svg;
}

/** Where an axis begins and ends so that all that is shown lies on it, with a little air. */
function axis(rows) {
  const ends = rows.flatMap((row) => [row.low, row.high, row.value]).filter((value) => value !== null && value !== undefined && Number.isFinite(value));
  if (!ends.length) return [0, 1];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const air = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - air, high + air];
}

/** How values are spread; on a logarithmic axis where `log`, since a few turns take a hundred times as long as most. */
function histogram(figure, values, caption, { unit = "", log = false } = {}) {
  figure.replaceChildren(element("figcaption", {}, caption));
  const held = values.map((value) => (log ? Math.log10(Math.max(value, 1e-3)) : value)).filter(Number.isFinite);
  const told = (value) => number(log ? 10 ** value : value) + unit;
  if (!held.length) return figure.append(element("p", { class: "soft" }, "Nothing to draw."));
  let low = Infinity, high = -Infinity;
  for (const value of held) { low = Math.min(low, value); high = Math.max(high, value); }
  const bins = new Array(24).fill(0);
  for (const value of held) bins[Math.min(23, Math.floor((24 * (value - low)) / (high - low || 1)))] += 1;
  const most = Math.max(...bins);
  const svg = drawn("svg", { viewBox: "0 0 380 130", role: "img", "aria-label": `${caption}: from ${told(low)} to ${told(high)}` });
  bins.forEach((count, n) => {
    const height = (100 * count) / most;
    svg.append(drawn("rect", { x: 6 + n * 15.4, y: 108 - height, width: 13.6, height: Math.max(count ? 1 : 0, height), rx: 2, fill: "var(--wine)" }, drawn("title", {}, document.createTextNode(`${count}`))));
  });
  const label = (x, anchor, words) => svg.append(drawn("text", { x, y: 124, "text-anchor": anchor }, document.createTextNode(words)));
  label(6, "start", told(low)); label(374, "end", told(high)); label(190, "middle", `${held.length} cases, tallest ${most}`);
  figure.append(svg);
}
