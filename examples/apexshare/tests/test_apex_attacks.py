"""What attackers try on the deployed app."""

import base64
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from apex.operations import OPERATIONS, Operation
from apex.tokens import token_of
from apex_attacks.world import MP4
from apex_client import Api, Trainer, new_trainer, upload
from apex_client.embedded import DeployedApp

from cloud_constructs.local.trials import until

GUARDED = [pytest.param(one, id=one.name) for one in OPERATIONS if one.public is None]
OF_A_VIDEO = [pytest.param(one, id=one.name) for one in OPERATIONS if "{video_id}" in one.path]
SECONDS = 30
VIDEO = {
    "title": "Deadlift",
    "student_email": "student@example.com",
    "file_name": "GX010001.MP4",
    "content_type": "video/mp4",
    "size": len(MP4),
}
BODIES: dict[str, object] = {"BeginUpload": VIDEO, "CompleteUpload": {"parts": []}}

pytestmark = pytest.mark.embedded


@pytest.fixture(scope="module")
def trainer(app: DeployedApp) -> Trainer:
    return new_trainer(app.deployment)


@pytest.fixture(scope="module")
def api(app: DeployedApp, trainer: Trainer) -> Api:
    return app.api(trainer)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "GX010001.MP4"
    path.write_bytes(MP4)
    return path


@pytest.fixture(scope="module")
def video_id(app: DeployedApp, api: Api, film: Path) -> str:
    made = upload(api, film, student=f"{secrets.token_hex(4)}@example.com")
    token = token_of(link_secret(app), made, 1)
    until("the link", lambda: ask(app, "POST", "/links/open", body={"token": token}).ok)
    return made


@pytest.fixture(scope="module")
def token(app: DeployedApp, video_id: str) -> str:
    return token_of(link_secret(app), video_id, 1)


def link_secret(app: DeployedApp) -> str:
    functions = app.client("lambda").list_functions()["Functions"]
    (sender,) = [one for one in functions if one["FunctionName"].startswith("ApexShareApi-EmailSender")]
    arn = sender["Environment"]["Variables"]["LINK_SECRET"]
    return app.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]


def ask(
    app: DeployedApp, method: str, path: str, *, token: str = "", body: object = None, **options: Any
) -> requests.Response:
    headers = {"x-api-key": app.deployment.outputs["PageKey"], **options.pop("headers", {})}
    if token:
        headers["authorization"] = token
    url = f"{app.deployment.api_url}{path}"
    return requests.request(method, url, headers=headers, json=body, timeout=SECONDS, **options)


def claims_of(token: str) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(f"{token.split('.')[1]}=="))


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def forged(trainer: Trainer, kind: str) -> str:
    header, claims, signature = trainer.id_token.split(".")
    match kind:
        case "nothing":
            return ""
        case "no token":
            return "Bearer open-sesame"
        case "no signature":
            return f"{header}.{claims}."
        case "algorithm none":
            return f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{claims}."
        case "another subject":
            return f"{header}.{encoded({**claims_of(trainer.id_token), 'sub': 'another'})}.{signature}"
        case "a longer life":
            return f"{header}.{encoded({**claims_of(trainer.id_token), 'exp': 4_000_000_000})}.{signature}"
        case _:
            return trainer.tokens["AccessToken"]


@pytest.mark.parametrize(
    "kind",
    [
        *("nothing", "no token", "no signature", "algorithm none", "another subject", "a longer life"),
        "an access token",
    ],
)
@pytest.mark.parametrize("operation", GUARDED)
def test_no_trainer_route_opens_without_the_token_of_a_session(  # AS-10
    app: DeployedApp, trainer: Trainer, video_id: str, operation: Operation, kind: str
) -> None:
    path = operation.path.replace("{video_id}", video_id)
    body = BODIES.get(operation.name)
    answer = ask(app, operation.method, path, token=forged(trainer, kind), body=body)
    assert answer.status_code == 401, answer.text


