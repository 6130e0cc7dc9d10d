"""Two providers in one deployment, whose libraries have the same ids."""

import json
import os
from unittest import mock

import scenario


def test_two_providers_in_one_deployment_do_not_meet(deploy, library, capsys):  # GS-16 GS-20
    folder = library({"a.MP4": 1000, "b.JPG": 2000})
    with (
        deploy({"stage": "dev", "providers": "gopro,google-drive"}) as app,
        mock.patch.dict(os.environ, app.environment),
    ):
        code = scenario.main(["sync", "--provider", "gopro", "google-drive", "--media", str(folder)])

        said = capsys.readouterr().out
        assert code == 0, said
        assert said.count("PASSED: 2 of 2 files equal byte for byte") == 2
        assert said.count("nothing new: 0 of 2 finished files asked for again") == 2
        bucket = app.outputs["MediaBucketName"]
        stored = [entry["Key"] for entry in app.client("s3").list_objects_v2(Bucket=bucket)["Contents"]]
        names = {key.rpartition("/")[2] for key in stored}
        assert len(stored) == 2 * len(names) == 4
        assert {key.split("/")[0] for key in stored} == {"gopro", "google-drive"}
        locks = app.client("dynamodb").scan(TableName=app.outputs["TrackerTableName"])["Items"]
        assert {
            (row["provider"]["S"], row["media_id"]["S"]) for row in locks if "#" in row["media_id"]["S"]
        } == {("gopro", "lock#gopro"), ("google-drive", "lock#google-drive")}
        for provider, prefix in {"gopro": "", "google-drive": "GoogleDrive"}.items():
            schedule = app.client("scheduler").get_schedule(
                Name=app.outputs[f"{prefix}ScheduleName"], GroupName=app.outputs[f"{prefix}ScheduleGroupName"]
            )
            assert json.loads(schedule["Target"]["Input"]) == {"provider": provider}


def test_a_provider_that_is_not_deployed_is_a_clear_error(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    endpoints = tmp_path / "endpoints.json"
    endpoints.write_text('{"endpoint_url": "http://127.0.0.1:1", "stacks": {}}')
    monkeypatch.setenv("CLOUD_CONSTRUCTS_ENDPOINTS", str(endpoints))
    media = tmp_path / "media"
    media.mkdir()
    (media / "a.MP4").write_bytes(b"x")
    assert scenario.main(["--provider", "google-drive", "--media", str(media)]) == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "-c providers=gopro,google-drive" in said


def test_a_fault_of_another_provider_is_a_clear_error(tmp_path, monkeypatch, capsys):
    endpoints = tmp_path / "endpoints.json"
    endpoints.write_text('{"endpoint_url": "http://127.0.0.1:1", "stacks": {}}')
    monkeypatch.setenv("CLOUD_CONSTRUCTS_ENDPOINTS", str(endpoints))
    assert scenario.main(["--media", str(tmp_path), "--fault", "abusive-file"]) == 2
    assert "only google-drive misbehaves so" in capsys.readouterr().out
