// What was done behind the counter, by whom, newest first: the audit log.

import { el, fill, load, send } from "./dom.js";
import { moment } from "./standing.js";

export async function draw(box) {
  const rows = el("tbody", {});
  const more = el("p", { class: "acts" });
  async function page(cursor) {
    const found = await send(`/api/admin/audit${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
    rows.append(...found.entries.map(row));
    fill(more, found.next_cursor ? el("button", { type: "button", class: "quiet", onclick: () => load(more, () => page(found.next_cursor)) }, "Earlier") : null);
  }
  await page(null);
  fill(box, el("div", { class: "scroll panel" }, el("table", {},
    el("thead", {}, el("tr", {}, ...["When", "Who", "What", "Of what", "Change"].map((text) => el("th", { scope: "col" }, text)))), rows)), more);
}

function row(entry) {
  return el("tr", {}, el("td", {}, moment(entry.at)), el("td", {}, entry.actor_id ? `${entry.actor_kind} …${entry.actor_id.slice(-6)}` : "the shop itself"), el("td", {}, entry.action),
    el("td", {}, entry.entity, entry.entity_id ? ` …${entry.entity_id.slice(-6)}` : ""), el("td", {}, el("pre", {}, Object.entries(entry.diff).map(([name, value]) => `${name}: ${told(value)}`).join("\n"))));
}

const told = (value) => Array.isArray(value) && value.length === 2 ? `${plain(value[0])} → ${plain(value[1])}` : plain(value);
const plain = (value) => value === null ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);
