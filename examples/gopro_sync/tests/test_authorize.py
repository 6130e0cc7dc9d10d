"""The first authorisation over real HTTP: an owner at a browser, a provider that checks, a secret to fill."""

import json
import socket
import threading
import uuid
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import authorize
import boto3
import pytest
from authorization.endpoints import ENDPOINTS
from authorization.errors import RefusedError
from authorization.flow import Client, Flow
from authorization.loopback import Loopback
from media_sync.credentials import Credentials
from media_sync.providers import ProviderFactory
from media_sync.retry import Patience
from stand_in import StandIn, press
from stand_in._tokens import CLIENT_ID, CLIENT_SECRET

CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


class Desk:
    """An empty secret, a client in a parameter, and an owner who does as they are told at the browser."""

    def __init__(self, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, provider: str = "gopro") -> None:
        self.stand_in, self.provider = stand_in, provider
        name = f"authorize-{uuid.uuid4().hex[:12]}"
        self.secret, self.parameter = f"{name}/credentials", f"/{name}/client"
        self.secrets = boto3.client("secretsmanager")
        self.secrets.create_secret(Name=self.secret, SecretString="made up by CloudFormation")
        boto3.client("ssm").put_parameter(Name=self.parameter, Value=json.dumps(CLIENT), Type="SecureString")
        self.act: Any = lambda url: press(url, "allow")
        self.urls: list[str] = []
        self._owners: list[threading.Thread] = []
        monkeypatch.setattr(authorize.webbrowser, "open", self._open)

    def run(self, *options: str) -> int:
        given = ["--provider", self.provider, "--secret", self.secret, "--api-url", self.stand_in.url]
        try:
            return authorize.main([*given, *(options or ("--client-from-parameter", self.parameter))])
        finally:
            for owner in self._owners:
                owner.join()

    def content(self) -> str:
        return self.secrets.get_secret_value(SecretId=self.secret)["SecretString"]

    def _open(self, url: str) -> None:
        self.urls.append(url)
        self._owners.append(threading.Thread(target=self.act, args=(url,)))
        self._owners[-1].start()


@pytest.fixture
def desk(engine, serve, monkeypatch) -> Desk:
    return Desk(serve({"a.mp4": 10}), monkeypatch)


def callback(url: str, **answer: str) -> None:
    """Goes to the redirect without having asked the owner."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    redirect = urlsplit(query["redirect_uri"])
    with socket.create_connection((redirect.hostname, redirect.port)) as connection:
        path = f"{redirect.path}?{urlencode({'state': query['state'], **answer})}"
        connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        while connection.recv(1000):
            pass


def test_an_owner_who_says_yes_fills_the_secret_with_tokens_that_work(desk, capsys):  # GS-3.1
    assert desk.run() == 0
    content = json.loads(desk.content())
    credentials = Credentials.parse(desk.content())
    assert desk.stand_in.tokens.accepts(credentials.access_token)
    assert desk.stand_in.tokens.rotate(credentials.text("refresh_token")) is not None
    assert {name: content[name] for name in (*CLIENT, "api_url", "user_id")} == {
        **CLIENT,
        "api_url": desk.stand_in.url,
        "user_id": "stand-in-user",
    }
    assert set(content) == {
        *("client_id", "client_secret", "refresh_token", "access_token", "user_id", "expires_at"),
        *("updated_at", "api_url"),
    }
    assert "holds tokens that work" in capsys.readouterr().out


@pytest.mark.parametrize("provider", ENDPOINTS)
def test_every_provider_asks_its_owner_where_it_asks_them(engine, serve, monkeypatch, provider):  # GS-20
    desk = Desk(serve({"a.mp4": 10}, provider=provider), monkeypatch, provider)
    assert desk.run() == 0
    assert urlsplit(desk.urls[0]).path == urlsplit(ENDPOINTS[provider].authorize_url).path
    credentials = Credentials.parse(desk.content())
    cloud = ProviderFactory.create(provider, credentials.api_url, Patience(lambda: 900_000))
    renewed = cloud.authenticate(credentials)
    assert [item.filename for item in cloud.list_media(renewed.access_token)] == ["a.mp4"]


def test_nothing_secret_is_printed(desk, capfd):  # GS-3.1
    codes = []
    redeems = desk.stand_in.consent.redeems
    desk.stand_in.consent.redeems = lambda form: codes.append(form) or redeems(form)
    assert desk.run() == 0
    said = "".join(capfd.readouterr())
    content = json.loads(desk.content())
    secret = [content[name] for name in ("client_secret", "refresh_token", "access_token")]
    secret += [codes[0][name] for name in ("code", "code_verifier", "client_secret")]
    assert desk.urls[0] in said
    assert not [text for text in secret if text in said]


def test_the_client_may_stand_in_a_secret_or_be_there_from_the_last_time(desk):  # GS-3.1
    name = f"{desk.secret}-client"
    desk.secrets.create_secret(Name=name, SecretString=json.dumps(CLIENT))
    assert desk.run("--client-from-secret", name) == 0
    first = json.loads(desk.content())
    assert authorize.main(["--provider", "gopro", "--secret", desk.secret]) == 0
    assert json.loads(desk.content())["refresh_token"] != first["refresh_token"]
    assert json.loads(desk.content())["api_url"] == desk.stand_in.url


def deny(url: str) -> None:
    press(url, "deny")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (deny, "access_denied: The owner said no"),
        (lambda url: callback(url, state="another's", code="c"), "state is not ours"),
        (lambda url: callback(url, code="made-up"), "refuses the code"),
        (lambda url: callback(url, error="\x1b[31mred", error_description="x" * 999), "[31mred: xxx"),
        (callback, "neither a code nor an error"),
    ],
)
def test_whatever_is_no_yes_leaves_the_secret_as_it_was(desk, capsys, act, said):  # GS-3.1
    desk.act = act
    assert desk.run() == 1
    out = capsys.readouterr().out
    assert said in out
    assert "\x1b[31mred" not in out
    assert desk.content() == "made up by CloudFormation"


def test_a_token_that_cannot_read_the_library_is_not_stored(desk, capsys):  # GS-3.1
    def accept_none(url: str) -> None:
        desk.stand_in.tokens.accepts = lambda access: False
        press(url, "allow")

    desk.act = accept_none
    assert desk.run() == 1
    assert "cannot read the library" in capsys.readouterr().out
    assert desk.content() == "made up by CloudFormation"


def test_nobody_waits_for_ever(desk, capsys):  # GS-3.1
    desk.act = lambda url: None
    assert desk.run("--client-from-parameter", desk.parameter, "--timeout", "1") == 1
    assert "nobody answered within 1 seconds" in capsys.readouterr().out


def test_a_port_that_is_taken_is_named(desk, capsys):  # GS-3.1
    with Loopback() as other:
        port = str(urlsplit(other.redirect_uri).port)
        assert desk.run("--client-from-parameter", desk.parameter, "--port", port) == 2
    assert f"port {port} of 127.0.0.1 cannot be used" in capsys.readouterr().out


def test_what_is_missing_is_said_before_anybody_is_asked(desk, capsys):  # GS-3.1
    boto3.client("ssm").put_parameter(Name=f"{desk.parameter}-plain", Value=json.dumps(CLIENT), Type="String")
    boto3.client("ssm").put_parameter(Name=f"{desk.parameter}-empty", Value="{}", Type="SecureString")
    for options, said in (
        (("--client-from-parameter", f"{desk.parameter}-none"), "there is no parameter"),
        (("--client-from-parameter", f"{desk.parameter}-plain"), "store it as a SecureString"),
        (("--client-from-parameter", f"{desk.parameter}-empty"), "holds no client"),
        (("--client-from-secret", f"{desk.secret}-none"), "there is no secret"),
        (("--secret", desk.secret), "holds no client"),
        (("--secret", f"{desk.secret}-none"), "there is no secret"),
    ):
        assert desk.run(*options) == 2
        assert said in capsys.readouterr().out
    assert desk.urls == []


@pytest.mark.parametrize(
    "options", [("--port", "0"), ("--port", "70000"), ("--timeout", "0"), ("--provider", "dropbox")]
)
def test_nonsensical_options_are_refused(options):
    with pytest.raises(SystemExit, match="2"):
        authorize.main(["--provider", "gopro", *options])


@pytest.fixture
def stand_in(serve) -> StandIn:
    return serve({})


@pytest.fixture
def flow(stand_in) -> Flow:
    endpoints = ENDPOINTS["gopro"].at(stand_in.url)
    return Flow(endpoints=endpoints, client=Client(**CLIENT), redirect_uri="http://127.0.0.1:1/callback")


def asked(flow: Flow) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(flow.url).query).items()}


def code_for(flow: Flow, stand_in: StandIn) -> str:
    """The code that the owner's yes gives, caught before the browser follows it."""
    location = stand_in.consent.decide({**asked(flow), "decision": "allow"})
    return parse_qs(urlsplit(location).query)["code"][0]


