"""A state machine that logs everything, is traced, and is encrypted with a key of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_stepfunctions as sfn

from cloud_constructs.core import create, resource_of, stack_facts

if TYPE_CHECKING:
    from typing import Any

    from constructs import Construct

    from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, ServiceRole


def state_machine(
    scope: Construct,
    id: str,
    *,
    body: dict[str, Any],
    role: ServiceRole,
    logs: EncryptedLogGroup,
    encryption_key: EncryptionKey,
) -> sfn.StateMachine:
    """Make a state machine from its definition."""
    machine = create(
        sfn.StateMachine,
        sfn.StateMachineProps,
        scope,
        id,
        definition_body=sfn.DefinitionBody.from_string(stack_facts(scope).stack.to_json_string(body)),
        role=role.role,
    )
    # At the resource itself: the L2 would add an inline policy for each of these.
    resource = resource_of(machine, sfn.CfnStateMachine, after=role.policies)
    resource.tracing_configuration = sfn.CfnStateMachine.TracingConfigurationProperty(enabled=True)
    resource.encryption_configuration = sfn.CfnStateMachine.EncryptionConfigurationProperty(
        type="CUSTOMER_MANAGED_KMS_KEY",
        kms_key_id=encryption_key.key_arn,
        kms_data_key_reuse_period_seconds=300,
    )
    group = sfn.CfnStateMachine.CloudWatchLogsLogGroupProperty(log_group_arn=logs.log_group_arn)
    resource.logging_configuration = sfn.CfnStateMachine.LoggingConfigurationProperty(
        level="ALL",
        include_execution_data=True,
        destinations=[sfn.CfnStateMachine.LogDestinationProperty(cloud_watch_logs_log_group=group)],
    )
    return machine
