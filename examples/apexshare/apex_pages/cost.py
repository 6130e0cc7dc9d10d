"""What each stage costs a month with its use, and what lifecycle rules save of it."""

from collections.abc import Iterator
from dataclasses import asdict, fields

from apexshare.storage import INFREQUENT_DAYS

from apex_pages.app import STAGE, assembly, share
from apex_pages.lifecycle import Rules, saved, stored, stored_for_ever
from apex_pages.prices import PRICES
from apex_pages.usage import USAGE, Usage
from cloud_constructs.cost import Charge, StandingCosts, bill_table, total

STEADY_MONTH = 12
"""By then as much is deleted as comes in."""
MONTHS = (1, 2, 3, 4, 5, 6, 9, 12, 24)
PLAN = {"dev": "25 to 60", "staging": "", "prod": "30 to 75"}
WORTH_SAVING = 60

INTRODUCTION = f"""\
# What it costs

Made by `python examples/apexshare/pages.py`; a test compares. In USD a month, by the list prices of
eu-west-1, before tax and free tiers. What stands around is counted in the templates of each stage
(`cloud-constructs cost cdk.out` does it for what you are about to deploy); what is used is computed from the
inputs below by `apex_pages/usage.py`, for month {STEADY_MONTH}, by when as much is deleted as comes in."""

WHY = """\
Most of it is there before anybody uploads anything, and is the same in every stage, because protections are:
the firewall with its rules, two dashboards, an alarm for each way in which a part can fail, customer-managed
keys, and AWS Config with the audit trail. A team that has these for its account already
(`-c watched=on` for AWS Config) pays for them once. From there on downloads cost most: each GB that leaves
AWS costs what four months of keeping it cost."""

LIFECYCLE = """\
## What lifecycle rules save

Each video lies in S3 Standard for {infrequent} days, in Standard-IA until {gone} days after its upload, and
is gone then. Against keeping everything in Standard for ever, for the {gb:.0f} GB a month of `{stage}`:"""

WHEN = """\
**{worth} % are saved from month {first} on**, whatever the number of videos, as long as each month brings
about as much as the one before. In the first {months} months less is saved, since what would have been
deleted is not old enough; an app whose uploads double every month never gets there, because most of what it
stores is young.

It is deleting that saves, not moving: with the same deletion but no Standard-IA a month costs {kept:.2f} USD,
with it {moved:.2f} USD, which is {moving:.0f} % less. Standard-IA asks {read:g} USD for each GB that is read,
so that a video which is downloaded more than once a month after its first {infrequent} days would be cheaper
in Standard; links expire after {link_days} days, so that few are."""


def cost_page() -> str:
    """The inputs, the bill of each stage, and the lifecycle month by month."""
    bills = {stage: bill(stage) for stage in USAGE}
    parts = [
        *(INTRODUCTION, "## The stages", "\n".join(_stages(bills)), WHY),
        *("## The inputs", "\n".join(_inputs())),
        *("## The bill, line by line", bill_table(bills)),
        *_lifecycle(USAGE[STAGE]),
    ]
    return "\n\n".join(parts) + "\n"


def bill(stage: str) -> list[Charge]:
    """Return what a stage costs, with its use."""
    return [*StandingCosts.of(assembly(stage)).charges, *USAGE[stage].charges(STEADY_MONTH, rules(stage))]


def rules(stage: str = STAGE) -> Rules:
    """Return the lifecycle of a stage: a deleted version stays for a day."""
    return Rules(infrequent_days=INFREQUENT_DAYS, gone_days=share(stage).config.video_days + 1)


def _stages(bills: dict[str, list[Charge]]) -> Iterator[str]:
    yield "| stage | stands around | by use | together | the plan said | the stage's budget |"
    yield "|---|--:|--:|--:|--:|--:|"
    for stage, charges in bills.items():
        standing, budget = StandingCosts.of(assembly(stage)).usd, share(stage).config.monthly_budget
        sums = f"{standing:.2f} | {total(charges) - standing:.2f} | **{total(charges):.2f}**"
        yield f"| {stage} | {sums} | {PLAN[stage]} | {budget:.2f} |"


def _inputs() -> Iterator[str]:
    yield f"| | {' | '.join(USAGE)} |\n|---|{'--:|' * len(USAGE)}"
    values = [asdict(usage) for usage in USAGE.values()]
    for field in fields(Usage):
        yield f"| {field.metadata['help']} | {' | '.join(f'{each[field.name]:g}' for each in values)} |"


def _lifecycle(usage: Usage) -> Iterator[str]:
    monthly_gb, of_stage = usage.videos * usage.gb_per_video, rules()
    kept = Rules(infrequent_days=of_stage.gone_days, gone_days=of_stage.gone_days)
    without_moving, with_moving = (stored(monthly_gb, STEADY_MONTH, each).usd for each in (kept, of_stage))
    first = next(month for month in range(1, 100) if saved(monthly_gb, month, of_stage) >= WORTH_SAVING)
    yield LIFECYCLE.format(
        infrequent=of_stage.infrequent_days, gone=of_stage.gone_days, gb=monthly_gb, stage=STAGE
    )
    yield "\n".join(_months(monthly_gb, of_stage))
    yield WHEN.format(
        worth=WORTH_SAVING,
        first=first,
        months=first - 1,
        kept=without_moving,
        moved=with_moving,
        moving=100 * (1 - with_moving / without_moving),
        read=PRICES["s3-infrequent-read"].usd,
        infrequent=of_stage.infrequent_days,
        link_days=share().config.link_days,
    )


def _months(monthly_gb: float, of_stage: Rules) -> Iterator[str]:
    yield "| month | GB in Standard | GB in Standard-IA | USD | for ever: GB | USD | saved |"
    yield "|--:|--:|--:|--:|--:|--:|--:|"
    for month in MONTHS:
        held, everything = stored(monthly_gb, month, of_stage), stored_for_ever(monthly_gb, month)
        yield (
            f"| {month} | {held.standard:.0f} | {held.infrequent:.0f} | {held.usd:.2f} | "
            f"{everything.standard:.0f} | {everything.usd:.2f} | {saved(monthly_gb, month, of_stage):.0f} % |"
        )
