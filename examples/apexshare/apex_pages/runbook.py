"""docs/runbooks/alarms.md: a chapter for each kind of alarm, with what to do."""

from apex_pages.app import share
from cloud_constructs import runbook

FAILED = 'The saved query "Failed requests" says which route failed, and "Errors" with what.'
LOST = (
    "A message waits in a dead-letter queue. Find why in the logs of its function, deploy the cure, and "
    "start its redrive (`aws sqs start-message-move-task`): every function may see a message twice."
)
REVIEWED = (
    "SES pauses accounts that go on: see the listing of videos for who bounced. Suppressed addresses get no "
    "more e-mail by themselves; an import of wrong addresses has to be stopped by hand."
)

# What the library cannot know. Chapters without a note say enough themselves.
NOTES = {
    "custom-linkguesses": "Nobody guesses 256 bits: block who tries, by the firewall, for the noise alone.",
    "custom-signinsfailed": "Trainers have a second factor. See the user's events in Cognito, and ask them.",
    "custom-tokensrefused": 'The saved query "Refused requests" says on which route.',
    "custom-uploadsrejected": 'The saved query "Rejected uploads" says why: size, or no video.',
    "dead-letter-queue-approximatenumberofmessagesvisible": LOST,
    "mail-domain-reputation.bouncerate": REVIEWED,
    "mail-domain-reputation.complaintrate": REVIEWED,
    "function-errors": FAILED,
    "queue-approximateageofoldestmessage": "Videos wait to be looked at, or links to be sent. " + FAILED,
    "rest-api-5xxerror": FAILED,
}


def runbook_page() -> str:
    """Return the runbook."""
    return runbook(share().monitoring.alarms, title="Alarms of ApexShare", notes=NOTES)
