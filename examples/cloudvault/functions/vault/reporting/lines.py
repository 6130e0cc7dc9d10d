"""Rows as Athena reads them: one JSON object a line."""

import json
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from vault.models.files import MIB
from vault.settings import client, setting
from vault.tables import Item

TABLES = "reports/tables/"


def write_lines(path: str, rows: Iterable[Item]) -> None:
    """Write the rows of a part of a table, in the place of what was there."""
    with SpooledTemporaryFile(max_size=8 * MIB) as file:
        for row in rows:
            # Numbers of DynamoDB are decimals; all that are told are whole.
            file.write(json.dumps(row, default=int).encode() + b"\n")
        file.seek(0)
        client("s3").upload_fileobj(file, setting("FILES_BUCKET"), f"{TABLES}{path}.jsonl")
