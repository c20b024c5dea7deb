// Forms: a field with its label and its fault, and sending that says what is wrong beside the field it is wrong in.

import { el } from "./dom.js";

let count = 0;

// A labelled input; `hint` stands below it. A list of `options` ([value, label]) makes it a select, `rows` a larger field.
export function field(name, label, { hint, options, wide, ...attributes } = {}) {
  const id = `field-${++count}`;
  const told = [hint ? `${id}-hint` : null, `${id}-fault`].filter(Boolean).join(" ");
  const { value, ...rest } = attributes;
  const shared = { id, name, "aria-describedby": told, ...rest };
  const input = options
    ? el("select", shared, ...options.map(([key, text]) => el("option", { value: key, selected: key === value }, text)))
    : rest.rows ? el("textarea", shared, value ?? "") : el("input", { type: "text", ...shared, value: value ?? "" });
  return el("div", { class: wide ? "entry wide-entry" : "entry" },
    el("label", { for: id }, label, rest.required ? null : optional(rest)), input,
    hint ? el("small", { id: `${id}-hint`, class: "hint" }, hint) : null,
    el("small", { id: `${id}-fault`, class: "warned", role: "alert" }));
}

const optional = ({ type }) => type === "checkbox" || type === "hidden" ? null : el("span", { class: "hint" }, " (optional)");

// A form of fields and one button. `act(values, form)` is done once at a time; what it throws is shown.
export function form({ label, submit, act, ...attributes }, ...children) {
  const button = el("button", { type: "submit", class: "button" }, submit);
  const fault = el("p", { class: "warned", role: "alert" });
  const node = el("form", { class: "entries", novalidate: true, "aria-label": label, ...attributes }, ...children, fault, el("div", { class: "acts wide-entry" }, button));
  node.addEventListener("input", ({ target }) => {
    if (target.hasAttribute("aria-invalid") && target.validity.valid) blame(node, target, "");
  });
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy")) return;
    clear(node);
    if (!complete(node)) return;
    button.setAttribute("aria-busy", "true");
    try {
      await act(values(node), node);
    } catch (error) {
      show(node, error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  return node;
}

// What was filled in, by name, without blanks around it; a password keeps its own, an unticked box is left out.
export function values(node) {
  const found = {};
  for (const input of node.elements) {
    if (!input.name || input.disabled || (["checkbox", "radio"].includes(input.type) && !input.checked)) continue;
    found[input.name] = input.type === "checkbox" ? true : input.type === "password" ? input.value : input.value.trim();
  }
  return found;
}

function clear(node) {
  for (const each of node.querySelectorAll(".warned")) each.textContent = "";
  for (const each of node.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
}

// The browser's own checks, said in the page and beside the field.
function complete(node) {
  const wrong = [...node.elements].filter((input) => input.willValidate && !input.validity.valid);
  for (const input of wrong) blame(node, input, input.validationMessage);
  wrong[0]?.focus();
  return !wrong.length;
}

// Says what is wrong with the input, or with an empty text that nothing is.
function blame(node, input, text) {
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  const place = node.querySelector(`#${CSS.escape(input.id)}-fault`);
  if (place) place.textContent = text;
}

// A problem of the server's: each fault beside its field (`shipping_address.city` is the field named `city` too), the
// rest below them all.
export function show(node, error) {
  const rest = [];
  for (const { field: path, detail } of error.problem?.errors ?? []) {
    const name = path.split(".").at(-1);
    const input = node.elements[path] ?? node.elements[name];
    if (input instanceof HTMLElement && input.id) blame(node, input, detail);
    else rest.push(detail);
  }
  const blamed = node.querySelector("[aria-invalid]");
  const below = node.querySelector(":scope > .warned");
  below.textContent = blamed && !rest.length ? "Something is not right yet: see above." : rest.join(" ") || error.message;
  (blamed ?? below).scrollIntoView({ block: "nearest" });
  blamed?.focus();
}

