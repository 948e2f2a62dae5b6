//! RBAC, service accounts, excessive secret access, escalation paths.

use crate::rule::Rule;

mod class;
#[cfg(test)]
mod fixtures;
mod grant;
mod token;

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
