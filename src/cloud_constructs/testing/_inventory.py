"""What an app consists of, one line for each resource: the snapshot to keep of a whole app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.testing._synth import synth

if TYPE_CHECKING:
    from cloud_constructs.testing._synth import Subject


def inventory(subject: Subject) -> str:
    """Return the resources of an app as lines: path, type, logical id, deletion policy, waivers.

    A dash stands for no policy and for no waiver. Columns are not aligned, so that a new resource is one new
    line in a diff.

    Args:
        subject: As for `synth`.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import SecureBucket
        from cloud_constructs.testing import inventory

        def build(app: cdk.App) -> None:
            SecureBucket(cdk.Stack(app, "Shop"), "Invoices")

        assert "Shop/Invoices/Resource/Resource  AWS::S3::Bucket  " in inventory(build)
        ```
    """
    from cloud_constructs.guardrails import Assembly, waived_rules

    assembly = Assembly(synth(subject).directory)
    lines = [
        "  ".join(
            (
                resource.path,
                resource.type,
                resource.id,
                resource.body.get("DeletionPolicy", "-"),
                ", ".join(waived_rules(resource)) or "-",
            )
        )
        for resource in assembly.resources()
        if resource.type != "AWS::CDK::Metadata"
    ]
    return "\n".join(sorted(lines)) + "\n"
