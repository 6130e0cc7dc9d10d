"""The cost report: what services of AWS answer, checked against their own models, and what becomes of it."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest
from apex.costs.advice import Advice, advice
from apex.costs.bill import METRIC, Bill, ask_for_bill, before
from apex.costs.chapter import Chapter
from apex.costs.collect import Subjects, report_on
from apex.costs.lens import Lens, add_up, ask_for_lens
from apex.costs.memory import QUERY, Use, ask_for_use
from apex.costs.metrics import ask_for_metrics
from apex.costs.optimizer import Recommendation, ask_for_recommendations
from apex.costs.report import Report
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber
from hypothesis import given
from hypothesis import strategies as st

OCTOBER = date(2026, 10, 1)
START, END = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
VIEW = "arn:aws:billing::123456789012:billingview/primary"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Downloads"
SCHEMA = (
    "version_number,configuration_id,report_date,aws_account_number,aws_region,storage_class,"
    "record_type,record_value,bucket_name,metric_name,metric_value"
)
sdk: Any = boto3


def stubbed(service: str) -> tuple[Any, Stubber]:
    """A client that answers what it is told to; its requests and answers must fit the service's model."""
    client = sdk.client(
        service, region_name="eu-west-1", aws_access_key_id="none", aws_secret_access_key="none"
    )
    stub = Stubber(client)
    stub.activate()
    return client, stub


def group(tag: str, service: str, usd: str) -> dict[str, Any]:
    return {"Keys": [f"Project${tag}", service], "Metrics": {METRIC: {"Amount": usd, "Unit": "USD"}}}


def result(month: str, *groups: dict[str, Any]) -> dict[str, Any]:
    period = {"Start": f"2026-{month}-01", "End": "2026-11-01"}
    return {"TimePeriod": period, "Total": {}, "Groups": list(groups), "Estimated": False}


def costs() -> Bill:
    client, stub = stubbed("ce")
    question = {
        "TimePeriod": {"Start": "2026-08-01", "End": "2026-11-01"},
        "Granularity": "MONTHLY",
        "Metrics": [METRIC],
        "GroupBy": [{"Type": "TAG", "Key": "Project"}, {"Type": "DIMENSION", "Key": "SERVICE"}],
        "BillingViewArn": VIEW,
    }
    pages = [
        [result("08", group("apexshare", "AWS WAF", "7")), result("09", group("apexshare", "AWS WAF", "8"))],
        [
            result(
                "10",
                *(group("apexshare", "AWS WAF", "8"), group("apexshare", "Amazon S3", "4.5")),
                *(group("cloudvault", "Amazon S3", "100"), group("", "Tax", "20")),
            )
        ],
    ]
    stub.add_response("get_cost_and_usage", {"ResultsByTime": pages[0], "NextPageToken": "more"}, question)
    stub.add_response(
        "get_cost_and_usage", {"ResultsByTime": pages[1]}, {**question, "NextPageToken": "more"}
    )
    bill = ask_for_bill(client, project="apexshare", view=VIEW, month=OCTOBER)
    stub.assert_no_pending_responses()
    return bill


def test_costs_are_told_by_month_and_service_and_from_those_of_others() -> None:  # AS-8
    bill = costs()

    assert bill.months == ("2026-08", "2026-09", "2026-10")
    assert bill.services == {"AWS WAF": (7, 8, 8), "Amazon S3": (0, 0, 4.5)}
    assert bill.totals == (7, 8, 12.5)
    assert bill.untagged == (0, 0, 20)
    assert [row[0] for row in bill.chapter().rows][:3] == ["AWS WAF", "Amazon S3", "together"]


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)), st.integers(-40, 40))
def test_months_are_counted_over_the_ends_of_years(day: date, number: int) -> None:
    month = day.replace(day=1)

    assert before(before(month, number), -number) == month
    assert (month - before(month, 1)).days in range(28, 32)


def test_logs_say_what_functions_used_of_their_memory() -> None:  # AS-8
    client, stub = stubbed("logs")
    asked = {"logGroupNames": ["one", "two"], "startTime": ANY, "endTime": ANY, "queryString": QUERY}
    stub.add_response("start_query", {"queryId": "q"}, asked)
    rows = [
        [{"field": name, "value": value} for name, value in row.items()]
        for row in (
            {"@log": "1:/l/Small", "invocations": "10", "given": "128", "used": "64", "billed": "1000"},
            {"@log": "1:/l/Large", "invocations": "5", "given": "1024.0", "used": "256", "billed": "4000"},
        )
    ]
    stub.add_response("get_query_results", {"status": "Complete", "results": rows}, {"queryId": "q"})

    uses = ask_for_use(client, ["one", "two"], START, END)

    assert uses == [Use("Large", 5, 1024, 256, 4.0), Use("Small", 10, 128, 64, 0.125)]
    assert [use.share for use in uses] == [25, 50]


