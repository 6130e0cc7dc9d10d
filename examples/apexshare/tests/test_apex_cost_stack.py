"""What watches over costs, in the templates of production, and the cost report on the embedded AWS."""

import json
from typing import Any

import pytest
from apex_client.embedded import DeployedApp
from apex_pages.app import resources

STACK = "ApexShareCost"


def statements(name: str) -> list[dict[str, Any]]:
    policies = resources(STACK, "AWS::IAM::ManagedPolicy")
    return [
        statement
        for id, policy in policies.items()
        if id.startswith(name)
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def test_budgets_watch_the_month_the_day_and_what_nobody_planned() -> None:  # AS-8
    budgets = {each["Budget"]["TimeUnit"]: each["Budget"] for each in _of("AWS::Budgets::Budget")}

    assert {unit: budget["BudgetLimit"]["Amount"] for unit, budget in budgets.items()} == {
        "MONTHLY": 75,
        "DAILY": 5,
    }
    assert budgets["MONTHLY"]["CostFilters"] == {"TagKeyValue": ["user:Project$apexshare"]}
    (monitor,) = _of("AWS::CE::AnomalyMonitor")
    assert json.loads(monitor["MonitorSpecification"])["Tags"]["Values"] == ["apexshare"]


def test_storage_lens_looks_at_both_buckets_and_may_write_its_exports_alone() -> None:  # AS-8
    (lens,) = (each["StorageLensConfiguration"] for each in _of("AWS::S3::StorageLens"))
    export = lens["DataExport"]["S3BucketDestination"]

    assert len(lens["Include"]["Buckets"]) == 2
    assert (export["Format"], export["Prefix"]) == ("CSV", "storage-lens")
    assert "KeyId" in export["Encryption"]["SSEKMS"]
    allowed = [
        statement
        for policy in _of("AWS::S3::BucketPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement.get("Principal") == {"Service": "storage-lens.s3.amazonaws.com"}
    ]
    (statement,) = allowed
    assert statement["Action"] == "s3:PutObject"
    assert statement["Resource"]["Fn::Join"][1][-1] == "/storage-lens/StorageLens/123456789012/*"
    source = statement["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Join"][1][-1]
    assert source == ":s3:eu-west-1:123456789012:storage-lens/apexshare-prod"


def test_the_report_may_ask_what_it_is_made_of_and_nothing_else() -> None:  # AS-8
    granted = statements("CostReportRoleGranted")
    actions = {action for each in granted for action in _listed(each["Action"])}

    assert {
        "ce:GetCostAndUsage",
        "logs:StartQuery",
        "logs:GetQueryResults",
        "lambda:ListProvisionedConcurrencyConfigs",
        "s3:GetObject",
        "s3:PutObject",
        "sns:Publish",
    } <= actions
    assert not {
        action for action in actions if action.startswith(("ce:Update", "lambda:Update", "s3:Delete"))
    }
    assert all(each["Resource"] != "*" for each in granted)
    (account_wide,) = statements("CostReportUnscoped")
    assert all(action.partition(":")[2].startswith(("Get", "List")) for action in account_wide["Action"])


def test_the_report_comes_when_the_bill_of_the_month_is_whole() -> None:  # AS-8
    (schedule,) = _of("AWS::Scheduler::Schedule")

    assert schedule["ScheduleExpression"] == "cron(0 6 3 * ? *)"


@pytest.mark.embedded
def test_where_nothing_knows_of_costs_the_report_says_so_and_is_kept_and_told(app: DeployedApp) -> None:
    """AS-8: the engine has neither bills nor recommendations, as an account that has switched on neither."""
    functions = app.client("lambda")
    (function,) = (
        each["FunctionName"]
        for each in functions.list_functions()["Functions"]
        if each["FunctionName"].startswith("ApexShareCost-CostReport")
    )
    variables = functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    queue = app.client("sqs").create_queue(QueueName="cost-report")["QueueUrl"]
    arn = "arn:aws:sqs:eu-west-1:123456789012:cost-report"
    app.client("sns").subscribe(TopicArn=variables["ALERTS_TOPIC"], Protocol="sqs", Endpoint=arn)

    event = json.dumps({"month": "2026-10"})
    answer = json.loads(functions.invoke(FunctionName=function, Payload=event)["Payload"].read())

    assert answer == {"key": "costs/2026-10", "headline": "Costs of 2026-10: not known, 0 things to do"}
    kept = {
        extension: app.client("s3")
        .get_object(Bucket=variables["REPORTS_BUCKET"], Key=f"costs/2026-10.{extension}")["Body"]
        .read()
        .decode()
        for extension in ("md", "json")
    }
    assert kept["md"].startswith(f"# {answer['headline']}\n")
    assert [chapter["title"] for chapter in json.loads(kept["json"])["chapters"]] == [
        *("What to do", "Costs by service, USD", "Memory of the functions"),
        *("What is stored and asked", "Compute Optimizer", "S3 Storage Lens"),
    ]
    (told,) = app.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    assert json.loads(told["Body"])["Subject"] == answer["headline"]


def _of(type: str) -> list[dict[str, Any]]:
    return list(resources(STACK, type).values())


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
