"""A rotation that the provider refuses, one that it does not, and a night with the new credentials."""

import argparse
import time
from contextlib import ExitStack
from textwrap import shorten

from botocore.exceptions import ClientError
from rich.table import Table
from stand_in import Fault, StandIn

from cloud_constructs.local.trials import TrialError, console

from .authorize import small_library
from .observation import Deployment, Inbox
from .sync import first_run, judged

ROTATION_SECONDS = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The trial has no options."""
    del parser


def run(options: argparse.Namespace) -> int:
    """The whole trial; returns the exit code."""
    del options
    aws = Deployment()
    with small_library() as folder, StandIn(folder) as stand_in, ExitStack() as cleanup:
        inbox = Inbox(aws, cleanup)
        refusing = cleanup.enter_context(StandIn(folder, [Fault.parse("refused-refresh:forever")]))
        wrong = [*refused_rotation(aws, refusing, inbox), *rotation(aws, stand_in, inbox)]
        rotated = labelled(aws).get("AWSCURRENT")
        checks, wrong_with_run = first_run(aws, stand_in, None)
        if labelled(aws).get("AWSCURRENT") != rotated or stand_in.tokens.refreshes != 1:
            wrong.append("the night did not work with the credentials of the rotation")
    return judged(checks, wrong + wrong_with_run)


def refused_rotation(aws: Deployment, refusing: StandIn, inbox: Inbox) -> list[str]:
    """Rotates with a provider that refuses; the credentials must stay, and the operator hear of it."""
    aws.connect(refusing)
    before = labelled(aws)["AWSCURRENT"]
    rotate(aws)
    told = hear(inbox, "rotation of the credentials failed")
    show("The provider refuses", aws, told)
    wrong = [] if told else ["the operator did not hear of a rotation that failed"]
    if labelled(aws)["AWSCURRENT"] != before:
        wrong.append("a rotation that failed has changed the current credentials")
    return wrong


def rotation(aws: Deployment, stand_in: StandIn, inbox: Inbox) -> list[str]:
    """Rotates with a provider that does not refuse: Secrets Manager goes on with the same version."""
    aws.connect(stand_in)
    before = labelled(aws)["AWSCURRENT"]
    rotate(aws)
    told = hear(inbox, "credentials rotated")
    show("The provider does not", aws, told)
    wrong = [] if told else ["the operator did not hear of a rotation that succeeded"]
    after = labelled(aws)
    if after["AWSCURRENT"] == before or after.get("AWSPREVIOUS") != before or "AWSPENDING" in after:
        wrong.append("the versions' labels are not where a rotation leaves them")
    return wrong


def rotate(aws: Deployment) -> None:
    """Asks for a rotation as an operator does, or as Secrets Manager does when its day has come."""
    console.print(
        f"$ aws secretsmanager rotate-secret --secret-id {aws['CredentialsSecretArn']}", markup=False
    )
    try:
        aws.client("secretsmanager").rotate_secret(SecretId=aws["CredentialsSecretArn"])
    except ClientError as error:
        if "will be reattempted" not in str(error):
            raise TrialError(f"The secret cannot be rotated: {error}") from error
        console.print(f"  {error}", markup=False)


def hear(inbox: Inbox, text: str) -> str:
    """Waits for the notification that has a text; gives nothing if it does not come."""
    deadline = time.monotonic() + ROTATION_SECONDS
    while time.monotonic() < deadline:
        for notification in inbox.read(expected=False):
            if text in notification:
                return notification
    return ""


def labelled(aws: Deployment) -> dict[str, str]:
    """The version that each label is on."""
    secret = aws.client("secretsmanager").describe_secret(SecretId=aws["CredentialsSecretArn"])
    return {label: version for version, labels in secret["VersionIdsToStages"].items() for label in labels}


def show(title: str, aws: Deployment, told: str) -> None:
    """Shows where the labels are, and what the operator has heard."""
    table = Table("label", "version", title=title)
    for label, version in sorted(labelled(aws).items()):
        table.add_row(label, version)
    console.print(table)
    console.print(f"Notification to the operator: {shorten(told or 'none', 300)}", markup=False)
