"""Encryption keys (KMS)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cloud_constructs.validation.checks._check import Check, compare, has
from cloud_constructs.validation.checks._statements import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_KEY = ("AWS::KMS::Key",)


def _state(live: Live) -> Iterator[str]:
    state = live.ask("kms", "describe_key", KeyId=live.id)["KeyMetadata"]["KeyState"]
    return compare("its state", state, "Enabled")


def _rotation(live: Live) -> Iterator[str]:
    if not live.ask("kms", "get_key_rotation_status", KeyId=live.id)["KeyRotationEnabled"]:
        yield "it is never rotated"


def _policy(live: Live) -> Iterator[str]:
    found = live.ask("kms", "get_key_policy", KeyId=live.id, PolicyName="default")["Policy"]
    return differences([json.loads(found)], [live.wanted("KeyPolicy")])


CHECKS = (
    Check(
        claim="can be used",
        types=_KEY,
        find=_state,
        mend="aws kms cancel-key-deletion --key-id {id}; aws kms enable-key --key-id {id}",
    ),
    Check(
        claim="is rotated",
        types=_KEY,
        find=_rotation,
        when=has("EnableKeyRotation"),
        mend="aws kms enable-key-rotation --key-id {id}",
    ),
    Check(claim="has the policy of the template", types=_KEY, find=_policy, when=has("KeyPolicy")),
)
