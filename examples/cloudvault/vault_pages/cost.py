"""What each stage costs a month before anybody uses it."""

from collections.abc import Iterator

from cloudvault.config import STAGES

from cloud_constructs.cost import Charge, StandingCosts, bill_table, total
from vault_pages.app import STAGE, assembly

INTRODUCTION = """\
# What it costs before anybody uses it

Made by `python examples/cloudvault/pages.py` from the templates of each stage; a test compares, and holds
each stage to its budget. In USD a month, by the list prices of eu-west-1, before tax and free tiers:
`cloud-constructs cost cdk.out` says the same of what you are about to deploy, and takes any context."""

WHY = """\
Interface endpoints are billed by the hour and zone: `-c vpc=off` leaves the network out, and what functions
speak to is reached over TLS with or without it. `-c provisioned=off` pays for tables by request."""

ON_TOP = """\
## On top, by use

Storage, requests, invocations, logs and whatever else grows with its users comes on top, and is watched by
the budgets and the anomaly monitor of the cost stack. In production that is paid for by use:"""


def cost_page() -> str:
    """The floor of each stage and stack, and what production's consists of."""
    costs = {stage: StandingCosts.of(assembly(stage)) for stage in STAGES}
    production = costs[STAGE]
    parts = [
        *(INTRODUCTION, "## The stages", "\n".join(_stages(costs)), WHY),
        *(f"## What `{STAGE}` pays for", bill_table({"quantity": _dearest_first(production.charges)})),
        *(ON_TOP, ", ".join(f"{type} ({count})" for type, count in production.by_use.items()) + "."),
        "Not priced, and so not in the sums: " + (", ".join(production.not_priced) or "nothing") + ".",
    ]
    return "\n\n".join(parts) + "\n"


def _stages(costs: dict[str, StandingCosts]) -> Iterator[str]:
    yield f"| stack | {' | '.join(costs)} |"
    yield f"|---|{'--:|' * len(costs)}"
    for path in dict.fromkeys(path for of_stage in costs.values() for path in of_stage.stacks):
        bills = (of_stage.stacks.get(path) for of_stage in costs.values())
        yield f"| {path} | {' | '.join('' if bill is None else f'{total(bill):.2f}' for bill in bills)} |"
    yield f"| **together** | {' | '.join(f'**{of_stage.usd:.2f}**' for of_stage in costs.values())} |"
    yield f"| the stage's budget | {' | '.join(f'{STAGES[stage].monthly_budget:.2f}' for stage in costs)} |"


def _dearest_first(charges: tuple[Charge, ...]) -> list[Charge]:
    return sorted(charges, key=lambda one: -one.usd)
