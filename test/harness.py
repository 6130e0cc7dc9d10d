"""What the tests of the constructs share: a stack, its template, and one of each construct."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from pydantic import Field, create_model

import cloud_constructs as cc
from cloud_constructs.compliance import DEFAULT_RULES

Template = dict[str, Any]
Build = Callable[[cdk.Stack], object]

ENV = cdk.Environment(account="123456789012", region="eu-west-1")
LAYERS = "arn:aws:lambda:eu-west-1:123456789012:layer:"
OPEN_TELEMETRY = f"{LAYERS}AWSOpenTelemetryDistroPython:1"
INSIGHTS = f"{LAYERS}LambdaInsightsExtension-Arm64:1"
# The reason of an app, where a construct asks for one.
OF_THE_APP = "The auditor asks for a second layer that no team can change"
HANDLER = Path(__file__).parent / "fixtures" / "handler"
PACK = Path(__file__).parent / "fixtures" / "conformance_pack.yaml"
SHIPPED = cc.MailTemplate(
    subject="Your order {{number}}", text="It is on its way, {{name}}.", html="On its way, {{name_html}}."
)
LOCKED = Path(__file__).parent / "fixtures" / "layer"


def new_stack(context: dict[str, Any] | None = None) -> cdk.Stack:
    return cdk.Stack(cdk.App(context=context), "Test", env=ENV)


def synth(build: Build, context: dict[str, Any] | None = None) -> Template:
    """Return the template of a stack with what `build` puts into it."""
    stack = new_stack(context)
    build(stack)
    return template_of(stack)


def template_of(stack: cdk.Stack) -> Template:
    app = stack.node.root
    assert isinstance(app, cdk.App)
    return app.synth().get_stack_by_name(stack.stack_name).template


def resources(template: Template, kind: str) -> dict[str, Any]:
    """Return the resources of a type by their logical ids."""
    return {id: body for id, body in template["Resources"].items() if body["Type"] == kind}


def only(template: Template, kind: str) -> dict[str, Any]:
    """Return the properties of the one resource of a type."""
    (body,) = resources(template, kind).values()
    return body["Properties"]


def statements(template: Template, logical_id: str) -> list[dict[str, Any]]:
    """Return the statements of the policy whose logical id begins so."""
    (body,) = (body for id, body in template["Resources"].items() if id.startswith(logical_id))
    return body["Properties"]["PolicyDocument"]["Statement"]


def text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)


def function(stack: cdk.Stack, id: str = "Function", **kwargs: Any) -> cc.EnhancedLambda:
    return cc.EnhancedLambda(stack, id, entry=HANDLER, **kwargs)


def canary(stack: cdk.Stack) -> cc.EnhancedLambda:
    """A function whose deployments do everything that a deployment can."""
    hook = function(stack, "Hook")
    deploy = cc.Deploy(
        notify=cc.AlertTopic(stack, "Alerts"),
        traffic=cc.Traffic.canary(percent=20, minutes=5),
        before_traffic=hook,
        after_traffic=hook,
    )
    warm_start = cc.WarmStart.provisioned(1, up_to=5)
    return function(stack, concurrency=10, deploy=deploy, warm_start=warm_start)


def user_pool(stack: cdk.Stack, id: str = "Users", **kwargs: Any) -> cc.SecureUserPool:
    users = cc.SecureUserPool(stack, id, **kwargs)
    users.add_client("Page")
    return users


def table(stack: cdk.Stack, id: str = "Table", **kwargs: Any) -> cc.SecureTable:
    return cc.SecureTable(stack, id, partition_key=text("id"), **kwargs)


def http_api(stack: cdk.Stack, id: str = "Api", **kwargs: Any) -> cc.HttpApi:
    return cc.HttpApi(stack, id, **{"authorizer": cc.Authorizer.iam(), **kwargs})


def rest_api(stack: cdk.Stack, id: str = "Api", **kwargs: Any) -> cc.RestApi:
    """Return a REST API with a route: without one it cannot be deployed."""
    api = cc.RestApi(stack, id, **{"authorizer": cc.Authorizer.iam(), **kwargs})
    route(stack, f"{id}Root", api=api, path="/", handler=function(stack, f"{id}Handler"))
    return api


def rest_api_with_everything(stack: cdk.Stack) -> cc.UsagePlan:
    """Return a plan for a REST API of which each option is used."""
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", arn)
    domain = cc.CustomDomain(name="api.example.com", certificate=certificate, zone=zone(stack))
    cors = cc.Cors(origins=("https://shop.example.com", "https://www.example.com"))
    api = cc.RestApi(stack, "Api", authorizer=cc.Authorizer.iam(), domain=domain, cors=cors)
    limit = cc.Throttle(rate=1, burst=2)
    model = create_model("NewOrder", article=str, count=(int, Field(gt=0)))
    route(stack, api=api, method="POST", throttle=limit, request=model, query=model, api_key_required=True)
    return cc.UsagePlan(stack, "Plan", api=api, clients=["acme"], quota=cc.Quota(requests=100))


def route(stack: cdk.Stack, id: str = "Route", **kwargs: Any) -> cc.ApiRoute:
    defaults = {"method": "GET", "path": "/orders/{id}"}
    made = {"api": http_api, "handler": function}
    for name, make in made.items():
        if name not in kwargs:
            kwargs[name] = make(stack)
    return cc.ApiRoute(stack, id, **{**defaults, **kwargs})


def mail_domain(stack: cdk.Stack, id: str = "Mail", **kwargs: Any) -> cc.MailDomain:
    return cc.MailDomain(stack, id, **{"sender": "shop@example.com", "domain": "example.com", **kwargs})


def mail_domain_with_everything(stack: cdk.Stack) -> cc.MailDomain:
    zone = route53.HostedZone.from_hosted_zone_attributes(
        stack, "Zone", hosted_zone_id="Z123", zone_name="example.com"
    )
    mail = mail_domain(
        stack,
        zone=zone,
        mail_from_domain="post.example.com",
        dmarc=cc.Waiver(reason=OF_THE_APP),
        templates={"Shipped": SHIPPED},
    )
    mail.grant_send(function(stack))
    bounces = cc.WorkQueue(stack, "Bounces")
    cc.EventQueue(stack, "Bounced", queue=bounces, on=cc.Events.matching(mail.event_pattern()))
    return mail


def pipeline(stack: cdk.Stack, id: str = "Pipeline", **kwargs: Any) -> cc.SyncPipeline:
    steps = cc.SyncSteps(
        authenticate=function(stack, "Authenticate"),
        list_items=function(stack, "List"),
        transfer=function(stack, "Transfer"),
    )
    defaults: dict[str, Any] = {
        "provider": "photos",
        "steps": steps,
        "tracker": table(stack, "Tracker"),
        "destination": cc.SecureBucket(stack, "Destination"),
        "alerts": cc.AlertTopic(stack, "Alerts"),
        "schedule": scheduler.ScheduleExpression.rate(cdk.Duration.days(1)),
    }
    return cc.SyncPipeline(stack, id, **{**defaults, **kwargs})


def pipeline_of_several(stack: cdk.Stack) -> cc.SyncPipeline:
    shared = cc.SecureTable(stack, "Shared", partition_key=text("provider"), sort_key=text("id"))
    return pipeline(stack, tracker=shared, prefix="photos/")


def reconciliation(stack: cdk.Stack) -> cc.Reconciliation:
    return cc.Reconciliation(compare=function(stack, "Compare"), delete=function(stack, "Delete"))


def distributed_pipeline(stack: cdk.Stack) -> cc.SyncPipeline:
    mode = cc.Mode.distributed(batch=cc.Batch(), workspace=cc.SecureBucket(stack, "Workspace"))
    made = pipeline(stack, mode=mode, reconciliation=reconciliation(stack))
    made.grant_redrive(function(stack, "Redrive"))
    made.start_on("Upload", {"source": ["aws.s3"], "detail-type": ["Object Created"]})
    return made


def alarms(stack: cdk.Stack, id: str = "Alarms") -> cc.AlarmSet:
    made = cc.AlarmSet(stack, id, notify=cc.AlertTopic(stack, "Alerts"))
    made.watch(cc.WorkQueue(stack, "Watched"))
    return made


def alarms_with_everything(stack: cdk.Stack) -> cc.AlarmSet:
    actions = cc.Actions(
        page=cc.AlertTopic(stack, "OnCall"), ticket=function(stack, "Chat"), info=cc.OpsItem()
    )
    night = cc.MuteWindow.cron("0 22 * * *", lasts=cdk.Duration.hours(8))
    made = cc.AlarmSet(
        stack,
        "Alarms",
        notify=actions,
        runbook="https://wiki.example.com/shop",
        owner="web",
        health=cc.Health(at_least=2),
        mute=[night],
        warm_up=cdk.Duration.minutes(30),
        budget=10,
    )
    made.watch(cc.SecureBucket(stack, "Files"))
    made.watch(cc.WorkQueue(stack, "Queue"), thresholds={"NumberOfMessagesSent": cc.AnomalyBand()})
    made.watch(cc.Account(sends_mail=True))
    return made


def full_table(stack: cdk.Stack, id: str = "Table") -> cc.SecureTable:
    """Return a table with every option that goes with the others, granted to a function."""
    made = table(
        stack,
        id,
        sort_key=text("at"),
        indexes=[
            cc.Index(
                name="by-status",
                partition_key=[text("tenant"), text("status")],
                sort_key=text("at"),
                attributes=["total"],
                capacity=cc.Capacity.on_demand(max_reads=100, max_writes=100),
            )
        ],
        vector_indexes=[
            cc.VectorIndex(name="by-meaning", attribute="meaning", dimensions=1024, filters=["tenant"])
        ],
        ttl="expires",
        capacity=cc.Capacity.on_demand(warm=(13_000, 5_000)),
        replication=cc.Replication.eventual(
            cc.Replica(
                region="eu-central-1",
                key_arn="arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            )
        ),
        resource_policy=cc.TablePolicy(
            org_only="o-a1b2c3d4e5",
            vpce_only=["vpce-0123456789abcdef0"],
            stream_readers=["arn:aws:iam::111122223333:role/Reader"],
        ),
    )
    reader = function(stack, "Reader")
    made.grant_query(reader, "by-status", leading_keys=["${aws:PrincipalTag/tenant}"], attributes=["total"])
    made.grant_stream_read(reader)
    made.grant_export(reader, cc.SecureBucket(stack, "Exports"), "orders/")
    made.grant_backup(reader)
    made.grant_restore(reader, prefix="orders-restored-")
    return made


def topic_with_subscribers(stack: cdk.Stack) -> None:
    topic = cc.AlertTopic(stack, "Topic")
    topic.allow_publish("budgets.amazonaws.com")
    topic.subscribe("OnCall", cc.Subscriber.https("https://on-call.example.com/shop"))
    topic.subscribe("Ledger", cc.Subscriber.queue(cc.WorkQueue(stack, "Ledger")))
    topic.subscribe("Repair", cc.Subscriber.function(function(stack)))


def full_bucket(stack: cdk.Stack, id: str = "Bucket") -> cc.SecureBucket:
    """Return a bucket with every option."""
    return cc.SecureBucket(
        stack,
        id,
        access_logs=cc.LogBucket.of(stack),
        browser_origins=["https://shop.example.com"],
        event_bridge=True,
        lifecycle=[
            cc.Lifecycle.intelligent_tiering(prefix="documents/"),
            cc.Lifecycle.archive(instant_days=90, deep_days=180, expire_days=365, prefix="final/"),
        ],
        object_lock=s3.ObjectLockRetention.governance(cdk.Duration.days(30)),
        replica=cc.BucketReplica(
            bucket_arn="arn:aws:s3:::documents-elsewhere",
            key_arn="arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            prefix="final/",
            within_15_minutes=True,
        ),
    )


def cost_guard(stack: cdk.Stack, id: str = "Costs", **kwargs: Any) -> cc.CostGuard:
    defaults = {"notify": cc.AlertTopic(stack, "Alerts"), "monthly_limit": 200}
    return cc.CostGuard(stack, id, **{**defaults, **kwargs})


def audit_trail(stack: cdk.Stack, id: str = "Trail", **kwargs: Any) -> cc.AuditTrail:
    return cc.AuditTrail(stack, id, **{"alerts": cc.AlertTopic(stack, "Alerts"), **kwargs})


def audit_trail_with_everything(stack: cdk.Stack) -> cc.AuditTrail:
    lock = s3.ObjectLockRetention.governance(cdk.Duration.days(365))
    return audit_trail(
        stack,
        bucket=cc.SecureBucket(stack, "Audit", object_lock=lock),
        data_events=[
            cc.DataEvents.of_bucket(cc.SecureBucket(stack, "Invoices"), prefix="final/"),
            cc.DataEvents.of_bucket(cc.SecureBucket(stack, "Contracts")),
            cc.DataEvents.of_table(table(stack)),
            cc.DataEvents.of_function(function(stack)),
        ],
        insights=list(cc.TrailInsight),
        one_region=cc.Waiver(reason=OF_THE_APP),
        unwatched={cc.AuditEvent.VPC_CHANGES: cc.Waiver(reason=OF_THE_APP)},
    )


def threats(stack: cdk.Stack, id: str = "Threats", **kwargs: Any) -> cc.ThreatDetection:
    return cc.ThreatDetection(stack, id, **{"alerts": cc.AlertTopic(stack, "Alerts"), **kwargs})


def threats_with_everything(stack: cdk.Stack) -> cc.ThreatDetection:
    return threats(
        stack,
        at_least=cc.FindingSeverity.LOW,
        standards=list(cc.SecurityStandard),
    )


def malware_scan(stack: cdk.Stack, id: str = "Scan", **kwargs: Any) -> cc.MalwareScan:
    uploads = cc.SecureBucket(stack, "Uploads", event_bridge=True)
    return cc.MalwareScan(stack, id, bucket=uploads, **kwargs)


def config_compliance(stack: cdk.Stack, id: str = "Rules", **kwargs: Any) -> cc.ConfigCompliance:
    return cc.ConfigCompliance(stack, id, **{"alerts": cc.AlertTopic(stack, "Alerts"), **kwargs})


def config_with_everything(stack: cdk.Stack) -> cc.ConfigCompliance:
    return config_compliance(
        stack,
        rules=[*DEFAULT_RULES, cc.ConfigRule.required_tags("Project", "Owner")],
        remediate=list(cc.Remediation),
        conformance_packs={"Baseline": PACK},
        bucket=cc.SecureBucket(stack, "History"),
        global_resources=False,
    )


def queue_trigger(stack: cdk.Stack, id: str = "Trigger", **kwargs: Any) -> cc.QueueTrigger:
    if "queue" not in kwargs:
        kwargs["queue"] = cc.WorkQueue(stack, "Queue")
    if "handler" not in kwargs:
        kwargs["handler"] = function(stack)
    return cc.QueueTrigger(stack, id, **kwargs)


def stream_trigger(stack: cdk.Stack, id: str = "Trigger", **kwargs: Any) -> cc.StreamTrigger:
    if "stream" not in kwargs:
        kwargs["stream"] = table(stack, stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES)
    return cc.StreamTrigger(stack, id, handler=function(stack), **kwargs)


def event_trigger(stack: cdk.Stack, id: str = "Trigger", **kwargs: Any) -> cc.EventTrigger:
    if "on" not in kwargs:
        bucket = cc.SecureBucket(stack, "Bucket", event_bridge=True)
        kwargs["on"] = cc.Events.objects_created(bucket, prefix="pictures/")
    return cc.EventTrigger(stack, id, handler=function(stack), **kwargs)


def event_queue(stack: cdk.Stack, id: str = "Events", **kwargs: Any) -> cc.EventQueue:
    if "queue" not in kwargs:
        kwargs["queue"] = cc.WorkQueue(stack, "Queue")
    return cc.EventQueue(stack, id, **{"on": cc.Events.matching({"source": ["shop"]}), **kwargs})


def function_url(stack: cdk.Stack, id: str = "Url") -> cc.FunctionUrl:
    made = cc.FunctionUrl(stack, id, handler=function(stack))
    made.grant_invoke(function(stack, "Caller"))
    made.allow_distribution("arn:aws:cloudfront::123456789012:distribution/EDFDVBD6EXAMPLE")
    return made


def backup_policy(stack: cdk.Stack, id: str = "Backups", **kwargs: Any) -> cc.BackupPolicy:
    return cc.BackupPolicy(stack, id, alerts=cc.AlertTopic(stack, "Alerts"), **kwargs)


def chaos(stack: cdk.Stack, id: str = "Chaos", **kwargs: Any) -> cc.ChaosExperiments:
    """Return an experiment on a function, in a stage where there may be one."""
    fails = function(stack, "Fails")
    watched = alarms(stack)
    defaults: dict[str, Any] = {
        "experiments": {"HalfFail": cc.Fault.invocation_error(fails, percentage=50, expect="Callers retry")},
        "stop_on": [next(iter(watched.alarms.values()))],
        "profile": cc.StageProfile.named("staging"),
    }
    return cc.ChaosExperiments(stack, id, **{**defaults, **kwargs})


def chaos_with_everything(stack: cdk.Stack) -> cc.ChaosExperiments:
    """Return an experiment with each fault, in production."""
    vpc = cc.SecureVpc(stack, "Vpc", endpoints=["secretsmanager"])
    slow, fails = function(stack, "Slow", vpc=vpc), function(stack, "Fails", vpc=vpc)
    expect = "Callers retry, and nobody notices"
    return cc.ChaosExperiments(
        stack,
        "Chaos",
        experiments={
            "Fail": cc.Fault.invocation_error(slow, fails, expect=expect),
            "Wait": cc.Fault.invocation_delay(slow, delay=cdk.Duration.seconds(40), expect=expect),
            "NoTable": cc.Fault.connectivity(vpc, scope="dynamodb", expect=expect),
            "NoSecret": cc.Fault.endpoint(vpc, service="secretsmanager", expect=expect),
        },
        stop_on=list(alarms(stack).alarms.values()),
        duration=cdk.Duration.minutes(5),
        in_production=cc.Waiver(reason=OF_THE_APP),
    )


def full_backup_policy(stack: cdk.Stack) -> None:
    """Back up a table and a database, with copies in another account and a restore test."""
    elsewhere = "arn:aws:backup:eu-central-1:111122223333:backup-vault:Copies"
    policy = backup_policy(
        stack,
        rules=[
            cc.BackupRule.daily(keep_days=35, copies=(cc.BackupCopy(vault_arn=elsewhere),)),
            cc.BackupRule.weekly(keep_days=90),
            cc.BackupRule.monthly(keep_days=365, cold_after_days=30),
        ],
        resources=["arn:aws:rds:eu-west-1:123456789012:cluster:orders"],
        restore_test=cc.RestoreTest(resource_types=["DynamoDB", "S3"]),
        lock=cc.VaultLock.compliance(min_days=30, max_days=400),
    )
    table(stack, backup=policy)


def service_level(stack: cdk.Stack, id: str = "Level", **kwargs: Any) -> cc.ServiceLevel:
    if "indicator" not in kwargs:
        kwargs["indicator"] = cc.Indicator.without_errors(http_api(stack))
    if "notify" not in kwargs:
        kwargs["notify"] = cc.AlertTopic(stack, "Alerts")
    return cc.ServiceLevel(stack, id, **kwargs)


def failover(stack: cdk.Stack, id: str = "Failover", **kwargs: Any) -> cc.RegionalFailover:
    """Return a failover in the region of its metrics."""
    defaults: dict[str, Any] = {
        "alerts": cc.AlertTopic(stack, "Alerts"),
        "primary": cc.FailoverSite(domain_name="eu-west-1.api.example.com"),
    }
    return cc.RegionalFailover(stack, id, **{**defaults, **kwargs})


def zone(stack: cdk.Stack, name: str = "example.com") -> route53.IHostedZone:
    """Return a hosted zone that was there already."""
    return route53.PublicHostedZone.from_hosted_zone_attributes(
        stack, "Zone", hosted_zone_id="Z0123456789EXAMPLE", zone_name=name
    )


def failover_with_everything(stack: cdk.Stack) -> cc.RegionalFailover:
    sites = [
        cc.FailoverSite(
            domain_name=f"{region}.api.example.com",
            alias=cc.AliasTarget(
                dns_name=f"d-abcdef.execute-api.{region}.amazonaws.com", hosted_zone_id="ZLY8HYME6SFDD"
            ),
        )
        for region in ("eu-west-1", "eu-central-1")
    ]
    return failover(
        stack,
        primary=sites[0],
        standby=sites[1],
        record=cc.FailoverRecord(name="example.com", zone=zone(stack)),
        probe=cc.HealthProbe(
            path="/api/health",
            search_string="ok",
            request_interval=10,
            failure_threshold=2,
            regions=("eu-west-1", "us-east-1", "us-west-2"),
        ),
    )


SITE = Path(__file__).parent / "fixtures" / "site"
NO_NAME = cc.Waiver(reason="The shop has no name of its own before it opens")


def distribution(stack: cdk.Stack, id: str = "Web", **kwargs: Any) -> cc.WebDistribution:
    """Return a distribution of a site."""
    acl = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/11111111-2222-3333-4444-555555555555"
    return cc.WebDistribution(
        stack, id, **{"site": cc.Site(folder=SITE), "web_acl": acl, "domain": NO_NAME, **kwargs}
    )


def domain(stack: cdk.Stack, id: str = "Domain", **kwargs: Any) -> cc.Domain:
    """Return a domain with a zone of its own, which stands where zones are made."""
    env = cdk.Environment(account=ENV.account, region="us-east-1")
    names = cdk.Stack(stack.node.root, f"{stack.node.id}-Names", env=env)
    return cc.Domain(names, id, **{"name": "example.com", **kwargs})


def certificate(stack: cdk.Stack, id: str = "Certificate", **kwargs: Any) -> cc.DomainCertificate:
    """Return a certificate for a name of a domain whose zone is in another region."""
    if "domain" not in kwargs:
        kwargs["domain"] = domain(stack)
    return cc.DomainCertificate(stack, id, **{"names": ["shop.example.com"], **kwargs})


def certificate_with_everything(stack: cdk.Stack) -> cc.DomainCertificate:
    names = ["example.com", "*.example.com"]
    return certificate(stack, domain=domain(stack, dnssec=True), names=names)


def origin_secret(stack: cdk.Stack) -> cc.OriginSecret:
    """Return a secret with a function that compares it."""
    secret = cc.OriginSecret(stack, "OriginSecret")
    secret.grant_read(function(stack, environment=secret.environment))
    return secret


def full_distribution(stack: cdk.Stack) -> cc.WebDistribution:
    """Return a distribution of a site and an API, with every option."""
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", arn)
    api = http_api(stack)
    return distribution(
        stack,
        site=cc.Site(
            folder=SITE,
            data={"config.json": {"api": api.url}},
            immutable=["assets/*"],
            single_page=True,
        ),
        api=api,
        domain=cc.SiteDomain(names=["shop.example.com"], certificate=certificate),
        origin_secret=cc.OriginSecret(stack, "OriginSecret"),
        content_security_policy="default-src 'self'; connect-src 'self' https://login.example.com",
        access_logs=cc.LogBucket(stack, "Logs", for_cloudfront=True),
    )


CONNECTION = "arn:aws:codeconnections:eu-west-1:123456789012:connection/11111111-2222-3333-4444-555555555555"


def environment(name: str = "staging", **kwargs: Any) -> cc.DeliveryEnvironment:
    defaults = {"account": "123456789012", "region": "eu-west-1"}
    return cc.DeliveryEnvironment(name=name, **{**defaults, **kwargs})


def delivery(stack: cdk.Stack, id: str = "Delivery", **kwargs: Any) -> cc.DeliveryPipeline:
    defaults: dict[str, Any] = {
        "source": cc.GitSource(connection_arn=CONNECTION, repository="acme/shop"),
        "build": ["pytest", "cdk synth"],
        "environments": [environment("staging"), environment("prod", account="111122223333")],
        "alerts": cc.AlertTopic(stack, "Alerts"),
    }
    return cc.DeliveryPipeline(stack, id, **{**defaults, **kwargs})


def delivery_with_everything(stack: cdk.Stack) -> cc.DeliveryPipeline:
    smoke = cc.SmokeTest(
        commands=["python smoke.py"], role_arn="arn:aws:iam::111122223333:role/shop-smoke-test"
    )
    return delivery(
        stack,
        environments=[
            environment("dev", assembly="cdk.out/dev", smoke=cc.SmokeTest(commands=["python smoke.py"])),
            environment("staging", approval=cc.Waiver(reason=OF_THE_APP)),
            environment("prod", account="111122223333", region="eu-central-1", smoke=smoke),
        ],
        files=["cdk.out/**/*", "smoke.py"],
        reports={"Unit": "reports/unit.xml"},
        timeout=cdk.Duration.minutes(20),
    )


# One of each construct, with its defaults.
DEFAULTS: dict[str, Build] = {
    "EncryptionKey": lambda stack: cc.EncryptionKey(stack, "Key"),
    "EncryptedLogGroup": lambda stack: cc.EncryptedLogGroup(stack, "Logs"),
    "ServiceRole": lambda stack: cc.ServiceRole(
        stack,
        "Role",
        service="lambda.amazonaws.com",
        statements=[{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:::alerts"}],
    ),
    "SecureUserPool": user_pool,
    "SecureUserPool by password alone": lambda stack: user_pool(
        stack, second_factor=cc.Waiver(reason=OF_THE_APP), threat_protection=cc.Waiver(reason=OF_THE_APP)
    ),
    "RotatingSecret": lambda stack: cc.RotatingSecret(stack, "Secret", rotate_with=function(stack)),
    "MailDomain": mail_domain,
    "MailDomain with everything": mail_domain_with_everything,
    "MailDomain of an address": lambda stack: mail_domain(
        stack, domain=cc.Waiver(reason=OF_THE_APP), sender="shop@example.com"
    ),
    "WorkQueue": lambda stack: cc.WorkQueue(stack, "Queue"),
    "DeadLetterQueue": lambda stack: cc.DeadLetterQueue(stack, "Queue"),
    "AlertTopic": lambda stack: cc.AlertTopic(stack, "Topic", emails=["operators@example.com"]),
    "AlertTopic with every kind of subscriber": topic_with_subscribers,
    "SecureBucket": lambda stack: cc.SecureBucket(stack, "Bucket"),
    "SecureBucket with every option": full_bucket,
    "LogBucket": lambda stack: cc.SecureBucket(stack, "Bucket", access_logs=cc.LogBucket(stack, "Logs")),
    "SecureTable": table,
    "SecureTable with every option": full_table,
    "SecureTable that follows the load": lambda stack: table(
        stack, capacity=cc.Capacity.auto_scaled(reads=(5, 50), writes=(5, 50), target_percent=60)
    ),
    "BackupPolicy": backup_policy,
    "BackupPolicy with every option": full_backup_policy,
    "CopyVault": lambda stack: cc.CopyVault(stack, "Copies", from_accounts=["111122223333"]),
    "EnhancedLambda": function,
    "DependencyLayer": lambda stack: cc.DependencyLayer(stack, "Layer", dependencies=LOCKED),
    "AlarmSet": alarms,
    "AlarmSet with everything": alarms_with_everything,
    "ServiceLevel": service_level,
    "ServiceLevel of an app's own counts": lambda stack: service_level(
        stack,
        indicator=cc.Indicator.of_counts(
            namespace="Shop", good="Paid", total="Payments", dimensions={"Country": "FR"}
        ),
        objective=99.5,
        days=30,
        runbook="https://wiki.example.com/shop",
        owner="payments",
    ),
    "LogQueries": lambda stack: cc.LogQueries(stack, "Queries", log_groups=[function(stack)]),
    "CostGuard": cost_guard,
    "AuditTrail": audit_trail,
    "AuditTrail with everything": audit_trail_with_everything,
    "ThreatDetection": threats,
    "ThreatDetection with everything": threats_with_everything,
    "MalwareScan": malware_scan,
    "MalwareScan below prefixes": lambda stack: malware_scan(stack, prefixes=["in/", "out/"]),
    "ConfigCompliance": config_compliance,
    "ConfigCompliance with everything": config_with_everything,
    "ChaosExperiments": chaos,
    "ChaosExperiments with everything": chaos_with_everything,
    "RegionalFailover": failover,
    "RegionalFailover with everything": failover_with_everything,
    "DeliveryPipeline": delivery,
    "DeliveryPipeline with everything": delivery_with_everything,
    "GithubDeployRole": lambda stack: cc.GithubDeployRole(
        stack, "Deploy", repository="acme/shop", environments=["prod"], branches=["main"]
    ),
    "GithubDeployRole with wildcards": lambda stack: cc.GithubDeployRole(
        stack, "Deploy", repository="acme/shop", branches=["*"], wildcards=cc.Waiver(reason=OF_THE_APP)
    ),
    "Dashboard": lambda stack: cc.Dashboard(stack, "Dashboard", alarms=alarms(stack)),
    "HttpApi": http_api,
    "ApiRoute": route,
    "RestApi": rest_api,
    "RestApi with everything": rest_api_with_everything,
    "WebAcl": lambda stack: cc.WebAcl(stack, "Firewall"),
    "DomainCertificate": certificate,
    "DomainCertificate of a signed domain": certificate_with_everything,
    "OriginSecret": origin_secret,
    "WebDistribution": distribution,
    "WebDistribution with everything": full_distribution,
    "SyncPipeline": pipeline,
    "SyncPipeline, distributed": distributed_pipeline,
    "SyncPipeline, one of several": pipeline_of_several,
    "SecureVpc": lambda stack: cc.SecureVpc(stack, "Vpc"),
    "SecureVpc without a way out": lambda stack: cc.SecureVpc(
        stack, "Vpc", egress=cc.Egress.NONE, endpoints=cc.Endpoints.FUNCTION
    ),
    "SecureVpc with zonal gateways": lambda stack: cc.SecureVpc(stack, "Vpc", egress=cc.Egress.ZONAL_NAT),
    "SecureVpc with everything": lambda stack: cc.SecureVpc(
        stack,
        "Vpc",
        availability_zones=["euw1-az1", "euw1-az2", "euw1-az3"],
        tiers=list(cc.Tier),
        endpoints=(*cc.Endpoints.ECS, *cc.Endpoints.SSM, *cc.Endpoints.OBSERVABILITY, *cc.Endpoints.BEDROCK),
        endpoint_zones=1,
        organization="o-a1b2c3d4e5",
        ip_protocol=ec2.IpProtocol.DUAL_STACK,
        encryption_control=cc.EncryptionControl.enforce(),
    ),
    "DnsFirewall": lambda stack: cc.DnsFirewall(stack, "Firewall", vpc=cc.SecureVpc(stack, "Vpc")),
    "DnsFirewall that blocks": lambda stack: cc.DnsFirewall(
        stack,
        "Firewall",
        vpc=cc.SecureVpc(stack, "Vpc", egress=cc.Egress.NONE),
        action=cc.DnsAction.BLOCK,
        domain_lists=["rslvr-fdl-2c46f2ecbfec4dcc"],
    ),
    "FlowLogArchive": lambda stack: cc.FlowLogArchive(
        stack, "Flows", vpc=cc.SecureVpc(stack, "Vpc"), bucket=cc.SecureBucket(stack, "Archive")
    ),
    "NetworkAcls": lambda stack: cc.NetworkAcls(
        stack,
        "Acls",
        vpc=cc.SecureVpc(stack, "Vpc", tiers=list(cc.Tier), ip_protocol=ec2.IpProtocol.DUAL_STACK),
        reason=cc.Waiver(reason=OF_THE_APP),
    ),
    "EnhancedLambda in a landing zone": lambda stack: function(
        stack, vpc=cc.SecureVpc.from_ssm(stack, "Vpc", prefix="/network/shared")
    ),
    "EnhancedLambda in a VPC": lambda stack: function(stack, vpc=cc.SecureVpc(stack, "Vpc")),
    "EnhancedLambda with canaries": canary,
    "EnhancedLambda that is durable": lambda stack: function(stack, durable=cc.DurableExecution()),
    "QueueTrigger": queue_trigger,
    "StreamTrigger": stream_trigger,
    "EventQueue": event_queue,
    "EventTrigger": event_trigger,
    "FunctionUrl": function_url,
    "ScheduleTrigger": lambda stack: cc.ScheduleTrigger(
        stack,
        "Trigger",
        handler=function(stack),
        expression=scheduler.ScheduleExpression.rate(cdk.Duration.days(1)),
        input={"job": "clean-up"},
    ),
    "EnhancedLambda for tenants": lambda stack: function(stack, tenant_isolation=True),
    "EnhancedLambda from snapshots": lambda stack: function(stack, warm_start=cc.WarmStart.SNAP_START),
    "EnhancedLambda with a destination": lambda stack: function(
        stack,
        async_invocation=cc.AsyncInvocation(retry_attempts=1),
        tracing=cc.Tracing.application_signals(OPEN_TELEMETRY),
        insights=cc.LambdaInsights(INSIGHTS),
    ),
}


@cache
def default_template(name: str) -> Template:
    """Return the template of a construct with its defaults; synthesised once for all tests."""
    return synth(DEFAULTS[name])
