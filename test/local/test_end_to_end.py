"""A plain CDK app that never saw this library: deployed and updated by the command line, and used."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from local.conftest import CommandLine
from local.processes import eventually

from cloud_constructs.local._engine.clients import Clients

pytestmark = pytest.mark.embedded
APP = Path(__file__).parent / "plain_app"


class Plain:
    """The deployed app, through what endpoints.json says of it."""

    def __init__(self, cli: CommandLine, data: Path) -> None:
        self.cli = cli
        self.data = data
        self.read()

    def read(self) -> None:
        endpoints = json.loads((self.data / "endpoints.json").read_text())
        self.client = Clients(endpoints["endpoint_url"], endpoints["account"], endpoints["region"])
        self.stacks: dict[str, Any] = endpoints["stacks"]
        self.urls: dict[str, str] = endpoints["urls"]
        self.report: dict[str, list[str]] = endpoints["report"]

    def output(self, stack: str, key: str) -> str:
        return self.stacks[stack]["outputs"][key]

    def invoke(self, function: str) -> Any:
        answer = self.client("lambda").invoke(FunctionName=function)
        return json.load(answer["Payload"])

    def execute(self, machine: str, event: object) -> dict[str, Any]:
        states = self.client("stepfunctions")
        execution = states.start_execution(stateMachineArn=machine, input=json.dumps(event))["executionArn"]
        eventually(lambda: states.describe_execution(executionArn=execution)["status"] != "RUNNING")
        return states.describe_execution(executionArn=execution)

    def remembers(self, id: str) -> bool:
        table = self.output("PlainApp", "TableName")
        return "Item" in self.client("dynamodb").get_item(TableName=table, Key={"id": {"S": id}})


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plain]:
    folder = tmp_path_factory.mktemp("plain")
    data = folder / "data"
    cli = CommandLine(folder)
    with cli.started("up", APP, "--data", data, "--wait-scale", "0.01") as up:
        eventually(lambda: (data / "endpoints.json").exists() or up.poll() is not None, 60)
        assert up.poll() is None, up.communicate()[0]
        yield Plain(cli, data)
        assert cli("down", APP, "--data", data).returncode == 0
        assert up.wait(timeout=10) == 0


def post(url: str, body: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_a_parameters_default_and_the_parameter_store(plain: Plain) -> None:
    assert plain.output("PlainBase", "GreetingValue") == "hello"
    assert plain.output("PlainApp", "StoredValue") == "from-the-store"


def test_a_function_finds_the_layer_of_another_stack_and_lambdas_own_variables(plain: Plain) -> None:
    answer = plain.invoke(plain.output("PlainApp", "AnswerName"))
    assert answer["version"] == "1"
    assert answer["environment"]["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert answer["environment"]["AWS_ENDPOINT_URL"] == plain.client.endpoint_url


def test_a_nested_stack_and_the_layer_that_its_parent_passes(plain: Plain) -> None:
    assert plain.invoke("inner")["version"] == "inner"
    (nested,) = [name for name in plain.stacks if name.startswith("PlainBase/")]
    types = {one["type"] for one in plain.stacks[nested]["resources"].values()}
    assert {"AWS::DynamoDB::Table", "AWS::Lambda::Function"} <= types


def test_the_type_of_an_error_reaches_retry_and_catch(plain: Plain) -> None:
    machine = plain.output("PlainApp", "MachineArn")
    started = time.monotonic()
    retried = plain.execute(machine, {"forever": False})
    assert json.loads(retried["output"]) == {"attempts": 3}
    caught = json.loads(plain.execute(machine, {"forever": True})["output"])
    assert caught["error"]["Error"] == "TransientError"
    # As written the pauses last 20, 40 and 80 seconds.
    assert time.monotonic() - started < 20


def test_a_queue_feeds_a_function(plain: Plain) -> None:
    plain.client("sqs").send_message(QueueUrl=plain.output("PlainApp", "QueueUrl"), MessageBody="queued")
    eventually(lambda: plain.remembers("queued"))


def test_a_bucket_notifies_a_function(plain: Plain) -> None:
    plain.client("s3").put_object(Bucket=plain.output("PlainApp", "UploadsName"), Key="in/file", Body=b"1")
    eventually(lambda: plain.remembers("in/file"))


def test_files_are_deployed_with_values_of_the_deployment(plain: Plain) -> None:
    bucket = plain.output("PlainBase", "BucketName")
    page = plain.client("s3").get_object(Bucket=bucket, Key="site/index.html")
    assert (page["ContentType"], page["Body"].read()) == ("text/html", b"<h1>Hello</h1>\n")
    config = plain.client("s3").get_object(Bucket=bucket, Key="site/config.json")["Body"].read()
    assert json.loads(config) == {"bucket": bucket}


def test_an_http_api_answers_and_its_preflight_too(plain: Plain) -> None:
    url = f"{plain.urls['PlainApp/Api']}some/path"
    assert post(url, "{}") == (200, b'{"path": "/some/path"}')
    # The printed address answers as it stands.
    assert post(plain.urls["PlainApp/Api"], "{}") == (200, b'{"path": "/"}')
    preflight = urllib.request.Request(
        url,
        method="OPTIONS",
        headers={"Origin": "https://app.example.com", "Access-Control-Request-Method": "GET"},
    )
    with urllib.request.urlopen(preflight) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.com"


def test_a_rest_api_validates_and_a_function_url_answers(plain: Plain) -> None:
    assert post(plain.urls["PlainWide/Rest"], '{"name": "x"}')[0] == 200
    assert post(plain.urls["PlainWide/Rest"], "{}")[0] == 400
    assert post(plain.urls["PlainWide/Function/Aliaslive/FunctionUrl"], "{}") == (200, b"/plain/wide")


def test_logs_are_json_in_the_functions_own_group(plain: Plain) -> None:
    plain.invoke("wide")

    def messages() -> list[dict[str, Any]]:
        events = plain.client("logs").filter_log_events(logGroupName="/plain/wide")["events"]
        return [json.loads(one["message"]) for one in events if one["message"].startswith("{")]

    eventually(lambda: any(one["message"] == "seen" and one["level"] == "WARNING" for one in messages()))


def test_jsonata(plain: Plain) -> None:
    assert plain.execute(plain.output("PlainWide", "TotalArn"), {"numbers": [1, 2, 3]})["output"] == "6"


def test_a_schedule_keeps_its_time_zone(plain: Plain) -> None:
    resources = plain.stacks["PlainWide"]["resources"].values()
    (name,) = [one["physical_id"] for one in resources if one["type"] == "AWS::Scheduler::Schedule"]
    schedule = plain.client("scheduler").get_schedule(Name=name)
    assert schedule["ScheduleExpression"] == "cron(0 2 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Europe/Paris"
    assert schedule["Target"]["Arn"] == plain.output("PlainWide", "TotalArn")
    assert schedule["Target"]["DeadLetterConfig"]["Arn"]


def test_a_call_of_the_sdk_is_made(plain: Plain) -> None:
    assert plain.output("PlainWide", "CallerAccount") == plain.client.account


def test_the_default_security_group_is_closed(plain: Plain) -> None:
    resources = plain.stacks["PlainWide"]["resources"].values()
    (vpc,) = [one["physical_id"] for one in resources if one["type"] == "AWS::EC2::VPC"]
    (group,) = plain.client("ec2").describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    )["SecurityGroups"]
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])


@pytest.mark.parametrize(
    ("level", "entry"),
    [
        ("runs", "PlainWide/Table (AWS::DynamoDB::GlobalTable)"),
        ("runs", "PlainWide/Queue (AWS::SQS::Queue)"),
        ("runs", "PlainWide/Nightly (AWS::Scheduler::Schedule)"),
        ("runs", "PlainWide/Errors (AWS::CloudWatch::Alarm)"),
        ("recorded_only", "PlainWide/Vpc (AWS::EC2::VPC)"),
        ("recorded_only", "PlainWide/Topic/operator@example.com (AWS::SNS::Subscription)"),
        ("recorded_only", "PlainWide/Vault (AWS::Backup::BackupVault)"),
        ("recorded_only", "PlainWide/Policy (AWS::IAM::ManagedPolicy)"),
        ("done_by_deployer", "PlainApp/Uploads/Notifications (Custom::S3BucketNotifications)"),
        (
            "done_by_deployer",
            "PlainBase/Bucket/AutoDeleteObjectsCustomResource (Custom::S3AutoDeleteObjects)",
        ),
        ("done_by_deployer", "PlainBase/Site/AwsCliLayer (AWS::Lambda::LayerVersion)"),
        ("done_by_deployer", "PlainWide/Caller (Custom::AWS)"),
        ("not_emulated", "PlainWide/RegionalNat (AWS::EC2::NatGateway)"),
        ("not_emulated", "PlainWide/Vpc/All/FlowLog (AWS::EC2::FlowLog)"),
        ("not_emulated", "PlainWide/Plan/Selection (AWS::Backup::BackupSelection)"),
        ("not_emulated", "PlainWide/Budget (AWS::Budgets::Budget)"),
    ],
)
def test_the_report_is_honest(level: str, entry: str, plain: Plain) -> None:
    assert [name for name, entries in plain.report.items() if entry in entries] == [level]


def test_an_edited_app_updates_what_runs(plain: Plain) -> None:
    before = plain.stacks["PlainBase"]["resources"]
    updated = plain.cli("up", APP, "--data", plain.data, "--update", "-c", "version=2")
    assert updated.returncode == 0, updated.stderr
    plain.read()
    assert plain.stacks["PlainBase"]["resources"] == before
    assert plain.output("PlainApp", "Added")
    assert plain.invoke(plain.output("PlainApp", "AnswerName"))["version"] == "2"
    assert plain.remembers("queued"), "an update must keep the data"
