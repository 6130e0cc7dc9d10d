"""What is said of the deployment itself."""

from typing import Literal

from vault.models.base import Answer


class Health(Answer):
    """That requests are answered."""

    status: Literal["ok"]
