"""The journey that `scenario.py` takes, and what a person sees of it in the mailbox."""

import re
import subprocess
import sys

import requests
from apex_client import link_in, mails_to, upload
from apex_client.embedded import EXAMPLE, DeployedApp
from apex_client.film import make_film

from cloud_constructs.local.trials import until

MIB = 1024 * 1024


def test_the_journey_passes(app: DeployedApp, monkeypatch) -> None:  # AS-9
    from apex_trials import TRIALS

    from cloud_constructs.local.trials import run_trials

    for name, value in app.environment.items():
        monkeypatch.setenv(name, value)
    assert run_trials(TRIALS, description=None, arguments=["journey", "--large", "20"]) == 0


def test_the_link_in_the_mailbox_leads_to_the_page(app: DeployedApp, tmp_path) -> None:  # AS-9
    address = "reader@example.com"
    film = make_film(tmp_path / "a.MOV", MIB)
    upload(app.api(), film, student=address, content_type="video/quicktime")
    (mail,) = until("the e-mail", lambda: mails_to(app.deployment, address))
    link, token = link_in(mail) or ("", "")
    assert link.startswith("https://")

    read = requests.get(app.deployment.mailbox_url, timeout=10).text
    (shown,) = set(re.findall(rf"[^\"&;]+#/watch/{token}", read))
    assert shown == f"{app.deployment.page_url}#/watch/{token}"
    page = requests.get(shown, timeout=10)
    assert page.ok
    assert "<!doctype html>" in page.text.lower()


def test_a_person_is_invited_by_a_command(app: DeployedApp) -> None:  # AS-9
    command = [sys.executable, "invite.py", "coach@example.com"]
    command += ["--endpoints", app.environment["CLOUD_CONSTRUCTS_ENDPOINTS"]]
    said = subprocess.run(command, cwd=EXAMPLE, check=True, capture_output=True, text=True).stdout

    assert app.deployment.page_url in said
    (password,) = re.findall(r"with the password (\S+),", said)
    answer = app.client("cognito-idp").initiate_auth(
        ClientId=app.deployment.outputs["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "coach@example.com", "PASSWORD": password},
    )
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
