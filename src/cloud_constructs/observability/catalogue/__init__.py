"""The alarms that each kind of resource gets: one module per service.

The rows are those that AWS recommends
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html);
where AWS leaves the threshold to the situation, ours follows from the resource. What is left out of AWS's
list, and where a row differs, stands with its reason in test/observability/recommended.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import Service
from cloud_constructs.observability.catalogue.backup import BACKUP_VAULT
from cloud_constructs.observability.catalogue.bucket import BUCKET, REPLICATION
from cloud_constructs.observability.catalogue.cache import CACHE, SERVERLESS_CACHE
from cloud_constructs.observability.catalogue.certificate import CERTIFICATE
from cloud_constructs.observability.catalogue.database import DATABASE, DATABASE_CLUSTER
from cloud_constructs.observability.catalogue.delivery_pipeline import DELIVERY_PIPELINE
from cloud_constructs.observability.catalogue.distribution import DISTRIBUTION
from cloud_constructs.observability.catalogue.ecs import ECS_CLUSTER, ECS_SERVICE
from cloud_constructs.observability.catalogue.email import EMAIL, MAIL_DOMAIN
from cloud_constructs.observability.catalogue.endpoint import ENDPOINT
from cloud_constructs.observability.catalogue.event_rule import EVENT_RULE
from cloud_constructs.observability.catalogue.function import ACCOUNT, FUNCTION
from cloud_constructs.observability.catalogue.health_check import HEALTH_CHECK, STANDBY
from cloud_constructs.observability.catalogue.hosted_zone import HOSTED_ZONE
from cloud_constructs.observability.catalogue.http_api import HTTP_API, HTTP_API_ROUTE
from cloud_constructs.observability.catalogue.key import KEY_USAGE
from cloud_constructs.observability.catalogue.load_balancer import LOAD_BALANCER, TARGET_GROUP
from cloud_constructs.observability.catalogue.nat_gateway import NAT_GATEWAY
from cloud_constructs.observability.catalogue.queue import DEAD_LETTER_QUEUE, QUEUE
from cloud_constructs.observability.catalogue.rest_api import REST_API, REST_API_METHOD
from cloud_constructs.observability.catalogue.schedule import SCHEDULE_GROUP
from cloud_constructs.observability.catalogue.state_machine import STATE_MACHINE
from cloud_constructs.observability.catalogue.sync_pipeline import SYNC_PIPELINE
from cloud_constructs.observability.catalogue.table import TABLE, TABLE_INDEX, TABLE_REPLICA
from cloud_constructs.observability.catalogue.topic import TOPIC
from cloud_constructs.observability.catalogue.user_pool import USER_POOL_CLIENT
from cloud_constructs.observability.catalogue.web_acl import WEB_ACL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloud_constructs.observability._alarm_spec import AlarmSpec

CATALOGUE: Mapping[Service, tuple[AlarmSpec, ...]] = {
    Service.ACCOUNT: ACCOUNT,
    Service.BACKUP_VAULT: BACKUP_VAULT,
    Service.BUCKET: BUCKET,
    Service.CACHE: CACHE,
    Service.CERTIFICATE: CERTIFICATE,
    Service.CUSTOM: (),
    Service.DATABASE: DATABASE,
    Service.DATABASE_CLUSTER: DATABASE_CLUSTER,
    Service.DEAD_LETTER_QUEUE: DEAD_LETTER_QUEUE,
    Service.DELIVERY_PIPELINE: DELIVERY_PIPELINE,
    Service.DISTRIBUTION: DISTRIBUTION,
    Service.ECS_CLUSTER: ECS_CLUSTER,
    Service.ECS_SERVICE: ECS_SERVICE,
    Service.EMAIL: EMAIL,
    Service.ENDPOINT: ENDPOINT,
    Service.EVENT_RULE: EVENT_RULE,
    Service.FUNCTION: FUNCTION,
    Service.HEALTH_CHECK: HEALTH_CHECK,
    Service.HOSTED_ZONE: HOSTED_ZONE,
    Service.HTTP_API: HTTP_API,
    Service.HTTP_API_ROUTE: HTTP_API_ROUTE,
    Service.KEY_USAGE: KEY_USAGE,
    Service.LOAD_BALANCER: LOAD_BALANCER,
    Service.MAIL_DOMAIN: MAIL_DOMAIN,
    Service.NAT_GATEWAY: NAT_GATEWAY,
    Service.QUEUE: QUEUE,
    Service.REPLICATION: REPLICATION,
    Service.REST_API: REST_API,
    Service.REST_API_METHOD: REST_API_METHOD,
    Service.SCHEDULE_GROUP: SCHEDULE_GROUP,
    Service.SERVERLESS_CACHE: SERVERLESS_CACHE,
    Service.STANDBY: STANDBY,
    Service.STATE_MACHINE: STATE_MACHINE,
    Service.SYNC_PIPELINE: SYNC_PIPELINE,
    Service.TABLE: TABLE,
    Service.TABLE_INDEX: TABLE_INDEX,
    Service.TABLE_REPLICA: TABLE_REPLICA,
    Service.TARGET_GROUP: TARGET_GROUP,
    Service.TOPIC: TOPIC,
    Service.USER_POOL_CLIENT: USER_POOL_CLIENT,
    Service.WEB_ACL: WEB_ACL,
}
