"""Titles and descriptions: hand-written sentences, put together so that no two products read alike.

A description is two to four sentences in one of PLANS' orders. Each sentence comes from a pool: what the line says of
its cut, how it wears, what the fabric or the pattern is like, what it goes with, how to look after it. Within a pool
the sentence used least so far is taken, so that neighbours differ. No pool names a material, colour or property that
its products lack; a test reads every description back against the facts.
"""

import re
from collections import Counter

import msgspec

from commerce.demo.lines import Fabric, Line, care, goes, patterns
from commerce.garments import Pattern

PLANS = ("SWG", "SFW", "SWC", "SFC", "SPW", "SFG", "SWGC", "FSG", "SFWC", "SPWG", "SGC", "SWF", "SFGC", "FSWC")
"""S what the cut is, W how it wears, F the fabric, P the pattern, G what it goes with, C care."""

_WATERPROOF = {
    "outerwear": ("It is waterproof, seams included.", "Rain stays outside: the shell and its seams are waterproof.",
                  "Fully waterproof, and tested in a car wash.", "The cloth is waterproof and the seams are sealed."),
    "bottom": ("Waterproof and windproof from waist to ankle.", "The shell is waterproof, the knees included."),
    "shoes": ("They are waterproof up to the top edge.", "Puddles are fine: the upper is waterproof.",
              "Waterproof, with every seam sealed from behind.", "The whole upper is waterproof."),
    "bag": ("It is waterproof once the top is rolled.", "Waterproof from base to buckle.",),
    "accessory": ("The canopy is waterproof and dries fast.", "Its waterproof canopy shakes dry in seconds."),
}  # fmt: skip


_WOMENS = re.compile(r"\b(skirt|midi|camisole|dress|sundress|earrings|blouse|heels?)\b")


class Pools(msgspec.Struct, frozen=True):
    """The sentences that a style may use, by the letter of PLANS; R says that it is waterproof."""

    sentences: dict[str, tuple[str, ...]]
    plans: tuple[str, ...]


class Picker:
    """Takes from a pool the sentence used least so far, the earliest of those that are level."""

    def __init__(self) -> None:
        self._used: Counter[tuple[str, str]] = Counter()

    def take(self, group: str, pool: tuple[str, ...]) -> str:
        chosen = min(pool, key=lambda sentence: self._used[group, sentence])
        self._used[group, chosen] += 1
        return chosen


def register(line: Line, department: str) -> str:
    """Which pool of goes.toml a line draws from."""
    occasions = set(line.occ.split())
    if line.cat == "pyjamas":
        return "lounge"
    if department in ("girls", "boys"):
        return "kids"
    if line.occ.startswith("funeral"):
        return "sober"
    if occasions <= {"lounge", "travel"}:
        return "lounge"
    if line.occ.split()[0] in ("sport", "outdoor") and line.form < 0.3:
        return "sport"
    if line.occ.split()[0] in ("party", "cocktail", "evening", "black_tie") and line.form >= 0.7:
        return "formal"
    if "beach" in occasions and "winter" not in line.sea and line.sea:
        return "beach"
    if line.form < 0.15:
        return "sport"
    return "casual" if line.form < 0.5 else "smart" if line.form < 0.8 else "formal"


def pools(line: Line, fabric: Fabric, pattern: Pattern, department: str, name: str) -> Pools:
    """All sentences of a style, its tokens filled in, and the orders that they allow."""
    slot = line.category.slot or "accessory"
    key = "skirt" if line.cat == "skirt" else slot
    tokens = {
        "fabric": fabric.name, "name": name, "heel": f"{line.mm / 10:g} cm" if line.mm else "",
    }  # fmt: skip
    found: dict[str, tuple[str, ...]] = {
        "S": tuple(s.format(**tokens) for s in line.says),
        "W": tuple(s.format(**tokens) for s in line.wears),
        "F": fabric.feel if line.feel else (),
        "P": patterns()[pattern].says if pattern != "plain" else (),
        "G": _company(goes()[register(line, department)][key], department),
        "C": care()[fabric.care] if slot != "accessory" or line.cat in ("scarf", "shawl", "socks", "beanie") else (),
        "R": _WATERPROOF[slot] if line.wp else (),
    }
    usable = tuple(p for p in PLANS if all(found[letter] for letter in p) and not (found["P"] and "P" not in p))
    return Pools(found, usable or tuple(p for p in PLANS if all(found[letter] for letter in p)))


def _company(pool: tuple[str, ...], department: str) -> tuple[str, ...]:
    """The suggestions that suit a department: none of skirts and heels outside the women's."""
    return pool if department == "women" else tuple(s for s in pool if not _WOMENS.search(s))


def compose(plan: str, chosen: dict[str, str], rain: str | None) -> str:
    """The description: the chosen sentences in the plan's order, `rain` in second place where nothing else says it."""
    sentences = [chosen[letter] for letter in plan]
    if rain and not any("waterproof" in s.lower() for s in sentences):
        sentences = [sentences[0], rain, *sentences[1:3]]
    return " ".join(sentences)


def describe(line: Line, found: Pools, picker: Picker) -> str:
    """A description of two to four sentences, from what was used least."""
    plan = picker.take("plan", found.plans)
    chosen = {
        letter: picker.take(line.id if letter in "SW" else letter, found.sentences[letter]) for letter in plan
    }  # fmt: skip
    rain = picker.take("R", found.sentences["R"]) if found.sentences["R"] else None
    return compose(plan, chosen, rain)


def title(line: Line, fabric: Fabric, pattern: Pattern, name: str, *, index: int, shape: int) -> str:
    """Three to eight words: the style's name, what it is and of what. `index` chooses between usual forms, `shape`
    (which of the line's shapes it has) the adjective."""
    adjectives = line.adj.split()
    word = patterns()[pattern].title if pattern != "plain" and fabric.id not in ("broderie", "sequin") else ""
    material = "" if fabric.title.lower() in line.noun.lower() or fabric.title == word else fabric.title
    template = line.title or _usual(line, fabric, word, index)
    text = template.format(
        Name=name,
        pattern=word,
        fabric=material,
        fabricname=fabric.name,
        noun=line.noun,
        adj=adjectives[shape % len(adjectives)] if adjectives else "",
    )
    return " ".join(text.split())


def _usual(line: Line, fabric: Fabric, pattern_word: str, index: int) -> str:
    words = 1 + len(line.noun.split()) + len(pattern_word.split()) + 1 + len(fabric.name.split())
    if index % 3 == 1 and words <= 7 and fabric.title.lower() not in line.noun.lower():
        return "{Name} {pattern} {noun} in {fabricname}"
    return "{Name} {pattern} {fabric} {noun}"
