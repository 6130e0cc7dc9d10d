"""The runbook of a loss, followed after one; and the numbers of the page on recovery."""

import re
import secrets
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cloudvault.config import STAGES
from cloudvault.failover import PROBE
from vault_client.embedded import DeployedApp
from vault_recovery import Places, take_backups

EXAMPLE = Path(__file__).parent.parent
DOCS = EXAMPLE / "docs"
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TTL = 60


def follow(app: DeployedApp, page: str, **given: str) -> str:
    """Run the commands of a page in one shell, as their reader would; the first that fails ends it."""
    steps = BLOCK.findall((DOCS / page).read_text())
    assert steps
    done = subprocess.run(
        ["bash", "-c", "\n".join(["set -euo pipefail", *steps])],
        cwd=EXAMPLE.parents[1],
        env={**app.environment, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.embedded
def test_the_runbook_of_a_loss(app: DeployedApp) -> None:  # CV-15 CV-16
    dynamodb, s3 = app.client("dynamodb"), app.client("s3")
    places = Places.of(app.client("cloudformation"))
    key, table, backup = f"reports/{secrets.token_hex(4)}", places.tables["users"], secrets.token_hex(4)
    user = {"user_id": {"S": f"runbook-{secrets.token_hex(4)}"}}
    dynamodb.put_item(TableName=table, Item={**user, "file_count": {"N": "3"}})
    s3.put_object(Bucket=places.bucket, Key=key, Body=b"the report")
    take_backups(dynamodb, places.tables, backup)
    lost_at = datetime.now(UTC) - timedelta(seconds=2)
    dynamodb.delete_item(TableName=table, Key=user)
    s3.delete_object(Bucket=places.bucket, Key=key)

    printed = follow(app, "runbooks/data-loss.md", lost_at=lost_at.isoformat(), backup=backup)

    assert backup in printed
    assert re.findall(r"users: (\d+) rows are back", printed) == ["1", "0"]
    assert printed.endswith("0 objects are back\n")
    assert dynamodb.get_item(TableName=table, Key=user)["Item"]["file_count"] == {"N": "3"}
    assert s3.get_object(Bucket=places.bucket, Key=key)["Body"].read() == b"the report"
    dynamodb.delete_item(TableName=table, Key=user)


def test_the_numbers_of_the_page_are_those_of_the_deployment() -> None:  # CV-16
    page = (DOCS / "recovery.md").read_text()
    prod, staging, dev = (STAGES[name] for name in ("prod", "staging", "dev"))

    for days in ("recovery_days", "backup_days"):
        kept = [getattr(stage.profile, days) for stage in (prod, staging, dev)]
        assert page.count("{} days in production, {} in staging, {} in development".format(*kept)) == 2
    switch = PROBE.notices_within + TTL
    assert f"{switch} seconds: three bad answers, {PROBE.request_interval} seconds apart" in page
    assert PROBE.failure_threshold == 3
    assert {prod.recovery_region, staging.recovery_region} == {"eu-central-1"}
    assert page.count("`eu-central-1`") == 3
    assert dev.recovery_region is None


def test_the_page_names_what_there_is() -> None:
    named = re.findall(r"`(tests/\w+\.py|recover\.py)", (DOCS / "recovery.md").read_text())

    assert len(named) >= 4
    assert [name for name in named if not (EXAMPLE / name).is_file()] == []
