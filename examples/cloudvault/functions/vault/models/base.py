"""What all models have in common."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

ROOT = "root"
"""The folder that everybody has."""

MAX_NAME_BYTES = 255
# Would leave the folder, or hide what the name is: separators, control and bidirectional characters.
FORBIDDEN = re.compile(r"[/\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class Request(BaseModel):
    """What a client says; what is not in the contract is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, str_max_length=4096)


class Query(BaseModel):
    """A query string, in which everything is text."""

    model_config = ConfigDict(extra="forbid", str_max_length=1024)


class Answer(BaseModel):
    """What a client is told."""

    model_config = ConfigDict(extra="forbid")


def _safe_name(name: str) -> str:
    normal = unicodedata.normalize("NFC", name)
    if FORBIDDEN.search(normal) or normal != normal.strip() or normal in {"", ".", ".."}:
        raise ValueError("is no name of a file or folder")
    if len(normal.encode()) > MAX_NAME_BYTES:
        raise ValueError(f"has more than {MAX_NAME_BYTES} bytes")
    return normal


Name = Annotated[
    str, Field(min_length=1, max_length=MAX_NAME_BYTES, examples=["Report.pdf"]), AfterValidator(_safe_name)
]
"""What a file or folder is called: shown to people, and never part of a path of ours."""

Identifier = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["0" * 32])]
FolderId = Annotated[str, Field(pattern=rf"^([0-9a-f]{{32}}|{ROOT})$", examples=[ROOT])]
Moment = Annotated[str, Field(examples=["2026-01-31T12:00:00.000Z"], description="UTC, in ISO 8601")]
Cursor = Annotated[
    str, Field(max_length=1024, description="Where the next page begins, from the last answer")
]
