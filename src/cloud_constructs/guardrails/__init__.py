"""Rule packs for a whole app, and acknowledgements that leave a trace."""

from cloud_constructs.guardrails._acknowledge import acknowledge, acknowledge_each
from cloud_constructs.guardrails._findings import Finding, findings, findings_table
from cloud_constructs.guardrails._guardrails import Guardrails
from cloud_constructs.guardrails._packs import Pack

__all__ = ["Finding", "Guardrails", "Pack", "acknowledge", "acknowledge_each", "findings", "findings_table"]
