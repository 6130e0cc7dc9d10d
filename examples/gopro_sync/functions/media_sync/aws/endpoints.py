"""Where a service is: the regional address in its partition, or the one that the environment names.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
"""

import os
from collections.abc import Mapping

from ..http_client import is_loopback
from .errors import AwsError

_SUFFIXES = {
    "cn-": "amazonaws.com.cn",
    "eusc-": "amazonaws.eu",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
    "eu-isoe-": "cloud.adc-e.uk",
}
_SUFFIX = "amazonaws.com"
_IDS = {"secretsmanager": "SECRETS_MANAGER"}


def origin_of(service: str, region: str, environment: Mapping[str, str] = os.environ) -> str:
    """Scheme, host and port of a service.

    Raises:
        AwsError: The environment leads over an unencrypted network.
    """
    if url := custom_endpoint(service, environment):
        if not url.startswith("https://") and not is_loopback(url):
            raise AwsError("InsecureEndpoint", f"{url} is neither HTTPS nor on this machine", status=400)
        return url
    suffix = next((suffix for start, suffix in _SUFFIXES.items() if region.startswith(start)), _SUFFIX)
    return f"https://{service}.{region}.{suffix}"


def custom_endpoint(service: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The address that stands for this service, or for all of AWS, as the embedded AWS has one."""
    own = environment.get(f"AWS_ENDPOINT_URL_{_IDS.get(service, service.upper())}")
    return (own or environment.get("AWS_ENDPOINT_URL", "")).rstrip("/") or None


def bucket_address(origin: str, bucket: str, *, by_path: bool) -> tuple[str, str]:
    """Origin of a bucket, and what the path of its objects begins with.

    A bucket is a host of its own, unless `by_path` says otherwise or its name has a dot, which no wildcard
    certificate covers.
    """
    if by_path or "." in bucket:
        return origin, f"/{bucket}"
    return origin.replace("://", f"://{bucket}.", 1), ""
