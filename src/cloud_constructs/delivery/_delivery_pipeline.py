"""DeliveryPipeline: one build of a commit, delivered to one environment after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_codepipeline as codepipeline

from cloud_constructs.core import (
    HOUR,
    L3,
    MINUTE,
    AlarmTarget,
    Check,
    Service,
    call,
    create,
    read,
)
from cloud_constructs.delivery import _stages as stages
from cloud_constructs.delivery._bootstrap_roles import assume_bootstrap_roles
from cloud_constructs.delivery._build_project import BuildProject, Workshop
from cloud_constructs.delivery._commands import OUTPUTS, deploy_commands, smoke_commands
from cloud_constructs.delivery._failures import notice_of_failures
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, ServiceRole
from cloud_constructs.storage import Lifecycle, SecureBucket

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Duration
    from constructs import Construct

    from cloud_constructs.delivery._delivery_environment import DeliveryEnvironment
    from cloud_constructs.delivery._git_source import GitSource
    from cloud_constructs.messaging import AlertTopic, DeadLetterQueue

ARTIFACT_DAYS = 90
MOST_ENVIRONMENTS = 20
# https://docs.aws.amazon.com/codebuild/latest/userguide/test-report-group.html
MOST_REPORTS = 5


class DeliveryPipeline(L3):
    """A pipeline that builds each commit once, and delivers what it has built through several environments.

    It promises that what reaches the last environment is, byte for byte, what passed in those before; that a
    person approves each further step; that a stage which fails goes back to what worked, and somebody is
    told; and that no step can do in an account what another step is for.

    Args:
        source: The branch.
        build: The commands that check and build: linters, types, tests, synthesis, rules. The first that
            fails ends it.
        environments: Where to, in this order.
        alerts: Who is asked for approval, and told of what failed.
        files: What the build leaves for the environments, as patterns: the cloud assembly, and what smoke
            tests need.
        reports: What the build writes of its tests, by the reports' names, up to five: patterns of files in
            the form of JUnit, which CodeBuild then shows with their history.
        timeout: How long a single step may take, from 5 minutes to 36 hours; by default an hour.
        encryption_key: The key; by default the one that the stack's constructs share.

    Raises:
        ArgumentError: A value has not its form, there is nothing to run, or two environments share a name.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlertTopic, DeliveryEnvironment, DeliveryPipeline, GitSource

        stack = cdk.Stack(cdk.App(), "Delivery", env=cdk.Environment(region="eu-west-1"))
        arn = "arn:aws:codeconnections:eu-west-1:123456789012:connection/acme"
        DeliveryPipeline(
            stack,
            "Pipeline",
            source=GitSource(connection_arn=arn, repository="acme/shop"),
            build=["pip install -r requirements.txt", "pytest", "npx --yes aws-cdk@2.1148.1 synth"],
            environments=[
                DeliveryEnvironment(name="staging", account="111122223333", region="eu-west-1"),
                DeliveryEnvironment(name="prod", account="123456789012", region="eu-west-1"),
            ],
            alerts=AlertTopic(stack, "Alerts", emails=["ops@example.com"]),
        )
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        source: GitSource,
        build: Sequence[str],
        environments: Sequence[DeliveryEnvironment],
        alerts: AlertTopic,
        files: Sequence[str] = ("cdk.out/**/*",),
        reports: Mapping[str, str] | None = None,
        timeout: Duration | None = None,
        encryption_key: EncryptionKey | None = None,
    ) -> None:
        check = Check(scope, id)
        source.check(check)
        check.require(len(build) > 0, "build is empty", "say how the app is checked and synthesised")
        check.require(len(files) > 0, "files is empty", "name the folder of the cloud assembly")
        check.between("the number of environments", len(environments), 1, MOST_ENVIRONMENTS)
        check.between("the number of reports", len(reports or {}), 0, MOST_REPORTS)
        for name in reports or {}:
            check.matches(
                "the name of a report", name, r"[A-Za-z][A-Za-z0-9]*", "a name of letters and digits"
            )
        for environment in environments:
            environment.check(check)
        names = {environment.name.casefold() for environment in environments}
        check.require(
            len(names) == len(environments), "two environments share a name", "give each a name of its own"
        )
        _, seconds = check.lasts(
            "timeout", timeout, default=HOUR, low=5 * MINUTE, high=36 * HOUR, unit=MINUTE
        )
        check.require(seconds is not None, "timeout is a token", "give a number of minutes")
        super().__init__(scope, id)
        self._name = id
        self._alerts = alerts
        self._key = encryption_key or EncryptionKey.of(scope)
        self._artifacts = SecureBucket(
            self,
            "Artifacts",
            encryption_key=self._key,
            lifecycle=[Lifecycle.expiry(ARTIFACT_DAYS)],
        )
        self._logs = EncryptedLogGroup(self, "Logs", encryption_key=self._key)
        self._workshop = Workshop(self._artifacts, self._logs, self._key, seconds or HOUR)
        self._build = BuildProject(
            self,
            "Build",
            workshop=self._workshop,
            purpose="build",
            commands=build,
            files=files,
            reports=reports or {},
        )
        self._deploy = {environment.name: self._deploy_project(environment) for environment in environments}
        self._smoke = {
            environment.name: project
            for environment in environments
            if (project := self._smoke_project(environment)) is not None
        }
        asked = _asked(environments)
        self._role = self._pipeline_role(source, asks=bool(asked))
        self._pipeline = self._make(source, environments, asked)
        self._notice = notice_of_failures(
            self, "Failures", pipeline_name=read(self._pipeline, "ref"), alerts=alerts
        )
        # It runs as soon as it is there.
        self._pipeline.node.add_dependency(*self._role.policies)

    def _deploy_project(self, environment: DeliveryEnvironment) -> BuildProject:
        return BuildProject(
            self,
            f"Deploy-{environment.name}",
            workshop=self._workshop,
            purpose=f"deploy-{environment.name}",
            commands=deploy_commands(environment),
            files=[OUTPUTS],
            statements=[
                assume_bootstrap_roles(
                    self, environment.account, environment.region, *environment.further_regions
                )
            ],
        )

    def _smoke_project(self, environment: DeliveryEnvironment) -> BuildProject | None:
        smoke = environment.smoke
        if smoke is None:
            return None
        assume = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": smoke.role_arn}
        return BuildProject(
            self,
            f"Smoke-{environment.name}",
            workshop=self._workshop,
            purpose=f"smoke-{environment.name}",
            commands=smoke_commands(environment, smoke),
            variables={"DELIVERY_ENVIRONMENT": environment.name},
            statements=[assume] if smoke.role_arn else (),
        )

    def _pipeline_role(self, source: GitSource, *, asks: bool) -> ServiceRole:
        projects = [self._build, *self._deploy.values(), *self._smoke.values()]
        role = ServiceRole(
            self,
            "Role",
            service="codepipeline.amazonaws.com",
            statements=[
                *self._workshop.statements(),
                source.statement(),
                {
                    "Effect": "Allow",
                    "Action": ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
                    "Resource": [project.project_arn for project in projects],
                },
                *(self._alerts.publish_statements() if asks else ()),
            ],
        )
        self._workshop.acknowledge_objects(role)
        return role

    def _make(
        self, source: GitSource, environments: Sequence[DeliveryEnvironment], asked: set[str]
    ) -> codepipeline.CfnPipeline:
        declared = [stages.source_stage(source), stages.build_stage(self._build.project_name)]
        for name in (environment.name for environment in environments):
            if name in asked:
                declared.append(stages.approval_stage(name, self._alerts.topic_arn))
            smoke = self._smoke.get(name)
            deploy = self._deploy[name].project_name
            declared.append(stages.delivery_stage(name, deploy, smoke.project_name if smoke else None))
        pipeline = create(
            codepipeline.CfnPipeline,
            codepipeline.CfnPipelineProps,
            self,
            "Resource",
            artifact_store={
                "type": "S3",
                "location": self._artifacts.bucket_name,
                "encryptionKey": {"id": self._key.key_arn, "type": "KMS"},
            },
            # A newer commit overtakes one that still waits for its approval.
            execution_mode="SUPERSEDED",
            pipeline_type="V2",
            role_arn=read(self._role.role, "role_arn"),
            stages=declared,
        )
        for environment in environments:
            if environment.approval is not None:
                call(pipeline.add_metadata, f"no approval: {environment.name}", environment.approval.text)
        return pipeline

    @property
    def pipeline(self) -> codepipeline.CfnPipeline:
        """The pipeline."""
        return self._pipeline

    @property
    def artifacts(self) -> SecureBucket:
        """Where what was built is kept."""
        return self._artifacts

    @property
    def log_group(self) -> EncryptedLogGroup:
        """What the commands wrote."""
        return self._logs

    @property
    def role(self) -> ServiceRole:
        """What the pipeline itself has permissions by."""
        return self._role

    @property
    def build_role(self) -> ServiceRole:
        """What the build has permissions by."""
        return self._build.role

    @property
    def deploy_roles(self) -> dict[str, ServiceRole]:
        """What each environment is deployed with, by the environments' names."""
        return {name: project.role for name, project in self._deploy.items()}

    @property
    def smoke_roles(self) -> dict[str, ServiceRole]:
        """What each environment is tried with, by the names of those that are."""
        return {name: project.role for name, project in self._smoke.items()}

    @property
    def undelivered(self) -> DeadLetterQueue:
        """Where notices of failures wait that could not be delivered."""
        return self._notice.undelivered

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the pipeline, which should succeed, and what tells of it when it does not."""
        name = name or self._name
        dimensions = {"PipelineName": self._pipeline.ref}
        pipeline = AlarmTarget(name=name, service=Service.DELIVERY_PIPELINE, dimensions=dimensions)
        return [pipeline, *self._notice.alarm_targets(f"{name}Failures")]


def _asked(environments: Sequence[DeliveryEnvironment]) -> set[str]:
    """Return the environments that are delivered to only if somebody approves."""
    waiting = environments if len(environments) == 1 else environments[1:]
    return {environment.name for environment in waiting if environment.approval is None}
