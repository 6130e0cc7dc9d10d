"""The e-mail with the link: made and sent once for each generation of a video's links."""

import json
from html import escape

from apex import records
from apex.aws import send
from apex.moments import DAY, as_epoch, from_epoch, now
from apex.records import Item
from apex.settings import link_secret, number, setting, site
from apex.states import MailState
from apex.telemetry import digest, logger, metrics
from apex.tokens import token_of


def send_link(video_id: str, generation: int) -> None:
    """Make the link of that generation and e-mail it, unless it was sent or another took its place.

    Whoever is interrupted sends the same link again: better twice than not at all.
    """
    video = records.get(records.video_key(video_id))
    if (
        video is None
        or video["link_generation"] != generation
        or video.get("mailed_generation") == generation
    ):
        logger.info("Nothing to send", video_id=video_id)
        return
    if records.get(records.address_key(video["student_email"])) is not None:
        _note(video, generation, MailState.SUPPRESSED)
        logger.warning("Suppressed", video_id=video_id, address=digest(video["student_email"]))
        return
    link = _made(video, generation)
    message_id = _sent(video, token_of(link_secret(), video_id, generation), link)
    _note(video, generation, MailState.SENT, message_id)
    logger.info("Sent", video_id=video_id, message_id=message_id, address=digest(video["student_email"]))
    metrics.add_metric(name="MailsSent", unit="Count", value=1)


def _made(video: Item, generation: int) -> Item:
    """Write down what the link opens; one that is there already stays as it is."""
    key = records.link_key(token_of(link_secret(), video["video_id"], generation))
    expires = min(as_epoch(now() + number("LINK_DAYS") * DAY), video["expires_at"])
    link: Item = {
        **key,
        "video_id": video["video_id"],
        "generation": generation,
        "expires": expires,
        "expires_at": video["expires_at"],
        "downloads": 0,
        "downloads_max": number("DOWNLOADS_PER_LINK"),
    }
    try:
        records.write(
            records.put(link, "attribute_not_exists(pk)"),
            records.update(
                records.video_key(video["video_id"]),
                "SET link_expires = :expires",
                "link_generation = :generation",
                expires=expires,
                generation=generation,
            ),
        )
    except records.Refused:
        return records.get(key) or link
    return link


def _sent(video: Item, token: str, link: Item) -> str:
    said: dict[str, object] = {
        "title": video["title"],
        "link": f"{site()}/index.html#/watch/{token}",
        "expires": from_epoch(link["expires"])[:10],
        "downloads": link["downloads_max"],
    }
    # SES puts values into HTML as they are.
    said |= {f"{name}_html": escape(str(value)) for name, value in said.items()}
    wanted = {
        "FromEmailAddress": setting("SENDER"),
        "Destination": {"ToAddresses": [video["student_email"]]},
        "Content": {
            "Template": {"TemplateName": setting("TEMPLATE_READY"), "TemplateData": json.dumps(said)}
        },
        "ConfigurationSetName": setting("CONFIGURATION_SET"),
        "EmailTags": [{"Name": "video_id", "Value": video["video_id"]}],
    }
    headers = {"Content-Type": "application/json"}
    answer = send(
        "ses", "POST", "/v2/email/outbound-emails", body=json.dumps(wanted).encode(), headers=headers
    )
    return json.loads(answer.body)["MessageId"]


def _note(video: Item, generation: int, state: MailState, message_id: str | None = None) -> None:
    writes = [
        records.update(
            records.video_key(video["video_id"]),
            "SET mail = :mail, mailed_generation = :generation",
            "link_generation = :generation",
            mail=state.value,
            generation=generation,
        )
    ]
    if message_id is not None:
        writes.append(records.count(now(), mails=1))
        writes.append(
            records.put(
                {
                    **records.message_key(message_id),
                    "video_id": video["video_id"],
                    "generation": generation,
                    "address": video["student_email"],
                    "expires_at": video["expires_at"],
                }
            )
        )
    try:
        records.write(*writes)
    except records.Refused:
        logger.info("Revoked meanwhile", video_id=video["video_id"])
