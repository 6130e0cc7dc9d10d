"""An embedded AWS on this machine: deploy any CDK cloud assembly, without an account and without Docker.

It needs the extra `local` (`pip install cloud-constructs[local]`); on the command line it is
`cloud-constructs local`.
"""

from __future__ import annotations

from cloud_constructs.local._deployment import DeployedStack, Deployment, Report, Resource
from cloud_constructs.local._embedded import Embedded
from cloud_constructs.local._errors import Finding, LocalError
from cloud_constructs.local._fidelity import Level
from cloud_constructs.local._synth import synthesise

__all__ = [
    "DeployedStack",
    "Deployment",
    "Embedded",
    "Finding",
    "Level",
    "LocalError",
    "Report",
    "Resource",
    "synthesise",
]
