"""Styles: a line in one fabric, pattern and house; and the product that it becomes."""

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import msgspec

from commerce.colours import NAMED
from commerce.demo import facts, pricing, wording
from commerce.demo.lines import DEPARTMENT_OF, Brand, Fabric, Line, brands, fabrics, lines, names, palettes
from commerce.garments import Department, Pattern
from commerce.rows import ProductRow, VariantRow

_WOVEN_IN: dict[str, Pattern] = {"lace": "lace", "sequin": "sequinned", "broderie": "embroidered"}
_SCALE = {"striped": "fine", "checked": "medium", "dotted": "fine", "floral": "medium", "graphic": "bold"}


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """A line, settled: everything but words, prices and stock."""

    line: Line
    department: Department
    index: int
    """0.. within line and department."""
    fabric: Fabric
    pattern: Pattern
    shape: int
    """Which of the line's shapes."""
    brand: Brand
    name: str
    colours: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{self.line.id.replace('_', '-')}-{self.department[0]}{self.index + 1}"


def styles() -> Iterator[Style]:
    """Every style of the demo range, by line, department and index; the same on every machine."""
    taken: set[tuple[str, str]] = set()
    for line in lines():
        for letter in line.departments:
            department = DEPARTMENT_OF[letter]
            for index, (fabric, pattern, shape) in enumerate(_variations(line)):
                yield _style(line, department, index, fabric, pattern, shape, taken)


def _variations(line: Line) -> list[tuple[Fabric, Pattern, int]]:
    """Fabric, pattern and shape of each style, cheapest fabric first, so that cheap houses get those."""
    keys, patterns = line.fab.split(), line.pat.split()
    found: list[tuple[Fabric, Pattern, int]] = []
    for index in range(line.n):
        key = keys[index % len(keys)]
        pattern = msgspec.convert(patterns[index % len(patterns)], Pattern)
        if pattern in _WOVEN_IN.values() and pattern not in (_WOVEN_IN.get(key), "embroidered"):
            pattern = "plain"
        found.append((fabrics()[key], _WOVEN_IN.get(key, pattern), index % len(line.shapes)))
    return sorted(found, key=lambda variation: variation[0].price)


def _style(
    line: Line, department: Department, index: int, fabric: Fabric, pattern: Pattern, shape: int,
    taken: set[tuple[str, str]],
) -> Style:  # fmt: skip
    rng = Random(f"{line.set or line.id}:{department}:{index}")
    brand = _brand(line, department, index, fabric)
    pool = names().get(f"{brand.names}_m" if department == "men" else brand.names) or names()[brand.names]
    start = rng.randrange(len(pool))
    turned = pool[start:] + pool[:start]
    name = next((n for n in turned if (n, line.noun) not in taken), turned[0])
    taken.add((name, line.noun))
    return Style(
        line=line,
        department=department,
        index=index,
        fabric=fabric,
        pattern=pattern,
        shape=shape,
        brand=brand,
        name=name,
        colours=_colours(line, fabric, brand, rng),
    )


def _brand(line: Line, department: Department, index: int, fabric: Fabric) -> Brand:
    """The house of a style: a line's styles are spread from its cheaper houses to its dearer ones."""
    fitting = _houses(line.makes, department, fabric.base)
    chance = Random(f"{line.set or line.id}:{department}:{index}:house").random()
    return fitting[int((index + chance) / line.n * len(fitting))]


@cache
def _houses(makes: str, department: Department, materials: tuple[str, ...]) -> tuple[Brand, ...]:
    letter = next(key for key, name in DEPARTMENT_OF.items() if name == department)
    wanted = set(makes.split())
    found = tuple(
        brand
        for brand in brands()
        if letter in brand.departments
        and wanted & set(brand.makes.split())
        and not set(materials) & set(brand.avoid.split())
    )
    if not found:
        raise LookupError(f"No house makes {makes!r} of {', '.join(materials)} for {department}.")
    return found


