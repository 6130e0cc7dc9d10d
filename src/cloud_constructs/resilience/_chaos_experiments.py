"""ChaosExperiments: faults on purpose, which an alarm ends before they hurt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_cloudwatch as cloudwatch

from cloud_constructs.core import DAY, L3, MINUTE, Check, StageProfile, Waiver, create, read
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.resilience._fis_extension import FisExtension
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Duration
    from aws_cdk import aws_fis as fis
    from aws_cdk import aws_logs as logs
    from constructs import Construct

    from cloud_constructs.resilience._fault import Fault
    from cloud_constructs.storage import SecureBucket

# https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html
MOST_STOP_CONDITIONS = 5
LONGEST = DAY // 2
# https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html
DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:PutResourcePolicy",
)


class ChaosExperiments(L3):
    """Experiments of AWS Fault Injection Service, ready to be started; nothing starts them by itself.

    It promises that an alarm ends each of them, and time as well; that each may touch its own targets and
    nothing else; that what happened is written down, encrypted; and that none stands in production unless
    somebody answers for it in writing.

    Functions that are targets get the extension of FIS as a layer: it reads from a bucket, about every
    minute, whether it is to break something. It starts the function in the place of other wrappers, such as
    that of Application Signals.

    Args:
        experiments: The faults by their names. Each has a role of its own.
        stop_on: The alarms of which each ends a running experiment, up to five: those that say that users
            are hurt, not those that the fault is meant to set off.
        duration: How long a fault lasts, from a minute to 12 hours.
        in_production: Why production is broken on purpose; needed there, and unused elsewhere.
        encryption_key: The key; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: There is no experiment or no alarm, a value is out of range, or the stage is `prod`
            and nobody answers for it.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlarmSet, AlertTopic, ChaosExperiments, EnhancedLambda, Fault

        stack = cdk.Stack(cdk.App(context={"stage": "staging"}), "Shop")
        checkout = EnhancedLambda(stack, "Checkout", entry="functions/checkout")
        alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
        alarms.watch(checkout)
        ChaosExperiments(
            stack,
            "Chaos",
            experiments={"HalfFail": Fault.invocation_error(checkout, percentage=50, expect="Callers retry")},
            stop_on=[alarms.alarms["CheckoutDeadLetterErrors"]],
        )
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        experiments: Mapping[str, Fault],
        stop_on: Sequence[cloudwatch.CfnAlarm | cloudwatch.IAlarm],
        duration: Duration | None = None,
        in_production: Waiver | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        profile = profile or StageProfile.of(scope)
        check.require(len(experiments) > 0, "experiments is empty", "name one, a factory of `Fault` makes it")
        for name, fault in experiments.items():
            check.matches("the name of an experiment", name, r"[A-Za-z]\w{0,63}", "letters, digits and '_'")
            fault.check(check, name)
        check.between("the number of alarms in stop_on", len(stop_on), 1, MOST_STOP_CONDITIONS)
        _, seconds = check.lasts(
            "duration", duration, default=10 * MINUTE, low=MINUTE, high=LONGEST, unit=MINUTE
        )
        if seconds is None:
            raise check.fail("duration is a token", "give a duration: FIS takes a text")
        check.require(
            profile.name != "prod" or in_production is not None,
            "experiments would break production",
            "make them in another stage, or say in in_production=Waiver(reason=...) why they belong there",
        )
        super().__init__(scope, id)
        self._lasts = f"PT{seconds / MINUTE:.0f}M"
        self._stop_arns = [_arn_of(alarm) for alarm in stop_on]
        key = encryption_key or EncryptionKey.of(scope)
        self._logs = EncryptedLogGroup(self, "Logs", encryption_key=key, profile=profile)
        reached = any(fault.functions for fault in experiments.values())
        self._extension = FisExtension(self, key) if reached else None
        self._templates = {name: self._template(name, fault) for name, fault in experiments.items()}
        if in_production is not None and profile.name == "prod":
            for name in experiments:
                acknowledge(self, "ProductionExperiment", in_production, finding=name)

    def _template(self, name: str, fault: Fault) -> fis.CfnExperimentTemplate:
        from aws_cdk import aws_fis as fis

        role = self._role(name, fault)
        if self._extension is not None:
            for function in fault.functions:
                self._extension.add_to(function)
        target, resource_type = fault.target
        of_template = fis.CfnExperimentTemplate
        return create(
            of_template,
            fis.CfnExperimentTemplateProps,
            self,
            name,
            actions={
                "Fault": of_template.ExperimentTemplateActionProperty(
                    action_id=fault.action,
                    parameters={**fault.parameters, "duration": self._lasts},
                    targets={target: "Targets"},
                )
            },
            description=f"{name}: {fault.expect}",
            experiment_options=of_template.ExperimentTemplateExperimentOptionsProperty(
                account_targeting="single-account", empty_target_resolution_mode="fail"
            ),
            log_configuration=of_template.ExperimentTemplateLogConfigurationProperty(
                cloud_watch_logs_configuration={"LogGroupArn": self._logs.log_group_arn}, log_schema_version=2
            ),
            role_arn=read(role.role, "role_arn"),
            stop_conditions=[
                of_template.ExperimentTemplateStopConditionProperty(source="aws:cloudwatch:alarm", value=arn)
                for arn in self._stop_arns
            ],
            tags={"Name": name},
            targets={
                "Targets": of_template.ExperimentTemplateTargetProperty(
                    resource_arns=list(fault.arns), resource_type=resource_type, selection_mode="ALL"
                )
            },
        )

    def _role(self, name: str, fault: Fault) -> ServiceRole:
        permissions = fault.permissions
        role = ServiceRole(
            self,
            f"{name}Role",
            service="fis.amazonaws.com",
            same_account_only=True,
            statements=[permission.statement() for permission in permissions.scoped],
            unscoped=(*DELIVERY, *permissions.unscoped),
        )
        reasons = dict(pair for permission in permissions.scoped for pair in permission.open_resources())
        for resource, reason in reasons.items():
            finding = ("Resource", resource)
            acknowledge(role.policies[0], "IAMNoWildcardPermissions", reason, finding=finding)
        if self._extension is not None and fault.functions:
            self._extension.let_configure(role)
        return role

    @property
    def templates(self) -> dict[str, fis.CfnExperimentTemplate]:
        """The experiment templates by the names of the experiments."""
        return dict(self._templates)

    @property
    def log_group(self) -> logs.LogGroup:
        """Where FIS writes down what it did."""
        return self._logs.log_group

    @property
    def configuration(self) -> SecureBucket | None:
        """The bucket from which functions read what to break; `None` where none is a target."""
        return self._extension.bucket if self._extension else None


def _arn_of(alarm: cloudwatch.CfnAlarm | cloudwatch.IAlarm) -> str:
    return read(alarm, "attr_arn") if isinstance(alarm, cloudwatch.CfnAlarm) else alarm.alarm_arn
