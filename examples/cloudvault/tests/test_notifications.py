"""Notifications, as users of the deployed app get them."""

import json
from typing import Any

import pytest
from vault.models.notifications import OPERATORS
from vault.moments import now
from vault.notifications import delivery, items
from vault.notifications.items import ACTIVITY, key, new_notification
from vault.settings import client, table
from vault_client import Api, ApiError, inbox
from vault_client.embedded import DeployedApp

from cloud_constructs.local.trials import until

pytestmark = pytest.mark.embedded
HELLO = {"title": "Hello", "text": "Your files are safe."}


def email_of(api: Api) -> str:
    assert api.session is not None
    return api.session.email


def user_id_of(app: DeployedApp, api: Api) -> str:
    pool = app.deployment.outputs["UserPoolId"]
    found = app.client("cognito-idp").admin_get_user(UserPoolId=pool, Username=email_of(api))
    return next(each["Value"] for each in found["UserAttributes"] if each["Name"] == "sub")


def settled(api: Api) -> list[dict[str, Any]]:
    """Return a user's notifications once none of them is under way."""

    def ask() -> list[dict[str, Any]] | None:
        found = api.get("/api/notifications")["notifications"]
        return found if found and all(each["state"] != "requested" for each in found) else None

    return until("the notifier", ask)


def mails(app: DeployedApp, api: Api) -> list[dict[str, Any]]:
    """Return the e-mail that a user got, but for the one with the code of the sign-up."""
    return [mail for mail in inbox(app.deployment, email_of(api)) if mail["Subject"] == HELLO["title"]]


@pytest.fixture
def unheard(in_functions: DeployedApp, monkeypatch: pytest.MonkeyPatch) -> DeployedApp:
    """The app, with notifications of this process where its notifier does not hear of them."""
    monkeypatch.setattr(items, "SUBJECT", "unheard#")
    return in_functions


def written_down(recipient: str, **values: Any) -> str:
    """Write a notification down, and return its id."""
    item = {**new_notification(recipient, **HELLO, moment=now()), **values}
    table(ACTIVITY).put_item(Item=item)
    return item["moment"]


def test_a_notification_arrives_once(app: DeployedApp) -> None:  # CV-2.4 CV-4
    api = app.api()

    api.post("/api/notifications", **HELLO)

    (told,) = settled(api)
    (mail,) = mails(app, api)
    assert (told["title"], told["state"], told["read_at"]) == ("Hello", "sent", None)
    assert (mail["Subject"], mail["Source"]) == ("Hello", "no-reply@example.com")
    assert "Your files are safe." in mail["BodyText"]


def test_who_wants_no_email_is_told_in_the_app_alone(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    assert api.get("/api/notifications/preferences") == {"by_email": True}
    assert api.patch("/api/notifications/preferences", by_email=False) == {"by_email": False}

    api.post("/api/notifications", **HELLO)

    assert [each["state"] for each in settled(api)] == ["kept"]
    assert mails(app, api) == []


def test_notifications_are_listed_the_newest_first_and_read_once(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    ids = [api.post("/api/notifications", title=str(n), text="x")["notification_id"] for n in range(3)]

    first = api.get("/api/notifications", limit=2)
    second = api.get("/api/notifications", limit=2, cursor=first["cursor"])
    listed = [each["notification_id"] for page in (first, second) for each in page["notifications"]]
    read = api.post(f"/api/notifications/{ids[0]}/read")

    assert listed == ids[::-1]
    assert api.post(f"/api/notifications/{ids[0]}/read")["read_at"] == read["read_at"] is not None


def test_operators_tell_users_and_each_other(app: DeployedApp) -> None:  # CV-2.4
    api, operator = app.api(), app.api(app.new_user(operator=True))
    api.patch("/api/notifications/preferences", by_email=True)

    operator.post("/api/notifications", **HELLO, to=user_id_of(app, api))
    operator.post("/api/notifications", **HELLO, to=OPERATORS)

    assert [each["state"] for each in settled(api)] == ["sent"]
    with pytest.raises(ApiError, match="404: There is no such user"):
        operator.post("/api/notifications", **HELLO, to="00000000-0000-0000-0000-000000000000")


def test_users_tell_nobody_but_themselves(app: DeployedApp) -> None:  # CV-2.4 CV-6
    api, other = app.api(), app.api()
    other.patch("/api/notifications/preferences", by_email=True)

    for recipient in (user_id_of(app, other), OPERATORS):
        with pytest.raises(ApiError, match="403: Only operators may tell others"):
            api.post("/api/notifications", **HELLO, to=recipient)
    assert mails(app, other) == []


@pytest.mark.usefixtures("unheard")
def test_operators_are_told_through_their_topic(monkeypatch: pytest.MonkeyPatch) -> None:  # CV-2.4
    topic = client("sns").create_topic(Name="Operators")["TopicArn"]
    queue = client("sqs").create_queue(QueueName="Operators")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    monkeypatch.setenv("OPERATORS_TOPIC", topic)

    delivery.deliver(OPERATORS, written_down(OPERATORS))

    (message,) = client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    assert "Your files are safe." in message["Body"]


@pytest.mark.usefixtures("unheard")
def test_whoever_finds_a_notification_claimed_comes_again() -> None:  # CV-2.4
    user = "somebody"
    moment = int(now().timestamp())
    claimed = written_down(user, claimed_until=moment + 60)
    given_up = written_down(user, claimed_until=moment - 1)

    with pytest.raises(delivery.Claimed):
        delivery.deliver(user, claimed)
    delivery.deliver(user, given_up)
    assert [state_of(user, each) for each in (claimed, given_up)] == ["requested", "kept"]


def state_of(recipient: str, notification_id: str) -> str:
    found = table(ACTIVITY).get_item(Key=key(recipient, notification_id), ConsistentRead=True)
    return found["Item"]["notification_state"]


def test_an_event_that_comes_twice_sends_one_email(in_functions: DeployedApp) -> None:  # CV-4
    api = in_functions.api()
    asked = api.post("/api/notifications", **HELLO)["notification_id"]
    settled(api)

    delivery.deliver(user_id_of(in_functions, api), asked)

    assert len(mails(in_functions, api)) == 1


def test_a_bad_message_alone_comes_again(app: DeployedApp) -> None:  # CV-4
    body = '{"detail": {"event_id": "1", "owner": "nobody", "notification_id": "none"}}'
    records = [
        {"messageId": str(n), "body": text, "eventSource": "aws:sqs"} for n, text in enumerate([body, "{}"])
    ]
    names = [each["FunctionName"] for each in app.client("lambda").list_functions()["Functions"]]
    notifier = next(name for name in names if "Notifier" in name)

    answer = app.client("lambda").invoke(FunctionName=notifier, Payload=json.dumps({"Records": records}))

    assert json.load(answer["Payload"]) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
