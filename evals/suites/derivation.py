"""How well `commerce.derive` reads a bare title: category, colour and department against a labelled catalogue.

Truth is the catalogue's own columns. The words and rules were improved on rows with an even id (`--set half=train`) and
are reported on those with an odd one (`test`, unless said otherwise). Nothing but `productDisplayName` is shown to the
derivation.

A label of the catalogue is often coarser than our categories (`Casual Shoes` are trainers, loafers or boots), so each
has one canonical category and further ones that also count as right; the same holds for shades (`Blue` covers indigo).
Free items are left out (a free watch is labelled `Free Gifts`), and personal care for colour (a lipstick's shade).
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from commerce import derive
from commerce.derive import text as derive_text
from commerce.feed import mapping as feed_mapping
from core.errors import InvalidInput
from evals.datasets.known import dataset
from evals.metrics.calibration import expected_calibration_error
from evals.suite import Case, Metric, Options, Score, Solved, Suite, each

FIELDS = ("category", "colour", "department")
HALVES: dict[str, tuple[int, ...]] = {"train": (0,), "test": (1,), "both": (0, 1)}
"""Half → what is left of its ids when they are halved."""
# Label → categories of ours that it covers besides the mapping's canonical one.
ALSO = {
    "Tshirts": "polo tank_top sports_top", "Tops": "tank_top crop_top camisole blouse bodysuit",
    "Trousers": "suit_trousers chinos cargos", "Shorts": "sports_bottom swim_shorts", "Dresses": "cocktail_dress gown",
    "Track Pants": "sports_bottom", "Sweatshirts": "hoodie", "Sweaters": "cardigan turtleneck",
    "Jackets": "denim_jacket leather_jacket bomber_jacket puffer_jacket parka fleece raincoat coat gilet",
    "Casual Shoes": "loafers espadrilles ankle_boots boots hiking_boots mules", "Formal Shoes": "loafers ankle_boots",
    "Sports Shoes": "hiking_boots", "Heels": "heeled_sandals", "Handbags": "tote crossbody clutch",
    "Tights": "sports_bottom", "Swimwear": "swim_shorts", "Stockings": "socks", "Jumpsuit": "playsuit dungarees",
    "Rompers": "jumpsuit", "Hat": "cap beanie", "Caps": "beanie", "Scarves": "shawl", "Stoles": "shawl",
    "Capris": "shorts leggings sports_bottom", "Flip Flops": "slippers", "Booties": "socks ankle_boots",
    "Lounge Tshirts": "top", "Clothing Set": "ethnic_set", "Kurtis": "kurta", "Lounge Pants": "trousers",
}  # fmt: skip
# Label → colours of ours that it covers, the canonical one first.
COLOURS = {
    "Black": "black", "White": "white", "Grey": "grey,charcoal", "Red": "red", "Navy Blue": "navy", "Silver": "silver",
    "Blue": "blue,sky blue,light blue,powder blue,royal blue,cobalt,indigo,denim,aqua",
    "Brown": "brown,chocolate,cognac", "Coffee Brown": "chocolate",
    "Green": "green,forest green,emerald,mint,sage", "Purple": "purple,plum,aubergine,lilac", "Gold": "gold",
    "Pink": "pink,blush,hot pink,dusty pink,fuchsia,coral,salmon,rose", "Yellow": "yellow,lemon,neon yellow",
    "Beige": "beige,sand,stone,ecru", "Maroon": "maroon,wine", "Orange": "orange,coral,apricot", "Olive": "olive",
    "Multi": "multicolour", "Cream": "cream,ivory", "Steel": "silver", "Charcoal": "charcoal", "Peach": "peach,apricot",
    "Off White": "off-white,ivory", "Skin": "nude", "Lavender": "lavender,lilac", "Grey Melange": "grey",
    "Khaki": "khaki", "Magenta": "magenta,fuchsia", "Teal": "teal", "Tan": "tan,camel,cognac", "Mustard": "mustard",
    "Bronze": "bronze", "Copper": "copper", "Turquoise Blue": "turquoise,aqua", "Rust": "rust,terracotta",
    "Burgundy": "burgundy,wine", "Metallic": "silver,charcoal,gold,bronze,copper,rose gold",
    "Mauve": "mauve", "Rose": "rose,pink", "Nude": "nude", "Sea Green": "sea green", "Mushroom Brown": "taupe",
    "Taupe": "taupe", "Lime Green": "lime", "Fluorescent Green": "neon green",
}  # fmt: skip


class Told(msgspec.Struct, frozen=True):
    """A field as it was derived; None where nothing in the title tells."""

    value: str | None
    confidence: float


Read = dict[str, Told]
"""Field → what was derived of it."""


def _cases(options: Options) -> Iterable[Case]:
    """A product each; none where the data is absent."""
    half = options.settings.get("half", "test")
    if half not in HALVES:
        raise InvalidInput(f"There is no half {half!r}; there are {', '.join(HALVES)}.")
    data = dataset("fashion-product-images")
    if not data.present:
        return
    categories = feed_mapping.load("fashion_product_images").values["category"]
    with (data.folder / data.files[0]).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            named = row["masterCategory"] != "Free Items" and row["productDisplayName"].strip()
            if named and int(row["id"]) % 2 in HALVES[half]:
                yield Case(
                    id=row["id"], input=row["productDisplayName"], expected=_accepted(row, categories),
                    slices={"kind": row["masterCategory"]},
                )  # fmt: skip


def _accepted(row: dict[str, str], categories: dict[str, str]) -> dict[str, list[str]]:
    """Field → the values that are right, the canonical one first; a field without a label is not there."""
    article = row["articleType"]
    right = {
        "category": [categories.get(article.lower(), categories["*"]), *ALSO.get(article, "").split()],
        "department": [row["gender"].lower()],
    }
    if row["baseColour"] and row["masterCategory"] != "Personal Care":
        right["colour"] = COLOURS[row["baseColour"]].split(",")
    return right


def _read(case: Case) -> Read:
    facts = derive.facts(derive_text.title(case.input))
    values = {
        "category": facts.category, "colour": facts.colours[0].name if facts.colours else None,
        "department": facts.department,
    }  # fmt: skip
    return {name: _told(values[name], facts.derivation[name]) for name in FIELDS}


def _told(value: str | None, derived: derive.Derived) -> Told:
    return Told(None if derived.source == "default" else value, derived.confidence)


# ── judging ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _answer(case: Case, name: str, read: Read) -> str | None:
    """What was told; no garment named where none is meant is `other`, which an import makes of it."""
    silent = "other" if name == "category" and case.expected[name][0] == "other" else None
    return read[name].value or silent


def _of(name: str, judged: Callable[[str | None, Sequence[str]], float | None]) -> Score:
    """A figure of (what was told, what is right); unscored where the catalogue has no label."""
    return lambda case, read: (
        judged(_answer(case, name, read), case.expected[name]) if name in case.expected else None
    )  # fmt: skip


def _calibration(name: str) -> Callable[[Sequence[Solved]], float | None]:
    def gap(solved: Sequence[Solved]) -> float | None:
        told = [
            (one.output[name].confidence, answer in one.case.expected[name])
            for one in solved
            if one.output and name in one.case.expected and (answer := _answer(one.case, name, one.output)) is not None
        ]
        return expected_calibration_error([sure for sure, _ in told], [right for _, right in told])

    return gap


def _metrics(name: str) -> Iterator[Metric]:
    yield Metric(name=f"{name} accuracy", about="Share of titles read rightly; silence is wrong.", headline=True,
                 score=_of(name, lambda told, right: float(told in right)))  # fmt: skip
    yield Metric(name=f"{name} coverage", about="Share of titles of which anything is told.",
                 score=_of(name, lambda told, right: float(told is not None)))  # fmt: skip
    yield Metric(name=f"{name} accuracy where told", about="Share read rightly of those of which anything is told.",
                 score=_of(name, lambda told, right: None if told is None else float(told in right)))  # fmt: skip
    yield Metric(name=f"{name} calibration", about=expected_calibration_error.__doc__ or "", better="lower",
                 pool=_calibration(name))  # fmt: skip


SUITE = Suite(
    name="derivation",
    about="Category, colour and department read from bare titles of a labelled catalogue.",
    cases=_cases,
    open=each(_read),
    output=Read,
    metrics=tuple(metric for name in FIELDS for metric in _metrics(name)),
    datasets=("fashion-product-images",),
    setting_names=("half",),
)
