"""The journey that `scenario.py` takes, and what a person sees of it in the mailbox."""

import re

import requests
from apex_client import link_in, mails_to, upload
from apex_client.embedded import DeployedApp
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
