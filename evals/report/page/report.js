"use strict";
const result = JSON.parse(document.getElementById("result").textContent);
const ROW = 34;
let records = [];
let visible = [];
let order = { by: 0, down: false };

// ── what stands on top ──────────────────────────────────────────────────────────────────────────────────────────

function fillHead() {
  const { run } = result;
  document.getElementById("title").textContent = result.title;
  document.getElementById("about").textContent = run.about;
  const options = run.manifest.options;
  const facts = { run: run.run, variant: options.variant?.name ?? "as shipped", "language model": options.model ?? "none", cases: run.cases, failed: run.failed,
    "ms, half of the cases under": number(run.ms_p50, 1), "ms, 95 % under": number(run.ms_p95, 1), seed: options.seed ?? 1, ...run.manifest.versions };
  document.getElementById("facts").append(...Object.entries(facts).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))));
  if (run.warnings?.length) {
    const list = document.getElementById("warnings");
    list.hidden = false;
    list.append(...run.warnings.map((words) => element("li", {}, words)));
  }
  if (result.comparison) {
    const verdict = document.getElementById("verdict");
    verdict.hidden = false;
    verdict.classList.add(result.comparison.verdict.split(" ")[0]);
    verdict.textContent = `${result.comparison.b} against ${result.comparison.a}. ${result.comparison.sentence}`;
  }
}

// ── tables that sort ────────────────────────────────────────────────────────────────────────────────────────────

function table(host, columns, rows) {
  const body = element("tbody");
  const fill = (sorted) => body.replaceChildren(...sorted.map((row) => element("tr", { class: row.headline ? "headline" : "" },
    ...columns.map((column) => element("td", { class: column.num ? "num" : row.tone && column.toned ? row.tone : "" }, column.show(row))))));
  const sortBy = (column, header) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of head.querySelectorAll("th")) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => column.key(row) ?? -Infinity;
    fill([...rows].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (down ? -1 : 1)));
  };
  const head = element("tr", {}, ...columns.map((column) => {
    const header = element("th", { scope: "col" });
    header.append(column.key ? element("button", { type: "button", onclick: () => sortBy(column, header) }, column.title) : column.title);
    return header;
  }));
  fill(rows);
  host.replaceChildren(element("table", {}, element("thead", {}, head), body));
}

const nameOf = (row) => row.name;
function seenColumns(low, high) {
  return [
    { title: "value", num: true, key: (row) => row.seen.value, show: (row) => number(row.seen.value) },
    { title: "95 % interval", show: (row) => interval(row.seen, ...(low === undefined ? [row.low, row.high] : [low, high])) },
    { title: "from … to", show: (row) => (row.seen.low === null || row.seen.low === undefined ? "" : `${number(row.seen.low)} … ${number(row.seen.high)}`) },
    { title: "n", num: true, key: (row) => row.seen.n, show: (row) => String(row.seen.n ?? 0) },
    { title: "unscored", num: true, key: (row) => row.seen.unscored, show: (row) => String(row.seen.unscored ?? 0) },
    { title: "clusters", num: true, key: (row) => row.seen.clusters, show: (row) => String(row.seen.clusters ?? 0) },
  ];
}

function fillFigures() {
  const host = document.getElementById("figures");
  if (result.comparison) return fillDifferences(host);
  const rows = result.run.figures.map((figure) => ({ name: figure.metric, seen: figure.slices.all, low: figure.low, high: figure.high, headline: figure.headline, about: figure.about }));
  const first = { title: "metric", key: nameOf, show: (row) => element("span", { title: row.about }, row.name) };
  table(host, [first, ...seenColumns()], rows);
}

function fillDifferences(host) {
  const rows = result.comparison.differences.filter((one) => one.found && one.slice === "all").map(differenceRow);
  table(host, differenceColumns("metric", nameOf, rows), rows);
}

function differenceRow(one) {
  const { found } = one;
  return { ...one, name: one.metric, found, seen: { value: found.gain, low: found.low, high: found.high }, tone: one.verdict };
}

function differenceColumns(title, name, rows) {
  const [low, high] = axis([...rows.map((row) => row.seen), { value: 0 }]);
  return [
    { title, key: name, show: name },
    { title: "a", num: true, key: (row) => row.found.a, show: (row) => number(row.found.a, 4) },
    { title: "b", num: true, key: (row) => row.found.b, show: (row) => number(row.found.b, 4) },
    { title: "b − a", num: true, key: (row) => row.found.gain, show: (row) => number(row.found.gain, 4) },
    { title: "95 % interval", show: (row) => interval(row.seen, low, high, { zero: 0 }) },
    { title: "p", num: true, key: (row) => row.p_adjusted, show: (row) => number(row.p_adjusted ?? 1) },
    { title: "effect", num: true, key: (row) => row.found.effect, show: (row) => number(row.found.effect, 2) },
    { title: "n", num: true, key: (row) => row.n, show: (row) => String(row.n) },
    { title: "verdict", toned: true, key: (row) => row.verdict, show: (row) => row.verdict ?? "cannot tell" },
  ];
}

function fillSlices() {
  const choice = document.getElementById("metric");
  const figures = result.run.figures;
  choice.append(...figures.map((figure) => element("option", { value: figure.metric }, figure.metric)));
  choice.value = (figures.find((figure) => figure.headline) ?? figures[0])?.metric ?? "";
  choice.onchange = () => showSlices(choice.value);
  showSlices(choice.value);
}

