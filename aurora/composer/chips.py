# ruff: noqa: E501 - phrases read best one a line
"""Suggestions: three things the shopper may say next, each of which does something in the state as it is."""

import random
from collections.abc import Iterable

from aurora.composer.briefing import Briefing, is_single
from aurora.composer.words import colour
from aurora.types import Language, Outfit
from commerce.colours import NAMED, is_shade
from commerce.garments import Slot

__all__ = ["suggestions"]

SHOWN = 3

_TEXT: dict[Language, dict[str, str]] = {
    "en": {
        "cheaper": "Make it cheaper", "warmer": "Make it warmer", "dressier": "Make it dressier", "casual": "Make it more casual", "shoes": "Swap the shoes",
        "bag": "Swap the bag", "outerwear": "Swap the jacket", "top": "Swap the top", "bottom": "Swap the bottoms", "dress": "Swap the dress", "accessory": "Swap the accessory",
        "colour": "In {} instead", "coat": "Add a coat", "second": "Show me the second one", "why": "Why this look?", "add": "Add it to my bag",
        "around": "Build a look around the first one", "dry": "Is it waterproof?", "undo": "Undo that",
        "work": "A look for work", "wedding": "Something for a wedding", "weekend": "An easy weekend outfit", "trainers": "Show me white trainers", "date": "What should I wear on a date?",
    },
    "de": {
        "cheaper": "Günstiger bitte", "warmer": "Etwas wärmer", "dressier": "Eleganter bitte", "casual": "Etwas lässiger", "shoes": "Andere Schuhe", "bag": "Andere Tasche",
        "outerwear": "Andere Jacke", "top": "Anderes Oberteil", "bottom": "Andere Hose", "dress": "Anderes Kleid", "accessory": "Anderes Accessoire",
        "colour": "Lieber in {}", "coat": "Dazu ein Mantel", "second": "Zeig mir den zweiten", "why": "Warum dieser Look?", "add": "In den Warenkorb",
        "around": "Ein Look um den ersten herum", "dry": "Ist das wasserdicht?", "undo": "Rückgängig",
        "work": "Ein Look für die Arbeit", "wedding": "Etwas für eine Hochzeit", "weekend": "Ein Outfit fürs Wochenende", "trainers": "Zeig mir weiße Turnschuhe", "date": "Was trage ich beim Date?",
    },
    "fr": {
        "cheaper": "Moins cher", "warmer": "Plus chaud", "dressier": "Plus élégant", "casual": "Plus décontracté", "shoes": "D'autres chaussures", "bag": "Un autre sac",
        "outerwear": "Une autre veste", "top": "Un autre haut", "bottom": "Un autre pantalon", "dress": "Une autre robe", "accessory": "Un autre accessoire",
        "colour": "Plutôt en {}", "coat": "Ajouter un manteau", "second": "Montre-moi la deuxième", "why": "Pourquoi cette tenue ?", "add": "Ajouter au panier",
        "around": "Une tenue autour du premier", "dry": "Est-ce imperméable ?", "undo": "Annuler",
        "work": "Une tenue pour le travail", "wedding": "Quelque chose pour un mariage", "weekend": "Une tenue de week-end", "trainers": "Des baskets blanches", "date": "Que porter à un rendez-vous ?",
    },
    "es": {
        "cheaper": "Más barato", "warmer": "Más abrigado", "dressier": "Más elegante", "casual": "Más informal", "shoes": "Otros zapatos", "bag": "Otro bolso",
        "outerwear": "Otra chaqueta", "top": "Otra parte de arriba", "bottom": "Otro pantalón", "dress": "Otro vestido", "accessory": "Otro accesorio",
        "colour": "Mejor en {}", "coat": "Añade un abrigo", "second": "Enséñame el segundo", "why": "¿Por qué este conjunto?", "add": "Añádelo a la cesta",
        "around": "Un conjunto con el primero", "dry": "¿Es impermeable?", "undo": "Deshacer",
        "work": "Un conjunto para el trabajo", "wedding": "Algo para una boda", "weekend": "Un conjunto de fin de semana", "trainers": "Zapatillas blancas", "date": "¿Qué me pongo para una cita?",
    },
}  # fmt: skip
_COLOURS = ("navy", "black", "cream", "olive", "burgundy")


