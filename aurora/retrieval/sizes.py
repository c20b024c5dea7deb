"""Which size labels of a catalogue fit a size that a shopper names: spellings and other systems.

Conversions are the usual retail ones. Shoes: ISO/TS 19407:2023 (EU, UK; women's US = UK + 2, men's US = UK + 1).
Dresses: EU 38 = UK 10 = US 6, steps of 2. Men's trousers: EU 50 = a waist of 34 inches, steps of 2. Letters to numbers:
common European practice (M = women's 38, men's waist 32).
"""

import re

from commerce.garments import LETTERS, Department

_SPELLINGS = {
    "EXTRA SMALL": "XS", "X-SMALL": "XS", "SMALL": "S", "MEDIUM": "M", "LARGE": "L", "EXTRA LARGE": "XL",
    "X-LARGE": "XL", "2XL": "XXL", "3XL": "XXXL", "XXXXL": "4XL", "2XS": "XXS",
}  # fmt: skip
_LABEL = re.compile(r"^(EU|EUR|UK|US|W)? ?(\d{1,3}(?:[.,]5)?)(?: ?(?:/|X|L) ?L?\d{2})?$")
ONE_SIZE = ("ONE SIZE", "ONE-SIZE", "ONESIZE", "OS", "O/S", "ONE_SIZE", "FREE SIZE", "UNI")


def fitting(key: str, size: str, department: Department | None) -> tuple[str, ...]:
    """Upper-case labels that fit `size` of the contract's `sizes` key (top, bottom, dress, shoes), itself first.

    A label of another country's system, or a letter for a number, fits where the tables say so; no label is guessed
    for ages or for words that are not sizes.
    """
    label = _SPELLINGS.get(size.strip().upper(), size.strip().upper())
    found = _LABEL.match(label)
    if label in LETTERS:
        labels = _of_letter(key, label, department)
    elif found and key == "shoes":
        labels = _of_shoe(found[1], _number(found), department)
    elif found and key == "bottom" and department == "men" and _is_european(found):
        labels = _of_trousers(int(_number(found)))
    elif found and key == "bottom" and found[1] in (None, "W"):
        labels = _of_waist(int(_number(found)), department)
    elif found:
        labels = _of_number(found[1], int(_number(found)), department)
    else:
        labels = []
    return tuple(dict.fromkeys([label, *labels]))


def _letter_spellings(letter: str) -> list[str]:
    return [letter, *(word for word, meant in _SPELLINGS.items() if meant == letter)]


def _of_letter(key: str, letter: str, department: Department | None) -> list[str]:
    labels = _letter_spellings(letter)
    step = LETTERS.index(letter) - LETTERS.index("M")
    if key == "dress" or (key != "shoes" and department == "women"):
        labels += _numbers(38 + 2 * step)
    if key == "bottom":
        middle = (32,) if department == "men" else (28,) if department == "women" else (28, 32)
        labels += [f"{prefix}{waist + 2 * step}" for waist in middle for prefix in ("", "W")]
    return labels


def _of_number(system: str | None, number: int, department: Department | None) -> list[str]:
    """Clothes by number: EU 34..54, UK = EU − 28, US = EU − 32; a bare number below 24 is read as UK.

    A man's jacket is EU 46 = S, 48 and 50 = M, 52 and 54 = L, and so on.
    """
    offset = {"UK": 28, "US": 32}.get(system or ("UK" if number < 24 else "EU"), 0)
    european = number + offset
    labels = _numbers(european, is_american=system == "US")
    if department == "men" and european >= 44:
        return [*labels, *_men_s_letter(european)]
    step = (european - 38) // 2 + LETTERS.index("M")
    if european % 2 == 0 and 0 <= step < len(LETTERS):
        labels += _letter_spellings(LETTERS[step])
    return labels


def _men_s_letter(european: int) -> list[str]:
    return _letter_spellings(LETTERS[min((european - 48) // 4 + LETTERS.index("M"), len(LETTERS) - 1)])


def _numbers(european: int, *, is_american: bool = False) -> list[str]:
    """is_american: the size was said as one, so that a label without a system is one too."""
    british, american = european - 28, european - 32
    bare = american if is_american else british
    named = [f"EU {european}", f"EU{european}", f"UK {british}", f"UK{british}", f"US {american}", f"US{american}"]
    # Without a system a shop's 38 is European and its 10 British, or American where that is meant.
    return [str(european), *named, *([str(bare)] if 0 <= bare <= 24 else [])]


_TROUSERS = 46
"""From here on a man's bare number is European, and no waist in inches."""


def _is_european(found: re.Match[str]) -> bool:
    return found[1] in ("EU", "EUR") or (found[1] is None and _number(found) >= _TROUSERS)


def _number(found: re.Match[str]) -> float:
    return float(found[2].replace(",", "."))


def _of_trousers(european: int) -> list[str]:
    """Men's trousers; the waist in inches is the European number less 16."""
    return [str(european), f"EU {european}", f"EU{european}", *_inches(european - 16), *_men_s_letter(european)]


def _of_waist(inches: int, department: Department | None) -> list[str]:
    """Waists in inches; 34 and more in a women's shop may as well be European, and then the letter is of that."""
    labels = _inches(inches)
    if department == "women" and inches >= 34:
        return labels + _of_number("EU", inches, department)
    for middle in (32,) if department == "men" else (28,) if department == "women" else (28, 32):
        step = (inches - middle) // 2 + LETTERS.index("M")
        if 0 <= step < len(LETTERS):
            labels += _letter_spellings(LETTERS[step])
    return labels


def _inches(waist: int) -> list[str]:
    legs = range(28, 37)
    named = [str(waist), f"W{waist}", f"W {waist}"]
    return [*named, *(f"W{waist} L{leg}" for leg in legs), *(f"{waist}/{leg}" for leg in legs)]


def _of_shoe(system: str | None, number: float, department: Department | None) -> list[str]:
    """Shoes: EU 35..50, UK = EU − 33 (women's up to 42) or − 34 (men's), US = UK + 2 (women's) or + 1 (men's)."""
    labels = []
    kinds = ("women",) if department == "women" else ("men",) if department == "men" else ("women", "men")
    for kind in kinds:
        to_british, to_american = (33, 2) if kind == "women" else (34, 1)
        scale = system or ("EU" if number >= 30 else "UK")
        european = number + {"UK": to_british, "US": to_british - to_american}.get(scale, 0)
        british = european - to_british
        for prefix, value in (("EU", european), ("UK", british), ("US", british + to_american)):
            labels += [f"{prefix} {value:g}", f"{prefix}{value:g}"]
        labels.append(f"{european:g}")
        if scale != "EU" or european < 30:
            labels.append(f"{number:g}")
    return labels
