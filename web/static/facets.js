// The facets beside a list: values with their counts, prices from and to, what is in stock.

import { el, fill } from "./dom.js";

const TITLES = { department: "For", category: "Kind", colour: "Colour", size: "Size", brand: "Brand", occasion: "Occasion", material: "Material", season: "Season" };
const OPEN = ["department", "category", "colour", "size"];
const MINOR = 100;

// Draws them into `box`. change(edit): edits the query and shows the list anew. What was open stays open, and focus
// stays on the box that was ticked.
export function facets(box, found, wanted, change) {
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = new Map([...box.querySelectorAll("details")].map((node) => [node.dataset.name, node.open]));
  const isOpen = (name) => opened.get(name) ?? (OPEN.includes(name) || wanted.has(name));
  fill(box,
    ...found.facets.filter((facet) => TITLES[facet.name] && facet.values.length).map((facet) => one(facet, isOpen(facet.name), change)),
    prices(wanted, change),
    el("fieldset", {}, el("legend", { class: "hidden" }, "Stock"), el("label", {}, el("input", { type: "checkbox", id: "in-stock", checked: wanted.get("available") === "true",
      onchange: ({ target }) => change((query) => target.checked ? query.set("available", "true") : query.delete("available")) }), el("span", {}, "In stock"))));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function one(facet, open, change) {
  const title = TITLES[facet.name];
  return el("fieldset", {}, el("legend", { class: "hidden" }, title), el("details", { open, "data-name": facet.name }, el("summary", {}, title),
    el("ul", {}, ...facet.values.map((value) => el("li", {}, el("label", {},
      el("input", { type: "checkbox", id: `facet-${facet.name}-${value.value}`, checked: value.selected,
        onchange: ({ target }) => change((query) => target.checked ? query.append(facet.name, value.value) : query.delete(facet.name, value.value)) }),
      el("span", {}, value.label), el("small", {}, value.count.toLocaleString())))),
    facet.more ? el("li", { class: "fine" }, `and ${facet.more.toLocaleString()} more; search for one by its name`) : null)));
}

function prices(wanted, change) {
  const input = (name, label) => el("input", { type: "number", id: `facet-${name}`, name, min: 0, step: 1, inputmode: "numeric", placeholder: label, "aria-label": `Price ${label}`,
    value: wanted.has(name) ? wanted.get(name) / MINOR : "",
    onchange: ({ target }) => change((query) => target.value && target.validity.valid ? query.set(name, String(Math.round(Number(target.value) * MINOR))) : query.delete(name)) });
  return el("fieldset", {}, el("legend", { class: "hidden" }, "Price"), el("details", { open: true, "data-name": "price" }, el("summary", {}, "Price"),
    el("div", { class: "span" }, input("price_min", "from"), input("price_max", "to"))));
}
