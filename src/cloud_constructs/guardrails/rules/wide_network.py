"""WideNetwork: who may come in is a network that somebody knows, not half of the internet."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

# The widest network that somebody can own: the private 10.0.0.0/8, and what a registry hands to a provider.
_WIDEST: Final = {4: 8, 6: 32}
_WEB: Final = (80, 443)


def _find(resource: Resource) -> Iterator[str]:
    if resource.type == "AWS::EC2::SecurityGroup":
        groups, rules = {resource}, resource.entries("SecurityGroupIngress")
    else:
        groups, rules = resource.refers_to("GroupId"), [resource.properties]
    for rule in rules:
        for property in ("CidrIp", "CidrIpv6"):
            cidr = value_at(rule, property)
            if isinstance(cidr, str) and _is_wide(cidr) and not _is_the_web(cidr, rule, groups):
                yield f"{cidr} {_port(rule)}"


def _is_wide(cidr: str) -> bool:
    try:
        network = ip_network(cidr, strict=False)
    except ValueError:
        return False
    return network.prefixlen < _WIDEST[network.version]


def _is_the_web(cidr: str, rule: Any, groups: set[Resource]) -> bool:  # noqa: ANN401
    """Whether everybody is let in where everybody belongs: the web ports of a load balancer."""
    ports = (value_at(rule, "FromPort"), value_at(rule, "ToPort"))
    return (
        cidr.endswith("/0")
        and ports in {(port, port) for port in _WEB}
        and any(
            group in balancer.refers_to("SecurityGroups")
            for group in groups
            for balancer in group.template.assembly.of_type("AWS::ElasticLoadBalancingV2::LoadBalancer")
        )
    )


def _port(rule: Any) -> str:  # noqa: ANN401
    first, last = value_at(rule, "FromPort"), value_at(rule, "ToPort")
    protocol = value_at(rule, "IpProtocol")
    return f"{protocol}" if first is None else f"{protocol} {first}-{last}"


RULE = Rule(
    name="WideNetwork",
    text="A network wider than anybody owns may come in",
    fix="name the networks or the security groups that are meant",
    controls=controls("AC-4; SC-7; SC-7(5)", hipaa="164.312(e)(1)", pci="1.2; 1.3", soc2="CC6.6"),
    types=("AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"),
    find=_find,
    twins=("EC2RestrictedInbound",),
)
