"""The page docs/cost.md: inputs, prices and the bill, so that nobody has to believe a sum."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields

from cloud_constructs.cost import Charge, bill_table, total

from .template import NAT
from .usage import Usage

Charges = tuple[Charge, ...]

LATER = 12
"""The month that stands for all later ones; the archive grows on, at a tenth of a cent a GB."""

INTRODUCTION = """# What it costs

Written by `python examples/gopro_sync/pages.py`; a test compares. All sums are in USD a month, by the list
prices of eu-west-1, before tax and before free tiers (10 alarms, 10 metrics and 3 dashboards of an account:
about 7 USD). `python examples/gopro_sync/cost.py` takes every input as an option and prints the bill of your
own library:

```
python examples/gopro_sync/cost.py --stage prod --library-videos 1000 --gb-per-video 4
```

The plan for this application said about 24 USD in the first month and 14 later. The first month copies the
library that is there, and costs more because Glacier Instant Retrieval bills at least 90 days of what passes
through it in a week. Copying into AWS is free of charge; watching a video again is not in here.
"""

STAGES = """## The stages

The functions of `staging` and `prod` stand in a VPC (GS-3.3), and that alone costs several times the rest:
gateways and endpoints are billed by the hour, and each GB that comes from the provider passes a gateway.
`-c vpc=off` leaves the network out; what the functions speak to is reached over TLS with or without it.
"""


def page(usage: Usage, standing: Mapping[str, Charges]) -> str:
    """The page, for what stands in each stage."""
    return "\n".join(
        [INTRODUCTION, *_inputs(usage), *_bill(usage, standing["dev"]), *_stages(usage, standing)]
    )


def months(usage: Usage, standing: Charges) -> tuple[Charges, Charges]:
    """The first month, and a later one."""
    through_nat = any(charge.what == NAT for charge in standing)
    first, later = (
        (*standing, *usage.month(number).charges(through_nat=through_nat)) for number in (1, LATER)
    )
    return first, later


def _inputs(usage: Usage) -> Iterator[str]:
    yield "## The inputs\n\n| input | value | |\n|---|--:|---|"
    values = asdict(usage)
    for field in fields(usage):
        yield f"| `--{field.name.replace('_', '-')}` | {values[field.name]:g} | {field.metadata['help']} |"
    yield ""


def _bill(usage: Usage, standing: Charges) -> Iterator[str]:
    first, later = months(usage, standing)
    yield f"## The bill of `dev`\n\n{bill_table({'first month': first, f'month {LATER}': later})}\n"


def _stages(usage: Usage, standing: Mapping[str, Charges]) -> Iterator[str]:
    yield f"{STAGES}\n| stage | standing costs | first month | month {LATER} |\n|---|--:|--:|--:|"
    for name, charges in standing.items():
        first, later = months(usage, charges)
        yield f"| {name} | {total(charges):.2f} | {total(first):.2f} | {total(later):.2f} |"
    yield ""
