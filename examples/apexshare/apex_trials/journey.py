"""The journey of a video, from the trainer's camera to the student, and of links that are dead."""

import argparse
import hashlib
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from apex_client import Api, ApiError, Deployment, link_in, mails_to, new_trainer, upload
from apex_client.film import make_film

from cloud_constructs.local.trials import Report, until

MIB = 1024 * 1024
TYPES = {".mp4": "video/mp4", ".mov": "video/quicktime"}
BOUNCING = "bounce+{}@simulator.amazonses.com"
"""Amazon SES answers for this address as a server would that knows no such person:
https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html"""


class Journey:
    """What people do: upload, get an e-mail, download; and what no longer opens anything."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its options."""
        parser.add_argument("--large", type=int, default=100, metavar="MIB", help="size of the large video")
        parser.add_argument("--video", type=Path, metavar="FILE", help="a video of your own, MP4 or MOV")

    def run(self, options: argparse.Namespace) -> int:
        """Do it."""
        deployment, report = Deployment.connect(), Report()
        trainer = Api(deployment, new_trainer(deployment))
        student = Api(deployment)
        report.expect("a trainer signed in", trainer.trainer and trainer.trainer.email, is_right=True)
        with tempfile.TemporaryDirectory(prefix="apexshare-") as name:
            folder = Path(name)
            films = [make_film(folder / "GX010001.MOV", 2 * MIB)]
            films.append(make_film(folder / "GX010002.MOV", options.large * MIB))
            films += [options.video] if options.video else []
            tokens = [_share(trainer, student, film, report) for film in films]
            _reject_what_is_no_video(trainer, folder, report)
            _bounce(trainer, films[0], report)
        _expire(student, tokens[0], report)
        _revoke(trainer, student, tokens[1], report)
        return report.print()


def _share(trainer: Api, student: Api, film: Path, report: Report) -> str:
    """Upload a film, wait for the e-mail, follow its link, and compare; return the link's token."""
    address = f"student-{secrets.token_hex(4)}@example.com"
    kind = TYPES[film.suffix.lower()]
    video_id = upload(trainer, film, student=address, content_type=kind)
    video = until("the check of the video", lambda: _settled(trainer, video_id))
    size = film.stat().st_size
    report.expect(
        f"uploaded {film.name}", f"{video['state']}, {size:,} bytes", is_right=video["state"] == "READY"
    )
    (mail,) = until("the e-mail", lambda: mails_to(student.deployment, address))
    _, token = link_in(mail) or ("", "")
    report.expect("the e-mail has a link", mail["Subject"], is_right=bool(token))
    opened = student.post("/links/open", token=token)
    report.expect(
        "the link says what it leads to",
        f"{opened['title']}, {opened['size']:,} bytes, {opened['downloads_left']} downloads left",
        is_right=opened["size"] == size,
    )
    url = student.post("/links/download", token=token)["url"]
    got = hashlib.sha256()
    with requests.get(url, stream=True, timeout=60) as answer:
        for chunk in answer.iter_content(MIB):
            got.update(chunk)
    with film.open("rb") as content:
        sent = hashlib.file_digest(content, "sha256").hexdigest()
    report.expect("the same bytes came back", got.hexdigest()[:12], is_right=got.hexdigest() == sent)
    counted = trainer.get(f"/videos/{video_id}")["downloads"]
    report.expect("the download was counted", counted, is_right=counted == 1)
    return token


def _reject_what_is_no_video(trainer: Api, folder: Path, report: Report) -> None:
    lie = folder / "GX010003.MP4"
    lie.write_text("<script>not a video</script>")
    video_id = upload(trainer, lie, student="student@example.com")
    video = until("the check of what is no video", lambda: _settled(trainer, video_id))
    report.expect("what is no video is rejected", video["state"], is_right=video["state"] == "REJECTED")


def _bounce(trainer: Api, film: Path, report: Report) -> None:
    """Write to somebody who does not exist, twice: the second time nothing is sent."""
    address = BOUNCING.format(secrets.token_hex(4))
    for expected in ("BOUNCED", "SUPPRESSED"):
        video_id = upload(trainer, film, student=address, content_type="video/quicktime")

        def ask(video_id: str = video_id, expected: str = expected) -> dict[str, Any] | None:
            video = trainer.get(f"/videos/{video_id}")
            return video if video["mail"] == expected else None

        video = until(f"the e-mail to be {expected}", ask)
        report.expect("an e-mail to nobody", video["mail"], is_right=True)


def _expire(student: Api, token: str, report: Report) -> None:
    """Move the end of a link into the past, as an operator could, and try it."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    deployment = student.deployment
    deployment.client("dynamodb").update_item(
        TableName=deployment.outputs["RecordsTable"],
        Key={"pk": {"S": f"LINK#{digest}"}, "sk": {"S": "META"}},
        UpdateExpression="SET expires = :then",
        ExpressionAttributeValues={":then": {"N": "1"}},
    )
    _expect_dead(student, token, "an expired link", report)


def _revoke(trainer: Api, student: Api, token: str, report: Report) -> None:
    opened = student.post("/links/open", token=token)
    (video,) = [one for one in trainer.get("/videos")["videos"] if one["size"] == opened["size"]]
    trainer.delete(f"/videos/{video['video_id']}/link")
    _expect_dead(student, token, "a revoked link", report)


def _expect_dead(student: Api, token: str, what: str, report: Report) -> None:
    for path in ("/links/open", "/links/download"):
        status = _refused(lambda path=path: student.post(path, token=token))
        report.expect(f"{what}, {path}", status, is_right=status == 404)


def _settled(trainer: Api, video_id: str) -> dict[str, Any] | None:
    video = trainer.get(f"/videos/{video_id}")
    return video if video["state"] in ("READY", "REJECTED") else None


def _refused(ask: Callable[[], object]) -> int:
    try:
        ask()
    except ApiError as error:
        return error.status
    return 200
