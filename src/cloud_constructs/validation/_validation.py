"""Every check on every deployed resource of an assembly."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._assembly import Assembly
from cloud_constructs.validation._aws import NotThereError, UnansweredError
from cloud_constructs.validation._live import Live
from cloud_constructs.validation._result import Result, Verdict
from cloud_constructs.validation._stacks import Stacks, chosen
from cloud_constructs.validation.checks import BY_TYPE, JUDGED_WITH_OTHERS, Check

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cloud_constructs.guardrails._assembly import Resource
    from cloud_constructs.validation._aws import Aws

_AT_ONCE: Final = 8
_METADATA: Final = "AWS::CDK::Metadata"
_CHECKED: Final = {*BY_TYPE, *JUDGED_WITH_OTHERS, _METADATA}


@dataclass(frozen=True, slots=True)
class Validation:
    """What the checks say of a deployed app."""

    results: tuple[Result, ...]
    unchecked: Mapping[str, int]
    """The types that no check is for, and how many resources there are of each."""

    def of(self, verdict: Verdict) -> list[Result]:
        """Return the results of one verdict."""
        return [result for result in self.results if result.verdict is verdict]

    def as_json(self) -> dict[str, Any]:
        """Return everything for other programs to read."""
        return {
            "counts": {str(verdict): len(self.of(verdict)) for verdict in Verdict},
            "results": [asdict(result) for result in self.results],
            "unchecked": dict(self.unchecked),
        }


def validate(assembly: str | Path, aws: Aws, *, stacks: Sequence[str] = ()) -> Validation:
    """Ask AWS whether a deployed app is what its assembly says, and well.

    It reads, and changes nothing. What the assembly waives is not asked for. What nobody can tell, because
    the endpoint does not know the question or does not let the caller ask it, is never called good.

    Args:
        assembly: The folder that `cdk synth` wrote, and that was deployed.
        aws: Where it was deployed.
        stacks: The names of stacks, when not all are meant.

    Raises:
        ArgumentError: The folder is no cloud assembly, or has no stack of such a name.
    """
    read = Assembly(assembly)
    templates = chosen(read, stacks)
    # All of them, because what one stack uses may have become something in another.
    deployed = Stacks(aws, read.templates)
    names = {template.stack.name for template in templates}
    resources = [resource for template in templates for resource in template.resources.values()]
    lives = [Live(aws, one, deployed.ids) for one in resources if one in deployed.ids]
    missing = [one for one in resources if one not in deployed.ids and _should_be(one, deployed)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = list(chain.from_iterable(pool.map(judge, lives)))
    results = (
        *(result for result in deployed.results if result.stack in names),
        *(_absence(resource, aws) for resource in missing),
        *found,
    )
    unchecked = Counter(one.type for one in resources if one.type not in _CHECKED)
    return Validation(results, dict(unchecked))


def _should_be(resource: Resource, deployed: Stacks) -> bool:
    """Whether a resource that is not there should be; of a stack that is not there, that is said once."""
    optional = resource.type == _METADATA or "Condition" in resource.body
    return not optional and resource.template in deployed.found


def _absence(resource: Resource, aws: Aws) -> Result:
    why = "an embedded AWS has not created it" if aws.is_emulated else "its stack does not have it"
    verdict = Verdict.NOT_CHECKED if aws.is_emulated else Verdict.FAILED
    return _result(resource, "is there", verdict, why, "cdk deploy {stack}")


def judge(live: Live) -> list[Result]:
    """Return what every check says of one resource."""
    return [
        _result(live.resource, check.claim, *_verdict(check, live), check.mend, id=live.id)
        for check in BY_TYPE.get(live.resource.type, ())
        if check.when(live.resource)
    ]


def _result(resource: Resource, claim: str, verdict: Verdict, why: str, mend: str, *, id: str = "") -> Result:
    stack = resource.template.stack.name
    return Result(
        stack=stack,
        path=resource.path,
        type=resource.type,
        id=id,
        claim=claim,
        verdict=verdict,
        why=why,
        mend=mend.format(id=id, stack=stack) if verdict is Verdict.FAILED else "",
    )


def _verdict(check: Check, live: Live) -> tuple[Verdict, str]:
    if check.not_emulated and live.aws.is_emulated:
        return Verdict.NOT_CHECKED, check.not_emulated
    try:
        wrong = list(check.find(live))
    except NotThereError as error:
        return Verdict.FAILED, str(error)
    except UnansweredError as error:
        return Verdict.NOT_CHECKED, str(error)
    except (KeyError, ValueError) as error:
        # An embedded AWS leaves things out of its answers, and has ids of its own making.
        return Verdict.NOT_CHECKED, f"the answer cannot be read: {error!r}"
    return (Verdict.FAILED, "; ".join(wrong)) if wrong else (Verdict.OK, "")
