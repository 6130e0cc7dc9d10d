"""The pages below docs/ say what is so."""

import json
import re
from pathlib import Path

import pytest
from apex_client.embedded import DeployedApp
from apex_pages import DOCS, PAGES
from apex_pages.app import assembly, share
from apex_pages.cost import bill
from apex_pages.data import KINDS, PATTERNS, Pattern
from apex_pages.usage import USAGE

from cloud_constructs.cost import StandingCosts, total
from cloud_constructs.diagram import Architecture

LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PAGE_FILES = sorted(DOCS.rglob("*.md"))


@pytest.mark.parametrize("name", PAGES)
def test_what_is_made_from_the_app_is_as_the_app_is(name: str) -> None:  # AS-3 AS-12 AS-13
    assert (DOCS / name).read_text() == PAGES[name](), "run python examples/apexshare/pages.py"


@pytest.mark.parametrize("page", PAGE_FILES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_picture_leads_from_a_new_video_to_whoever_writes_to_the_student() -> None:
    drawn = Architecture.of(assembly())
    name = {part.path: f"{part.name} {part.kind.word}" for part in drawn.parts}
    verbs = {(name[flow.source], name[flow.target]): set(map(str, flow.verbs)) for flow in drawn.flows}

    assert "calls" in verbs["MailQueue queue", "EmailSender function"]
    assert verbs["EmailSender function", "Records table"] >= {"reads", "writes"}
    assert "reads" in verbs["Downloads function", "Videos bucket"]
    assert "writes" not in verbs["Downloads function", "Videos bucket"]


@pytest.mark.parametrize("stage", USAGE)
def test_a_stage_with_its_use_keeps_to_its_budget(stage: str) -> None:  # AS-12
    standing = StandingCosts.of(assembly(stage))

    assert standing.usd < total(bill(stage)) < share(stage).config.monthly_budget
    assert standing.not_priced == {}


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.question)
def test_each_question_is_answered_by_a_key_condition_alone(app: DeployedApp, pattern: Pattern) -> None:
    """AS-3: what is put there is found, and what belongs to somebody else is not."""
    dynamodb, table = app.client("dynamodb"), app.deployment.outputs["RecordsTable"]
    earlier, later, foreign = (_item(pattern, number) for number in ("1", "2", "9"))
    foreign |= {"pk": "VIDEO#9", "gsi1pk": "TRAINER#9"}
    items = [earlier, foreign] if pattern.operation == "GetItem" else [earlier, later, foreign]
    for item in items:
        dynamodb.put_item(TableName=table, Item=_encoded(item))

    found = dynamodb.query(
        TableName=table,
        KeyConditionExpression=pattern.condition,
        ExpressionAttributeValues=_encoded({f":{name}": value for name, value in pattern.values.items()}),
        ScanIndexForward=not pattern.newest_first,
        **({"IndexName": pattern.index} if pattern.index else {}),
    )

    expected = [earlier["marker"]] if pattern.operation == "GetItem" else [later["marker"], earlier["marker"]]
    assert [item["marker"]["S"] for item in found["Items"]] == expected
    assert found["ScannedCount"] == found["Count"]


def test_every_kind_of_item_is_asked_for() -> None:  # AS-3
    asked = {value.partition("#")[0] for pattern in PATTERNS for value in pattern.values.values()}

    assert {kind.pk.partition("#")[0] for kind in KINDS} <= asked


def test_no_function_may_scan() -> None:  # AS-3
    policies = [
        json.dumps(body["Properties"])
        for path in assembly().glob("*.template.json")
        for body in json.loads(path.read_text())["Resources"].values()
        if body["Type"] == "AWS::IAM::ManagedPolicy"
    ]

    assert any("dynamodb:Query" in policy for policy in policies)
    assert not any("dynamodb:Scan" in policy for policy in policies)


def _item(pattern: Pattern, number: str) -> dict[str, str]:
    """Return an item that a pattern finds: keys as the pattern has them, a sort key that goes on."""
    values = dict(pattern.values)
    pk = values.get("pk", f"VIDEO#of-a-trainer-{number}")
    sk = values.get("sk", "META")
    if sk.endswith("#"):
        sk = f"{sk}2026-11-2{number}"
    owned = {"gsi1pk": values["owner"], "gsi1sk": f"2026-11-2{number}"} if "owner" in values else {}
    return {"pk": pk, "sk": sk, "marker": f"{pattern.question} {number}", **owned}


def _encoded(item: dict[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"S": value} for name, value in item.items()}
