"""Report queries: what happened and how things stand, of all users together, asked by SQL.

docs/reports.md says what is in the tables and who may ask.
"""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from constructs import Construct
from vault.reporting.lines import TABLES

from cloud_constructs import SecureBucket

from .config import GIB
from .security import Keys

DATABASE, WORKGROUP = "cloudvault_reports", "cloudvault-reports"
RESULTS = "reports/queries/"
MOST_BYTES_PER_QUERY = 10 * GIB
"""A query that would read more is cancelled; at 5 USD a TiB this much costs 5 cents."""
DAY = "day"

COLUMNS = {
    "activity": {"owner": "string", "event": "string", "times": "bigint"},
    "usage": {"user_id": "string", "storage_used": "bigint", "file_count": "bigint"},
    "links": {
        "share_id": "string",
        "owner": "string",
        "file_id": "string",
        "created_at": "string",
        "downloads": "bigint",
    },
}
"""Of each table; `activity` is divided by day."""

QUERIES = {
    "Storage per user": """SELECT user_id, storage_used, file_count
FROM usage
WHERE storage_used > 0
ORDER BY storage_used DESC
LIMIT 100""",
    "Uploads per day": """SELECT day, sum(times) AS uploads, count(DISTINCT owner) AS users
FROM activity
WHERE event = 'FileUploaded'
GROUP BY day
ORDER BY day DESC
LIMIT 31""",
    "Most shared files": """SELECT owner, file_id, count(*) AS links, sum(downloads) AS downloads
FROM links
GROUP BY owner, file_id
ORDER BY links DESC, downloads DESC
LIMIT 100""",
}


class ReportsStack(cdk.Stack):
    """A database of tables in the bucket, a workgroup whose limits hold for everybody, and saved queries."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        keys: Keys,
        files: SecureBucket,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        database = glue.CfnDatabase(
            self, "Database", catalog_id=self.account, database_input={"name": DATABASE}
        )
        for name, columns in COLUMNS.items():
            location = f"s3://{files.bucket_name}/{TABLES}{name}/"
            table = glue.CfnTable(
                self,
                name.capitalize(),
                catalog_id=self.account,
                database_name=DATABASE,
                table_input={
                    "name": name,
                    "tableType": "EXTERNAL_TABLE",
                    "storageDescriptor": {
                        "columns": _typed(columns),
                        "location": location,
                        "inputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                        "outputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                        "serdeInfo": {"serializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
                    },
                    **(_by_day(location) if name == "activity" else {}),
                },
            )
            table.add_resource_dependency(database)
        workgroup = athena.CfnWorkGroup(
            self,
            "Workgroup",
            name=WORKGROUP,
            recursive_delete_option=True,
            work_group_configuration={
                "enforceWorkGroupConfiguration": True,
                "publishCloudWatchMetricsEnabled": True,
                "bytesScannedCutoffPerQuery": MOST_BYTES_PER_QUERY,
                "resultConfiguration": {
                    "outputLocation": f"s3://{files.bucket_name}/{RESULTS}",
                    "expectedBucketOwner": self.account,
                    "encryptionConfiguration": {"encryptionOption": "SSE_KMS", "kmsKey": keys.files.key_arn},
                },
            },
        )
        for name, text in QUERIES.items():
            query = athena.CfnNamedQuery(
                self,
                name.title().replace(" ", ""),
                name=name,
                database=DATABASE,
                query_string=text,
                work_group=WORKGROUP,
            )
            query.add_resource_dependency(workgroup)


def _by_day(location: str) -> dict[str, Any]:
    """Return what makes a table divided by day; days are computed, so that nobody has to add them."""
    return {
        "partitionKeys": _typed({DAY: "string"}),
        "parameters": {
            "projection.enabled": "true",
            f"projection.{DAY}.type": "date",
            f"projection.{DAY}.format": "yyyy-MM-dd",
            # As long as the bucket keeps reports.
            f"projection.{DAY}.range": "NOW-365DAYS,NOW",
            "storage.location.template": f"{location}{DAY}=${{{DAY}}}/",
        },
    }


def _typed(columns: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": type} for name, type in columns.items()]
