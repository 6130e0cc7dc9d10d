"""Resources that the engine's CloudFormation cannot make: taken out of the template, done through the API.

They are CDK's own custom resources, whose functions need SDK modules or command line tools that only AWS's
Lambda image has, and what CloudFormation sets on another resource.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from cloud_constructs.local._adapt.bucket_deployment import deploy_files
from cloud_constructs.local._adapt.parameters import EXPORTS_READER
from cloud_constructs.local._adapt.rewrite import drop, not_emulated
from cloud_constructs.local._adapt.tasks import Perform, Task, with_task
from cloud_constructs.local._assembly.template import Template, construct_path, dependencies, references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloud_constructs.local._assembly.template import Json
    from cloud_constructs.local._engine.clients import Clients

_PROVIDER_TYPES: Final = (
    "AWS::Lambda::Function",
    "AWS::Lambda::LayerVersion",
    "AWS::IAM::Role",
    "AWS::IAM::Policy",
)


def take_over(template: Template, stack: str, account: str, region: str) -> tuple[Template, list[Task]]:
    """Take out what we do ourselves, with providers that nobody else uses; return the work that it leaves."""
    tasks: list[Task] = []
    providers: set[str] = set()
    for logical_id, resource in list(template["Resources"].items()):
        if resource["Type"] not in _PERFORMERS or _is_hosted(resource):
            continue
        properties: dict[str, Json] = dict(resource["Properties"])
        providers |= references(properties.pop("ServiceToken", None))
        if resource["Type"] == "AWS::SES::Template":
            # CloudFormation would make up a name.
            generated = f"{stack}-{logical_id}".replace("/", "-")
            properties["Template"] = {
                "TemplateName": generated,
                **cast("dict[str, Json]", properties["Template"]),
            }
        template, task = with_task(
            template,
            resource,
            construct_path(stack, logical_id, resource),
            _PERFORMERS[resource["Type"]],
            properties,
        )
        tasks.append(task)
        stand_in = not_emulated(logical_id, resource["Type"], account, region)
        known = _attributes(properties)
        template = drop(template, logical_id, lambda name, k=known, s=stand_in: k.get(name, s(name)))
    return _without_unused(template, providers), tasks


def _attributes(properties: Mapping[str, Json]) -> dict[str | None, Json]:
    """Return what other resources may ask a custom resource for, as expressions; None stands for a Ref."""
    known: dict[str | None, Json] = {}
    if log_group := properties.get("LogGroupName"):
        known["LogGroupName"] = known[None] = log_group
    if bucket := properties.get("DestinationBucketName"):
        known["DestinationBucketArn"] = {"Fn::Join": ["", ["arn:aws:s3:::", bucket]]}
    match properties:
        case {"ReaderProps": {"imports": {**imports}}}:
            known |= imports
        case {"Template": {"TemplateName": name}}:
            known[None] = known["Id"] = name
        case _:
            pass
    return known


def _without_unused(template: Template, candidates: set[str]) -> Template:
    """Remove providers that nothing refers to any more, then what only they referred to."""
    while True:
        resources = template["Resources"]
        unused = {
            logical_id
            for logical_id in candidates & set(resources)
            if resources[logical_id]["Type"] in _PROVIDER_TYPES
            and not any(
                logical_id in references(other) or logical_id in dependencies(other)
                for name, other in [*resources.items(), *template.get("Outputs", {}).items()]
                if name != logical_id
            )
        }
        if not unused:
            return template
        for logical_id in unused:
            candidates |= references(resources[logical_id]) | set(dependencies(resources[logical_id]))
        left = {name: resource for name, resource in resources.items() if name not in unused}
        template = template | {"Resources": left}


def _is_hosted(resource: Template) -> bool:
    """Tell whether a rotation is left to a function that AWS itself publishes, and that is not here."""
    return "HostedRotationLambda" in resource.get("Properties", {})


def _nothing(clients: Clients, properties: dict[str, Any]) -> None:
    """Do nothing: buckets go with the engine, and what a stack reads from another region is filled in."""


def _set_notifications(clients: Clients, properties: dict[str, Any]) -> None:
    clients("s3").put_bucket_notification_configuration(
        Bucket=properties["BucketName"],
        NotificationConfiguration=properties["NotificationConfiguration"],
        SkipDestinationValidation=True,
    )


def _restrict_default_group(clients: Clients, properties: dict[str, Any]) -> None:
    ec2 = clients("ec2")
    group = properties["DefaultSecurityGroupId"]
    described = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    if described["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=described["IpPermissions"])
    if described["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=described["IpPermissionsEgress"])


def _set_retention(clients: Clients, properties: dict[str, Any]) -> None:
    logs = clients("logs")
    name = properties["LogGroupName"]
    if not any(
        group["logGroupName"] == name
        for group in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    ):
        logs.create_log_group(logGroupName=name)
    if days := properties.get("RetentionInDays"):
        logs.put_retention_policy(logGroupName=name, retentionInDays=int(days))


def _write_exports(clients: Clients, properties: dict[str, Any]) -> None:
    """Write what another region's stacks refer to where their readers look for it."""
    wanted = properties["WriterProps"]
    ssm = clients.at(clients.account, wanted["region"])("ssm")
    for name, value in wanted["exports"].items():
        ssm.put_parameter(Name=name, Value=value, Type="String", Overwrite=True)


def _set_rotation(clients: Clients, properties: dict[str, Any]) -> None:
    clients("secretsmanager").rotate_secret(
        SecretId=properties["SecretId"],
        RotationLambdaARN=properties["RotationLambdaARN"],
        RotationRules=properties.get("RotationRules", {}),
        RotateImmediately=properties.get("RotateImmediatelyOnUpdate", True),
    )


def _write_template(clients: Clients, properties: dict[str, Any]) -> None:
    template = properties["Template"]
    mail = clients("sesv2")
    content = {
        ours: template[part]
        for ours, part in (("Subject", "SubjectPart"), ("Text", "TextPart"), ("Html", "HtmlPart"))
        if part in template
    }
    wanted = {"TemplateName": template["TemplateName"], "TemplateContent": content}
    try:
        mail.create_email_template(**wanted)
    except mail.exceptions.AlreadyExistsException:
        mail.update_email_template(**wanted)


_PERFORMERS: Final[dict[str, Perform]] = {
    "Custom::S3AutoDeleteObjects": _nothing,
    "Custom::CDKBucketDeployment": deploy_files,
    EXPORTS_READER: _nothing,
    "Custom::CrossRegionExportWriter": _write_exports,
    "Custom::S3BucketNotifications": _set_notifications,
    "Custom::VpcRestrictDefaultSG": _restrict_default_group,
    "Custom::LogRetention": _set_retention,
    "AWS::SecretsManager::RotationSchedule": _set_rotation,
    "AWS::SES::Template": _write_template,
}
