"""API.md and docs/defaults.md say what the library says today."""

from __future__ import annotations

import griffe
import pytest

from tools import api_md, defaults_md


def test_api_md_is_up_to_date() -> None:
    assert api_md.FILE.read_text() == api_md.api_md(), "uv run python tools/api_md.py"


def test_defaults_md_is_up_to_date() -> None:
    assert defaults_md.FILE.read_text() == defaults_md.defaults_md(), "uv run python tools/defaults_md.py"


def constructs() -> list[griffe.Class]:
    package = griffe.load("cloud_constructs", docstring_parser="google", resolve_aliases=True)
    members = (api_md.target(package[str(name)]) for name in package.exports or ())
    return [kind for kind in members if isinstance(kind, griffe.Class) and "scope" in kind.parameters]


@pytest.mark.parametrize("kind", constructs(), ids=lambda kind: kind.name)
def test_every_argument_is_described(kind: griffe.Class) -> None:
    taken = {p.name for p in kind.parameters if p.kind is griffe.ParameterKind.keyword_only}
    described = {
        argument.name
        for section in (kind.docstring.parsed if kind.docstring else [])
        if isinstance(section, griffe.DocstringSectionParameters)
        for argument in section.value
    }

    assert taken == described
