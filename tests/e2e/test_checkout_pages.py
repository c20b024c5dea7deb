"""Buying in a real browser: a guest in test mode, an account with a guest's bag, and the counter that sends it."""

import email
import re
import subprocess
import time
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import test_page, test_shop_pages
from tests.e2e.serving import AURORA, Serving, copy_of, environment, eventually, serving
from tests.e2e.test_page import BROWSER, Visit, browser, playwright, visiting

__all__ = ["browser"]  # the fixture
pytestmark = [pytest.mark.slow, pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome here")]
PHONE = test_shop_pages.PHONE
PASSWORD = "crocus lantern 47 tide"
HOME = {"Name": "Ada Example", "Street and number": "1 Long Lane", "Town": "Springfield", "Postcode": "12345"}


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(copy_of(filled, tmp_path_factory.mktemp("checkout"))) as server:
        server.start()
        yield server


@pytest.fixture
def phone(browser: Any, server: Serving) -> Iterator[Visit]:
    with visiting(browser, server, **PHONE, locale="en-US") as visit:
        yield visit
        assert visit.complaints == []


def goto(visit: Visit, path: str) -> Any:
    visit.page.goto(visit.server.base_url + path)
    main = visit.page.locator("main")
    playwright.expect(main).not_to_have_attribute("aria-busy", "true")
    return main


def put_in(visit: Visit) -> str:
    """A dress that is in stock, put into the bag on its page; its title."""
    test_shop_pages.shelves(visit, "?category=dress&available=true").locator("a").first.click()
    visit.page.locator(".sizes button:not(.gone)").first.click()
    visit.page.get_by_role("button", name="Add to bag").click()
    playwright.expect(visit.page.get_by_role("link", name="See your bag")).to_be_visible()
    return str(visit.page.locator("h1").inner_text())


def fill_in(visit: Visit, address: str = "ada@example.com", country: str = "US") -> None:
    main = goto(visit, "/checkout")
    main.get_by_label("E-mail").fill(address)
    for label, value in HOME.items():
        main.get_by_label(label).fill(value)
    main.get_by_label("Country").select_option(country)
    playwright.expect(main.locator("input[name=method]").first).to_be_checked()


def go_on(visit: Visit) -> Any:
    """On to the payment; its form."""
    visit.page.get_by_role("button", name="Go on to the payment").click()
    form = visit.page.get_by_role("form", name="Payment in test mode")
    playwright.expect(form).to_be_visible()
    return form


def pay(visit: Visit, form: Any) -> str:
    """Pays; the order's number."""
    form.get_by_role("button", name=re.compile("^Pay ")).click()
    visit.page.wait_for_url("**/orders/**")
    heading = visit.page.get_by_role("heading", name=re.compile("^Order VV-"))
    playwright.expect(heading).to_be_visible()
    return str(heading.inner_text().removeprefix("Order "))


def mailed(server: Serving, to: str, what: str) -> str:
    """The link with `what` in it of the newest mail to the address, once it has been sent."""
    found: list[str] = []

    def there() -> bool:
        for path in sorted((server.data_dir / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime):
            mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            if mail["To"] == to:
                plain = mail.get_body(("plain",))
                assert plain is not None, path
                text = plain.get_content()
                found.extend(re.findall(rf"https?://\S*{what}\S*", text))
        return bool(found)

    assert eventually(there, 20)
    return found[-1]


def join(visit: Visit, address: str) -> None:
    """Opens an account, follows the mail's link and signs in by it."""
    main = goto(visit, "/account/register")
    main.get_by_label("E-mail").fill(address)
    main.get_by_label("Password").fill(PASSWORD)
    main.get_by_role("button", name="Open the account").click()
    playwright.expect(main.get_by_role("heading", name="Look into your mail")).to_be_visible()
    token = mailed(visit.server, address, "/verify#").split("#")[1]
    main = goto(visit, f"/verify#{token}")
    assert token not in visit.page.url
    main.get_by_label("The password that you chose").fill(PASSWORD)
    main.get_by_role("button", name="Confirm and sign in").click()
    playwright.expect(main.get_by_role("heading", name="Your account")).to_be_visible()


def test_a_guest_buys_in_test_mode_after_a_card_was_declined(phone: Visit) -> None:
    title = put_in(phone)
    fill_in(phone, country="DE")
    total = phone.page.locator(".sums .total")
    playwright.expect(phone.page.locator(".sums")).to_contain_text("VAT 19%")
    expected = total.inner_text()

    form = go_on(phone)
    assert phone.page.locator(".sums .total").inner_text() == expected
    assert form.get_by_role("button").inner_text() == f"Pay {expected} in test mode"
    form.get_by_label("It is declined").check()
    form.get_by_role("button").click()
    playwright.expect(form.get_by_role("alert")).to_have_text("The test card was declined.")
    phone.page.reload()
    form = phone.page.get_by_role("form", name="Payment in test mode")
    number = pay(phone, form)

    main = phone.page.locator("main")
    playwright.expect(main).to_contain_text("Thank you.")
    states = main.get_by_role("list", name="How it stands").get_by_role("listitem").all_inner_texts()
    assert states == ["Placed", "Paid", "Not sent yet"]
    assert title in main.get_by_role("region", name="Pieces").inner_text()
    assert main.locator(".sums .total").inner_text() == expected
    assert phone.overflow() == 0
    assert mailed(phone.server, "ada@example.com", "/orders/")
    main = goto(phone, "/orders")
    main.get_by_label("Order number").fill(number)
    main.get_by_label("E-mail").fill("ada@example.com")
    main.get_by_role("button", name="Find it").click()
    playwright.expect(phone.page.get_by_role("heading", name=f"Order {number}")).to_be_visible()


def test_a_checkout_names_each_field_that_is_missing_and_goes_to_the_first(phone: Visit) -> None:
    put_in(phone)
    main = goto(phone, "/checkout")
    playwright.expect(main.locator("input[name=method]").first).to_be_checked()

    main.get_by_role("button", name="Go on to the payment").click()

    playwright.expect(main.get_by_label("E-mail")).to_be_focused()
    wrong = main.locator("[aria-invalid=true]").evaluate_all("inputs => inputs.map((input) => input.name)")
    assert wrong == ["email", "name", "line1", "city"]
    main.get_by_label("E-mail").fill("ada@example.com")
    assert main.get_by_label("E-mail").get_attribute("aria-invalid") is None


def test_a_payment_that_is_called_off_leads_back_to_the_bag_as_it_was(phone: Visit) -> None:
    title = put_in(phone)
    fill_in(phone)
    go_on(phone)
    main = goto(phone, "/checkout")
    main.get_by_label("E-mail").fill("ada@example.com")
    for label, value in HOME.items():
        main.get_by_label(label).fill(value)
    phone.complaints.clear()
    main.get_by_role("button", name="Go on to the payment").click()
    playwright.expect(main.get_by_role("link", name="Go on with that payment")).to_be_visible()
    assert any("409" in said for said in phone.complaints)
    phone.complaints.clear()

    main.get_by_role("button", name="Cancel it and change the bag").click()

    phone.page.wait_for_url("**/bag")
    playwright.expect(phone.page.get_by_role("region", name="In your bag")).to_contain_text(title)
    playwright.expect(phone.page.get_by_role("combobox", name=re.compile("^How many"))).to_be_enabled()


def test_a_guests_bag_and_conversation_follow_into_a_new_account(phone: Visit) -> None:
    address = f"grace{time.time_ns()}@example.com"
    phone.say(test_page.WEDDING)
    title = put_in(phone)

    join(phone, address)

    assert title in goto(phone, "/bag").inner_text()
    goto_home(phone)
    playwright.expect(phone.page.locator(".said p")).to_have_text([test_page.WEDDING])
    phone.say("cheaper")
    phone.page.reload()
    playwright.expect(phone.page.locator(".answer")).to_have_count(2)
    main = goto(phone, "/account")
    main.get_by_role("button", name="Sign out", exact=True).click()
    playwright.expect(phone.page.locator(".bar").get_by_role("link", name="Sign in")).to_be_visible()
    assert "Nothing in it yet." in goto(phone, "/bag").inner_text()
    main = goto(phone, "/account")
    main.get_by_label("E-mail").fill(address)
    main.get_by_label("Password").fill(PASSWORD)
    main.get_by_role("button", name="Sign in").click()
    playwright.expect(main.get_by_role("region", name="Your orders")).to_be_visible()
    assert title in goto(phone, "/bag").inner_text()
    assert phone.overflow() == 0


def goto_home(visit: Visit) -> None:
    visit.page.goto(visit.server.base_url)


def test_an_account_keeps_an_address_and_begins_a_checkout_with_it(phone: Visit) -> None:
    address = f"alan{time.time_ns()}@example.com"
    put_in(phone)
    join(phone, address)
    kept = phone.page.get_by_role("region", name="Your addresses")
    kept.get_by_role("button", name="Add an address").click()
    for label, value in HOME.items():
        kept.get_by_label(label).fill(value)
    kept.get_by_role("button", name="Keep it").click()
    playwright.expect(kept.locator("address")).to_contain_text("1 Long Lane")

    main = goto(phone, "/checkout")

    playwright.expect(main.get_by_label("Street and number")).to_have_value("1 Long Lane")
    playwright.expect(main.get_by_label("E-mail")).to_have_value(address)
    playwright.expect(main.locator("input[name=method]").first).to_be_checked()
    number = pay(phone, go_on(phone))
    playwright.expect(goto(phone, "/account").get_by_role("link", name=f"Order {number}")).to_be_visible()


def test_staff_send_an_order_in_a_parcel_and_its_buyer_sees_it(browser: Any, phone: Visit, server: Serving) -> None:
    put_in(phone)
    fill_in(phone, "katherine@example.com")
    number = pay(phone, go_on(phone))
    staff = f"staff{time.time_ns()}@example.com"
    hire(server, staff)
    with visiting(browser, server) as counter:
        main = goto(counter, "/account/sign-in?next=/admin/orders")
        main.get_by_label("E-mail").fill(staff)
        main.get_by_label("Password").fill(PASSWORD)
        main.get_by_role("button", name="Sign in").click()
        counter.page.get_by_role("link", name=number).click()
        parcel = counter.page.get_by_role("form", name="Send a parcel")
        parcel.get_by_label("Carrier").fill("Swift Post")
        parcel.get_by_label("Tracking number").fill("SP123")
        parcel.get_by_role("button", name="It is sent").click()
        playwright.expect(counter.page.get_by_role("list", name="How it stands")).to_contain_text("Sent")
        assert counter.complaints == []

    phone.page.reload()

    playwright.expect(phone.page.get_by_role("list", name="How it stands")).to_contain_text("Completed")
    playwright.expect(phone.page.locator("main")).to_contain_text("Swift Post SP123")


def hire(server: Serving, address: str) -> None:
    """As `aurora account create --admin` does on the machine of the shop."""
    made = subprocess.run(
        (*AURORA, "account", "create", address, "--admin", "--password-stdin"),
        cwd=server.data_dir.parent, env=environment(server.data_dir), input=PASSWORD + "\n", text=True,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr


def test_a_customer_is_told_that_the_counter_is_for_staff(browser: Any, server: Serving) -> None:
    with visiting(browser, server) as visit:
        main = goto(visit, "/admin/orders")
        playwright.expect(main).to_contain_text("Sign in with an account of the shop's staff.")
        assert visit.complaints == []
