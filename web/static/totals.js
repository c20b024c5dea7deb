// What a bag or an order costs, line by line, as the shop reckons it. The browser adds nothing up.

import { el, money } from "./dom.js";

// quote: as POST /api/cart/quote answers, or an order's money in the same words.
export function totals(quote) {
  const cost = (amount) => money({ amount, currency: quote.currency });
  const lines = quote.adjustments.filter(({ kind }) => kind !== "tax_included").map((one) =>
    el("div", { class: one.amount < 0 ? "off" : null }, el("dt", {}, one.name), el("dd", {}, one.kind === "shipping" && one.amount === 0 ? "Free" : cost(one.amount))));
  const included = quote.adjustments.find(({ kind }) => kind === "tax_included");
  return el("dl", { class: "sums" },
    el("div", {}, el("dt", {}, "Pieces"), el("dd", {}, cost(quote.items_total))),
    ...lines,
    quote.complete === false ? el("div", {}, el("dt", {}, "Delivery and tax"), el("dd", { class: "hint" }, "with your address")) : null,
    el("div", { class: "all" }, el("dt", {}, quote.complete === false ? "So far" : "Total"), el("dd", { class: "total" }, cost(quote.total))),
    included ? el("div", { class: "hint" }, el("dt", {}, `${included.name}, included`), el("dd", {}, cost(included.amount))) : null);
}
