"""Settings that the engine's CloudFormation drops although its API knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.local._adapt.at_rest import settings_at_rest
from cloud_constructs.local._adapt.tasks import Task, with_task
from cloud_constructs.local._assembly.template import Template, construct_path, references

if TYPE_CHECKING:
    from cloud_constructs.local._assembly.template import Json
    from cloud_constructs.local._engine.clients import Clients

_SCHEDULE_SETTINGS: Final = ("GroupName", "ScheduleExpressionTimezone", "StartDate", "EndDate", "KmsKeyArn")
_SCHEDULE_PARTS: Final = ("ScheduleExpression", "FlexibleTimeWindow", "Target", "State", "Description")


def with_fixups(template: Template, stack: str) -> tuple[Template, list[Task]]:
    """Return the tasks that set what CloudFormation would have set."""
    tasks: list[Task] = []
    for logical_id, resource in list(template["Resources"].items()):
        properties: dict[str, Any] = resource.get("Properties", {})
        path = construct_path(stack, logical_id, resource)
        if resource["Type"] == "AWS::ApiGatewayV2::Api" and "CorsConfiguration" in properties:
            wanted = {"ApiId": {"Ref": logical_id}, "CorsConfiguration": properties["CorsConfiguration"]}
            template, task = with_task(template, resource, path, _set_cors, wanted)
            tasks.append(task)
        if resource["Type"] == "AWS::Scheduler::Schedule":
            settings = {name: properties[name] for name in _SCHEDULE_SETTINGS if name in properties}
            wanted = settings | {"Name": {"Ref": logical_id}}
            template, task = with_task(template, resource, path, _set_schedule, wanted)
            tasks.append(task)
        if resource["Type"] == "AWS::ApiGateway::RestApi":
            validated = _validated_methods(template, logical_id)
            if validated:
                template, task = with_task(template, resource, path, _set_validators, validated)
                tasks.append(task)
        if at_rest := settings_at_rest(logical_id, resource):
            template, task = with_task(template, resource, path, *at_rest)
            tasks.append(task)
    return template, tasks


def _validated_methods(template: Template, api: str) -> dict[str, Any] | None:
    mine = [
        (resource["Type"], resource["Properties"])
        for resource in template["Resources"].values()
        if api in references(resource.get("Properties", {}).get("RestApiId"))
    ]
    methods = [
        {
            "ResourceId": properties["ResourceId"],
            "HttpMethod": properties["HttpMethod"],
            "Validator": _validator(template, properties["RequestValidatorId"]),
        }
        for kind, properties in mine
        if kind == "AWS::ApiGateway::Method"
        and references(properties.get("RequestValidatorId")) & set(template["Resources"])
    ]
    stages = [properties["StageName"] for kind, properties in mine if kind == "AWS::ApiGateway::Stage"]
    return {"RestApiId": {"Ref": api}, "Methods": methods, "Stages": stages} if methods else None


def _validator(template: Template, reference: Json) -> dict[str, bool]:
    """Return what a method's validator looks at; the engine forgets it along with the validator."""
    (logical_id,) = references(reference)
    properties = template["Resources"][logical_id]["Properties"]
    return {
        "validateRequestBody": properties.get("ValidateRequestBody", False),
        "validateRequestParameters": properties.get("ValidateRequestParameters", False),
    }


def _set_cors(clients: Clients, properties: dict[str, Any]) -> None:
    clients("apigatewayv2").update_api(**properties)


def _set_schedule(clients: Clients, properties: dict[str, Any]) -> None:
    scheduler = clients("scheduler")
    schedule = {name: properties[name] for name in ("Name", "GroupName") if name in properties}
    # An update replaces the whole schedule, so what it has goes with it.
    found = scheduler.get_schedule(**schedule)
    kept = {name: found[name] for name in _SCHEDULE_PARTS if name in found}
    scheduler.update_schedule(**kept, **properties)


def _set_validators(clients: Clients, properties: dict[str, Any]) -> None:
    api = clients("apigateway")
    for number, method in enumerate(properties["Methods"]):
        validator = api.create_request_validator(
            restApiId=properties["RestApiId"], name=f"method-{number}", **method["Validator"]
        )
        api.update_method(
            restApiId=properties["RestApiId"],
            resourceId=method["ResourceId"],
            httpMethod=method["HttpMethod"],
            patchOperations=[{"op": "replace", "path": "/requestValidatorId", "value": validator["id"]}],
        )
    for stage in properties["Stages"]:
        api.create_deployment(restApiId=properties["RestApiId"], stageName=stage)