def tokens(flow: Flow, code: str) -> Credentials:
    return flow.credentials(code, Patience(lambda: 20_000), {})


def test_a_code_works_once(flow, stand_in):  # GS-3.1
    code = code_for(flow, stand_in)
    assert tokens(flow, code).access_token
    with pytest.raises(RefusedError, match="refuses the code"):
        tokens(flow, code)


@pytest.mark.parametrize("changed", [{"verifier": "v" * 64}, {"redirect_uri": "http://127.0.0.1:2/callback"}])
def test_a_stolen_code_is_worth_nothing_without_the_verifier_and_the_redirect(
    flow, stand_in, changed
):  # GS-3.1
    code = code_for(flow, stand_in)
    names = ("endpoints", "client", "redirect_uri", "state", "verifier")
    thief = Flow(**{**{name: getattr(flow, name) for name in names}, **changed})
    with pytest.raises(RefusedError, match="refuses the code"):
        tokens(thief, code)


def test_each_flow_has_a_state_and_a_verifier_of_its_own(flow):  # GS-3.1
    other = Flow(endpoints=flow.endpoints, client=flow.client, redirect_uri=flow.redirect_uri)
    assert flow.state != other.state
    assert flow.verifier != other.verifier
    assert 43 <= len(flow.verifier) <= 128
    assert flow.verifier not in flow.url
    assert not any(text in repr(flow) for text in (flow.state, flow.verifier, CLIENT_SECRET))


def test_google_is_asked_for_a_token_that_lasts():  # GS-20
    flow = Flow(
        endpoints=ENDPOINTS["google-drive"], client=Client("id", "s"), redirect_uri="http://127.0.0.1:1/"
    )
    assert flow.url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert (asked(flow)["access_type"], asked(flow)["prompt"]) == ("offline", "consent")
    assert asked(flow)["scope"] == "https://www.googleapis.com/auth/drive.readonly"


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"redirect_uri": "https://example.com/"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
    ],
)
def test_the_stand_in_asks_nobody_on_behalf_of_whoever_asks_wrongly(flow, changed):
    url = urlsplit(flow.url)._replace(query=urlencode(asked(flow) | changed)).geturl()
    with pytest.raises(ValueError, match="no consent page"):
        press(url, "allow")
