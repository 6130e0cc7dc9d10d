"""Asks every service that knows something of the costs, and makes the report of what they say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from apex.costs.advice import advice
from apex.costs.bill import Bill, ask_for_bill, before
from apex.costs.chapter import Answer, Asked, Chapter, ask
from apex.costs.lens import Lens, ask_for_lens
from apex.costs.memory import ask_for_use, memory_chapter
from apex.costs.metrics import Metered, ask_for_metrics
from apex.costs.optimizer import HOW_TO_ASK, NOT_ASKED, ask_for_recommendations, optimizer_chapter
from apex.costs.report import Report

Clients = Callable[[str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """What the report is about."""

    project: str
    billing_view: str
    functions: Sequence[str]
    """Their ARNs."""
    log_groups: Sequence[str]
    buckets: Sequence[str]
    table: str
    reports_bucket: str
    lens_prefix: str
    """Where in it Storage Lens puts its exports."""


def report_on(subjects: Subjects, clients: Clients, month: date) -> Report:
    """Return the report on a month, given by its first day."""
    start, end = (datetime.combine(day, time(), UTC) for day in (month, before(month, -1)))
    bill = ask(
        lambda: ask_for_bill(clients("ce"), project=subjects.project, view=subjects.billing_view, month=month)
    )
    uses = ask(lambda: ask_for_use(clients("logs"), subjects.log_groups, start, end))
    recommended = ask(lambda: ask_for_recommendations(clients("compute-optimizer"), subjects.functions))
    metered = ask(
        lambda: ask_for_metrics(
            clients("cloudwatch"), buckets=subjects.buckets, table=subjects.table, start=start, end=end
        )
    )
    lens = ask(
        lambda: ask_for_lens(clients("s3"), subjects.reports_bucket, subjects.lens_prefix, subjects.buckets)
    )
    return Report(
        month,
        bill.answer,
        advice(bill.answer, uses.answer or (), recommended.answer or (), lens.answer),
        [
            _chapter("Costs by service, USD", bill, Bill.chapter),
            _chapter("Memory of the functions", uses, memory_chapter),
            _chapter("What is stored and asked", metered, Metered.chapter),
            _chapter("Compute Optimizer", recommended, optimizer_chapter),
            _chapter("S3 Storage Lens", lens, Lens.chapter),
        ],
    )


def _chapter(title: str, asked: Asked[Answer], show: Callable[[Answer], Chapter]) -> Chapter:
    if asked.answer is not None:
        return show(asked.answer)
    return Chapter(title, note=HOW_TO_ASK if NOT_ASKED in asked.refusal else f"Not known: {asked.refusal}")
