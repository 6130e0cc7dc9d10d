"""Workflows that survive what fails in them."""

from cloud_constructs.workflow._definition import StateNames
from cloud_constructs.workflow._schedule import Schedule
from cloud_constructs.workflow._sync_pipeline import SyncPipeline, SyncSteps

__all__ = ["Schedule", "StateNames", "SyncPipeline", "SyncSteps"]
