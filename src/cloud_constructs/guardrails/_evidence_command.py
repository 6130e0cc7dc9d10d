"""`cloud-constructs evidence`: the report of a cloud assembly in three formats."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cloud_constructs.core import ConstructError, StageProfile
from cloud_constructs.guardrails._assembly import Settings
from cloud_constructs.guardrails._evidence import Evidence
from cloud_constructs.guardrails._evidence_markdown import as_markdown
from cloud_constructs.guardrails._sarif import as_sarif

if TYPE_CHECKING:
    from collections.abc import Sequence


WRITTEN, NOT_JUDGED = 0, 2


def main(arguments: Sequence[str]) -> int:
    """Write the report; open findings are what it reports, not a failure to do so."""
    options = _parser().parse_args(arguments)
    folder: Path = options.output
    try:
        settings = Settings(
            keeps_data=StageProfile.named(options.stage).keeps_data, mandatory_tags=tuple(options.tag)
        )
        evidence = Evidence.of(options.assembly, settings)
    except (ConstructError, RuntimeError) as error:
        sys.stderr.write(f"{options.assembly} was not judged: {error}\n")
        return NOT_JUDGED
    reports = {
        "evidence.json": json.dumps(evidence.as_json(), indent=1) + "\n",
        "evidence.md": as_markdown(evidence),
        "evidence.sarif": json.dumps(as_sarif(evidence.assembly, evidence.found), indent=1) + "\n",
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in reports.items():
        (folder / name).write_text(text)
        sys.stdout.write(f"{folder / name}\n")
    return WRITTEN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cloud-constructs evidence",
        description="Write what every rule pack and our own rules say about a cloud assembly: evidence.json,"
        " evidence.md and evidence.sarif. The report that lies in the folder is not read.",
        epilog="exit codes: 0 written, whatever was found; 2 the folder could not be judged."
        " The gate for a CI job is cloud-constructs check.",
    )
    parser.add_argument("assembly", nargs="?", default="cdk.out", help="what cdk synth wrote (cdk.out)")
    parser.add_argument(
        "--output", type=Path, default=Path(), metavar="DIR", help="where to write (the current folder)"
    )
    parser.add_argument("--stage", default="prod", help="the stage it is for: dev need not keep data (prod)")
    parser.add_argument(
        "--tag", action="append", default=[], metavar="KEY", help="a tag that everything has to carry"
    )
    return parser
