"""The counter's part for 3D models in a real browser: uploaded, watched, refused, taken out, brought back."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assets import node
from tests.assets.studio import small
from tests.e2e.serving import Serving, copy_of, serving
from tests.e2e.test_checkout_pages import PASSWORD, goto, hire
from tests.e2e.test_page import BROWSER, browser, playwright, visiting

__all__ = ["browser"]  # the fixture
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome here"),
    pytest.mark.skipif(not node.installed(), reason="aurora assets install"),
]
WORKED_MS = 120_000


@pytest.fixture
def server(filled: Path, tmp_path: Path) -> Iterator[Serving]:
    with serving(copy_of(filled, tmp_path)) as server:
        server.start()
        yield server


def test_staff_upload_a_model_see_it_made_and_take_it_out_again(browser: Any, server: Serving, tmp_path: Path) -> None:
    product = httpx.get(f"{server.base_url}/api/products", timeout=20).json()["products"][0]
    staff = f"staff{time.time_ns()}@example.com"
    hire(server, staff)
    files = {"ball.glb": small(), "broken.glb": small()[:-40], "notes.glb": b"# only words"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with visiting(browser, server) as counter:
        main = goto(counter, "/account/sign-in?next=/admin/products")
        main.get_by_label("E-mail").fill(staff)
        main.get_by_label("Password").fill(PASSWORD)
        main.get_by_role("button", name="Sign in").click()
        playwright.expect(counter.page.get_by_role("navigation", name="Behind the counter")).to_be_visible()
        panel = goto(counter, f"/admin/products#{product['product_id']}").locator("section", has_text="3D models").last
        playwright.expect(panel).to_contain_text("None yet.")

        upload(panel, tmp_path / "ball.glb")
        row = panel.locator("article", has_text="ball.glb")
        playwright.expect(row).to_contain_text("in the shop", timeout=WORKED_MS)
        poster = row.get_by_role("img")
        assert poster.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 0
        playwright.expect(row).to_contain_text("triangles")
        if folder := os.environ.get("SCREENSHOTS"):
            counter.page.screenshot(full_page=True, path=f"{folder}/admin-models.png")

        upload(panel, tmp_path / "broken.glb")
        refused = panel.locator("article", has_text="broken.glb")
        playwright.expect(refused).to_contain_text("Refused", timeout=WORKED_MS)
        playwright.expect(refused.locator(".warned")).not_to_be_empty()
        assert counter.complaints == []
        upload(panel, tmp_path / "notes.glb")
        playwright.expect(panel.get_by_role("form")).to_contain_text("its bytes are something else")

        shown = f"{server.base_url}/api/products/{product['product_id']}/3d-models"
        row.get_by_role("button", name="Take it out").click()
        playwright.expect(row).to_contain_text("taken out")
        assert httpx.get(shown, timeout=20).json()["models"] == []
        row.get_by_role("button", name="Bring it back").click()
        playwright.expect(row).to_contain_text("in the shop")
        assert len(httpx.get(shown, timeout=20).json()["models"]) == 1
        assert counter.overflow() == 0


def upload(panel: Any, file: Path) -> None:
    panel.get_by_label("A .glb, a .zip, or a .gltf with its files").set_input_files(file)
    panel.get_by_role("button", name="Upload it").click()
