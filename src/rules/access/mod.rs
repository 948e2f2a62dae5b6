//! RBAC, service accounts, excessive secret access, escalation paths.

use crate::rule::Rule;

mod application;
mod author;
mod class;
mod covering;
#[cfg(test)]
mod fixtures;
mod grant;
mod host_claim;
mod mesh_gap;
mod path;
pub mod path_apiservice_takeover;
pub mod path_audit_evasion;
pub mod path_controlplane_etcd_exposed;
pub mod path_daemonset_powerful_token;
pub mod path_exfil_unrestricted;
pub mod path_gitops_to_admin;
pub mod path_ingress_author_to_secrets;
pub mod path_internet_to_all_secrets;
pub mod path_internet_to_apiserver_proxy;
pub mod path_internet_to_cloud;
pub mod path_internet_to_cluster_admin;
pub mod path_internet_to_namespace_secrets;
pub mod path_internet_to_node;
pub mod path_internet_to_sa_hop;
pub mod path_mesh_bypass;
pub mod path_namespace_neighbour;
pub mod path_node_escape_to_cluster_admin;
pub mod path_psa_bypass_to_node;
pub mod path_referencegrant_tls_key;
pub mod path_route_hijack;
pub mod path_secretstore_exfil;
#[cfg(test)]
mod path_tests;
pub mod path_untrusted_author_to_admin;
pub mod path_webhook_takeover;
mod permission;
mod powerful_namespace;
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
pub mod rbac_admin_edit_in_system_namespace;
pub mod rbac_admission_policy_write;
pub mod rbac_aggregate_to_builtin;
pub mod rbac_aggregated_role_own_rules;
pub mod rbac_aggregation_matches_all;
pub mod rbac_all_serviceaccounts_subject;
pub mod rbac_anonymous_subject;
pub mod rbac_apiservice_write;
pub mod rbac_authenticated_subject;
pub mod rbac_aws_auth_admin_mapping;
pub mod rbac_bind;
pub mod rbac_binding_kind_mismatch;
pub mod rbac_bootstrap_token_create;
pub mod rbac_bound_but_unused_serviceaccount;
pub mod rbac_builtin_admin_cluster_wide;
pub mod rbac_cluster_admin_binding;
pub mod rbac_cluster_admin_rule;
pub mod rbac_cluster_scoped_in_role;
pub mod rbac_clusterrolebinding_not_needed;
pub mod rbac_configmap_write_system;
pub mod rbac_crd_write;
pub mod rbac_cross_namespace_subject;
pub mod rbac_csr_approve;
pub mod rbac_csr_sign;
pub mod rbac_dangling_role_ref;
pub mod rbac_dangling_subject;
pub mod rbac_default_serviceaccount_subject;
pub mod rbac_duplicate_rule;
pub mod rbac_endpoints_write;
pub mod rbac_ephemeral_containers;
pub mod rbac_escalate;
pub mod rbac_event_delete;
pub mod rbac_excessive_delete;
pub mod rbac_flowcontrol_write;
pub mod rbac_gateway_write;
pub mod rbac_gitops_controller_write;
pub mod rbac_human_cluster_wide_secrets;
pub mod rbac_impersonate;
pub mod rbac_ineffective_resource_names;
pub mod rbac_ineffective_subresource_wildcard;
pub mod rbac_ingress_write;
pub mod rbac_istio_config_write;
pub mod rbac_istiod_namespace_access;
pub mod rbac_lease_write_system;
pub mod rbac_log_read_cluster;
pub mod rbac_missing_api_groups;
pub mod rbac_modifies_builtin_role;
pub mod rbac_namespace_write;
pub mod rbac_networkpolicy_write;
pub mod rbac_node_proxy;
pub mod rbac_node_subject;
pub mod rbac_node_write;
pub mod rbac_persistentvolume_create;
pub mod rbac_pod_attach;
pub mod rbac_pod_create;
pub mod rbac_pod_creating_crd;
pub mod rbac_pod_exec;
pub mod rbac_pod_mutate;
pub mod rbac_pod_portforward;
pub mod rbac_pod_service_proxy;
pub mod rbac_pod_status_write;
pub mod rbac_pods_binding;
pub mod rbac_policy_engine_write;
pub mod rbac_quota_write;
pub mod rbac_role_write;
pub mod rbac_roleref_change_immutable;
pub mod rbac_scc_use;
pub mod rbac_service_externalip_write;
pub mod rbac_service_status_write;
pub mod rbac_serviceaccount_subject_missing_namespace;
pub mod rbac_steal_pods;
pub mod rbac_storage_plumbing_write;
pub mod rbac_subsumed_rule;
pub mod rbac_system_masters_subject;
pub mod rbac_system_role_binding;
pub mod rbac_token_request;
pub mod rbac_token_secret_create;
pub mod rbac_unbound_role;
pub mod rbac_unknown_resource;
pub mod rbac_unknown_verb;
pub mod rbac_user_named_like_serviceaccount;
pub mod rbac_webhook_config_write;
pub mod rbac_wildcard_apigroups;
pub mod rbac_wildcard_nonresource_urls;
pub mod rbac_wildcard_resources;
pub mod rbac_wildcard_verbs;
pub mod rbac_workload_create;
pub mod rbac_workload_proxy_secret_crd;
mod replication;
pub mod sa_automount_explicit_true_override;
pub mod sa_cloud_identity;
pub mod sa_cloud_identity_shared;
pub mod sa_cross_chart_secret_grant;
pub mod sa_default_not_hardened;
pub mod sa_default_used;
pub mod sa_deprecated_field;
pub mod sa_nonexistent;
pub mod sa_shared_by_workloads;
pub mod sa_token_automount;
pub mod sa_token_automount_privileged;
pub mod sa_token_long_lived_secret;
pub mod sa_token_projected_weak;
pub mod sealedsecret_cluster_wide;
pub mod secret_envfrom;
pub mod secret_helm_release_readable;
pub mod secret_host_exposure;
pub mod secret_in_env;
pub mod secret_list_with_names;
pub mod secret_mounted_by_exposed_workload;
pub mod secret_read_cluster_wide;
pub mod secret_read_kube_system;
pub mod secret_read_namespace;
pub mod secret_reference_missing;
pub mod secret_replicated_everywhere;
pub mod secret_shared_by_containers;
pub mod secret_subpath_mount;
mod secret_use;
pub mod secret_volume_unmounted;
pub mod secret_volume_world_readable;
pub mod secret_write_wide;
pub mod secretstore_cluster_unrestricted;
mod token;
mod vocabulary;
mod watch;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &path_apiservice_takeover::PATH_APISERVICE_TAKEOVER,
    &path_audit_evasion::PATH_AUDIT_EVASION,
    &path_controlplane_etcd_exposed::PATH_CONTROLPLANE_ETCD_EXPOSED,
    &path_daemonset_powerful_token::PATH_DAEMONSET_POWERFUL_TOKEN,
    &path_exfil_unrestricted::PATH_EXFIL_UNRESTRICTED,
    &path_gitops_to_admin::PATH_GITOPS_TO_ADMIN,
    &path_ingress_author_to_secrets::PATH_INGRESS_AUTHOR_TO_SECRETS,
    &path_internet_to_all_secrets::PATH_INTERNET_TO_ALL_SECRETS,
    &path_internet_to_apiserver_proxy::PATH_INTERNET_TO_APISERVER_PROXY,
    &path_internet_to_cloud::PATH_INTERNET_TO_CLOUD,
    &path_internet_to_cluster_admin::PATH_INTERNET_TO_CLUSTER_ADMIN,
    &path_internet_to_namespace_secrets::PATH_INTERNET_TO_NAMESPACE_SECRETS,
    &path_internet_to_node::PATH_INTERNET_TO_NODE,
    &path_internet_to_sa_hop::PATH_INTERNET_TO_SA_HOP,
    &path_mesh_bypass::PATH_MESH_BYPASS,
    &path_namespace_neighbour::PATH_NAMESPACE_NEIGHBOUR,
    &path_node_escape_to_cluster_admin::PATH_NODE_ESCAPE_TO_CLUSTER_ADMIN,
    &path_psa_bypass_to_node::PATH_PSA_BYPASS_TO_NODE,
    &path_referencegrant_tls_key::PATH_REFERENCEGRANT_TLS_KEY,
    &path_route_hijack::PATH_ROUTE_HIJACK,
    &path_secretstore_exfil::PATH_SECRETSTORE_EXFIL,
    &path_untrusted_author_to_admin::PATH_UNTRUSTED_AUTHOR_TO_ADMIN,
    &path_webhook_takeover::PATH_WEBHOOK_TAKEOVER,
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
    &rbac_admin_edit_in_system_namespace::RBAC_ADMIN_EDIT_IN_SYSTEM_NAMESPACE,
    &rbac_admission_policy_write::RBAC_ADMISSION_POLICY_WRITE,
    &rbac_aggregate_to_builtin::RBAC_AGGREGATE_TO_BUILTIN,
    &rbac_aggregated_role_own_rules::RBAC_AGGREGATED_ROLE_OWN_RULES,
    &rbac_aggregation_matches_all::RBAC_AGGREGATION_MATCHES_ALL,
    &rbac_all_serviceaccounts_subject::RBAC_ALL_SERVICEACCOUNTS_SUBJECT,
    &rbac_anonymous_subject::RBAC_ANONYMOUS_SUBJECT,
    &rbac_apiservice_write::RBAC_APISERVICE_WRITE,
    &rbac_authenticated_subject::RBAC_AUTHENTICATED_SUBJECT,
    &rbac_aws_auth_admin_mapping::RBAC_AWS_AUTH_ADMIN_MAPPING,
    &rbac_bind::RBAC_BIND,
    &rbac_binding_kind_mismatch::RBAC_BINDING_KIND_MISMATCH,
    &rbac_bootstrap_token_create::RBAC_BOOTSTRAP_TOKEN_CREATE,
    &rbac_bound_but_unused_serviceaccount::RBAC_BOUND_BUT_UNUSED_SERVICEACCOUNT,
    &rbac_builtin_admin_cluster_wide::RBAC_BUILTIN_ADMIN_CLUSTER_WIDE,
    &rbac_cluster_admin_binding::RBAC_CLUSTER_ADMIN_BINDING,
    &rbac_cluster_admin_rule::RBAC_CLUSTER_ADMIN_RULE,
    &rbac_cluster_scoped_in_role::RBAC_CLUSTER_SCOPED_IN_ROLE,
    &rbac_clusterrolebinding_not_needed::RBAC_CLUSTERROLEBINDING_NOT_NEEDED,
    &rbac_configmap_write_system::RBAC_CONFIGMAP_WRITE_SYSTEM,
    &rbac_crd_write::RBAC_CRD_WRITE,
    &rbac_cross_namespace_subject::RBAC_CROSS_NAMESPACE_SUBJECT,
    &rbac_csr_approve::RBAC_CSR_APPROVE,
    &rbac_csr_sign::RBAC_CSR_SIGN,
    &rbac_dangling_role_ref::RBAC_DANGLING_ROLE_REF,
    &rbac_dangling_subject::RBAC_DANGLING_SUBJECT,
    &rbac_default_serviceaccount_subject::RBAC_DEFAULT_SERVICEACCOUNT_SUBJECT,
    &rbac_duplicate_rule::RBAC_DUPLICATE_RULE,
    &rbac_endpoints_write::RBAC_ENDPOINTS_WRITE,
    &rbac_ephemeral_containers::RBAC_EPHEMERAL_CONTAINERS,
    &rbac_escalate::RBAC_ESCALATE,
    &rbac_event_delete::RBAC_EVENT_DELETE,
    &rbac_excessive_delete::RBAC_EXCESSIVE_DELETE,
    &rbac_flowcontrol_write::RBAC_FLOWCONTROL_WRITE,
    &rbac_gateway_write::RBAC_GATEWAY_WRITE,
    &rbac_gitops_controller_write::RBAC_GITOPS_CONTROLLER_WRITE,
    &rbac_human_cluster_wide_secrets::RBAC_HUMAN_CLUSTER_WIDE_SECRETS,
    &rbac_impersonate::RBAC_IMPERSONATE,
    &rbac_ineffective_resource_names::RBAC_INEFFECTIVE_RESOURCE_NAMES,
    &rbac_ineffective_subresource_wildcard::RBAC_INEFFECTIVE_SUBRESOURCE_WILDCARD,
    &rbac_ingress_write::RBAC_INGRESS_WRITE,
    &rbac_istio_config_write::RBAC_ISTIO_CONFIG_WRITE,
    &rbac_istiod_namespace_access::RBAC_ISTIOD_NAMESPACE_ACCESS,
    &rbac_lease_write_system::RBAC_LEASE_WRITE_SYSTEM,
    &rbac_log_read_cluster::RBAC_LOG_READ_CLUSTER,
    &rbac_missing_api_groups::RBAC_MISSING_API_GROUPS,
    &rbac_modifies_builtin_role::RBAC_MODIFIES_BUILTIN_ROLE,
    &rbac_namespace_write::RBAC_NAMESPACE_WRITE,
    &rbac_networkpolicy_write::RBAC_NETWORKPOLICY_WRITE,
    &rbac_node_proxy::RBAC_NODE_PROXY,
    &rbac_node_subject::RBAC_NODE_SUBJECT,
    &rbac_node_write::RBAC_NODE_WRITE,
    &rbac_persistentvolume_create::RBAC_PERSISTENTVOLUME_CREATE,
    &rbac_pod_attach::RBAC_POD_ATTACH,
    &rbac_pod_create::RBAC_POD_CREATE,
    &rbac_pod_creating_crd::RBAC_POD_CREATING_CRD,
    &rbac_pod_exec::RBAC_POD_EXEC,
    &rbac_pod_mutate::RBAC_POD_MUTATE,
    &rbac_pod_portforward::RBAC_POD_PORTFORWARD,
    &rbac_pod_service_proxy::RBAC_POD_SERVICE_PROXY,
    &rbac_pod_status_write::RBAC_POD_STATUS_WRITE,
    &rbac_pods_binding::RBAC_PODS_BINDING,
    &rbac_policy_engine_write::RBAC_POLICY_ENGINE_WRITE,
    &rbac_quota_write::RBAC_QUOTA_WRITE,
    &rbac_role_write::RBAC_ROLE_WRITE,
    &rbac_roleref_change_immutable::RBAC_ROLEREF_CHANGE_IMMUTABLE,
    &rbac_scc_use::RBAC_SCC_USE,
    &rbac_service_externalip_write::RBAC_SERVICE_EXTERNALIP_WRITE,
    &rbac_service_status_write::RBAC_SERVICE_STATUS_WRITE,
    &rbac_serviceaccount_subject_missing_namespace::RBAC_SERVICEACCOUNT_SUBJECT_MISSING_NAMESPACE,
    &rbac_steal_pods::RBAC_STEAL_PODS,
    &rbac_storage_plumbing_write::RBAC_STORAGE_PLUMBING_WRITE,
    &rbac_subsumed_rule::RBAC_SUBSUMED_RULE,
    &rbac_system_masters_subject::RBAC_SYSTEM_MASTERS_SUBJECT,
    &rbac_system_role_binding::RBAC_SYSTEM_ROLE_BINDING,
    &rbac_token_request::RBAC_TOKEN_REQUEST,
    &rbac_token_secret_create::RBAC_TOKEN_SECRET_CREATE,
    &rbac_unbound_role::RBAC_UNBOUND_ROLE,
    &rbac_unknown_resource::RBAC_UNKNOWN_RESOURCE,
    &rbac_unknown_verb::RBAC_UNKNOWN_VERB,
    &rbac_user_named_like_serviceaccount::RBAC_USER_NAMED_LIKE_SERVICEACCOUNT,
    &rbac_webhook_config_write::RBAC_WEBHOOK_CONFIG_WRITE,
    &rbac_wildcard_apigroups::RBAC_WILDCARD_APIGROUPS,
    &rbac_wildcard_nonresource_urls::RBAC_WILDCARD_NONRESOURCE_URLS,
    &rbac_wildcard_resources::RBAC_WILDCARD_RESOURCES,
    &rbac_wildcard_verbs::RBAC_WILDCARD_VERBS,
    &rbac_workload_create::RBAC_WORKLOAD_CREATE,
    &rbac_workload_proxy_secret_crd::RBAC_WORKLOAD_PROXY_SECRET_CRD,
    &sa_automount_explicit_true_override::SA_AUTOMOUNT_EXPLICIT_TRUE_OVERRIDE,
    &sa_cloud_identity::SA_CLOUD_IDENTITY,
    &sa_cloud_identity_shared::SA_CLOUD_IDENTITY_SHARED,
    &sa_cross_chart_secret_grant::SA_CROSS_CHART_SECRET_GRANT,
    &sa_default_not_hardened::SA_DEFAULT_NOT_HARDENED,
    &sa_default_used::SA_DEFAULT_USED,
    &sa_deprecated_field::SA_DEPRECATED_FIELD,
    &sa_nonexistent::SA_NONEXISTENT,
    &sa_shared_by_workloads::SA_SHARED_BY_WORKLOADS,
    &sa_token_automount::SA_TOKEN_AUTOMOUNT,
    &sa_token_automount_privileged::SA_TOKEN_AUTOMOUNT_PRIVILEGED,
    &sa_token_long_lived_secret::SA_TOKEN_LONG_LIVED_SECRET,
    &sa_token_projected_weak::SA_TOKEN_PROJECTED_WEAK,
    &sealedsecret_cluster_wide::SEALEDSECRET_CLUSTER_WIDE,
    &secret_envfrom::SECRET_ENVFROM,
    &secret_helm_release_readable::SECRET_HELM_RELEASE_READABLE,
    &secret_host_exposure::SECRET_HOST_EXPOSURE,
    &secret_in_env::SECRET_IN_ENV,
    &secret_list_with_names::SECRET_LIST_WITH_NAMES,
    &secret_mounted_by_exposed_workload::SECRET_MOUNTED_BY_EXPOSED_WORKLOAD,
    &secret_read_cluster_wide::SECRET_READ_CLUSTER_WIDE,
    &secret_read_kube_system::SECRET_READ_KUBE_SYSTEM,
    &secret_read_namespace::SECRET_READ_NAMESPACE,
    &secret_reference_missing::SECRET_REFERENCE_MISSING,
    &secret_replicated_everywhere::SECRET_REPLICATED_EVERYWHERE,
    &secret_shared_by_containers::SECRET_SHARED_BY_CONTAINERS,
    &secret_subpath_mount::SECRET_SUBPATH_MOUNT,
    &secret_volume_unmounted::SECRET_VOLUME_UNMOUNTED,
    &secret_volume_world_readable::SECRET_VOLUME_WORLD_READABLE,
    &secret_write_wide::SECRET_WRITE_WIDE,
    &secretstore_cluster_unrestricted::SECRETSTORE_CLUSTER_UNRESTRICTED,
];
