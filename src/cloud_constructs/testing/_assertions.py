"""Assertions about a whole app: no open finding, no broken rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.testing._synth import synth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cloud_constructs.guardrails import Pack
    from cloud_constructs.testing._synth import Subject


def assert_no_findings(subject: Subject, *packs: Pack, mandatory_tags: Sequence[str] = ()) -> None:
    """Fail when a rule pack, or a rule of this library, finds what nobody has acknowledged.

    The templates are judged, so that it makes no difference whether the app enforces packs itself.

    Args:
        subject: As for `synth`; of a construct below an app, only what stands below it counts.
        packs: The packs; without any, all six.
        mandatory_tags: The tags that every taggable resource has to carry.

    Raises:
        AssertionError: Findings are open; the message says where, and what each is about.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Pack, WorkQueue
        from cloud_constructs.testing import assert_no_findings

        def build(app: cdk.App) -> None:
            WorkQueue(cdk.Stack(app, "Shop"), "Orders")

        assert_no_findings(build, Pack.AWS_SOLUTIONS, Pack.SERVERLESS)
        ```
    """
    __tracebackhide__ = True
    from cloud_constructs.guardrails import Pack

    _assert_nothing_open(subject, packs or tuple(Pack), mandatory_tags)


def assert_invariants(subject: Subject, *, mandatory_tags: Sequence[str] = ()) -> None:
    """Fail when a rule of this library is broken: what holds for every app, and what no pack looks at.

    It needs no rule pack, so that every test run can afford it.

    Args:
        subject: As for `assert_no_findings`.
        mandatory_tags: As for `assert_no_findings`.

    Raises:
        AssertionError: A rule is broken and nobody has acknowledged it.
    """
    __tracebackhide__ = True
    _assert_nothing_open(subject, (), mandatory_tags)


def _assert_nothing_open(subject: Subject, packs: Sequence[Pack], mandatory_tags: Sequence[str]) -> None:
    __tracebackhide__ = True
    from constructs import Construct

    from cloud_constructs.guardrails import Settings, check, findings_table

    synthesised = synth(subject)
    settings = Settings(keeps_data=synthesised.keeps_data, mandatory_tags=tuple(mandatory_tags))
    below = f"{subject.node.path}/" if isinstance(subject, Construct) and subject.node.path else ""
    found = [
        finding
        for finding in check(synthesised.directory, packs, settings)
        if finding.reason is None and f"{finding.path}/".startswith(below)
    ]
    if found:
        raise AssertionError(f"{len(found)} findings are open\n{findings_table(found)}")
