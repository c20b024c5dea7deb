// The list of what is for sale: words, facets, order, one page after another. The address says what is shown, so that
// it can be sent to somebody and the back button works.

import * as bar from "./bar.js";
import { el, fill, money, notice, send } from "./dom.js";
import { facets } from "./facets.js";

const place = document.getElementById("main");
const SORTS = { relevance: "Best match", popularity: "Popular", newest: "Newest", price_asc: "Price, low first", price_desc: "Price, high first" };
const wanted = new URLSearchParams(location.search);
const words = el("input", { class: "plain", type: "search", id: "words", name: "q", maxlength: 200, value: wanted.get("q") ?? "", placeholder: "Linen dress, navy blazer …", enterkeyhint: "search" });
const filters = el("div", { class: "facets" });
const filter = el("details", { class: "filter", open: innerWidth > 900 }, el("summary", { class: "quiet" }, "Filter"), filters);
const chosen = el("ul", { class: "chosen", "aria-label": "Filters in use" });
const told = el("p", { role: "status" });
const sort = el("select", { "aria-label": "Order", onchange: ({ target }) => change((query) => query.set("sort", target.value)) });
const goods = el("ul", { class: "goods", "aria-label": "Products" });
const more = el("div", { class: "more" });
let asking = 0;

bar.attach();
document.querySelector(".bar a.strap").setAttribute("aria-current", "page");
fill(place,
  el("h1", { class: "hidden" }, "Shop"),
  el("form", { class: "seek", role: "search", onsubmit: (event) => {
    event.preventDefault();
    change((query) => {
      query.delete("sort");
      if (words.value.trim()) query.set("q", words.value.trim());
      else query.delete("q");
    });
  } }, el("label", { class: "hidden", for: "words" }, "What are you looking for?"), words, el("button", { type: "submit", class: "button" }, "Search")),
  el("div", { class: "shelves" }, filter, el("section", { "aria-label": "What was found" }, chosen, el("div", { class: "found" }, told, sort), goods, more)));
show();
addEventListener("popstate", () => location.reload());

// What is asked for changes: the address too, and the list begins anew.
function change(edit) {
  edit(wanted);
  history.pushState(null, "", `/shop${wanted.size ? `?${wanted}` : ""}`);
  words.value = wanted.get("q") ?? "";
  show();
}

async function show() {
  const mine = ++asking;
  place.setAttribute("aria-busy", "true");
  try {
    const found = await send(`/api/products?${wanted}`);
    if (mine === asking) draw(found);
  } catch (error) {
    if (mine === asking) fill(goods, el("li", {}, notice(error.message, el("button", { type: "button", class: "quiet", onclick: () => change((query) => { for (const name of [...query.keys()]) query.delete(name); }) }, "Begin anew"))));
  } finally {
    if (mine === asking) place.removeAttribute("aria-busy");
  }
}

function draw(found) {
  const many = found.total.toLocaleString();
  told.textContent = found.total === 1 ? "1 piece" : `${many}${found.total_is === "at_least" ? " and more" : ""} pieces`;
  fill(sort, ...Object.entries(SORTS).filter(([name]) => name !== "relevance" || wanted.has("q")).map(([name, text]) => el("option", { value: name, selected: name === found.sort }, text)));
  facets(filters, found, wanted, change);
  fill(chosen, ...inUse(found));
  fill(goods, ...found.products.map(card));
  if (found.nothing) fill(goods, nothing(found.nothing));
  next(found.next_cursor);
}

function inUse(found) {
  const labels = new Map(found.facets.flatMap((facet) => facet.values.map((one) => [`${facet.name}=${one.value}`, one.label])));
  return [...wanted].filter(([name]) => name !== "sort").map(([name, value]) => {
    const text = name === "q" ? `“${value}”` : name.startsWith("price_") ? `${name === "price_min" ? "from" : "to"} ${value / 100}` : labels.get(`${name}=${value}`) ?? value;
    return el("li", {}, el("button", { type: "button", "aria-label": `Take off: ${text}`, onclick: () => change((query) => query.delete(name, value)) }, `${text} ✕`));
  });
}

function nothing({ message, ways }) {
  return el("li", { class: "nothing" }, el("p", {}, message),
    el("p", { class: "acts" }, ...ways.map((way) => el("button", { type: "button", class: "quiet", onclick: () => change((query) => drop(query, way.drop)) }, `Without ${NAMES[way.drop] ?? way.drop}: ${way.count.toLocaleString()}`)),
      wanted.has("q") && wanted.size > 1 && !ways.some((way) => way.drop === "q") ? el("button", { type: "button", class: "quiet", onclick: () => change((query) => drop(query, "q")) }, "Without the words") : null,
      el("a", { class: "button", href: `/?ask=${encodeURIComponent(wanted.get("q") ?? "")}` }, "Ask Aurora")));
}

const NAMES = { q: "the words", price: "the price", price_range: "the price", available: "“in stock”" };
function drop(query, name) {
  for (const each of name.startsWith("price") ? ["price_min", "price_max"] : [name]) query.delete(each);
}

function card(product) {
  const stock = { few_left: "few left", out_of_stock: "sold out" }[product.availability];
  return el("li", {}, el("a", { class: "item", href: product.url },
    el("div", { class: "picture" }, el("img", { src: product.image_url, alt: "", loading: "lazy", width: 320, height: 400 }),
      product.compare_at ? el("span", { class: "badge" }, "reduced") : null, stock ? el("span", { class: "badge stock" }, stock) : null),
    el("div", { class: "facts" },
      el("span", { class: "maker" }, product.brand), el("span", { class: "title" }, product.title),
      el("span", { class: "price" }, el("span", { class: product.compare_at ? "sale" : "" }, money(product.price)), product.compare_at ? el("s", { class: "was" }, money(product.compare_at)) : null),
      product.colours.length > 1 ? el("span", { class: "dots", role: "img", "aria-label": `${product.colours.length} colours` }, ...product.colours.slice(0, 6).map((one) => el("i", { class: "swatch", style: `background:${one.hex}` }))) : null)));
}

// The next page: by a press, which also works where nothing scrolls; coming near it presses it.
function next(cursor) {
  if (!cursor) return fill(more);
  const button = el("button", { type: "button", class: "quiet", onclick: () => go() }, "Show more");
  const near = "IntersectionObserver" in window ? new IntersectionObserver(([entry]) => entry.isIntersecting && go(), { rootMargin: "600px" }) : null;
  const mine = asking;
  async function go() {
    near?.disconnect();
    button.disabled = true;
    try {
      const query = new URLSearchParams(wanted);
      query.set("cursor", cursor);
      query.set("facets", "false");
      const found = await send(`/api/products?${query}`);
      if (mine !== asking) return;
      goods.append(...found.products.map(card));
      next(found.next_cursor);
    } catch (error) {
      fill(more, notice(error.message, el("button", { type: "button", class: "quiet", onclick: () => next(cursor) }, "Try again")));
    }
  }
  fill(more, button);
  near?.observe(button);
}
