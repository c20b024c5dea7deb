"""What the OpenAPI document promises, and whether the server keeps it."""

from typing import Any

import pytest
from litestar import Litestar

from aurora.app import create_app
from core import problems
from core.embedded import Servers
from core.settings import Settings
from tests.api import codes
from tests.api.walking import Who, token_for, walk

pytestmark = [pytest.mark.anyio, pytest.mark.commits]
SECONDS = 12
"""Of looking for faults, as each of the three. `python -m tests.api.walking --minutes 10` looks longer."""


@pytest.fixture(scope="module")
def document(shop_url: str, servers: Servers, shop_settings: Settings) -> dict[str, Any]:
    app: Litestar = create_app(shop_settings, database_url=shop_url, redis_url=servers.redis_url)
    return app.openapi_schema.to_schema()


@pytest.mark.slow
@pytest.mark.parametrize("who", ["guest", "customer", "admin"])
async def test_no_answer_is_a_crash_or_undocumented(
    site: str, shop_url: str, shop_settings: Settings, who: Who
) -> None:
    token = await token_for(who, shop_url, shop_settings)

    found = await walk(site, who, token, seconds=SECONDS, examples=2, phases="fuzzing")

    assert found.clean, found.report


def test_every_problem_of_every_route_has_an_example_with_a_code(document: dict[str, Any]) -> None:
    operations = [(path, method, each) for path, item in document["paths"].items() for method, each in item.items()]

    lacking = [
        (method, path, status)
        for path, method, operation in operations
        for status, answer in operation["responses"].items()
        if int(status) >= 400 and path.startswith("/api/")
        for examples in [answer.get("content", {}).get(problems.MEDIA_TYPE, {}).get("examples", {})]
        if not examples or any(str(each["value"]["status"]) != status for each in examples.values())
    ]

    assert len(operations) > 30
    assert lacking == []


def test_every_operation_says_what_it_is(document: dict[str, Any]) -> None:
    operations = [(path, method, each) for path, item in document["paths"].items() for method, each in item.items()]

    assert [
        (method, path) for path, method, each in operations if not each.get("summary") or not each.get("tags")
    ] == []


def test_the_table_of_codes_is_complete() -> None:
    assert codes.kept() == codes.table(), "write it anew: python -m tests.api.codes"
