import aws_cdk as cdk
from harness import function, only, resources, rest_api, synth

from cloud_constructs import ApiRoute, Quota, QuotaPeriod, RestApi, Throttle, UsagePlan


def with_route(stack: cdk.Stack) -> RestApi:
    api = rest_api(stack)
    handler = function(stack, "Orders")
    ApiRoute(stack, "List", api=api, method="GET", path="/orders", handler=handler, api_key_required=True)
    return api


def plan(stack: cdk.Stack) -> UsagePlan:
    return UsagePlan(
        stack,
        "Partners",
        api=with_route(stack),
        clients=["acme", "globex"],
        quota=Quota(requests=1000, period=QuotaPeriod.WEEK),
        throttle=Throttle(rate=5, burst=10),
    )


def test_clients_have_keys_quotas_and_throttles() -> None:  # CV-3, AS-4
    template = synth(plan)
    body = only(template, "AWS::ApiGateway::UsagePlan")

    assert body["Quota"] == {"Limit": 1000, "Period": "WEEK"}
    assert body["Throttle"] == {"RateLimit": 5, "BurstLimit": 10}
    uses = [
        use["Properties"]["KeyId"]["Ref"]
        for use in resources(template, "AWS::ApiGateway::UsagePlanKey").values()
    ]
    assert sorted(uses) == sorted(resources(template, "AWS::ApiGateway::ApiKey"))
    assert len(uses) == 2


def test_no_key_stands_in_the_template() -> None:
    for key in resources(synth(plan), "AWS::ApiGateway::ApiKey").values():
        assert "Value" not in key["Properties"]


def test_a_key_does_not_replace_the_authoriser() -> None:
    methods = resources(synth(plan), "AWS::ApiGateway::Method")
    (method,) = (body["Properties"] for id, body in methods.items() if id.startswith("List"))

    assert method["ApiKeyRequired"] is True
    assert method["AuthorizationType"] == "AWS_IAM"


def test_a_page_shows_a_key_that_anybody_may_know() -> None:  # AS-4
    def build(stack: cdk.Stack) -> UsagePlan:
        return UsagePlan(
            stack,
            "Page",
            api=with_route(stack),
            clients=["page", "acme"],
            throttle=Throttle(rate=100, burst=200),
            public_keys={"page": "the-page-of-the-shop"},
        )

    keys = resources(synth(build), "AWS::ApiGateway::ApiKey")
    assert [key["Properties"].get("Value") for key in keys.values()] == ["the-page-of-the-shop", None]
