"""The rules of this library, for what the packs cannot see; each stands in a module that bears its name."""

from __future__ import annotations

from functools import cache
from typing import Final

from cloud_constructs.guardrails.rules import (
    alarm_actions,
    backup_retention,
    bucket_ownership,
    cache_access,
    cache_encryption_key,
    cache_snapshots,
    container_logs,
    container_privileges,
    container_root_file_system,
    container_user,
    domain_tls_policy,
    endpoint_policy,
    experiment_stop_condition,
    finding_suppression,
    flow_log_traffic,
    function_encryption_key,
    function_log_group,
    function_own_role,
    function_reachability,
    function_url_authorization,
    github_subject,
    group_egress,
    http_api_access_logs,
    http_api_authorizer,
    http_api_throttle,
    invoke_permission_source,
    listener_tls_policy,
    macie_session,
    mail_signature,
    mail_suppression,
    mail_transport,
    malware_scan_tags,
    mandatory_tags,
    method_validator,
    negated_statement,
    pass_role,
    pipe_dead_letters,
    pipe_encryption_key,
    plaintext_secret,
    queue_key,
    repository_encryption_key,
    repository_immutable_tags,
    repository_scan,
    resource_policy_principal,
    runtime_support,
    schedule_dead_letters,
    schedule_encryption_key,
    security_hub_standards,
    service_principal_source,
    stack_exports,
    stateful_deletion,
    subscription_transport,
    table_backup,
    table_deletion_protection,
    table_encryption_key,
    table_recovery,
    template_size,
    threat_detector,
    tls_only,
    trail_integrity,
    trust_policy,
    user_pool_client,
    user_pool_deletion_protection,
    vault_encryption_key,
    vault_lock,
    wide_network,
    wildcard_action,
    wildcard_resource,
    workflow_encryption_key,
)
from cloud_constructs.guardrails.rules._rule import OWN_PACK, PREFIX, Breach, Rule, RuleBook

RULES: Final[dict[str, Rule]] = {
    rule.name: rule
    for rule in (
        alarm_actions.RULE,
        backup_retention.RULE,
        bucket_ownership.RULE,
        cache_access.RULE,
        cache_encryption_key.RULE,
        cache_snapshots.RULE,
        container_logs.RULE,
        container_privileges.RULE,
        container_root_file_system.RULE,
        container_user.RULE,
        domain_tls_policy.RULE,
        endpoint_policy.RULE,
        experiment_stop_condition.RULE,
        finding_suppression.RULE,
        flow_log_traffic.RULE,
        function_encryption_key.RULE,
        function_log_group.RULE,
        function_own_role.RULE,
        function_reachability.RULE,
        function_url_authorization.RULE,
        github_subject.RULE,
        group_egress.RULE,
        http_api_access_logs.RULE,
        http_api_authorizer.RULE,
        http_api_throttle.RULE,
        invoke_permission_source.RULE,
        listener_tls_policy.RULE,
        macie_session.RULE,
        mail_signature.RULE,
        mail_suppression.RULE,
        mail_transport.RULE,
        malware_scan_tags.RULE,
        mandatory_tags.RULE,
        method_validator.RULE,
        negated_statement.RULE,
        pass_role.RULE,
        pipe_dead_letters.RULE,
        pipe_encryption_key.RULE,
        plaintext_secret.RULE,
        queue_key.RULE,
        repository_encryption_key.RULE,
        repository_immutable_tags.RULE,
        repository_scan.RULE,
        resource_policy_principal.RULE,
        runtime_support.RULE,
        schedule_dead_letters.RULE,
        schedule_encryption_key.RULE,
        security_hub_standards.RULE,
        service_principal_source.RULE,
        stack_exports.RULE,
        stateful_deletion.RULE,
        subscription_transport.RULE,
        table_backup.RULE,
        table_deletion_protection.RULE,
        table_encryption_key.RULE,
        table_recovery.RULE,
        template_size.RULE,
        threat_detector.RULE,
        tls_only.RULE,
        trail_integrity.RULE,
        trust_policy.RULE,
        user_pool_client.RULE,
        user_pool_deletion_protection.RULE,
        vault_encryption_key.RULE,
        vault_lock.RULE,
        wide_network.RULE,
        wildcard_action.RULE,
        wildcard_resource.RULE,
        workflow_encryption_key.RULE,
    )
}


DECISIONS: Final = {
    "Alarm": "an alarm is not made: nobody is told of what it would tell",
    "ProductionExperiment": "experiments break production on purpose",
}
"""What is acknowledged although no rule asks for it: somebody has decided it, and answers for it."""


@cache
def own_ids() -> dict[str, tuple[str, ...]]:
    """Return the ids of our rules by the names that acknowledge them: their own, and their twins'."""
    names: dict[str, tuple[str, ...]] = {name: (f"{OWN_PACK}::{PREFIX}{name}",) for name in DECISIONS}
    for rule in RULES.values():
        for name in (rule.name, *rule.twins):
            names[name] = (*names.get(name, ()), f"{OWN_PACK}::{rule.id}")
    return names


__all__ = ["DECISIONS", "OWN_PACK", "PREFIX", "RULES", "Breach", "Rule", "RuleBook", "own_ids"]
