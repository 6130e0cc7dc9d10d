"""In which other regions a table is kept, and how soon the others see a change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_cdk import Token
from aws_cdk import aws_dynamodb as dynamodb

if TYPE_CHECKING:
    from cloud_constructs.core import Check

# Between which regions reads can be strongly consistent:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
STRONG_REGIONS = (
    frozenset({"us-east-1", "us-east-2", "us-west-2"}),
    frozenset({"eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"}),
    frozenset({"ap-northeast-1", "ap-northeast-2", "ap-northeast-3"}),
)
STRONG_COPIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """A table in another region.

    It has what its table has: recovery, deletion protection, insights, capacity and resource policy.

    Args:
        region: The region.
        key_arn: The ARN of the customer-managed key there; a key belongs to its region.
    """

    region: str
    key_arn: str


@dataclass(frozen=True, slots=True)
class Replication:
    """The other regions of a table: `Replication.eventual(...)` or `Replication.strong(...)`.

    Example:
        ```python
        from cloud_constructs import Replica, Replication

        key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
        Replication.eventual(Replica(region="eu-central-1", key_arn=key))
        ```
    """

    replicas: tuple[Replica, ...]
    is_strong: bool = False
    witness_region: str | None = None

    @staticmethod
    def eventual(*replicas: Replica) -> Replication:
        """See changes of the other regions usually within a second; the last writer wins."""
        return Replication(replicas)

    @staticmethod
    def strong(*replicas: Replica, witness_region: str | None = None) -> Replication:
        """Read what was written last, wherever that was: three regions, of which one may be a witness.

        It cannot be changed later, and writes wait for a second region.

        Args:
            replicas: The other two regions, or the other one when there is a witness.
            witness_region: A region that keeps changes for availability, and no table.
        """
        return Replication(replicas, is_strong=True, witness_region=witness_region)

    def check(
        self, check: Check, region: str, stream: dynamodb.StreamViewType | None, ttl: str | None
    ) -> None:
        """Raise unless a table of that region can be replicated so."""
        regions = [region, *(replica.region for replica in self.replicas)]
        regions += [self.witness_region] if self.witness_region else []
        check.require(len(self.replicas) > 0, "replication names no replica", "name the other regions")
        check.require(
            len(set(regions)) == len(regions),
            f"replication has a region twice, of {', '.join(regions)}",
            "name each region once, and not the stack's own",
        )
        for replica in self.replicas:
            check.require(
                Token.is_unresolved(replica.key_arn)
                or bool(
                    re.match(rf"arn:[\w-]+:kms:{re.escape(replica.region)}:\d{{12}}:key/", replica.key_arn)
                ),
                f"key_arn of the replica in {replica.region} is {replica.key_arn!r}",
                "give the ARN of a key of that region",
            )
        check.require(
            stream in (None, dynamodb.StreamViewType.NEW_AND_OLD_IMAGES),
            f"stream is {stream.value if stream else None} in a table with replicas",
            "leave stream out, or choose NEW_AND_OLD_IMAGES, by which replicas are kept up to date",
        )
        if self.is_strong:
            self._check_strong(check, regions, ttl)

    def _check_strong(self, check: Check, regions: list[str], ttl: str | None) -> None:
        check.require(
            len(regions) == STRONG_COPIES,
            f"strong replication has {len(regions)} regions",
            "name two other regions, of which one may be the witness",
        )
        check.require(
            any(allowed.issuperset(regions) for allowed in STRONG_REGIONS),
            f"strong replication cannot span {', '.join(regions)}",
            f"choose within one of {'; '.join(', '.join(sorted(allowed)) for allowed in STRONG_REGIONS)}",
        )
        check.require(
            ttl is None,
            "strong replication comes with ttl",
            "let a function delete what expires, or leave out ttl",
        )

    def as_cdk(self) -> dict[str, Any]:
        """Return the replication as the properties that CDK takes."""
        strong = dynamodb.MultiRegionConsistency.STRONG
        return {
            "replicas": [dynamodb.ReplicaTableProps(region=replica.region) for replica in self.replicas],
            "multi_region_consistency": strong if self.is_strong else None,
            "witness_region": self.witness_region,
        }

    def key_arns(self) -> dict[str, str]:
        """Return the keys by their regions."""
        return {replica.region: replica.key_arn for replica in self.replicas}
