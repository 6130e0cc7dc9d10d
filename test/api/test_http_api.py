import json

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as http
from harness import default_template, function, http_api, only, resources, route, synth

from cloud_constructs import ApiRoute, Authorizer, Cors, Throttle, Waiver

ROUTE = "AWS::ApiGatewayV2::Route"
STAGE = "AWS::ApiGatewayV2::Stage"
PUBLIC = Waiver(reason="Load balancers ask without a token")


def test_a_route_asks_who_calls() -> None:
    body = only(default_template("ApiRoute"), ROUTE)

    assert body["RouteKey"] == "GET /orders/{id}"
    assert body["AuthorizationType"] == "AWS_IAM"


def test_tokens_of_an_issuer_can_be_asked_for_with_scopes() -> None:
    def build(stack: cdk.Stack) -> None:
        jwt = Authorizer.jwt(issuer="https://login.example.com", audience=["shop"])
        route(stack, api=http_api(stack, authorizer=jwt), scopes=["orders/read"])

    template = synth(build)
    assert only(template, ROUTE)["AuthorizationType"] == "JWT"
    assert only(template, ROUTE)["AuthorizationScopes"] == ["orders/read"]
    authorizer = only(template, "AWS::ApiGatewayV2::Authorizer")
    assert authorizer["JwtConfiguration"] == {
        "Audience": ["shop"],
        "Issuer": "https://login.example.com",
    }


def test_a_function_can_decide() -> None:
    def build(stack: cdk.Stack) -> None:
        decide = Authorizer.function(function(stack, "Decide"))
        route(stack, api=http_api(stack, authorizer=decide))

    template = synth(build)
    assert only(template, ROUTE)["AuthorizationType"] == "CUSTOM"
    assert only(template, "AWS::ApiGatewayV2::Authorizer")["EnableSimpleResponses"] is True


def test_a_route_is_public_only_in_writing() -> None:
    assert only(synth(lambda stack: route(stack, public=PUBLIC)), ROUTE)["AuthorizationType"] == "NONE"


def test_requests_are_written_down_and_throttled() -> None:
    template = default_template("HttpApi")
    stage = only(template, STAGE)

    assert json.loads(stage["AccessLogSettings"]["Format"])["status"] == "$context.status"
    assert "KmsKeyId" in only(template, "AWS::Logs::LogGroup")
    assert stage["DefaultRouteSettings"] == {"ThrottlingBurstLimit": 100, "ThrottlingRateLimit": 50}


def test_a_route_can_be_throttled_alone_and_the_stage_waits_for_it() -> None:
    template = synth(lambda stack: route(stack, throttle=Throttle(rate=1, burst=2)))
    (stage,) = resources(template, STAGE).values()
    (route_id,) = resources(template, ROUTE)

    assert stage["Properties"]["RouteSettings"] == {
        "GET /orders/{id}": {"ThrottlingRateLimit": 1, "ThrottlingBurstLimit": 2}
    }
    assert route_id in stage["DependsOn"]


def test_two_throttled_routes_keep_their_own_limits() -> None:
    def build(stack: cdk.Stack) -> None:
        api, handler = http_api(stack), function(stack)
        for number, path in enumerate(("/one", "/two"), start=1):
            throttle = Throttle(rate=number, burst=number)
            ApiRoute(
                stack, f"R{number}", api=api, method="GET", path=path, handler=handler, throttle=throttle
            )

    settings = only(synth(build), STAGE)["RouteSettings"]
    assert {key: value["ThrottlingRateLimit"] for key, value in settings.items()} == {
        "GET /one": 1,
        "GET /two": 2,
    }


def test_the_function_may_be_invoked_for_this_route_alone() -> None:
    permission = only(default_template("ApiRoute"), "AWS::Lambda::Permission")

    assert permission["SourceArn"]["Fn::Join"][1][-1].endswith("/*/GET/orders/{id}") or permission[
        "SourceArn"
    ]["Fn::Join"][1][-1].endswith("/*/*/orders/{id}")


def test_cors_names_the_pages() -> None:
    cors = Cors(origins=("https://shop.example.com",), credentials=True)
    body = only(synth(lambda stack: http_api(stack, cors=cors)), "AWS::ApiGatewayV2::Api")

    assert body["CorsConfiguration"]["AllowOrigins"] == ["https://shop.example.com"]
    assert body["CorsConfiguration"]["AllowCredentials"] is True


def test_parameters_are_changed_on_the_way_to_the_function() -> None:  # CV-3
    mapping = http.ParameterMapping().append_header("x-api", http.MappingValue.custom("shop"))
    integration = only(
        synth(lambda stack: route(stack, parameter_mapping=mapping)), "AWS::ApiGatewayV2::Integration"
    )

    assert integration["RequestParameters"] == {"append:header.x-api": "shop"}
