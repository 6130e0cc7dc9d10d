"""What MiniStack's SES only records: what becomes of a mail. `launcher.py` loads it.

A mail that SendEmail takes is delivered to whoever it is for, and the event destinations of its configuration
set are told so: EventBridge, SNS, and CloudWatch's counters. Addresses of SES's mailbox simulator bounce and
complain (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html), and as with SES they
never get onto the account's suppression list. Whoever is put there is not written to. A mail whose template
lacks a value is not sent. What is left out: opens and clicks, delays, viruses, SendBulkEmail and version 1
of the API.
"""

import asyncio
import json
import re
import time
import uuid
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from ministack.core import responses
from ministack.services import cloudwatch, eventbridge, ses, ses_v2, sns

Answer: TypeAlias = tuple[int, dict[str, str], bytes]
Json: TypeAlias = dict[str, Any]

# MiniStack has no types, and what is asked here are its private functions.
_responses: Final[Any] = responses
_cloudwatch: Final[Any] = cloudwatch
_eventbridge: Final[Any] = eventbridge
_ses: Final[Any] = ses
_service: Final[Any] = ses_v2
_sns: Final[Any] = sns

# SES tells of nothing before it has answered.
_SECONDS: Final = 0.5
_SIMULATOR: Final = "simulator.amazonses.com"
_BY_SET: Final = "ses:configuration-set"
_MISSING: Final = re.compile(r"\{\{\{?\s*(?!else\b|this\b)[A-Za-z_]\w*\s*\}\}")
# Event: its name in a destination, in the event itself, in EventBridge, and in CloudWatch.
_NAMES: Final = {
    "send": ("SEND", "Send", "Email Sent", "Send"),
    "delivery": ("DELIVERY", "Delivery", "Email Delivered", "Delivery"),
    "bounce": ("BOUNCE", "Bounce", "Email Bounced", "Bounce"),
    "complaint": ("COMPLAINT", "Complaint", "Email Complaint Received", "Complaint"),
    "failure": (*("RENDERING_FAILURE", "Rendering Failure", "Email Rendering Failed", "RenderingFailure"),),
}
_original: Final = _service.handle_request
_suppressed: Final[Any] = _responses.AccountRegionScopedDict()


async def handle_request(method: str, path: str, headers: Json, body: bytes, query_params: Json) -> Answer:
    """Answer for the suppression list, and follow what is sent."""
    asked = path.rstrip("/").removeprefix("/v2/email")
    if asked.startswith("/suppression/addresses"):
        return _suppression(method, unquote(asked.removeprefix("/suppression/addresses").lstrip("/")), body)
    answer: Answer = await _original(method, path, headers, body, query_params)
    if (method, asked, answer[0]) == ("POST", "/outbound-emails", 200):
        # Later, but on behalf of the same account: the loop keeps the context.
        followed = _Mail(json.loads(body), json.loads(answer[2])["MessageId"])
        asyncio.get_running_loop().call_later(_SECONDS, followed.tell, followed.outcomes())
    return answer