def _colours(line: Line, fabric: Fabric, brand: Brand, rng: Random) -> tuple[str, ...]:
    """Two to five colours (one where the palette has one), those of the house's own palette first."""
    palette = (fabric.colours or palettes().get(line.col, line.col)).split()
    own = set(brand.colours.split())
    rng.shuffle(palette)
    palette.sort(key=lambda colour: colour not in own)
    count = min(rng.choice((2, 3, 3, 4, 5)), line.colours_max, len(palette))
    return tuple(colour.replace("-", " ") for colour in palette[:count])


def products() -> Iterator[ProductRow]:
    """The demo range, each product once, the same rows in the same order on every machine and day."""
    picker = wording.Picker()
    described: set[str] = set()
    for style in styles():
        pools = wording.pools(style.line, style.fabric, style.pattern, style.department, style.name)
        text = wording.describe(style.line, pools, picker)
        for _ in range(40):
            if text not in described:
                break
            text = wording.describe(style.line, pools, picker)
        described.add(text)
        yield product(style, text)


def product(style: Style, description: str) -> ProductRow:
    """The product of a style, with facts, prices and stock."""
    line, rng = style.line, Random(f"{style.key}:price")
    cut = cut_of(style)
    price = pricing.price(line, style.fabric, style.brand, style.department, rng)
    earlier = pricing.compare_at(price, style.brand, rng)
    return ProductRow(
        feed_key=f"demo-{style.key}",
        title=wording.title(line, style.fabric, style.pattern, style.name, index=style.index, shape=style.shape),
        description=description,
        brand=style.brand.name,
        department=style.department,
        category=line.cat,
        slot=line.category.slot,
        variants=_variants(style, price, earlier, rng),
        pattern=style.pattern,
        materials=style.fabric.base,
        formality=round(min(1.0, max(0.0, line.form + (style.brand.level - 0.4) * 0.05)), 2),
        seasons=facts.seasons(line, style.fabric),
        clo=facts.clo(line, style.fabric, cut),
        coverage=facts.coverage(line, cut),
        waterproof=_waterproof(line),
        heel=facts.heel(line.mm),
        fit=line.fit if line.category.slot in ("top", "bottom", "dress", "outerwear") else None,
        occasions=tuple(line.occ.split()),
        popularity=round(rng.random() ** 2.4 * (1 - 0.4 * abs(style.brand.level - 0.3)), 3),
        attributes=_attributes(style, cut, rng),
    )


def cut_of(style: Style) -> dict[str, Any]:
    """The cut in the words of commerce.demo.cuts, with heel height and the pattern's scale."""
    cut = facts.parse_cut(style.line.shapes[style.shape])
    if style.line.mm is not None:
        cut["heel_mm"] = style.line.mm
    if style.pattern != "plain":
        cut["scale"] = _SCALE.get(style.pattern, "medium")
    return cut


def _waterproof(line: Line) -> bool | None:
    return line.wp if line.wp or line.category.slot in ("outerwear", "shoes", "bag") else None


def _attributes(style: Style, cut: dict[str, Any], rng: Random) -> dict[str, Any]:
    accents = [c for c in style.colours[1:] if c != style.colours[0]] or [
        "white" if style.colours[0] != "white" else "navy"
    ]
    found: dict[str, Any] = {
        "cut": cut,
        "accent": NAMED[rng.choice(accents)],
        "surface": style.fabric.surface,
        "fabric": style.fabric.name,
        "style": style.name,
        "tier": style.brand.tier,
    }
    if style.line.set:
        found["set"] = f"{style.line.set}-{style.department[0]}{style.index + 1}"
    return found


def _variants(style: Style, price: int, earlier: int | None, rng: Random) -> tuple[VariantRow, ...]:
    """One per colour and size; in every product at least one can be bought."""
    run = facts.sizes(style.line, style.department, style.brand)
    grid = [(colour, size) for colour in style.colours for size in run]
    units = [facts.stock(rng, level=style.brand.level) for _ in grid]
    if not any(units):
        units[0] = 4
    return tuple(
        VariantRow(
            sku=f"{style.key}-{colour.replace(' ', '')}{'-' + size if size else ''}".upper(),
            colour=colour,
            hex=NAMED[colour],
            size=size,
            price=price,
            currency="USD",
            quantity=quantity,
            compare_at_price=earlier,
        )
        for (colour, size), quantity in zip(grid, units, strict=True)
    )
