"""The network of the stages that have one.

```
functions --443--> interface endpoints (Secrets Manager, Logs, KMS, SNS, SQS)
          --443--> gateway endpoints (S3, DynamoDB), which are free
          --443--> NAT --> the provider, and X-Ray: an endpoint for its few kilobytes would cost more
```
"""

from constructs import Construct

from cloud_constructs import Egress, EncryptionKey, EndpointClients, Endpoints, SecureVpc


def network(scope: Construct, key: EncryptionKey) -> SecureVpc:
    """Make the network: HTTPS leaves the functions, and nothing but the functions reaches the endpoints."""
    return SecureVpc(
        scope,
        "Network",
        availability_zones=2,
        egress=Egress.REGIONAL_NAT,
        endpoints=Endpoints.FUNCTION,
        endpoint_clients=EndpointClients.PLACED,
        encryption_key=key,
    )
