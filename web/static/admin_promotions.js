// Coupons and sales behind the counter: a list, one made, one switched on and off.

import { create, el, fill, load, money, say, send } from "./dom.js";
import { field, form } from "./form.js";

const PROMOTIONS = "/api/admin/promotions";
const KINDS = [["percentage", "A part off"], ["fixed_amount", "An amount off"], ["free_shipping", "Free delivery"]];
const STANDS = { draft: "Draft", active: "In use", disabled: "Switched off" };

export async function draw(box) {
  const { promotions } = await send(PROMOTIONS);
  fill(box,
    el("details", { class: "panel" }, el("summary", {}, "A new one"), making(box)),
    el("div", { class: "scroll panel" }, promotions.length ? el("table", {},
      el("thead", {}, el("tr", {}, ...["Name", "Code", "What it gives", "From and to"].map((text) => el("th", { scope: "col" }, text)), el("th", { scope: "col", class: "figure" }, "Used"), el("th", { scope: "col" }, "Stands"))),
      el("tbody", {}, ...promotions.map((one) => row(one, box)))) : el("p", { class: "fine" }, "None yet.")));
}

function row(one, box) {
  const on = one.status === "active";
  return el("tr", {}, el("td", {}, one.name), el("td", {}, one.code ?? "for everybody"), el("td", {}, gives(one)), el("td", {}, [one.starts_at, one.ends_at].map((at) => at ? new Date(at).toLocaleDateString() : "…").join(" – ")),
    el("td", { class: "figure" }, one.usage_limit ? `${one.used_count} of ${one.usage_limit}` : one.used_count),
    el("td", {}, STANDS[one.status], " ", el("button", { type: "button", class: "link", "aria-label": `${on ? "Switch off" : "Switch on"}: ${one.name}`, onclick: () => change(one, on ? "disabled" : "active", box) }, on ? "Switch off" : "Switch on")));
}

function gives(one) {
  const what = one.kind === "percentage" ? `${one.percent_off} % off` : one.kind === "fixed_amount" ? `${money({ amount: one.amount_off, currency: one.currency })} off` : "Free delivery";
  return one.minimum_amount ? `${what}, from ${money({ amount: one.minimum_amount, currency: one.currency })}` : what;
}

async function change(one, status, box) {
  try {
    await send(`${PROMOTIONS}/${one.id}`, "PATCH", { status, seen: one.updated_at });
    await draw(box);
    say(`${one.name}: ${STANDS[status].toLowerCase()}.`);
  } catch (error) {
    say(error.message);
    if (error.status === 409) await load(box, () => draw(box));
  }
}

function making(box) {
  const minor = (text) => Math.round(Number(text) * 100);
  const day = (text) => new Date(`${text}T00:00`).toISOString();
  return form({ label: "A new promotion", submit: "Make it", act: async (given) => {
    const { kind, much, minimum, currency, starts, ends, limit, each, now, name, code } = given;
    await create(PROMOTIONS, {
      name, kind, code: code || null, status: now ? "active" : "draft",
      percent_off: kind === "percentage" ? Number(much) : null, amount_off: kind === "fixed_amount" ? minor(much) : null,
      minimum_amount: minimum ? minor(minimum) : null, currency: kind === "fixed_amount" || minimum ? currency.toUpperCase() : null,
      starts_at: starts ? day(starts) : null, ends_at: ends ? day(ends) : null,
      usage_limit: limit ? Number(limit) : null, limit_per_customer: each ? Number(each) : null,
    });
    await draw(box);
    say(`${name} is made.`);
  } },
  field("name", "Name", { required: true, maxlength: 100, hint: "The shopper reads it below the pieces." }),
  field("code", "Code", { maxlength: 40, pattern: "[A-Za-z0-9_\\-]{2,40}", hint: "Without one it is a sale, for everybody." }),
  field("kind", "Kind", { required: true, options: KINDS, value: "percentage" }),
  field("much", "How much", { type: "number", min: 0, step: "0.01", hint: "Per cent, or an amount of the currency" }),
  field("minimum", "From an order of", { type: "number", min: 0, step: "0.01" }),
  field("currency", "Currency", { value: "USD", maxlength: 3, pattern: "[A-Za-z]{3}" }),
  field("starts", "Begins", { type: "date" }), field("ends", "Ends", { type: "date" }),
  field("limit", "Uses in all", { type: "number", min: 1, step: 1 }), field("each", "Uses a customer", { type: "number", min: 1, step: 1 }),
  el("label", { class: "tick wide-entry" }, el("input", { type: "checkbox", name: "now" }), "Use it at once"));
}
