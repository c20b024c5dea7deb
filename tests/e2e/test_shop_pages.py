"""The shop's pages in a real browser: looking round, one product, the bag, what is said where nothing is found."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.serving import Serving, copy_of, serving
from tests.e2e.test_page import BROWSER, Visit, browser, playwright, visiting

__all__ = ["browser"]  # the fixture
pytestmark = [pytest.mark.slow, pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome here")]
PHONE = {"width": 360, "height": 740}
BANNER = "Test mode: no real card is taken."


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(copy_of(filled, tmp_path_factory.mktemp("shop"))) as server:
        server.start()
        yield server


@pytest.fixture
def phone(browser: Any, server: Serving) -> Iterator[Visit]:
    with visiting(browser, server, **PHONE) as visit:
        yield visit
        assert visit.complaints == []


def shelves(visit: Visit, query: str = "") -> Any:
    """The list of products for a query of the address."""
    visit.page.goto(f"{visit.server.base_url}/shop{query}")
    goods = visit.page.get_by_role("list", name="Products")
    playwright.expect(goods.locator("li").first).to_be_visible()
    return goods


def asked(server: Serving, **query: Any) -> Any:
    return httpx.get(f"{server.base_url}/api/products", params=query, timeout=20).json()


def test_every_page_says_without_a_script_that_no_real_card_is_taken(server: Serving) -> None:
    with httpx.Client(base_url=server.base_url, timeout=20) as client:
        slug = client.get("/api/products").json()["products"][0]["slug"]
        id = "00000000-0000-7000-8000-000000000000"
        paths = ("/", "/shop", f"/products/{slug}", f"/looks/{id}", "/bag", "/checkout", f"/checkout/{id}")
        for path in (*paths, f"/orders/{id}", "/orders", "/account", "/account/sign-in", "/verify", "/reset", "/admin"):
            page = client.get(path)
            assert (page.status_code, BANNER in page.text) == (200, True), path
            assert "stripe" not in page.headers["content-security-policy"], path


def test_a_facet_narrows_the_list_and_the_address_says_so(phone: Visit, server: Serving) -> None:
    shelves(phone)
    phone.page.get_by_text("Filter", exact=True).click()
    dresses = asked(server, category="dress", limit=1)["total"]

    phone.page.locator("#facet-category-dress").check()

    playwright.expect(phone.page.get_by_role("status").first).to_have_text(f"{dresses} pieces")
    assert phone.page.url.endswith("/shop?category=dress")
    phone.page.locator("#facet-department-women").check()
    playwright.expect(phone.page).to_have_url(re.compile("category=dress&department=women"))
    playwright.expect(phone.page.locator("#facet-category-dress")).to_be_checked()
    assert phone.overflow() == 0
    phone.page.get_by_role("button", name=re.compile("^Take off: dresses")).click()
    playwright.expect(phone.page).to_have_url(re.compile(r"/shop\?department=women$"))


def test_the_next_page_comes_by_scrolling_and_shows_nothing_twice(phone: Visit) -> None:
    goods = shelves(phone, "?category=dress")
    first = goods.locator("li").count()

    goods.locator("li").last.scroll_into_view_if_needed()

    playwright.expect(goods.locator("li").nth(first)).to_be_attached()
    links = goods.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert len(set(links)) == len(links) > first


def test_where_nothing_is_found_the_way_out_is_shown(phone: Visit) -> None:
    phone.page.goto(f"{phone.server.base_url}/shop?q=zzqqxx&category=dress")
    nothing = phone.page.locator(".nothing")
    playwright.expect(nothing.get_by_role("button").first).to_be_visible()

    nothing.get_by_role("button", name=re.compile("^Without the words")).click()

    playwright.expect(phone.page.get_by_role("list", name="Products").locator("a").first).to_be_visible()
    assert phone.page.url.endswith("/shop?category=dress")


def test_a_product_asks_for_a_size_and_then_goes_into_the_bag(phone: Visit) -> None:
    shelves(phone, "?category=dress&available=true").locator("a").first.click()
    title = phone.page.locator("h1").inner_text()

    phone.page.get_by_role("button", name="Add to bag").click()
    playwright.expect(phone.page.get_by_role("alert").filter(has_text="Choose a size first.")).to_be_visible()
    size = phone.page.locator(".sizes button:not(.gone)").first
    playwright.expect(size).to_be_focused()
    phone.page.keyboard.press("Enter")
    phone.page.get_by_role("button", name="Add to bag").click()
    phone.page.get_by_role("link", name="See your bag").click()

    lines = phone.page.get_by_role("region", name="In your bag").locator("li")
    playwright.expect(lines).to_have_count(1)
    assert title in lines.inner_text()
    playwright.expect(phone.page.locator(".sums .total")).to_have_text(lines.locator("b").inner_text())
    phone.page.get_by_role("button", name=re.compile("^Remove")).click()
    playwright.expect(phone.page.get_by_text("Nothing in it yet.")).to_be_visible()
    phone.page.get_by_role("button", name="Undo").click()
    playwright.expect(lines).to_have_count(1)
    assert phone.overflow() == 0


def test_aurora_is_asked_about_a_product_from_its_page(phone: Visit) -> None:
    shelves(phone, "?category=blazer").locator("a").first.click()
    title = phone.page.locator("h1").inner_text()

    phone.page.get_by_role("link", name="Ask Aurora about this").click()

    playwright.expect(phone.page.locator("#message")).to_have_value(re.compile(re.escape(title)))
    playwright.expect(phone.page.locator("#message")).to_be_focused()


def test_consent_to_have_messages_read_is_given_by_a_box_and_is_not_there_before(phone: Visit) -> None:
    phone.page.get_by_role("button", name="You").click()
    box = phone.page.get_by_label("My messages may be read, without my name, to improve Aurora")
    playwright.expect(box).not_to_be_checked()

    box.check()

    playwright.expect(phone.page.get_by_role("status").filter(has_text="Thank you: from now on.")).to_be_visible()
    profile = phone.context.request.get(f"{phone.server.base_url}/api/aurora/profile").json()
    assert profile["consent"]["analytics"] is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_shop_scrolls_sideways(browser: Any, server: Serving, width: int, scheme: str) -> None:
    with visiting(browser, server, width, 800, color_scheme=scheme) as visit:
        shelves(visit).locator("a").first.click()
        visit.page.wait_for_selector("h1")
        assert visit.overflow() == 0
        for path in ("/bag", "/checkout", "/account", "/account/register", "/orders", "/admin"):
            visit.page.goto(visit.server.base_url + path)
            playwright.expect(visit.page.locator("main")).not_to_have_attribute("aria-busy", "true")
            assert visit.overflow() == 0, path


def test_the_contrast_of_text_on_every_surface_is_at_least_four_and_a_half(browser: Any, server: Serving) -> None:
    for scheme in ("light", "dark"):
        with visiting(browser, server, color_scheme=scheme) as visit:
            visit.page.goto(f"{server.base_url}/bag")
            pairs = [("--ink", "--paper"), ("--soft", "--paper"), ("--soft", "--card"), ("--wine-ink", "--wine"),
                     ("--ok", "--card"), ("--warn", "--card"), ("--wine", "--card")]  # fmt: skip
            colours = visit.page.evaluate(
                "names => names.map((name) => getComputedStyle(document.body).getPropertyValue(name).trim())",
                [name for pair in pairs for name in pair],
            )
            for n, pair in enumerate(pairs):
                assert contrast(colours[2 * n], colours[2 * n + 1]) >= 4.5, (scheme, pair)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 of two colours as #rrggbb."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
