"""BuildProject: commands that run as a step of a pipeline, with a role that can do what the step needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_codebuild as codebuild

from cloud_constructs.core import L3, MINUTE, create, read
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct

    from cloud_constructs.security import EncryptedLogGroup, EncryptionKey
    from cloud_constructs.storage import SecureBucket

SERVICE = "codebuild.amazonaws.com"
# https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html
REPORTING = (
    "codebuild:BatchPutCodeCoverages",
    "codebuild:BatchPutTestCases",
    "codebuild:CreateReport",
    "codebuild:UpdateReport",
)
IMAGE = "aws/codebuild/amazonlinux-aarch64-standard:3.0"


class Workshop:
    """What the projects of a pipeline share: artifacts, logs and a key."""

    def __init__(
        self, artifacts: SecureBucket, logs: EncryptedLogGroup, key: EncryptionKey, timeout_seconds: float
    ) -> None:
        self.artifacts = artifacts
        self.logs = logs
        self.key = key
        self.timeout_minutes = int(timeout_seconds // MINUTE)
        self.objects = f"{artifacts.bucket_arn}/*"

    def statements(self) -> list[dict[str, Any]]:
        """Return the IAM statements of whoever takes artifacts and leaves others."""
        return [
            {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
                "Resource": self.objects,
            },
            {
                "Effect": "Allow",
                "Action": ["s3:GetBucketLocation", "s3:GetBucketVersioning"],
                "Resource": self.artifacts.bucket_arn,
            },
            # https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-kms.html
            {
                "Effect": "Allow",
                "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
                "Resource": self.key.key_arn,
            },
        ]

    def acknowledge_objects(self, role: ServiceRole) -> None:
        """Say why a role names no single artifact."""
        reason = "CodePipeline chooses the artifacts' keys; the bucket holds nothing else"
        acknowledge(role.policies[0], "IAMNoWildcardPermissions", reason, finding=("Resource", self.objects))


class BuildProject(L3):
    """Commands that CodeBuild runs for a pipeline.

    It promises that the container is not privileged, that what it leaves is encrypted with the pipeline's
    key, and that it has a role of its own.

    Args:
        workshop: What the pipeline's projects share.
        purpose: What it is for, which begins its log streams' names.
        commands: The commands.
        files: Which files it leaves for later steps, as patterns.
        reports: Which files are reports of tests, as patterns by names.
        variables: Environment variables.
        statements: What it may do besides reading and leaving artifacts, as IAM policy statements.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        workshop: Workshop,
        purpose: str,
        commands: Sequence[str],
        files: Sequence[str] = (),
        reports: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        statements: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(scope, id)
        groups = {_report_group(self, name): pattern for name, pattern in (reports or {}).items()}
        allowed = [*workshop.statements(), workshop.logs.write_statement(), *statements]
        if groups:
            allowed.append({"Effect": "Allow", "Action": list(REPORTING), "Resource": list(groups)})
        self._role = ServiceRole(self, "Role", service=SERVICE, statements=allowed)
        workshop.acknowledge_objects(self._role)
        specification = {
            "version": 0.2,
            "env": {"variables": dict(variables or {})},
            "phases": {"build": {"commands": list(commands)}},
            "artifacts": {"files": list(files)},
            "reports": {
                arn: {"files": [pattern], "file-format": "JUNITXML"} for arn, pattern in groups.items()
            },
        }
        group = read(workshop.logs.log_group, "log_group_name")
        self._project = create(
            codebuild.CfnProject,
            codebuild.CfnProjectProps,
            self,
            "Resource",
            artifacts={"type": "CODEPIPELINE"},
            description=f"{purpose} of a delivery pipeline",
            encryption_key=workshop.key.key_arn,
            environment={
                "type": "ARM_CONTAINER",
                "computeType": "BUILD_GENERAL1_SMALL",
                "image": IMAGE,
                "imagePullCredentialsType": "CODEBUILD",
                "privilegedMode": False,
            },
            logs_config={"cloudWatchLogs": {"status": "ENABLED", "groupName": group, "streamName": purpose}},
            service_role=read(self._role.role, "role_arn"),
            source={
                "type": "CODEPIPELINE",
                "buildSpec": json.dumps({key: value for key, value in specification.items() if value}),
            },
            timeout_in_minutes=workshop.timeout_minutes,
        )
        reason = (
            "The source is the pipeline's artifact; the project itself holds no repository and no credentials"
        )
        acknowledge(self._project, "CodeBuildProjectSourceRepoUrl", reason)

    @property
    def project_name(self) -> str:
        """The project's name."""
        return read(self._project, "ref")

    @property
    def project_arn(self) -> str:
        """The project's ARN."""
        return read(self._project, "attr_arn")

    @property
    def role(self) -> ServiceRole:
        """What the commands have permissions by."""
        return self._role


def _report_group(scope: Construct, name: str) -> str:
    """Make a group of reports, which shows the tests of each build, and return its ARN."""
    group = create(
        codebuild.CfnReportGroup,
        codebuild.CfnReportGroupProps,
        scope,
        f"{name}Report",
        export_config={"exportConfigType": "NO_EXPORT"},
        type="TEST",
    )
    return read(group, "attr_arn")
