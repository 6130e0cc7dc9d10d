"""Is what is deployed what was meant, and is it seen when somebody changes it by hand?"""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apex_client import Deployment

from cloud_constructs.local.trials import Report
from cloud_constructs.validation import Aws, Result, Verdict, validate

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
EXPIRY = {"AttributeName": "expires_at"}


@dataclass(frozen=True)
class Change:
    """What somebody in a hurry does by hand, and how it is put right."""

    type: str
    claim: str
    service: str
    do: Callable[[Any, str], object]
    undo: Callable[[Any, str], object]


CHANGES = (
    Change(
        "AWS::KMS::Key",
        "is rotated",
        "kms",
        lambda kms, key: kms.disable_key_rotation(KeyId=key),
        lambda kms, key: kms.enable_key_rotation(KeyId=key),
    ),
    Change(
        "AWS::S3::Bucket",
        "keeps versions",
        "s3",
        lambda s3, name: s3.put_bucket_versioning(
            Bucket=name, VersioningConfiguration={"Status": "Suspended"}
        ),
        lambda s3, name: s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"}),
    ),
    Change(
        "AWS::DynamoDB::GlobalTable",
        "lets rows expire",
        "dynamodb",
        lambda dynamodb, name: dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": False, **EXPIRY}
        ),
        lambda dynamodb, name: dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, **EXPIRY}
        ),
    ),
    Change(
        "AWS::IAM::Role",
        "has the policies that the app attaches, and no other",
        "iam",
        lambda iam, name: iam.attach_role_policy(RoleName=name, PolicyArn=ADMINISTRATOR),
        lambda iam, name: iam.detach_role_policy(RoleName=name, PolicyArn=ADMINISTRATOR),
    ),
)


class Validation:
    """Ask AWS whether every stack is as it should be, change it by hand, and ask again."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """It has no options."""

    def run(self, options: argparse.Namespace) -> int:  # noqa: ARG002
        """Do it."""
        deployment, report = Deployment.connect(), Report("The validation")
        sound = _ask()
        failed = [str(result) for result in sound if result.verdict is Verdict.FAILED]
        good = sum(result.verdict is Verdict.OK for result in sound)
        report.expect("what is deployed is what was meant", f"{good} checks are OK", is_right=not failed)
        for change in CHANGES:
            client = deployment.client(change.service)
            before = next(one for one in sound if (one.type, one.claim) == (change.type, change.claim))
            change.do(client, before.id)
            seen = _now(before)
            report.expect(f"{before.path}: {seen.claim}?", seen.why, is_right=seen.verdict is Verdict.FAILED)
            change.undo(client, before.id)
            report.expect("put right", seen.mend, is_right=_now(before).verdict is Verdict.OK)
        return report.print()


def _now(before: Result) -> Result:
    return next(one for one in _ask() if (one.path, one.claim) == (before.path, before.claim))


def _ask() -> tuple[Result, ...]:
    # The assembly that was deployed lies beside the description of what became of it.
    assembly = Path(os.environ["CLOUD_CONSTRUCTS_ENDPOINTS"]).with_name("cdk.out")
    return validate(assembly, Aws.of_environment()).results
