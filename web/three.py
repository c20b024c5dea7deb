"""What the pages draw 3D models with: three.js and its decoders, from this shop's own address.

The files come from npm by the lock's hash (`web/package-lock.json`, installed with `assets.node.install`), and are
served under their version, so that a browser keeps them for ever. Modules name each other through an import map, which
is the one inline script of a page: the policy lets it in by its hash. Sources: HTML, import maps; CSP Level 3, 6.1, 8.
"""

import base64
import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from litestar.datastructures import CacheControlHeader
from litestar.router import Router
from litestar.static_files import create_static_files_router

__all__ = ["IMPORT_MAP", "installed", "policy", "routes"]
FOLDER = Path(__file__).parent
_MODULES = FOLDER / "node_modules" / "three"
_VERSION = msgspec.json.decode((FOLDER / "package.json").read_bytes())["dependencies"]["three"]
_PATH = f"/three/{_VERSION}"
IMPORT_MAP = msgspec.json.encode(
    {
        "imports": {
            "three": f"{_PATH}/build/three.module.min.js",
            "three/addons/": f"{_PATH}/addons/",
        }
    }
).decode()
_MAP_HASH = base64.b64encode(hashlib.sha256(IMPORT_MAP.encode()).digest()).decode()


def installed() -> bool:
    """Whether three.js is there; without it products are shown in pictures only."""
    return (_MODULES / "build" / "three.module.min.js").is_file()


def policy(models: str) -> dict[str, str]:
    """What a page that draws models may do beyond the others, by directive. models: what stands before their addresses.

    The decoders are WebAssembly, one of them in a worker made of a blob; textures are blobs too.
    """
    store = urlsplit(models)
    cdn = f" {store.scheme}://{store.netloc}" if store.netloc else ""
    return {
        "script-src": f"'self' 'wasm-unsafe-eval' 'sha256-{_MAP_HASH}'",
        "connect-src": f"'self' blob: data:{cdn}",
        "worker-src": "'self' blob:",
        "img-src": f"'self' data: blob: https:{cdn}",
    }


def routes() -> list[Router]:
    """The library's modules and its decoders, for ever cacheable; none where they are not installed."""
    if not installed():
        return []
    cached = CacheControlHeader(max_age=31_536_000, public=True, immutable=True)
    folders = {"build": _MODULES / "build", "addons": _MODULES / "examples" / "jsm"}
    return [
        create_static_files_router(
            path=f"{_PATH}/{name}", directories=[folder], cache_control=cached, name=f"three-{name}"
        )
        for name, folder in folders.items()
    ]
