"""The deployed app, with a proxy between its functions and AWS: made clean, run, and looked at."""

import contextlib
import json
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass

from stand_in import StandIn

from cloud_constructs.local.trials import TrialError

from ..observation import Check, Deployment, Inbox, check_all
from ._proxy import Proxy

PART_SIZE = 5 * 1024 * 1024
"""S3's own minimum, so that a file of several parts is a small one."""
SIZES = {
    "0": 0,
    "1": 1,
    "P-1": PART_SIZE - 1,
    "P": PART_SIZE,
    "P+1": PART_SIZE + 1,
    "2P+7": 2 * PART_SIZE + 7,
}
"""Where copying has its edges, P being the size of a part."""

_RUN_SECONDS = 600.0
_PATIENCE_MS = 100
"""A provider that never gets better should not take the matrix an hour."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the state machine, and what it left behind."""

    status: str
    checks: list[Check]
    orphans: int
    queued: set[str]
    """The media ids in the queue of failures."""
    told: list[str]
    """What the operator was told, by the run itself and by alarms."""
    versions: Counter[str]
    """How often each object was written, by key."""
    taken_up_as: str | None = None
    """The run that the next one must go on with, because this one was stopped."""

    @property
    def notices(self) -> list[str]:
        """What the run itself told the operator."""
        return [text for text in self.told if text.startswith("Sync ")]


