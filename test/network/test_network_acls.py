"""Network ACLs, asked packet by packet as AWS asks them."""

from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from harness import default_template, resources
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_constructs import Tier

INSIDE, OUTSIDE = "10.0.200.7", "203.0.113.9"
PORTS = st.integers(0, 65535)
# The first packet waits for the template.
SLOWLY = settings(deadline=None, derandomize=True)


def entries(tier: Tier, *, egress: bool) -> list[dict[str, Any]]:
    """Return what a tier's ACL says about one direction, in the order in which AWS looks at it."""
    found = [
        body["Properties"]
        for id, body in resources(default_template("NetworkAcls"), "AWS::EC2::NetworkAclEntry").items()
        if id.startswith(f"Acls{tier}") and body["Properties"].get("Egress", False) is egress
    ]
    return sorted(found, key=lambda entry: entry["RuleNumber"])


def lets_through(tier: Tier, address: str, port: int, *, egress: bool) -> bool:
    for entry in entries(tier, egress=egress):
        ports = entry.get("PortRange", {"From": 0, "To": 65535})
        fits = "CidrBlock" in entry and ip_address(address) in ip_network(entry["CidrBlock"])
        if fits and ports["From"] <= port <= ports["To"]:
            return entry["RuleAction"] == "allow"
    return False


@pytest.mark.parametrize("tier", [Tier.ISOLATED, Tier.DATABASE])
@SLOWLY
@given(port=PORTS)
def test_databases_talk_with_the_vpc_alone(tier: Tier, port: int) -> None:
    for egress in (False, True):
        assert lets_through(tier, INSIDE, port, egress=egress)
        assert not lets_through(tier, OUTSIDE, port, egress=egress)


@SLOWLY
@given(port=PORTS)
def test_programs_are_answered_and_never_called_from_outside(port: int) -> None:
    is_an_answer = port >= 1024 and port != 3389

    assert lets_through(Tier.PRIVATE, OUTSIDE, port, egress=False) is is_an_answer
    assert lets_through(Tier.PRIVATE, OUTSIDE, port, egress=True) is (port == 443)


@SLOWLY
@given(port=PORTS)
def test_from_the_internet_the_public_tier_is_called_on_the_ports_of_the_web(port: int) -> None:
    is_an_answer = port >= 1024 and port != 3389

    assert lets_through(Tier.PUBLIC, OUTSIDE, port, egress=False) is (port in {80, 443} or is_an_answer)


def test_both_protocols_are_treated_alike() -> None:
    for tier in Tier:
        for egress in (False, True):
            kinds = {"CidrBlock": [], "Ipv6CidrBlock": []}
            for entry in entries(tier, egress=egress):
                (kind,) = kinds.keys() & entry.keys()
                kinds[kind].append((entry["RuleAction"], entry.get("PortRange"), entry["Protocol"]))
            assert kinds["CidrBlock"] == kinds["Ipv6CidrBlock"]


def test_every_subnet_has_the_acl_of_its_tier() -> None:
    template = default_template("NetworkAcls")
    made = resources(template, "AWS::EC2::SubnetNetworkAclAssociation").values()

    pairs = [(str(body["Properties"]["NetworkAclId"]), str(body["Properties"]["SubnetId"])) for body in made]
    assert len(pairs) == len(resources(template, "AWS::EC2::Subnet"))
    for tier in Tier:
        assert len([1 for acl, subnet in pairs if f"Acls{tier}" in acl and f"{tier}Subnet" in subnet]) == 2
