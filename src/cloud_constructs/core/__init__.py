"""What every family shares; it knows no family."""

from cloud_constructs.core._alarm_target import (
    FIFO_IN_FLIGHT,
    STANDARD_IN_FLIGHT,
    WHOLE_BUCKET,
    AlarmTarget,
    Service,
    Watchable,
    dimensions_of_rule,
)
from cloud_constructs.core._assets import archive_asset, handler_asset
from cloud_constructs.core._batch import L3, ask, assign, batch, call, create, look, make, read, resource_of
from cloud_constructs.core._checks import Check
from cloud_constructs.core._dns import DOMAIN_NAME, WILDCARD_NAME, alias_records, check_in_zone, zone_id_for
from cloud_constructs.core._durations import DAY, HOUR, MINUTE, duration
from cloud_constructs.core._endpoints import endpoints_of
from cloud_constructs.core._errors import (
    ArgumentError,
    ConstructError,
    GuardrailError,
    StackError,
    WaiverError,
)
from cloud_constructs.core._grants import grant
from cloud_constructs.core._runtimes import RUNTIMES
from cloud_constructs.core._settings import Reader, SettingError, Settings, readers_of, settings_of
from cloud_constructs.core._stability import deprecated, experimental
from cloud_constructs.core._stack import StackFacts, stack_facts
from cloud_constructs.core._stage import STAGE_CONTEXT, StageProfile
from cloud_constructs.core._stateful import DURABLE, STATEFUL
from cloud_constructs.core._tags import MandatoryTags
from cloud_constructs.core._waiver import MINIMUM_REASON, Waiver

__all__ = [
    "DAY",
    "DOMAIN_NAME",
    "DURABLE",
    "FIFO_IN_FLIGHT",
    "HOUR",
    "L3",
    "MINIMUM_REASON",
    "MINUTE",
    "RUNTIMES",
    "STAGE_CONTEXT",
    "STANDARD_IN_FLIGHT",
    "STATEFUL",
    "WHOLE_BUCKET",
    "WILDCARD_NAME",
    "AlarmTarget",
    "ArgumentError",
    "Check",
    "ConstructError",
    "GuardrailError",
    "MandatoryTags",
    "Reader",
    "Service",
    "SettingError",
    "Settings",
    "StackError",
    "StackFacts",
    "StageProfile",
    "Waiver",
    "WaiverError",
    "Watchable",
    "alias_records",
    "archive_asset",
    "ask",
    "assign",
    "batch",
    "call",
    "check_in_zone",
    "create",
    "deprecated",
    "dimensions_of_rule",
    "duration",
    "endpoints_of",
    "experimental",
    "grant",
    "handler_asset",
    "look",
    "make",
    "read",
    "readers_of",
    "resource_of",
    "settings_of",
    "stack_facts",
    "zone_id_for",
]
