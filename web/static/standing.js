// How an order stands, in words and colours; shared by the shopper's page and the counter.

import { el } from "./dom.js";

const WORDS = {
  status: { pending: ["Waits for payment", ""], placed: ["Placed", "good"], completed: ["Completed", "good"], cancelled: ["Cancelled", "bad"] },
  payment_status: { unpaid: ["Not paid", ""], authorised: ["Card checked", ""], paid: ["Paid", "good"], partially_refunded: ["Refunded in part", "bad"], refunded: ["Refunded", "bad"], failed: ["Payment failed", "bad"] },
  fulfilment_status: { unfulfilled: ["Not sent yet", ""], partially_fulfilled: ["Sent in part", "good"], fulfilled: ["Sent", "good"], returned: ["Came back", "bad"] },
};

export function states(order) {
  return el("ul", { class: "states", "aria-label": "How it stands" }, ...Object.entries(WORDS).map(([name, words]) => {
    const [text, kind] = words[order[name]] ?? [order[name], ""];
    return el("li", { class: `state ${kind}` }, text);
  }));
}

export const word = (name, value) => WORDS[name]?.[value]?.[0] ?? value;

export const moment = (at) => new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