class Laboratory:
    """What a fault is tried on."""

    def __init__(self, aws: Deployment, proxy: Proxy) -> None:
        self.aws = aws
        self.proxy = proxy

    def reset(self, stand_in: StandIn) -> None:
        """Makes everything as it was before the first night, with this provider at the other end."""
        self.proxy.arm([])
        bucket, s3 = self.aws["MediaBucketName"], self.aws.client("s3")
        for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
            s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for version in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
        dynamodb, table = self.aws.client("dynamodb"), self.aws["TrackerTableName"]
        keys = [
            entry["AttributeName"] for entry in dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
        ]
        for page in dynamodb.get_paginator("scan").paginate(TableName=table):
            for row in page["Items"]:
                dynamodb.delete_item(TableName=table, Key={name: row[name] for name in keys})
        self._take_failures()
        self.aws.connect(stand_in)

    def run(self, stand_in: StandIn, *, losing: bool, correlation_id: str | None = None) -> Run:
        """Starts a run as the schedule does, or goes on with one that was stopped, and waits for its end."""
        with self.listening() as inbox:
            status = self.end_of(self.start(correlation_id))
            return self.look(stand_in, inbox, status, losing=losing)

    @contextlib.contextmanager
    def listening(self) -> Generator[Inbox]:
        """Hears what the operator is told."""
        with contextlib.ExitStack() as cleanup:
            yield Inbox(self.aws, cleanup)

    def look(self, stand_in: StandIn, inbox: Inbox, status: str, *, losing: bool) -> Run:
        """Looks at everything that a run may have left behind."""
        versions: Counter[str] = Counter()
        pages = self.aws.client("s3").get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self.aws["MediaBucketName"]):
            versions.update(version["Key"] for version in page.get("Versions", []))
        return Run(
            status=status,
            checks=check_all(self.aws, stand_in.library.files),
            orphans=self.aws.unfinished_uploads(),
            queued=self._take_failures(),
            told=inbox.read(expected=losing),
            versions=versions,
        )

    def start(self, correlation_id: str | None = None) -> str:
        """Starts an execution with the schedule's input."""
        schedule = self.aws.client("scheduler").get_schedule(
            Name=self.aws["ScheduleName"], GroupName=self.aws["ScheduleGroupName"]
        )
        given = json.loads(schedule["Target"]["Input"])
        if correlation_id:
            given["correlation_id"] = correlation_id
        machine = self.aws.client("stepfunctions")
        started = machine.start_execution(stateMachineArn=schedule["Target"]["Arn"], input=json.dumps(given))
        return str(started["executionArn"])

    def end_of(self, execution: str) -> str:
        """Waits for an execution's end."""
        machine = self.aws.client("stepfunctions")
        deadline = time.monotonic() + _RUN_SECONDS
        while time.monotonic() < deadline:
            described = machine.describe_execution(executionArn=execution)
            if described["status"] != "RUNNING":
                return str(json.loads(described.get("output") or "{}").get("status", described["status"]))
            time.sleep(0.05)
        machine.stop_execution(executionArn=execution, cause="the trial waits no longer")
        raise TrialError(f"The execution did not end within {_RUN_SECONDS:.0f} seconds.")

    def wait_for_workers(self) -> None:
        """Waits until nobody works on an item any more: workers outlive a run that is stopped."""
        deadline = time.monotonic() + _RUN_SECONDS
        while any(row.get("status") == "IN_PROGRESS" for row in self.aws.tracker_rows().values()):
            if time.monotonic() > deadline:
                raise TrialError(f"An item was still IN_PROGRESS after {_RUN_SECONDS:.0f} seconds.")
            time.sleep(0.05)

    @contextlib.contextmanager
    def timeout(self, seconds: int) -> Generator[None]:
        """Gives the downloader so much time, and its own again afterwards."""
        functions, name = self.aws.client("lambda"), self.aws["DownloaderFunctionName"]
        usual = functions.get_function_configuration(FunctionName=name)["Timeout"]
        _update(self.aws, name, Timeout=seconds)
        try:
            yield
        finally:
            _update(self.aws, name, Timeout=usual)

    @contextlib.contextmanager
    def concurrency(self, invocations: int) -> Generator[None]:
        """Lets so many invocations of the downloader run at once."""
        functions, name = self.aws.client("lambda"), self.aws["DownloaderFunctionName"]
        functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=invocations)
        try:
            yield
        finally:
            functions.delete_function_concurrency(FunctionName=name)

    def _take_failures(self) -> set[str]:
        """Empties the queue of failures."""
        sqs, url = self.aws.client("sqs"), self.aws["DownloaderFailuresUrl"]
        items: set[str] = set()
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                items.add(json.loads(message["Body"])["item"]["media_id"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return items


@contextlib.contextmanager
def behind_a_proxy(aws: Deployment) -> Generator[Proxy]:
    """Leads the functions' requests to AWS through a proxy, with parts as small as S3 lets them be."""
    with Proxy(aws.endpoint_url) as proxy:
        services = ("S3", "DYNAMODB", "SECRETS_MANAGER")
        changed = {f"AWS_ENDPOINT_URL_{service}": proxy.url for service in services}
        changed |= {"PART_SIZE_BYTES": str(PART_SIZE), "BACKOFF_CAP_MS": str(_PATIENCE_MS)}
        functions = _functions_of(aws)
        try:
            for name, variables in functions.items():
                _update(aws, name, Environment={"Variables": {**variables, **changed}})
            yield proxy
        finally:
            for name, variables in functions.items():
                _update(aws, name, Environment={"Variables": variables})


def _functions_of(aws: Deployment) -> dict[str, dict[str, str]]:
    """The variables of the app's own functions, by name."""
    pages = aws.client("lambda").get_paginator("list_functions").paginate()
    functions = [function for page in pages for function in page["Functions"]]
    variables = {one["FunctionName"]: one.get("Environment", {}).get("Variables", {}) for one in functions}
    return {name: those for name, those in variables.items() if "CREDENTIALS_SECRET" in those}


def _update(aws: Deployment, function: str, **configuration: object) -> None:
    """Changes a function's configuration, and waits until it holds."""
    functions = aws.client("lambda")
    functions.update_function_configuration(FunctionName=function, **configuration)
    functions.get_waiter("function_updated_v2").wait(FunctionName=function, WaiterConfig={"Delay": 1})
