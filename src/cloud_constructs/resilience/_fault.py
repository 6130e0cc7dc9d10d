"""Fault: what an experiment breaks, and what is expected to happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cloud_constructs.core import MINUTE, ArgumentError, stack_facts
from cloud_constructs.network import Tier
from cloud_constructs.resilience._experiment_role import Permissions, to_close, to_cut_off, to_fail_functions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Duration

    from cloud_constructs.compute import EnhancedLambda
    from cloud_constructs.core import Check, StackFacts
    from cloud_constructs.network import SecureVpc

SCOPES = ("all", "availability-zone", "dynamodb", "s3", "vpc")
# https://docs.aws.amazon.com/fis/latest/userguide/fis-quotas.html
MOST_TARGETS = 5
LONGEST_DELAY = 15 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fault:
    """One fault that AWS Fault Injection Service injects into named targets, and what is expected to happen.

    Make it with one of the factories. FIS has no action on single calls to DynamoDB, S3 or Secrets Manager:
    a network is cut off from them instead.

    Args:
        action: The action of FIS (https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html).
        parameters: The action's parameters.
        target: The name under which the action knows its targets, and their type.
        arns: The targets.
        expect: What is expected to happen: what an observer compares with.
        permissions: What the experiment's role is allowed.
        functions: The functions among the targets, which need the extension of FIS.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Egress, Fault, SecureVpc

        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(region="eu-west-1"))
        vpc = SecureVpc(stack, "Vpc", egress=Egress.NONE)
        Fault.connectivity(vpc, scope="dynamodb", expect="Orders wait in their queue")
        ```
    """

    action: str
    parameters: Mapping[str, str]
    target: tuple[str, str]
    arns: Sequence[str]
    expect: str
    permissions: Permissions
    functions: Sequence[EnhancedLambda] = ()

    @staticmethod
    def invocation_error(*functions: EnhancedLambda, expect: str, percentage: int = 100) -> Fault:
        """Fail invocations before the handler begins.

        Args:
            functions: Up to five functions.
            expect: What is expected to happen.
            percentage: How many of the invocations fail, from 1 to 100 percent.
        """
        return _of_functions(
            "aws:lambda:invocation-error", functions, expect, percentage, preventExecution="true"
        )

    @staticmethod
    def invocation_delay(
        *functions: EnhancedLambda, delay: Duration, expect: str, percentage: int = 100
    ) -> Fault:
        """Delay invocations before the handler begins; by more than their timeout to let them time out.

        Args:
            functions: Up to five functions.
            delay: How long, up to 15 minutes.
            expect: What is expected to happen.
            percentage: How many of the invocations are delayed, from 1 to 100 percent.
        """
        milliseconds = f"{delay.to_milliseconds():.0f}"
        return _of_functions(
            "aws:lambda:invocation-add-delay",
            functions,
            expect,
            percentage,
            startupDelayMilliseconds=milliseconds,
        )

    @staticmethod
    def connectivity(
        vpc: SecureVpc,
        *,
        scope: Literal["all", "availability-zone", "dynamodb", "s3", "vpc"],
        expect: str,
    ) -> Fault:
        """Cut the private subnets of a network off.

        Args:
            vpc: The network.
            scope: From what, in the words of FIS: DynamoDB, S3, other zones, everything outside of the
                network, or everything outside of the subnet.
            expect: What is expected to happen.
        """
        facts, here, vpc_arn = _whereabouts(vpc)
        subnets = vpc.vpc.select_subnets(subnet_group_name=Tier.PRIVATE).subnets
        arns = [f"{here}:subnet/{subnet.subnet_id}" for subnet in subnets]
        return Fault(
            action="aws:network:disrupt-connectivity",
            parameters={"scope": scope},
            target=("Subnets", "aws:ec2:subnet"),
            arns=arns,
            expect=expect,
            permissions=to_cut_off(facts, vpc_arn, arns),
        )

    @staticmethod
    def endpoint(vpc: SecureVpc, *, service: str, expect: str) -> Fault:
        """Close an interface endpoint, so that what stands in the network does not reach a service.

        Args:
            vpc: The network.
            service: The endpoint's service, such as `secretsmanager`.
            expect: What is expected to happen.

        Raises:
            ArgumentError: The network has no such endpoint.
        """
        endpoints = vpc.interface_endpoints
        if service not in endpoints:
            raise ArgumentError(
                vpc,
                f"there is no interface endpoint of {service!r} that could be closed",
                f"choose one of {', '.join(endpoints) or 'those that endpoints= of the network makes'}",
            )
        facts, here, vpc_arn = _whereabouts(vpc)
        arn = f"{here}:vpc-endpoint/{endpoints[service].vpc_endpoint_id}"
        return Fault(
            action="aws:network:disrupt-vpc-endpoint",
            parameters={},
            target=("VPCEndpoints", "aws:ec2:vpc-endpoint"),
            arns=[arn],
            expect=expect,
            permissions=to_close(facts, vpc_arn, arn),
        )

    def check(self, check: Check, name: str) -> None:
        """Raise unless FIS would take it."""
        check.between(f"the number of targets of {name}", len(self.arns), 1, MOST_TARGETS)
        check.require(len(self.expect.strip()) > 0, f"{name} expects nothing", "say what should happen")
        if "scope" in self.parameters:
            check.one_of(f"the scope of {name}", self.parameters["scope"], SCOPES)
        if "invocationPercentage" in self.parameters:
            percentage = int(self.parameters["invocationPercentage"])
            check.between(f"the percentage of {name}", percentage, 1, 100, "%")
        if "startupDelayMilliseconds" in self.parameters:
            seconds = int(self.parameters["startupDelayMilliseconds"]) / 1000
            check.between(f"the delay of {name}", seconds, 0.001, LONGEST_DELAY, "seconds")


def _whereabouts(vpc: SecureVpc) -> tuple[StackFacts, str, str]:
    """Return a network's stack, what the ARNs of its parts begin with, and its own ARN."""
    facts = stack_facts(vpc)
    here = f"arn:{facts.partition}:ec2:{facts.region}:{facts.account}"
    return facts, here, f"{here}:vpc/{vpc.vpc.vpc_id}"


def _of_functions(
    action: str, functions: Sequence[EnhancedLambda], expect: str, percentage: int, **parameters: str
) -> Fault:
    arns = [function.target_arn for function in functions]
    return Fault(
        action=action,
        parameters={**parameters, "invocationPercentage": str(percentage)},
        target=("Functions", "aws:lambda:function"),
        arns=arns,
        expect=expect,
        permissions=to_fail_functions(arns),
        functions=functions,
    )
