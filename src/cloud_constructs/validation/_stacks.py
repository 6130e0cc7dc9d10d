"""The deployed stacks of an assembly, and which of its resources has become what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.core import ArgumentError
from cloud_constructs.validation._aws import NotThereError, UnansweredError
from cloud_constructs.validation._live import region_of
from cloud_constructs.validation._result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cloud_constructs.guardrails._assembly import Assembly, Resource, Template
    from cloud_constructs.validation._aws import Aws

STACK: Final = "AWS::CloudFormation::Stack"
_CLEANING: Final = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
_GOOD: Final = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", _CLEANING)


def chosen(assembly: Assembly, names: Sequence[str]) -> list[Template]:
    """Return the templates of the stacks that are named, those of nested stacks with them.

    Raises:
        ArgumentError: There is no stack of such a name.
    """
    known = {name for template in assembly.templates for name in (template.stack.name, template.stack.path)}
    for name in names:
        if name not in known:
            listed = ", ".join(sorted({template.stack.name for template in assembly.templates}))
            raise ArgumentError(str(assembly.folder), f"it has no stack {name}", f"choose of {listed}")
    return [
        template
        for template in assembly.templates
        if not names or {template.stack.name, template.stack.path} & set(names)
    ]


class Stacks:
    """What CloudFormation says of the stacks of an assembly.

    Args:
        aws: Whom to ask.
        templates: The templates of the stacks, each nested one behind the one that embeds it.
    """

    def __init__(self, aws: Aws, templates: Sequence[Template]) -> None:
        self.ids: dict[Resource, str] = {}
        """The physical ids."""
        self.found: set[Template] = set()
        """The templates of which there is a stack."""
        self.results: list[Result] = []
        self._aws = aws
        for template in templates:
            self._read(template)

    def _read(self, template: Template) -> None:
        account = template.stack.account
        try:
            if account.isdecimal() and account != self._aws.account:
                raise UnansweredError(
                    f"it is in account {account}, and the credentials are those of {self._aws.account}"
                )
            name = self._name(template)
            found = self._ask(template, "describe_stacks", name)["Stacks"][0]
            listed = self._ask(template, "list_stack_resources", name)["StackResourceSummaries"]
        except NotThereError:
            self._say(template, "is deployed", Verdict.FAILED, "there is no such stack", "cdk deploy {stack}")
        except UnansweredError as error:
            self._say(template, "is deployed", Verdict.NOT_CHECKED, str(error))
        else:
            self.found.add(template)
            self.ids |= _physical(template, listed)
            self._judge(template, found)

    def _name(self, template: Template) -> str:
        if template.embedding is None:
            return template.stack.name
        if template.embedding not in self.ids:
            raise UnansweredError("the stack that embeds it has not created it")
        return self.ids[template.embedding]

    def _ask(self, template: Template, operation: str, name: str) -> dict[str, Any]:
        return self._aws.ask(region_of(template, self._aws), "cloudformation", operation, StackName=name)

    def _judge(self, template: Template, found: dict[str, Any]) -> None:
        status: str = found["StackStatus"]
        reason: str = found.get("StackStatusReason") or "see its events"
        self._verdict(template, "is deployed", [] if status in _GOOD else [f"it is {status}: {reason}"])
        self._verdict(template, "has its outputs", list(_missing_outputs(template, found)))
        self._version(template)
        self._drift(template, found.get("DriftInformation", {}).get("StackDriftStatus"))

    def _version(self, template: Template) -> None:
        claim = "is of this assembly"
        if self._aws.is_emulated:
            why = "an embedded AWS is given a template that is made to fit it"
            self._say(template, claim, Verdict.NOT_CHECKED, why)
            return
        try:
            found = self._ask(template, "get_template", self._name(template))["TemplateBody"]
        except UnansweredError as error:
            self._say(template, claim, Verdict.NOT_CHECKED, str(error))
        else:
            # A template of JSON comes as an object, any other as its text.
            other = [] if found == template.body else ["its template is that of another version"]
            self._verdict(template, claim, other)

    def _drift(self, template: Template, status: str | None) -> None:
        claim = "has not drifted"
        if status == "DRIFTED":
            mend = "cdk drift {stack}, then: cdk deploy --revert-drift {stack}"
            self._say(template, claim, Verdict.FAILED, "something was changed since its deployment", mend)
        elif status == "IN_SYNC":
            self._say(template, claim, Verdict.OK)
        else:
            self._say(template, claim, Verdict.NOT_CHECKED, "nobody has asked CloudFormation: cdk drift")

    def _verdict(self, template: Template, claim: str, wrong: list[str]) -> None:
        if wrong:
            self._say(template, claim, Verdict.FAILED, "; ".join(wrong), "cdk deploy {stack}")
        else:
            self._say(template, claim, Verdict.OK)

    def _say(self, template: Template, claim: str, verdict: Verdict, why: str = "", mend: str = "") -> None:
        stack = template.stack.name
        self.results.append(
            Result(
                stack=stack,
                path=template.path,
                type=STACK,
                claim=claim,
                verdict=verdict,
                why=why,
                mend=mend.format(stack=stack),
            )
        )


def _physical(template: Template, listed: list[dict[str, Any]]) -> dict[Resource, str]:
    return {
        template.resources[one["LogicalResourceId"]]: one["PhysicalResourceId"]
        for one in listed
        if one.get("PhysicalResourceId")
        and one["LogicalResourceId"] in template.resources
        and not one.get("ResourceStatus", "").startswith("DELETE")
    }


def _missing_outputs(template: Template, found: dict[str, Any]) -> Iterator[str]:
    there = {output["OutputKey"] for output in found.get("Outputs", [])}
    for key, output in template.body.get("Outputs", {}).items():
        if key not in there and "Condition" not in output:
            yield f"the output {key} is missing"
