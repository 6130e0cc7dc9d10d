"""What AWS asks for what is used, in eu-west-1, in USD before tax and free tiers, with the page that says so.

They are inputs like all others: look at the pages before you rely on them. What stands around has its prices
in the library: `cloud-constructs cost`.
"""

from cloud_constructs.cost import Price

_CLOUDFRONT = "https://aws.amazon.com/cloudfront/pricing/"
_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
_CONFIG = "https://aws.amazon.com/config/pricing/"
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_S3 = "https://aws.amazon.com/s3/pricing/"
_TRANSFER = "https://aws.amazon.com/ec2/pricing/on-demand/"

PRICES = {
    "s3-standard": Price(0.023, "GB-month", _S3),
    "s3-infrequent": Price(0.0125, "GB-month", _S3),
    "s3-put": Price(0.005 / 1000, "request", _S3),
    "s3-get": Price(0.0004 / 1000, "request", _S3),
    "s3-to-infrequent": Price(0.01 / 1000, "transition", _S3),
    "s3-infrequent-read": Price(0.01, "GB read", _S3),
    "transfer-out": Price(0.09, "GB", _TRANSFER),
    "cloudfront-request": Price(0.012 / 10_000, "request", _CLOUDFRONT),
    "cloudfront-gb": Price(0.085, "GB", _CLOUDFRONT),
    "api-request": Price(3.50 / 1e6, "request", "https://aws.amazon.com/api-gateway/pricing/"),
    "waf-request": Price(0.60 / 1e6, "request", "https://aws.amazon.com/waf/pricing/"),
    "lambda-gb-second": Price(0.0000133334, "GB-second on Arm", _LAMBDA),
    "lambda-request": Price(0.20 / 1e6, "request", _LAMBDA),
    "dynamodb-write": Price(0.705 / 1e6, "write request unit", _DYNAMODB),
    "dynamodb-read": Price(0.1415 / 1e6, "read request unit", _DYNAMODB),
    "kms-request": Price(0.03 / 10_000, "request", "https://aws.amazon.com/kms/pricing/"),
    "mail": Price(0.10 / 1000, "message", "https://aws.amazon.com/ses/pricing/"),
    "trainer": Price(0.02, "active user-month, Plus", "https://aws.amazon.com/cognito/pricing/"),
    "config-item": Price(0.003, "configuration item", _CONFIG),
    "config-evaluation": Price(0.001, "evaluation", _CONFIG),
    "metric": Price(0.30, "custom metric-month", _CLOUDWATCH),
    "log-gb": Price(0.57, "GB of logs taken in", _CLOUDWATCH),
    "trace": Price(5.00 / 1e6, "trace", "https://aws.amazon.com/xray/pricing/"),
    "cost-question": Price(
        0.01, "question", "https://aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing/"
    ),
}
