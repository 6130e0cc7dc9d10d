"""JSON files whose content must be an object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    from pathlib import Path

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def read_object(path: Path, hint: str = "") -> dict[str, Any]:
    """Read a file, or say what is wrong with it and, in `hint`, what to do."""
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        raise LocalError(f"{path} is missing.", hint) from None
    except ValueError as error:
        raise LocalError(f"{path} is not valid JSON: {error}", hint) from error
    if not isinstance(content, dict):
        raise LocalError(f"{path} must hold a JSON object.", hint)
    return cast("dict[str, Any]", content)
