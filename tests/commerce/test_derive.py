"""What words say of a garment: worked by hand, the traps first."""

import pytest

from commerce import derive
from commerce.colours import NAMED, delta_e, hex_of, lab
from commerce.derive import Hints
from commerce.derive import category as derive_category
from commerce.derive import colour as derive_colour
from commerce.derive import cut as derive_cut
from commerce.derive import department as derive_department
from commerce.derive import text as derive_text
from commerce.derive import wear as derive_wear
from commerce.derive.words import BREAK, Lexicon, plural, tokens
from commerce.garments import CATEGORIES


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("Blue Shirt Dress", "dress"), ("White Dress Shirt", "shirt"), ("Jeans Jacket", "denim_jacket"),
        ("Denim Trucker Jacket", "denim_jacket"), ("Leather Watch for Men", "watch"), ("Pack of 3 T-shirts", "t_shirt"),
        ("Set of Two Silver Rings", "ring"), ("Black Belt Bag", "belt_bag"), ("Tie-Dye T-Shirt", "t_shirt"),
        ("Silver Pendant with Chain", "necklace"), ("Gem Ring Black Clutch", "clutch"),
        ("U.S. Polo Assn. Men Shirt", "shirt"),
        ("Polo Shirt", "polo"), ("Oxford Shirt", "shirt"), ("Oxford Shoes", "oxfords"),
        ("Running Shoes", "sports_shoes"),
        ("Puma Men Brown Shoes", "trainers"), ("Wool Coat with Belt", "coat"),
        ("Padded Hooded Jacket", "puffer_jacket"),
        ("Faux Leather Biker Jacket", "leather_jacket"), ("Kurta with Palazzos", "ethnic_set"),
        ("Straight Kurta", "kurta"),
        ("Printed T-shirt with Shorts", "tracksuit"), ("Strappy Block Heels", "heels"),
        ("Wedge Sandals", "heeled_sandals"),
        ("Chelsea Boots in Suede", "ankle_boots"), ("Men's Trousers, Blue", "trousers"),
        ("Formal Trousers", "suit_trousers"),
        ("Laptop Bag", "briefcase"), ("Trolley Bag", "luggage"), ("Sports Bra", "sports_top"),
        ("T-shirt Bra", "underwear"),
        ("Cap-Sleeved Top", "top"), ("Tie-Up Blouse", "blouse"), ("Boxer Shorts", "shorts"), ("Night Suit", "pyjamas"),
        ("Innerwear T-shirt", "underwear"), ("Bow Tie", "bow_tie"), ("Nehru Jacket", "waistcoat"),
        ("High-Low Top", "top"),
        ("Tie + Cufflinks + Pocket Square", "other"), ("Eau de Parfum 50 ml", "other"), ("Football", "other"),
        ("Set of 6 Wine Glasses 350ml", "other"), ("Blue Base Whiskey Glasses", "other"), ("Reading Glasses", "other"),
        ("Round Glasses", "sunglasses"),
        ("Football Shoes", "sports_shoes"), ("Set of 2 Cushion Covers", "other"), ("Women Cream Sweater", "sweater"),
        ("Capri Pants", "trousers"), ("Maxi Skirt", "skirt"), ("Swim Shorts", "swim_shorts"), ("Evening Gown", "gown"),
    ],
)  # fmt: skip
def test_the_head_noun_names_the_category(title: str, category: str) -> None:
    named = derive_category.of_title(title)
    assert named is not None
    assert named.category == category


def test_every_categorys_own_noun_reads_as_it() -> None:
    nouns = [c for c in CATEGORIES.values() if c.id != "other"]
    read = {c.id: derive_category.of_title(noun) for c in nouns for noun in (c.noun, c.plural)}
    assert {key: named for key, named in read.items() if named is None or named.category != key} == {}


def test_a_title_without_a_garment_names_none() -> None:
    assert derive_category.of_title("Acme Inferno 2000") is None
    assert derive.facts("Acme Inferno 2000").derivation["category"].confidence < derive.LOW


def test_the_description_tells_where_the_title_does_not() -> None:
    facts = derive.facts("Acme Inferno 2000", "A pair of brown open toe sandals, has a buckle and a leather belt.")
    assert (facts.category, facts.derivation["category"].source) == ("sandals", "description")


def test_a_merchants_path_and_a_google_number_name_a_category() -> None:
    path = derive_category.of_path("Apparel & Accessories > Clothing > Dresses")
    assert path is not None
    assert path.category == "dress"
    several = derive_category.of_path("Default/Men/Bottoms/Pants,Default/Collections/Eco,Default")
    assert several == derive_category.Named("trousers", 0.9)
    number = derive_category.of_path("2271")
    assert number is not None
    assert number.category == "dress"
    luma = Hints(product_type="Default/Men/Tops/Jackets,Default/Collections/Eco")
    assert derive.facts("Jupiter All-Weather Trainer", hints=luma).category == "jacket"
    assert derive.facts("Acme Inferno", hints=Hints(product_type="Women/Shoes/Ankle Boots")).category == "ankle_boots"


