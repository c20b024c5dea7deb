"""The sets there are. Facts about the public ones are from their authors' pages; the traps were met here."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from core.errors import NotFound
from evals.datasets import OWN, Dataset, Splits
from evals.datasets.leakage import Entry


def _mango(folder: Path) -> Splits:
    data = json.loads((folder / "outfits/mango_splits.json").read_bytes())
    return {part: [_outfit(n, data["outfits"][str(n)]) for n in ids] for part, ids in data["split"].items()}


def _outfit(n: int, items: Iterable[str]) -> Entry:
    return Entry(str(n), " ".join(sorted(items)))


def _polyvore(folder: Path) -> Splits:
    data = json.loads((folder / "outfits/polyvore_valid.json").read_bytes())
    return {"valid": [Entry(name, " ".join(sorted(outfit["items"]))) for name, outfit in data["outfits"].items()]}


def _simmc(folder: Path) -> Splits:
    turns = json.loads((folder / "dialogues/simmc2_dev_turns.json").read_bytes())
    return {"dev": [Entry(f"{t['dialogue_idx']}/{t['turn']}", t["text"], str(t["dialogue_idx"])) for t in turns]}


def _goemotions(folder: Path) -> Splits:
    return {part: list(_tsv(folder / f"dialogues/goemotions_{part}.tsv")) for part in ("train", "dev")}


def _tsv(path: Path) -> Iterator[Entry]:
    with path.open(newline="", encoding="utf-8") as file:
        for text, _, name in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Entry(name, text)


def _understanding(folder: Path) -> Splits:
    parts = ("train", "test", "adversarial", "dev2", "dev3", "fresh", "fresh2", "holdout2")
    return {part: list(_labelled(folder / f"understanding/{part}.jsonl")) for part in parts}


def _labelled(path: Path) -> Iterator[Entry]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Entry(row["id"], row["message"], row["template"])


KNOWN: tuple[Dataset, ...] = (
    Dataset(
        name="mango", about="Outfits laid out by a fashion house's stylists, with questions on them.",
        origin="a datathon's public export of Mango's catalogue", licence="none stated",
        files=("outfits/mango_products.csv", "outfits/mango_splits.json"), splits=_mango,
        traps=(
            "The digits of an item's code tell its year: never a feature.",
            "Half the outfits share half their pieces with another; deal by likeness, not at random.",
            "Colours are Spanish words, and there are no titles.",
        ),
    ),
    Dataset(
        name="polyvore", about="Titled outfits of a collage community, with price and category.",
        origin="Polyvore Outfits, Vasileva et al., ECCV 2018: validation part", licence="Apache-2.0 upstream",
        files=("outfits/polyvore_valid.json",), splits=_polyvore,
        traps=("Likes measure when it was crawled, not style.", "A title's length and first word tell the shop."),
    ),
    Dataset(
        name="simmc", about="Dialogues in a clothes shop, with acts, slots and the garments that were meant.",
        origin="SIMMC 2.0, Kottur et al., EMNLP 2021: dev part", licence="CC BY-NC-SA 4.0",
        files=("dialogues/simmc2_dev.json", "dialogues/simmc2_dev_turns.json", "dialogues/simmc2_objects.json"),
        splits=_simmc, traps=("Turns of a dialogue repeat each other: split by dialogue.",),
    ),
    Dataset(
        name="fashion-iq", about="How one garment differs from another, in a customer's words.",
        origin="Fashion IQ, Wu et al., CVPR 2021", licence="CDLA",
        files=tuple(f"dialogues/fashion_iq_{kind}.json" for kind in ("dress", "shirt", "toptee")),
        traps=("Two captions a pair, often one for the other; captions know the picture, the parser does not.",),
    ),
    Dataset(
        name="fashion-product-images", about="Titles of a fashion shop with category, colour and gender.",
        origin="Fashion Product Images, Kaggle", licence="MIT", files=("catalogues/fashion_product_images.csv",),
        traps=("Labels contradict titles, and are coarser than ours.", "No price, brand or description."),
    ),
    Dataset(
        name="renttherunway", about="Rentals with what for, how it fitted and a rating.",
        origin="Misra, Wan & McAuley, RecSys 2018", licence="none stated", files=("logs/renttherunway.parquet",),
        traps=("Three in four say 'fit': report AUC, not accuracy.", "Nearly all ratings are 8 or 10."),
    ),
    Dataset(
        name="open-bandit", about="Impressions of fashion items under two policies, with their propensities.",
        origin="Open Bandit, Saito et al., NeurIPS 2021: small sample, campaign men", licence="CC BY 4.0",
        files=("logs/open_bandit_random_men.csv", "logs/open_bandit_bts_men.csv", "logs/open_bandit_men_items.csv"),
        traps=("46 and 69 clicks in 10,000: every interval is wide.",),
    ),
    Dataset(
        name="goemotions", about="Comments with 27 emotions and none.",
        origin="GoEmotions, Demszky et al., ACL 2020", licence="Apache-2.0",
        files=("dialogues/goemotions_train.tsv", "dialogues/goemotions_dev.tsv"), splits=_goemotions,
        traps=("Forum talk, not shoppers'; a third is neutral.",),
    ),
    Dataset(
        name="understanding", about="The team's own labelled messages.",
        origin="written for this project (data/understanding/README.md)", licence="the project's", own=True,
        files=tuple(f"understanding/{path.name}" for path in sorted((OWN / "understanding").glob("*.jsonl"))),
        splits=_understanding, traps=("Parts that were read are tuned on: believe the holdouts.",),
    ),
    Dataset(
        name="ranking", about="Pieces graded 0..3 for a slot of a request.",
        origin="drawn and judged for this project (data/ranking/README.md)", licence="the project's", own=True,
        files=("ranking/judged.jsonl",),
        traps=("One judge, a language model.", "The shipped weights were learned from it."),
    ),
)  # fmt: skip


def dataset(name: str) -> Dataset:
    """NotFound names those there are."""
    for one in KNOWN:
        if one.name == name:
            return one
    raise NotFound(f"There is no data set {name!r}. There are: {', '.join(one.name for one in KNOWN)}.")