@pytest.mark.parametrize("operation", OF_A_VIDEO)
def test_another_trainer_s_video_is_as_if_it_were_not_there(  # AS-10
    app: DeployedApp, api: Api, video_id: str, operation: Operation
) -> None:
    other = new_trainer(app.deployment, "other")
    body = BODIES.get(operation.name)
    answers = []
    for named in (video_id, "0" * 32):
        path = operation.path.replace("{video_id}", named)
        answer = ask(app, operation.method, path, token=other.id_token, body=body)
        answers.append((answer.status_code, answer.json()["detail"]))
    assert answers == [(404, "There is no such video.")] * 2
    assert api.get(f"/videos/{video_id}")["state"] == "READY"


def test_lists_show_nobody_else_s_videos(app: DeployedApp, api: Api, video_id: str) -> None:  # AS-10
    other = new_trainer(app.deployment, "other")
    assert ask(app, "GET", "/videos", token=other.id_token).json()["videos"] == []
    # A cursor that names another trainer's video begins in one's own list all the same.
    cursor = base64.urlsafe_b64encode(json.dumps(["2999", f"VIDEO#{video_id}"]).encode()).decode()
    answer = ask(app, "GET", "/videos", token=other.id_token, params={"cursor": cursor})
    assert answer.json()["videos"] == []


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc%2fpasswd", "%2e%2e", "A" * 32, "0" * 31, "0' OR '1'='1", "$ne", "{}", "%00"]
)
def test_what_is_no_identifier_names_nothing(app: DeployedApp, trainer: Trainer, name: str) -> None:  # AS-10
    answer = ask(app, "GET", f"/videos/{name}", token=trainer.id_token)
    assert answer.status_code in (400, 403, 404), answer.text
    assert "passwd" not in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("file_name", "../../other/video.mp4"),
        ("file_name", "..\\video.mp4"),
        ("file_name", "a\r\nContent-Type: text/html"),
        ("title", "<script>alert(1)</script>"),
        ("title", "\u202egpm.exe"),
        ("student_email", "student@example.com\r\nBcc: all@example.com"),
        ("student_email", "student@example.com, all@example.com"),
        ("content_type", "text/html"),
        ("size", 0),
        ("size", 10**18),
        ("size", "94"),
        ("size", True),
        ("trainer", "another"),
        ("state", "READY"),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_what_is_against_the_contract_is_refused_whatever_it_calls_itself(  # AS-10
    app: DeployedApp, trainer: Trainer, field: str, value: object, kind: str
) -> None:
    # API Gateway checks what it is told is JSON; the function everything.
    answer = ask(
        app,
        "POST",
        "/uploads",
        token=trainer.id_token,
        data=json.dumps({**VIDEO, field: value}),
        headers={"content-type": kind},
    )
    assert answer.status_code in (400, 413, 415), answer.text
    assert str(value) not in answer.text or field == "size"


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "[" * 100_000])
def test_what_is_no_json_object_is_refused(app: DeployedApp, trainer: Trainer, body: str) -> None:  # AS-10
    headers = {"content-type": "application/json"}
    for path, token in (("/uploads", trainer.id_token), ("/links/open", "")):
        answer = ask(app, "POST", path, token=token, data=body, headers=headers)
        assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("path", ["/links/open", "/links/download"])
