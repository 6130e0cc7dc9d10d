"""How things stand tonight: what each user keeps, and how often each link was opened."""

from collections.abc import Iterator

from vault.reporting.lines import write_lines
from vault.settings import table
from vault.tables import Item

USAGE = ("user_id", "storage_used", "file_count")
LINKS = ("share_id", "owner", "file_id", "created_at", "downloads")


def write_snapshots() -> None:
    """Write both; those of the night before are replaced."""
    write_lines("usage/now", _rows("USERS_TABLE", USAGE))
    write_lines("links/now", _rows("SHARES_TABLE", LINKS))


def _rows(name: str, attributes: tuple[str, ...]) -> Iterator[Item]:
    """Return these attributes of every row; the function may read no others."""
    names = {f"#{at}": attribute for at, attribute in enumerate(attributes)}
    page = {
        "Select": "SPECIFIC_ATTRIBUTES",
        "ProjectionExpression": ", ".join(names),
        "ExpressionAttributeNames": names,
    }
    while True:
        found = table(name).scan(**page)
        yield from found["Items"]
        if "LastEvaluatedKey" not in found:
            return
        page["ExclusiveStartKey"] = found["LastEvaluatedKey"]