def test_metrics_say_what_is_stored_and_asked() -> None:  # AS-8
    client, stub = stubbed("cloudwatch")
    day = datetime(2026, 10, 31, tzinfo=UTC)

    def measured(id: str, *values: float) -> dict[str, Any]:
        return {"Id": id, "Values": list(values), "Timestamps": [day] * len(values)}

    results = [measured("size0", 30e9, 20e9), measured("size1", 5e9), measured("size2")]
    results += [measured("units0", 100, 50), measured("units1", 7)]
    stub.add_response("get_metric_data", {"MetricDataResults": results})

    metered = ask_for_metrics(client, buckets=["videos"], table="Records", start=START, end=END)

    assert metered.stored == {("videos", "Standard"): 30, ("videos", "Standard-IA"): 5}
    assert metered.consumed == {"ConsumedReadCapacityUnits": 150, "ConsumedWriteCapacityUnits": 7}


def test_of_the_options_of_compute_optimizer_the_first_counts() -> None:  # AS-8
    client, stub = stubbed("compute-optimizer")
    options = [
        {"rank": 2, "memorySize": 512},
        {
            "rank": 1,
            "memorySize": 256,
            "savingsOpportunity": {
                "savingsOpportunityPercentage": 40.0,
                "estimatedMonthlySavings": {"currency": "USD", "value": 1.5},
            },
        },
    ]
    answer = {"functionArn": f"{FUNCTION}:$LATEST", "finding": "NotOptimized", "currentMemorySize": 1024}
    answers = [{**answer, "memorySizeRecommendationOptions": options}, {**answer, "finding": "Unavailable"}]
    stub.add_response(
        "get_lambda_function_recommendations",
        {"lambdaFunctionRecommendations": answers},
        {"functionArns": [FUNCTION]},
    )

    assert ask_for_recommendations(client, [FUNCTION]) == [
        Recommendation("Downloads", "NotOptimized", 1024, 256, 1.5),
        Recommendation("Downloads", "Unavailable", 1024, None, 0.0),
    ]


def row_of(bucket: str, metric: str, value: float, *, kind: str = "BUCKET", storage: str = "STANDARD") -> str:
    return f"V_1,app,2026-10-31,1,eu-west-1,{storage},{kind},,{bucket},{metric},{value:.0f}"


def test_the_newest_export_of_storage_lens_is_added_up() -> None:  # AS-8
    client, stub = stubbed("s3")
    keys = [f"lens/V_1/manifests/dt=2026-10-{day}/manifest.json" for day in (31, 30)]
    contents = [{"Key": key} for key in [*keys, "lens/V_1/reports/dt=2026-10-31/a.csv"]]
    stub.add_response(
        "list_objects_v2", {"Contents": contents, "IsTruncated": False}, {"Bucket": "r", "Prefix": "lens/"}
    )
    manifest = {"reportDate": "2026-10-31", "reportSchema": SCHEMA, "reportFiles": [{"key": "a.csv"}]}
    lines = [
        SCHEMA,
        row_of("videos", "StorageBytes", 30e9),
        row_of("videos", "StorageBytes", 5e9, storage="STANDARD_IA"),
        row_of("videos", "NonCurrentVersionStorageBytes", 9e9),
        row_of("videos", "ObjectCount", 12),
        row_of("elsewhere", "StorageBytes", 1e12),
        row_of("", "StorageBytes", 2e12, kind="ACCOUNT"),
    ]
    for key, text in ((keys[0], json.dumps(manifest)), ("a.csv", "\n".join(lines))):
        body = StreamingBody(io.BytesIO(text.encode()), len(text.encode()))
        stub.add_response("get_object", {"Body": body}, {"Bucket": "r", "Key": key})

    lens = ask_for_lens(client, "r", "lens/", ["videos"])

    assert (lens.day, lens.held) == (
        "2026-10-31",
        {"videos": {"StorageBytes": 35, "NonCurrentVersionStorageBytes": 9}},
    )
    assert lens.chapter().rows == (("videos", 35, 9, 0),)


@given(st.lists(st.tuples(st.sampled_from(["videos", "other"]), st.integers(0, 10**15))))
def test_an_export_is_added_up_whole_wherever_it_is_cut(rows: list[tuple[str, int]]) -> None:
    lines = [row_of(bucket, "StorageBytes", size) for bucket, size in rows]
    cut = len(lines) // 2
    held: dict[str, dict[str, float]] = {"videos": {"StorageBytes": 0}}
    for part in (lines[:cut], lines[cut:]):
        add_up(part, SCHEMA.split(","), ["videos"], held)

    assert held["videos"]["StorageBytes"] == pytest.approx(sum(s for b, s in rows if b == "videos") / 1e9)


GROWN = Bill(("2026-09", "2026-10"), {"Amazon S3": (2.0, 9.0), "AWS WAF": (8.0, 8.0)}, (0.0, 0.0))
LITTLE = Use("Downloads", 100, 1024, 200, 50.0)
FULL_OF_OLD = Lens("2026-10-31", {"videos": {"StorageBytes": 100.0, "NonCurrentVersionStorageBytes": 21.0}})
UNFINISHED = Lens("2026-10-31", {"videos": {"IncompleteMPUStorageBytesOlderThan7Days": 0.5}})
UNTAGGED = Bill(("2026-10",), {"Amazon S3": (9.0,)}, (1.1,))


