"""What OpenAPI says of routes that read or answer something else than one JSON Struct."""

from dataclasses import dataclass
from typing import Any

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.openapi.spec.media_type import OpenAPIMediaType

__all__ = ["ModelForm", "accepted"]
_FIELDS = {
    "file": Schema(
        type=OpenAPIType.ARRAY,
        items=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY),
        description="One .glb, one .zip that holds one model, or one .gltf with the files that it names.",
    ),
    "variant_id": Schema(
        type=OpenAPIType.STRING, format=OpenAPIFormat.UUID, description="The one variant that it shows."
    ),
    "metadata": Schema(
        type=OpenAPIType.STRING,
        description="A JSON object of at most 50 members and 16 KiB, kept and shown to the staff.",
        examples=['{"made_by": "Studio North"}'],
    ),
}


@dataclass
class ModelForm(Operation):
    """An upload: a form whose files are read while they arrive, and of which a handler's signature says nothing."""

    def __post_init__(self) -> None:
        schema = Schema(type=OpenAPIType.OBJECT, properties=dict(_FIELDS), required=["file"])
        self.request_body = RequestBody(content={"multipart/form-data": OpenAPIMediaType(schema=schema)}, required=True)


def accepted(kind: type[Any], status: int = 202, *, example: dict[str, Any] | None = None) -> dict[int, ResponseSpec]:
    """The answer of a route that answers through `core.idempotency`, with an example."""
    examples = [Example(id="answer", summary="The model", value=example)] if example else None
    return {
        status: ResponseSpec(
            kind, generate_examples=False, description="Accepted" if status == 202 else "Done", examples=examples
        )
    }
