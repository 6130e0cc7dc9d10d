"""The trials of the first authorisation and of a rotation, on the deployed app."""

import json

import pytest
import scenario


@pytest.mark.parametrize("trial", ["authorize", "rotate"])
def test_the_night_after_copies_with_what_it_finds_in_the_secret(
    app, monkeypatch, capfd, trial
):  # GS-3.1 GS-13
    for name, value in app.environment.items():
        monkeypatch.setenv(name, value)
    secrets = app.client("secretsmanager")
    code = scenario.main([trial])
    said = capfd.readouterr().out
    assert code == 0, said
    assert "3 of 3 files equal byte for byte" in said
    text = secrets.get_secret_value(SecretId=app.outputs["CredentialsSecretArn"])["SecretString"]
    secret = {name: json.loads(text)[name] for name in ("client_secret", "refresh_token", "access_token")}
    assert not [name for name, value in secret.items() if value in said]
