"""The stages of a delivery pipeline, as CodePipeline declares them.

    Source -> Build -> [ApproveStaging ->] Staging -> [ApproveProd ->] Prod

An approval has a stage of its own: a failed smoke test rolls its stage back, and nobody is asked to approve
what was approved before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cloud_constructs.delivery._git_source import GitSource

COMMIT, ASSEMBLY = "Commit", "Assembly"
"""The artifacts: what was committed, and what was built of it once for every environment."""


def source_stage(source: GitSource) -> dict[str, Any]:
    """Return the stage that fetches a commit."""
    return {"name": "Source", "actions": [source.action(COMMIT)]}


def build_stage(project_name: str) -> dict[str, Any]:
    """Return the stage that builds it, once."""
    build = _run("Build", project_name, inputs=[COMMIT], outputs=[ASSEMBLY])
    return {"name": "Build", "actions": [build]}


def approval_stage(environment: str, topic_arn: str) -> dict[str, Any]:
    """Return the stage in which somebody is asked."""
    ask = {
        "name": "Approve",
        "actionTypeId": {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"},
        "configuration": {
            "NotificationArn": topic_arn,
            "CustomData": f"Deliver to {environment}? Everything before it has passed.",
        },
    }
    return {"name": f"Approve-{environment}", "actions": [ask]}


def delivery_stage(environment: str, deploy_project: str, smoke_project: str | None) -> dict[str, Any]:
    """Return the stage that deploys, tries what it has deployed, and goes back if that fails."""
    outputs = outputs_artifact(environment)
    actions = [_run("Deploy", deploy_project, inputs=[ASSEMBLY], outputs=[outputs], order=1)]
    if smoke_project is not None:
        actions.append(_run("SmokeTest", smoke_project, inputs=[ASSEMBLY, outputs], order=2))
    return {"name": environment, "actions": actions, "onFailure": {"result": "ROLLBACK"}}


def outputs_artifact(environment: str) -> str:
    """Return the name of the artifact with the outputs of an environment's stacks."""
    # CodeBuild makes a variable of it, whose name can have no dash.
    return f"Outputs_{environment.replace('-', '_')}"


def _run(
    name: str, project: str, *, inputs: list[str], outputs: list[str] | None = None, order: int = 1
) -> dict[str, Any]:
    return {
        "name": name,
        "actionTypeId": {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"},
        "configuration": {
            "ProjectName": project,
            **({"PrimarySource": inputs[0]} if len(inputs) > 1 else {}),
        },
        "inputArtifacts": [{"name": input} for input in inputs],
        "outputArtifacts": [{"name": output} for output in outputs or []],
        "runOrder": order,
    }
