"""A client of the API, as people write them: signs in with Cognito, uploads to S3, asks the API.

What drives the deployed app (trials, tests, load) is built on it.
"""

from vault_client.api import Api, ApiError
from vault_client.deployment import Deployment
from vault_client.inbox import inbox
from vault_client.session import Session, sign_up
from vault_client.uploads import upload

__all__ = ["Api", "ApiError", "Deployment", "Session", "inbox", "sign_up", "upload"]
