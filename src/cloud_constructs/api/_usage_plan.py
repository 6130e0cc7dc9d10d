"""UsagePlan: how much each client of a REST API may ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from aws_cdk import aws_apigateway as rest

from cloud_constructs.api._rest_api import RestApi
from cloud_constructs.core import L3, Check, create

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct

    from cloud_constructs.api._http_api import HttpApi
    from cloud_constructs.api._limits import Throttle


class QuotaPeriod(StrEnum):
    """After how long a client's quota is full again."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many requests a client may send in a day, a week or a month.

    Args:
        requests: How many; at least one.
        period: In what time.
    """

    requests: int
    period: QuotaPeriod = QuotaPeriod.DAY


class UsagePlan(L3):
    """A quota and a throttle for each of some clients of a `RestApi`, told apart by API keys.

    It promises that keys are made by AWS and stand in no template, but for those that you say are public. A
    key says how much may be asked, not who asks: routes with `api_key_required=True` still ask their
    authoriser.

    Args:
        api: The API, a `RestApi`.
        clients: The clients' names; each gets a key of that name.
        quota: How much each client may ask in the long run; by default as much as the API serves.
        throttle: How many requests of each client are let through; by default as many as the API does.
        public_keys: The keys of clients from which anybody can take them, such as a web page, by the clients'
            names; of 20 to 128 characters. They have no quota, which a stranger could use up.

    Raises:
        ArgumentError: The API is an `HttpApi`, which has no usage plans, the plan limits nothing, or a client
            is named twice, or a public key has a quota, no client, or a length that API Gateway refuses.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import ApiRoute, Authorizer, EnhancedLambda, Quota, RestApi, UsagePlan

        stack = cdk.Stack(cdk.App(), "Shop")
        api = RestApi(stack, "Api", authorizer=Authorizer.iam())
        orders = EnhancedLambda(stack, "Orders", entry="functions/checkout")
        ApiRoute(
            stack, "List", api=api, method="GET", path="/orders", handler=orders, api_key_required=True
        )
        UsagePlan(stack, "Partners", api=api, clients=["acme"], quota=Quota(requests=10_000))
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        api: RestApi | HttpApi,
        clients: Sequence[str],
        quota: Quota | None = None,
        throttle: Throttle | None = None,
        public_keys: Mapping[str, str] | None = None,
    ) -> None:
        check = Check(scope, id)
        public_keys = public_keys or {}
        if not isinstance(api, RestApi):
            raise check.fail("HTTP APIs have no usage plans", "use a RestApi")
        _check(check, clients, quota, throttle)
        _check_public(check, clients, quota, public_keys)
        super().__init__(scope, id)
        self._plan = create(
            rest.UsagePlan,
            rest.UsagePlanProps,
            self,
            "Resource",
            api_stages=[{"api": api.api, "stage": api.stage}],
            name=id,
            quota={"limit": quota.requests, "period": rest.Period[quota.period]} if quota else None,
            throttle={"rateLimit": throttle.rate, "burstLimit": throttle.burst} if throttle else None,
        )
        self._keys = {client: self._key_of(client, public_keys.get(client)) for client in clients}

    def _key_of(self, client: str, value: str | None) -> rest.ApiKey:
        description = f"The key of {client}"
        key = create(rest.ApiKey, rest.ApiKeyProps, self, client, description=description, value=value)
        create(
            rest.CfnUsagePlanKey,
            rest.CfnUsagePlanKeyProps,
            self,
            f"{client}Use",
            key_id=key.key_id,
            key_type="API_KEY",
            usage_plan_id=self._plan.usage_plan_id,
        )
        return key

    @property
    def plan(self) -> rest.UsagePlan:
        """The usage plan."""
        return self._plan

    @property
    def keys(self) -> dict[str, rest.ApiKey]:
        """The keys by their clients."""
        return dict(self._keys)


def _check(check: Check, clients: Sequence[str], quota: Quota | None, throttle: Throttle | None) -> None:
    check.require(bool(quota or throttle), "the plan limits nothing", "give a quota or a throttle")
    for client in clients:
        check.matches("a client", client, r"[A-Za-z][\w-]{0,63}", "a name of letters, digits, '_' and '-'")
    check.require(len(set(clients)) == len(clients), "a client is named twice", "name each client once")
    if quota is not None:
        check.between("requests of quota", quota.requests, 1, 2_000_000_000)
    problem = throttle.problem() if throttle else None
    check.require(problem is None, problem or "", "let at least one request through")


def _check_public(
    check: Check, clients: Sequence[str], quota: Quota | None, public_keys: Mapping[str, str]
) -> None:
    for client, key in public_keys.items():
        check.require(client in clients, f"{client} has a public key and is no client", "add it to clients")
        check.matches(f"the public key of {client}", key, r"[\w.-]{20,128}", "20 to 128 letters and digits")
    check.require(
        not (quota and public_keys),
        "the plan has a quota and public keys",
        "make a plan of their own for them: whoever knows a key could use the quota up",
    )
