"""WebAcl: a firewall that looks at requests before anything behind it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from aws_cdk import Names

from cloud_constructs.core import (
    L3,
    AlarmTarget,
    Check,
    Service,
    StackError,
    StageProfile,
    Waiver,
    create,
    read,
    stack_facts,
)
from cloud_constructs.security._encrypted_log_group import EncryptedLogGroup
from cloud_constructs.security._waf_rules import (
    WINDOWS,
    Countries,
    ManagedRules,
    RateLimit,
    country_rule,
    managed_rule,
    rate_rule,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Stack
    from aws_cdk import aws_logs as logs
    from aws_cdk import aws_wafv2 as waf
    from constructs import Construct

    from cloud_constructs.security._encryption_key import EncryptionKey

DEFAULT_RULES = (
    ManagedRules.IP_REPUTATION,
    ManagedRules.COMMON,
    ManagedRules.KNOWN_BAD_INPUTS,
    ManagedRules.SQL_INJECTION,
)
# What proves who somebody is stays out of the logs.
REDACTED = ("authorization", "cookie", "x-api-key")
# The region of everything that belongs to CloudFront.
CLOUDFRONT_REGION = "us-east-1"


class WebAcl(L3):
    """A web ACL: address reputation, common attacks, known bad inputs, SQL injection and a rate limit.

    It promises that requests which a rule matches are blocked unless a waiver says why it only counts, and
    that what it decides is written to an encrypted log without the headers that prove who somebody is.

    Args:
        rate_limit: How often one address may ask.
        rules: The managed rule groups, in the order in which they are asked.
        countries: Where requests may come from; by default anywhere.
        count_only: Rules of the groups that count and do not block, by group and name, each with a `Waiver`;
            for example `SizeRestrictions_BODY` of `ManagedRules.COMMON`, which blocks bodies over 8 KB.
        for_cloudfront: Whether it stands before CloudFront; its stack is then in us-east-1.
        encryption_key: The key of the logs; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A rate is out of range, a country is not two letters, or a rule that only counts
            belongs to no group in `rules`.
        StackError: It stands before CloudFront and its stack is not in us-east-1.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Countries, RateLimit, WebAcl

        stack = cdk.Stack(cdk.App(), "Shop")
        limit = RateLimit(requests=600, window_seconds=60)
        WebAcl(stack, "Firewall", rate_limit=limit, countries=Countries.only("DE", "FR"))
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        rate_limit: RateLimit | None = None,
        rules: Sequence[ManagedRules] = DEFAULT_RULES,
        countries: Countries | None = None,
        count_only: Mapping[tuple[ManagedRules, str], Waiver] | None = None,
        for_cloudfront: bool = False,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        rate_limit, count_only = rate_limit or RateLimit(), count_only or {}
        _check(Check(scope, id), rate_limit, rules, countries, count_only)
        facts = stack_facts(scope)
        if for_cloudfront and facts.region != CLOUDFRONT_REGION:
            raise StackError(
                Check(scope, id).path,
                f"a web ACL for CloudFront cannot stand in {facts.region if facts.region_is_known else 'any'}"
                " region",
                f'put it into a stack with env=cdk.Environment(region="{CLOUDFRONT_REGION}")',
            )
        super().__init__(scope, id)
        # Not with the family: most stacks have keys and roles, and no firewall.
        from aws_cdk import aws_wafv2 as waf

        self._id = id
        self._for_cloudfront = for_cloudfront
        # Its metrics and its log group are told apart by this name.
        self._name: str = Names.unique_resource_name(self, max_length=100, separator="-")
        asked = [rate_rule(rate_limit)]
        if countries is not None:
            asked.append(country_rule(countries))
        for group in rules:
            asked.append(managed_rule(group, [name for of, name in count_only if of == group]))
        self._web_acl = create(
            waf.CfnWebACL,
            waf.CfnWebACLProps,
            self,
            "Resource",
            default_action={"allow": {}},
            rules=[
                {**rule, "priority": priority, "visibilityConfig": _visible(rule["name"])}
                for priority, rule in enumerate(asked)
            ],
            scope="CLOUDFRONT" if for_cloudfront else "REGIONAL",
            visibility_config=_visible(self._name),
        )
        for (group, name), waiver in count_only.items():
            # No rule pack looks into a web ACL: the template is where a reviewer finds the reason.
            self._web_acl.add_metadata(f"counts only: {group}/{name}", waiver.text)
        self._arn = read(self._web_acl, "attr_arn")
        self._logs = self._write_down(encryption_key, profile)

    def _write_down(
        self, encryption_key: EncryptionKey | None, profile: StageProfile | None
    ) -> EncryptedLogGroup:
        from aws_cdk import aws_wafv2 as waf

        group = EncryptedLogGroup(
            self,
            "Logs",
            log_group_name=f"aws-waf-logs-{self._name}",  # the only names that WAF writes to
            encryption_key=encryption_key,
            profile=profile,
        )
        facts = stack_facts(self)
        made = group.log_group.log_group_name
        create(
            waf.CfnLoggingConfiguration,
            waf.CfnLoggingConfigurationProps,
            self,
            "Logging",
            log_destination_configs=[
                f"arn:{facts.partition}:logs:{facts.region}:{facts.account}:log-group:{made}"
            ],
            redacted_fields=[{"singleHeader": {"Name": header}} for header in REDACTED],
            resource_arn=self._arn,
        )
        return group

    @staticmethod
    def of(scope: Construct) -> WebAcl:
        """Return the web ACL that the APIs of a stack share when they are given none.

        A web ACL costs five dollars a month and a dollar for each rule, however many APIs it protects.
        """
        stack = stack_facts(scope).stack
        acl = _of_stack.get(stack)
        if acl is None:
            acl = _of_stack[stack] = WebAcl(stack, "WebAcl")
        return acl

    @property
    def web_acl(self) -> waf.CfnWebACL:
        """The web ACL."""
        return self._web_acl

    @property
    def web_acl_arn(self) -> str:
        """The web ACL's ARN."""
        return self._arn

    @property
    def for_cloudfront(self) -> bool:
        """Whether it stands before CloudFront."""
        return self._for_cloudfront

    @property
    def log_group(self) -> logs.LogGroup:
        """Where it writes what it decides."""
        return self._logs.log_group

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the web ACL: very many blocked requests are an attack, or a rule that is wrong."""
        dimensions = {"WebACL": self._name, "Rule": "ALL"}
        if not self._for_cloudfront:
            dimensions["Region"] = stack_facts(self).region
        region = CLOUDFRONT_REGION if self._for_cloudfront else None
        return [
            AlarmTarget(name=name or self._id, service=Service.WEB_ACL, dimensions=dimensions, region=region)
        ]

    def protect(self, scope: Construct, id: str, resource_arn: str) -> waf.CfnWebACLAssociation:
        """Stand before a load balancer, a stage of a REST API or another regional resource."""
        from aws_cdk import aws_wafv2 as waf

        return create(
            waf.CfnWebACLAssociation,
            waf.CfnWebACLAssociationProps,
            scope,
            id,
            resource_arn=resource_arn,
            web_acl_arn=self._arn,
        )


def _check(
    check: Check,
    rate_limit: RateLimit,
    rules: Sequence[ManagedRules],
    countries: Countries | None,
    count_only: Mapping[tuple[ManagedRules, str], Waiver],
) -> None:
    check.between("requests of rate_limit", rate_limit.requests, 10, 2_000_000_000)
    check.require(
        rate_limit.window_seconds in WINDOWS,
        f"window_seconds of rate_limit is {rate_limit.window_seconds}",
        f"choose one of {', '.join(map(str, WINDOWS))}",
    )
    check.require(len(set(rules)) == len(rules), "rules has a group twice", "name each group once")
    if countries is not None:
        check.require(len(countries.codes) > 0, "countries is empty", "name a country, or leave it out")
        for code in countries.codes:
            check.matches("a country", code, "[A-Z]{2}", "two capital letters such as DE")
    for group, name in count_only:
        check.require(
            group in rules, f"count_only names {name} of {group}", "name a rule of a group in rules"
        )


def _visible(metric: str) -> dict[str, Any]:
    return {"cloudWatchMetricsEnabled": True, "metricName": metric, "sampledRequestsEnabled": True}


_of_stack: WeakKeyDictionary[Stack, WebAcl] = WeakKeyDictionary()
