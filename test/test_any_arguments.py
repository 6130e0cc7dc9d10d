"""Whatever its arguments, a construct is clean under all six packs, or refuses them with a ConstructError."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from harness import (
    CONNECTION,
    ENV,
    HANDLER,
    LOCKED,
    PACK,
    SITE,
    audit_trail,
    backup_policy,
    certificate,
    chaos,
    config_compliance,
    delivery,
    distribution,
    domain,
    failover,
    function,
    http_api,
    mail_domain,
    pipeline,
    queue_trigger,
    rest_api,
    route,
    service_level,
    stream_trigger,
    table,
    text,
    threats,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cloud_constructs as cc
from cloud_constructs.guardrails import findings

Arguments = dict[str, Any]

WAIVER = st.just(cc.Waiver(reason="A property test leaves this protection out"))
STAGES = st.sampled_from(["dev", "staging", "prod"])
SECONDS = st.integers(0, 2_000_000).map(cdk.Duration.seconds)
NAMES = st.text("abcXYZ019-_. ", min_size=1, max_size=12)
EMAILS = st.lists(st.sampled_from(["a@example.com", "b@example.com", "nobody"]), max_size=3)
THROTTLES = st.builds(cc.Throttle, rate=st.integers(0, 1000), burst=st.integers(0, 1000))
LIFECYCLES = st.lists(
    st.integers(1, 3650).map(lambda days: s3.LifecycleRule(expiration=cdk.Duration.days(days))), max_size=2
)
SITES = st.builds(
    cc.FailoverSite, domain_name=st.sampled_from(["a.example.com", "b.example.com", "A b", "localhost"])
)
CORS = st.builds(
    cc.Cors,
    origins=st.lists(st.sampled_from(["*", "https://a.example.com"]), max_size=2).map(tuple),
    credentials=st.booleans(),
)
CAPACITIES = st.one_of(
    st.builds(cc.Capacity.on_demand, max_reads=st.integers(0, 9000), max_writes=st.integers(0, 9000)),
    st.builds(
        cc.Capacity.auto_scaled,
        reads=st.tuples(st.integers(0, 50), st.integers(0, 50)),
        writes=st.tuples(st.integers(0, 50), st.integers(0, 50)),
    ),
)
INDEXES = st.lists(
    st.builds(
        lambda name, partition, **rest: cc.Index(
            name=name, partition_key=[text(key) for key in partition], sort_key=text("day"), **rest
        ),
        st.sampled_from(["by-status", "by-day"]),
        st.lists(st.sampled_from("abcde"), max_size=5, unique=True),
        capacity=st.none() | CAPACITIES,
        attributes=st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True),
    ),
    max_size=2,
)
WARM_STARTS = st.just(cc.WarmStart.SNAP_START) | st.builds(
    cc.WarmStart.provisioned,
    st.integers(0, 9),
    up_to=st.none() | st.integers(0, 9),
    utilization=st.floats(0, 1),
)
REGIONS = ["eu-west-1", "eu-west-2", "eu-central-1", "us-east-1"]
REPLICAS = st.builds(
    lambda region, keys: cc.Replica(region=region, key_arn=f"arn:aws:kms:{keys}:123456789012:key/abc"),
    st.sampled_from(REGIONS),
    st.sampled_from(REGIONS),
) | st.sampled_from(REGIONS).map(
    lambda region: cc.Replica(region=region, key_arn=f"arn:aws:kms:{region}:123456789012:key/abc")
)
REPLICATIONS = st.one_of(
    st.lists(REPLICAS, max_size=2).map(lambda replicas: cc.Replication.eventual(*replicas)),
    st.tuples(st.lists(REPLICAS, max_size=2), st.none() | st.sampled_from(REGIONS)).map(
        lambda strong: cc.Replication.strong(*strong[0], witness_region=strong[1])
    ),
)
TABLE_POLICIES = st.builds(
    cc.TablePolicy,
    org_only=st.sampled_from([None, "o-a1b2c3d4e5", "mine"]),
    vpce_only=st.lists(st.sampled_from(["vpce-0123456789abcdef0", "vpc-1"]), max_size=2),
    stream_readers=st.lists(st.sampled_from(["arn:aws:iam::111122223333:role/Reader", "*"]), max_size=1),
)
LOCKS = st.one_of(
    st.builds(cc.VaultLock.governance, min_days=st.integers(0, 9), max_days=st.none() | st.integers(0, 40)),
    st.builds(cc.VaultLock.compliance, min_days=st.integers(0, 9), grace_days=st.integers(0, 9)),
)
BACKUP_RULES = st.builds(
    lambda make, **keywords: make(**keywords),
    st.sampled_from([cc.BackupRule.daily, cc.BackupRule.weekly, cc.BackupRule.monthly]),
    keep_days=st.integers(0, 400),
    cold_after_days=st.none() | st.integers(0, 100),
    copies=st.sampled_from(
        [
            (),
            (cc.BackupCopy(vault_arn="Copies"),),
            (cc.BackupCopy(vault_arn="arn:aws:backup:eu-central-1:111122223333:backup-vault:Copies"),),
        ]
    ),
)
VECTOR_INDEXES = st.lists(
    st.builds(
        cc.VectorIndex,
        name=st.sampled_from(["near", "n"]),
        attribute=st.just("meaning"),
        dimensions=st.integers(0, 5000),
    ),
    max_size=2,
)
SCHEDULES = st.one_of(
    st.integers(1, 30).map(lambda days: scheduler.ScheduleExpression.rate(cdk.Duration.days(days))),
    st.integers(0, 23).map(lambda hour: scheduler.ScheduleExpression.cron(minute="0", hour=str(hour))),
)

MODES = st.one_of(
    st.builds(cc.Mode.map, pages=st.integers(0, 1001)),
    st.builds(
        cc.Mode.distributed,
        manifest=st.sampled_from(cc.ManifestFormat),
        tolerated_failure_percentage=st.integers(-1, 101),
        batch=st.one_of(
            st.none(), st.builds(cc.Batch, items=st.integers(0, 1001), kilobytes=st.integers(0, 300))
        ),
    ),
)

STATEMENTS = [
    {"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:eu-west-1:123456789012:alerts"},
    {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": "arn:aws:sqs:eu-west-1:123456789012:q"},
    {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::media"},
    {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"},
]
ALARMS = ["Errors", "Duration", "SystemErrors", "ApproximateAgeOfOldestMessage", "4xx"]
PERIODS = {"period": st.sampled_from([0, 7, 60, 300, 3600]), "periods": st.integers(0, 300)}
THRESHOLDS = st.one_of(
    st.floats(),
    WAIVER,
    st.builds(cc.AnomalyBand, width=st.floats(0, 3)),
    st.builds(cc.Threshold, value=st.floats(), **PERIODS),
)
METRICS = st.builds(
    cc.AlarmSpec,
    metric=st.sampled_from(["Sold", "", "é"]),
    namespace=st.sampled_from(["Shop", "", None]),
    why=st.just("Too few are sold"),
    threshold=st.one_of(st.none(), st.floats()),
    statistic=st.sampled_from(["Sum", "p99", "p101", "Mean"]),
    **PERIODS,
)
WINDOWS = st.builds(
    cc.MuteWindow.cron, st.sampled_from(["0 2 * * SUN", "nightly"]), lasts=SECONDS, time_zone=st.just("UTC")
)
WATCHED = [function, table, http_api, lambda stack: cc.WorkQueue(stack, "Watched")]


def watch(
    stack: cdk.Stack,
    watched: list[Callable[[cdk.Stack], Any]],
    asked: Arguments,
    metrics: list[cc.AlarmSpec],
    **given: Any,
) -> None:
    alarms = cc.AlarmSet(stack, "X", **{"notify": cc.AlertTopic(stack, "Told"), **given})
    for make in watched:
        alarms.watch(make(stack), **asked)
    alarms.watch_metrics("Shop", metrics)


def experiment(
    stack: cdk.Stack, percentage: int = 100, expect: str = "Callers retry", **given: Any
) -> object:
    delay = given.pop("delay", None)
    broken = function(stack, "Broken")
    fault = (
        cc.Fault.invocation_error(broken, percentage=percentage, expect=expect)
        if delay is None
        else cc.Fault.invocation_delay(broken, delay=delay, percentage=percentage, expect=expect)
    )
    return chaos(stack, "X", experiments={"Named": fault}, **given)


def some(**choices: st.SearchStrategy[Any]) -> st.SearchStrategy[Arguments]:
    """Return arguments of which each may be left out."""
    return st.fixed_dictionaries({}, optional=choices)


# construct: how it is made, and what it may be given
CONSTRUCTS: dict[str, tuple[Callable[..., object], st.SearchStrategy[Arguments]]] = {
    "EncryptionKey": (
        lambda stack, **keywords: cc.EncryptionKey(stack, "X", **keywords),
        some(
            rotation_days=st.one_of(st.integers(0, 3000), WAIVER),
            alias=NAMES,
            multi_region=st.booleans(),
            pending_window=SECONDS,
        ),
    ),
    "RotatingSecret": (
        lambda stack, **keywords: cc.RotatingSecret(
            stack, "X", **{"rotate_with": function(stack, "Rotation"), **keywords}
        ),
        some(
            rotate_with=WAIVER,
            rotate_every=st.one_of(
                st.integers(0, 1100).map(cdk.Duration.days),
                st.builds(
                    scheduler.ScheduleExpression.cron,
                    minute=st.sampled_from(["0", "*", "5"]),
                    hour=st.just("4"),
                ),
            ),
            generate=st.builds(
                secretsmanager.SecretStringGenerator,
                secret_string_template=st.sampled_from([None, '{"username": "shop"}']),
                generate_string_key=st.sampled_from([None, "password"]),
            ),
            secret_name=NAMES,
        ),
    ),
    "SecureUserPool": (
        lambda stack, **keywords: cc.SecureUserPool(stack, "X", **keywords),
        some(
            self_sign_up=st.booleans(),
            invitation_validity=SECONDS | st.integers(0, 400).map(cdk.Duration.days),
            min_password_length=st.integers(-1, 110),
            second_factor=WAIVER,
            threat_protection=WAIVER,
        ),
    ),
    "SecureUserPool's client": (
        lambda stack, **keywords: cc.SecureUserPool(stack, "X").add_client("App", **keywords),
        some(token_validity=SECONDS, session=SECONDS),
    ),
    "WorkQueue": (
        lambda stack, **keywords: cc.WorkQueue(stack, "X", **keywords),
        some(
            visibility_timeout=SECONDS,
            retention=SECONDS,
            max_receives=st.integers(-1, 1001),
            fifo=st.booleans(),
        ),
    ),
    "DeadLetterQueue": (
        lambda stack, **keywords: cc.DeadLetterQueue(stack, "X", **keywords),
        some(retention=SECONDS, fifo=st.booleans(), source=st.just("a rule of EventBridge")),
    ),
    "EncryptedLogGroup": (
        lambda stack, **keywords: cc.EncryptedLogGroup(stack, "X", **keywords),
        some(retention_days=st.integers(0, 400), log_group_name=st.sampled_from(["/shop/audit", "a b"])),
    ),
    "ServiceRole": (
        lambda stack, **keywords: cc.ServiceRole(
            stack, "X", **{"service": "lambda.amazonaws.com", "statements": STATEMENTS[:1], **keywords}
        ),
        some(
            statements=st.lists(st.sampled_from(STATEMENTS), max_size=3),
            unscoped=st.lists(st.sampled_from(["xray:PutTraceSegments", "ec2:DescribeSubnets"]), unique=True),
            same_account_only=st.booleans(),
        ),
    ),
    "AlarmSet": (
        watch,
        st.fixed_dictionaries(
            {
                "watched": st.lists(st.sampled_from(WATCHED), max_size=1),
                "asked": some(thresholds=st.dictionaries(st.sampled_from(ALARMS), THRESHOLDS, max_size=2)),
                "metrics": st.lists(METRICS, max_size=2),
            },
            optional={
                "notify": st.sampled_from([cc.OpsItem(), None]),
                "runbook": st.sampled_from(["https://wiki.example.com/shop", "wiki"]),
                "owner": NAMES,
                "health": st.builds(cc.Health, at_least=st.integers(0, 5)),
                "mute": st.lists(WINDOWS, max_size=1),
                "warm_up": SECONDS,
                "budget": st.floats(0, 2),
            },
        ),
    ),
    "MailDomain": (
        lambda stack, **keywords: mail_domain(stack, "X", **keywords),
        some(
            sender=st.sampled_from(["shop@example.com", "shop@a.example.com", "shop@example.org", "shop"]),
            domain=st.sampled_from(["example.com", "a.example.com", "example", ""]) | WAIVER,
            mail_from_domain=st.sampled_from(["m.example.com", "m.a.example.com", "m"]),
            dmarc=st.sampled_from(cc.DmarcPolicy) | WAIVER,
            templates=st.dictionaries(
                st.sampled_from(["Shipped", "a b"]),
                st.builds(
                    cc.MailTemplate,
                    subject=st.sampled_from(["", "Yours", "{{a}}"]),
                    text=st.sampled_from(["{{a}}", "{{#if a}}b{{/if}}"]),
                    html=st.sampled_from(["{{a_html}}", "{{a}}", "{{{"]),
                ),
                max_size=1,
            ),
        ),
    ),
    "AlertTopic": (
        lambda stack, **keywords: cc.AlertTopic(stack, "X", **keywords),
        some(emails=EMAILS, display_name=NAMES, topic_name=NAMES),
    ),
    "SecureBucket": (
        lambda stack, **keywords: cc.SecureBucket(stack, "X", **keywords),
        some(
            access_logs=WAIVER,
            lifecycle=LIFECYCLES,
            old_version_days=st.integers(0, 4000),
            event_bridge=st.booleans(),
            bucket_name=NAMES,
            browser_origins=st.lists(st.sampled_from(["*", "https://shop.example.com"]), max_size=2),
            object_lock=st.builds(
                lambda lock, days: lock(cdk.Duration.days(days)),
                st.sampled_from([s3.ObjectLockRetention.governance, s3.ObjectLockRetention.compliance]),
                st.integers(1, 400),
            ),
            replica=st.builds(
                cc.BucketReplica,
                bucket_arn=st.sampled_from(["arn:aws:s3:::copies", "copies"]),
                key_arn=st.just("arn:aws:kms:eu-central-1:123456789012:key/abc"),
                prefix=st.sampled_from(["", "final/"]),
                within_15_minutes=st.booleans(),
            ),
        ),
    ),
    "BackupPolicy": (
        lambda stack, **keywords: backup_policy(stack, "X", **keywords),
        some(
            rules=st.lists(BACKUP_RULES, max_size=2),
            tags=st.just({"Backup": "daily"}),
            restore_test=st.builds(
                cc.RestoreTest,
                resource_types=st.lists(st.sampled_from(["DynamoDB", "S3", "Table"]), max_size=2),
                within_days=st.integers(0, 400),
                validation_hours=st.integers(0, 200),
            ),
            lock=LOCKS,
        ),
    ),
    "CopyVault": (
        lambda stack, **keywords: cc.CopyVault(stack, "X", **keywords),
        some(from_accounts=st.lists(st.sampled_from(["111122223333", "us"]), max_size=1), lock=LOCKS),
    ),
    "LogBucket": (
        lambda stack, **keywords: cc.SecureBucket(
            stack, "Y", access_logs=cc.LogBucket(stack, "X", **keywords)
        ),
        some(days=st.integers(0, 4000)),
    ),
    "SecureTable": (
        lambda stack, **keywords: table(stack, "X", **keywords),
        some(
            sort_key=st.just(text("sort")),
            indexes=INDEXES,
            stream=st.sampled_from([dynamodb.StreamViewType.NEW_IMAGE, dynamodb.StreamViewType.KEYS_ONLY]),
            ttl=st.just("expires"),
            capacity=CAPACITIES,
            replication=REPLICATIONS,
            resource_policy=TABLE_POLICIES,
            vector_indexes=VECTOR_INDEXES,
            backup=WAIVER,
            table_name=NAMES,
        ),
    ),
    "EnhancedLambda": (
        lambda stack, **keywords: function(stack, "X", **keywords),
        some(
            handler=st.sampled_from(["handler.handler", "a.b.c", "handler", "x y"]),
            memory=st.integers(0, 12_000),
            timeout=st.integers(0, 1000).map(cdk.Duration.seconds),
            environment=st.dictionaries(st.sampled_from(["A", "B"]), NAMES, max_size=2),
            concurrency=st.integers(-1, 50),
            on_failure=WAIVER,
            tracing=WAIVER,
            ephemeral_storage=st.integers(0, 11_000),
            warm_start=WARM_STARTS,
            durable=st.builds(cc.DurableExecution, timeout=SECONDS, retention_days=st.integers(0, 91)),
            async_invocation=st.builds(
                cc.AsyncInvocation, max_event_age=SECONDS, retry_attempts=st.integers(-1, 3)
            ),
            tenant_isolation=st.booleans(),
        ),
    ),
    "QueueTrigger": (
        lambda stack, **keywords: queue_trigger(stack, "X", **keywords),
        some(
            batch_size=st.integers(0, 10_001),
            batching_window=st.integers(0, 301).map(cdk.Duration.seconds),
            max_concurrency=st.integers(0, 1001),
        ),
    ),
    "StreamTrigger": (
        lambda stack, **keywords: stream_trigger(stack, "X", **keywords),
        some(
            batch_size=st.integers(0, 10_001),
            parallelization_factor=st.integers(0, 11),
            retry_attempts=st.integers(-1, 10_001),
            max_record_age=SECONDS,
        ),
    ),
    "DependencyLayer": (
        lambda stack, **keywords: cc.DependencyLayer(stack, "X", **keywords),
        st.fixed_dictionaries(
            {"dependencies": st.sampled_from([LOCKED, HANDLER, "nowhere"])},
            optional={"runtime": st.sampled_from([lambda_.Runtime.PYTHON_3_13, lambda_.Runtime.NODEJS_24_X])},
        ),
    ),
    "HttpApi": (
        lambda stack, **keywords: http_api(stack, "X", **keywords),
        some(throttle=THROTTLES, cors=CORS),
    ),
    "ApiRoute": (
        lambda stack, **keywords: route(stack, "X", **keywords),
        some(
            method=st.sampled_from(["GET", "POST", "FETCH"]),
            path=st.sampled_from(["/", "/a/{b}", "/{c+}", "a", "//"]),
            throttle=THROTTLES,
            public=WAIVER,
        ),
    ),
    "RestApi": (
        lambda stack, **keywords: rest_api(stack, "X", **keywords),
        some(throttle=THROTTLES, cors=CORS, web_acl=WAIVER),
    ),
    "WebAcl": (
        lambda stack, **keywords: cc.WebAcl(stack, "X", **keywords),
        some(
            rate_limit=st.builds(
                cc.RateLimit,
                requests=st.integers(0, 3000),
                window_seconds=st.sampled_from([60, 61, 300]),
            ),
            rules=st.lists(st.sampled_from(cc.ManagedRules), max_size=3),
            countries=st.lists(st.sampled_from(["DE", "FR", "xx"]), max_size=2).map(
                lambda codes: cc.Countries.only(*codes)
            ),
            for_cloudfront=st.booleans(),
        ),
    ),
    "WebDistribution": (
        lambda stack, **keywords: distribution(stack, "X", **keywords),
        some(
            site=st.none()
            | st.builds(
                cc.Site,
                folder=st.sampled_from([SITE, "nowhere"]),
                data=st.dictionaries(st.sampled_from(["a.json", "b/c.json", "/d.json", "e.js"]), st.just({})),
                immutable=st.lists(st.sampled_from(["assets/*", "*", "/assets/*"]), max_size=1),
                single_page=st.booleans(),
            ),
            web_acl=WAIVER,
            access_logs=WAIVER,
            content_security_policy=st.sampled_from(["default-src 'self'", "", "two\nlines"]),
            permissions_policy=st.sampled_from(["camera=(self)", "", "two\nlines"]),
        ),
    ),
    "Domain": (
        lambda stack, **keywords: domain(stack, "X", **keywords),
        some(
            name=st.sampled_from(["example.com", "shop.example.com", "Example.com", "localhost"]),
            zone_id=st.sampled_from(["Z0123456789EXAMPLE", "mine"]),
            dnssec=st.booleans(),
        ),
    ),
    "DomainCertificate": (
        lambda stack, **keywords: certificate(stack, "X", **keywords),
        some(
            names=st.lists(
                st.sampled_from(["example.com", "*.example.com", "a.example.org", "a b"]), max_size=3
            )
        ),
    ),
    "SyncPipeline": (
        lambda stack, **keywords: pipeline(stack, "X", **keywords),
        some(
            provider=st.sampled_from(["photos", "Photos", "p-1"]),
            schedule=SCHEDULES,
            concurrency=st.integers(0, 50),
            timeout=st.integers(0, 100).map(cdk.Duration.minutes),
            flexible_window=st.integers(0, 1500).map(cdk.Duration.minutes),
            freshness=st.integers(0, 200).map(cdk.Duration.hours),
            mode=MODES,
        ),
    ),
    "DeliveryPipeline": (
        lambda stack, **keywords: delivery(stack, "X", **keywords),
        some(
            source=st.builds(
                cc.GitSource,
                connection_arn=st.sampled_from([CONNECTION, "here"]),
                repository=st.sampled_from(["acme/shop", "acme", "a/b/c"]),
                branch=st.sampled_from(["main", "release/1", "*"]),
            ),
            build=st.lists(st.just("pytest"), max_size=2),
            environments=st.lists(
                st.builds(
                    cc.DeliveryEnvironment,
                    name=st.sampled_from(["dev", "Dev", "prod", "build", "a b"]),
                    account=st.sampled_from(["123456789012", "111122223333", "acme"]),
                    region=st.sampled_from([*REGIONS, "Ireland"]),
                    approval=st.none() | WAIVER,
                    smoke=st.none() | st.builds(cc.SmokeTest, commands=st.lists(st.just("true"), max_size=1)),
                ),
                max_size=3,
            ),
            timeout=st.integers(0, 200).map(cdk.Duration.hours),
        ),
    ),
    "GithubDeployRole": (
        lambda stack, **keywords: cc.GithubDeployRole(stack, "X", **keywords),
        st.fixed_dictionaries(
            {"repository": st.sampled_from(["acme/shop", "acme@1/shop@2", "acme/*"])},
            optional={
                "environments": st.lists(st.sampled_from(["prod", "*", "a:b"]), max_size=2),
                "branches": st.lists(st.sampled_from(["main", "release/*"]), max_size=2),
                "regions": st.lists(st.sampled_from([*REGIONS, "Ireland"]), max_size=2),
                "wildcards": WAIVER,
            },
        ),
    ),
    "AuditTrail": (
        lambda stack, **keywords: audit_trail(stack, "X", **keywords),
        some(
            data_events=st.lists(
                st.sampled_from(["a/", "b/", ""]).map(
                    lambda key: cc.DataEvents("AWS::S3::Object", "startsWith", f"arn:aws:s3:::audited/{key}")
                ),
                max_size=2,
            ),
            insights=st.lists(st.sampled_from(cc.TrailInsight), max_size=2, unique=True),
            one_region=WAIVER,
            unwatched=st.dictionaries(st.sampled_from(cc.AuditEvent), WAIVER, max_size=2),
        ),
    ),
    "ThreatDetection": (
        lambda stack, **keywords: threats(stack, "X", **keywords),
        some(
            at_least=st.sampled_from(cc.FindingSeverity),
            plans=st.lists(st.sampled_from(cc.ProtectionPlan), max_size=2),
            standards=st.lists(st.sampled_from(cc.SecurityStandard), max_size=2),
            existing=st.lists(st.sampled_from(cc.Watcher), max_size=3),
        ),
    ),
    "ConfigCompliance": (
        lambda stack, **keywords: config_compliance(stack, "X", **keywords),
        some(
            rules=st.lists(
                st.builds(
                    cc.ConfigRule, st.sampled_from(["SNS_ENCRYPTED_KMS", "DYNAMODB_PITR_ENABLED", "s3"])
                ),
                max_size=2,
            ),
            remediate=st.lists(st.sampled_from(cc.Remediation), max_size=2),
            conformance_packs=st.dictionaries(
                st.sampled_from(["Pci", "a b"]), st.sampled_from([PACK, HANDLER]), max_size=1
            ),
            global_resources=st.booleans(),
            existing_recorder=st.booleans(),
        ),
    ),
    "ChaosExperiments": (
        experiment,
        some(
            percentage=st.integers(-1, 101),
            delay=SECONDS,
            expect=st.sampled_from(["Callers retry", ""]),
            duration=SECONDS,
            stop_on=st.sampled_from([[]]),
            in_production=WAIVER,
            profile=st.sampled_from([cc.StageProfile.named("prod"), cc.StageProfile.named("dev")]),
        ),
    ),
    "ServiceLevel": (
        lambda stack, **keywords: service_level(stack, "X", **keywords),
        some(
            indicator=st.builds(
                cc.Indicator.of_counts,
                namespace=st.sampled_from(["Shop", "", "a*b"]),
                total=st.just("All"),
                good=st.none() | NAMES,
                bad=st.none() | NAMES,
                statistic=st.sampled_from(["Sum", "SampleCount", "Mean"]),
            ),
            objective=st.floats(90, 100),
            days=st.sampled_from([7, 28, 30]),
            runbook=st.sampled_from(["https://wiki.example.com/a", "wiki"]),
        ),
    ),
    "RegionalFailover": (
        lambda stack, **keywords: failover(stack, "X", **keywords),
        some(
            primary=SITES,
            standby=SITES,
            probe=st.builds(
                cc.HealthProbe,
                path=st.sampled_from(["/", "/api/health", "health", ""]),
                search_string=st.none() | st.text(max_size=300),
                request_interval=st.sampled_from([10, 30, 60]),
                failure_threshold=st.integers(-1, 12),
                regions=st.lists(st.sampled_from(["eu-west-1", "us-east-1", "us-west-2", "Ireland"])).map(
                    tuple
                ),
            ),
        ),
    ),
    "SecureVpc": (
        lambda stack, **keywords: cc.SecureVpc(stack, "X", **keywords),
        some(
            cidr=st.sampled_from(
                ["10.0.0.0/16", "192.168.0.0/24", "172.16.0.0/20", "8.8.0.0/16", "10.0.0.0/8"]
            ),
            availability_zones=st.one_of(
                st.integers(1, 6),
                st.lists(st.sampled_from(["eu-west-1a", "eu-west-1b", "euw1-az1", "euw1-az3"]), max_size=3),
            ),
            egress=st.sampled_from(list(cc.Egress)),
            tiers=st.lists(st.sampled_from(list(cc.Tier))),
            endpoint_clients=st.sampled_from(list(cc.EndpointClients)),
            endpoint_zones=st.integers(0, 3),
            organization=st.sampled_from(["o-a1b2c3d4e5", "acme"]),
            ip_protocol=st.sampled_from(list(ec2.IpProtocol)),
            encryption_control=st.sampled_from(
                [cc.EncryptionControl.monitor(), cc.EncryptionControl.enforce(exclude=[cc.Passage.LAMBDA])]
            ),
            endpoints=st.lists(st.sampled_from(cc.Endpoints.FUNCTION), max_size=2, unique=True),
        ),
    ),
}
STACKS_PER_APP = 6


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_it_is_clean_or_refuses(name: str) -> None:
    make, arguments = CONSTRUCTS[name]

    # Several per app, because the packs cost more per app than per resource.
    @settings(
        max_examples=6,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(STAGES, st.lists(arguments, min_size=STACKS_PER_APP, max_size=STACKS_PER_APP))
    def check(stage: str, given_arguments: list[Arguments]) -> None:
        app = cdk.App(context={"stage": stage})
        for number, keywords in enumerate(given_arguments):
            stack = cdk.Stack(app, f"Stack{number}", env=ENV)
            try:
                make(stack, **keywords)
            except cc.ConstructError:
                app.node.try_remove_child(stack.node.id)
        guardrails = cc.Guardrails.of(app)
        guardrails.enforce()

        assert findings(guardrails.synth().directory) == []

    check()
