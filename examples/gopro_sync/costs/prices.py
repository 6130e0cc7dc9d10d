"""What AWS asks for what is used, in eu-west-1, in USD before tax and free tiers, with the page that says so.

They are inputs like all others: look at the pages before you rely on them. What stands around has its prices
in the library: `cloud-constructs cost`.
"""

from cloud_constructs.cost import Price

_S3 = "https://aws.amazon.com/s3/pricing/"
_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_KMS = "https://aws.amazon.com/kms/pricing/"
_SECRETS = "https://aws.amazon.com/secrets-manager/pricing/"
_STATES = "https://aws.amazon.com/step-functions/pricing/"
_VPC = "https://aws.amazon.com/vpc/pricing/"
_XRAY = "https://aws.amazon.com/xray/pricing/"

PRICES = {
    "s3-standard": Price(0.023, "GB-month", _S3),
    "s3-glacier-instant": Price(0.004, "GB-month", _S3),
    "s3-deep-archive": Price(0.00099, "GB-month", _S3),
    "s3-put": Price(0.005 / 1000, "request", _S3),
    "s3-to-glacier-instant": Price(0.02 / 1000, "transition", _S3),
    "s3-to-deep-archive": Price(0.06 / 1000, "transition", _S3),
    "lambda-gb-second": Price(0.0000133334, "GB-second on Arm", _LAMBDA),
    "lambda-request": Price(0.20 / 1e6, "request", _LAMBDA),
    "state-transition": Price(0.025 / 1000, "state transition", _STATES),
    "dynamodb-write": Price(0.705 / 1e6, "write request unit", _DYNAMODB),
    "dynamodb-read": Price(0.1415 / 1e6, "read request unit", _DYNAMODB),
    "kms-request": Price(0.03 / 10_000, "request", _KMS),
    "secret-request": Price(0.05 / 10_000, "request", _SECRETS),
    "metric": Price(0.30, "custom metric-month", _CLOUDWATCH),
    "log-gb": Price(0.57, "GB of logs taken in", _CLOUDWATCH),
    "trace": Price(5.00 / 1e6, "trace", _XRAY),
    "nat-gb": Price(0.048, "GB", _VPC),
}
