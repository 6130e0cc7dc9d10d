"""A page that lists an app's settings, held against the settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cloud_constructs.core import Reader, Settings

NOTHING = "-"


def assert_settings_page(
    page: str, stages: Mapping[str, Settings], *, readers: Mapping[str, Reader] | None = None
) -> None:
    """Fail when a table of settings says otherwise than the stages have.

    Each row of the Markdown table begins with a key in backticks; a column follows for each stage, with what
    is typed after `-c key=` to get it, or `-` for what is `None` or empty.

    Args:
        page: The page.
        stages: The settings of each stage, as `settings_of` takes them, in the order of the columns.
        readers: The readers, as `settings_of` takes them.

    Raises:
        AssertionError: A setting is missing on the page, there is none of that name, or a value differs.

    Example:
        ```python
        from dataclasses import dataclass
        from cloud_constructs.testing import assert_settings_page

        @dataclass(frozen=True, kw_only=True)
        class Settings:
            vpc: bool = True

        page = '''
        | `-c` | dev | prod | what it is |
        |---|---|---|---|
        | `vpc` | off | on | whether functions stand in a network |
        '''
        assert_settings_page(page, {"dev": Settings(vpc=False), "prod": Settings()})
        ```
    """
    __tracebackhide__ = True
    for problem in _differences(page, stages, readers):
        raise AssertionError(problem)


def _differences(
    page: str, stages: Mapping[str, Settings], readers: Mapping[str, Reader] | None
) -> Iterator[str]:
    import aws_cdk as cdk

    from cloud_constructs.core import readers_of, settings_of

    cells = r" (.+?) \|" * len(stages)
    rows = {key: values for key, *values in re.findall(rf"^\s*\| `(\w+)` \|{cells}", page, re.MULTILINE)}
    keys = {key for settings in stages.values() for key in readers_of(settings, readers)}
    if rows.keys() != keys:
        yield f"the page and the settings differ in {', '.join(sorted(rows.keys() ^ keys))}"
    for number, (stage, settings) in enumerate(stages.items()):
        said = {key: values[number] for key, values in rows.items() if values[number] != NOTHING}
        unsaid = {key for key in rows.keys() - said.keys() if getattr(settings, key)}
        if unsaid:
            yield f"in {stage} the page says nothing of {', '.join(sorted(unsaid))}"
        app = cdk.App(context={**said, "stage": stage})
        if settings_of(app, stages, readers=readers) != settings:
            yield f"the page says otherwise of {stage}"
