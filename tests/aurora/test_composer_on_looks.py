"""The voice over what the stages compose: sentences that pass the gate, reasons that differ, words that agree."""

import random
import re
from collections.abc import Iterator

from msgspec import structs

from aurora import cards, explain, mood, outfits, scoring
from aurora.composer import Briefing, compose
from aurora.grounding import check, facts_of
from aurora.receipts import receipts
from aurora.types import Analysis, Composition, Edit, Outfit, Profile
from tests.aurora.looks import turn
from tests.aurora.pools import budget, look_wish, shop, wish

SENTENCES = re.compile(r"(?<=[.!?])\s+")
OCCASIONS = ("wedding_guest", "work", "date", "party", "brunch", "interview", "everyday", None)


def drawn(composed: Composition, analysis: Analysis) -> tuple[Outfit, ...]:
    return tuple(
        cards.outfit(look, mood.fit(look, analysis.context, Profile()), analysis, currency="USD")
        for look in composed.looks
    )


def a_wish(seed: int) -> Analysis:
    chance = random.Random(seed)
    held = (budget(chance.choice((20000, 40000, 90000))), wish("colour", chance.choice(("navy", "red", "black"))))
    return look_wish(
        *held[: chance.randint(0, 2)], occasion=chance.choice(OCCASIONS), temperature=chance.choice((-3.0, 12.0, 27.0))
    )


def conversations(count: int) -> Iterator[Briefing]:
    """A look, then the same look refined by a wish for something cheaper, as the stages compose both."""
    for seed in range(count):
        analysis = a_wish(seed)
        pool = scoring.score(shop(seed, 8), analysis, Profile())
        looks = drawn(outfits.compose(pool, analysis, base=None, empty={}), analysis)
        if not looks:
            continue
        first = turn("a look", seq=1, seed=seed, conversation=seed + 1)
        yield Briefing(turn=first, analysis=analysis, outfits=looks, constraints=receipts(analysis.constraints, looks))
        base = cards.on_table(looks[0])
        edited = structs.replace(analysis, intent="refine", edit=Edit(direction="cheaper"))
        composed = outfits.compose(pool, edited, base=base, empty={})
        refined = drawn(composed, edited)
        if refined:
            held = receipts(edited.constraints, refined, composed.relaxed)
            second = turn("cheaper", seq=2, seed=seed, conversation=seed + 1, table=looks)
            yield Briefing(turn=second, analysis=edited, outfits=refined, constraints=held, base=base)


def test_every_sentence_about_composed_looks_passes_the_gate() -> None:
    checked, refused = 0, []
    for told in conversations(50):
        facts = facts_of(told.table, told.analysis, told.constraints, base=told.base, messages=(told.turn.message,))
        focus: frozenset[object] = frozenset()
        for sentence in SENTENCES.split(" ".join(line.text for line in compose(told))):
            checked += 1
            if wrong := check(sentence, facts, focus):  # type: ignore[arg-type]
                refused.append((sentence, wrong))
            named = frozenset(p.product_id for p in facts.pieces if p.title.lower() in sentence.lower())
            focus = named or focus
    assert checked >= 500
    assert not refused, refused[:5]


def test_the_cards_of_a_composed_look_give_different_reasons() -> None:
    for seed in range(40):
        analysis = a_wish(seed)
        pool = scoring.score(shop(seed, 8), analysis, Profile())
        for look in outfits.compose(pool, analysis, base=None, empty={}).looks:
            reasons = explain.item_whys(look, analysis)
            assert len(set(reasons)) == len(reasons), reasons
            for reason in reasons:
                assert re.fullmatch(r"(?:It|They) [^.]+(?:\.\d+[^.]*)*\.", reason), reason
                assert not re.search(r"\b(\w+) \1\b|\bIt are\b|\bThey is\b|  |\{", reason), reason
