"""What the pages that draw 3D models may do, and what they fetch it from."""

import base64
import hashlib
import json

import pytest
from litestar.testing import create_test_client

from web import three
from web.pages import PAGES, PRODUCT, policy

CHAT = next(page for page in PAGES if page.name == "index")
LOOK = next(page for page in PAGES if page.name == "look")


def test_only_pages_that_draw_may_run_webassembly() -> None:
    for page in (*PAGES, PRODUCT):
        assert ("wasm-unsafe-eval" in policy(page, None)) == (page in (CHAT, LOOK, PRODUCT)), page.name


def test_the_import_map_is_let_in_by_its_own_hash_and_nothing_else_inline_is() -> None:
    told = policy(PRODUCT, None)
    digest = base64.b64encode(hashlib.sha256(three.IMPORT_MAP.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in told
    assert "script-src" in told
    assert "'unsafe-inline'" not in told.split("script-src")[1].split(";")[0]


def test_models_on_a_cdn_may_be_fetched_from_it() -> None:
    assert "connect-src 'self' blob: data: https://cdn.example.com;" in policy(
        LOOK, None, "https://cdn.example.com/shop/"
    )


@pytest.mark.skipif(not three.installed(), reason="web/package-lock.json is not installed here")
def test_every_module_of_the_import_map_is_there_for_ever() -> None:
    paths = json.loads(three.IMPORT_MAP)["imports"]
    addons = paths["three/addons/"]
    wanted = (
        paths["three"],
        f"{addons}loaders/GLTFLoader.js",
        f"{addons}controls/OrbitControls.js",
        f"{addons}libs/meshopt_decoder.module.js",
        f"{addons}libs/draco/gltf/draco_decoder.wasm",
    )
    with create_test_client(three.routes()) as client:
        for path in wanted:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "immutable" in answer.headers["cache-control"]
