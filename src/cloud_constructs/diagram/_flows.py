"""Who calls, reads and writes what: from what wires resources together, and from what roles may do."""

from __future__ import annotations

from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.diagram._names import PhysicalNames
from cloud_constructs.guardrails._values import entries, is_object

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cloud_constructs.guardrails import Assembly
    from cloud_constructs.guardrails._assembly import Resource


class Verb(StrEnum):
    """What flows, a call or event, or data; the weightiest first."""

    CALLS = "calls"
    WRITES = "writes"
    READS = "reads"


def weightiest(verbs: frozenset[Verb]) -> Verb:
    """Return the verb that decides how a flow looks."""
    return next(verb for verb in Verb if verb in verbs)


Flows = dict[tuple["Resource", "Resource"], frozenset[Verb]]

SELF: Final = ()
"""Stands for the resource itself, where others name a property."""

# A resource of this type leads from what the first property names to what the second does.
_WIRES: Final[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = (
    ("AWS::ApiGateway::Authorizer", ("RestApiId",), ("ProviderARNs",)),
    ("AWS::ApiGateway::Method", ("RestApiId",), ("Integration",)),
    ("AWS::ApiGateway::RestApi", SELF, ("Body",)),
    ("AWS::ApiGatewayV2::Api", SELF, ("Body",)),
    ("AWS::ApiGatewayV2::Authorizer", ("ApiId",), ("JwtConfiguration",)),
    ("AWS::ApiGatewayV2::Integration", ("ApiId",), ("IntegrationUri",)),
    ("AWS::CloudFront::Distribution", SELF, ("DistributionConfig", "Origins")),
    ("AWS::CloudFront::Distribution", ("DistributionConfig", "WebACLId"), SELF),
    ("AWS::CodePipeline::Pipeline", SELF, ("Stages",)),
    ("AWS::Cognito::UserPool", SELF, ("LambdaConfig",)),
    ("AWS::Events::Rule", ("EventBusName",), SELF),
    ("AWS::Events::Rule", ("EventPattern",), SELF),
    ("AWS::Events::Rule", SELF, ("Targets",)),
    ("AWS::Lambda::EventSourceMapping", ("EventSourceArn",), ("FunctionName",)),
    ("AWS::Lambda::Permission", ("SourceArn",), ("FunctionName",)),
    ("AWS::Pipes::Pipe", ("Source",), SELF),
    ("AWS::Pipes::Pipe", SELF, ("Enrichment",)),
    ("AWS::Pipes::Pipe", SELF, ("Target",)),
    ("AWS::S3::Bucket", SELF, ("NotificationConfiguration",)),
    ("AWS::SNS::Subscription", ("TopicArn",), ("Endpoint",)),
    ("AWS::Scheduler::Schedule", SELF, ("Target", "Arn")),
    ("AWS::SecretsManager::RotationSchedule", ("SecretId",), ("RotationLambdaARN",)),
    ("AWS::WAFv2::WebACLAssociation", ("WebACLArn",), ("ResourceArn",)),
    ("Custom::S3BucketNotifications", ("BucketName",), ("NotificationConfiguration",)),
)

# What is not a part, but stands for one: by the property that names it.
_STANDS_FOR: Final = {
    "AWS::ApiGateway::Stage": "RestApiId",
    "AWS::ApiGatewayV2::Stage": "ApiId",
    "AWS::Cognito::UserPoolClient": "UserPoolId",
    "AWS::Lambda::Alias": "FunctionName",
    "AWS::Lambda::Url": "TargetFunctionArn",
    "AWS::Lambda::Version": "FunctionName",
    "AWS::S3::AccessPoint": "Bucket",
}

_POLICIES: Final = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
_CALLS: Final = ("Invoke", "Publish", "PutEvents", "PutRecord", "Send", "Start")
_READS: Final = ("BatchGet", "ConditionCheck", "Describe", "Get", "Head", "List", "Query", "Scan", "Select")
# How a function's poller asks; the event source mapping says the same the other way round.
_POLLS: Final = frozenset(
    {
        *("ChangeMessageVisibility", "DeleteMessage", "ReceiveMessage"),
        *("GetRecords", "GetShardIterator", "ListShards"),
    }
)
# Asks about a resource, not for what is in it.
_ASKS: Final = ("Describe", "GetBucketLocation", "GetQueueAttributes", "GetQueueUrl", "ListStreams")


def flows_between(assembly: Assembly, parts: Collection[Resource]) -> Flows:
    """Return what flows from one part to another, in the order of the parts."""
    return _Flows(assembly, parts).found()


class _Flows:
    def __init__(self, assembly: Assembly, parts: Collection[Resource]) -> None:
        self._assembly = assembly
        self._parts = parts
        self._names = PhysicalNames(assembly)
        self._statements = self._statements_by_role()

    def found(self) -> Flows:
        wired = {(a, b): frozenset({Verb.CALLS}) for a, b in self._wired() if a is not b}
        flows = dict(wired)
        for source, target, action in self._allowed():
            name = action.partition(":")[2]
            if source is target or name.startswith(_ASKS) or (name in _POLLS and (target, source) in wired):
                continue
            flows[source, target] = flows.get((source, target), frozenset()) | _verbs(name)
        place = {part: number for number, part in enumerate(self._parts)}
        return {
            ends: flows[ends] for ends in sorted(flows, key=lambda ends: (place[ends[0]], place[ends[1]]))
        }

    def _wired(self) -> Iterator[tuple[Resource, Resource]]:
        for type, source, target in _WIRES:
            for wire in self._assembly.of_type(type):
                yield from product(self._named(wire, source), self._named(wire, target))

    def _named(self, wire: Resource, keys: tuple[str, ...]) -> list[Resource]:
        """Return the parts that a property names."""
        if keys == SELF:
            return [wire] if wire in self._parts else []
        value: Any = wire.properties
        for key in keys:
            value = value.get(key) if is_object(value) else None
        return list(self._parts_in(wire, value))

    def _parts_in(self, owner: Resource, value: Any) -> Iterator[Resource]:  # noqa: ANN401
        for found in (*owner.template.resolve(value), *self._names.in_value(value)):
            if found in self._parts:
                yield found
            elif key := _STANDS_FOR.get(found.type):
                yield from self._parts_in(found, found.properties.get(key))

    def _allowed(self) -> Iterator[tuple[Resource, Resource, str]]:
        """Yield who may do what to whom."""
        for part in self._parts:
            own = {key: value for key, value in part.properties.items() if key != "Environment"}
            for role in part.template.resolve(own):
                for owner, statement in self._statements.get(role, ()):
                    if statement.get("Effect") == "Allow":
                        targets = list(self._parts_in(owner, statement.get("Resource")))
                        yield from (
                            (part, *pair) for pair in product(targets, entries(statement.get("Action")))
                        )

    def _statements_by_role(self) -> dict[Resource, list[tuple[Resource, dict[str, Any]]]]:
        found: dict[Resource, list[tuple[Resource, dict[str, Any]]]] = {}
        for policy in self._assembly.of_type(*_POLICIES):
            for role in policy.refers_to("Roles"):
                found.setdefault(role, []).extend(_statements(policy, policy.properties))
        for role in self._assembly.of_type("AWS::IAM::Role"):
            own = found.setdefault(role, [])
            for inline in role.entries("Policies"):
                own.extend(_statements(role, inline))
            for policy in role.refers_to("ManagedPolicyArns"):
                own.extend(_statements(policy, policy.properties))
        return found


def _statements(owner: Resource, policy: dict[str, Any]) -> Iterator[tuple[Resource, dict[str, Any]]]:
    document: dict[str, Any] = policy.get("PolicyDocument") or {}
    yield from ((owner, statement) for statement in entries(document.get("Statement")))


def _verbs(action: str) -> frozenset[Verb]:
    if action == "*":
        return frozenset(Verb)
    if action.startswith(_CALLS):
        return frozenset({Verb.CALLS})
    return frozenset({Verb.READS if action.startswith(_READS) else Verb.WRITES})
