"use strict";
const SHAPES = {
  top: "M35 20 L45 14 Q50 20 55 14 L65 20 L80 36 L70 44 L64 38 L64 82 L36 82 L36 38 L30 44 L20 36 Z",
  bottom: "M36 12 L64 12 L68 86 L54 86 L50 36 L46 86 L32 86 Z",
  dress: "M40 12 L45 12 Q50 20 55 12 L60 12 L62 40 L74 86 L26 86 L38 40 Z",
  outerwear: "M34 16 L46 12 L50 22 L54 12 L66 16 L82 40 L72 48 L66 40 L68 88 L32 88 L34 40 L28 48 L18 40 Z",
  shoes: "M14 54 Q30 52 38 38 L50 44 Q62 62 84 64 Q90 66 88 74 L14 74 Z",
  bag: "M28 42 L72 42 L78 84 L22 84 Z M38 42 Q38 18 50 18 Q62 18 62 42 L57 42 Q57 24 50 24 Q43 24 43 42 Z",
  accessory: "M50 18 L58 42 L84 42 L63 57 L71 82 L50 66 L29 82 L37 57 L16 42 L42 42 Z",
};

function piece(item) {
  const colour = /^#[0-9a-f]{6}$/i.test(item.colour?.hex ?? "") ? item.colour.hex : "#999999";
  const svg = drawn("svg", { viewBox: "0 0 100 100", role: "img", "aria-label": `${item.colour?.name ?? ""} ${item.category}` });
  svg.append(drawn("path", { d: SHAPES[item.slot] ?? SHAPES.accessory, fill: colour, stroke: "var(--soft)", "stroke-width": 1 }));
  return element("div", { class: "piece" }, svg, element("strong", {}, item.title), element("br"),
    element("span", { class: "soft" }, [item.slot, item.colour?.name, item.size].filter(Boolean).join(" · ")), element("br"),
    money(item.price), item.why ? element("div", { class: "soft" }, item.why) : null);
}

function money(price) {
  return price && price.amount !== undefined ? `${(price.amount / 100).toFixed(2)} ${price.currency}` : "";
}

/** The looks in an answer, wherever its suite put them: anything that has items with slots. */
function looksIn(value, found = [], depth = 0) {
  if (!value || typeof value !== "object" || depth > 4) return found;
  if (Array.isArray(value.items) && value.items.some((item) => item && item.slot && item.title)) found.push(value);
  else for (const inner of Object.values(value)) looksIn(inner, found, depth + 1);
  return found;
}

function look(outfit) {
  const title = [outfit.name, outfit.character].filter(Boolean).join(", ") || "Look";
  return element("article", { class: "look" },
    element("header", {}, element("strong", {}, title), element("span", {}, money(outfit.total))),
    element("div", { class: "pieces" }, ...outfit.items.map(piece)));
}

/** A conversation turn by turn: what was said, what came, what was wrong with it, the first look. */
function talk(turns) {
  return turns.filter((turn) => turn && turn.said).map((turn) => element("section", {},
    element("p", {}, element("strong", {}, `› ${turn.said}`)),
    turn.reply ? element("p", {}, turn.reply) : null,
    ...(turn.faults ?? []).map((fault) => element("p", { class: "worse" }, `✗ ${fault.about}: ${fault.fault}`)),
    ...looksIn(turn.outfits).slice(0, 1).map(look)));
}

function tags(slices) {
  return element("p", {}, ...Object.entries(slices ?? {}).map(([name, value]) => element("span", { class: "tag" }, `${name}: ${value}`)));
}

function block(title, value) {
  if (value === undefined || value === null) return null;
  const words = typeof value === "string" ? value : JSON.stringify(value, null, 1);
  return element("div", {}, element("h3", {}, title), element("pre", {}, words));
}

function showCase(record, metrics) {
  document.getElementById("case-title").textContent = record.case.id;
  const body = document.getElementById("case-body");
  const scores = metrics.filter((metric) => metric.name in (record.scores ?? {})).map((metric) => {
    const part = record.scores[metric.name];
    const shown = part === null ? "unscored" : part[1] === 1 ? number(part[0]) : `${number(part[0], 0)} of ${number(part[1], 0)}`;
    return element("tr", {}, element("td", {}, metric.name), element("td", { class: "num" }, shown));
  });
  const looks = looksIn(record.output);
  body.replaceChildren(tags(record.case.slices), ...(record.error ? [block("The system failed", record.error)] : []),
    ...(Array.isArray(record.output?.turns) ? talk(record.output.turns) : looks.map(look)),
    element("div", { class: "pair" }, ...[block("Asked", record.case.input), block("Expected", record.case.expected)].filter(Boolean)),
    ...[looks.length ? element("details", {}, element("summary", {}, "The answer as data"), block("", record.output)) : block("Answered", record.output)].filter(Boolean),
    element("h3", {}, "Scores"), element("div", { class: "scroll" }, element("table", {}, element("tbody", {}, ...scores))),
    element("p", { class: "soft" }, `${number(record.ms ?? 0, 1)} ms`));
  document.getElementById("case").showModal();
}
