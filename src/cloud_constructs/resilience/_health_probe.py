"""HealthProbe: what Route 53 asks an endpoint, how often, and what it takes for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cloud_constructs.core import Check

INTERVALS = (10, 30)
FEWEST_REGIONS = 3
# https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
REGIONS = (
    *("ap-northeast-1", "ap-southeast-1", "ap-southeast-2", "eu-west-1", "sa-east-1", "us-east-1"),
    *("us-west-1", "us-west-2"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthProbe:
    """A question over HTTPS that Route 53's health checkers ask again and again.

    They come from many addresses in several countries: a firewall before the endpoint has to let them in.

    Args:
        path: What is asked for; it needs no sign-in.
        search_string: What has to stand in the first 5120 bytes of the answer; by default any answer with a
            status from 200 to 399 will do.
        request_interval: Seconds between two questions of one checker, 30, or 10 for a dollar more.
        failure_threshold: How many answers in a row have to be bad, or good, before the state changes.
        regions: Where the checkers are, at least three; by default in all eight regions that have them.

    Example:
        ```python
        from cloud_constructs import HealthProbe

        HealthProbe(path="/api/health", search_string='"status":"ok"', request_interval=10)
        ```
    """

    path: str = "/"
    search_string: str | None = None
    request_interval: int = 30
    failure_threshold: int = 3
    regions: tuple[str, ...] = ()

    def check(self, check: Check) -> None:
        """Raise unless Route 53 would ask so."""
        check.matches("the path of probe", self.path, r"/[\x21-\x7e]{0,254}", "a path such as /api/health")
        if self.search_string is not None:
            check.between("the length of search_string", len(self.search_string), 1, 255)
        check.require(
            self.request_interval in INTERVALS,
            f"request_interval is {self.request_interval}",
            "choose 10 or 30 seconds",
        )
        check.between("failure_threshold", self.failure_threshold, 1, 10)
        for region in self.regions:
            check.one_of("a region of probe", region, REGIONS)
        check.require(
            not self.regions or len(set(self.regions)) >= FEWEST_REGIONS,
            f"the probe asks from {len(set(self.regions))} regions",
            f"name {FEWEST_REGIONS} or more of {', '.join(REGIONS)}",
        )

    @property
    def notices_within(self) -> int:
        """Seconds from the first bad answer until the state changes, give or take an interval."""
        return self.request_interval * self.failure_threshold

    def of(self, domain_name: str) -> dict[str, Any]:
        """Return what Route 53 is told about the endpoint of a name."""
        return {
            "enableSni": True,
            "failureThreshold": self.failure_threshold,
            "fullyQualifiedDomainName": domain_name,
            "port": 443,
            "regions": list(self.regions) or None,
            "requestInterval": self.request_interval,
            "resourcePath": self.path,
            "searchString": self.search_string,
            "type": "HTTPS" if self.search_string is None else "HTTPS_STR_MATCH",
        }
