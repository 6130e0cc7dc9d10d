"""The credentials' secret with its versions, as its rotation needs it."""

import json
from typing import cast

from .aws import AwsError
from .credentials import Credentials, SecretStore
from .errors import RotationRefused
from .rotation import CURRENT, PENDING, Renewed

_RENEWED_FROM = "renewed_from"
"""The field of a pending version that names the version whose refresh token was used up for it."""


class SecretVersions(SecretStore):
    """Versions in Secrets Manager. Their labels move only from where they are expected to be."""

    def stages(self) -> dict[str, list[str]]:
        """The labels of each version.

        Raises:
            RotationRefused: Rotation is not enabled.
        """
        described = self._secrets_manager.call("DescribeSecret", SecretId=self._secret_id)
        if not described.get("RotationEnabled"):
            raise RotationRefused("rotation is not enabled for this secret")
        return cast("dict[str, list[str]]", described["VersionIdsToStages"])

    def current(self) -> tuple[str, Credentials]:
        """The current version and its id."""
        return self._read()

    def renewed(self, version: str) -> Renewed | None:
        """What `add_pending` has put into a version; None if it is empty, or somebody else's."""
        credentials = self._find(VersionId=version)
        renewed_from = credentials.fields.get(_RENEWED_FROM) if credentials else None
        return Renewed(credentials, str(renewed_from)) if credentials and renewed_from else None

    def add_pending(self, version: str, renewed: Renewed) -> None:
        """Fills a version that is pending."""
        fields = {**renewed.credentials.fields, _RENEWED_FROM: renewed.renewed_from}
        self._secrets_manager.call(
            "PutSecretValue",
            SecretId=self._secret_id,
            ClientRequestToken=version,
            SecretString=json.dumps(fields),
            VersionStages=[PENDING],
        )

    def promote(self, version: str, instead_of: str) -> None:
        """Makes a version the current one, if `instead_of` still is.

        Raises:
            RotationRefused: It no longer is.
        """
        try:
            self._move(CURRENT, MoveToVersionId=version, RemoveFromVersionId=instead_of)
        except AwsError as error:
            if error.code != "InvalidParameterException":
                raise
            raise RotationRefused(f"{instead_of} is no longer the current version") from error

    def withdraw(self, version: str) -> None:
        """Makes a version no longer pending."""
        self._move(PENDING, RemoveFromVersionId=version)

    def _move(self, label: str, **versions: str) -> None:
        self._secrets_manager.call(
            "UpdateSecretVersionStage", SecretId=self._secret_id, VersionStage=label, **versions
        )
