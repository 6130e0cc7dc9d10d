"""Tries a deployed app without changing it: does it answer, and does it keep its doors shut?

`python smoke.py --stack-outputs outputs.json`

The file is what `cdk deploy --outputs-file` writes; with `--endpoints` it is the endpoints.json of an
embedded AWS. Exit code: 0 if nothing failed, 1 if something did, 2 if the app could not be found.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import requests

DOCUMENT = Path(__file__).parent / "docs" / "openapi.json"
SECONDS, TRIES, PAUSE = 10, 6, 5
FORGED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    options = _parser().parse_args(arguments)
    try:
        url = (
            _from_outputs(options.stack_outputs)
            if options.stack_outputs
            else _from_endpoints(options.endpoints)
        )
    except (OSError, ValueError, KeyError, StopIteration) as error:
        print(f"There is no CloudVault in that file: {error!r}", file=sys.stderr)
        return 2
    failed = 0
    for what, check in _checks(url.rstrip("/")):
        problem = _problem(check)
        failed += problem is not None
        print(f"{'ok  ' if problem is None else 'FAIL'}  {what}{f': {problem}' if problem else ''}")
    print(f"{failed} failed" if failed else "all is well")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="smoke.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--stack-outputs", type=Path, metavar="FILE", help="what `cdk deploy` wrote")
    where.add_argument("--endpoints", type=Path, metavar="FILE", help="the file of an embedded AWS")
    return parser


def _from_outputs(file: Path) -> str:
    stacks: dict[str, dict[str, str]] = json.loads(file.read_text())
    return next(outputs["ApiUrl"] for outputs in stacks.values() if "ApiUrl" in outputs)


def _from_endpoints(file: Path) -> str:
    endpoints: dict[str, Any] = json.loads(file.read_text())
    return endpoints["urls"]["CloudVaultApi/Api/Resource"]


def _checks(url: str) -> Iterator[tuple[str, Callable[[], str | None]]]:
    yield "it answers that it is well", lambda: _healthy(url)
    document: dict[str, Any] = json.loads(DOCUMENT.read_text())
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["security"]:
                where = re.sub(r"\{\w+\}", "f" * 32, path)
                yield f"{method.upper()} {path} asks who calls", lambda m=method, w=where: _shut(m, url + w)


def _healthy(url: str) -> str | None:
    answer = requests.get(f"{url}/api/health", timeout=SECONDS)
    return None if answer.status_code == 200 and answer.json() == {"status": "ok"} else answer.text


def _shut(method: str, url: str) -> str | None:
    for headers in ({}, {"authorization": f"Bearer {FORGED}"}):
        answer = requests.request(method.upper(), url, headers=headers, timeout=SECONDS)
        if answer.status_code not in (401, 403):
            return f"{answer.status_code} {'with a forged token' if headers else 'without a token'}"
    return None


def _problem(check: Callable[[], str | None]) -> str | None:
    """Return what is wrong; what has just been deployed gets some time to answer."""
    problem = None
    for left in reversed(range(TRIES)):
        try:
            return check()
        except requests.RequestException as error:
            problem = f"{type(error).__name__}: {error}"
            if left:
                time.sleep(PAUSE)
    return problem


if __name__ == "__main__":
    sys.exit(main())
