"""An embedded AWS on this machine: deploy any CDK cloud assembly, without an account and without Docker.

It needs the extra `local` (`pip install cloud-constructs[local]`); on the command line it is
`cloud-constructs local`. Each part imports those below it only:

    trials       programs that drive a deployed app, for its scenario.py
    _deployed    an app in an embedded AWS of its own, for its tests
    _command     up, run, down, status: what they do, print and leave in an app's data folder
    _embedded    the entry for Python code, and for the command line: an engine that takes assemblies
    _deploy      creates the stacks, finds their endpoints, reports how real each resource is
    _adapt       templates and functions made to fit the engine; work left to do through its API
    _assembly    app folder -> synthesis -> stacks, templates and assets
    _engine      child processes, the embedded AWS among them, and clients that speak to it
"""

from __future__ import annotations

from cloud_constructs.local._assembly.synth import synthesise
from cloud_constructs.local._deploy.deployment import DeployedStack, Deployment, Report, Resource
from cloud_constructs.local._deploy.fidelity import Level
from cloud_constructs.local._deployed import DeployedApp, deployed
from cloud_constructs.local._embedded import Embedded
from cloud_constructs.local._errors import Finding, LocalError

__all__ = [
    "DeployedApp",
    "DeployedStack",
    "Deployment",
    "Embedded",
    "Finding",
    "Level",
    "LocalError",
    "Report",
    "Resource",
    "deployed",
    "synthesise",
]
