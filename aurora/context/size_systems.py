"""Sizes of Italy, France and Germany as the European ones that they are; British and American ones as they are said."""

_STEPS = {"it": (-4, 1), "fr": (0, 0), "de": (2, 0)}
"""What a clothes size and a shoe size of a country lack to the European one: Italian 42 and French 38 are one dress,
German 36 too; an Italian shoe is marked one size smaller."""
_NAMED_SYSTEMS = {
    "french": "fr", "italian": "it", "german": "de", "european": "eu", "british": "uk", "english": "uk",
    "american": "us", "franzoesische": "fr", "italienische": "it", "deutsche": "de", "europaeische": "eu",
}  # fmt: skip


_OF_MEN = 46
"""From here a clothes size is mostly a man's, which all of Europe counts alike."""


def european(system: str, number: float, key: str | None) -> str:
    """The size with its system; those of Italy, France and Germany as the European size that they are."""
    system = _NAMED_SYSTEMS.get(system, system)
    if system not in _STEPS:
        return f"{system.upper()} {number:g}"
    clothes, shoes = _STEPS[system] if key == "shoes" or number < _OF_MEN else (0, 0)
    return f"EU {number + (shoes if key == 'shoes' else clothes):g}"


def speaks_of_feet(line: str) -> bool:
    """True where the message names what is worn on feet."""
    return any(
        word in line
        for word in (
            "shoe",
            "boot",
            "feet",
            "foot",
            "trainer",
            "heels",
            "sandal",
            "schuh",
            "chauss",
            "zapat",
            "loafers",
            "sneaker",
        )
    )
