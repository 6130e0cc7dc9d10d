"""Two embedded AWS for the whole folder.

`cloud` gives a test a tracker, a bucket and a secret of its own, for functions called in this process.
`app` is the deployed app, for tests that drive it as its users do.
"""

import hashlib
import json
import os
import sys
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from cloud_constructs.local import Embedded, synthesise

EXAMPLE = Path(__file__).parent.parent
FUNCTIONS = EXAMPLE / "functions"
KEY = {"provider": "HASH", "media_id": "RANGE"}
sys.path.insert(0, str(FUNCTIONS))

from stand_in import Fault, MediaFile, StandIn  # noqa: E402 (needs the path above)
from trials.faults import Laboratory, behind_a_proxy  # noqa: E402 (needs the path above)
from trials.observation import Deployment  # noqa: E402 (needs the path above)

WAIT_SCALE = 0.01
"""Retries after 30, 60 and 120 seconds come after a second at most."""


class Context:
    """What Lambda hands to a handler."""

    def __init__(self, milliseconds: int = 900_000) -> None:
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self._milliseconds


class Cloud:
    """The resources of one test."""

    def __init__(self) -> None:
        name = f"sync-{uuid.uuid4().hex[:12]}"
        self.table = self.bucket = self.secret = name
        self.s3, self.dynamodb = boto3.client("s3"), boto3.client("dynamodb")
        self.secrets = boto3.client("secretsmanager")
        self.s3.create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": self.s3.meta.region_name}
        )
        self.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in KEY],
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in KEY.items()],
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            "TRACKER_TABLE": self.table,
            "MEDIA_BUCKET": self.bucket,
            "CREDENTIALS_SECRET": self.secret,
        }

    def connect(self, stand_in: StandIn) -> None:
        self.write_secret(json.dumps(stand_in.credentials()))

    def write_secret(self, text: str) -> None:
        self.secrets.create_secret(Name=self.secret, SecretString=text)

    def read_secret(self) -> dict[str, Any]:
        return json.loads(self.secrets.get_secret_value(SecretId=self.secret)["SecretString"])

    def row(self, media_id: str, provider: str = "gopro") -> dict[str, Any]:
        key = {"provider": {"S": provider}, "media_id": {"S": media_id}}
        item = self.dynamodb.get_item(TableName=self.table, Key=key).get("Item", {})
        return {
            name: value["S"] if "S" in value else float(value["N"]) for name, value in sorted(item.items())
        }

    def digest(self, key: str) -> str:
        body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"]
        digest = hashlib.sha256()
        for chunk in body.iter_chunks(1 << 20):
            digest.update(chunk)
        body.close()
        return digest.hexdigest()

    def keys(self) -> list[str]:
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])]

    def unfinished_uploads(self) -> list[str]:
        uploads = self.s3.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])
        return [upload["UploadId"] for upload in uploads]


@dataclass(frozen=True)
class DeployedApp:
    """A running deployment."""

    aws: Embedded
    outputs: Mapping[str, str]
    environment: Mapping[str, str]
    """What a command finds it by: AWS_ENDPOINT_URL, credentials, CLOUD_CONSTRUCTS_ENDPOINTS."""

    def client(self, service: str) -> Any:
        return self.aws.clients(service)

    def connect(self, stand_in: StandIn) -> None:
        """Writes credentials for the stand-in into the app's secret."""
        self.client("secretsmanager").put_secret_value(
            SecretId=self.outputs["CredentialsSecretArn"], SecretString=json.dumps(stand_in.credentials())
        )


@contextmanager
def deployed(context: Mapping[str, str] | None = None) -> Iterator[DeployedApp]:
    """Deploys the app with this context into an engine of its own."""
    with tempfile.TemporaryDirectory(prefix="gopro-sync-") as name, Embedded(wait_scale=WAIT_SCALE) as aws:
        folder = Path(name)
        account, region = aws.clients.account, aws.clients.region
        assembly = synthesise(EXAMPLE, folder, account=account, region=region, context=context)
        deployment = aws.deploy(assembly)
        endpoints = folder / "endpoints.json"
        endpoints.write_text(json.dumps(deployment.as_json()))
        yield DeployedApp(
            aws=aws,
            outputs={
                key: value for stack in deployment.stacks.values() for key, value in stack.outputs.items()
            },
            environment={
                **os.environ,
                **aws.clients.environment(),
                "CLOUD_CONSTRUCTS_ENDPOINTS": str(endpoints),
            },
        )


@pytest.fixture(scope="session")
def engine() -> Iterator[Embedded]:
    with pytest.MonkeyPatch.context() as patch, Embedded() as aws:
        for name, value in aws.clients.environment().items():
            patch.setenv(name, value)
        yield aws


@pytest.fixture(scope="session")
def deploy() -> Any:
    """Deploys the app in a form of the test's own: `with deploy({"mode": "distributed"}) as app`."""
    return deployed


@pytest.fixture(scope="session")
def app() -> Iterator[DeployedApp]:
    """The app in its default stage, deployed once; each test brings its own stand-in and credentials."""
    with deployed() as running:
        yield running


@pytest.fixture(scope="module")
def laboratory(app: DeployedApp) -> Iterator[Laboratory]:
    """The deployed app with small parts, which can be made as it was before its first run."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in app.environment.items():
            patch.setenv(name, value)
        aws = Deployment()
        with behind_a_proxy(aws) as proxy:
            yield Laboratory(aws, proxy)


@pytest.fixture
def cloud(engine: Embedded, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    cloud = Cloud()
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    return cloud


@pytest.fixture
def context() -> Context:
    return Context()


@pytest.fixture
def library(tmp_path: Path) -> Any:
    """Makes a folder of files with the given sizes."""

    def make(sizes: Mapping[str, int]) -> Path:
        folder = tmp_path / "library"
        folder.mkdir(exist_ok=True)
        for name, size in sizes.items():
            (folder / name).write_bytes(hashlib.shake_128(name.encode()).digest(size))
        return folder

    return make


@pytest.fixture
def serve(library: Any) -> Iterator[Any]:
    """Starts stand-ins that stop with the test."""
    running: list[StandIn] = []

    def start(sizes: Mapping[str, int], faults: Iterable[str] = (), **options: Any) -> StandIn:
        stand_in = StandIn(library(sizes), [Fault.parse(text) for text in faults], **options)
        running.append(stand_in.__enter__())
        return stand_in

    yield start
    for stand_in in running:
        stand_in.__exit__(None, None, None)


@pytest.fixture
def event() -> Any:
    """Makes a downloader's input."""

    def make(file: MediaFile, correlation_id: str = "run-1") -> dict[str, Any]:
        item = {
            "media_id": file.media_id,
            "filename": file.filename,
            "size": file.size,
            "captured_at": file.captured_at,
            "media_type": file.media_type,
        }
        return {"provider": "gopro", "correlation_id": correlation_id, "item": item}

    return make
