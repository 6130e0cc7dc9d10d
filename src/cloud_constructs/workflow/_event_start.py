"""What starts a state machine upon an event, with a place for the runs that could not be started."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cloud_constructs.messaging import EventRule
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from cloud_constructs.security import EncryptionKey


class EventStart(EventRule):
    """Starts a state machine upon each event of the account's own bus that matches a pattern.

    It promises that a run which could not be started is kept in a dead-letter queue.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        pattern: Mapping[str, object],
        state_machine_arn: str,
        input: Mapping[str, str],
        encryption_key: EncryptionKey,
    ) -> None:
        super().__init__(scope, id, dead_letters="Missed", encryption_key=encryption_key)
        start = {"Effect": "Allow", "Action": "states:StartExecution", "Resource": state_machine_arn}
        role = ServiceRole(
            self, "Role", service="events.amazonaws.com", same_account_only=True, statements=[start]
        )
        target = {
            "arn": state_machine_arn,
            "id": "StateMachine",
            "roleArn": role.role.role_arn,
            "input": json.dumps(dict(input)),
            "retryPolicy": {"maximumRetryAttempts": 3, "maximumEventAgeInSeconds": 3600},
        }
        self._deliver(pattern, target)
