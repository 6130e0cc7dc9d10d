"""A loss on purpose, and the way back: rows compared one by one, files byte by byte."""

import argparse
import hashlib
import json
import secrets
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests
from PIL import Image
from vault_client import Api, ApiError, Deployment, sign_up, upload
from vault_recovery import Places, put_back_objects, put_back_rows, take_backups
from vault_recovery.tables import Row, rows_of

from cloud_constructs.local.trials import Report
from vault_trials.journey import settled

MIB = 1024 * 1024
IN_PARTS = 20 * MIB
PREFIXES = ("files", "thumbnails")
LOST = ("users", "nodes", "shares")
"""What users would miss. The table of activity goes on meanwhile: it is where the loss is written down."""
EARLIER = timedelta(seconds=2)
"""Clocks of two machines differ, and S3 writes whole seconds."""


@dataclass(slots=True)
class Belongings:
    """What one user has: a trial that loses data loses nobody else's."""

    dynamodb: Any
    s3: Any
    places: Places
    user_id: str

    def rows(self) -> dict[str, dict[str, Row]]:
        """Return the user's rows of each table that is lost, by their keys."""
        return {holds: dict(self._rows(self.places.tables[holds])) for holds in LOST}

    def objects(self) -> dict[str, str]:
        """Return the digests of the user's objects, by their keys."""
        return {key: self._digest(key) for key in self._keys()}

    def lose(self) -> None:
        """Delete every row and every object."""
        for holds, rows in self.rows().items():
            table = self.places.tables[holds]
            for key in rows:
                self.dynamodb.delete_item(TableName=table, Key=json.loads(key))
        for key in list(self._keys()):
            self.s3.delete_object(Bucket=self.places.bucket, Key=key)

    def _rows(self, table: str) -> Iterator[tuple[str, Row]]:
        schema = self.dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
        names = [part["AttributeName"] for part in schema]
        for row in rows_of(self.dynamodb, table):
            if self.user_id in json.dumps(row):
                yield json.dumps({name: row[name] for name in names}), row

    def _keys(self) -> Iterator[str]:
        pages = self.s3.get_paginator("list_objects_v2")
        for prefix in PREFIXES:
            for page in pages.paginate(Bucket=self.places.bucket, Prefix=f"{prefix}/{self.user_id}/"):
                yield from (found["Key"] for found in page.get("Contents", ()))

    def _digest(self, key: str) -> str:
        digest = hashlib.sha256()
        for chunk in self.s3.get_object(Bucket=self.places.bucket, Key=key)["Body"].iter_chunks(MIB):
            digest.update(chunk)
        return digest.hexdigest()


class Recover:
    """A backup is taken, a user's rows and files are deleted on purpose, put back and compared."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its options."""
        parser.add_argument("--files", type=int, default=20, metavar="N", help="how many small files")

    def run(self, options: argparse.Namespace) -> int:
        """Do it."""
        deployment, report = Deployment.connect(), Report(title="The recovery")
        session = sign_up(deployment, f"ada-{secrets.token_hex(4)}@example.com")
        api = Api(deployment, session)
        dynamodb, s3 = deployment.client("dynamodb"), deployment.client("s3")
        places = Places.of(deployment.client("cloudformation"))
        files = _fill(api, options.files)
        api.post("/api/shares", file_id=files[0][0]["file_id"])
        belongings = Belongings(dynamodb, s3, places, session.user_id)
        rows, objects = belongings.rows(), belongings.objects()
        report.expect("kept", _what(rows, objects), is_right=len(objects) > len(files))

        name = f"rehearsal-{secrets.token_hex(4)}"
        backups = take_backups(dynamodb, places.tables, name)
        report.expect("backed up", f"{len(backups)} tables", is_right=set(backups) == set(places.tables))

        lost_at = datetime.now(UTC) - EARLIER
        belongings.lose()
        left = _what(belongings.rows(), belongings.objects())
        report.expect("lost on purpose; left are", left, is_right=left == "0 rows, 0 objects")
        answers = {_answer(api, file["file_id"]) for file, _ in files}
        report.expect("files, asked for", answers, is_right=answers == {HTTPStatus.NOT_FOUND})

        began = time.monotonic()
        for holds, table in places.tables.items():
            done = put_back_rows(dynamodb, table, name)
            seen = f"{done.lost} rows, {done.kept} were there"
            is_right = done.lost >= len(rows.get(holds, ()))
            report.expect(f"put back into {holds}", seen, is_right=is_right)
        undone = sum(
            put_back_objects(s3, places.bucket, prefix=f"{prefix}/{session.user_id}/", since=lost_at)
            for prefix in PREFIXES
        )
        report.expect("put back into the bucket", f"{undone} objects", is_right=undone == len(objects))
        report.expect("the way back took", f"{time.monotonic() - began:.1f} s", is_right=True)

        _compare(report, belongings, rows, objects)
        right = sum(_download(api, file["file_id"]) == digest for file, digest in files)
        seen = f"{right} of {len(files)} files"
        report.expect("downloaded, byte by byte as before", seen, is_right=right == len(files))
        return report.print()


def _fill(api: Api, count: int) -> list[tuple[dict[str, Any], str]]:
    """Upload a picture, a file in parts and some small ones; return them with their digests."""
    with tempfile.TemporaryDirectory(prefix="cloudvault-") as name:
        folder = Path(name)
        Image.new("RGB", (800, 600), "teal").save(folder / "picture.png")
        (folder / "parts.bin").write_bytes(secrets.token_bytes(IN_PARTS))
        for number in range(count):
            (folder / f"note-{number}.txt").write_text(f"{number}: {secrets.token_hex(number)}\n")
        paths = sorted(folder.iterdir())
        begun = [(upload(api, path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
        return [(settled(api, file["file_id"]), digest) for file, digest in begun]


def _compare(
    report: Report, belongings: Belongings, rows: dict[str, dict[str, Row]], objects: dict[str, str]
) -> None:
    now = belongings.rows()
    for holds, before in rows.items():
        same = sum(now[holds].get(key) == row for key, row in before.items())
        seen = f"{same} of {len(before)} rows"
        report.expect(f"{holds}, row by row as before", seen, is_right=same == len(before))
    found = belongings.objects()
    same = sum(found.get(key) == digest for key, digest in objects.items())
    seen = f"{same} of {len(objects)} objects"
    report.expect("the bucket, byte by byte as before", seen, is_right=found == objects)


def _what(rows: dict[str, dict[str, Row]], objects: dict[str, str]) -> str:
    return f"{sum(map(len, rows.values()))} rows, {len(objects)} objects"


def _answer(api: Api, file_id: str) -> int:
    try:
        api.get(f"/api/files/{file_id}")
    except ApiError as error:
        return error.status
    return HTTPStatus.OK


def _download(api: Api, file_id: str) -> str:
    url = api.get(f"/api/files/{file_id}/download")["url"]
    digest = hashlib.sha256()
    with requests.get(url, stream=True, timeout=60) as answer:
        for chunk in answer.iter_content(MIB):
            digest.update(chunk)
    return digest.hexdigest()
