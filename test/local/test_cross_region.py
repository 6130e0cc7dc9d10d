"""An app of two regions, one of which refers to the other."""

from pathlib import Path

import aws_cdk as cdk
import pytest

from cloud_constructs import BucketReplica, EncryptionKey, SecureBucket
from cloud_constructs.local import Embedded, Level

pytestmark = pytest.mark.embedded
RECOVERY, PRIMARY = "eu-central-1", "eu-west-1"


class TwoRegions:
    """Files in one region, and the bucket and the key of their copies in another."""

    def __init__(self, folder: Path) -> None:
        self.app = cdk.App(outdir=str(folder), context={"stage": "dev"})
        recovery = self._stack("Recovery", RECOVERY)
        data = self._stack("Data", PRIMARY)
        self.key = EncryptionKey(recovery, "CopiesKey")
        copies = SecureBucket(recovery, "Copies", encryption_key=self.key)
        replica = BucketReplica(bucket_arn=copies.bucket_arn, key_arn=self.key.key_arn)
        files = SecureBucket(data, "Files", replica=replica)
        (*_, replication) = files.alarm_targets()
        cdk.CfnOutput(data, "KeyArn", value=self.key.key_arn)
        cdk.CfnOutput(data, "CopiesName", value=replication.dimensions["DestinationBucket"])

    def _stack(self, name: str, region: str) -> cdk.Stack:
        environment = cdk.Environment(account="123456789012", region=region)
        return cdk.Stack(self.app, name, env=environment, cross_region_references=True)

    def synth(self) -> str:
        return self.app.synth().directory


def test_what_another_region_made_is_known_here(aws: Embedded, tmp_path: Path) -> None:  # CV-9, CV-16
    deployment = aws.deploy(TwoRegions(tmp_path).synth())

    there = aws.clients.at("123456789012", RECOVERY)
    described = there("kms").describe_key(KeyId=deployment.output("Data", "KeyArn"))["KeyMetadata"]
    assert described["Arn"] == deployment.output("Data", "KeyArn")
    assert described["Arn"].split(":")[3] == RECOVERY
    # A part of an ARN: functions of CloudFormation see its value, not a reference to it.
    copies = deployment.output("Data", "CopiesName")
    assert copies in [bucket["Name"] for bucket in there("s3").list_buckets()["Buckets"]]
    assert copies in [one.physical_id for one in deployment.stacks["Recovery"].resources.values()]


def test_cdk_s_own_handlers_are_done_by_the_deployer(aws: Embedded, tmp_path: Path) -> None:
    report = aws.deploy(TwoRegions(tmp_path).synth()).report

    done = {entry.type for entry in report.levels[Level.DONE_BY_DEPLOYER]}
    assert {"Custom::CrossRegionExportWriter", "Custom::CrossRegionExportReader"} <= done
