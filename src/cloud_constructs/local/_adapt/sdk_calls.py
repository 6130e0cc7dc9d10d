"""Makes AwsCustomResource run: its own handler needs the SDK for JavaScript, and the engine has stubs only.

The function that makes the calls gets our handler, which makes them with boto3; so CloudFormation still asks
it in its own order, on update and on delete as well.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.local._adapt.rewrite import not_emulated
from cloud_constructs.local._assembly.template import attributes_asked_for, references

if TYPE_CHECKING:
    from cloud_constructs.local._assembly.template import Template

# CDK names the function after AwsCustomResource.PROVIDER_FUNCTION_UUID in every app; the type of the
# resources is the user's to choose.
_PROVIDER: Final = "AWS679f53fac002430cb0da5b7982bd2287"
_HANDLER: Final = Path(__file__).with_name("sdk_call_handler.py")


def with_own_sdk_calls(template: Template, account: str, region: str) -> tuple[Template, set[str]]:
    """Return the template with our handler, and the resources that it makes with the functions it is in."""
    resources: Template = dict(template["Resources"])
    providers = {
        logical_id
        for logical_id, resource in resources.items()
        if logical_id.startswith(_PROVIDER) and resource["Type"] == "AWS::Lambda::Function"
    }
    made = {
        logical_id
        for logical_id, resource in resources.items()
        if references(resource.get("Properties", {}).get("ServiceToken")) & providers
    }
    for logical_id in providers:
        resources[logical_id] = _with_properties(
            resources[logical_id],
            Runtime=f"python{sys.version_info.major}.{sys.version_info.minor}",
            Handler="index.handler",
            Code={"ZipFile": _HANDLER.read_text()},
        )
    for logical_id in made:
        literal = not_emulated(logical_id, resources[logical_id]["Type"], account, region)
        asked = attributes_asked_for(template, logical_id)
        # What the handler answers if it turns out that the engine does not know the service or the action.
        stand_in = {"PhysicalResourceId": literal(None), "Data": {name: literal(name) for name in asked}}
        resources[logical_id] = _with_properties(resources[logical_id], CloudConstructsLocalStandIn=stand_in)
    return template | {"Resources": resources}, providers | made


def _with_properties(resource: Template, **properties: Any) -> Template:  # noqa: ANN401  JSON
    return resource | {"Properties": resource["Properties"] | properties}
