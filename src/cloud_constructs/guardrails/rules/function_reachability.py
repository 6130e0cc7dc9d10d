"""FunctionReachability: whatever a function may use, its network leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.core import endpoints_of
from cloud_constructs.guardrails._values import flatten
from cloud_constructs.guardrails.rules._rule import Rule, controls
from cloud_constructs.guardrails.rules._statements import identity_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

_ANYWHERE: Final = ("0.0.0.0/0", "::/0")
# Lambda itself writes logs, attaches interfaces and opens the environment, from outside of the VPC; and the
# keys of tables, queues and buckets are used by their services.
_OF_LAMBDA: Final = {"ec2", "kms", "logs", "xray"}


def _find(function: Resource) -> Iterator[str]:
    subnets = function.refers_to("VpcConfig", "SubnetIds")
    # Subnets that other apps make, or that have the VPC's own routes, may lead anywhere.
    if (
        not subnets
        or len(subnets) < len(function.entries("VpcConfig", "SubnetIds"))
        or any(map(_may_lead_out, subnets))
    ):
        return
    reached = {name for subnet in subnets for name in _endpoints(subnet)}
    for service in sorted(_services(function)):
        for endpoint in endpoints_of(service):
            if endpoint not in reached:
                yield endpoint


def _may_lead_out(subnet: Resource) -> bool:
    if subnet.type != "AWS::EC2::Subnet" or not subnet.refers_to("VpcId"):
        return True
    template = subnet.template
    associations = template.of_type("AWS::EC2::SubnetRouteTableAssociation")
    tables = [a.refers_to("RouteTableId") for a in associations if subnet in a.refers_to("SubnetId")]
    return not tables or any(
        route.refers_to("RouteTableId") & table
        for route in template.of_type("AWS::EC2::Route")
        for table in tables
        if route.get("DestinationCidrBlock") in _ANYWHERE
        or route.get("DestinationIpv6CidrBlock") in _ANYWHERE
    )


def _endpoints(subnet: Resource) -> Iterator[str]:
    """Yield the names of the services that the subnet's VPC has endpoints of."""
    for endpoint in subnet.template.of_type("AWS::EC2::VPCEndpoint"):
        if endpoint.refers_to("VpcId") & subnet.refers_to("VpcId"):
            # com.amazonaws.<region>.<service>, whose name may have dots itself.
            yield flatten(endpoint.properties.get("ServiceName")).split(".", 3)[-1]


def _services(function: Resource) -> set[str]:
    """Return the prefixes of the services that the function's code may use."""
    of_lambda = _used_by_lambda(function)
    return {
        action.partition(":")[0]
        for role in function.refers_to("Role")
        for policy in (role, *role.template.of_type("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"))
        if policy is role or role in policy.refers_to("Roles")
        for statement in identity_statements(policy)
        if not of_lambda.issuperset(statement.resources)
        for action in statement.actions
    } - _OF_LAMBDA


def _used_by_lambda(function: Resource) -> set[str]:
    """Return what Lambda reads and writes for the function: its sources, and where failures end."""
    found = [function.properties.get("DeadLetterConfig", {}).get("TargetArn")]
    kinds = ("AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig")
    for kind in function.template.of_type(*kinds):
        named = kind.refers_to("FunctionName")
        behind = {made for alias in named for made in alias.refers_to("FunctionName")}
        if function in named | behind:
            destinations = kind.properties.get("DestinationConfig", {})
            found += [kind.properties.get("EventSourceArn")]
            found += [place.get("Destination") for place in destinations.values()]
    return {flatten(arn) for arn in found if arn}


RULE = Rule(
    name="FunctionReachability",
    text="The function may use a service that its VPC has no way to: calls would hang until the timeout",
    fix="add the endpoint that stands in brackets to the VPC, or give the VPC a way out",
    controls=controls("CP-10; SC-5", soc2="A1.2"),
    types=("AWS::Lambda::Function",),
    find=_find,
)
