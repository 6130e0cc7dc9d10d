"""Takes backups, and puts back what was lost. `docs/runbooks/data-loss.md` says when to do what.

`python recover.py take --name NAME`: backs up every table
`python recover.py list`: names the backups that there are
`python recover.py rows (--name NAME | --at MOMENT) [--table NAME ...] [--overwrite]`: puts rows back
`python recover.py files --since MOMENT [--prefix PREFIX]`: puts back objects that were deleted since
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.table import Table
from vault_recovery import Places, RecoveryError, put_back_objects, put_back_rows, take_backups

console = Console(highlight=False)


def main(given: Sequence[str] | None = None) -> int:
    """Do what the command line asks for, and return the exit code."""
    options = _parser().parse_args(given)
    sdk: Any = boto3
    try:
        options.act(options, Places.of(sdk.client("cloudformation")), sdk)
    except (RecoveryError, ClientError, BotoCoreError) as error:
        console.print(f"Error: {error}", style="red", markup=False)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    actions = parser.add_subparsers(required=True, metavar="take|list|rows|files")
    take = actions.add_parser("take", help="back up every table")
    take.add_argument("--name", required=True, help="what the backups are called")
    take.set_defaults(act=_take)
    actions.add_parser("list", help="name the backups").set_defaults(act=_list)
    rows = actions.add_parser("rows", help="put rows back")
    source = rows.add_mutually_exclusive_group(required=True)
    source.add_argument("--name", dest="source", help="what the backups are called")
    source.add_argument("--at", dest="source", type=moment, help="a moment before the loss, instead")
    rows.add_argument("--table", action="append", help="users, nodes, shares or activity; by default all")
    rows.add_argument("--overwrite", action="store_true", help="rows that are there become as they were, too")
    rows.set_defaults(act=_rows)
    files = actions.add_parser("files", help="put deleted objects back")
    files.add_argument("--since", required=True, type=moment, help="as 2026-11-21T10:00:00+00:00")
    files.add_argument("--prefix", default="", help="what the keys begin with; by default all")
    files.set_defaults(act=_files)
    return parser


def _take(options: argparse.Namespace, places: Places, sdk: Any) -> None:  # noqa: ANN401
    for holds, arn in take_backups(sdk.client("dynamodb"), places.tables, options.name).items():
        console.print(f"{holds}: {arn}", soft_wrap=True)


def _list(_options: argparse.Namespace, places: Places, sdk: Any) -> None:  # noqa: ANN401
    table = Table("table", "backup", "made", "status")
    for holds, name in places.tables.items():
        for backup in sdk.client("dynamodb").list_backups(TableName=name, BackupType="ALL")[
            "BackupSummaries"
        ]:
            made = f"{backup['BackupCreationDateTime']:%Y-%m-%d %H:%M:%S}"
            table.add_row(holds, backup["BackupName"], made, backup["BackupStatus"])
    console.print(table)


def _rows(options: argparse.Namespace, places: Places, sdk: Any) -> None:  # noqa: ANN401
    unknown = set(options.table or ()) - set(places.tables)
    if unknown:
        raise RecoveryError(
            f"there is no table {', '.join(sorted(unknown))}; name {', '.join(places.tables)}"
        )
    for holds in options.table or places.tables:
        done = put_back_rows(
            sdk.client("dynamodb"), places.tables[holds], options.source, overwrite=options.overwrite
        )
        became = "became as they were" if options.overwrite else "stayed as they are"
        console.print(f"{holds}: {done.lost} rows are back, {done.kept} were there and {became}")


def _files(options: argparse.Namespace, places: Places, sdk: Any) -> None:  # noqa: ANN401
    s3 = sdk.client("s3", config=Config(s3={"addressing_style": "path"}))
    undone = put_back_objects(s3, places.bucket, prefix=options.prefix, since=options.since)
    console.print(f"{undone} objects are back")


def moment(text: str) -> datetime:
    """Return a moment of the command line."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise argparse.ArgumentTypeError("give a time zone, as in 2026-11-21T10:00:00+00:00")
    return read


if __name__ == "__main__":
    sys.exit(main())
