"""What the operator looks at: four graphs for each provider, and three questions to the downloaders' logs."""

from collections.abc import Mapping
from dataclasses import replace

from cloud_constructs import Graph, SyncPipeline

NAMESPACE = "MediaSync"
"""Where the functions publish what they measure."""
DAY = 86_400

QUERIES = {
    "Failed Downloads": """fields @timestamp, provider, message, error_type, error, correlation_id
| filter level = "ERROR"
| sort @timestamp desc
| limit 100""",
    "Average Throughput": """filter message = "done" and throughput_mbps > 0
| stats avg(throughput_mbps) as average, min(throughput_mbps) as slowest, sum(bytes) as bytes
    by provider, bin(1d)""",
    "Slow Transfers": """fields @timestamp, provider, media_id, bytes, duration_ms, throughput_mbps
| filter message = "done" and throughput_mbps > 0 and throughput_mbps < 20
| sort throughput_mbps asc
| limit 100""",
}


def graphs(pipelines: Mapping[str, SyncPipeline]) -> list[Graph]:
    """Return what is drawn above the alarms; with several providers, each graph says whose it is."""
    return [
        replace(graph, title=f"{graph.title}, {provider}") if len(pipelines) > 1 else graph
        for provider, pipeline in pipelines.items()
        for graph in _of_provider(provider, pipeline)
    ]


def _of_provider(provider: str, pipeline: SyncPipeline) -> list[Graph]:
    of_provider = {"Provider": provider}
    return [
        Graph(
            title="Success rate",
            namespace="CloudConstructs/SyncPipeline",
            metrics={"ItemsCopied": "Sum", "ItemsFailed": "Sum"},
            dimensions={"StateMachineArn": pipeline.state_machine.state_machine_arn},
            formulas={"Copied": "100 * itemsCopied / (itemsCopied + itemsFailed)"},
            unit="%",
            period=DAY,
        ),
        Graph(
            title="Volume",
            namespace=NAMESPACE,
            metrics={"BytesTransferred": "Sum"},
            dimensions=of_provider,
            unit="bytes",
            period=DAY,
        ),
        Graph(
            title="Throughput",
            namespace=NAMESPACE,
            metrics={"TransferThroughput": "Average"},
            dimensions=of_provider,
            unit="Mbit/s",
        ),
        Graph(
            title="Errors",
            namespace="AWS/States",
            metrics={"ExecutionsFailed": "Sum", "ExecutionsTimedOut": "Sum", "ExecutionsAborted": "Sum"},
            dimensions={"StateMachineArn": pipeline.state_machine.state_machine_arn},
        ),
    ]
