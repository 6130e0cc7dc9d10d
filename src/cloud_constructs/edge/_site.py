"""The files of a website."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cloud_constructs.core import Check

INDEX: Final = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A folder of files for viewers, and files that only the deployment can write.

    Browsers ask each time whether a file has changed, so that nobody sees half of an old site, except for
    files that are `immutable`.

    Args:
        folder: The folder, with an `index.html` in it.
        data: JSON files by their names; their values may be attributes of any resource, such as the address
            of an API.
        immutable: Patterns of files whose names change with their content, such as `assets/*`: browsers keep
            them for a year, and those of older deployments stay for pages that are still open.
        single_page: Whether a path without an extension is a page of the program in `index.html`.

    Example:
        ```python
        from cloud_constructs import Site

        site = Site(folder="site", data={"config.json": {"title": "Shop"}}, single_page=True)
        ```
    """

    folder: str | Path
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    immutable: Sequence[str] = ()
    single_page: bool = False

    def check(self, check: Check) -> None:
        """Raise an ArgumentError for a folder that is no site, or a file that is written twice."""
        folder = Path(self.folder)
        check.require(
            (folder / INDEX).is_file(),
            f"the folder of site, {str(self.folder)!r}, has no {INDEX}",
            "name the folder that viewers are to see",
        )
        for name in self.data:
            check.matches("a name in data of site", name, r"(\w[\w.-]*/)*\w[\w.-]*\.json", "a .json file")
            check.require(
                not (folder / name).exists(),
                f"data of site has {name!r}, and so has its folder",
                "leave one of them out",
            )
        for pattern in self.immutable:
            check.matches("a pattern in immutable of site", pattern, r"[\w.*/-]*\w/\*", "a folder's files")
