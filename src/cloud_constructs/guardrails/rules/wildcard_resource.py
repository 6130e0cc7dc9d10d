"""WildcardResource: a statement allows actions on resources that it names."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import EVERY_TYPE, Rule, controls
from cloud_constructs.guardrails.rules._statements import identity_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

# Actions that IAM cannot narrow to a resource, in lower case (service authorization reference).
NO_RESOURCE_LEVEL: Final[dict[str, str]] = {
    "acm": "listcertificates requestcertificate",
    "cloudwatch": ("describealarmsformetric getmetricstatistics getmetricwidgetimage "),
    "compute-optimizer": "getenrollmentstatus getlambdafunctionrecommendations",
    "dynamodb": "describelimits listbackups listglobaltables liststreams listtables",
    "ec2": (
        "describeaccountattributes describeaddresses describeavailabilityzones "
        "describedhcpoptions describeimages describeinstances describeinstancestatus "
        "describeinstancetypes describemanagedprefixlists describenetworkacls "
        "describenetworkinterfaces describeregions "
        "describeroutetables describesecuritygroups describesecuritygrouprules describesubnets "
        "describetags describevolumes describevpcendpoints describevpcs"
    ),
    "ecr": "getauthorizationtoken",
    "events": "listrules",
    "iam": (
        "generatecredentialreport getaccountpasswordpolicy getaccountsummary getcredentialreport "
        "listaccountaliases listroles listusers"
    ),
    "kms": "generaterandom listaliases listkeys",
    "lambda": "getaccountsettings listeventsourcemappings listfunctions listlayers",
    "logs": (
        "createlogdelivery deletelogdelivery deleteresourcepolicy describeloggroups "
        "describeresourcepolicies getlogdelivery listlogdeliveries putresourcepolicy "
        "updatelogdelivery"
    ),
    "route53": "listhostedzones listhostedzonesbyname testdnsanswer",
    "s3": "getaccountpublicaccessblock listaccesspoints listallmybuckets",
    "secretsmanager": "getrandompassword listsecrets",
    "sns": "listsubscriptions listtopics",
    "sqs": "listqueues",
    "ssm": "describeinstanceinformation describeparameters",
    "states": "liststatemachines sendtaskfailure sendtaskheartbeat sendtasksuccess",
    "sts": "decodeauthorizationmessage getcalleridentity",
    "tag": "getresources",
    "xray": (
        "getsamplingrules getsamplingstatisticsummaries getsamplingtargets puttelemetryrecords "
        "puttracesegments"
    ),
}
# IAM could narrow these, but not to what is meant: metrics have no ARN outside of a dataset, Lambda makes
# interfaces in a VPC, and the agent of Systems Manager opens channels that nobody can name beforehand.
SERVICE_CONTRACTS: Final[dict[str, str]] = {
    "cloudwatch": "getmetricdata listmetrics putmetricdata",
    "ec2": (
        "assignprivateipaddresses createnetworkinterface deletenetworkinterface unassignprivateipaddresses"
    ),
    "ssmmessages": "createcontrolchannel createdatachannel opencontrolchannel opendatachannel",
}
_ALLOWED: Final = frozenset(
    f"{service}:{action}"
    for table in (NO_RESOURCE_LEVEL, SERVICE_CONTRACTS)
    for service, actions in table.items()
    for action in actions.split()
)


def _find(resource: Resource) -> Iterator[str]:
    for statement in identity_statements(resource):
        if any(map(_is_everything, statement.resources)) and not statement.condition_keys:
            yield from (action for action in statement.actions if not _has_no_resource_level(action))


def _is_everything(resource: str) -> bool:
    return not resource.removeprefix("arn:").strip("*?:")


def _has_no_resource_level(action: str) -> bool:
    wanted = action.lower()
    if "*" not in wanted:
        return wanted in _ALLOWED
    # A pattern such as ec2:Describe* may stand for more than the table knows: only reading is let through.
    service, _, name = wanted.partition(":")
    return name.startswith("describe") and any(fnmatchcase(known, wanted) for known in _ALLOWED if service)


RULE = Rule(
    name="WildcardResource",
    text="A statement allows an action on every resource, though the action can be narrowed to one",
    fix="name the resources, or add a condition; keep actions without a resource level in a statement apart",
    controls=controls(
        "AC-3; AC-6", hipaa="164.308(a)(4)(ii)(B)", pci="7.1.2", soc2="CC6.1; CC6.3", gdpr="Art. 25"
    ),
    types=EVERY_TYPE,
    find=_find,
)
