"""What a catalogue has, read from its tables: the words in which a shopper of that shop can ask for something."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from commerce.colours import NAMED
from commerce.garments import CATEGORIES, SIZE_KEY, SLOTS

MONEY = {"USD": ("dollars", "$"), "INR": ("rupees", "₹")}
"""Currency → the word for it, and its sign."""
_PLENTY = 8
# Colours and materials that shoppers name; of them those that the shop has enough of are spoken of.
_COLOURS = ("black", "white", "navy", "blue", "green", "red", "brown", "grey", "pink", "beige", "yellow", "purple")
_MATERIALS = ("leather", "wool", "silk", "polyester", "cotton", "linen", "suede", "denim")


class Good(msgspec.Struct, frozen=True, kw_only=True):
    """A variant as the shop's tables have it: what a card must say."""

    product_id: UUID
    title: str
    brand: str
    department: str
    category: str
    materials: tuple[str, ...]
    price: int
    colour: str
    size: str | None
    available: int


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """What one may ask for in this shop."""

    currency: str
    departments: tuple[str, ...]
    """Those in which a whole look can be bought."""
    colours: tuple[str, ...]
    materials: tuple[str, ...]
    garments: dict[str, tuple[str, ...]]
    """Department → categories of which it has plenty, without bags, accessories and what is just called a top."""
    budgets: dict[str, tuple[int, ...]]
    """Department → round sums in whole units, from two fifths to four times what its middle look costs."""
    titles: tuple[str, ...]
    """Of every product, the longest first."""
    brands: dict[str, tuple[str, ...]]
    """Department → brands of which it has plenty."""
    sizes: dict[str, dict[str, tuple[str, ...]]]
    """Department → key of the contract's sizes → those in which half of its products or more come."""
    goods: dict[UUID, Good]
    """Variant → what the tables say of it."""


async def of(session: AsyncSession) -> Stock:
    """The stock of the shop behind the session."""
    rows = (await session.execute(text(_KINDS))).all()
    departments = tuple(d for d in ("women", "men", "girls", "boys") if _dresses(d, rows))
    colours = {row.name: row.n for row in await session.execute(text(_SHADES))}
    materials = {row.name: row.n for row in await session.execute(text(_MADE_OF))}
    goods = {row.id: msgspec.convert(row._mapping, Good) for row in await session.execute(text(_GOODS))}
    return Stock(
        currency=rows[0].currency,
        departments=departments,
        colours=tuple(c for c in _COLOURS if c in NAMED and colours.get(c, 0) >= _PLENTY),
        materials=tuple(m for m in _MATERIALS if materials.get(m, 0) >= _PLENTY),
        garments={
            d: tuple(
                sorted(
                    r.category
                    for r in rows
                    if r.department == d and r.n >= _PLENTY and r.slot not in ("bag", "accessory", r.category)
                )
            )
            for d in departments
        },
        budgets={d: _budgets(d, rows) for d in departments},
        titles=tuple(sorted({good.title for good in goods.values()}, key=len, reverse=True)),
        brands={d: _brands(d, goods.values()) for d in departments},
        sizes={d: _sizes(d, goods.values()) for d in departments},
        goods=goods,
    )


def _brands(department: str, goods: Iterable[Good]) -> tuple[str, ...]:
    count = Counter({good.product_id: good.brand for good in goods if good.department == department}.values())
    return tuple(sorted(brand for brand, n in count.items() if len(brand) > 2 and n >= _PLENTY))


def _sizes(department: str, goods: Iterable[Good]) -> dict[str, tuple[str, ...]]:
    """Only tops and shoes: a dress's or a waist's number may be of several systems."""
    come = defaultdict[str, defaultdict[str, set[UUID]]](lambda: defaultdict(set))
    for good in goods:
        key = SIZE_KEY.get(CATEGORIES[good.category].slot or "bag")
        if good.department == department and key in ("top", "shoes") and good.size and good.available > 0:
            come[key][good.size].add(good.product_id)
    least = {key: max(map(len, sizes.values())) / 2 for key, sizes in come.items()}
    return {key: tuple(sorted(s for s, n in sizes.items() if len(n) >= least[key])) for key, sizes in come.items()}


def _dresses(department: str, rows: Sequence[Any]) -> bool:
    """Whether there is plenty of tops, bottoms and shoes for the department."""
    have = dict.fromkeys(SLOTS, 0)
    for row in rows:
        if row.department == department:
            have[row.slot] += row.n
    return all(have[slot] >= _PLENTY for slot in ("top", "bottom", "shoes"))


def _budgets(department: str, rows: Sequence[Any]) -> tuple[int, ...]:
    middle = 0.0
    for slot in ("top", "bottom", "shoes"):
        mine = [(r.price, r.n) for r in rows if r.department == department and r.slot == slot]
        middle += sum(price * n for price, n in mine) / max(sum(n for _, n in mine), 1) / 100
    return tuple(_round(middle * factor) for factor in (0.4, 0.67, 1.0, 1.3, 1.8, 2.5, 4.0))


def _round(amount: float) -> int:
    """The nearest sum that one would say: two figures and noughts."""
    step = int(10 ** max(len(str(int(amount))) - 2, 1))
    return max(step, round(amount / step) * step)


def noun(category: str) -> str:
    """The garment as one asks for it."""
    return CATEGORIES[category].plural


_KINDS = """
SELECT p.department, p.slot, p.category, count(*) AS n,
       (SELECT currency FROM voguevault.product_variants LIMIT 1) AS currency,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY e.min_price) AS price
FROM voguevault.products p JOIN voguevault.product_embeddings e ON e.product_id = p.id
WHERE p.status = 'active' AND p.slot IS NOT NULL AND e.in_stock
GROUP BY 1, 2, 3
"""
_GOODS = """
SELECT v.id, p.id AS product_id, p.title, p.brand, p.department, p.category, p.materials, v.price, v.colour, v.size,
       coalesce(s.available, 0)::int AS available
FROM voguevault.products p JOIN voguevault.product_variants v ON v.product_id = p.id
LEFT JOIN (
  SELECT variant_id, sum(on_hand - reserved) AS available FROM voguevault.stock_levels GROUP BY 1
) s ON s.variant_id = v.id
"""
_SHADES = "SELECT colour AS name, count(DISTINCT product_id) AS n FROM voguevault.product_variants GROUP BY 1"
_MADE_OF = "SELECT lower(m) AS name, count(*) AS n FROM voguevault.products, unnest(materials) m GROUP BY 1"
