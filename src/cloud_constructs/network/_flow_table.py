"""The fields of an archived flow, the table over them, and the questions that are asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cloud_constructs.core import StackFacts

# Names as flow logs have them, with the types that Parquet files have for them
# (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html).
FIELDS = {
    "version": "int",
    "account-id": "string",
    "interface-id": "string",
    "srcaddr": "string",
    "dstaddr": "string",
    "srcport": "int",
    "dstport": "int",
    "protocol": "bigint",
    "packets": "bigint",
    "bytes": "bigint",
    "start": "bigint",
    "end": "bigint",
    "action": "string",
    "log-status": "string",
    "vpc-id": "string",
    "subnet-id": "string",
    "instance-id": "string",
    "tcp-flags": "int",
    "type": "string",
    "pkt-srcaddr": "string",
    "pkt-dstaddr": "string",
    "az-id": "string",
    "pkt-src-aws-service": "string",
    "pkt-dst-aws-service": "string",
    "flow-direction": "string",
    "traffic-path": "int",
}

_TODAY = "year = year(current_date) AND month = month(current_date) AND day = day(current_date)"
_QUERIES = {
    "refused today": """\
SELECT srcaddr, dstaddr, dstport, count(*) AS times FROM flows
WHERE action = 'REJECT' AND <today>
GROUP BY srcaddr, dstaddr, dstport ORDER BY times DESC LIMIT 100""",
    "who sends most today": """\
SELECT interface_id, pkt_dstaddr, pkt_dst_aws_service, sum(bytes) AS sent FROM flows
WHERE flow_direction = 'egress' AND <today>
GROUP BY interface_id, pkt_dstaddr, pkt_dst_aws_service ORDER BY sent DESC LIMIT 100""",
    "endpoints worth having today": """\
SELECT pkt_dst_aws_service, sum(bytes) AS sent FROM flows
WHERE flow_direction = 'egress' AND pkt_dst_aws_service <> '-' AND <today>
GROUP BY pkt_dst_aws_service ORDER BY sent DESC""",
}
QUERIES = {name: sql.replace("<today>", _TODAY) for name, sql in _QUERIES.items()}

_PARTITIONS = {"year": "2026,2126", "month": "1,12", "day": "1,31", "hour": "0,23"}
_PARQUET = "org.apache.hadoop.hive.ql.io.parquet"


def table(place: str, facts: StackFacts) -> dict[str, Any]:
    """Return Glue's table over the flows below a place, whose partitions are computed and never crawled."""
    of_us = f"aws-account-id={facts.account}/aws-service=vpcflowlogs/aws-region={facts.region}"
    hours = "/".join(f"{partition}=${{{partition}}}" for partition in _PARTITIONS)
    projection = {"projection.enabled": "true", "storage.location.template": f"{place}/{of_us}/{hours}"}
    for partition, span in _PARTITIONS.items():
        projection[f"projection.{partition}.type"] = "integer"
        projection[f"projection.{partition}.range"] = span
        if partition != "year":
            projection[f"projection.{partition}.digits"] = "2"
    return {
        "name": "flows",
        "tableType": "EXTERNAL_TABLE",
        "parameters": {"EXTERNAL": "TRUE", **projection},
        "partitionKeys": [{"name": partition, "type": "int"} for partition in _PARTITIONS],
        "storageDescriptor": {
            "columns": [{"name": field.replace("-", "_"), "type": kind} for field, kind in FIELDS.items()],
            "inputFormat": f"{_PARQUET}.MapredParquetInputFormat",
            "location": f"{place}/{of_us}/",
            "outputFormat": f"{_PARQUET}.MapredParquetOutputFormat",
            "serdeInfo": {"serializationLibrary": f"{_PARQUET}.serde.ParquetHiveSerDe"},
        },
    }
