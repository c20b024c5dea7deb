"""From the rows of one product to a `ProductRow`: prices, stock, variants, derived facts. Every refusal is a BadRow."""

import re
from collections.abc import Mapping
from datetime import datetime

import msgspec

from commerce import derive
from commerce.derive import Facts, Hints
from commerce.derive import colour as derive_colour
from commerce.derive import text as derive_text
from commerce.derive.colour import Colour
from commerce.feed import money as feed_money
from commerce.feed.mapping import FeedRow
from commerce.feed.record import BadRow
from commerce.garments import CATEGORIES, Department
from commerce.rows import ProductRow, VariantRow
from core.money import Money

TITLE_LENGTH = 300
NAME_LENGTH = 100
DESCRIPTION_LENGTH = 20_000
_NO_SIZE = frozenset(
    ("one size", "onesize", "os", "free size", "one size fits all", "n/a", "na", "none", "-", "uni", "default")
)
_URL = re.compile(r"^(?:https?://|/|images?/)\S+$", re.IGNORECASE)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the importing person settled for what a feed leaves open."""

    currency: str | None = None
    default_price: Money | None = None
    price_by_category: Mapping[str, Money] = {}
    """By category id or slot; the category wins."""
    default_stock: int | None = None
    default_department: Department | None = None
    brand_from_title: bool = False


class Product(msgspec.Struct, frozen=True):
    """A product ready to load, what of it is uncertain, and the rows that could not be used."""

    row: ProductRow | None
    uncertain: tuple[str, ...]
    bad: tuple[BadRow, ...]


class _Refused(ValueError):
    """This row cannot be used; the message is the reason."""


def build(rows: tuple[FeedRow, ...], terms: Terms, now: datetime) -> Product:
    """The product of these rows, which share a group. A row that cannot be used does not cost the others."""
    head = next((row for row in rows if row.parent), rows[0])
    title = _title(head) or next((found for row in rows if (found := _title(row))), "")
    if not title:
        return Product(None, (), tuple(BadRow(row.number, "has no title") for row in rows))
    text = derive_text.description(next((row["description"] for row in (head, *rows) if row["description"]), ""))
    facts = derive.facts(title, text, _hints(head, rows, terms))
    variants, bad = _variants(tuple(row for row in rows if not row.parent), facts, terms, now)
    if not variants:
        if not bad:
            bad = [BadRow(row.number, "has no variants that are for sale") for row in rows]
        return Product(None, (), tuple(bad))
    row = _product(head, title, text[:DESCRIPTION_LENGTH], facts, variants, terms)
    return Product(row, facts.uncertain, tuple(bad))


def _title(row: FeedRow) -> str:
    return derive_text.title(row["title"], row["brand"])[:TITLE_LENGTH]


def _hints(head: FeedRow, rows: tuple[FeedRow, ...], terms: Terms) -> Hints:
    """The group's fields: the head's, or else the first row's that has one; colours are every row's."""

    def of(field: str) -> str:
        return head[field] or next((row[field] for row in rows if row[field]), "")

    return Hints(
        category=of("category"), product_type=of("product_type"), google_category=of("google_product_category"),
        gender=of("gender"), age_group=of("age_group"), material=derive_text.plain(of("material")),
        pattern=of("pattern"), season=of("season"), usage=of("usage"), colour=of("color"),
        default_department=terms.default_department,
    )  # fmt: skip


def _variants(
    rows: tuple[FeedRow, ...], facts: Facts, terms: Terms, now: datetime
) -> tuple[tuple[VariantRow, ...], list[BadRow]]:
    variants: dict[tuple[str, str | None], VariantRow] = {}
    numbers: dict[tuple[str, str | None], int] = {}
    bad: list[BadRow] = []
    for row in rows:
        try:
            variant = _variant(row, facts, terms, now)
        except ValueError as error:
            bad.append(BadRow(row.number, str(error)))
            continue
        key = (variant.colour, variant.size)
        if key in variants:  # two shades of one name: `Navy` and `Midnight`
            variant = _by_its_own_words(row, variant)
            key = (variant.colour, variant.size)
        if key in variants:
            what = (
                f"colour {variant.colour!r} and size {variant.size!r}" if variant.size else f"colour {variant.colour!r}"
            )
            bad.append(BadRow(row.number, f"has the same {what} as row {numbers[key]} of the same product"))
            continue
        variants[key], numbers[key] = variant, row.number
    return tuple(variants.values()), bad


def _variant(row: FeedRow, facts: Facts, terms: Terms, now: datetime) -> VariantRow:
    colour = _colour(row, facts)
    price, was = _prices(row, facts.category, terms, now)
    return VariantRow(
        sku=row["id"], colour=colour.name, hex=colour.hex, size=_size(row), price=price.amount, currency=price.currency,
        quantity=_quantity(row, terms), compare_at_price=was, gtin=feed_money.gtin(row["gtin"]), image_url=_image(row),
    )  # fmt: skip


def _colour(row: FeedRow, facts: Facts) -> Colour:
    own = derive_colour.of_field(row["color"]) if row["color"] else ()
    return own[0] if own else facts.colours[0]


def _by_its_own_words(row: FeedRow, variant: VariantRow) -> VariantRow:
    words = " ".join(row["color"].lower().split())[:NAME_LENGTH]
    return msgspec.structs.replace(variant, colour=words) if words else variant


def _prices(row: FeedRow, category: str, terms: Terms, now: datetime) -> tuple[Money, int | None]:
    """What it costs now, and what it cost before where a sale is on."""
    if not row["price"]:
        settled = terms.price_by_category.get(category) or terms.price_by_category.get(CATEGORIES[category].slot or "")
        settled = settled or terms.default_price
        if settled is None:
            raise _Refused(
                f"has no price (its category is {category}); --default-price or --price-by-category gives one"
            )
        return settled, None
    regular = feed_money.price(row["price"], terms.currency)
    if not row["sale_price"]:
        return regular, None
    sale = feed_money.price(row["sale_price"], regular.currency)
    dates = row["sale_price_effective_date"]
    if sale.currency != regular.currency:
        raise _Refused(f"has its price in {regular.currency} but its sale price in {sale.currency}")
    if sale.amount >= regular.amount or (dates and not feed_money.in_effect(dates, now)):
        return regular, None
    return sale, regular.amount


def _quantity(row: FeedRow, terms: Terms) -> int:
    """Units for sale. `in_stock` without a number takes the default stock; what cannot be bought now has none."""
    buyable = feed_money.available(row["availability"]) if row["availability"] else True
    if not buyable:
        return 0
    if row["quantity"]:
        return feed_money.quantity(row["quantity"])
    if terms.default_stock is None:
        raise _Refused("has no quantity; --default-stock gives one")
    return terms.default_stock


def _size(row: FeedRow) -> str | None:
    """The size as a shopper would say it: `M`, `EU 42`, `32/34`; None where there is only one."""
    size = " ".join(row["size"].split())
    if not size or size.lower() in _NO_SIZE:
        return None
    if re.fullmatch(r"[xX0-9]*[sSmMlL]|[xX]+[sSlL]|[0-9][xX][lL]?", size):
        return size.upper()
    reversed_system = re.fullmatch(r"(\d+(?:[.,]5)?)\s*(EU|UK|US)", size, re.IGNORECASE)
    if reversed_system:
        return f"{reversed_system[2].upper()} {reversed_system[1].replace(',', '.')}"
    system = row["size_system"].upper()
    return f"{system} {size}" if system in ("EU", "UK", "US", "FR", "IT", "JP") and size[0].isdigit() else size[:40]


def _image(row: FeedRow) -> str | None:
    first = row["image_link"].split(",")[0].strip()
    return first if _URL.match(first) else None


def _product(
    head: FeedRow, title: str, text: str, facts: Facts, variants: tuple[VariantRow, ...], terms: Terms
) -> ProductRow:
    brand = derive_text.plain(head["brand"]) or (derive.brand_of(title) if terms.brand_from_title else "")
    return ProductRow(
        feed_key=head.group, title=title, description=text, brand=brand[:NAME_LENGTH], department=facts.department,
        category=facts.category, slot=facts.slot, variants=variants, pattern=facts.pattern, materials=facts.materials,
        formality=facts.formality, seasons=facts.seasons, clo=facts.clo, coverage=facts.coverage,
        waterproof=facts.waterproof, heel=facts.heel, fit=facts.fit, occasions=facts.occasions,
        image_url=_image(head) or next((v.image_url for v in variants if v.image_url), None),
        attributes=_attributes(head, facts, variants),
    )  # fmt: skip


def _attributes(head: FeedRow, facts: Facts, variants: tuple[VariantRow, ...]) -> dict[str, object]:
    """Raw leftovers, cut and derivation, as JSON takes them. A print's further colours belong to a lone colourway."""
    colours = {variant.colour for variant in variants}
    further = [c.name for c in facts.colours[1:] if c.name not in colours] if len(colours) == 1 else []
    raw = {name: head[name] for name in ("link", "product_type", "google_product_category", "color") if head[name]}
    attributes: dict[str, object] = {
        "derivation": {name: msgspec.to_builtins(fact) for name, fact in facts.derivation.items()},
        "cut": facts.cut,
        "further_colours": further,
        "feed": {**raw, **head.kept},
    }
    return {name: value for name, value in attributes.items() if value}
