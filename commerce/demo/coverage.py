"""Can everybody be dressed? How many products the range offers per department, occasion, weather and slot."""

from collections.abc import Iterable, Sequence

import msgspec

from commerce.garments import Department, Season, Slot
from commerce.rows import ProductRow


class Band(msgspec.Struct, frozen=True):
    """A weather with what it asks of clothes. `outfit` is the insulation of a whole outfit that the range must be able
    to reach, clo; `top` and so on the most insulation that a single piece may have when it is hot."""

    name: str
    season: Season
    outer: bool
    """True where a coat or jacket is needed."""
    wet: bool = False
    outfit: float = 0.0
    hottest: float = 9.0


BANDS = (
    Band("−15 °C, snow", "winter", True, True, outfit=1.15),
    Band("0 °C, rain or snow", "winter", True, True, outfit=0.95),
    Band("9 °C, rain", "autumn", True, True, outfit=0.6),
    Band("16 °C, dry", "spring", True),
    Band("25 °C, dry", "summer", False, hottest=0.45),
    Band("36 °C, dry", "summer", False, hottest=0.36),
)

FLOOR: dict[str, float] = {
    "everyday": 0.0, "work": 0.4, "business_formal": 0.62, "interview": 0.5, "wedding_guest": 0.42, "black_tie": 0.76,
    "cocktail": 0.6, "party": 0.25, "date": 0.2, "evening": 0.42, "brunch": 0.15, "travel": 0.0, "beach": 0.0,
    "outdoor": 0.0, "sport": 0.0, "lounge": 0.0, "festival": 0.0, "funeral": 0.5, "graduation": 0.42,
}  # fmt: skip
"""Least formality of a garment or shoe per occasion; outerwear, bags and accessories may be 0.15 less."""

NEEDED = {"clothes": 3, "shoes": 3, "outerwear": 2, "rain": 2, "bag": 2, "accessory": 2}
"""How many products there must be, at least; rain is waterproof outerwear, clothes is tops and bottoms or dresses."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What one department can choose from for one occasion in one weather."""

    department: Department
    occasion: str
    band: str
    top: int
    bottom: int
    dress: int
    shoes: int
    outerwear: int
    rain: int
    bag: int
    accessory: int
    warmest: float
    """Insulation of the outfit made of the second-warmest piece per slot, clo."""
    missing: tuple[str, ...]


def fits(row: ProductRow, occasion: str, band: Band) -> bool:
    """True where a product is for the occasion, formal enough, in season, not too hot and in stock."""
    floor = FLOOR[occasion] - (0.15 if row.slot in ("outerwear", "bag", "accessory") else 0.0)
    return (
        occasion in row.occasions
        and row.formality >= floor
        and (not row.seasons or band.season in row.seasons)
        and row.clo <= band.hottest
        and any(variant.quantity for variant in row.variants)
    )


def matrix(rows: Iterable[ProductRow], departments: Sequence[Department]) -> list[Cell]:
    """One cell per department, occasion and band; unisex products count for every department."""
    everything = tuple(rows)
    cells = []
    for department in departments:
        own = tuple(row for row in everything if row.department in (department, "unisex"))
        for occasion in FLOOR:
            named = tuple(row for row in own if occasion in row.occasions)
            cells += [_cell(named, department, occasion, band) for band in BANDS]
    return cells


def _cell(rows: Sequence[ProductRow], department: Department, occasion: str, band: Band) -> Cell:
    fitting: dict[Slot | None, list[ProductRow]] = {}
    for row in rows:
        if fits(row, occasion, band):
            fitting.setdefault(row.slot, []).append(row)
    count = {slot: len(found) for slot, found in fitting.items()}
    rain = sum(1 for row in fitting.get("outerwear", ()) if row.waterproof)
    numbers = {
        "clothes": max(min(count.get("top", 0), count.get("bottom", 0)), count.get("dress", 0)),
        "shoes": count.get("shoes", 0),
        "outerwear": count.get("outerwear", 0) if band.outer else 99,
        "rain": rain if band.wet else 99,
        "bag": count.get("bag", 0),
        "accessory": count.get("accessory", 0),
    }
    warmest = _warmest(fitting)
    missing = [f"{name}: {found}" for name, found in numbers.items() if found < NEEDED[name]]
    # Who runs makes heat: 0.35 clo less, about what ISO 11079 takes off from 2 to 3 met.
    asked = band.outfit - (0.35 if occasion == "sport" else 0.0)
    if warmest < asked:
        missing.append(f"warmth: {warmest:.2f} clo of {asked:.2f}")
    return Cell(
        department=department,
        occasion=occasion,
        band=band.name,
        top=count.get("top", 0),
        bottom=count.get("bottom", 0),
        dress=count.get("dress", 0),
        shoes=numbers["shoes"],
        outerwear=count.get("outerwear", 0),
        rain=rain,
        bag=numbers["bag"],
        accessory=numbers["accessory"],
        warmest=warmest,
        missing=tuple(missing),
    )


def _warmest(fitting: dict[Slot | None, list[ProductRow]]) -> float:
    def second(slot: Slot) -> float:
        found = sorted((row.clo for row in fitting.get(slot, ())), reverse=True)
        return found[1] if len(found) > 1 else 0.0

    body = max(second("top") + second("bottom"), second("dress"))
    return round(body + second("outerwear") + second("shoes") + second("accessory"), 2)
