"""What the operator looks at: four graphs, and three questions to the downloader's log."""

from cloud_constructs import Graph, SyncPipeline

NAMESPACE = "MediaSync"
"""Where the functions publish what they measure."""
DAY = 86_400

QUERIES = {
    "Failed Downloads": """fields @timestamp, message, error_type, error, correlation_id
| filter level = "ERROR"
| sort @timestamp desc
| limit 100""",
    "Average Throughput": """filter message = "done" and throughput_mbps > 0
| stats avg(throughput_mbps) as average, min(throughput_mbps) as slowest, sum(bytes) as bytes by bin(1d)""",
    "Slow Transfers": """fields @timestamp, media_id, bytes, duration_ms, throughput_mbps
| filter message = "done" and throughput_mbps > 0 and throughput_mbps < 20
| sort throughput_mbps asc
| limit 100""",
}


def graphs(pipeline: SyncPipeline, provider: str) -> list[Graph]:
    """Return what is drawn above the alarms."""
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
