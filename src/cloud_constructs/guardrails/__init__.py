"""Rule packs for a whole app, and acknowledgements that leave a trace."""

from typing import TYPE_CHECKING

from cloud_constructs._lazily import lazily

if TYPE_CHECKING:
    from cloud_constructs.guardrails._acknowledge import acknowledge, acknowledge_each
    from cloud_constructs.guardrails._assembly import Assembly, Settings
    from cloud_constructs.guardrails._check import check
    from cloud_constructs.guardrails._controls import Framework
    from cloud_constructs.guardrails._evidence import Evidence
    from cloud_constructs.guardrails._findings import Finding, findings, findings_table
    from cloud_constructs.guardrails._guardrails import Guardrails
    from cloud_constructs.guardrails._other_tools import write_metadata
    from cloud_constructs.guardrails._packs import Pack
    from cloud_constructs.guardrails._waivers import waived_rules

__all__ = [
    "Assembly",
    "Evidence",
    "Finding",
    "Framework",
    "Guardrails",
    "Pack",
    "Settings",
    "acknowledge",
    "acknowledge_each",
    "check",
    "findings",
    "findings_table",
    "waived_rules",
    "write_metadata",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "_acknowledge": ("acknowledge", "acknowledge_each"),
        "_assembly": ("Assembly", "Settings"),
        "_check": ("check",),
        "_controls": ("Framework",),
        "_evidence": ("Evidence",),
        "_findings": ("Finding", "findings", "findings_table"),
        "_guardrails": ("Guardrails",),
        "_other_tools": ("write_metadata",),
        "_packs": ("Pack",),
        "_waivers": ("waived_rules",),
    },
)
