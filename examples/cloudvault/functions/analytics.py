"""Answers the API's operations on what happens in a vault."""

from vault.analytics.reports import get_report, get_usage, record_events
from vault.application import application
from vault.operations import analytics as operations

handler = application(
    {
        operations.RECORD_EVENTS: record_events,
        operations.GET_REPORT: get_report,
        operations.GET_USAGE: get_usage,
    }
)
