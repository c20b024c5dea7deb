"""How well `commerce.derive` reads a bare title: category, colour and department against a labelled catalogue.

    evals run derivation ../shared/data/catalogues/fashion_product_images.csv [--half test|train|both] [--json]

Truth is the catalogue's own columns. The words and rules were improved on rows with an even id (`train`) and are
reported on those with an odd one (`test`). Nothing but `productDisplayName` is shown to the derivation.

A label of the catalogue is often coarser than our categories (`Casual Shoes` are trainers, loafers or boots), so each
has one canonical category and further ones that also count as right; the same holds for shades (`Blue` covers indigo).
Free items are left out (a free watch is labelled `Free Gifts`), and personal care for colour (a lipstick's shade).
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from commerce import derive
from commerce.derive import text as derive_text
from commerce.feed import mapping as feed_mapping
from commerce.feed.mapping import Mapping
from evals.confusion import Confusion, Judged, judge

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


class Labelled(msgspec.Struct, frozen=True):
    """A product of the catalogue: the title that is shown, and what its columns say."""

    id: int
    title: str
    kind: str
    article: str
    colour: str
    gender: str


def measure(path: Path, half: str = "test") -> tuple[Confusion, ...]:
    """Category, colour and department on the rows of one half (`train`: even ids, `test`: odd ones) or of both."""
    mapping = feed_mapping.load("fashion_product_images")
    judged: dict[str, list[Judged]] = {"category": [], "colour": [], "department": []}
    for row in _rows(path):
        if half == "both" or (row.id % 2 == 0) == (half == "train"):
            for name, one in _judge(row, mapping):
                judged[name].append(one)
    return tuple(judge(name, rows) for name, rows in judged.items())


def _judge(row: Labelled, mapping: Mapping) -> Iterator[tuple[str, Judged]]:
    facts = derive.facts(derive_text.title(row.title))
    of = facts.derivation
    words = mapping.values["category"]
    accepted = (words.get(row.article.lower(), words["*"]), *ALSO.get(row.article, "").split())
    told = facts.category if of["category"].source != "default" else None
    # No garment named and none meant: `other` is what an import makes of it.
    if told is None and accepted[0] == "other":
        told = "other"
    yield "category", _judged(accepted, told, of["category"].confidence, row)
    if row.colour and row.kind != "Personal Care":
        shade = facts.colours[0].name if of["colour"].source != "default" else None
        yield "colour", _judged(tuple(COLOURS[row.colour].split(",")), shade, of["colour"].confidence, row)
    audience = of["department"]
    known = facts.department if audience.source != "default" else None
    yield "department", _judged((row.gender.lower(),), known, audience.confidence, row)


def _judged(accepted: tuple[str, ...], predicted: str | None, confidence: float, row: Labelled) -> Judged:
    truth = predicted if predicted in accepted else accepted[0]
    return Judged(truth or accepted[0], predicted, confidence, f"{row.title} [{row.article}, {row.colour}]")


def _rows(path: Path) -> Iterator[Labelled]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["masterCategory"] != "Free Items" and row["productDisplayName"].strip():
                yield Labelled(
                    int(row["id"]), row["productDisplayName"], row["masterCategory"], row["articleType"],
                    row["baseColour"], row["gender"],
                )  # fmt: skip


def show(result: Confusion, console: Console, *, classes: int = 40, mistakes: int = 15) -> None:
    """Prints one field's figures, its classes, what it confuses and how far its confidence can be trusted."""
    low, high = result.interval.low, result.interval.high
    console.rule(f"[bold]{result.name}[/] from the title alone, n = {result.count:,}")
    console.print(
        f"accuracy [bold]{result.accuracy:.3f}[/] (95 % {low:.3f}–{high:.3f}), majority {result.majority:.3f}, "
        f"macro recall {result.macro_recall:.3f}\ncoverage {result.coverage:.3f}, accuracy where covered "
        f"{result.accuracy_covered:.3f}, calibration error {result.calibration_error:.3f}"
    )
    console.print(_class_table(result, classes), _mistake_table(result, mistakes), _bin_table(result))


def _class_table(result: Confusion, most: int) -> Table:
    table = Table("class", "true", "predicted", "precision", "recall", box=None, title="classes", title_justify="left")
    for c in result.classes[:most]:
        table.add_row(c.name, f"{c.truths:,}", f"{c.predictions:,}", f"{c.precision:.3f}", f"{c.recall:.3f}")
    return table


def _mistake_table(result: Confusion, most: int) -> Table:
    table = Table("true", "read as", "times", "for example", box=None, title="confusions", title_justify="left")
    for m in result.mistakes[:most]:
        table.add_row(m.truth, m.predicted or "(nothing)", f"{m.count:,}", "; ".join(m.examples[:2]))
    return table


def _bin_table(result: Confusion) -> Table:
    table = Table("said", "right", "n", box=None, title="confidence", title_justify="left")
    for b in result.bins:
        table.add_row(f"{b.confidence:.2f}", f"{b.accuracy:.3f}", f"{b.count:,}")
    return table


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--half", type=click.Choice(("test", "train", "both")), default="test", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="All figures as JSON.")
def derivation(file: Path, half: str, as_json: bool) -> None:
    """Measure what import derives from titles, on a labelled catalogue."""
    results = measure(file, half)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(results)) + b"\n")
        return
    console = Console()
    for result in results:
        show(result, console)


if __name__ == "__main__":
    derivation()
