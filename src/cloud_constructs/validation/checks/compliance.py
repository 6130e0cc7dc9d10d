"""Who watches the account: CloudTrail, AWS Config, GuardDuty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.validation._aws import NotThereError
from cloud_constructs.validation.checks._check import Check, compare, has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_TRAIL = ("AWS::CloudTrail::Trail",)
_RECORDER = ("AWS::Config::ConfigurationRecorder",)


def _trail(live: Live) -> dict[str, Any]:
    return live.ask("cloudtrail", "get_trail", Name=live.id)["Trail"]


def _is_logging(live: Live) -> Iterator[str]:
    found = live.ask("cloudtrail", "get_trail_status", Name=live.id)
    if not found["IsLogging"]:
        yield "it is stopped: nobody writes down who does what"
    elif error := found.get("LatestDeliveryError"):
        yield f"it cannot write to its bucket: {error}"


def _validates(live: Live) -> Iterator[str]:
    if not _trail(live).get("LogFileValidationEnabled"):
        yield "files can be changed without anybody seeing it"


def _every_region(live: Live) -> Iterator[str]:
    if not _trail(live).get("IsMultiRegionTrail"):
        yield "what is done in other regions is not written down"


def _trail_key(live: Live) -> Iterator[str]:
    return live.other_key(live.resource.properties["KMSKeyId"], _trail(live).get("KmsKeyId"))


def _records(live: Live) -> Iterator[str]:
    answer = live.ask("config", "describe_configuration_recorder_status")
    for status in answer["ConfigurationRecordersStatus"]:
        if status.get("name") == live.id:
            if not status.get("recording"):
                yield "it is stopped: changes are not recorded"
            elif status.get("lastStatus") == "Failure":
                yield f"it cannot deliver: {status.get('lastErrorMessage', 'no reason given')}"
            return
    raise NotThereError(f"config describe-configuration-recorder-status does not find {live.id}")


def _detects(live: Live) -> Iterator[str]:
    return compare(
        "its status", live.ask("guardduty", "get_detector", DetectorId=live.id)["Status"], "ENABLED"
    )


CHECKS = (
    Check(
        claim="writes down who does what",
        types=_TRAIL,
        find=_is_logging,
        when=has("IsLogging"),
        mend="aws cloudtrail start-logging --name {id}",
    ),
    Check(
        claim="shows when files were changed",
        types=_TRAIL,
        find=_validates,
        when=has("EnableLogFileValidation"),
    ),
    Check(claim="covers every region", types=_TRAIL, find=_every_region, when=has("IsMultiRegionTrail")),
    Check(claim="is encrypted with its key", types=_TRAIL, find=_trail_key, when=has("KMSKeyId")),
    Check(
        claim="records changes",
        types=_RECORDER,
        find=_records,
        mend="aws configservice start-configuration-recorder --configuration-recorder-name {id}",
    ),
    Check(claim="looks for threats", types=("AWS::GuardDuty::Detector",), find=_detects, when=has("Enable")),
)
