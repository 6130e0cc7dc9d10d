"""The API, the functions that answer it, and those that events call."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from apex.operations import CHECK_HEALTH, OPERATIONS
from aws_cdk import aws_iam as iam
from constructs import Construct

from cloud_constructs import (
    ApiRoute,
    Authorizer,
    Cors,
    DependencyLayer,
    EnhancedLambda,
    EventQueue,
    Events,
    QueueTrigger,
    RestApi,
    Throttle,
    UsagePlan,
    Waiver,
    WorkQueue,
)

from .config import Config
from .email import EmailStack
from .security import REQUESTS_PER_SECOND, SecurityStack
from .storage import BY_TRAINER, VIDEOS, StorageStack

EXAMPLE = Path(__file__).parent.parent
SITE_PARAMETER = "/apexshare/site"
"""Where the front end's stack, which comes later, writes down what links lead to."""
VISIBILITY_TIMEOUTS = 6
"""How many timeouts of its function a message stays hidden:
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"""
# Of all callers together; one address alone is bounded by the firewall.
THROTTLE = Throttle(rate=10 * REQUESTS_PER_SECOND, burst=20 * REQUESTS_PER_SECOND)


class ApiStack(cdk.Stack):
    """What `functions/apex/operations.py` says, as routes of a REST API; functions are in `by_name`."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        security: SecurityStack,
        storage: StorageStack,
        mail: EmailStack,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        self._config, self._security, self._storage = config, security, storage
        security.keys.operations.share_with(self)
        self.layer = DependencyLayer(self, "Dependencies", dependencies=EXAMPLE / "layer")
        self.by_name: dict[str, EnhancedLambda] = {}
        self.mail_queue = WorkQueue(self, "MailQueue", visibility_timeout=_hidden(60))
        self._uploads()
        self._downloads()
        self._email_sender(mail)
        self._mail_events(mail)
        self._routes()

    def _function(
        self,
        module: str,
        *,
        memory: int = 512,
        timeout: int = 15,
        environment: Mapping[str, str] | None = None,
    ) -> EnhancedLambda:
        """Make the function of a module in `functions/`; `timeout` is in seconds."""
        made = EnhancedLambda(
            self,
            "".join(word.capitalize() for word in module.split("_")),
            entry=EXAMPLE / "functions",
            handler=f"{module}.handler",
            memory=memory,
            timeout=cdk.Duration.seconds(timeout),
            environment={
                "TABLE": self._storage.records.table_name,
                "VIDEO_DAYS": str(self._config.video_days),
                "POWERTOOLS_SERVICE_NAME": module,
                **(environment or {}),
            },
            layers=[self.layer.layer],
            profile=self._config.profile,
        )
        self.by_name[module] = made
        return made

    def _uploads(self) -> None:
        function = self._function(
            "uploads",
            environment={
                "BUCKET": self._storage.videos.bucket_name,
                "MAX_BYTES": str(self._config.max_bytes),
                "MAIL_QUEUE": self.mail_queue.queue.queue_url,
            },
        )
        records, videos = self._storage.records, self._storage.videos
        records.grant_read(function)
        records.grant_query(function)
        records.grant_query(function, BY_TRAINER)
        records.grant_write(function)
        records.grant_delete(function)
        videos.grant_read(function, VIDEOS)
        videos.grant_write(function, VIDEOS)
        videos.grant_delete(function, VIDEOS)
        self.mail_queue.grant_send(function)

    def _downloads(self) -> None:
        function = self._function("downloads", environment={"BUCKET": self._storage.videos.bucket_name})
        self._storage.records.grant_read(function)
        self._storage.records.grant_write(function)
        self._storage.videos.grant_read(function, VIDEOS)

    def _email_sender(self, mail: EmailStack) -> None:
        """Look at each new video, and write to its student."""
        function = self._function(
            "email_sender",
            timeout=60,
            environment={
                "BUCKET": self._storage.videos.bucket_name,
                "LINK_SECRET": self._security.link_secret.secret_arn,
                "LINK_DAYS": str(self._config.link_days),
                "DOWNLOADS_PER_LINK": str(self._config.downloads_per_link),
                "SITE_PARAMETER": SITE_PARAMETER,
                **mail.variables,
            },
        )
        self._storage.records.grant_read(function)
        self._storage.records.grant_write(function)
        self._storage.videos.grant_read(function, VIDEOS)
        self._storage.videos.grant_delete(function, VIDEOS)
        self._security.link_secret.grant_read(function)
        mail.mail.grant_send(function)
        site = self.format_arn(service="ssm", resource="parameter", resource_name=SITE_PARAMETER[1:])
        iam.Grant.add_to_principal(grantee=function, actions=["ssm:GetParameter"], resource_arns=[site])
        EventQueue(
            self,
            "NewVideos",
            queue=self.mail_queue,
            on=Events.objects_created(self._storage.videos, prefix=VIDEOS),
        )
        QueueTrigger(self, "MailQueueToSender", handler=function, queue=self.mail_queue)

    def _mail_events(self, mail: EmailStack) -> None:
        """Hear what became of e-mails."""
        function = self._function("mail_events", timeout=30)
        self._storage.records.grant_read(function)
        self._storage.records.grant_write(function)
        queue = WorkQueue(self, "MailEventsQueue", visibility_timeout=_hidden(30))
        EventQueue(self, "MailTold", queue=queue, on=mail.told)
        QueueTrigger(self, "MailEventsToFunction", handler=function, queue=queue)

    def _routes(self) -> None:
        self.rest = RestApi(
            self,
            "Api",
            authorizer=Authorizer.cognito(
                user_pool=self._security.trainers.user_pool, clients=[self._security.web_client]
            ),
            cors=Cors(origins=(self._config.origin,), headers=("authorization", "content-type", "x-api-key")),
            throttle=THROTTLE,
            web_acl=self._security.firewall,
            profile=self._config.profile,
        )
        self.routes = {
            operation.name: ApiRoute(
                self,
                operation.name,
                api=self.rest,
                method=operation.method,
                path=operation.path,
                handler=self.by_name[operation.function],
                request=operation.request,
                query=operation.query,
                response={operation.status: operation.response},
                public=Waiver(reason=operation.public) if operation.public else None,
                api_key_required=operation is not CHECK_HEALTH,
            )
            for operation in OPERATIONS
        }
        # All callers come from the page. Its key says no more than that, so it stands in the page.
        self.page_key = f"the-page-of-apexshare-{self._config.profile.name}"
        self.plan = UsagePlan(
            self,
            "Plan",
            api=self.rest,
            clients=["page"],
            public_keys={"page": self.page_key},
            throttle=THROTTLE,
        )
        cdk.CfnOutput(self, "ApiUrl", value=self.rest.url)
        cdk.CfnOutput(self, "PageKey", value=self.page_key)


def _hidden(seconds: int) -> cdk.Duration:
    return cdk.Duration.seconds(VISIBILITY_TIMEOUTS * seconds)
