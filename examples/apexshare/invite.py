"""Makes a trainer in what `cloud-constructs local up examples/apexshare` has deployed to this machine.

On AWS an administrator does it with `aws cognito-idp admin-create-user`; Cognito e-mails the first password.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import boto3
from apex_client import Deployment, invite

ENDPOINTS = Path(__file__).parent / ".cloud-constructs" / "endpoints.json"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("email", help="whom to invite, for example coach@example.com")
    parser.add_argument(
        "--endpoints", type=Path, default=ENDPOINTS, help="where `local up` wrote endpoints.json"
    )
    options = parser.parse_args()
    if not options.endpoints.is_file():
        parser.error(f"{options.endpoints} is not there: run `cloud-constructs local up examples/apexshare`")
    endpoints = json.loads(options.endpoints.read_text())

    sdk: Any = boto3

    def of_service(service: str) -> Any:  # noqa: ANN401
        return sdk.client(
            service,
            endpoint_url=endpoints["endpoint_url"],
            region_name=endpoints["region"],
            aws_access_key_id=endpoints["account"],
            aws_secret_access_key="nobody-checks-it",  # noqa: S106 (the embedded AWS takes any)
        )

    deployment = Deployment.of(endpoints, of_service)
    password = invite(deployment, options.email)
    print(f"{options.email} signs in at {deployment.page_url}")  # noqa: T201
    print(f"with the password {password}, and chooses another. Mails: {deployment.mailbox_url}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
