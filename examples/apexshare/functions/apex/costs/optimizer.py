"""What Compute Optimizer says of the functions, which it does only once an account has asked for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from apex.costs.chapter import Chapter

NOT_ASKED = "OptInRequiredException"
HOW_TO_ASK = (
    "Compute Optimizer is not switched on for this account: `aws compute-optimizer update-enrollment-status "
    "--status Active` does it, and its first recommendations take up to a day."
)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What it says of one function."""

    function: str
    finding: str
    given_mb: int
    better_mb: int | None
    """`None` where it would change nothing, or knows too little."""
    saves_usd: float


def ask_for_recommendations(optimizer: Any, functions: Sequence[str]) -> list[Recommendation]:  # noqa: ANN401
    """Ask about functions, by their ARNs."""
    pages = optimizer.get_paginator("get_lambda_function_recommendations").paginate(
        functionArns=list(functions)
    )
    return recommendations_of(each for page in pages for each in page["lambdaFunctionRecommendations"])


def recommendations_of(answers: Iterable[dict[str, Any]]) -> list[Recommendation]:
    """Return what the answers say; of several options the first."""
    return [_recommendation(answer) for answer in answers]


def _recommendation(answer: dict[str, Any]) -> Recommendation:
    options = sorted(answer.get("memorySizeRecommendationOptions", ()), key=lambda option: option["rank"])
    best: dict[str, Any] = options[0] if options else {}
    savings = best.get("savingsOpportunity", {}).get("estimatedMonthlySavings", {})
    return Recommendation(
        function=answer["functionArn"].split(":")[6],
        finding=answer["finding"],
        given_mb=answer["currentMemorySize"],
        better_mb=best.get("memorySize"),
        saves_usd=savings.get("value", 0.0),
    )


def optimizer_chapter(recommendations: Sequence[Recommendation]) -> Chapter:
    """Return what it says, the greatest savings first."""
    ordered = sorted(recommendations, key=lambda one: (-one.saves_usd, one.function))
    return Chapter(
        "Compute Optimizer",
        ("function", "finding", "given, MB", "better, MB", "saves, USD a month"),
        tuple(
            (one.function, one.finding, one.given_mb, one.better_mb or "", one.saves_usd) for one in ordered
        ),
        "" if recommendations else "It has seen too little of these functions to say anything.",
    )
