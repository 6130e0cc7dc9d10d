"""Every seeded regression is noticed, and the table tells when one is not."""

import pytest

from cloud_constructs.guardrails._packs import ids_of
from tools.mutations import MUTATIONS, Layer, Mutation, Verdict, verdicts
from tools.mutations.__main__ import main
from tools.mutations._mutation import Files, acknowledgement, put

# What only a linter sees: it is well formed, and nothing that is protected loses its protection.
LEFT_TO_CFN_LINT = {
    "a policy names an action that is none",
    "a protection is misspelt",
    "a value is none of those allowed",
}


@pytest.fixture(scope="module")
def judged() -> list[Verdict]:
    return list(verdicts(MUTATIONS))


def test_every_mutation_is_caught(judged: list[Verdict]) -> None:
    missed = [(verdict.mutation.subject, verdict.mutation.name) for verdict in judged if not verdict.caught]

    assert missed == []
    assert len(judged) >= 60
    assert len({(mutation.subject, mutation.name) for mutation in MUTATIONS}) == len(MUTATIONS)


def test_every_layer_is_needed(judged: list[Verdict]) -> None:
    alone = {layer for verdict in judged if len(verdict.caught) == 1 for layer in verdict.caught}
    by_linter = {verdict.mutation.name for verdict in judged if Layer.CFN_LINT in verdict.caught}

    assert alone == set(Layer)
    assert by_linter == LEFT_TO_CFN_LINT


@pytest.mark.parametrize(
    "control",
    [
        Mutation("EncryptionKey", "nothing changes", edit=lambda files: None),
        Mutation("EncryptionKey", "nothing changes in the tree", in_tree=lambda stack: None),
    ],
    ids=["files", "tree"],
)
def test_a_mutation_that_changes_nothing_is_missed(
    control: Mutation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([control]) == 1
    assert "1 mutations, 0 caught, 1 missed" in capsys.readouterr().out


def test_what_an_acknowledgement_hides_is_missed() -> None:
    def edit(files: Files) -> None:
        put("AWS::KMS::Key", "EnableKeyRotation", value=False)(files)
        path = next(path for path in files.metadata if "/Key/" in path)
        ids = ids_of("KMSBackingKeyRotationEnabled")
        files.metadata[path].append(acknowledgement(**dict.fromkeys(ids, "Made for something else")))

    hidden = Mutation("EncryptionKey", "an acknowledged key is never rotated", edit)
    open_ = Mutation(
        "EncryptionKey", "a key is never rotated", put("AWS::KMS::Key", "EnableKeyRotation", False)
    )

    assert [bool(verdict.caught) for verdict in verdicts([hidden, open_])] == [False, True]