class _Mail:
    """One mail that was taken."""

    def __init__(self, request: Json, message_id: str) -> None:
        self._sent: list[Json] = _ses._sent_emails_list()
        self._record = next(one for one in self._sent if one["MessageId"] == message_id)
        self._source = parseaddr(str(self._record["Source"]))[1]
        self._set = request.get("ConfigurationSetName") or _set_of(self._source)
        self._tags = {tag["Name"]: [tag["Value"]] for tag in request.get("EmailTags", [])}

    def outcomes(self) -> list[tuple[str, Json]]:
        """Decide what becomes of it; what is not sent is taken out of the mailbox."""
        read = " ".join(str(self._record.get(part) or "") for part in ("Subject", "BodyText", "BodyHtml"))
        if missing := _MISSING.search(read):
            self._sent.remove(self._record)
            message = f"Attribute '{missing[0].strip('{} ')}' is not present in the rendering data."
            return [("failure", {"templateName": self._record.get("Template", ""), "errorMessage": message})]
        told: list[tuple[str, Json]] = [("send", {})]
        for address in self._addresses():
            told += self._outcomes_for(address)
        self._record["Outcomes"] = [_NAMES[event][1] for event, _ in told]
        if all(detail.get("bounceSubType") == "OnAccountSuppressionList" for _, detail in told[1:]):
            self._sent.remove(self._record)
        return told

    def _outcomes_for(self, address: str) -> list[tuple[str, Json]]:
        if self._is_suppressed(address):
            return [("bounce", _bounce(address, "OnAccountSuppressionList"))]
        name, _, host = address.lower().partition("@")
        simulated = name.partition("+")[0] if host == _SIMULATOR else ""
        if simulated == "bounce":
            return [("bounce", _bounce(address, "General"))]
        if simulated == "suppressionlist":
            return [("bounce", _bounce(address, "Suppressed"))]
        delivered = ("delivery", {"recipients": [address], "smtpResponse": "250 2.0.0 OK", **_moment()})
        if simulated == "complaint":
            complaint = {"complainedRecipients": [{"emailAddress": address}], "feedbackId": str(uuid.uuid4())}
            return [delivered, ("complaint", {**complaint, "complaintFeedbackType": "abuse", **_moment()})]
        return [delivered]

    def _is_suppressed(self, address: str) -> bool:
        found = _suppressed.get(address.lower())
        reasons = _options_of(self._set, "SuppressionOptions").get("SuppressedReasons", [])
        return bool(found) and found["Reason"] in reasons

    def _addresses(self) -> list[str]:
        return [parseaddr(one)[1] for part in ("To", "CC", "BCC") for one in self._record[part]]

    def tell(self, outcomes: list[tuple[str, Json]]) -> None:
        """Tell every destination that asks for it."""
        destinations = _options_of(self._set, "EventDestinations")
        for event, detail in outcomes:
            wanted, name, _, _ = _NAMES[event]
            said = {"eventType": name, "mail": self._about(), event: detail}
            for destination in destinations.values():
                if destination["Enabled"] and wanted in destination["MatchingEventTypes"]:
                    self._tell_one(destination, event, said)

    def _tell_one(self, destination: Json, event: str, said: Json) -> None:
        _, _, detail_type, metric = _NAMES[event]
        if topic := destination.get("SnsDestination"):
            _sns.publish_internal(topic["TopicArn"], json.dumps(said), "Amazon SES Email Event Notification")
        if bus := destination.get("EventBridgeDestination"):
            entry = {
                "Source": "aws.ses",
                "DetailType": detail_type,
                "Detail": json.dumps(said),
                "EventBusName": bus["EventBusArn"],
                "Resources": [_service._resource_arn("configuration-set", self._set)],
            }
            _eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
        if counted := destination.get("CloudWatchDestination"):
            tags = self._about()["tags"]
            dimensions = [
                {
                    "Name": one["DimensionName"],
                    "Value": tags.get(one["DimensionName"], [one["DefaultDimensionValue"]])[0],
                }
                for one in counted["DimensionConfigurations"]
            ]
            datum = {"MetricName": metric, "Dimensions": dimensions, "Value": 1, "Unit": "Count"}
            _cloudwatch._put_metric_data({}, {"Namespace": "AWS/SES", "MetricData": [datum]}, False, True)  # noqa: FBT003

    def _about(self) -> Json:
        return {
            **_moment(self._record["Timestamp"]),
            "source": self._source,
            "sendingAccountId": _responses.get_account_id(),
            "messageId": self._record["MessageId"],
            "destination": self._addresses(),
            "commonHeaders": {"to": self._record["To"], "subject": self._record["Subject"]},
            "tags": {_BY_SET: [self._set], **self._tags},
        }


def _set_of(address: str) -> str:
    """Return the configuration set that the sender's identity says."""
    for identity in (address, address.rpartition("@")[2]):
        if known := _service._identities.get(identity):
            return str(known.get("ConfigurationSetName") or "")
    return ""


def _options_of(configuration_set: str, name: str) -> Json:
    known: Json = _service._config_sets.get(configuration_set) or {}
    return known.get(name) or {}


def _bounce(address: str, kind: str) -> Json:
    recipient: Json = {"emailAddress": address}
    if kind == "General":
        unknown = "smtp; 550 5.1.1 user unknown"
        recipient |= {"action": "failed", "status": "5.1.1", "diagnosticCode": unknown}
    return {
        "bounceType": "Permanent",
        "bounceSubType": kind,
        "bouncedRecipients": [recipient],
        "feedbackId": str(uuid.uuid4()),
        **_moment(),
    }


def _moment(seconds: float | None = None) -> Json:
    then = datetime.fromtimestamp(seconds or time.time(), UTC)
    return {"timestamp": then.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def _suppression(method: str, address: str, body: bytes) -> Answer:
    if method == "PUT":
        wanted = json.loads(body)
        entry = wanted | {"LastUpdateTime": time.time()}
        _suppressed[wanted["EmailAddress"].lower()] = entry
        return _responses.json_response({})
    if not address:
        return _responses.json_response({"SuppressedDestinationSummaries": list(_suppressed.values())})
    found = _suppressed.get(address.lower())
    if found is None:
        return _service._json_err("NotFoundException", f"{address} is not on the suppression list.", 404)
    if method == "DELETE":
        _suppressed.pop(address.lower())
        return _responses.json_response({})
    return _responses.json_response({"SuppressedDestination": found})


setattr(_service, "handle_request", handle_request)  # noqa: B010
