"""The catalogue against AWS's own list: every row is in it, or is left out for a reason."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from observability.recommended import DIFFERENT, LEFT_OUT, Row

from cloud_constructs.core import Service
from cloud_constructs.observability.catalogue import CATALOGUE

if TYPE_CHECKING:
    from cloud_constructs.observability import AlarmSpec

FILE = Path(__file__).parents[1] / "fixtures" / "recommended_alarms.json"
DIMENSIONS: dict[str, tuple[Service, ...]] = {
    "AWS/ApiGateway ApiName,Stage": (Service.REST_API,),
    "AWS/ApiGateway ApiName,Stage,Resource,Method": (Service.REST_API_METHOD,),
    "AWS/ApiGateway ApiId,Stage": (Service.HTTP_API,),
    "AWS/ApiGateway ApiId,Stage,Route": (),
    "AWS/ApiGateway ApiId,Stage,Resource,Method": (Service.HTTP_API_ROUTE,),
    "AWS/DynamoDB ": (Service.ACCOUNT,),
    "AWS/DynamoDB TableName": (Service.TABLE,),
    "AWS/DynamoDB TableName,Operation": (Service.TABLE,),
    "AWS/DynamoDB TableName,GlobalSecondaryIndexName": (Service.TABLE_INDEX,),
    "AWS/DynamoDB TableName,ReceivingRegion": (Service.TABLE_REPLICA,),
    "AWS/ECS ClusterName": (Service.ECS_CLUSTER,),
    "AWS/ECS ClusterName,ServiceName": (Service.ECS_SERVICE,),
    "AWS/Lambda ": (Service.ACCOUNT,),
    "AWS/RDS DBClusterIdentifier,Role=WRITER": (Service.DATABASE_CLUSTER,),
    "AWS/RDS DBClusterIdentifier": (Service.DATABASE_CLUSTER,),
    "AWS/RDS DBInstanceIdentifier": (Service.DATABASE,),
    "AWS/S3 BucketName,FilterId": (Service.BUCKET,),
    "AWS/S3 SourceBucket,DestinationBucket,RuleId": (Service.REPLICATION,),
    "ECS/ContainerInsights ClusterName,ServiceName": (Service.ECS_SERVICE,),
    "LambdaInsights function_name": (Service.FUNCTION,),
}


@cache
def recommended() -> list[dict[str, Any]]:
    return json.loads(FILE.read_text())["alarms"]


def row_of(alarm: dict[str, Any]) -> Row:
    return alarm["namespace"], alarm["metric"], alarm["dimensions"]


def ours(alarm: dict[str, Any]) -> list[AlarmSpec]:
    """Return the rows of the catalogue on a recommended alarm's metric."""
    namespace, metric, dimensions = row_of(alarm)
    services = DIMENSIONS.get(
        f"{namespace} {dimensions}", tuple(service for service in Service if service.namespace == namespace)
    )
    return [
        spec
        for service in services
        for spec in CATALOGUE[service]
        if (spec.namespace or service.namespace) == namespace
        and metric in ({spec.metric} | set(spec.expression.metrics.values() if spec.expression else ()))
    ]


def form(spec: AlarmSpec) -> dict[str, Any]:
    return {
        "statistic": spec.statistic,
        "comparison": spec.comparison,
        "period": spec.period,
        "datapoints": spec.datapoints or spec.periods,
        "periods": spec.periods,
        "missing": spec.missing,
    }


@pytest.mark.parametrize("alarm", recommended(), ids=lambda alarm: "-".join(row_of(alarm)))
def test_a_recommendation_is_followed_or_left_out_for_a_reason(alarm: dict[str, Any]) -> None:
    row, found = row_of(alarm), ours(alarm)
    if row in LEFT_OUT:
        assert found == []
        return
    same = [spec for spec in found if form(spec).items() <= alarm.items()]
    assert found, "neither in the catalogue nor left out"
    assert bool(same) != (row in DIFFERENT), [form(spec) for spec in found]


@pytest.mark.parametrize("alarm", recommended(), ids=lambda alarm: "-".join(row_of(alarm)))
def test_where_aws_names_a_threshold_it_is_ours(alarm: dict[str, Any]) -> None:
    if alarm["threshold"] is None or row_of(alarm) in LEFT_OUT:
        return
    thresholds = {spec.threshold_for({"max_replica_lag": 60}) for spec in ours(alarm)}
    # `None`: the metric is there only with something that costs extra, and the alarm only for who asks.
    assert thresholds <= {alarm["threshold"], None}


def test_every_reason_is_needed_and_says_something() -> None:
    rows = {row_of(alarm) for alarm in recommended()}
    for row, reason in (LEFT_OUT | DIFFERENT).items():
        assert row in rows, row
        assert len(reason) > 20, row
