"""Workflows that survive what fails in them."""

from cloud_constructs.workflow._definition import StateNames
from cloud_constructs.workflow._event_start import EventStart
from cloud_constructs.workflow._mode import Batch, ManifestFormat, Mode
from cloud_constructs.workflow._steps import Reconciliation, SyncSteps
from cloud_constructs.workflow._sync_pipeline import SyncPipeline

__all__ = [
    "Batch",
    "EventStart",
    "ManifestFormat",
    "Mode",
    "Reconciliation",
    "StateNames",
    "SyncPipeline",
    "SyncSteps",
]
