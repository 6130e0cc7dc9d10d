"""What becomes of objects as they age."""

from __future__ import annotations

from itertools import pairwise

from aws_cdk import aws_s3 as s3

from cloud_constructs.core import DAY, ArgumentError, duration

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
LEAST_INFREQUENT_DAYS = 30


class Lifecycle:
    """Lifecycle rules for `SecureBucket(lifecycle=[...])`.

    Each takes a prefix; without one, a rule is about the whole bucket. What overwritten versions and failed
    uploads cost is settled by the bucket itself.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Lifecycle, SecureBucket

        stack = cdk.Stack(cdk.App(), "Shop")
        rules = [Lifecycle.archive(instant_days=90, expire_days=365), Lifecycle.expiry(7, prefix="tmp/")]
        SecureBucket(stack, "Documents", lifecycle=rules)
        ```
    """

    @staticmethod
    def intelligent_tiering(*, after_days: int = 0, prefix: str = "") -> s3.LifecycleRule:
        """Let S3 move objects between tiers by how often they are read.

        Args:
            after_days: When S3 begins with it, in days after the upload.
            prefix: What the keys begin with.
        """
        _require(after_days >= 0, f"after_days is {after_days}", "choose 0 or more")
        return _rule("IntelligentTiering", prefix, {"INTELLIGENT_TIERING": after_days})

    @staticmethod
    def archive(
        *,
        infrequent_days: int | None = None,
        instant_days: int | None = None,
        flexible_days: int | None = None,
        deep_days: int | None = None,
        expire_days: int | None = None,
        prefix: str = "",
    ) -> s3.LifecycleRule:
        """Move objects to colder storage as they age, each number in days after the upload.

        Args:
            infrequent_days: To Standard-Infrequent Access, after 30 days at the earliest.
            instant_days: To Glacier Instant Retrieval.
            flexible_days: To Glacier Flexible Retrieval, from where a read takes minutes to hours.
            deep_days: To Glacier Deep Archive, from where a read takes up to two days.
            expire_days: When they go; by default never.
            prefix: What the keys begin with.

        Raises:
            ArgumentError: No storage is named, or a colder one comes before a warmer one.
        """
        named = {
            "INFREQUENT_ACCESS": infrequent_days,
            "GLACIER_INSTANT_RETRIEVAL": instant_days,
            "GLACIER": flexible_days,
            "DEEP_ARCHIVE": deep_days,
        }
        moves = {storage: days for storage, days in named.items() if days is not None}
        ages = [*moves.values(), *([] if expire_days is None else [expire_days])]
        _require(len(moves) > 0, "archive names no storage", "say after how many days objects move where")
        _require(min(ages) >= 1, f"archive has a step after {min(ages)} days", "choose 1 day or more")
        _require(
            all(earlier < later for earlier, later in pairwise(ages)),
            f"archive has its steps after {', '.join(map(str, ages))} days",
            "give each colder storage, and the expiry, more days than the one before",
        )
        _require(
            infrequent_days is None or infrequent_days >= LEAST_INFREQUENT_DAYS,
            f"infrequent_days is {infrequent_days}",
            f"choose {LEAST_INFREQUENT_DAYS} days or more",
        )
        return _rule("Archive", prefix, moves, expire_days)

    @staticmethod
    def expiry(days: int, *, prefix: str = "") -> s3.LifecycleRule:
        """Delete objects as many days after their upload; as old versions they can still be brought back."""
        _require(days >= 1, f"expiry is after {days} days", "choose 1 day or more")
        return _rule("Expiry", prefix, {}, days)


def _require(holds: bool, problem: str, remedy: str) -> None:  # noqa: FBT001
    if not holds:
        raise ArgumentError("Lifecycle", problem, remedy)


def _rule(name: str, prefix: str, moves: dict[str, int], expire_days: int | None = None) -> s3.LifecycleRule:
    return s3.LifecycleRule(
        id=f"{name}.{prefix.strip('/')}" if prefix else name,
        prefix=prefix or None,
        transitions=[
            s3.Transition(
                storage_class=getattr(s3.StorageClass, storage), transition_after=duration(days * DAY)
            )
            for storage, days in moves.items()
        ]
        or None,
        expiration=None if expire_days is None else duration(expire_days * DAY),
    )
