"""What holds for every stack, in every stage."""

import json
import subprocess
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from apex_client.embedded import DeployedApp
from apex_pages.app import ACCOUNT, REGION
from apexshare import ApexShare, Config
from apexshare.config import STAGES

from cloud_constructs import ArgumentError
from cloud_constructs.local.trials import until
from cloud_constructs.testing import Synthesised, assert_no_findings, synth

TAGS = ("Environment", "Project", "Owner", "CostCenter")
STACKS = ("Security", "Dns", "Storage", "Email", "Api", "Frontend", "Cost", "Monitoring")
SETTINGS = [{"stage": stage} for stage in STAGES] + [{"stage": "prod", "domain": "share.example.com"}]
settings = pytest.mark.parametrize("context", SETTINGS, ids=lambda context: "-".join(context.values()))


@cache
def _synthesised(context: tuple[tuple[str, str], ...]) -> Synthesised:
    def build(app: cdk.App) -> None:
        ApexShare(app, config=Config.of(app), account=ACCOUNT, region=REGION)

    return synth(build, context=dict(context))


def synthesised(context: dict[str, str]) -> Synthesised:
    return _synthesised(tuple(context.items()))


def of_type(stack: str, type: str, stage: str = "prod") -> list[dict[str, Any]]:
    template = synthesised({"stage": stage}).templates[f"ApexShare{stack}"]
    return [body["Properties"] for body in template["Resources"].values() if body["Type"] == type]


@settings
def test_no_finding_is_open_in_any_stack(context: dict[str, str]) -> None:  # AS-1
    assert_no_findings(synthesised(context), mandatory_tags=TAGS)


@settings
def test_cloudformation_would_take_every_template(context: dict[str, str]) -> None:
    files = sorted(str(file) for file in synthesised(context).directory.glob("*.template.json"))
    # CDK's own: dependencies that are said twice.
    command = ["cfn-lint", "--ignore-checks", "W3005", "W3010", "--template", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_all_eight_stacks_are_there_in_their_order() -> None:
    directory = synthesised({"stage": "prod"}).directory
    artifacts = json.loads((directory / "manifest.json").read_text())["artifacts"]
    stacks = [name for name, one in artifacts.items() if one["type"] == "aws:cloudformation:stack"]
    at_home = [name for name in stacks if name.removeprefix("ApexShare") in STACKS]

    assert sorted(at_home) == sorted(f"ApexShare{name}" for name in STACKS)
    # What is left has to stand in another region: CloudFront's metrics are nowhere else.
    assert {*stacks} - {*at_home} <= {"ApexShareMonitoring-us-east-1"}


def test_one_address_may_ask_ten_times_a_second() -> None:  # AS-1 AS-4
    (acl,) = of_type("Security", "AWS::WAFv2::WebACL")
    (limit,) = (
        rule["Statement"]["RateBasedStatement"]
        for rule in acl["Rules"]
        if "RateBasedStatement" in rule["Statement"]
    )
    assert (limit["AggregateKeyType"], limit["Limit"], limit["EvaluationWindowSec"]) == ("IP", 600, 60)
    assert len(of_type("Api", "AWS::WAFv2::WebACLAssociation")) == 1


def test_the_limit_of_all_pages_bites(app: DeployedApp) -> None:  # AS-4 AS-10
    """The usage plan's bucket is emptied by making it small, as an operator would in an attack."""
    gateway = app.client("apigateway")
    (plan,) = gateway.get_usage_plans()["items"]
    student = app.student()

    def ask(times: int) -> set[int]:
        url = f"{student.deployment.api_url}/links/open"
        return {student.raw("POST", url, json={"token": "A" * 43}).status_code for _ in range(times)}

    assert ask(3) == {404}
    limits = {"/throttle/rateLimit": "0.01", "/throttle/burstLimit": "2"}
    before = {path: str(plan["throttle"][path.rpartition("/")[2]]) for path in limits}
    _change(gateway, plan["id"], limits)
    try:
        assert 429 in ask(4)
    finally:
        _change(gateway, plan["id"], before)
    until("the bucket to fill again", lambda: ask(1) == {404})


def _change(gateway: Any, plan: str, values: dict[str, str]) -> None:
    operations = [{"op": "replace", "path": path, "value": value} for path, value in values.items()]
    gateway.update_usage_plan(usagePlanId=plan, patchOperations=operations)


def test_whoever_shows_no_key_of_the_page_is_refused(app: DeployedApp) -> None:  # AS-4
    student = app.student()
    url = f"{student.deployment.api_url}/links/open"

    assert student.raw("POST", url, json={"token": "A" * 43}, headers={"x-api-key": ""}).status_code == 403


def test_videos_grow_cold_and_go() -> None:  # AS-3
    (bucket,) = (
        one
        for one in of_type("Storage", "AWS::S3::Bucket")
        if "LifecycleConfiguration" in one
        and any(rule.get("Prefix") == "videos/" for rule in one["LifecycleConfiguration"]["Rules"])
    )
    (rule,) = (one for one in bucket["LifecycleConfiguration"]["Rules"] if one.get("Prefix") == "videos/")

    assert rule["Transitions"] == [{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}]
    assert rule["ExpirationInDays"] == 90
    (table,) = of_type("Storage", "AWS::DynamoDB::GlobalTable")
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize(
    ("context", "wrong", "remedy"),
    [
        ({"link_days": "91"}, "link_days is '91'", "from 1 to 90"),
        ({"max_bytes": "lots"}, "max_bytes is 'lots'", "a whole number"),
        ({"watched": "yes"}, "watched is 'yes'", "one of on, off"),
        ({"sender": "nobody"}, "sender is 'nobody'", "an e-mail address"),
    ],
)
def test_a_setting_that_cannot_work_is_refused(context: dict[str, str], wrong: str, remedy: str) -> None:
    with pytest.raises(ArgumentError) as error:
        Config.of(cdk.App(context=context))
    assert wrong in str(error.value)
    assert remedy in str(error.value)
