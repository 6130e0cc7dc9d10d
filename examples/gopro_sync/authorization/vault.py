"""Where the client comes from, and where the credentials go. Neither ever stands in a command."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from botocore.exceptions import ClientError
from media_sync.credentials import Credentials

from .errors import SetupError
from .flow import Client

AwsClient: TypeAlias = Any


class Vault:
    """One provider's secret."""

    def __init__(self, secretsmanager: AwsClient, secret_id: str) -> None:
        self._client = secretsmanager
        self._secret_id = secret_id

    def content(self) -> dict[str, Any]:
        """What the secret holds; nothing if it was never filled.

        Raises:
            SetupError: There is no such secret.
        """
        return _fields(_secret_text(self._client, self._secret_id))

    def write(self, credentials: Credentials) -> None:
        """Makes the credentials the current ones."""
        text = json.dumps(dict(credentials.fields))
        self._client.put_secret_value(SecretId=self._secret_id, SecretString=text)


def client_in(fields: Mapping[str, Any], where: str) -> Client:
    """The client in a JSON object.

    Raises:
        SetupError: There is none; what there is stays out of the message.
    """
    client_id, client_secret = fields.get("client_id"), fields.get("client_secret")
    if not (isinstance(client_id, str) and client_id and isinstance(client_secret, str) and client_secret):
        raise SetupError(
            f'{where} holds no client: store {{"client_id": ..., "client_secret": ...}} there,'
            " or name another place with --client-from-parameter or --client-from-secret"
        )
    return Client(client_id, client_secret)


def client_in_secret(secretsmanager: AwsClient, secret_id: str) -> Client:
    """The client in a secret.

    Raises:
        SetupError: There is no such secret, or no client in it.
    """
    return client_in(_fields(_secret_text(secretsmanager, secret_id)), f"the secret {secret_id}")


def client_in_parameter(ssm: AwsClient, name: str) -> Client:
    """The client in an encrypted parameter.

    Raises:
        SetupError: There is no such parameter, it is stored in plain text, or no client is in it.
    """
    try:
        parameter = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]
    except ClientError as error:
        if _code(error) == "ParameterNotFound":
            raise SetupError(f"there is no parameter {name} in this account and region") from error
        raise
    if parameter["Type"] != "SecureString":
        raise SetupError(f"the parameter {name} is a {parameter['Type']}: store it as a SecureString")
    return client_in(_fields(parameter["Value"]), f"the parameter {name}")


def _secret_text(secretsmanager: AwsClient, secret_id: str) -> str:
    try:
        return str(secretsmanager.get_secret_value(SecretId=secret_id).get("SecretString", ""))
    except ClientError as error:
        if _code(error) == "ResourceNotFoundException":
            raise SetupError(
                f"there is no secret {secret_id} in this account and region: has the app been deployed?"
            ) from error
        raise


def _fields(text: str) -> dict[str, Any]:
    try:
        document: object = json.loads(text)
    except ValueError:
        return {}
    return cast("dict[str, Any]", document) if isinstance(document, dict) else {}


def _code(error: ClientError) -> str:
    response: Any = error.response
    return str(response["Error"]["Code"])
