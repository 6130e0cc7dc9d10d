"""DeliverySettings: where an app is delivered from, and where to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, cast

from cloud_constructs.core import ArgumentError
from cloud_constructs.delivery._git_source import GitSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from constructs import Construct

CONTEXT = "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """Where from and where to, as the key `delivery` of the context in `cdk.json` says.

    Args:
        connection_arn: The connection of CodeConnections to the repository.
        repository: The repository with its owner.
        account: The account that delivers.
        region: The region of the pipeline and of every environment.
        accounts: Each environment's account.
        operators: Who approves, and is told by e-mail of what failed.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import DeliverySettings

        where = {
            "connection_arn": "arn:aws:codeconnections:eu-west-1:123456789012:connection/acme",
            "repository": "acme/shop",
            "account": "123456789012",
            "region": "eu-west-1",
            "accounts": {"dev": "111122223333", "prod": "123456789012"},
            "operators": ["operators@example.com"],
        }
        app = cdk.App(context={"delivery": where})
        settings = DeliverySettings.of(app, ["dev", "prod"])
        assert settings.accounts["dev"] == "111122223333"
        ```
    """

    connection_arn: str
    repository: str
    account: str
    region: str
    accounts: Mapping[str, str]
    operators: Sequence[str]

    @property
    def source(self) -> GitSource:
        """The main branch of the repository."""
        return GitSource(connection_arn=self.connection_arn, repository=self.repository)

    @staticmethod
    def are_in(scope: Construct) -> bool:
        """Whether the context says anything about delivery."""
        return scope.node.try_get_context(CONTEXT) is not None

    @classmethod
    def of(cls, scope: Construct, stages: Iterable[str]) -> DeliverySettings:
        """Return what the context says.

        Args:
            scope: Whose context it is.
            stages: The environments, each of which has an account.

        Raises:
            ArgumentError: Something is missing, or nobody reads it; the message says what.
        """
        given: object = scope.node.try_get_context(CONTEXT)
        found = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        wanted = [field.name for field in fields(cls)]
        accounts = found.get("accounts", {})
        missing = [name for name in wanted if name not in found]
        missing += [f"accounts.{stage}" for stage in stages if stage not in accounts]
        if missing:
            raise ArgumentError(
                CONTEXT, f"the context lacks {', '.join(missing)}", "say in cdk.json where from and where to"
            )
        if unknown := found.keys() - set(wanted):
            raise ArgumentError(
                CONTEXT,
                f"nobody reads {', '.join(sorted(unknown))}",
                f"take it out of cdk.json; there are {', '.join(wanted)}",
            )
        return cls(**found)
