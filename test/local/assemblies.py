"""Cloud assemblies written by hand: small, and in every state of disrepair."""

import json
from pathlib import Path
from typing import Any

Template = dict[str, Any]

ROLE = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}


def write_assembly(folder: Path, stacks: dict[str, Template], **properties: Any) -> Path:
    """Write an assembly of environment-agnostic stacks, each dependent on the one before it."""
    folder.mkdir(parents=True, exist_ok=True)
    artifacts: dict[str, Any] = {}
    before: list[str] = []
    for name, template in stacks.items():
        (folder / f"{name}.template.json").write_text(json.dumps(template))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/unknown-region",
            "properties": {"templateFile": f"{name}.template.json"} | properties,
            "dependencies": list(before),
        }
        before = [name]
    (folder / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}))
    return folder


def add_asset(assembly: Path, stack: str, source: str, key: str) -> None:
    """Say in the stack's asset manifest that a file or folder goes to the bootstrap bucket."""
    manifest = assembly / f"{stack}.assets.json"
    described = json.loads(manifest.read_text()) if manifest.exists() else {"files": {}}
    described["files"][key] = {
        "source": {"path": source, "packaging": "zip" if (assembly / source).is_dir() else "file"},
        "destinations": {
            "here": {
                "bucketName": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}",
                "objectKey": key,
            }
        },
    }
    manifest.write_text(json.dumps(described))


def queue(name: str | None = None) -> Template:
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name} if name else {}}


def python_function(code: str, name: str, **properties: Any) -> Template:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": name,
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Role": "arn:aws:iam::123456789012:role/any",
            "Code": {"ZipFile": code},
        }
        | properties,
    }