def suggestions(briefing: Briefing) -> tuple[str, ...]:
    """Three chips in the shopper's language, made from what is on the table and what was asked."""
    text = _TEXT[briefing.analysis.language]
    chance = random.Random(f"chips:{briefing.turn.conversation_id}:{briefing.turn.seq}:{briefing.turn.seed}")
    table = briefing.table
    if not table or (briefing.analysis.intent in ("start_over", "out_of_scope") and not briefing.outfits):
        keys = chance.sample(("work", "wedding", "weekend", "trainers", "date"), SHOWN)
        return tuple(text[key] for key in keys)
    if is_single(briefing) or (not briefing.outfits and briefing.turn.state.single):
        cheaper = [text["cheaper"]] if _may_fall(briefing) else []
        more = [text["second"]] if len(table) > 1 else []
        chips = [text["around"], *cheaper, *_colour_chips(briefing, table[0], chance), *more, text["add"]]
        return _first([*chips, text["undo"]])
    outfit = table[0]
    first = "cheaper" if _may_fall(briefing) and chance.random() < 0.7 else _other_way(outfit)
    chips = [text[first], text[_swap(outfit, chance)]]
    chips += chance.sample(_others(briefing, outfit, text, chance), 1)
    return _first([*chips, text["cheaper"], text["why"]])


def _first(chips: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chips))[:SHOWN]


def _may_fall(briefing: Briefing) -> bool:
    """Whether "cheaper" is worth offering: not right after it was asked for and could not be had."""
    edit = briefing.analysis.edit
    if edit is None or edit.direction != "cheaper" or not briefing.outfits or briefing.base is None:
        return True
    return briefing.outfits[0].total.amount < briefing.base.total


def _swap(outfit: Outfit, chance: random.Random) -> Slot:
    free: list[Slot] = [item.slot for item in outfit.items if not item.locked]
    return chance.choice(free or [outfit.items[0].slot])


def _others(briefing: Briefing, outfit: Outfit, text: dict[str, str], chance: random.Random) -> list[str]:
    slots = {item.slot for item in outfit.items}
    weather = briefing.analysis.context.weather
    cold = weather is not None and weather.temperature_c is not None and weather.temperature_c < 14
    chips = list(_colour_chips(briefing, outfit, chance))
    if "outerwear" not in slots and cold:
        chips.append(text["coat"])
    if len(briefing.table) > 1:
        chips.append(text["second"])
    if weather is not None and weather.conditions in ("rain", "snow"):
        chips.append(text["dry"])
    return [*chips, text[_other_way(outfit)]]


def _other_way(outfit: Outfit) -> str:
    """Dressier for a casual look, more casual for a dressed one."""
    formality = sum(item.formality for item in outfit.items) / max(1, len(outfit.items))
    return "casual" if formality > 0.6 else "dressier"


def _colour_chips(briefing: Briefing, outfit: Outfit, chance: random.Random) -> tuple[str, ...]:
    """One colour that can be had, that nothing in the look has and nobody asked for or to avoid."""
    said = {c.value.name or "" for c in briefing.constraints if c.kind in ("avoid_colour", "colour")}
    there = {(item.colour.name, item.colour.hex) for item in outfit.items}
    free = [
        name for name in _COLOURS
        if not any(is_shade(one, name, NAMED[name]) for one in said)
        and not any(is_shade(name, *worn) for worn in there)
        and any(is_shade(name, *other) for other in briefing.colours)
    ]  # fmt: skip
    if not free:
        return ()
    return (
        _TEXT[briefing.analysis.language]["colour"].format(colour(chance.choice(free), briefing.analysis.language)),
    )
