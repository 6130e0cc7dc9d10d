import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_cognito as cognito
from harness import (
    Template,
    default_template,
    function,
    http_api,
    new_stack,
    only,
    resources,
    rest_api,
    route,
    synth,
)

from cloud_constructs import (
    ApiRoute,
    ArgumentError,
    Authorizer,
    Cors,
    MappingTemplates,
    Pack,
    RestApi,
    Throttle,
    Waiver,
    WebAcl,
)
from cloud_constructs.testing import assert_no_findings

METHOD = "AWS::ApiGateway::Method"
STAGE = "AWS::ApiGateway::Stage"
PUBLIC = Waiver(reason="Load balancers ask without a token")


def with_route(authorizer: Any = None, **kwargs: Any) -> Template:
    def build(stack: cdk.Stack) -> None:
        api = RestApi(stack, "Api", authorizer=authorizer(stack) if authorizer else Authorizer.iam())
        route(stack, api=api, **kwargs)

    return synth(build)


def users(stack: cdk.Stack) -> Authorizer:
    pool = cognito.UserPool(stack, "Users")
    return Authorizer.cognito(user_pool=pool, clients=[pool.add_client("Web")])


def text_of(joined: dict[str, Any]) -> str:
    return "".join(part if isinstance(part, str) else "*" for part in joined["Fn::Join"][1])


def test_a_route_asks_who_calls_and_checks_what_is_asked() -> None:
    template = default_template("RestApi")
    method = only(template, METHOD)

    assert method["AuthorizationType"] == "AWS_IAM"
    (validator,) = resources(template, "AWS::ApiGateway::RequestValidator")
    assert method["RequestValidatorId"] == {"Ref": validator}
    body = only(template, "AWS::ApiGateway::RequestValidator")
    assert body["ValidateRequestBody"] is True
    assert body["ValidateRequestParameters"] is True


def test_tokens_of_a_user_pool_can_be_asked_for_with_scopes() -> None:
    template = with_route(users, scopes=["orders/read"])

    method = only(template, METHOD)
    assert method["AuthorizationType"] == "COGNITO_USER_POOLS"
    assert method["AuthorizationScopes"] == ["orders/read"]
    assert only(template, "AWS::ApiGateway::Authorizer")["Type"] == "COGNITO_USER_POOLS"


def test_the_same_authorizer_asks_for_tokens_on_an_http_api() -> None:  # CV-3
    def build(stack: cdk.Stack) -> None:
        route(stack, api=http_api(stack, authorizer=users(stack)))

    authorizer = only(synth(build), "AWS::ApiGatewayV2::Authorizer")
    assert authorizer["AuthorizerType"] == "JWT"
    assert len(authorizer["JwtConfiguration"]["Audience"]) == 1


def test_a_function_can_decide_and_only_for_this_authorizer() -> None:
    template = with_route(lambda stack: Authorizer.function(function(stack, "Decide")))

    assert only(template, METHOD)["AuthorizationType"] == "CUSTOM"
    (authorizer_id,) = resources(template, "AWS::ApiGateway::Authorizer")
    arns = [
        body["Properties"]["SourceArn"]["Fn::Join"][1]
        for body in resources(template, "AWS::Lambda::Permission").values()
    ]
    assert any({"Ref": authorizer_id} in parts for parts in arns)


def test_a_route_is_public_only_in_writing() -> None:
    assert only(with_route(public=PUBLIC), METHOD)["AuthorizationType"] == "NONE"


def test_the_function_may_be_invoked_for_this_route_alone() -> None:
    permission = only(with_route(), "AWS::Lambda::Permission")

    assert text_of(permission["SourceArn"]).endswith("/*/GET/orders/*")


def test_requests_are_logged_traced_and_throttled() -> None:
    template = default_template("RestApi")
    stage = only(template, STAGE)

    assert json.loads(stage["AccessLogSetting"]["Format"])["status"] == "$context.status"
    assert stage["TracingEnabled"] is True
    (setting,) = stage["MethodSettings"]
    assert (setting["ThrottlingRateLimit"], setting["ThrottlingBurstLimit"]) == (50, 100)
    assert (setting["LoggingLevel"], setting["DataTraceEnabled"]) == ("ERROR", False)


def test_the_execution_log_is_encrypted_and_there_before_the_stage() -> None:
    template = default_template("RestApi")
    (stage,) = resources(template, STAGE).values()
    groups = resources(template, "AWS::Logs::LogGroup")
    (execution,) = (id for id in groups if id.startswith("ApiExecutionLogs"))

    name = text_of(groups[execution]["Properties"]["LogGroupName"])
    assert name == "API-Gateway-Execution-Logs_*/live"
    assert "KmsKeyId" in groups[execution]["Properties"]
    assert {execution, "RestApiAccount"} <= set(stage["DependsOn"])


def test_the_apis_of_a_stack_share_the_account_setting_and_the_firewall() -> None:
    def build(stack: cdk.Stack) -> None:
        rest_api(stack, "One")
        rest_api(stack, "Two")

    template = synth(build)
    assert len(resources(template, "AWS::ApiGateway::Account")) == 1
    assert len(resources(template, "AWS::WAFv2::WebACL")) == 1
    assert len(resources(template, "AWS::WAFv2::WebACLAssociation")) == 2