def test_a_mappings_category_is_believed_and_a_closer_title_refines_it() -> None:
    assert derive.facts("Acme Classic", hints=Hints(category="jacket")).category == "jacket"
    assert derive.facts("Acme Bomber Jacket", hints=Hints(category="jacket")).category == "bomber_jacket"
    assert derive.facts("Nice Watch", hints=Hints(category="other")).category == "other"


@pytest.mark.parametrize(
    ("title", "hints", "department"),
    [
        ("Men Blue Shirt", Hints(), "men"), ("Girl's Dress", Hints(), "girls"), ("Kids Boys T-shirt", Hints(), "boys"),
        ("Infant Girls Romper", Hints(), "girls"), ("Unisex Backpack", Hints(), "unisex"),
        ("Red Sari", Hints(), "women"),
        ("Silk Tie", Hints(), "men"), ("Backpack", Hints(), "unisex"), ("Boyfriend Jeans for Women", Hints(), "women"),
        ("Jeans", Hints(gender="female"), "women"), ("Jeans", Hints(gender="male", age_group="kids"), "boys"),
        ("Jeans", Hints(product_type="Default/Men/Bottoms"), "men"), ("Jeans", Hints(default_department="men"), "men"),
        ("Kids Skirt", Hints(), "girls"), ("Men and Women Socks", Hints(), "unisex"), ("Cap for him", Hints(), "men"),
    ],
)  # fmt: skip
def test_the_department(title: str, hints: Hints, department: str) -> None:
    assert derive.facts(title, hints=hints).department == department


def test_childrens_clothes_are_never_put_with_the_adults() -> None:
    kids = derive_department.of_fields("unisex", "toddler")
    assert kids is not None
    assert kids.department == "boys"
    assert kids.confidence < derive.LOW


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Puma Men Navy Blue T-shirt", ["navy"]), ("White & Silver Sports Shoes", ["white", "silver"]),
        ("Red Tape Men Brown Shoes", ["brown"]), ("Rose Gold Watch", ["rose gold"]),
        ("Multi Coloured Dress", ["multicolour"]),
        ("Peach-Coloured Bag", ["peach"]), ("Off White Kurta", ["off-white"]), ("Off-White Kurta", ["off-white"]),
        ("Black Coffee Men Grey Shirt", ["grey"]), ("Dark Brown Belt", ["chocolate"]), ("Gray Marl Hoodie", ["grey"]),
        ("Green Green Shirt", ["green"]), ("Cotton Shirt", []),
    ],
)  # fmt: skip
def test_the_colours_that_a_title_names(text: str, names: list[str]) -> None:
    assert [colour.name for colour in derive_colour.of_text(text)] == names


def test_a_colour_field_may_be_several_a_hex_or_half_known() -> None:
    assert [c.name for c in derive_colour.of_field("Navy/White")] == ["navy", "white"]
    assert derive_colour.of_field("#1F2A44")[0].name == "navy"
    half = derive_colour.of_field("Mahogany Dream")[0]
    assert (half.name, half.confidence < 0.9) == ("brown", True)
    assert derive_colour.of_field("Whispering Oak") == ()


def test_light_and_dark_move_the_shade_and_keep_the_name() -> None:
    light = derive_colour.of_text("Light Purple Top")[0]
    assert light.name == "purple"
    assert lab(light.hex).l == pytest.approx(lab(NAMED["purple"]).l + 14, abs=0.6)


def test_hex_of_undoes_lab_for_every_named_colour() -> None:
    assert [name for name, code in NAMED.items() if hex_of(lab(code)) != code] == []
    assert delta_e(lab("#ffffff"), lab("#000000")) == pytest.approx(100, abs=0.01)


def test_every_synonym_leads_to_a_named_colour() -> None:
    assert set(derive_colour.SYNONYMS) <= set(NAMED)


def test_a_product_without_a_colour_word_is_uncertain_of_it() -> None:
    facts = derive.facts("Cotton Shirt")
    assert facts.colours == (derive_colour.UNKNOWN,)
    assert "colour" in facts.uncertain


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("Striped Shirt", "striped"), ("Floral Printed Dress", "floral"), ("Printed Dress", "graphic"),
     ("Solid Shirt", "plain"), ("Checked Flannel Shirt", "checked"), ("Tie-Dye Tee", "tie_dye"),
     ("Polka Dot Skirt", "dotted")],
)  # fmt: skip
def test_a_special_pattern_goes_before_a_vague_one(text: str, pattern: str) -> None:
    found = derive_cut.pattern(text)
    assert found is not None
    assert found[0] == pattern


