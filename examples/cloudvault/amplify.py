"""Writes `amplify_outputs.json`, by which an Amplify front end finds a deployment.

`python examples/cloudvault/amplify.py [--outputs FILE] [--output FILE]`; the outputs are those that
`cloud-constructs local up` keeps, or what `cdk deploy --outputs-file` has written.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

EXAMPLE = Path(__file__).parent
sys.path.append(str(EXAMPLE / "functions"))

from cloudvault.amplify import amplify_outputs  # noqa: E402 (needs the path above)

LOCAL = EXAMPLE / ".cloud-constructs" / "endpoints.json"
EMBEDDED_API = "CloudVaultApi/Api/Resource"


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of `amplify_outputs.json` for these outputs of stacks.

    Raises:
        KeyError: A stack is not deployed yet.
    """
    stacks: Mapping[str, Any] = given.get("stacks", given)
    outputs: dict[str, str] = {}
    for stack in stacks.values():
        outputs.update(stack.get("outputs", stack))
    pool, urls = outputs["UserPoolId"], given.get("urls", {})
    return amplify_outputs(
        region=pool.partition("_")[0],
        user_pool_id=pool,
        user_pool_client_id=outputs["UserPoolClientId"],
        bucket=outputs["FilesBucket"],
        api_id=(urlsplit(outputs["ApiUrl"]).hostname or "").partition(".")[0],
        # On AWS the API answers those alone who come through the distribution.
        api_endpoint=urls.get(EMBEDDED_API, outputs["WebUrl"]),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="amplify.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--outputs", type=Path, default=LOCAL, metavar="FILE")
    parser.add_argument("--output", type=Path, default=Path("amplify_outputs.json"), metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        found = read(json.loads(options.outputs.read_text()))
    except FileNotFoundError:
        return _refuse(f"There is no {options.outputs}: deploy first, or name the outputs.")
    except KeyError as missing:
        return _refuse(f"{options.outputs} has no {missing}: deploy all stacks first.")
    options.output.write_text(json.dumps(found, indent=2) + "\n")
    sys.stdout.write(f"{options.output}\n")
    return 0


def _refuse(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
