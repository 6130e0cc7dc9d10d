"""How the half of a batch that runs in Node gets there: as a jsii package of one file, packed in memory."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsii

NAME = "cloud-constructs-batch"
VERSION = "1.1.0"

_jsii: Any = jsii


class Batch:
    """The class in Node."""

    __jsii_type__ = f"{NAME}.Batch"


def in_node(method: str, *arguments: object) -> Any:  # noqa: ANN401
    """Call a static method of the class in Node."""
    _load()
    return _jsii.sinvoke(Batch, method, list(arguments))


@cache
def _load() -> None:
    files = {
        "package.json": json.dumps({"name": NAME, "version": VERSION, "main": "batch.js"}),
        ".jsii": json.dumps(_assembly()),
        "batch.js": Path(__file__).with_name("batch.js").read_text(encoding="utf-8"),
    }
    with TemporaryDirectory() as folder:
        package = Path(folder, f"{NAME}.tgz")
        package.write_bytes(_pack(files))
        _jsii.load(NAME, VERSION, str(package))


def _pack(files: dict[str, str]) -> bytes:
    """Return the same bytes for the same files: jsii keeps what it has unpacked once, by their hash."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, text in files.items():
            content = text.encode()
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(archive.getvalue(), mtime=0)


def _assembly() -> dict[str, Any]:
    """Return the description of the class that jsii wants: what its methods take and give."""
    any_, text, number = ({"type": {"primitive": kind}} for kind in ("any", "string", "number"))
    many = {"type": {"collection": {"kind": "array", "elementtype": any_["type"]}}}
    methods = {
        "promises": {"count": number},
        "run": {"steps": text, "live": many, "wanted": many, "mark": text, "promises": number},
        "look": {"owner": any_, "paths": many},
        "fail": {},
    }
    fqn = Batch.__jsii_type__
    kind = {
        "kind": "class",
        "assembly": NAME,
        "fqn": fqn,
        "name": "Batch",
        "methods": [
            {
                "name": method,
                "static": True,
                "parameters": [{"name": name, **kind} for name, kind in parameters.items()],
                "returns": any_,
            }
            for method, parameters in methods.items()
        ],
    }
    return {
        "schema": "jsii/0.10.0",
        "jsiiVersion": "5.0.0",
        "name": NAME,
        "version": VERSION,
        "description": "Many steps in one message",
        "license": "Apache-2.0",
        "homepage": "https://pypi.org/project/cloud-constructs",
        "repository": {"type": "git", "url": "https://pypi.org/project/cloud-constructs"},
        "author": {"name": "cloud-constructs", "roles": ["author"]},
        "fingerprint": "none",
        "types": {fqn: kind},
    }
