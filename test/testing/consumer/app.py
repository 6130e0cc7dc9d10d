"""A shop: orders wait in a queue, invoices and newsletters are kept in buckets."""

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3

from cloud_constructs import Guardrails, SecureBucket, Waiver, WorkQueue, acknowledge

ENV = cdk.Environment(account="123456789012", region="eu-west-1")


class Shop(cdk.Stack):
    def __init__(self, scope: cdk.App, id: str) -> None:
        super().__init__(scope, id, env=ENV)
        self.orders = WorkQueue(self, "Orders")
        self.invoices = SecureBucket(self, "Invoices")
        self.newsletters = s3.Bucket(
            self,
            "Newsletters",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.invoices.encryption_key.key,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        public = Waiver(reason="Newsletters are public as soon as they are sent", ticket="SHOP-7")
        for rule in ("S3BucketLoggingEnabled", "S3BucketReplicationEnabled", "S3BucketDefaultLockEnabled"):
            acknowledge(self.newsletters, rule, public)


def build(app: cdk.App) -> None:
    """Build the whole app; tests call this as `app.py` itself does."""
    Shop(app, "Shop")
    Guardrails.of(app).enforce()


if __name__ == "__main__":
    app = cdk.App()
    build(app)
    Guardrails.of(app).synth()
