"""An operator takes a backup, and has it restored and compared."""

import secrets
from typing import Any

from vault_client import Api, Deployment, sign_up

from cloud_constructs.local.trials import Report, until


def back_up(deployment: Deployment, report: Report) -> None:
    """Take a backup of all tables, restore it under other names, and compare."""
    operator = Api(deployment, sign_up(deployment, f"op-{secrets.token_hex(4)}@example.com", operator=True))
    backup_id = operator.post("/api/backup")["backup_id"]
    taken = _settled(operator, backup_id, "taken")
    items = sum(table["items"] for table in taken["tables"])
    report.expect("took a backup", f"{items} items of {len(taken['tables'])} tables", is_right=items > 0)
    operator.post(f"/api/backup/{backup_id}/verify")
    verified = _settled(operator, backup_id, "verified", "different")
    for table in verified["tables"]:
        report.expect(
            f"restored {table['table']} and compared",
            f"{table['restored_items']} items, {table['compared']:.0%} unchanged meanwhile",
            is_right=table["is_same"],
        )


def _settled(operator: Api, backup_id: str, *states: str) -> dict[str, Any]:
    def ask() -> dict[str, Any] | None:
        # An event calls the worker; AWS would hold a second call back, and the embedded AWS does not.
        backup = operator.get(f"/api/backup/{backup_id}")
        return backup if backup["state"] in states else None

    return until(f"backup {backup_id}", ask)
