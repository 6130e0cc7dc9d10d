"""MailDomain: mail that others can tell from forgeries, and whose fate is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.core import L3, AlarmTarget, Check, Service, Waiver, create, grant, read, stack_facts
from cloud_constructs.messaging._mail_events import BY_SET, MailEvent, count, tell_event_bridge
from cloud_constructs.messaging._mail_records import DmarcPolicy, MailRecord, record_sets, records_of_mail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_route53 as route53
    from aws_cdk import aws_ses as ses
    from constructs import Construct

    from cloud_constructs.messaging._mail_template import MailTemplate

_NAME: Final = r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
_ADDRESS: Final = rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]{{1,64}}@{_NAME}"
_SIGNATURES: Final = 3
"""How many keys SES signs with in turn."""


class MailDomain(L3):
    """A sender of mail through SES: its domain, the mails that it sends, and what becomes of them.

    It promises that mail is signed with the domain's own key (DKIM, 2,048 bits) and returns to it (MAIL FROM,
    SPF), that the domain says what to do with forgeries (DMARC), that mail travels over TLS or not at all,
    that nobody is written to again who does not exist or has complained, and that what becomes of each mail
    is counted and told to EventBridge.

    Args:
        sender: The address that mail comes from.
        domain: The domain that is proven to be yours, the sender's or one above it; a waiver is for a single
            address, which SES asks to confirm and for which nothing can be signed.
        zone: The domain's zone, in which the records are made; without it they are yours to make: `records`
            has them.
        mail_from_domain: The name below the domain to which mail returns, with records of its own; by default
            `mail.` and the domain.
        dmarc: What others shall do with forgeries; a waiver is for a domain that says so already.
        templates: What is sent, by name.

    Raises:
        ArgumentError: The sender is no address of the domain, a name is malformed, or the parts of a template
            do not say the same.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_route53 as route53
        from cloud_constructs import EnhancedLambda, MailDomain, MailTemplate

        stack = cdk.Stack(cdk.App(), "Shop")
        zone = route53.HostedZone(stack, "Zone", zone_name="example.com")
        shipped = MailTemplate(
            subject="Your order", text="It is on its way, {{name}}.", html="It is on its way, {{name_html}}."
        )
        mail = MailDomain(
            stack,
            "Mail",
            sender="shop@example.com",
            domain="example.com",
            zone=zone,
            templates={"Shipped": shipped},
        )
        mail.grant_send(EnhancedLambda(stack, "Ship", entry="functions/ship"))
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        sender: str,
        domain: str | Waiver,
        zone: route53.IHostedZone | None = None,
        mail_from_domain: str | None = None,
        dmarc: DmarcPolicy | Waiver = DmarcPolicy.QUARANTINE,
        templates: Mapping[str, MailTemplate] | None = None,
    ) -> None:
        check = Check(scope, id)
        check.matches("sender", sender, _ADDRESS, "an address such as shop@example.com")
        for name, template in (templates or {}).items():
            check.matches("the name of a template", name, r"[A-Z][A-Za-z0-9]{0,63}", "a name such as Shipped")
            template.check(check, name)
        if isinstance(domain, Waiver):
            check.require(
                zone is None and mail_from_domain is None,
                "domain is waived, and zone or mail_from_domain is given",
                "name the domain, or leave them out",
            )
        else:
            mail_from_domain = mail_from_domain or f"mail.{domain}"
            _check_domain(check, sender, domain, mail_from_domain)
        super().__init__(scope, id)
        self._name = id
        self._sender = sender
        self._configuration_set = self._make_set()
        self._set_name = read(self._configuration_set, "ref")
        tell_event_bridge(self, self._set_name)
        count(self, self._set_name)
        self._identity = self._make_identity(domain, mail_from_domain)
        self._templates = {name: self._make_template(name, one) for name, one in (templates or {}).items()}
        self._records: list[MailRecord] = []
        if not isinstance(domain, Waiver) and mail_from_domain:
            self._publish(domain, mail_from_domain, dmarc, zone)
        for argument, given in (("domain", domain), ("dmarc", dmarc)):
            if isinstance(given, Waiver):
                # No rule pack looks at mail: the template is where a reviewer finds the reason.
                self._identity.add_metadata(f"waived: {argument}", given.text)

    def _make_set(self) -> ses.CfnConfigurationSet:
        # Not with the family: most stacks have queues and topics, and send no mail.
        from aws_cdk import aws_ses as ses

        return create(
            ses.CfnConfigurationSet,
            ses.CfnConfigurationSetProps,
            self,
            "ConfigurationSet",
            delivery_options={"tlsPolicy": "REQUIRE"},
            reputation_options={"reputationMetricsEnabled": True},
            sending_options={"sendingEnabled": True},
            suppression_options={"suppressedReasons": ["BOUNCE", "COMPLAINT"]},
        )

    def _make_identity(self, domain: str | Waiver, mail_from_domain: str | None) -> ses.CfnEmailIdentity:
        from aws_cdk import aws_ses as ses

        signed: dict[str, Any] = {}
        if not isinstance(domain, Waiver):
            signed = {
                "dkim_attributes": {"signingEnabled": True},
                "dkim_signing_attributes": {"nextSigningKeyLength": "RSA_2048_BIT"},
                # Until its records are found mail returns to amazonses.com instead of not leaving at all.
                "mail_from_attributes": {
                    "mailFromDomain": mail_from_domain,
                    "behaviorOnMxFailure": "USE_DEFAULT_VALUE",
                },
            }
        return create(
            ses.CfnEmailIdentity,
            ses.CfnEmailIdentityProps,
            self,
            "Resource",
            email_identity=self._sender if isinstance(domain, Waiver) else domain,
            # For mail that names no configuration set, too.
            configuration_set_attributes={"configurationSetName": self._set_name},
            # Events tell of bounces: nobody has to read them in the sender's mailbox.
            feedback_attributes={"emailForwardingEnabled": False},
            **signed,
        )

    def _make_template(self, name: str, template: MailTemplate) -> str:
        from aws_cdk import aws_ses as ses

        subject, text, html = template.parts()
        made = create(
            ses.CfnTemplate,
            ses.CfnTemplateProps,
            self,
            name,
            template={"subjectPart": subject, "textPart": text, "htmlPart": html},
        )
        return read(made, "ref")

    def _publish(
        self,
        domain: str,
        mail_from_domain: str,
        dmarc: DmarcPolicy | Waiver,
        zone: route53.IHostedZone | None,
    ) -> None:
        signatures = [
            (
                read(self._identity, f"attr_dkim_dns_token_name{number}"),
                read(self._identity, f"attr_dkim_dns_token_value{number}"),
            )
            for number in range(1, _SIGNATURES + 1)
        ]
        policy = None if isinstance(dmarc, Waiver) else dmarc
        region = stack_facts(self).region
        self._records = records_of_mail(domain, mail_from_domain, region, signatures, policy)
        if zone is not None:
            from aws_cdk import aws_route53 as route53

            create(
                route53.CfnRecordSetGroup,
                route53.CfnRecordSetGroupProps,
                self,
                "Records",
                hosted_zone_id=zone.hosted_zone_id,
                record_sets=record_sets(self._records),
            )

    @property
    def identity(self) -> ses.CfnEmailIdentity:
        """The domain, or the address, as SES knows it."""
        return self._identity

    @property
    def configuration_set(self) -> ses.CfnConfigurationSet:
        """What holds for every mail."""
        return self._configuration_set

    @property
    def configuration_set_name(self) -> str:
        """The name that a mail is sent with."""
        return self._set_name

    @property
    def sender(self) -> str:
        """The address that mail comes from."""
        return self._sender

    @property
    def template_names(self) -> Mapping[str, str]:
        """The names under which SES knows the templates, by those given."""
        return self._templates

    @property
    def records(self) -> list[MailRecord]:
        """The records of the domain; to be made by hand where there was no zone."""
        return self._records

    def event_pattern(self, *events: MailEvent) -> dict[str, Any]:
        """Return the pattern of events of this sender's mails, for `Events.matching`.

        Args:
            events: Which; by default every one.
        """
        return {
            "source": ["aws.ses"],
            "detail-type": [event.value for event in events or MailEvent],
            "detail": {"mail": {"tags": {BY_SET: [self._set_name]}}},
        }

    def grant_send(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal send mail in the sender's name, and in no other."""
        facts = stack_facts(self)
        home = f"arn:{facts.partition}:ses:{facts.region}:{facts.account}"
        resources = [f"{home}:identity/{read(self._identity, 'ref')}"]
        resources.append(f"{home}:configuration-set/{self._set_name}")
        resources += [f"{home}:template/{name}" for name in self._templates.values()]
        # SES asks for the second where a template of its own is sent.
        actions = ["ses:SendEmail", *(["ses:SendTemplatedEmail"] if self._templates else [])]
        return grant(grantee, actions, resources, {"StringEquals": {"ses:FromAddress": self._sender}})

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the mails: too many that bounce or are complained of end with an account that sends none."""
        dimensions = {BY_SET: self._set_name}
        return [AlarmTarget(name=name or self._name, service=Service.MAIL_DOMAIN, dimensions=dimensions)]


def _check_domain(check: Check, sender: str, domain: str, mail_from_domain: str) -> None:
    check.matches("domain", domain, _NAME, "a lower-case name such as example.com")
    host = sender.rpartition("@")[2]
    check.require(
        host == domain or host.endswith(f".{domain}"),
        f"the sender {sender} is not in the domain {domain}",
        f"choose an address of {domain}, or the sender's domain",
    )
    check.matches("mail_from_domain", mail_from_domain, _NAME, "a lower-case name such as mail.example.com")
    check.require(
        mail_from_domain.endswith(f".{domain}"),
        f"mail_from_domain is {mail_from_domain}",
        f"choose a name below {domain}, such as mail.{domain}",
    )
