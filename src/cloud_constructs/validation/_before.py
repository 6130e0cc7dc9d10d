"""What would make a deployment fail, asked before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._assembly import Assembly
from cloud_constructs.guardrails._values import is_number
from cloud_constructs.validation._aws import NotThereError, UnansweredError
from cloud_constructs.validation._live import region_of
from cloud_constructs.validation._result import Result, Verdict
from cloud_constructs.validation._stacks import STACK, Stacks, chosen
from cloud_constructs.validation._validation import Validation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from cloud_constructs.guardrails._assembly import Resource, Template
    from cloud_constructs.validation._aws import Aws

_RECORDER: Final = "AWS::Config::ConfigurationRecorder"
# Lambda keeps so many for functions that have none reserved.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
_UNRESERVED: Final = 100
_STUCK: Final = {
    "UPDATE_ROLLBACK_FAILED": "aws cloudformation continue-update-rollback --stack-name {stack}",
    "ROLLBACK_FAILED": "aws cloudformation delete-stack --stack-name {stack}",
    "CREATE_FAILED": "aws cloudformation delete-stack --stack-name {stack}",
    "DELETE_FAILED": "aws cloudformation delete-stack --stack-name {stack}",
}


def validate_before(assembly: str | Path, aws: Aws, *, stacks: Sequence[str] = ()) -> Validation:
    """Ask AWS what would make the deployment of an assembly fail; it reads, and changes nothing.

    Args:
        assembly: The folder that `cdk synth` wrote.
        aws: Where it is to be deployed.
        stacks: The names of stacks, when not all are meant.

    Raises:
        ArgumentError: The folder is no cloud assembly, or has no stack of such a name.
    """
    templates = [template for template in chosen(Assembly(assembly), stacks) if template.embedding is None]
    results: list[Result] = []
    for template in templates:
        results += _of_stack(template, aws)
    for region in dict.fromkeys(region_of(template, aws) for template in templates):
        results += _of_region(region, [one for one in templates if region_of(one, aws) == region], aws)
    return Validation(tuple(results), {})


def _of_stack(template: Template, aws: Aws) -> Iterator[Result]:
    name, mend = template.stack.name, ""

    def account() -> Iterator[str]:
        wanted = template.stack.account
        if wanted.isdecimal() and wanted != aws.account:
            yield f"it belongs to account {wanted}, and the credentials are those of {aws.account}"

    def state() -> Iterator[str]:
        nonlocal mend
        try:
            answer = aws.ask(region_of(template, aws), "cloudformation", "describe_stacks", StackName=name)
        except NotThereError:
            return  # it will be created
        status: str = answer["Stacks"][0]["StackStatus"]
        mend = _STUCK.get(status, "wait until it has ended").format(stack=name)
        if status in _STUCK or status.endswith("_IN_PROGRESS"):
            yield f"it is {status}"

    asked = {"stack": name, "path": template.path, "type": STACK}
    yield _said(account, "is in the account of the credentials", lambda: "use those of its account", **asked)
    yield _said(state, "can be deployed now", lambda: mend, **asked)


def _of_region(region: str, templates: Sequence[Template], aws: Aws) -> Iterator[Result]:
    resources = [resource for template in templates for resource in template.resources.values()]
    where = f"aws://{aws.account}/{region}"

    def said(check: Callable[[], Iterable[str]], claim: str, mend: str) -> Result:
        return _said(check, claim, lambda: mend, stack=where, path=where, type="environment")

    yield said(
        lambda: _bootstrap(region, templates, aws), "is bootstrapped", f"npx aws-cdk bootstrap {where}"
    )
    reserved = [resource.get("ReservedConcurrentExecutions") for resource in resources]
    if any(map(is_number, reserved)):
        yield said(
            lambda: _concurrency(region, sum(filter(is_number, reserved)), aws),
            "has enough concurrency for functions",
            "ask for more of the quota L-B99A9384 of Lambda, or reserve less",
        )
    if any(resource.type == "AWS::SES::EmailIdentity" for resource in resources):
        yield said(
            lambda: _mail(region, aws),
            "may send mail to anybody",
            "ask for production access: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html",
        )
    recorders = [resource for resource in resources if resource.type == _RECORDER]
    if recorders:
        yield said(
            lambda: _recorders(region, recorders, templates, aws),
            "has no other recorder of AWS Config",
            "a region takes one: delete it, or leave yours out",
        )


def _bootstrap(region: str, templates: Iterable[Template], aws: Aws) -> Iterator[str]:
    for template in templates:
        parameter = template.body.get("Parameters", {}).get("BootstrapVersion")
        if parameter is None:
            continue
        name: str = parameter["Default"]
        try:
            answer = aws.ask(region, "ssm", "get_parameter", Name=name)
        except NotThereError:
            yield f"the parameter {name} is missing: nobody has bootstrapped it"
            return
        version: str = answer["Parameter"]["Value"]
        if version in _too_old(template):
            yield f"its bootstrap stack is of version {version}, too old for {template.stack.name}"


def _too_old(template: Template) -> list[str]:
    """Return the versions that the template's own rule refuses, after minutes of deployment."""
    rule: dict[str, Any] = template.body.get("Rules", {}).get("CheckBootstrapVersion", {})
    return [
        version
        for assertion in rule.get("Assertions", [])
        for refused in assertion["Assert"].get("Fn::Not", [])
        for version in refused["Fn::Contains"][0]
    ]


def _concurrency(region: str, reserved: float, aws: Aws) -> Iterator[str]:
    limit = aws.ask(region, "lambda", "get_account_settings")["AccountLimit"]["ConcurrentExecutions"]
    if reserved + _UNRESERVED > limit:
        yield f"the functions reserve {reserved:.0f} of {limit}, and {_UNRESERVED} must stay free"


def _mail(region: str, aws: Aws) -> Iterator[str]:
    if not aws.ask(region, "sesv2", "get_account").get("ProductionAccessEnabled"):
        yield "SES is in its sandbox: only proven addresses get mail"


def _recorders(
    region: str, ours: Sequence[Resource], templates: Sequence[Template], aws: Aws
) -> Iterator[str]:
    ids = Stacks(aws, templates).ids
    own = {ids.get(recorder) for recorder in ours}
    for found in aws.ask(region, "config", "describe_configuration_recorders")["ConfigurationRecorders"]:
        if found["name"] not in own:
            yield f"there is {found['name']} already"


def _said(
    check: Callable[[], Iterable[str]],
    claim: str,
    mend: Callable[[], str],
    *,
    stack: str,
    path: str,
    type: str,
) -> Result:
    verdict, why = Verdict.OK, ""
    try:
        if wrong := list(check()):
            verdict, why = Verdict.FAILED, "; ".join(wrong)
    except (NotThereError, UnansweredError) as error:
        verdict, why = Verdict.NOT_CHECKED, str(error)
    return Result(
        stack=stack,
        path=path,
        type=type,
        claim=claim,
        verdict=verdict,
        why=why,
        mend=mend() if verdict is Verdict.FAILED else "",
    )
