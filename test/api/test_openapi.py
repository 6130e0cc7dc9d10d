"""One set of models: REST's checks and the document of either kind."""

from typing import Any

import aws_cdk as cdk
import jsonschema_rs
import pytest
import schemathesis
from api.orders import Missing, NewOrder, Order, Page
from harness import function, http_api, new_stack, only, resources, rest_api, route, synth

from cloud_constructs import ApiRoute, ArgumentError, HttpApi, RestApi, Waiver


def with_models(stack: cdk.Stack, api: HttpApi | RestApi) -> HttpApi | RestApi:
    handler = function(stack, "Orders")
    post: Any = {"method": "POST", "path": "/orders", "request": NewOrder, "response": {201: Order}}
    get: Any = {"method": "GET", "path": "/orders/{id}", "response": {200: Order, 404: Missing}}
    search: Any = {"method": "GET", "path": "/orders", "query": Page, "response": {200: Order, 204: None}}
    for id, keywords in {"Post": post, "Get": get, "Search": search}.items():
        ApiRoute(stack, id, api=api, handler=handler, **keywords)
    return api


def document(kind: Any = http_api) -> dict[str, Any]:
    stack = new_stack()
    return with_models(stack, kind(stack)).openapi("2.1.0")


def test_the_document_says_what_the_models_say() -> None:  # CV-3
    made = document()

    assert made["openapi"] == "3.1.0"
    assert made["info"] == {"title": "Api", "version": "2.1.0"}
    post = made["paths"]["/orders"]["post"]
    assert post["operationId"] == "post-orders"
    assert post["security"] == [{"caller": []}]
    body = post["requestBody"]["content"]["application/json"]["schema"]
    new_order = made["components"]["schemas"][body["$ref"].rpartition("/")[2]]
    assert new_order["required"] == ["lines"]
    assert set(post["responses"]) == {"201", "default"}


def test_a_schema_in_the_document_judges_like_the_model() -> None:
    made = document()

    schema = {"$ref": "#/components/schemas/NewOrder", "components": made["components"]}
    validator = jsonschema_rs.Draft202012Validator(schema)
    assert validator.is_valid({"lines": [{"article": "A", "count": 1}]})
    assert not validator.is_valid({"lines": [{"article": "A", "count": 0}]})


def test_parameters_come_from_the_path_and_the_query() -> None:
    paths = document()["paths"]

    (id,) = paths["/orders/{id}"]["get"]["parameters"]
    assert (id["name"], id["in"], id["required"]) == ("id", "path", True)
    query = {parameter["name"]: parameter for parameter in paths["/orders"]["get"]["parameters"]}
    assert {name: parameter["required"] for name, parameter in query.items()} == {
        "limit": False,
        "after": True,
    }
    assert query["limit"]["schema"]["maximum"] == 100


def test_an_error_is_a_problem_and_no_content_is_none() -> None:
    paths = document()["paths"]

    assert set(paths["/orders/{id}"]["get"]["responses"]["404"]["content"]) == {"application/problem+json"}
    assert "content" not in paths["/orders"]["get"]["responses"]["204"]


def test_both_kinds_of_api_have_the_same_document_but_for_what_they_refuse_themselves() -> None:
    http, rest = document(http_api), document(rest_api)

    assert rest["paths"].pop("/")
    refusals = http["components"]["responses"]["Problem"]["content"].pop("application/json")
    assert set(refusals["schema"]["properties"]) == {"message"}
    assert rest == http


def test_another_tool_reads_it() -> None:
    loaded = schemathesis.openapi.from_dict(document())

    assert {result.ok().label for result in loaded.get_all_operations()} == {
        *("POST /orders", "GET /orders", "GET /orders/{id}")
    }


def test_public_routes_and_keys_are_told() -> None:
    stack = new_stack()
    api = rest_api(stack)
    public = Waiver(reason="Load balancers ask without a token")
    route(stack, "Open", api=api, path="/health", public=public)
    ApiRoute(
        stack,
        "Paid",
        api=api,
        method="GET",
        path="/paid",
        handler=function(stack, "Paying"),
        api_key_required=True,
    )

    made = api.openapi()
    assert made["paths"]["/health"]["get"]["security"] == []
    assert made["paths"]["/paid"]["get"]["security"] == [{"caller": [], "apiKey": []}]
    assert made["components"]["securitySchemes"]["apiKey"]["name"] == "x-api-key"


def test_a_path_that_takes_the_rest_is_a_parameter() -> None:
    stack = new_stack()
    api = http_api(stack)
    route(stack, api=api, path="/files/{path+}")

    (operation,) = api.openapi()["paths"]["/files/{path}"].values()
    assert [parameter["name"] for parameter in operation["parameters"]] == ["path"]


def test_a_rest_api_checks_bodies_and_parameters() -> None:  # AS-4
    template = synth(lambda stack: with_models(stack, rest_api(stack)))

    methods = {
        body["Properties"]["HttpMethod"]: body["Properties"]
        for id, body in resources(template, "AWS::ApiGateway::Method").items()
        if id.startswith(("Post", "Search"))
    }
    (model,) = resources(template, "AWS::ApiGateway::Model")
    assert methods["POST"]["RequestModels"] == {
        "application/json": {"Ref": model},
        "$default": {"Ref": model},
    }
    assert methods["GET"]["RequestParameters"] == {
        "method.request.querystring.limit": False,
        "method.request.querystring.after": True,
    }
    validator = jsonschema_rs.Draft4Validator(only(template, "AWS::ApiGateway::Model")["Schema"])
    assert validator.is_valid({"lines": [{"article": "A", "count": 1}]})
    assert not validator.is_valid({"lines": [{"article": "A", "count": 101}]})


def test_another_schema_makes_another_deployment() -> None:
    def deployment(model: Any) -> str:
        def build(stack: cdk.Stack) -> None:
            route(stack, api=rest_api(stack), method="POST", path="/orders", request=model)

        (id,) = resources(synth(build), "AWS::ApiGateway::Deployment")
        return id

    assert deployment(NewOrder) != deployment(Order)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"request": NewOrder}, "GET has a request.*use query"),
        ({"response": {200: "Order"}}, r"the response 200 is 'Order'.*derives from pydantic.BaseModel"),
        ({"query": dict}, r"query is <class 'dict'>.*derives from pydantic.BaseModel"),
    ],
    ids=["a body of a GET", "a name of a model", "no model"],
)
def test_a_wrong_model_is_refused(keywords: Any, message: str) -> None:
    with pytest.raises(ArgumentError, match=f"Test/X: .*{message}"):
        route(new_stack(), "X", **keywords)


@pytest.mark.parametrize("make", [http_api, rest_api])
def test_a_route_is_there_once(make: Any) -> None:
    stack = new_stack()
    api, handler = make(stack), function(stack)
    ApiRoute(stack, "One", api=api, method="GET", path="/orders", handler=handler)

    with pytest.raises(ArgumentError, match=r"Test/Two: the API has GET /orders already"):
        ApiRoute(stack, "Two", api=api, method="GET", path="/orders", handler=handler)
