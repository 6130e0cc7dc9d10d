"""Checks of what the embedded AWS makes by its API alone, or drops from a template: against its API."""

from pathlib import Path
from typing import Any

import pytest
from guardrails.assemblies import write_assembly
from validation.conftest import Deployed

from cloud_constructs.guardrails import Assembly
from cloud_constructs.validation import Aws, Result, Verdict
from cloud_constructs.validation._live import Live
from cloud_constructs.validation._validation import judge

pytestmark = pytest.mark.embedded


class Bench:
    """One resource of a template, and what it has become."""

    def __init__(self, app: Deployed, folder: Path) -> None:
        self._app, self._folder = app, folder
        self.client = app.client

    def results(self, id: str, type: str, *, aws: Aws | None = None, **properties: Any) -> dict[str, Result]:
        template = {"Resources": {"It": {"Type": f"AWS::{type}", "Properties": properties}}}
        (resource,) = Assembly(write_assembly(self._folder, template)).resources()
        live = Live(aws or self._app.ask(as_aws=True), resource, {resource: id})
        return {result.claim: result for result in judge(live)}


@pytest.fixture
def bench(app: Deployed, tmp_path: Path) -> Bench:
    return Bench(app, tmp_path)


@pytest.fixture
def trail(app: Deployed) -> str:
    cloudtrail = app.client("cloudtrail")
    app.client("s3").create_bucket(
        Bucket="trail-files", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    cloudtrail.create_trail(
        Name="audit", S3BucketName="trail-files", IsMultiRegionTrail=True, EnableLogFileValidation=True
    )
    cloudtrail.start_logging(Name="audit")
    return "audit"


def test_a_trail(bench: Bench, trail: str) -> None:  # AS-1 AS-13
    wanted = {"IsLogging": True, "EnableLogFileValidation": True, "IsMultiRegionTrail": True}
    sound = bench.results(trail, "CloudTrail::Trail", **wanted)
    assert [result.verdict for result in sound.values()] == [Verdict.OK] * 3
    keyed = bench.results(trail, "CloudTrail::Trail", **wanted, KMSKeyId="alias/audit")
    assert keyed["is encrypted with its key"].why == "no key of the app encrypts it"

    bench.client("cloudtrail").stop_logging(Name=trail)
    bench.client("cloudtrail").update_trail(
        Name=trail, IsMultiRegionTrail=False, EnableLogFileValidation=False
    )

    broken = bench.results(trail, "CloudTrail::Trail", **wanted)
    assert {result.verdict for result in broken.values()} == {Verdict.FAILED}
    assert "it is stopped" in broken["writes down who does what"].why
    assert broken["writes down who does what"].mend == "aws cloudtrail start-logging --name audit"


def test_a_recorder(bench: Bench) -> None:  # AS-1 AS-13
    config = bench.client("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "all", "roleARN": "arn:aws:iam::123456789012:role/config"}
    )
    config.put_delivery_channel(DeliveryChannel={"name": "all", "s3BucketName": "history"})
    config.start_configuration_recorder(ConfigurationRecorderName="all")
    (sound,) = bench.results("all", "Config::ConfigurationRecorder").values()
    assert sound.verdict is Verdict.OK

    config.stop_configuration_recorder(ConfigurationRecorderName="all")

    (broken,) = bench.results("all", "Config::ConfigurationRecorder").values()
    assert (broken.verdict, broken.why) == (Verdict.FAILED, "it is stopped: changes are not recorded")
    (missing,) = bench.results("other", "Config::ConfigurationRecorder").values()
    assert (missing.verdict, "does not find other" in missing.why) == (Verdict.FAILED, True)
