"""Prices that look like a shop's: a band per category, the house's place in it, a believable ending."""

from random import Random

from commerce.demo.lines import Brand, Fabric, Line, kids_factor, price_bands
from commerce.garments import Department


def price(line: Line, fabric: Fabric, brand: Brand, department: Department, rng: Random) -> int:
    """USD cents: where the house's level, shifted by the fabric and a little chance, falls in the category's band."""
    low, high = price_bands()[line.cat]
    place = min(1.05, max(-0.05, brand.level + fabric.price * (0.4 + brand.level) + rng.gauss(0, 0.03)))
    dollars = low * (high / low) ** place
    if department in ("girls", "boys"):
        dollars *= kids_factor()
    return ending(dollars, brand)


def ending(dollars: float, brand: Brand) -> int:
    """The nearest price of the kind that the house writes, in cents: 12.99, 45.00, 195.00, 1,250.00."""
    tier = brand.tier
    if tier == "budget" or dollars < 15:
        return max(round(dollars), 5) * 100 - 1
    if tier == "mid":
        return _mid(dollars)
    step = 5 if dollars < 300 else 10 if dollars < 1000 else 50
    return max(step, round(dollars / step) * step) * 100


def _mid(dollars: float) -> int:
    """Whole dollars ending in 5 or 9 below a hundred, in 5, 9 or 0 above."""
    below = int(dollars) // 10 * 10
    choices = [below - 1, below + 5, below + 9] + ([below, below + 10] if dollars >= 100 else [])
    return min(choices, key=lambda choice: abs(choice - dollars)) * 100


def compare_at(price: int, brand: Brand, rng: Random) -> int | None:
    """The earlier price of a style on sale (one in five at budget houses, one in thirty at luxury), else None."""
    share = {"budget": 0.2, "mid": 0.17, "premium": 0.1, "luxury": 0.03}[brand.tier]
    if rng.random() >= share:
        return None
    earlier = ending(price / 100 / (1 - rng.choice((0.15, 0.2, 0.2, 0.25, 0.3, 0.4))), brand)
    return earlier if earlier > price else None
