"""APIs (API Gateway), and the web ACL in front of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.validation._aws import UnansweredError
from cloud_constructs.validation.checks._check import DROPPED, Check, compare, has
from cloud_constructs.validation.checks._request import answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource
    from cloud_constructs.validation._live import Live

_REST, _HTTP = ("AWS::ApiGateway::Stage",), ("AWS::ApiGatewayV2::Stage",)
_DIALS: Final = {"ThrottlingRateLimit": "throttlingRateLimit", "ThrottlingBurstLimit": "throttlingBurstLimit"}
_HEADER: Final = "gatewayresponse.header."


def _rest_stage(live: Live) -> dict[str, Any]:
    api = live.id_of(live.resource.properties["RestApiId"])
    return live.ask("apigateway", "get_stage", restApiId=api, stageName=_name(live))


def _http_stage(live: Live) -> dict[str, Any]:
    api = live.id_of(live.resource.properties["ApiId"])
    return live.ask("apigatewayv2", "get_stage", ApiId=api, StageName=_name(live))


def _name(stage: Live) -> str:
    """Return the name of a stage, which CloudFormation may put behind that of its API."""
    return stage.id.rpartition("|")[2]


def _rest_throttle(live: Live) -> Iterator[str]:
    found = _rest_stage(live).get("methodSettings", {})
    for setting in live.resource.entries("MethodSettings"):
        # API Gateway writes a path without the slash before it, and slashes in it as ~1.
        # A path is written without the slash before it, and the slashes in it as ~1.
        path = setting["ResourcePath"].removeprefix("/")
        route = f"{path}/{setting['HttpMethod']}"
        for dial, name in _DIALS.items():
            if dial in setting:
                yield from compare(f"{name} of {route}", found.get(route, {}).get(name), setting[dial])


def _http_throttle(live: Live) -> Iterator[str]:
    found = _http_stage(live).get("DefaultRouteSettings", {})
    for dial in _DIALS:
        yield from compare(dial, found.get(dial), live.wanted("DefaultRouteSettings", dial))


def _rest_logs(live: Live) -> Iterator[str]:
    if not _rest_stage(live).get("accessLogSettings", {}).get("destinationArn"):
        yield "nobody writes down who called it"


def _http_logs(live: Live) -> Iterator[str]:
    if not _http_stage(live).get("AccessLogSettings", {}).get("DestinationArn"):
        yield "nobody writes down who called it"


def _rest_answers(live: Live) -> Iterator[str]:
    (api,) = live.resource.refers_to("RestApiId")
    suffix = "amazonaws.com.cn" if live.region.startswith("cn-") else "amazonaws.com"
    own = f"https://{live.ids[api]}.execute-api.{live.region}.{suffix}/{_name(live)}"
    errors = (
        answer
        for answer in api.template.assembly.of_type("AWS::ApiGateway::GatewayResponse")
        if answer.get("ResponseType") == "DEFAULT_4XX" and api in answer.refers_to("RestApiId")
    )
    promised = {name for answer in errors for name in answer.properties.get("ResponseParameters", {})}
    headers = [name.removeprefix(_HEADER) for name in sorted(promised) if name.startswith(_HEADER)]
    return answers(_address(live, api, own), headers)


def _http_answers(live: Live) -> Iterator[str]:
    own = "" if live.aws.is_emulated else live.ask("apigatewayv2", "get_api", ApiId=live.id)["ApiEndpoint"]
    return answers(_address(live, live.resource, own), ())


def _address(live: Live, api: Resource, own: str) -> str:
    if not live.aws.is_emulated:
        return own
    # The local runner leaves off the last part of a path, which CDK adds to every resource.
    url = live.aws.urls.get(api.path.removesuffix("/Resource"))
    if url is None:
        raise UnansweredError("where an embedded AWS serves it is not known here: validate with --local")
    return url


def _web_acl(live: Live) -> Iterator[str]:
    # What CloudFormation calls an association is made of both ARNs.
    acl, guarded = sorted(live.id.split("|"), key=lambda arn: "/webacl/" not in arn)
    found = live.ask(
        "wafv2", "get_web_acl_for_resource", ResourceArn=guarded, nothing="WAFNonexistentItemException"
    )
    if not found.get("WebACL"):
        yield "no web ACL stands before it"
    else:
        yield from compare("the web ACL", found["WebACL"]["ARN"], acl)


def _rules(live: Live) -> Iterator[str]:
    name, id, scope = live.id.split("|")
    found = live.ask("wafv2", "get_web_acl", Name=name, Id=id, Scope=scope)["WebACL"]
    yield from compare("its default", _only(found["DefaultAction"]), _only(live.wanted("DefaultAction")))
    live_rules, wanted = _actions(found["Rules"]), _actions(live.resource.entries("Rules"))
    for rule in sorted(live_rules.keys() | wanted.keys()):
        yield from compare(f"the action of {rule}", live_rules.get(rule), wanted.get(rule))


def _actions(rules: list[dict[str, Any]]) -> dict[str, str]:
    return {rule["Name"]: _only(rule.get("Action") or rule["OverrideAction"]) for rule in rules}


def _only(choice: dict[str, Any]) -> str:
    return next(iter(choice))


CHECKS = (
    Check(claim="is throttled", types=_REST, find=_rest_throttle, when=has("MethodSettings")),
    Check(
        claim="is throttled",
        types=_HTTP,
        find=_http_throttle,
        when=has("DefaultRouteSettings"),
        not_emulated=DROPPED,
    ),
    Check(
        claim="logs who calls it",
        types=_REST,
        find=_rest_logs,
        when=has("AccessLogSetting"),
        not_emulated="an embedded AWS writes no access log of a REST API",
    ),
    Check(claim="logs who calls it", types=_HTTP, find=_http_logs, when=has("AccessLogSettings")),
    Check(
        claim="answers, with the headers that protect browsers",
        types=_REST,
        find=_rest_answers,
        mend="see the access log of the API, and whether its latest deployment is that of the stage",
    ),
    Check(
        claim="answers",
        types=("AWS::ApiGatewayV2::Api",),
        find=_http_answers,
        when=lambda api: not api.get("DisableExecuteApiEndpoint"),
        mend="see the access log of the API",
    ),
    Check(claim="stands before the API", types=("AWS::WAFv2::WebACLAssociation",), find=_web_acl),
    Check(claim="has the rules of the template", types=("AWS::WAFv2::WebACL",), find=_rules),
)
