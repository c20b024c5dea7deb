"""Talking to the shop over HTTP, as a client would."""

import json
from typing import Any

import httpx

EXAMPLE: dict[str, Any] = {
    "message": "My cousin's wedding in Lisbon, under 250 dollars please, I'm a bit nervous and I hate heels",
    "context": {
        "occasion": "wedding_guest",
        "department": "women",
        "weather": {"temperature_c": 22, "conditions": "clear", "humidity_pct": 60},
        "location": {"city": "Lisbon", "country": "PT", "venue": "outdoor"},
        "time_of_day": "afternoon",
        "duration": "full_day",
        "budget": {"amount": 30000, "currency": "USD"},
        "sizes": {"top": "M", "bottom": "30", "dress": "38", "shoes": "EU 39"},
        "style": {"comfort": 7, "boldness": 4, "palette": ["navy", "cream"], "avoid": ["yellow"]},
    },
}


async def say(client: httpx.AsyncClient, message: str, conversation: str | None = None, **more: Any) -> dict[str, Any]:
    """The reply to a message; the test fails where it is none."""
    body = {"message": message, **({"conversation_id": conversation} if conversation else {}), **more}
    response = await client.post("/api/aurora/chat", json=body)
    assert response.status_code == 200, response.text
    reply: dict[str, Any] = response.json()
    return reply


async def stream(client: httpx.AsyncClient, body: dict[str, Any]) -> list[tuple[str, Any]]:
    """The events of a streamed turn in order, as (name, data)."""
    events = []
    async with client.stream(
        "POST", "/api/aurora/chat", json=body, headers={"Accept": "text/event-stream"}
    ) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        name = ""
        async for line in response.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                events.append((name, json.loads(line.removeprefix("data: "))))
    return events
