"""docs/runbooks/alarms.md: a chapter for each kind of alarm, with what to do."""

from cloud_constructs import runbook
from vault_pages.app import STAGE, vault

LOST = "See [what is lost on its way](../operations.md#when-something-is-lost-on-its-way)."
FAILED = 'The saved query "Failed requests" says which operation failed, and "Errors" with what.'
SLOW = "The dashboard `Performance` says which function takes the time, and whether it starts cold."
THROTTLED = (
    "On demand, DynamoDB doubles what it gives within minutes; with provisioned capacity, raise the upper "
    "bound in `cloudvault/data.py`. One hot key is not helped by that."
)
REVIEWED = (
    "SES pauses accounts that go on: see its dashboard of reputation, and stop the notifier if need be."
)

# What the library cannot know. Chapters without a note say enough themselves.
NOTES = {
    "bucket-5xxerrors": "Uploads go from clients to S3: there is nothing to mend here but to tell them.",
    "custom-bucketsizebytes": "Beyond `StorageUsed` (dashboard `Business`) are old versions and parts.",
    "custom-reputation.bouncerate": REVIEWED,
    "custom-reputation.complaintrate": REVIEWED,
    "dead-letter-queue-approximatenumberofmessagesvisible": LOST,
    "event-rule-failedinvocations": LOST,
    "function-errors": FAILED,
    "function-duration": SLOW,
    "function-iteratorage": (
        "Changes are not told any more: no notification leaves, and folders are not emptied. " + LOST
    ),
    "http-api-5xx": FAILED,
    "http-api-latency": SLOW,
    "http-api-integrationlatency": SLOW,
    "queue-approximateageofoldestmessage": "See whether SES refuses the notifier's e-mail.",
    "table-readthrottleevents": THROTTLED,
    "table-writethrottleevents": THROTTLED,
}


def runbook_page() -> str:
    """Return the runbook."""
    return runbook(vault(STAGE).monitoring.alarms, title="Alarms of CloudVault", notes=NOTES)