function showSlices(metric) {
  const host = document.getElementById("slices");
  if (result.comparison) {
    const rows = result.comparison.differences.filter((one) => one.found && one.metric === metric).map(differenceRow);
    table(host, differenceColumns("slice", (row) => row.slice, rows), rows);
  } else {
    const figure = result.run.figures.find((one) => one.metric === metric);
    const rows = Object.entries(figure?.slices ?? {}).map(([name, seen]) => ({ name, seen, headline: name === "all" }));
    table(host, [{ title: "slice", key: nameOf, show: nameOf }, ...seenColumns(...axis(rows.map((row) => row.seen)))], rows);
  }
  const scores = records.map((record) => record.scores?.[metric]).filter(Boolean).map(([above, below]) => above / below);
  histogram(document.getElementById("histogram"), scores, `${metric}, case by case`);
}

// ── the cases, of which only those in sight are in the page ─────────────────────────────────────────────────────

const headlines = () => result.metrics.filter((metric) => metric.case && metric.headline).slice(0, 4);
const valueOf = (record, name) => { const part = record.scores?.[name]; return part ? part[0] / part[1] : null; };
const wordsOf = (record) => {
  const { input } = record.case;
  if (typeof input === "string") return input;
  return input?.message ?? input?.messages?.join(" / ") ?? input?.text ?? JSON.stringify(input ?? "");
};

function fillCases() {
  const host = document.getElementById("cases");
  host.style.setProperty("--shown", headlines().length);
  const keys = [(r) => r.case.id, wordsOf, ...headlines().map((metric) => (r) => valueOf(r, metric.name) ?? -Infinity), (r) => r.ms ?? 0];
  const titles = ["case", "asked", ...headlines().map((metric) => metric.name), "ms"];
  const head = element("div", { class: "head", role: "row" }, ...titles.map((title, n) => element("button", { type: "button", onclick: () => {
    order = { by: n, down: order.by === n && !order.down };
    refresh(keys);
  } }, title)));
  host.replaceChildren(head, element("div", { id: "rows" }));
  host.onscroll = paint;
  host.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step && document.activeElement?.dataset.n !== undefined ? host.querySelector(`[data-n="${Number(document.activeElement.dataset.n) + step}"]`) : null;
    if (next) { event.preventDefault(); next.focus(); }
  };
  for (const id of ["search", "wrong"]) document.getElementById(id).oninput = () => refresh(keys);
  refresh(keys);
}

function refresh(keys) {
  const words = document.getElementById("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const wrong = document.getElementById("wrong").checked;
  const best = headlines().map((metric) => [metric.name, metric.better === "higher" ? metric.high : metric.low]);
  visible = records.filter((record) => words.every((word) => record.words.includes(word)) &&
    (!wrong || record.error || best.some(([name, value]) => { const seen = valueOf(record, name); return seen !== null && seen !== value; })));
  const key = keys[order.by];
  visible.sort((a, b) => { const [x, y] = [key(a), key(b)]; return (x < y ? -1 : x > y ? 1 : 0) * (order.down ? -1 : 1); });
  document.getElementById("count").textContent = `${visible.length.toLocaleString("en")} of ${records.length.toLocaleString("en")}`;
  document.getElementById("rows").style.height = `${visible.length * ROW + 4}px`;
  document.getElementById("rows").style.position = "relative";
  document.getElementById("cases").scrollTop = 0;
  paint();
}

function paint() {
  const host = document.getElementById("cases");
  const first = Math.max(0, Math.floor(host.scrollTop / ROW) - 8);
  const shown = visible.slice(first, first + Math.ceil(host.clientHeight / ROW) + 16);
  document.getElementById("rows").replaceChildren(...shown.map((record, n) => element("button", {
    class: record.error ? "row failed" : "row", type: "button", style: `top:${(first + n) * ROW}px`, "data-n": first + n, onclick: () => showCase(record, result.metrics),
  }, element("span", {}, record.case.id), element("span", {}, wordsOf(record)),
    ...headlines().map((metric) => element("span", {}, record.scores?.[metric.name] === null ? "unscored" : number(valueOf(record, metric.name)))),
    element("span", {}, number(record.ms ?? 0, 1)))));
}

async function unpacked() {
  const packed = Uint8Array.from(atob(document.getElementById("packed").textContent), (letter) => letter.charCodeAt(0));
  const lines = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  return lines.split("\n").filter(Boolean).map((line) => {
    const record = JSON.parse(line);
    record.words = `${record.case.id} ${wordsOf(record)} ${Object.values(record.case.slices ?? {}).join(" ")}`.toLowerCase();
    return record;
  });
}

async function begin() {
  const theme = document.getElementById("theme");
  theme.onclick = () => {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark";
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    theme.setAttribute("aria-pressed", String(!dark));
  };
  document.getElementById("close").onclick = () => document.getElementById("case").close();
  fillHead();
  fillFigures();
  records = await unpacked();
  fillSlices();
  histogram(document.getElementById("latency"), records.map((record) => record.ms ?? 0), "milliseconds, case by case, logarithmic", { unit: " ms", log: true });
  fillCases();
  document.documentElement.dataset.ready = "yes";
}
begin();
