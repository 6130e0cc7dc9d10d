"""The functions, called as API Gateway and the queue call them, over an embedded AWS."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from apex import records
from apex.moments import DAY, as_epoch, now
from apex.operations import OPERATIONS
from apex_attacks import World, world
from apex_attacks.world import MOV, MP4

TRAINER = "trainer-1"
MIB = 1024 * 1024

pytestmark = pytest.mark.embedded


@pytest.fixture(scope="module")
def functions() -> Iterator[World]:
    with world() as made:
        yield made


def test_functions_answer_what_the_contract_says(functions: World) -> None:  # AS-4
    answered = {
        (function, name, route.status.value, route.public)
        for function in ("uploads", "downloads")
        for name, route in functions.routes(function).items()
    }
    assert answered == {
        (one.function, f"{one.method} {one.path}", one.status, one.public is not None) for one in OPERATIONS
    }


def send(part: dict[str, Any], content: bytes) -> dict[str, Any]:
    sent = requests.put(part["url"], data=content, timeout=30)
    sent.raise_for_status()
    return {"number": part["number"], "etag": sent.headers["ETag"]}


@pytest.mark.parametrize(
    ("content", "kind"), [(MP4, "video/mp4"), (MOV, "video/quicktime")], ids=["mp4", "mov"]
)
def test_a_video_is_uploaded_mailed_opened_and_downloaded(
    functions: World, content: bytes, kind: str
) -> None:
    # AS-4 AS-9
    student = f"{kind[6:]}@example.com"
    video_id = functions.upload(
        TRAINER, content, content_type=kind, student_email=student, file_name="Ü 1.mp4"
    )
    video = functions.video(TRAINER, video_id)
    assert (video["state"], video["mail"], video["downloads"]) == ("READY", "SENT", 0)
    (token,) = functions.tokens(student)
    opened = functions.open(token)
    assert (opened.status, opened.body["size"], opened.body["downloads_left"]) == (200, len(content), 3)
    downloaded = functions.download(token)
    fetched = requests.get(downloaded.body["url"], timeout=30)
    assert fetched.content == content
    assert "filename*=UTF-8''%C3%9C%201.mp4" in fetched.headers["content-disposition"]
    assert functions.open(token).body["downloads_left"] == 2
    video = functions.video(TRAINER, video_id)
    assert video["downloads"] == 1
    assert video["last_downloads"][0]["network"] == "203.0.0.0/16"


def test_an_interrupted_upload_goes_on_where_it_stopped(functions: World) -> None:  # AS-4
    content = MP4 + bytes(17 * MIB)
    begun = functions.begin(TRAINER, size=len(content)).body
    each = begun["part_size"]
    assert [part["number"] for part in begun["parts"]] == [1, 2, 3]
    first = send(begun["parts"][0], content[:each])
    resumed = functions.ask("GET", "/uploads/{video_id}", trainer=TRAINER, video_id=begun["video_id"]).body
    assert [part["number"] for part in resumed["parts"]] == [2, 3]
    assert [(part["number"], part["size"]) for part in resumed["parts_done"]] == [(1, each)]
    rest = [send(part, content[(part["number"] - 1) * each :][:each]) for part in resumed["parts"]]
    for _ in range(2):
        done = functions.ask(
            "POST",
            "/uploads/{video_id}/complete",
            trainer=TRAINER,
            video_id=begun["video_id"],
            body={"parts": [first, *rest]},
        )
        assert (done.status, done.body["state"]) == (200, "CHECKING")
    functions.arrive(begun["video_id"])
    assert functions.video(TRAINER, begun["video_id"])["state"] == "READY"


def test_a_repeated_request_begins_nothing_new(functions: World) -> None:  # AS-4
    again = {"Idempotency-Key": "one"}
    said = {"title": "Squat", "student_email": "a@example.com", "file_name": "a.mp4"}
    said |= {"content_type": "video/mp4", "size": 9}
    answers = [
        functions.ask("POST", "/uploads", trainer=trainer, body=said, headers=again).body["video_id"]
        for trainer in (TRAINER, TRAINER, "trainer-2")
    ]
    assert answers[0] == answers[1] != answers[2]
    other = functions.ask("POST", "/uploads", trainer=TRAINER, body={**said, "size": 8}, headers=again)
    assert (other.status, other.body["detail"]) == (409, "Idempotency-Key: another upload has it.")


def test_a_repeated_event_sends_one_mail_and_counts_one_video(functions: World) -> None:  # AS-9
    student = "repeated@example.com"
    video_id = functions.upload(TRAINER, student_email=student)
    before = functions.video(TRAINER, video_id)
    functions.arrive(video_id)
    assert functions.video(TRAINER, video_id) == before
    assert len(functions.mails(student)) == 1


def test_messages_that_fail_stay_alone_in_the_queue(functions: World) -> None:  # AS-4
    answer = functions.send_mail({"nothing": 1}, {"video_id": "0" * 32, "generation": 1})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}


def test_a_link_that_is_sent_again_replaces_the_one_before(functions: World) -> None:  # AS-9
    student = "again@example.com"
    video_id = functions.upload(TRAINER, student_email=student)
    asked = functions.ask("POST", "/videos/{video_id}/link", trainer=TRAINER, video_id=video_id)
    assert asked.status == 202
    functions.send_mail()
    old, new = functions.tokens(student)
    assert old != new
    assert [functions.open(token).status for token in (old, new)] == [404, 200]


def test_an_address_that_bounced_gets_no_more_mail(functions: World) -> None:  # AS-5
    student = "Gone@example.com"
    records.write(records.put({**records.address_key(student.lower()), "reason": "BOUNCE"}))
    video_id = functions.upload(TRAINER, student_email=student)
    assert functions.video(TRAINER, video_id)["mail"] == "SUPPRESSED"
    assert functions.mails(student) == []


def test_a_deleted_video_leaves_nothing(functions: World) -> None:  # AS-9
    student = "deleted@example.com"
    video_id = functions.upload(TRAINER, student_email=student)
    (token,) = functions.tokens(student)
    url = functions.download(token).body["url"]
    assert functions.ask("DELETE", "/videos/{video_id}", trainer=TRAINER, video_id=video_id).status == 204
    assert functions.open(token).status == 404
    assert requests.get(url, timeout=30).status_code == 404
    assert functions.ask("GET", "/videos/{video_id}", trainer=TRAINER, video_id=video_id).status == 404
    key = {":pk": {"S": f"VIDEO#{video_id}"}}
    query = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": key}
    assert functions.aws.clients("dynamodb").query(TableName="apexshare", **query)["Count"] == 0


def test_what_is_sent_again_after_it_was_rejected_does_not_stay(functions: World) -> None:  # AS-10
    content = b"no video"
    video_id = functions.upload(TRAINER, content)
    begun = functions.ask("GET", "/uploads/{video_id}", trainer=TRAINER, video_id=video_id).body
    assert (begun["state"], begun["url"]) == ("REJECTED", None)
    key = {"Bucket": "apexshare", "Key": f"videos/{video_id}"}
    functions.aws.clients("s3").put_object(**key, Body=MP4)
    functions.arrive(video_id)
    assert functions.aws.clients("s3").list_objects_v2(Bucket="apexshare", Prefix=key["Key"])["KeyCount"] == 0
    assert functions.video(TRAINER, video_id)["state"] == "REJECTED"


def test_everything_that_is_written_expires_by_itself(functions: World) -> None:  # AS-3 AS-9
    student = "expires@example.com"
    functions.upload(TRAINER, student_email=student)
    functions.download(functions.tokens(student)[0])
    items = functions.aws.clients("dynamodb").scan(TableName="apexshare")["Items"]
    written = [item for item in items if not item["pk"]["S"].startswith("ADDRESS#")]
    latest = as_epoch(now() + 90 * DAY)
    kinds = {item["pk"]["S"].partition("#")[0] for item in written}
    assert kinds == {"VIDEO", "LINK", "MESSAGE", "DAY"}
    assert all(int(item["expires_at"]["N"]) <= latest for item in written)


def test_an_upload_that_is_given_up_leaves_nothing(functions: World) -> None:  # AS-4
    content = MP4 + bytes(17 * MIB)
    begun = functions.begin(TRAINER, size=len(content)).body
    part = send(begun["parts"][0], content[: begun["part_size"]])
    gone = functions.ask("DELETE", "/uploads/{video_id}", trainer=TRAINER, video_id=begun["video_id"])
    assert (part["number"], gone.status) == (1, 204)
    uploads = functions.aws.clients("s3").list_multipart_uploads(Bucket="apexshare").get("Uploads", [])
    assert begun["video_id"] not in str(uploads)


def test_pages_show_every_video_of_a_trainer_once(functions: World) -> None:  # AS-4
    trainer = "trainer-of-many"
    begun = {functions.begin(trainer).body["video_id"] for _ in range(30)}
    found: list[str] = []
    cursor = None
    while True:
        query = {"cursor": cursor} if cursor else None
        page = functions.ask("GET", "/videos", trainer=trainer, query=query).body
        found += [video["video_id"] for video in page["videos"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert (sorted(found), len(found)) == (sorted(begun), 30)