def test_the_account_setting_outlives_its_stack() -> None:
    template = default_template("RestApi")

    for id in ("RestApiAccount", "RestApiLogRole", "RestApiLogPolicy"):
        (body,) = (body for name, body in template["Resources"].items() if name.startswith(id))
        assert body["DeletionPolicy"] == "Retain"


def test_a_firewall_of_ones_own_stands_before_the_stage() -> None:  # AS-1
    def build(stack: cdk.Stack) -> None:
        rest_api(stack, web_acl=WebAcl(stack, "Own"))

    template = synth(build)
    (acl,) = resources(template, "AWS::WAFv2::WebACL")
    association = only(template, "AWS::WAFv2::WebACLAssociation")
    assert association["WebACLArn"] == {"Fn::GetAtt": [acl, "Arn"]}


def test_an_api_without_its_firewall_is_found() -> None:
    stack = new_stack()
    rest_api(stack).node.try_remove_child("Firewall")

    with pytest.raises(AssertionError, match="APIG3"):
        assert_no_findings(stack, Pack.AWS_SOLUTIONS)


def test_a_route_can_be_throttled_alone() -> None:
    template = with_route(throttle=Throttle(rate=1, burst=2))

    settings = {
        (setting["ResourcePath"], setting["HttpMethod"]): setting
        for setting in only(template, STAGE)["MethodSettings"]
    }
    alone = settings["/~1orders~1{id}", "GET"]
    assert (alone["ThrottlingRateLimit"], alone["ThrottlingBurstLimit"]) == (1, 2)
    assert alone["LoggingLevel"] == "ERROR"
    assert settings["/*", "*"]["ThrottlingRateLimit"] == 50


def test_errors_of_the_gateway_are_problems() -> None:  # CV-3
    answers = resources(default_template("RestApi"), "AWS::ApiGateway::GatewayResponse").values()

    kinds = {answer["Properties"]["ResponseType"] for answer in answers}
    assert kinds >= {"UNAUTHORIZED", "ACCESS_DENIED", "REQUEST_TOO_LARGE", "THROTTLED", "DEFAULT_4XX"}
    for answer in answers:
        properties = answer["Properties"]
        headers = properties["ResponseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'"
        policy = headers["gatewayresponse.header.Content-Security-Policy"]
        assert policy == "'default-src 'none'; frame-ancestors 'none''"
        template = properties["ResponseTemplates"]["application/json"]
        problem = json.loads(template.replace("$context.error.messageString", '"a message"'))
        assert problem["type"] == "about:blank"
        assert problem["detail"] == "a message"
        assert str(problem.get("status", "None")) == properties.get("StatusCode", "None")


def test_another_answer_makes_another_deployment() -> None:
    def deployment(cors: Cors | None) -> str:
        (id,) = resources(synth(lambda stack: rest_api(stack, cors=cors)), "AWS::ApiGateway::Deployment")
        return id

    assert deployment(None) != deployment(Cors(origins=("https://shop.example.com",)))


def test_cors_names_the_pages_and_asks_nobody_who_they_are() -> None:
    cors = Cors(origins=("https://shop.example.com",), credentials=True)
    template = synth(lambda stack: rest_api(stack, cors=cors))

    methods = [body["Properties"] for body in resources(template, METHOD).values()]
    (preflight,) = (method for method in methods if method["HttpMethod"] == "OPTIONS")
    headers = preflight["Integration"]["IntegrationResponses"][0]["ResponseParameters"]
    assert headers["method.response.header.Access-Control-Allow-Origin"] == "'https://shop.example.com'"
    for answer in resources(template, "AWS::ApiGateway::GatewayResponse").values():
        parameters = answer["Properties"]["ResponseParameters"]
        origin = parameters["gatewayresponse.header.Access-Control-Allow-Origin"]
        assert origin == "'https://shop.example.com'"


def test_two_routes_share_the_resources_of_their_paths() -> None:
    def build(stack: cdk.Stack) -> None:
        api, handler = rest_api(stack), function(stack)
        for method in ("GET", "DELETE"):
            ApiRoute(stack, method, api=api, method=method, path="/orders/{id}", handler=handler)

    parts = [
        body["Properties"]["PathPart"]
        for body in resources(synth(build), "AWS::ApiGateway::Resource").values()
    ]
    assert sorted(parts) == ["orders", "{id}"]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda stack: RestApi(stack, "X", authorizer=Authorizer.jwt(issuer="https://a", audience=["b"])),
            r"does not know callers by tokens of an issuer.*use an HttpApi, or Authorizer.cognito",
        ),
        (
            lambda stack: route(stack, "X", api=rest_api(stack), scopes=["read"]),
            r"known by signatures of IAM.*use Authorizer.cognito",
        ),
        (
            lambda stack: route(stack, "X", templates=MappingTemplates(request="{}")),
            r"HTTP APIs have no mapping templates.*use a RestApi, or parameter_mapping",
        ),
        (
            lambda stack: route(stack, "X", api=rest_api(stack), parameter_mapping=http.ParameterMapping()),
            r"REST APIs have no parameter mapping.*use an HttpApi, or templates",
        ),
        (
            lambda stack: route(stack, "X", api_key_required=True),
            r"HTTP APIs have no usage plans and no API keys.*use a RestApi",
        ),
    ],
    ids=["an issuer", "scopes of signers", "templates", "parameter mapping", "a key"],
)
def test_what_one_kind_cannot_do_names_the_other(build: Any, message: str) -> None:
    with pytest.raises(ArgumentError, match=f"Test/X: .*{message}"):
        build(new_stack())
