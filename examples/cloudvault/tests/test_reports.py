"""Report queries: what the functions write, read by the saved queries as the catalogue describes it."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cloudvault.reports import DATABASE, QUERIES, WORKGROUP
from vault.analytics.history import Event, record
from vault.moments import new_id, now
from vault_client import upload
from vault_client.embedded import DeployedApp
from vault_pages.app import assembly

from cloud_constructs.local.trials import until

# Types of the catalogue, as SQLite calls them.
TYPES = {"string": "TEXT", "bigint": "INTEGER"}


def _objects(app: DeployedApp, location: str) -> dict[str, str]:
    """The objects below a location, by their keys."""
    bucket, _, prefix = location.removeprefix("s3://").partition("/")
    s3 = app.client("s3")
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode() for key in keys}


def _database(app: DeployedApp) -> sqlite3.Connection:
    """The tables of the catalogue with what stands in S3: nothing here executes Athena's SQL, SQLite does."""
    connection = sqlite3.connect(":memory:")
    for table in app.client("glue").get_tables(DatabaseName=DATABASE)["TableList"]:
        columns = [*table["StorageDescriptor"]["Columns"], *table.get("PartitionKeys", [])]
        names = [column["Name"] for column in columns]
        typed = ", ".join(f"{column['Name']} {TYPES[column['Type']]}" for column in columns)
        connection.execute(f"CREATE TABLE {table['Name']} ({typed}) STRICT")
        for key, text in _objects(app, table["StorageDescriptor"]["Location"]).items():
            parts = dict(part.split("=") for part in key.split("/") if "=" in part)
            rows = [{**json.loads(line), **parts} for line in text.splitlines()]
            assert all(row.keys() <= {*names} for row in rows), "what is written is what the catalogue says"
            marks = ", ".join("?" for _ in names)
            values = [[row.get(name) for name in names] for row in rows]
            connection.executemany(f"INSERT INTO {table['Name']} VALUES ({marks})", values)
    return connection


def _answers(app: DeployedApp, name: str) -> list[tuple[Any, ...]]:
    return _database(app).execute(QUERIES[name]).fetchall()


@pytest.mark.embedded
def test_operators_see_who_keeps_how_much(app: DeployedApp, tmp_path: Path) -> None:  # CV-14
    (tmp_path / "a.txt").write_bytes(b"x" * 1234)
    api = app.api()
    upload(api, tmp_path / "a.txt")

    app.deployment.invoke("ReportExport")

    rows = _answers(app, "Storage per user")
    assert (api.session.user_id, 1234, 1) in rows
    assert rows == sorted(rows, key=lambda row: -row[1])


@pytest.mark.embedded
def test_operators_see_which_files_are_shared_most(app: DeployedApp, tmp_path: Path) -> None:  # CV-14
    (tmp_path / "b.txt").write_bytes(b"y")
    api = app.api()
    file_id = upload(api, tmp_path / "b.txt")["file_id"]

    def is_ready() -> bool:
        return api.get(f"/api/files/{file_id}")["state"] == "ready"

    until("the processor", is_ready)
    secret = "only for friends"
    made = [api.post("/api/shares", file_id=file_id, password=secret) for _ in range(3)]

    app.deployment.invoke("ReportExport")

    assert (api.session.user_id, file_id, 3, 0) in _answers(app, "Most shared files")
    written = "".join(_objects(app, f"s3://{app.deployment.outputs['FilesBucket']}/reports/tables/").values())
    assert made[0]["share"]["share_id"] in written
    for private in (api.session.email, secret, made[0]["token"], "token_digest", "password"):
        assert private not in written


@pytest.mark.embedded
def test_operators_see_uploads_per_day_however_often_they_are_counted(  # CV-14
    in_functions: DeployedApp,
) -> None:
    # A day on which nothing else happens; the second hour comes when the first has been counted.
    day = now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=9)
    for hour, owner in ((1, "ada"), (1, "eve"), (1, "ada"), (23, "ada")):
        for name in ("FileUploaded", "FileDeleted"):
            record([Event(owner, new_id(), name, day + timedelta(hours=hour))])
        in_functions.deployment.invoke("AnalyticsRollup")

    assert (f"{day:%Y-%m-%d}", 4, 2) in _answers(in_functions, "Uploads per day")


def test_limits_hold_for_every_query_and_results_are_encrypted() -> None:  # CV-14 CV-6
    resources = json.loads((assembly() / "CloudVaultReports.template.json").read_text())["Resources"]
    (workgroup,) = (body for body in resources.values() if body["Type"] == "AWS::Athena::WorkGroup")

    said = workgroup["Properties"]["WorkGroupConfiguration"]
    assert said["EnforceWorkGroupConfiguration"] is True
    assert said["BytesScannedCutoffPerQuery"] == 10 * 1024**3
    results = said["ResultConfiguration"]
    assert results["EncryptionConfiguration"]["EncryptionOption"] == "SSE_KMS"
    assert "Fn::GetStackOutput" in json.dumps(results["EncryptionConfiguration"]["KmsKey"])
    saved = [body["Properties"] for body in resources.values() if body["Type"] == "AWS::Athena::NamedQuery"]
    assert {one["Name"]: one["QueryString"] for one in saved} == QUERIES
    assert {(one["Database"], one["WorkGroup"]) for one in saved} == {(DATABASE, WORKGROUP)}


def test_the_export_may_read_nothing_that_it_does_not_write() -> None:  # CV-14 CV-6
    resources = json.loads((assembly() / "CloudVaultCompute.template.json").read_text())["Resources"]
    statements = [
        statement
        for id, body in resources.items()
        if body["Type"] == "AWS::IAM::ManagedPolicy" and id.startswith("ReportExport")
        for statement in body["Properties"]["PolicyDocument"]["Statement"]
    ]
    scans = [one for one in statements if "dynamodb:Scan" in one["Action"]]

    assert len(scans) == 2
    for scan in scans:
        readable = scan["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
        assert {"email", "token_digest", "password_hash", "password_salt"}.isdisjoint(readable)
        assert scan["Condition"]["StringEqualsIfExists"]["dynamodb:Select"] == "SPECIFIC_ATTRIBUTES"
