"""What happens in a vault: events in, reports out, and how much is used."""

from vault.models.analytics import AcceptedEvents, AnalyticsReport, NewEvents, ReportWanted, Usage
from vault.operations.operation import Operation

ANALYTICS = "/api/analytics"
FUNCTION = "analytics"

RECORD_EVENTS = Operation(
    name="RecordEvents",
    function=FUNCTION,
    method="POST",
    path=f"{ANALYTICS}/events",
    request=NewEvents,
    response=AcceptedEvents,
    status=202,
)
GET_REPORT = Operation(
    name="GetReport",
    function=FUNCTION,
    method="GET",
    path=f"{ANALYTICS}/report",
    query=ReportWanted,
    response=AnalyticsReport,
)
GET_USAGE = Operation(
    name="GetUsage", function=FUNCTION, method="GET", path=f"{ANALYTICS}/usage", response=Usage
)

OPERATIONS = (RECORD_EVENTS, GET_REPORT, GET_USAGE)
