"""A wrong argument to any construct is a ConstructError with the path, the problem and the remedy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_secretsmanager as secretsmanager
from harness import (
    CONNECTION,
    PACK,
    SHIPPED,
    Build,
    alarms,
    audit_trail,
    backup_policy,
    chaos,
    config_compliance,
    cost_guard,
    delivery,
    environment,
    event_queue,
    event_trigger,
    failover,
    function,
    http_api,
    mail_domain,
    malware_scan,
    new_stack,
    pipeline,
    queue_trigger,
    rest_api,
    route,
    service_level,
    stream_trigger,
    synth,
    table,
    text,
    threats,
)

import cloud_constructs as cc

KEY = kms.Key.from_key_arn(cdk.Stack(), "Key", "arn:aws:kms:eu-west-1:123456789012:key/abc")


def key(**kwargs: Any) -> Build:
    return lambda stack: cc.EncryptionKey(stack, "X", **kwargs)


def secret(**kwargs: Any) -> Build:
    reason = "Arguments are looked at before rotation"
    return lambda stack: cc.RotatingSecret(stack, "X", **{"rotate_with": cc.Waiver(reason=reason), **kwargs})


def users(**kwargs: Any) -> Build:
    return lambda stack: cc.SecureUserPool(stack, "X", **kwargs)


def sign_in(**kwargs: Any) -> Build:
    return lambda stack: cc.SecureUserPool(stack, "X").add_client("App", **kwargs)


def mail(**kwargs: Any) -> Build:
    return lambda stack: mail_domain(stack, "X", **kwargs)


def mail_of(text: str | Path, html: str) -> Build:
    return mail(templates={"Shipped": cc.MailTemplate(subject="Yours", text=text, html=html)})


def queue(**kwargs: Any) -> Build:
    return lambda stack: cc.WorkQueue(stack, "X", **kwargs)


def topic(**kwargs: Any) -> Build:
    return lambda stack: cc.AlertTopic(stack, "X", **kwargs)


def level(**kwargs: Any) -> Build:
    return lambda stack: service_level(stack, "X", **kwargs)


def counted(**kwargs: Any) -> Build:
    return level(indicator=cc.Indicator.of_counts(**{"namespace": "Shop", "total": "All", **kwargs}))


PRIMARY = "a.example.com"
ALIAS = cc.AliasTarget(dns_name="d-abc.execute-api.eu-west-1.amazonaws.com", hosted_zone_id="ZLY8HYME6SFDD")


def site(domain_name: str, alias: cc.AliasTarget | None = None) -> cc.FailoverSite:
    return cc.FailoverSite(domain_name=domain_name, alias=alias)


def fails_over(record: str | None = None, **kwargs: Any) -> Build:
    def build(stack: cdk.Stack) -> cc.RegionalFailover:
        zone = route53.PublicHostedZone.from_hosted_zone_attributes(
            stack, "Zone", hosted_zone_id="Z0123456789EXAMPLE", zone_name="example.com"
        )
        named = cc.FailoverRecord(name=record, zone=zone) if record else None
        return failover(stack, "X", **{"primary": site(PRIMARY), "record": named, **kwargs})

    return build


def delivered(**kwargs: Any) -> Build:
    return lambda stack: delivery(stack, "X", **kwargs)


def to(**kwargs: Any) -> Build:
    return lambda stack: delivery(stack, "X", environments=[environment(**kwargs)])


def git(**kwargs: Any) -> Build:
    source = {"connection_arn": CONNECTION, "repository": "acme/shop"}
    return lambda stack: delivery(stack, "X", source=cc.GitSource(**{**source, **kwargs}))


def github(**kwargs: Any) -> Build:
    return lambda stack: cc.GithubDeployRole(stack, "X", **{"repository": "acme/shop", **kwargs})


def experiments(**kwargs: Any) -> Build:
    return lambda stack: chaos(stack, "X", **kwargs)


def fault(make: Callable[..., cc.Fault], *, functions: int = 1, **kwargs: Any) -> Build:
    def build(stack: cdk.Stack) -> object:
        broken = [function(stack, f"Broken{number}") for number in range(functions)]
        return chaos(stack, "X", experiments={"Named": make(*broken, **{"expect": "Retries", **kwargs})})

    return build


def bucket(**kwargs: Any) -> Build:
    return lambda stack: cc.SecureBucket(stack, "X", **kwargs)


def vpc(**kwargs: Any) -> Build:
    return lambda stack: cc.SecureVpc(stack, "X", **kwargs)


def fn(**kwargs: Any) -> Build:
    return lambda stack: function(stack, "X", **kwargs)


def deployed(traffic: cc.Traffic) -> Build:
    return lambda stack: function(
        stack, "X", deploy=cc.Deploy(notify=cc.AlertTopic(stack, "Alerts"), traffic=traffic)
    )


def trigger(**kwargs: Any) -> Build:
    return lambda stack: queue_trigger(stack, "X", **kwargs)


def tab(**kwargs: Any) -> Build:
    return lambda stack: table(stack, "X", **kwargs)


def rt(**kwargs: Any) -> Build:
    return lambda stack: route(stack, "X", **kwargs)


def plan(**kwargs: Any) -> Build:
    return lambda stack: cc.UsagePlan(stack, "X", **{"api": rest_api(stack), "clients": ["acme"], **kwargs})


def named(name: str, base_path: str | None = None) -> Build:
    def build(stack: cdk.Stack) -> None:
        arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
        certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", arn)
        http_api(stack, "X", domain=cc.CustomDomain(name=name, certificate=certificate, base_path=base_path))

    return build


def acl(**kwargs: Any) -> Build:
    return lambda stack: cc.WebAcl(stack, "X", **kwargs)


def backups(*rules: cc.BackupRule, **kwargs: Any) -> Build:
    return lambda stack: backup_policy(stack, "X", **({"rules": rules} if rules else {}), **kwargs)


def costs(**kwargs: Any) -> Build:
    return lambda stack: cost_guard(stack, "X", **kwargs)


def trail(*resources: str) -> Build:
    events = [cc.DataEvents("AWS::S3::Object", "startsWith", arn) for arn in resources]
    return lambda stack: audit_trail(stack, "X", data_events=events)


def detection(**kwargs: Any) -> Build:
    return lambda stack: threats(stack, "X", **kwargs)


def scan(**kwargs: Any) -> Build:
    return lambda stack: malware_scan(stack, "X", **kwargs)


def config(*rules: cc.ConfigRule, **kwargs: Any) -> Build:
    return lambda stack: config_compliance(stack, "X", **({"rules": rules} if rules else {}), **kwargs)


def recorded_already(stack: cdk.Stack) -> None:
    config_compliance(stack, "X", existing_recorder=True, bucket=cc.SecureBucket(stack, "History"))


def queries(**kwargs: Any) -> Build:
    return lambda stack: cc.LogQueries(stack, "X", **{"log_groups": [function(stack)], **kwargs})


def alarm_set(**kwargs: Any) -> Build:
    return lambda stack: cc.AlarmSet(stack, "X", notify=cc.AlertTopic(stack, "Alerts"), **kwargs)


def replicas(*regions: str, key_region: str | None = None, **kwargs: Any) -> Build:
    keys = {region: f"arn:aws:kms:{key_region or region}:123456789012:key/abc" for region in regions}
    copies = [cc.Replica(region=region, key_arn=key) for region, key in keys.items()]
    return tab(replication=cc.Replication.eventual(*copies), **kwargs)


def sync(**kwargs: Any) -> Build:
    return lambda stack: pipeline(stack, "X", **kwargs)


def number(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.NUMBER)


WRONG: list[tuple[Build, str, str]] = [
    (trail("arn:aws:s3:::a/", "arn:aws:s3:::a/"), "data_events has a resource twice", "name each"),
    (detection(plans=[]), "plans is empty: GuardDuty would look", "existing=[Watcher.GUARDDUTY]"),
    (detection(standards=[]), "standards is empty: Security Hub", "existing=[Watcher.SECURITY_HUB]"),
    (detection(plans=[cc.ProtectionPlan.S3] * 2), "plans has one twice", "name each once"),
    (scan(prefixes="abcdef"), "the number of prefixes is 6", "from 0 to 5"),
    (config(rules=[]), "rules is empty", "name a rule"),
    (config(cc.ConfigRule("sns-encrypted")), "the identifier of a rule is 'sns-encrypted'", "SNS_ENCRYPTED"),
    (config(*[cc.ConfigRule("SNS_ENCRYPTED_KMS")] * 2), "rules has one twice", "name each once"),
    (config(cc.ConfigRule.required_tags()), "the number of required tags is 0", "from 1 to 6"),
    (
        config(cc.ConfigRule("SNS_ENCRYPTED_KMS"), remediate=[cc.Remediation.KEY_ROTATION]),
        "remediate has KeyRotation, whose rule is not there",
        "add ConfigRule('CMK_BACKING_KEY_ROTATION_ENABLED') to rules",
    ),
    (config(conformance_packs={"Pci": "nowhere.yaml"}), "the conformance pack Pci is no file", "name a file"),
    (config(conformance_packs={"a b": PACK}), "the name of a conformance pack is 'a b'", "letters"),
    (recorded_already, "existing_recorder comes with a bucket", "leave one of them out"),
    (key(rotation_days=30), "rotation_days is 30", "choose a value from 90 to 2560"),
    (key(alias="alias/ä !"), "alias is 'alias/ä !'", "give letters, digits"),
    (key(pending_window=cdk.Duration.days(1)), "pending_window is 86400 seconds", "from 604800 to 2592000"),
    (users(min_password_length=7), "min_password_length is 7 characters", "from 8 to 99 characters"),
    (users(invitation_validity=cdk.Duration.hours(36)), "invitation_validity is 129600", "multiple of 86400"),
    (users(invitation_validity=cdk.Duration.days(366)), "invitation_validity is 31622400", "to 31536000"),
    (sign_in(token_validity=cdk.Duration.minutes(4)), "token_validity is 240 seconds", "from 300 to 86400"),
    (sign_in(session=cdk.Duration.minutes(30)), "session is 1800 seconds", "from 3600 to 315360000"),
    (
        sign_in(token_validity=cdk.Duration.hours(12), session=cdk.Duration.hours(6)),
        "token_validity is longer than session",
        "outlives its tokens",
    ),
    (secret(rotate_every=cdk.Duration.hours(36)), "rotate_every is 129600 seconds", "a multiple of 86400"),
    (secret(rotate_every=cdk.Duration.days(1001)), "rotate_every is 86486400", "from 86400 to 86400000"),
    (secret(secret_name="a b"), "secret_name is 'a b'", "give letters"),
    (secret(replicas={"Europe": KEY}), "a region of replicas is 'Europe'", "a region's name"),
    (
        secret(generate=secretsmanager.SecretStringGenerator(generate_string_key="password")),
        "generate has only one",
        "give both, or neither",
    ),
    (key(existing=KEY, multi_region=True), "existing comes with settings", "give existing alone"),
    (queue(max_receives=0), "max_receives is 0", "from 1 to 1000"),
    (queue(visibility_timeout=cdk.Duration.hours(13)), "visibility_timeout is 46800", "from 0 to 43200"),
    (queue(retention=cdk.Duration.days(15)), "retention is 1296000 seconds", "from 60 to 1209600"),
    (mail(sender="nobody"), "sender is 'nobody'", "an address such as"),
    (mail(sender="shop@example.org"), "shop@example.org is not in the domain example.com", "an address of"),
    (mail(sender="shop@notexample.com"), "shop@notexample.com is not in the domain", "an address of"),
    (mail(domain="Example.com"), "domain is 'Example.com'", "a lower-case name"),
    (mail(mail_from_domain="mail.example.org"), "mail_from_domain is mail.example.org", "mail.example.com"),
    (
        mail(domain=cc.Waiver(reason="The domain belongs to another team"), mail_from_domain="a.example.com"),
        "domain is waived, and zone or mail_from_domain is given",
        "leave them out",
    ),
    (mail(templates={"a b": SHIPPED}), "the name of a template is 'a b'", "a name such as Shipped"),
    (mail_of("{{a}}", "{{a}}"), "takes a as it is", "write {{a_html}}, and send that escaped"),
    (mail_of("{{a}}", "{{b_html}}"), "do not use the same variables: a, b is in one", "use each in both"),
    (mail_of("", "Hello"), "a part of the template Shipped is empty", "give a subject"),
    (mail_of("x" * 600_000, "Hello"), "is larger than SES takes", "shorten it to 500,000 bytes"),
    (mail_of(Path("nowhere.txt"), "Hello"), "nowhere.txt, which is no file", "name a file"),
    (topic(emails=["nobody"]), "an address of emails is 'nobody'", "give an e-mail address"),
    (topic(emails=["a@example.com"] * 2), "emails has an address twice", "name each address once"),
    (topic(topic_name="a b"), "topic_name is 'a b'", "give letters"),
    (
        lambda s: cc.AlertTopic(s, "X").allow_publish("events.amazonaws.com"),
        "EventBridge does not say on whose behalf",
        "send the events to a function",
    ),
    (lambda s: cc.AlertTopic(s, "X").allow_publish("budgets"), "service is 'budgets'", "principal"),
    (
        lambda s: cc.AlertTopic(s, "X").subscribe("Hook", cc.Subscriber.https("http://example.com")),
        "url is 'http://example.com'",
        "an address of https",
    ),
    (topic(display_name=""), "the length of display_name is 0", "from 1 to 100"),
    (bucket(old_version_days=0), "old_version_days is 0", "from 1 to 3650"),
    (bucket(bucket_name="Media"), "bucket_name is 'Media'", "lower-case"),
    (vpc(cidr="10.0.0.0/8"), "the prefix of cidr is 8", "from 16 to 22"),
    (vpc(cidr="8.8.0.0/16"), "cidr 8.8.0.0/16 is public", "choose a private range"),
    (vpc(cidr="ten"), "cidr is 'ten'", "give a range such as 10.0.0.0/16"),
    (vpc(availability_zones=4), "availability_zones is 4", "choose 2 or 3; name the zones to have more"),
    (vpc(availability_zones=["a", "b"]), "a zone is 'a'", "such as eu-west-1a or an id such as euw1-az1"),
    (vpc(availability_zones=["eu-west-1a"] * 2), "availability_zones has a zone twice", "name each once"),
    (vpc(availability_zones=["eu-west-1a"]), "the number of availability_zones is 1", "from 2 to 6"),
    (vpc(availability_zones=["eu-west-1a", "euw1-az2"]), "mixes names and ids", "all by name or all by id"),
    (vpc(endpoint_zones=3), "endpoint_zones is 3", "from 1 to 2"),
    (vpc(organization="acme"), "organization is 'acme'", "an id such as o-"),
    (vpc(tiers=[cc.Tier.DATABASE]), "tiers has no private one", "add Tier.PRIVATE"),
    (
        vpc(tiers=[cc.Tier.PRIVATE], egress=cc.Egress.ZONAL_NAT),
        "zonal NAT gateways have no public subnets",
        "add Tier.PUBLIC",
    ),
    (lambda s: cc.SecureVpc(s, "X").subnets(cc.Tier.DATABASE), "there is no tier DATABASE", "PRIVATE, ISO"),
    (
        lambda s: cc.SecureVpc.from_ssm(s, "X", prefix="network"),
        "prefix is 'network'",
        "a path such as /network/shared",
    ),
    (
        lambda s: cc.SecureVpc.from_ssm(s, "X", prefix="/network", tiers=[cc.Tier.PUBLIC]),
        "tiers has no private one",
        "add Tier.PRIVATE",
    ),
    (lambda s: cc.SecureVpc(s, "X").publish_to_ssm("network"), "prefix is 'network'", "such as /network"),
    (
        lambda s: cc.DnsFirewall(s, "X", vpc=cc.SecureVpc(s, "Y"), domain_lists=["malware"]),
        "a domain list is 'malware'",
        "an id such as rslvr-fdl-",
    ),
    (
        lambda s: cc.FlowLogArchive(
            s, "X", vpc=cc.SecureVpc(s, "Y"), bucket=cc.SecureBucket(s, "Z"), prefix="/flows/"
        ),
        "prefix is '/flows/'",
        "without a slash at its ends",
    ),
    (vpc(endpoints=["Secrets Manager"]), "an endpoint is 'Secrets Manager'", "such as secretsmanager"),
    (fn(memory=64), "memory is 64 MB", "from 128 to 10240 MB"),
    (fn(timeout=cdk.Duration.minutes(16)), "timeout is 960 seconds", "from 1 to 900"),
    (fn(handler="handler"), "handler is 'handler'", "such as handler.handler"),
    (fn(concurrency=0), "concurrency is 0", "from 1"),
    (fn(ephemeral_storage=256), "ephemeral_storage is 256 MB", "from 512 to 10240"),
    (
        fn(warm_start=cc.WarmStart.SNAP_START, ephemeral_storage=513),
        "warm_start is SnapStart and ephemeral_storage is 513 MB",
        "leave it at 512 MB",
    ),
    (
        fn(warm_start=cc.WarmStart.provisioned(5), concurrency=4),
        "environments of warm_start is 5",
        "from 1 to 4",
    ),
    (fn(warm_start=cc.WarmStart.provisioned(5, up_to=4)), "up_to of warm_start is 4", "from 5"),
    (
        fn(warm_start=cc.WarmStart.provisioned(1, up_to=2, utilization=1)),
        "utilization of warm_start is 1",
        "from 0.1 to 0.9",
    ),
    (
        fn(warm_start=cc.WarmStart.SNAP_START, tenant_isolation=True),
        "tenant_isolation comes with warm_start",
        "leave one of them out",
    ),
    (
        fn(durable=cc.DurableExecution(timeout=cdk.Duration.days(367))),
        "the timeout of durable is 31708800 seconds",
        "from 1 to 31622400",
    ),
    (fn(durable=cc.DurableExecution(retention_days=91)), "retention_days of durable is 91", "from 1 to 90"),
    (fn(async_invocation=cc.AsyncInvocation(retry_attempts=3)), "retry_attempts is 3", "from 0 to 2"),
    (
        fn(async_invocation=cc.AsyncInvocation(max_event_age=cdk.Duration.days(1))),
        "max_event_age is 86400 seconds",
        "from 60 to 21600",
    ),
    (deployed(cc.Traffic.canary(percent=100, minutes=5)), "percent of traffic is 100", "from 1 to 99"),
    (deployed(cc.Traffic.linear(percent=10, minutes=0)), "minutes of traffic is 0", "from 1 to 2880"),
    (trigger(batch_size=0), "batch_size is 0", "from 1 to 10000"),
    (trigger(batch_size=11), "batch_size is 11 without a batching_window", "at most 10"),
    (trigger(max_concurrency=1), "max_concurrency is 1", "from 2 to 1000"),
    (trigger(filters=[{}] * 11), "the number of filters is 11", "from 0 to 10"),
    (trigger(batching_window=cdk.Duration.minutes(6)), "batching_window is 360 seconds", "from 0 to 300"),
    (
        lambda s: queue_trigger(
            s, "X", queue=cc.WorkQueue(s, "Q", visibility_timeout=cdk.Duration.minutes(2))
        ),
        "the queue shows messages again after 120 seconds, and the function may take 30",
        "at least 180 seconds",
    ),
    (
        lambda s: queue_trigger(
            s, "X", queue=cc.WorkQueue(s, "Q", fifo=True), batching_window=cdk.Duration.seconds(1)
        ),
        "batching_window is set for a FIFO queue",
        "leave it out",
    ),
    (
        lambda s: stream_trigger(s, "X", parallelization_factor=11),
        "parallelization_factor is 11",
        "from 1 to 10",
    ),
    (lambda s: stream_trigger(s, "X", retry_attempts=-1), "retry_attempts is -1", "from 0"),
    (
        lambda s: stream_trigger(s, "X", max_record_age=cdk.Duration.days(8)),
        "max_record_age is 691200 seconds",
        "from 60 to 604800",
    ),
    (
        lambda s: event_queue(s, "X", on=cc.Events.matching({})),
        "the pattern is empty",
        "say which events",
    ),
    (
        lambda s: event_queue(s, "X", queue=cc.WorkQueue(s, "Fifo", fifo=True)),
        "the queue is a FIFO queue",
        "give a queue without fifo",
    ),
    (
        lambda s: event_trigger(s, "X", on=cc.Events.matching({})),
        "the pattern is empty",
        "say which events",
    ),
    (
        lambda s: cc.EnhancedLambda(s, "X", entry="nowhere"),
        "entry 'nowhere' is not a folder",
        "name the folder",
    ),
    (
        lambda s: cc.DependencyLayer(s, "X", dependencies="nowhere"),
        "dependencies 'nowhere' has no project in a pyproject.toml",
        "name the folder",
    ),
    (tab(table_name="a b"), "table_name is 'a b'", "give 3 to 255"),
    (tab(indexes=[cc.Index(name="i", partition_key=text("a"))] * 2), "two indexes share a name", "once"),
    (tab(capacity=cc.Capacity.auto_scaled(reads=(9, 5), writes=(1, 2))), "reads from 9 to 5", "at least 1"),
    (lambda s: http_api(s, "X", throttle=cc.Throttle(rate=0, burst=1)), "throttle lets 0", "at least one"),
    (
        lambda s: http_api(s, "X", cors=cc.Cors(origins=("*",), credentials=True)),
        "cors sends credentials to every origin",
        "at least one",
    ),
    (
        lambda s: http_api(s, "X", cors=cc.Cors(origins=("*", "https://a.example.com"))),
        "cors names every origin and single ones",
        "at least one",
    ),
    (lambda s: http_api(s, "X", cors=cc.Cors(origins=())), "cors has no origins", "at least one"),
    (rt(method="FETCH"), "method is 'FETCH'", "choose one of GET"),
    (rt(path="orders"), "path is 'orders'", "give a path such as /orders/{id}"),
    (
        rt(public=cc.Waiver(reason="Load balancers ask without a token"), scopes=["read"]),
        "a public route asks for scopes",
        "leave out",
    ),
    (rt(throttle=cc.Throttle(rate=1, burst=0)), "throttle lets 1", "at least one"),
    (lambda s: rest_api(s, "X", cors=cc.Cors(origins=())), "cors has no origins", "at least one"),
    (
        lambda s: route(
            s, "X", api=rest_api(s), templates=cc.MappingTemplates(request="{}", errors={"a": 200})
        ),
        "a status of errors is 200",
        "from 400 to 599",
    ),
    (plan(), "the plan limits nothing", "give a quota or a throttle"),
    (plan(quota=cc.Quota(requests=0)), "requests of quota is 0", "from 1 to 2000000000"),
    (plan(quota=cc.Quota(requests=1), clients=["a b"]), "a client is 'a b'", "a name of letters"),
    (
        plan(quota=cc.Quota(requests=1), clients=["a", "a"]),
        "a client is named twice",
        "name each client once",
    ),
    (plan(throttle=cc.Throttle(rate=0, burst=1)), "throttle lets 0", "at least one"),
    (
        plan(throttle=cc.Throttle(rate=1, burst=1), public_keys={"acme": "short"}),
        "the public key of acme is 'short'",
        "20 to 128 letters and digits",
    ),
    (
        plan(throttle=cc.Throttle(rate=1, burst=1), public_keys={"page": "the-page-of-the-shop"}),
        "page has a public key and is no client",
        "add it to clients",
    ),
    (
        plan(quota=cc.Quota(requests=1), public_keys={"acme": "the-page-of-the-shop"}),
        "the plan has a quota and public keys",
        "make a plan of their own",
    ),
    (
        lambda s: cc.UsagePlan(s, "X", api=http_api(s), clients=["a"], quota=cc.Quota(requests=1)),
        "HTTP APIs have no usage plans",
        "use a RestApi",
    ),
    (named("Api.example.com"), "the name of domain is 'Api.example.com'", "lower-case name"),
    (named("api.example.com", "a/b"), "the base_path of domain is 'a/b'", "one segment"),
    (acl(rate_limit=cc.RateLimit(requests=9)), "requests of rate_limit is 9", "from 10 to 2000000000"),
    (
        acl(rate_limit=cc.RateLimit(window_seconds=1)),
        "window_seconds of rate_limit is 1",
        "60, 120, 300, 600",
    ),
    (acl(rules=[cc.ManagedRules.LINUX] * 2), "rules has a group twice", "name each group once"),
    (acl(countries=cc.Countries.only()), "countries is empty", "name a country"),
    (acl(countries=cc.Countries.only("Germany")), "a country is 'Germany'", "two capital letters"),
    (
        acl(count_only={(cc.ManagedRules.LINUX, "LFI_BODY"): cc.Waiver(reason="Bodies are encrypted")}),
        "count_only names LFI_BODY",
        "a rule of a group in rules",
    ),
    (backups(rules=[]), "rules is empty", "say when backups are made"),
    (backups(*[cc.BackupRule.daily(keep_days=35)] * 2), "two rules share a name", "name each rule once"),
    (backups(cc.BackupRule.daily(keep_days=0)), "keep_days of", "choose a value from"),
    (
        backups(cc.BackupRule.monthly(keep_days=60, cold_after_days=30)),
        "is kept for 60 days, and cold after 30",
        "90 days more",
    ),
    (
        backups(cc.BackupRule.daily(keep_days=35, copies=(cc.BackupCopy(vault_arn="Copies"),))),
        "vault_arn of a copy of",
        "the ARN of a vault",
    ),
    (backups(lock=cc.VaultLock.compliance(min_days=30, max_days=0)), "max_days of lock is 0", "from 1"),
    (
        backups(restore_test=cc.RestoreTest(resource_types=[])),
        "restore_test has no resource_types",
        "name some of",
    ),
    (
        backups(restore_test=cc.RestoreTest(resource_types=["Lambda"])),
        "a type of restore_test is 'Lambda'",
        "choose one of",
    ),
    (
        lambda s: cc.CopyVault(s, "X", from_accounts=["elsewhere"]),
        "an account of from_accounts is 'elsewhere'",
        "the 12 digits",
    ),
    (costs(monthly_limit=0), "monthly_limit is 0", "from 0.01"),
    (costs(thresholds=[]), "the number of thresholds is 0", "from 1"),
    (costs(thresholds=[80, 50]), "thresholds are 80, 50", "each greater than the one before"),
    (delivered(build=[]), "build is empty", "say how the app is checked"),
    (delivered(files=[]), "files is empty", "the cloud assembly"),
    (delivered(environments=[]), "the number of environments is 0", "from 1"),
    (
        delivered(environments=[environment("prod"), environment("PROD")]),
        "two environments share a name",
        "a name of its own",
    ),
    (level(objective=90), "objective is 90 percent", "from 95 to 99.999"),
    (level(days=7), "days is 7", "28 or 30"),
    (level(runbook="wiki"), "runbook is 'wiki'", "https://wiki.example.com"),
    (level(notify="me"), "nobody receives alarms of severity page: 'me' cannot", "give an AlertTopic"),
    (
        lambda s: service_level(s, "X", indicator=cc.Indicator.without_errors(cc.WorkQueue(s, "Queue"))),
        "a WorkQueue counts no requests",
        "an API, a route or a function",
    ),
    (
        lambda s: service_level(s, "X", indicator=cc.Indicator.faster_than(function(s), milliseconds=0)),
        "milliseconds of the indicator is 0",
        "from 1 to 900000",
    ),
    (counted(), "the indicator counts neither good nor bad", "one of good= and bad="),
    (counted(good="Paid", bad="Lost"), "the indicator counts both good and bad", "one of good= and bad="),
    (counted(bad=""), "a metric of the indicator is ''", "1 to 255 characters"),
    (counted(bad="Lost", namespace="a*b"), "the namespace of the indicator is 'a*b'", "that of the app"),
    (counted(bad="Lost", statistic="Mean"), "the statistic of the indicator is 'Mean'", "one such as Sum"),
    (fails_over(primary=site("Api.example.com")), "the domain_name of primary is 'Api", "lower-case name"),
    (fails_over(standby=site("two words")), "the domain_name of standby is 'two words'", "lower-case name"),
    (fails_over(standby=site(PRIMARY)), f"primary and standby are both {PRIMARY}", "its region alone"),
    (fails_over(record="api.example.com"), "record has no standby", "give a standby"),
    (
        fails_over(record="api.example.com", standby=site("b.example.com", alias=ALIAS)),
        "one site has an alias and the other has none",
        "both or neither",
    ),
    (
        fails_over(record="b.example.com", standby=site("b.example.com")),
        "b.example.com would lead to itself",
        "a name of its own",
    ),
    (
        fails_over(record="api.example.org", standby=site("b.example.com")),
        "api.example.org is not in the zone example.com",
        "the zone of the name",
    ),
    (
        fails_over(record="example.com", standby=site("b.example.com")),
        "example.com is the zone itself",
        "give each site an alias",
    ),
    (fails_over(record="No", standby=site("b.example.com")), "the name of record is 'No'", "lower-case name"),
    (fails_over(probe=cc.HealthProbe(path="health")), "the path of probe is 'health'", "/api/health"),
    (fails_over(probe=cc.HealthProbe(search_string="")), "the length of search_string is 0", "from 1 to 255"),
    (fails_over(probe=cc.HealthProbe(request_interval=20)), "request_interval is 20", "10 or 30"),
    (fails_over(probe=cc.HealthProbe(failure_threshold=0)), "failure_threshold is 0", "from 1 to 10"),
    (
        fails_over(probe=cc.HealthProbe(regions=("eu-west-1", "eu-west-1", "us-east-1"))),
        "the probe asks from 2 regions",
        "name 3 or more",
    ),
    (
        fails_over(probe=cc.HealthProbe(regions=("eu-central-1",))),
        "a region of probe is 'eu-central-1'",
        "choose one of ap-northeast-1",
    ),
    (delivered(timeout=cdk.Duration.minutes(1)), "timeout is 60 seconds", "from 300"),
    (git(connection_arn="arn:aws:s3:::sources"), "connection_arn of source is", "the ARN of a connection"),
    (git(repository="shop"), "repository of source is 'shop'", "such as acme/shop"),
    (git(branch="release/*"), "branch of source is 'release/*'", "the name of one branch"),
    (to(name="Build"), "an environment is named Build", "no other stage"),
    (to(name="a b"), "the name of an environment is 'a b'", "a letter, then"),
    (to(account="acme"), "account of the environment staging is 'acme'", "the 12 digits"),
    (to(region="Ireland"), "region of the environment staging is 'Ireland'", "such as eu-west-1"),
    (to(assembly="cdk.out; rm -rf ."), "assembly of the environment staging is", "a folder of"),
    (to(smoke=cc.SmokeTest(commands=[])), "smoke of the environment staging has no commands", "leave smoke"),
    (
        to(smoke=cc.SmokeTest(commands=["true"], role_arn="arn:aws:iam::111122223333:role/Smoke")),
        "role_arn of smoke of the environment staging is",
        "a role in the account 123456789012",
    ),
    (github(), "environments and branches are empty", "which jobs"),
    (github(repository="acme/*", branches=["main"]), "repository is 'acme/*'", "without a wildcard"),
    (github(branches=["release/*"]), "an environment or branch is 'release/*'", "unless wildcards"),
    (github(environments=["a:b"]), "an environment or branch is 'a:b'", "without ':'"),
    (github(branches=["main"], regions=[]), "regions is empty", "name a region"),
    (github(branches=["main"], regions=["Ireland"]), "a region is 'Ireland'", "such as eu-west-1"),
    (github(branches=["main"], may_assume=["*"]), "a role of may_assume is '*'", "the ARN of a role"),
    (queries(log_groups=[]), "the number of log_groups is 0", "from 1"),
    (queries(queries={}), "queries is empty", "leave the argument out"),
    (queries(folder="/shop"), "folder is '/shop'", "names with '/' between them"),
    (alarm_set(runbook="the wiki"), "runbook is 'the wiki'", "https://wiki.example.com/shop"),
    (alarm_set(health=cc.Health(at_least=0)), "at_least of health is 0", "from 1 to 100"),
    (alarm_set(warm_up=cdk.Duration.days(3)), "warm_up is 259200 seconds", "from 60 to 172800"),
    (
        alarm_set(mute=[cc.MuteWindow.cron("at night", lasts=cdk.Duration.hours(8))]),
        "the expression of a mute window is",
        "give",
    ),
    (
        lambda s: cc.Dashboard(s, "X", alarms=alarms(s), dashboard_name="a b"),
        "dashboard_name is 'a b'",
        "letters, digits",
    ),
    (lambda s: cc.LogBucket(s, "X", days=0), "days is 0 days", "from 1"),
    (bucket(browser_origins=["shop"]), "an origin of browser_origins is 'shop'", "https://shop.example.com"),
    (
        bucket(replica=cc.BucketReplica(bucket_arn="elsewhere", key_arn="key")),
        "bucket_arn of replica is 'elsewhere'",
        "the ARN of a bucket",
    ),
    (replicas(), "replication names no replica", "name the other regions"),
    (replicas("eu-west-1"), "replication has a region twice", "not the stack's own"),
    (
        replicas("eu-central-1", key_region="eu-west-3"),
        "key_arn of the replica in eu-central-1 is",
        "a key of that region",
    ),
    (tab(resource_policy=cc.TablePolicy(org_only="acme")), "org_only is 'acme'", "such as o-a1b2c3d4e5"),
    (
        tab(resource_policy=cc.TablePolicy(stream_readers=["arn:aws:iam::111122223333:role/Reader"])),
        "there is no stream",
        "choose a stream",
    ),
    (
        tab(vector_indexes=[cc.VectorIndex(name="by-meaning", attribute="meaning", dimensions=5000)]),
        "dimensions of by-meaning is 5000",
        "from 1 to 4096",
    ),
    (sync(concurrency=0), "concurrency is 0", "from 1 to 40"),
    (sync(provider="GoPro!"), "provider is 'GoPro!'", "a lower-case name"),
    (sync(prefix="/photos"), "prefix is '/photos'", "ends with a slash"),
    (sync(timeout=cdk.Duration.seconds(1)), "timeout is 1 seconds", "from 60"),
    (sync(flexible_window=cdk.Duration.days(2)), "flexible_window is 172800 seconds", "from 60 to 86400"),
    (lambda s: pipeline(s, "X").start_on("Never", {}), "pattern is empty", "say which events"),
    (
        lambda s: pipeline(s, "X", tracker=table(s, sort_key=text("media"))),
        "the tracker has a sort key, and its partition key is 'id'",
        "the partition key alone, or the sort key below 'provider'",
    ),
    (
        lambda s: pipeline(
            s,
            "X",
            tracker=cc.SecureTable(s, "Mixed", partition_key=text("provider"), sort_key=number("media")),
        ),
        "the tracker's key is no text",
        "keys of type STRING",
    ),
    (sync(freshness=cdk.Duration.days(8)), "freshness is 691200 seconds", "from 3600 to 604800"),
    (sync(mode=cc.Mode.map(pages=0)), "mode's pages is 0", "from 1 to 1000"),
    (sync(mode=cc.Mode.distributed(), concurrency=20_000), "concurrency is 20000", "from 1 to 10000"),
    (
        sync(mode=cc.Mode.distributed(tolerated_failure_percentage=101)),
        "mode's tolerated_failure_percentage is 101 %",
        "from 0 to 100",
    ),
    (sync(mode=cc.Mode.distributed(batch=cc.Batch(items=1))), "the batch's items is 1", "from 2 to 1000"),
    (
        sync(mode=cc.Mode.distributed(batch=cc.Batch(kilobytes=300))),
        "the batch's kilobytes is 300 KB",
        "from 1 to 256",
    ),
    (
        lambda s: pipeline(
            s,
            "X",
            reconciliation=cc.Reconciliation(compare=function(s, "Compare"), at_most_percent=0),
        ),
        "at_most_percent is 0 %",
        "from 1 to 100",
    ),
    (
        lambda s: pipeline(s, "X", tracker=cc.SecureTable(s, "Numbers", partition_key=number("id"))),
        "the tracker's key is no text",
        "type STRING",
    ),
    (lambda s: cc.EncryptedLogGroup(s, "X", retention_days=8), "retention_days is 8", "choose one of 1, 3"),
    (lambda s: cc.EncryptedLogGroup(s, "X", log_group_name="a b"), "log_group_name is 'a b'", "give letters"),
    (lambda s: cc.DeadLetterQueue(s, "X", retention=cdk.Duration.seconds(1)), "retention is 1", "from 60"),
    (lambda s: cc.ServiceRole(s, "X", service="a", statements=[]), "statements is empty", "say what"),
    (
        lambda s: cc.ServiceRole(s, "X", service="a", statements=[{"Action": "s3:*", "Resource": "arn"}]),
        "a statement has a wildcard",
        "name actions",
    ),
    (lambda s: alarms(s, "X").watch(cc.EncryptedLogGroup(s, "Y")), "nothing is known", "watch a"),
    (experiments(experiments={}), "experiments is empty", "factory of `Fault`"),
    (experiments(stop_on=[]), "the number of alarms in stop_on is 0", "from 1 to 5"),
    (experiments(duration=cdk.Duration.seconds(90)), "duration is 90 seconds", "a multiple of 60"),
    (experiments(duration=cdk.Duration.hours(13)), "duration is 46800 seconds", "from 60 to 43200"),
    (experiments(profile=cc.StageProfile.named("prod")), "would break production", "in_production=Waiver"),
    (fault(cc.Fault.invocation_error, percentage=0), "the percentage of Named is 0 %", "from 1 to 100"),
    (fault(cc.Fault.invocation_error, functions=6), "the number of targets of Named is 6", "from 1 to 5"),
    (fault(cc.Fault.invocation_error, functions=0), "the number of targets of Named is 0", "from 1 to 5"),
    (fault(cc.Fault.invocation_error, expect=" "), "Named expects nothing", "say what should happen"),
    (
        fault(cc.Fault.invocation_delay, delay=cdk.Duration.minutes(16)),
        "the delay of Named is 960.0 seconds",
        "to 900 seconds",
    ),
    (
        lambda s: cc.Fault.endpoint(cc.SecureVpc(s, "X", endpoints=["sqs"]), service="kms", expect="Retries"),
        "there is no interface endpoint of 'kms'",
        "one of sqs",
    ),
]


@pytest.mark.parametrize(("build", "problem", "remedy"), WRONG, ids=[problem for _, problem, _ in WRONG])
def test_a_wrong_argument_is_told_with_path_problem_and_remedy(
    build: Build, problem: str, remedy: str
) -> None:
    with pytest.raises(cc.ConstructError) as caught:
        build(new_stack())

    error = caught.value
    assert error.path.startswith("Test/X")
    assert problem in error.problem
    assert remedy in error.remedy
    assert str(error) == f"{error.path}: {error.problem}. To mend it: {error.remedy}."


def test_a_table_in_a_stack_without_a_region_is_refused_with_the_cure() -> None:
    with pytest.raises(
        cc.StackError, match=r"Anywhere/Table: the stack names no region.*env=cdk.Environment"
    ):
        table(cdk.Stack(cdk.App(), "Anywhere"))


def test_tokens_are_let_through() -> None:
    def build(stack: cdk.Stack) -> None:
        number = cdk.CfnParameter(stack, "Number", type="Number").value_as_number
        name = cdk.CfnParameter(stack, "Name").value_as_string
        cc.WorkQueue(stack, "Queue", max_receives=number)
        function(stack, memory=number)
        table(stack, table_name=name)

    assert synth(build)["Parameters"].keys() >= {"Number", "Name"}
