"""The secret between a distribution and the functions behind it."""

from harness import default_template, only, resources


def test_a_handler_finds_the_header_and_the_secret() -> None:  # CV-6
    template = default_template("OriginSecret")

    (secret,) = resources(template, "AWS::SecretsManager::Secret")
    variables = only(template, "AWS::Lambda::Function")["Environment"]["Variables"]
    assert variables["ORIGIN_HEADER"] == "x-origin-verify"
    assert variables["ORIGIN_SECRET_ARN"] == {"Ref": secret}


def test_who_was_granted_it_reads_it_with_the_key_for_it_alone() -> None:  # CV-6
    template = default_template("OriginSecret")

    (secret,) = resources(template, "AWS::SecretsManager::Secret")
    granted = [
        statement
        for id, body in resources(template, "AWS::IAM::ManagedPolicy").items()
        if "Granted" in id
        for statement in body["Properties"]["PolicyDocument"]["Statement"]
    ]
    (read,) = [one for one in granted if "secretsmanager:GetSecretValue" in one["Action"]]
    assert read["Resource"] == {"Ref": secret}
    (decrypt,) = [one for one in granted if one["Action"] == "kms:Decrypt"]
    context = {"kms:EncryptionContext:SecretARN": {"Ref": secret}}
    assert decrypt["Condition"] == {"StringEquals": context}


def test_it_does_not_change_behind_the_distribution_s_back() -> None:
    assert resources(default_template("OriginSecret"), "AWS::SecretsManager::RotationSchedule") == {}
