"""What becomes of a site's files: in the template, in a browser's cache and in the embedded AWS."""

import json
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from email.message import Message
from typing import Any

import aws_cdk as cdk
import pytest
from harness import (
    SITE,
    default_template,
    distribution,
    full_distribution,
    new_stack,
    only,
    resources,
    template_of,
)

import cloud_constructs as cc
from cloud_constructs.local import Embedded, Level
from cloud_constructs.local._deploy.deployment import Deployment
from cloud_constructs.testing import assert_no_findings

FULL = "WebDistribution with everything"
PUBLICATION = "Custom::CDKBucketDeployment"


def publications() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the publication of what never changes, and that of the pages."""
    made = resources(default_template(FULL), PUBLICATION)
    (immutable,) = [body for id, body in made.items() if "Immutable" in id]
    (pages,) = [body for id, body in made.items() if "Pages" in id]
    return immutable, pages


def test_browsers_ask_again_for_all_but_what_never_changes() -> None:  # CV-13
    immutable, pages = (publication["Properties"] for publication in publications())

    assert (immutable["Exclude"], immutable["Include"]) == (["*"], ["assets/*"])
    assert immutable["SystemMetadata"] == {"cache-control": "public, max-age=31536000, immutable"}
    assert pages["Exclude"] == ["assets/*"]
    assert pages["SystemMetadata"] == {"cache-control": "no-cache"}


def test_pages_come_after_what_they_name_and_old_files_stay_for_open_pages() -> None:
    immutable, pages = publications()

    made = resources(default_template(FULL), PUBLICATION)
    assert [id for id in pages["DependsOn"] if id in made] == [id for id in made if "Immutable" in id]
    assert immutable["Properties"]["Prune"] is False
    assert pages["Properties"]["Prune"] is True
    assert pages["Properties"]["DistributionPaths"] == ["/*"]


def test_who_publishes_may_write_to_this_bucket_and_nothing_else() -> None:  # CV-6
    template = default_template("WebDistribution")
    statements = [
        statement
        for id, body in resources(template, "AWS::IAM::ManagedPolicy").items()
        if id.startswith("SitePublisher")
        for statement in body["Properties"]["PolicyDocument"]["Statement"]
    ]

    (bucket,) = [id for id in resources(template, "AWS::S3::Bucket") if "Site" in id]
    writes = [one for one in statements if re.search("s3:(Put|Delete)Object", str(one["Action"]))]
    assert len(writes) == 2
    assert all({"Fn::GetAtt": [bucket, "Arn"]} in one["Resource"]["Fn::Join"][1] for one in writes)
    assert [one for one in statements if one["Resource"] == "*"] == []
    assert resources(template, "AWS::IAM::Policy") == {}


def test_two_sites_of_a_stack_are_published_by_one_function() -> None:
    stack = new_stack()
    distribution(stack, "Shop")
    distribution(stack, "Help")

    template = template_of(stack)
    handlers = [id for id in resources(template, "AWS::Lambda::Function") if "BucketDeployment" in id]
    assert len(handlers) == 1
    assert len(resources(template, PUBLICATION)) == 2
    assert_no_findings(stack)


@pytest.mark.parametrize(
    ("uri", "file"),
    [
        ("/", "/index.html"),
        ("/orders/17", "/index.html"),
        ("/orders.old/17", "/index.html"),
        ("/assets/shop-1.js", "/assets/shop-1.js"),
        ("/favicon.ico", "/favicon.ico"),
    ],
)
def test_paths_without_an_extension_are_pages_of_the_program(uri: str, file: str) -> None:
    function = only(default_template(FULL), "AWS::CloudFront::Function")
    call = f"console.log(handler({{request: {{uri: {json.dumps(uri)}}}}}).uri)"

    run = [os.environ["JSII_NODE"], "--eval", function["FunctionCode"] + call]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip() == file
    assert function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"


@pytest.mark.parametrize(
    ("site", "message"),
    [
        (cc.Site(folder="nowhere"), "the folder of site, 'nowhere', has no index.html"),
        (cc.Site(folder=SITE, data={"config.js": {}}), "a name in data of site is 'config.js'"),
        (cc.Site(folder=SITE, data={"../config.json": {}}), "a name in data of site is '../config.json'"),
        (
            cc.Site(folder=SITE, data={"about.json": {}}),
            "data of site has 'about.json', and so",
        ),
        (cc.Site(folder=SITE, immutable=["*"]), r"a pattern in immutable of site is '\*'"),
    ],
)
def test_what_is_no_site_is_refused(site: cc.Site, message: str) -> None:
    with pytest.raises(cc.ArgumentError, match=message):
        distribution(new_stack(), site=site)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    stack = new_stack({"stage": "dev", "aws:cdk:enable-path-metadata": True})
    full_distribution(stack)
    app = stack.node.root
    assert isinstance(app, cdk.App)
    with Embedded(tmp_path_factory.mktemp("embedded")) as aws:
        yield aws.deploy(app.synth().directory)


def get(url: str) -> tuple[bytes, Message]:
    with urllib.request.urlopen(url) as answer:
        return answer.read(), answer.headers


@pytest.mark.embedded
def test_the_printed_address_is_the_first_page(deployed: Deployment) -> None:  # CV-17
    page, headers = get(deployed.urls["Test/Web/Resource"])

    assert page == (SITE / "index.html").read_bytes()
    assert headers["Content-Type"] == "text/html"
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.embedded
def test_a_site_knows_values_of_its_deployment(deployed: Deployment) -> None:  # CV-17
    data, headers = get(deployed.urls["Test/Web/Resource"].replace("index.html", "config.json"))

    (api,) = [
        one.physical_id
        for one in deployed.stacks["Test"].resources.values()
        if one.path == "Test/Api/Resource"
    ]
    assert api in json.loads(data)["api"]
    assert headers["Content-Type"] == "application/json"


@pytest.mark.embedded
def test_an_asset_is_kept_for_a_year(deployed: Deployment) -> None:
    _, headers = get(deployed.urls["Test/Web/Resource"].replace("index.html", "assets/shop-1.js"))

    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.embedded
def test_the_report_does_not_say_that_the_distribution_runs(deployed: Deployment) -> None:
    recorded = {entry.type for entry in deployed.report.levels[Level.RECORDED_ONLY]}

    assert "AWS::CloudFront::Distribution" in recorded
