"""EncryptionControl: what a VPC does about traffic that is not encrypted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Passage(StrEnum):
    """A way that leads out of what AWS encrypts, and that enforcement has to be told of."""

    EGRESS_ONLY_INTERNET_GATEWAY = "egress_only_internet_gateway"
    ELASTIC_FILE_SYSTEM = "elastic_file_system"
    INTERNET_GATEWAY = "internet_gateway"
    LAMBDA = "lambda"
    NAT_GATEWAY = "nat_gateway"
    VIRTUAL_PRIVATE_GATEWAY = "virtual_private_gateway"
    VPC_LATTICE = "vpc_lattice"
    VPC_PEERING = "vpc_peering"


@dataclass(frozen=True, slots=True)
class EncryptionControl:
    """A VPC Encryption Control (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html).

    Begin with `monitor`, which marks in the flow logs what is not encrypted; `enforce` refuses it. AWS
    charges for it by the hour.
    """

    mode: str
    excluded: frozenset[Passage] = frozenset()

    @staticmethod
    def monitor() -> EncryptionControl:
        """Mark what is not encrypted, and let it pass."""
        return EncryptionControl("monitor")

    @staticmethod
    def enforce(*, exclude: Iterable[Passage] = ()) -> EncryptionControl:
        """Refuse what is not encrypted.

        Args:
            exclude: Ways that stay open; those that the VPC's own egress takes are excluded by themselves.
        """
        return EncryptionControl("enforce", frozenset(exclude))