def test_guessed_links_open_nothing(app: DeployedApp, token: str, path: str) -> None:  # AS-10
    flipped = ("B" if token[0] == "A" else "A") + token[1:]
    for guess in (flipped, secrets.token_urlsafe(32), "A" * 43):
        answer = ask(app, "POST", path, body={"token": guess})
        assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such link.")
    for guess in (token[:-1], token + "A", [token], {"$gt": ""}, f"{token}\n"):
        assert ask(app, "POST", path, body={"token": guess}).status_code == 400


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<script>alert(1)</script>" * 4, {}),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", {"content_type": "video/mp4"}),
        (MP4, {"content_type": "video/quicktime"}),
        (b"MZ" + bytes(92), {}),
        (b"\x00", {}),
    ],
    ids=["a page", "quicktime as mp4", "mp4 as quicktime", "a program", "one byte"],
)
def test_what_is_not_the_video_that_was_announced_is_rejected(  # AS-10
    app: DeployedApp, api: Api, content: bytes, said: dict[str, str]
) -> None:
    begun = api.post("/uploads", **{**VIDEO, "size": len(content), **said})
    requests.put(begun["url"], data=content, headers=begun["headers"], timeout=SECONDS).raise_for_status()

    def rejected() -> dict[str, Any] | None:
        video = api.get(f"/videos/{begun['video_id']}")
        return video if video["state"] == "REJECTED" else None

    video = until("the check of the video", rejected)
    assert video["reason"]
    assert video["link_expires_at"] is None
    bucket = app.deployment.outputs["VideosBucket"]
    left = app.client("s3").list_objects_v2(Bucket=bucket, Prefix=f"videos/{begun['video_id']}")
    assert left["KeyCount"] == 0


def test_more_bytes_than_were_announced_are_not_taken(app: DeployedApp, api: Api) -> None:  # AS-10
    begun = api.post("/uploads", **VIDEO)
    answer = requests.put(begun["url"], data=MP4 + b"more", headers=begun["headers"], timeout=SECONDS)
    assert answer.status_code == 403


def test_many_at_once_get_no_more_downloads_than_are_left(app: DeployedApp, token: str) -> None:  # AS-10
    left = ask(app, "POST", "/links/open", body={"token": token}).json()["downloads_left"]

    def download(_: int) -> int:
        return ask(app, "POST", "/links/download", body={"token": token}).status_code

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(download, range(left + 10)))
    assert (answers.count(200), answers.count(404)) == (left, 10)


def test_every_answer_of_the_functions_has_security_headers(  # AS-4 AS-10
    app: DeployedApp, trainer: Trainer, video_id: str
) -> None:
    for answer in (
        ask(app, "GET", "/health"),
        ask(app, "GET", f"/videos/{video_id}", token=trainer.id_token),
        ask(app, "GET", f"/videos/{'0' * 32}", token=trainer.id_token),
        ask(app, "POST", "/links/open", body={"token": "A" * 43}),
    ):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "max-age=63072000" in answer.headers["strict-transport-security"]


def test_no_log_line_has_a_secret(app: DeployedApp, trainer: Trainer, film: Path) -> None:  # AS-10
    api, student = app.api(trainer), f"{secrets.token_hex(4)}@example.com"
    video_id = upload(api, film, student=student)
    secret = link_secret(app)
    first, second = (token_of(secret, video_id, generation) for generation in (1, 2))
    until("the link", lambda: ask(app, "POST", "/links/open", body={"token": first}).ok)
    url = ask(app, "POST", "/links/download", body={"token": first}).json()["url"]
    api.post(f"/videos/{video_id}/link")
    until("the next link", lambda: ask(app, "POST", "/links/open", body={"token": second}).ok)
    assert ask(app, "POST", "/links/open", body={"token": first}).status_code == 404
    ask(app, "POST", "/uploads", token=trainer.id_token, body={**VIDEO, "student_email": f"{student} x"})
    lines = log_lines(app)
    # What was asked is there, so that what is not there was left out.
    assert video_id in lines
    assert "Refused" in lines
    signature = url.partition("X-Amz-Signature=")[2].partition("&")[0]
    for name, value in {
        "the token of a link": first,
        "the token of the next link": second,
        "what links are made of": secret,
        "a presigned address": signature,
        "another one": "X-Amz-Signature",
        "the student's address": student,
        "the trainer's session": trainer.id_token,
        "its signature": trainer.id_token.rpartition(".")[2],
    }.items():
        assert value not in lines, name


def log_lines(app: DeployedApp) -> str:
    logs = app.client("logs")
    groups = [
        group["logGroupName"]
        for page in logs.get_paginator("describe_log_groups").paginate()
        for group in page["logGroups"]
    ]
    return "\n".join(
        event["message"]
        for group in groups
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        for event in page["events"]
    )
