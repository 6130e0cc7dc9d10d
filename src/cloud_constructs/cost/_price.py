"""What AWS asks for what stands around: the list prices of one region, each with the page that says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

REGION: Final = "eu-west-1"
AS_OF: Final = "November 2026"
HOURS: Final = 730
"""The hours of a month, as AWS counts them."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a unit costs.

    Args:
        usd: US dollars, before tax and free tiers.
        per: The unit.
        page: Where AWS says so.
    """

    usd: float
    per: str
    page: str

    def of(self, quantity: float) -> float:
        """Return what a quantity costs, counted in `per`."""
        return quantity * self.usd


_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/provisioned/"
_ROUTE_53 = "https://aws.amazon.com/route53/pricing/"
_VPC = "https://aws.amazon.com/vpc/pricing/"
_WAF = "https://aws.amazon.com/waf/pricing/"


class Standing(Enum):
    """The prices of what is paid for by the month or the hour, used or not."""

    KEY = Price(1.00, "key-month", "https://aws.amazon.com/kms/pricing/")
    SECRET = Price(0.40, "secret-month", "https://aws.amazon.com/secrets-manager/pricing/")
    ALARM = Price(0.10, "alarm metric-month", _CLOUDWATCH)
    FAST_ALARM = Price(0.30, "alarm metric-month, high resolution", _CLOUDWATCH)
    COMPOSITE_ALARM = Price(0.50, "alarm-month", _CLOUDWATCH)
    DASHBOARD = Price(3.00, "dashboard-month", _CLOUDWATCH)
    NAT_GATEWAY = Price(0.048, "hour and zone", _VPC)
    PUBLIC_ADDRESS = Price(0.005, "hour", _VPC)
    ENDPOINT = Price(0.011, "hour and zone", "https://aws.amazon.com/privatelink/pricing/")
    LOAD_BALANCER = Price(0.0252, "hour", "https://aws.amazon.com/elasticloadbalancing/pricing/")
    WEB_ACL = Price(5.00, "web ACL-month", _WAF)
    WAF_RULE = Price(1.00, "rule-month", _WAF)
    HOSTED_ZONE = Price(0.50, "zone-month", _ROUTE_53)
    HEALTH_CHECK = Price(0.50, "health check-month", _ROUTE_53)
    HEALTH_CHECK_FEATURE = Price(1.00, "feature-month", _ROUTE_53)
    WRITE_CAPACITY = Price(0.000735, "unit and hour", _DYNAMODB)
    READ_CAPACITY = Price(0.000147, "unit and hour", _DYNAMODB)
    PROVISIONED_CONCURRENCY = Price(
        0.0000033334, "GB-second on Arm", "https://aws.amazon.com/lambda/pricing/"
    )
    SHARD = Price(0.017, "hour", "https://aws.amazon.com/kinesis/data-streams/pricing/")
    PIPELINE = Price(1.00, "pipeline of type V1-month", "https://aws.amazon.com/codepipeline/pricing/")
    ADVANCED_PARAMETER = Price(0.05, "parameter-month", "https://aws.amazon.com/systems-manager/pricing/")
