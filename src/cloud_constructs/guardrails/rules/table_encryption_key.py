"""TableEncryptionKey: a table is encrypted with a key of the customer, in every region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once
from cloud_constructs.guardrails.rules._tables import GLOBAL_TABLE, TABLES, replicas

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(table: Resource) -> tuple[str, ...]:
    own_key = all(replica("SSESpecification", "KMSMasterKeyId") for replica in replicas(table))
    if table.type == GLOBAL_TABLE:
        own_key = own_key and table.get("SSESpecification", "SSEType") != "AES256"
    return once(not own_key or not table.get("SSESpecification", "SSEEnabled"))


RULE = Rule(
    name="TableEncryptionKey",
    text="The table, or a replica of it, is not encrypted with a customer-managed key",
    fix="name a customer-managed key for the table and for every replica",
    controls=controls(
        "SC-13; SC-28; SC-28(1)", hipaa="164.312(a)(2)(iv)", pci="3.4", soc2="CC6.1", gdpr="Art. 32(1)(a)"
    ),
    types=TABLES,
    find=_find,
)
