"""GitSource: the branch whose commits are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cloud_constructs.core import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class GitSource:
    """A branch of a repository, reached through a connection of CodeConnections.

    It promises that no token and no password is kept in the account: the connection is an app that the
    repository's owner has installed and can take back.

    Args:
        connection_arn: The connection; it has to be approved once in the console
            (https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-update.html).
        repository: The repository with its owner, such as `acme/shop`.
        branch: The branch.

    Example:
        ```python
        from cloud_constructs import GitSource

        arn = "arn:aws:codeconnections:eu-west-1:123456789012:connection/acme"
        source = GitSource(connection_arn=arn, repository="acme/shop", branch="release")
        ```
    """

    connection_arn: str
    repository: str
    branch: str = "main"

    def check(self, check: Check) -> None:
        """Raise unless each value has its form."""
        check.matches(
            "connection_arn of source",
            self.connection_arn,
            r"arn:[\w-]+:(codeconnections|codestar-connections):[\w-]+:\d{12}:connection/[\w-]+",
            "the ARN of a connection of CodeConnections",
        )
        expected = "an owner and a name, such as acme/shop"
        check.matches("repository of source", self.repository, r"[\w.-]+(/[\w.-]+)+", expected)
        check.matches("branch of source", self.branch, r"[\w./-]{1,255}", "the name of one branch")

    def action(self, output: str) -> dict[str, Any]:
        """Return the action of a pipeline that fetches each new commit."""
        return {
            "name": "Commit",
            "actionTypeId": {
                "category": "Source",
                "owner": "AWS",
                "provider": "CodeStarSourceConnection",
                "version": "1",
            },
            "configuration": {
                "ConnectionArn": self.connection_arn,
                "FullRepositoryId": self.repository,
                "BranchName": self.branch,
            },
            "outputArtifacts": [{"name": output}],
        }

    def statement(self) -> dict[str, Any]:
        """Return the IAM statement of a pipeline that fetches."""
        # A connection that was made under the service's old name is asked for under that name.
        service = (
            "codestar-connections" if ":codestar-connections:" in self.connection_arn else "codeconnections"
        )
        return {"Effect": "Allow", "Action": f"{service}:UseConnection", "Resource": self.connection_arn}
