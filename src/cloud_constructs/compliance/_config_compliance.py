"""ConfigCompliance: what the account has become is held to rules, told to people and put right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aws_cdk import Names
from aws_cdk import aws_config as config
from constructs import Construct

from cloud_constructs.compliance._config_recorder import ConfigRecorder
from cloud_constructs.compliance._config_rule import DEFAULT_RULES, ConfigRule
from cloud_constructs.compliance._remediation import AutomaticRemediation, Remediation
from cloud_constructs.core import L3, AlarmTarget, Check, create, grant, read
from cloud_constructs.messaging import EventNotice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_iam as iam

    from cloud_constructs.messaging import AlertTopic
    from cloud_constructs.storage import SecureBucket

# https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html
LARGEST_PACK = 51_200
LONGEST_NAME = 256


class ConfigCompliance(L3):
    """Rules of AWS Config, with a recorder, notices and remediation.

    It promises that every resource of the region is recorded, that somebody is told of each resource that
    breaks a rule and of each remediation that failed, and that what is put right automatically is put right
    by a role that can do nothing else.

    An account has one recorder in a region: where another stack, Control Tower or the organisation has made
    it, say so with `existing_recorder`. Security Hub's control Config.1 asks for the service-linked role in
    place of the recorder's own; its parameter `includeConfigServiceLinkedRoleCheck` says that another is
    fine.

    Args:
        alerts: Who is told.
        rules: What resources are held to.
        remediate: What is put right automatically; its rule stands in `rules`.
        conformance_packs: Files with further rules, by the packs' names, up to 51,200 bytes each
            (https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html).
        bucket: Where history and snapshots are kept, and with whose key; by default a bucket of its own that
            keeps them for a year. It has no `object_lock`, to which AWS Config does not deliver.
        global_resources: Whether users, roles and policies are recorded here: in one region of an account.
        existing_recorder: Whether the account records in this region already.

    Raises:
        ArgumentError: There is no rule, one is there twice or malformed, a remediation has no rule, a pack is
            no file or too large, or an existing recorder comes with settings for a new one.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlertTopic, ConfigCompliance, Remediation

        stack = cdk.Stack(cdk.App(), "Shop")
        alerts = AlertTopic(stack, "Alerts")
        ConfigCompliance(stack, "Rules", alerts=alerts, remediate=[Remediation.PUBLIC_BUCKETS])
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        alerts: AlertTopic,
        rules: Sequence[ConfigRule] = DEFAULT_RULES,
        remediate: Sequence[Remediation] = (),
        conformance_packs: Mapping[str, str | Path] | None = None,
        bucket: SecureBucket | None = None,
        global_resources: bool = True,
        existing_recorder: bool = False,
    ) -> None:
        check = Check(scope, id)
        _check(check, rules, remediate)
        packs = {name: _read(check, name, file) for name, file in (conformance_packs or {}).items()}
        check.require(
            not existing_recorder or bucket is None,
            "existing_recorder comes with a bucket, which only a new recorder writes to",
            "leave one of them out",
        )
        super().__init__(scope, id)
        self._id = id
        self._recorder = (
            None
            if existing_recorder
            else ConfigRecorder(self, "Recorder", bucket=bucket, global_resources=global_resources)
        )
        # A rule cannot be made before there is a recorder: one dependency for all of them.
        held = Construct(self, "Held")
        if self._recorder is not None:
            held.node.add_dependency(self._recorder)
        self._rules = {rule.identifier: _make(held, rule) for rule in rules}
        self._remediations = {
            each: AutomaticRemediation(self, each.value, remediation=each, rule=self._rules[each.rule])
            for each in remediate
        }
        self._packs = {name: _make_pack(held, name, body) for name, body in packs.items()}
        self._notices = [self._tell_of_breaches(alerts)]
        if remediate:
            self._notices.append(self._tell_of_failures(alerts, remediate))

    def _tell_of_breaches(self, alerts: AlertTopic) -> EventNotice:
        return EventNotice(
            self,
            "Breaches",
            alerts=alerts,
            pattern={
                "source": ["aws.config"],
                "detail-type": ["Config Rules Compliance Change"],
                "detail": {
                    "messageType": ["ComplianceChangeNotification"],
                    "newEvaluationResult": {"complianceType": ["NON_COMPLIANT"]},
                },
            },
            text="The <type> <resource> breaks the rule <rule>, in <region>",
            fields={
                "type": "$.detail.resourceType",
                "resource": "$.detail.resourceId",
                "rule": "$.detail.configRuleName",
                "region": "$.region",
            },
        )

    def _tell_of_failures(self, alerts: AlertTopic, remediate: Sequence[Remediation]) -> EventNotice:
        return EventNotice(
            self,
            "Failures",
            alerts=alerts,
            pattern={
                "source": ["aws.ssm"],
                "detail-type": ["EC2 Automation Execution Status-change Notification"],
                "detail": {
                    "Definition": [each.document for each in remediate],
                    "Status": ["Cancelled", "Failed", "TimedOut"],
                },
            },
            text="A remediation did not succeed: <document>, execution <execution>, status <status>",
            fields={
                "document": "$.detail.Definition",
                "execution": "$.detail.ExecutionId",
                "status": "$.detail.Status",
            },
        )

    @property
    def recorder(self) -> ConfigRecorder | None:
        """What records; `None` if the account does already."""
        return self._recorder

    @property
    def rules(self) -> dict[str, config.CfnConfigRule]:
        """The rules by their identifiers."""
        return dict(self._rules)

    @property
    def remediations(self) -> dict[Remediation, AutomaticRemediation]:
        """What puts things right."""
        return dict(self._remediations)

    @property
    def conformance_packs(self) -> dict[str, config.CfnConformancePack]:
        """The packs by their names."""
        return dict(self._packs)

    def grant_report(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal read which resources keep to the rules, and which do not."""
        actions = ["config:DescribeComplianceByConfigRule", "config:GetComplianceDetailsByConfigRule"]
        return grant(grantee, actions, [read(rule, "attr_arn") for rule in self._rules.values()])

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return what tells of breaches, and where notices wait that could not be delivered."""
        name = name or self._id
        return [each for notice in self._notices for each in notice.alarm_targets(f"{name}{notice.node.id}")]


def _check(check: Check, rules: Sequence[ConfigRule], remediate: Sequence[Remediation]) -> None:
    check.require(len(rules) > 0, "rules is empty", "name a rule, or leave rules out")
    for rule in rules:
        rule.check(check)
    identifiers = [rule.identifier for rule in rules]
    for name, given in (("rules", identifiers), ("remediate", remediate)):
        check.require(len(set(given)) == len(given), f"{name} has one twice", "name each once")
    for each in remediate:
        check.require(
            each.rule in identifiers,
            f"remediate has {each.value}, whose rule is not there",
            f"add ConfigRule({each.rule!r}) to rules",
        )


def _read(check: Check, name: str, file: str | Path) -> str:
    check.matches("the name of a conformance pack", name, "[A-Za-z][A-Za-z0-9]{0,40}", "letters and digits")
    path = Path(file)
    check.require(path.is_file(), f"the conformance pack {name} is no file: {file}", "name a file")
    body = path.read_text(encoding="utf-8")
    check.between(f"the size of the conformance pack {name}", len(body.encode()), 1, LARGEST_PACK, "bytes")
    return body


def _make(scope: Construct, rule: ConfigRule) -> config.CfnConfigRule:
    return create(
        config.CfnConfigRule,
        config.CfnConfigRuleProps,
        scope,
        rule.id,
        input_parameters=dict(rule.parameters) or None,
        source={"owner": "AWS", "sourceIdentifier": rule.identifier},
    )


def _make_pack(scope: Construct, name: str, body: str) -> config.CfnConformancePack:
    unique = Names.unique_resource_name(scope, max_length=LONGEST_NAME - len(name) - 1, separator="-")
    return create(
        config.CfnConformancePack,
        config.CfnConformancePackProps,
        scope,
        f"Pack{name}",
        conformance_pack_name=f"{unique}-{name}",
        template_body=body,
    )
