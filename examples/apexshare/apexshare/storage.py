"""The bucket with the videos, and the table with everything that is known of them."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from cloud_constructs import Index, Lifecycle, SecureBucket, SecureTable

from .config import Config
from .security import Keys

VIDEOS = "videos/"
INFREQUENT_DAYS = 30
BY_TRAINER = "by-trainer"


class StorageStack(cdk.Stack):
    """Videos under keys that no user chooses, reached by presigned addresses alone; one table."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        keys: Keys,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        # A stage that keeps videos for a month or less has nothing that would be read seldom.
        seldom = INFREQUENT_DAYS if config.video_days > INFREQUENT_DAYS else None
        self.videos = SecureBucket(
            self,
            "Videos",
            # Without a name of its own, the page has one that CloudFront makes later.
            browser_origins=[config.origin if config.domain else "https://*.cloudfront.net"],
            encryption_key=keys.videos,
            event_bridge=True,
            lifecycle=[
                Lifecycle.archive(infrequent_days=seldom, expire_days=config.video_days, prefix=VIDEOS)
                if seldom
                else Lifecycle.expiry(config.video_days, prefix=VIDEOS)
            ],
            old_version_days=1,
            profile=config.profile,
        )
        self.records = SecureTable(
            self,
            "Records",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            indexes=[Index(name=BY_TRAINER, partition_key=_text("gsi1pk"), sort_key=_text("gsi1sk"))],
            ttl="expires_at",
            encryption_key=keys.records,
            profile=config.profile,
        )
        cdk.CfnOutput(self, "VideosBucket", value=self.videos.bucket_name)
        cdk.CfnOutput(self, "RecordsTable", value=self.records.table_name)


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