def test_what_only_looks_like_a_material_is_none() -> None:
    assert derive_cut.materials("Leather-look leggings in cotton and elastane") == ("cotton", "elastane")
    assert derive_cut.materials("Non-leather bag") == ()
    assert derive_cut.materials("Vegan leather jacket, wool blend lining") == ("faux leather", "wool")
    assert derive_cut.materials("Lace-up shoes") == ()


def test_sleeves_cloth_and_length_change_the_warmth() -> None:
    long = derive.facts("Long sleeve cotton shirt").clo
    short = derive.facts("Short sleeve cotton shirt").clo
    assert (long, short) == (0.25, 0.19)  # ISO 9920: .25 and .19
    assert derive.facts("Wool coat").clo > derive.facts("Coat").clo
    assert derive.facts("Linen trousers").clo == pytest.approx(0.19, abs=0.01)
    assert derive.facts("Leather handbag").clo == 0


def test_coverage_follows_sleeve_and_length() -> None:
    assert derive_wear.coverage("shirt", {"sleeve": "sleeveless"}) == 0.6
    assert derive_wear.coverage("skirt", {"length": "mini"}) == 0.3
    assert derive_wear.coverage("skirt", {}) is None
    assert derive_wear.coverage("handbag", {}) is None


@pytest.mark.parametrize(
    ("text", "category", "heel"),
    [("Pumps with a 9 cm heel", "heels", "high"), ("Kitten heels", "heels", "low"), ("3-inch heels", "heels", "mid"),
     ("Ballet flats", "flats", "flat"), ("Oxford shoes", "oxfords", "flat"), ("Block heel sandals", "sandals", "mid")],
)  # fmt: skip
def test_heels_are_read_from_height_word_or_kind(text: str, category: str, heel: str) -> None:
    found = derive_cut.heel(text, category)
    assert found is not None
    assert found[0] == heel


def test_only_what_says_so_is_waterproof() -> None:
    assert derive.facts("Waterproof hiking boots").waterproof is True
    assert derive.facts("Raincoat").waterproof is True
    assert derive.facts("Canvas shoes", "These are not waterproof.").waterproof is False
    assert derive.facts("Water-resistant watch").waterproof is None
    assert derive.facts("Cotton shirt").waterproof is None


def test_formality_seasons_and_occasions_come_from_words() -> None:
    assert (
        derive.facts("Formal shirt").formality
        > derive.facts("Shirt").formality
        > derive.facts("Casual shirt").formality
    )
    assert derive.facts("Winter coat").seasons == ("winter",)
    assert derive.facts("Sandals").seasons == ("spring", "summer")
    assert derive.facts("Shirt", hints=Hints(season="autumn")).seasons == ("autumn",)
    assert derive.facts("Party dress").occasions == ("party",)
    assert derive.facts("Shirt").occasions == ()


def test_dirty_text_becomes_clean() -> None:
    assert derive_text.title("DKNY DKNY Bag&trade; <b>Black</b>", "DKNY") == "DKNY Bag Black"
    assert derive_text.title("Brown solid regular trousers regular trousers") == "Brown solid regular trousers"
    html = "<p>Ideal.</p><ul><li>Warm</li><li>Soft &amp; light</li></ul><script>x()</script>"
    assert derive_text.description(html) == "Ideal. Warm. Soft & light."
    assert (
        derive_text.description("has a lockOne handle on topWarranty: 5 years")
        == "has a lock. One handle on top. Warranty: 5 years."
    )
    assert derive_text.description("YouTube and McDonald and iPhone") == "YouTube and McDonald and iPhone."
    assert derive_text.plain("a\u200bb \x0b c\u00a0d") == "ab c d"
    assert derive_text.description("5 < 6 & 7 > 2") == "5 < 6 & 7 > 2."


def test_a_brand_is_what_stands_before_the_department() -> None:
    assert derive.brand_of("Reid & Taylor Men Blue Shirt") == "Reid & Taylor"
    assert derive.brand_of("Nike Men's Blue T-shirt") == "Nike"
    assert derive.brand_of("Blue T-shirt") == ""


def test_words_and_longest_phrases() -> None:
    assert tokens("Men's T-Shirt & Crème – (navy)") == (
        "men",
        "t",
        "shirt",
        "and",
        "creme",
        BREAK,
        BREAK,
        "navy",
        BREAK,
    )
    lexicon = Lexicon({"shirt": 1, "shirt dress": 2, "dress": 3})
    assert [m.value for m in lexicon.find(tokens("shirt dress shirt"))] == [2, 1]
    assert [plural(w) for w in ("dress", "scarf", "watch", "berry", "jeans", "belt")] == [
        "dresses", "scarfs", "watches", "berries", "jeans", "belts",
    ]  # fmt: skip
