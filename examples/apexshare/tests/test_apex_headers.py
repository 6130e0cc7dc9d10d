"""What the answers of the page and of the API tell browsers, graded by public rules.

The points are those of the HTTP Observatory (github.com/mdn/mdn-http-observatory, src/grader/charts.js, and
developer.mozilla.org/en-US/observatory/docs/tests_and_scoring): from 100, A+ begins at 100, and what a site
does beyond the necessary counts from 90 points on. Beside it stands what the OWASP Secure Headers Project
(owasp.org/www-project-secure-headers) recommends for every answer.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
import requests
from apex.application import HEADERS as OF_FUNCTIONS
from apex_client.embedded import DeployedApp
from apexshare import ApexShare, Config

from cloud_constructs.testing import synth

Headers = Mapping[str, str]
HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
GRADES = {100: "A+", 90: "A", 85: "A-", 80: "B+", 70: "B", 65: "B-", 60: "C+", 50: "C", 45: "C-", 0: "F"}
EXTRA_CREDIT_FROM = 90
EVERY_ANSWER = {
    "content-security-policy",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
}
PAGES = {
    *EVERY_ANSWER,
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "x-frame-options",
    "x-permitted-cross-domain-policies",
}


def directives(headers: Headers) -> dict[str, list[str]]:
    parts = headers.get("content-security-policy", "").split(";")
    return {words[0]: words[1:] for words in map(str.split, parts) if words}


def content_security(headers: Headers) -> int:
    policy = directives(headers)
    fallback = policy.get("default-src")
    scripts = policy.get("script-src", fallback)
    objects = policy.get("object-src", fallback)
    if not policy:
        return -25
    if (
        scripts is None
        or objects is None
        or {"'unsafe-inline'", "data:", "https:", "*"} & {*scripts, *objects}
    ):
        return -20
    if any(source.startswith("http:") for sources in policy.values() for source in sources):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in policy.get("style-src", fallback or []):
        return 0
    closed = fallback == ["'none'"] and policy.get("form-action") in (["'none'"], ["'self'"])
    return 10 if closed else 5


def frames(headers: Headers) -> int:
    if "frame-ancestors" in directives(headers):
        return 5
    return 0 if headers.get("x-frame-options") in ("DENY", "SAMEORIGIN") else -20


def transport(headers: Headers) -> int:
    age = re.match(r"max-age=(\d+)", headers.get("strict-transport-security", ""))
    if age is None:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


def referrer(headers: Headers) -> int:
    if "referrer-policy" not in headers:
        return 0
    return 5 if headers["referrer-policy"] in PRIVATE else -5


def embedding(headers: Headers) -> int:
    policy = headers.get("cross-origin-resource-policy")
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0, None: 0}.get(policy, -5)


def sharing(headers: Headers) -> int:
    everybody = headers.get("access-control-allow-origin") == "*"
    return -50 if everybody and headers.get("access-control-allow-credentials") == "true" else 0


def sniffing(headers: Headers) -> int:
    return 0 if headers.get("x-content-type-options") == "nosniff" else -5


RULES: list[Callable[[Headers], int]] = [
    *(content_security, frames, transport, referrer, embedding, sharing, sniffing)
]


def grade(headers: Headers) -> str:
    points = [rule(headers) for rule in RULES]
    score = 100 + sum(point for point in points if point < 0)
    if score >= EXTRA_CREDIT_FROM:
        score += sum(point for point in points if point > 0)
    return next(letter for least, letter in GRADES.items() if score >= least)


@cache
def templates() -> dict[str, dict[str, Any]]:
    def build(app: cdk.App) -> None:
        ApexShare(app, config=Config.of(app), account="123456789012", region="eu-west-1")

    return dict(synth(build).templates)


def only_of_type(kind: str) -> list[dict[str, Any]]:
    return [
        resource["Properties"]
        for template in templates().values()
        for resource in template["Resources"].values()
        if resource["Type"] == kind
    ]


def of_the_page() -> dict[str, str]:
    """Return the headers that CloudFront adds, as browsers see them."""
    (policy,) = only_of_type("AWS::CloudFront::ResponseHeadersPolicy")
    config = policy["ResponseHeadersPolicyConfig"]
    said = config["SecurityHeadersConfig"]
    hsts = said["StrictTransportSecurity"]
    below = "; includeSubDomains" if hsts["IncludeSubdomains"] else ""
    return {
        "content-security-policy": said["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "referrer-policy": said["ReferrerPolicy"]["ReferrerPolicy"],
        "strict-transport-security": f"max-age={hsts['AccessControlMaxAgeSec']}{below}",
        "x-content-type-options": "nosniff" if "ContentTypeOptions" in said else "",
        "x-frame-options": said["FrameOptions"]["FrameOption"],
        **{item["Header"].lower(): item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }


def of_the_gateway() -> list[dict[str, str]]:
    """Return the headers of each answer that API Gateway gives by itself."""
    return [
        {name.rpartition(".")[2].lower(): value[1:-1] for name, value in made["ResponseParameters"].items()}
        for made in only_of_type("AWS::ApiGateway::GatewayResponse")
    ]


def test_the_page_is_an_a_plus_and_says_what_owasp_recommends() -> None:  # AS-6
    headers = of_the_page()

    assert grade(headers) == "A+"
    assert set(headers) >= PAGES
    assert content_security(headers) == embedding(headers) == 10


def test_what_functions_answer_is_an_a_plus() -> None:  # AS-4
    assert grade(OF_FUNCTIONS) == "A+"
    assert set(OF_FUNCTIONS) >= {*EVERY_ANSWER, "cache-control"}
    assert OF_FUNCTIONS["cache-control"] == "no-store"


def test_what_the_gateway_answers_by_itself_is_an_a_plus() -> None:  # AS-4
    answers = of_the_gateway()

    assert len(answers) >= 10
    for headers in answers:
        assert grade(headers) == "A+"
        assert set(headers) >= {*EVERY_ANSWER, "cache-control"}


@pytest.mark.parametrize(
    ("header", "worse"),
    [
        ("content-security-policy", ""),
        ("content-security-policy", "default-src 'self' 'unsafe-inline'"),
        ("strict-transport-security", ""),
        ("strict-transport-security", "max-age=300"),
    ],
)
def test_the_grade_falls_with_a_header(header: str, worse: str) -> None:
    without_extras = {"cross-origin-resource-policy": "", "referrer-policy": "unsafe-url"}

    assert grade({**of_the_page(), **without_extras, header: worse}) != "A+"


def test_an_answer_and_a_refusal_of_the_deployed_api_say_so(app: DeployedApp) -> None:  # AS-4
    for path, status in (("/health", 200), ("/videos", 401)):
        key = {"x-api-key": app.deployment.outputs["PageKey"]}
        answer = requests.get(f"{app.deployment.api_url}{path}", headers=key, timeout=60)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        assert (answer.status_code, grade(headers)) == (status, "A+"), headers
