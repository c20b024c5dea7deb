// Where something goes: the fields of an address, and how one is written down.

import { el } from "./dom.js";
import { field } from "./form.js";

const names = new Intl.DisplayNames([navigator.language, "en"], { type: "region", fallback: "none" });

// [code, name] of each country that the shop delivers to, by name.
function countries() {
  const given = (document.body.dataset.countries ?? "").split(" ").filter(Boolean);
  const codes = given.includes("*") ? everywhere() : given;
  return codes.map((code) => [code, names.of(code) ?? code]).sort(([, one], [, other]) => one.localeCompare(other));
}

function everywhere() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return [...letters].flatMap((one) => [...letters].map((other) => one + other)).filter((code) => names.of(code) && !/^(EU|EZ|UN|ZZ|Q[M-Z]|X[A-Z])$/.test(code));
}

// The fields, filled with `known`. autocomplete: "shipping " before each token where it is a delivery.
export function addressFields(known = {}, section = "shipping ") {
  const own = (name, label, token, more = {}) => field(name, label, { value: known[name] ?? "", autocomplete: section + token, maxlength: 200, ...more });
  const places = countries();
  const here = new Intl.Locale(navigator.language).maximize().region;
  const country = known.country ?? (places.some(([code]) => code === here) ? here : places.some(([code]) => code === "US") ? "US" : places[0]?.[0]);
  return [
    own("name", "Name", "name", { required: true }),
    own("country", "Country", "country", { options: places, value: country, required: true, maxlength: null }),
    own("line1", "Street and number", "address-line1", { required: true, wide: true }),
    own("line2", "Flat, floor", "address-line2"),
    own("postcode", "Postcode", "postal-code", { maxlength: 20 }),
    own("city", "Town", "address-level2", { required: true }),
    own("region", "State or region", "address-level1", { maxlength: 10, hint: "Two or three letters, NY for instance" }),
    own("phone", "Telephone", "tel", { type: "tel", maxlength: 40, hint: "For the carrier only" }),
  ];
}

const PARTS = ["name", "line1", "line2", "city", "country", "region", "postcode", "phone"];

// An address as the interface takes it, from a form's values; what is empty is left out.
export const asAddress = (values) => Object.fromEntries(PARTS.filter((name) => values[name]).map((name) => [name, name === "region" ? values[name].toUpperCase() : values[name]]));

export function written(address) {
  const town = [address.postcode, address.city, address.region].filter(Boolean).join(" ");
  return el("address", {}, [address.name, address.line1, address.line2, town, names.of(address.country) ?? address.country, address.phone].filter(Boolean).join("\n"));
}
