//! RBAC, service accounts, excessive secret access, escalation paths.

use crate::rule::Rule;

mod class;
#[cfg(test)]
mod fixtures;
mod grant;
mod token;

mod psa;
pub mod psa_audit_only;
pub mod psa_config_default_privileged;
pub mod psa_config_exempt_broad;
pub mod psa_enforce_missing;
pub mod psa_enforce_privileged;
pub mod psa_label_typo;
pub mod psa_namespace_patchable;
pub mod psa_version_latest;
pub mod psa_warn_audit_weaker_than_enforce;
pub mod psa_would_reject;
pub mod rbac_anonymous_subject;
pub mod rbac_authenticated_subject;
pub mod rbac_bind;
pub mod rbac_binding_kind_mismatch;
pub mod rbac_cluster_admin_binding;
pub mod rbac_cluster_admin_rule;
pub mod rbac_dangling_role_ref;
pub mod rbac_default_serviceaccount_subject;
pub mod rbac_escalate;
pub mod rbac_impersonate;
pub mod rbac_ineffective_resource_names;
pub mod rbac_ineffective_subresource_wildcard;
pub mod rbac_node_proxy;
pub mod rbac_pod_exec;
pub mod rbac_serviceaccount_subject_missing_namespace;
pub mod rbac_system_masters_subject;
pub mod rbac_unbound_role;
pub mod rbac_wildcard_resources;
pub mod rbac_wildcard_verbs;
pub mod sa_deprecated_field;
pub mod sa_token_automount;
pub mod sa_token_automount_privileged;
pub mod sa_token_long_lived_secret;
pub mod secret_envfrom;
pub mod secret_read_cluster_wide;
pub mod secret_read_namespace;
pub mod secret_volume_unmounted;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &psa_audit_only::PSA_AUDIT_ONLY,
    &psa_config_default_privileged::PSA_CONFIG_DEFAULT_PRIVILEGED,
    &psa_config_exempt_broad::PSA_CONFIG_EXEMPT_BROAD,
    &psa_enforce_missing::PSA_ENFORCE_MISSING,
    &psa_enforce_privileged::PSA_ENFORCE_PRIVILEGED,
    &psa_label_typo::PSA_LABEL_TYPO,
    &psa_namespace_patchable::PSA_NAMESPACE_PATCHABLE,
    &psa_version_latest::PSA_VERSION_LATEST,
    &psa_warn_audit_weaker_than_enforce::PSA_WARN_AUDIT_WEAKER_THAN_ENFORCE,
    &psa_would_reject::PSA_WOULD_REJECT,
    &rbac_anonymous_subject::RBAC_ANONYMOUS_SUBJECT,
    &rbac_authenticated_subject::RBAC_AUTHENTICATED_SUBJECT,
    &rbac_bind::RBAC_BIND,
    &rbac_binding_kind_mismatch::RBAC_BINDING_KIND_MISMATCH,
    &rbac_cluster_admin_binding::RBAC_CLUSTER_ADMIN_BINDING,
    &rbac_cluster_admin_rule::RBAC_CLUSTER_ADMIN_RULE,
    &rbac_dangling_role_ref::RBAC_DANGLING_ROLE_REF,
    &rbac_default_serviceaccount_subject::RBAC_DEFAULT_SERVICEACCOUNT_SUBJECT,
    &rbac_escalate::RBAC_ESCALATE,
    &rbac_impersonate::RBAC_IMPERSONATE,
    &rbac_ineffective_resource_names::RBAC_INEFFECTIVE_RESOURCE_NAMES,
    &rbac_ineffective_subresource_wildcard::RBAC_INEFFECTIVE_SUBRESOURCE_WILDCARD,
    &rbac_node_proxy::RBAC_NODE_PROXY,
    &rbac_pod_exec::RBAC_POD_EXEC,
    &rbac_serviceaccount_subject_missing_namespace::RBAC_SERVICEACCOUNT_SUBJECT_MISSING_NAMESPACE,
    &rbac_system_masters_subject::RBAC_SYSTEM_MASTERS_SUBJECT,
    &rbac_unbound_role::RBAC_UNBOUND_ROLE,
    &rbac_wildcard_resources::RBAC_WILDCARD_RESOURCES,
    &rbac_wildcard_verbs::RBAC_WILDCARD_VERBS,
    &sa_deprecated_field::SA_DEPRECATED_FIELD,
    &sa_token_automount::SA_TOKEN_AUTOMOUNT,
    &sa_token_automount_privileged::SA_TOKEN_AUTOMOUNT_PRIVILEGED,
    &sa_token_long_lived_secret::SA_TOKEN_LONG_LIVED_SECRET,
    &secret_envfrom::SECRET_ENVFROM,
    &secret_read_cluster_wide::SECRET_READ_CLUSTER_WIDE,
    &secret_read_namespace::SECRET_READ_NAMESPACE,
    &secret_volume_unmounted::SECRET_VOLUME_UNMOUNTED,
];