@pytest.mark.parametrize(
    ("known", "about", "says"),
    [
        ({"bill": GROWN}, "Amazon S3", "from 2.00 to 9.00 USD"),
        ({"bill": UNTAGGED}, "the tag Project", "1.10 USD carry none"),
        ({"uses": [LITTLE]}, "Downloads", "at most 200 of 1024 MB"),
        ({"lens": FULL_OF_OLD}, "videos", "21.0 of 100.0 GB are old versions"),
        ({"lens": UNFINISHED}, "videos", "0.5 GB of uploads were never finished"),
    ],
)
def test_what_stands_out_is_said(known: dict[str, Any], about: str, says: str) -> None:  # AS-8
    nothing: dict[str, Any] = {"bill": None, "uses": (), "recommended": (), "lens": None}
    (found,) = advice(**{**nothing, **known})

    assert found.about == about
    assert says in found.what


def test_nothing_is_said_of_what_does_not_stand_out() -> None:
    steady = Bill(("2026-09", "2026-10"), {"Amazon S3": (9.0, 9.5)}, (0.0, 0.9))
    used = Use("Downloads", 100, 256, 128, 50.0)
    lens = Lens("2026-10-31", {"videos": {"StorageBytes": 100.0, "NonCurrentVersionStorageBytes": 19.0}})

    assert advice(steady, [used], [Recommendation("Downloads", "Optimized", 256, 256, 0.0)], lens) == []


def test_what_compute_optimizer_says_goes_before_a_guess_at_the_same_function() -> None:
    better = Recommendation("Downloads", "NotOptimized", 1024, 512, 1.5)

    assert advice(None, [LITTLE], [better], None) == [
        Advice("Downloads", "512 MB of memory instead of 1024 MB", 1.5)
    ]


def test_the_report_says_first_what_to_do() -> None:  # AS-8
    found = [Advice("Downloads", "less | memory", 1.5), Advice("videos", "fewer old versions")]
    report = Report(OCTOBER, costs(), found, [costs().chapter()])
    text = report.as_markdown()
    kept = json.loads(report.as_json())

    assert report.key == "costs/2026-10"
    assert report.headline == "Costs of 2026-10: 12.50 USD (+56 %), 2 things to do"
    assert text.startswith(f"# {report.headline}\n\n## What to do\n")
    assert "| Downloads | less \\| memory | 1.50 |" in text
    assert "| Amazon S3 | 0.00 | 0.00 | 4.50 |" in text
    assert kept["usd"] == 12.5
    assert kept["chapters"][0]["rows"][1] == {
        "about": "videos",
        "what": "fewer old versions",
        "saves, USD a month": "",
    }


def test_a_month_that_nobody_knows_the_costs_of_is_no_month_without_costs() -> None:
    report = Report(OCTOBER, None, [], [Chapter("Costs", note="Not known: AccessDenied")])

    assert report.headline == "Costs of 2026-10: not known, 0 things to do"
    assert json.loads(report.as_json())["usd"] is None
    assert "Not known: AccessDenied" in report.as_markdown()


def test_services_that_refuse_are_named_and_the_rest_is_reported() -> None:  # AS-8
    """An account that never opened Cost Explorer, nor asked for Compute Optimizer."""
    refusals = {
        "ce": ("get_cost_and_usage", "AccessDeniedException"),
        "logs": ("start_query", "ResourceNotFoundException"),
        "compute-optimizer": ("get_lambda_function_recommendations", "OptInRequiredException"),
        "cloudwatch": ("get_metric_data", "InternalServiceError"),
    }
    clients = {name: stubbed(name) for name in (*refusals, "s3")}
    for name, (operation, code) in refusals.items():
        clients[name][1].add_client_error(operation, code)
    clients["s3"][1].add_response("list_objects_v2", {"IsTruncated": False})
    subjects = Subjects(
        project="apexshare",
        billing_view=VIEW,
        functions=[FUNCTION],
        log_groups=["one"],
        buckets=["videos"],
        table="Records",
        reports_bucket="r",
        lens_prefix="lens/",
    )

    text = report_on(subjects, lambda name: clients[name][0], OCTOBER).as_markdown()

    assert "AccessDeniedException" in text
    assert "ResourceNotFoundException" in text
    assert "InternalServiceError" in text
    assert "Not known: there is no export" in text
    # What can be mended with one command is said with the command.
    assert "update-enrollment-status" in text
    assert "OptInRequiredException" not in text


@pytest.mark.parametrize("usd", [0.0, 12.5, 1e9])
def test_the_headline_is_a_subject_that_sns_takes(usd: float) -> None:
    report = Report(OCTOBER, Bill(("a", "b"), {"S3": (0.01, usd)}, (0, 0)), [Advice("a", "b")] * 1000, [])

    assert len(report.headline) <= 100
    assert report.headline.isascii()
