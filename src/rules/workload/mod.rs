//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::manifest::Kind;
use crate::rule::Rule;

pub mod admission_policy_hygiene;
pub mod agent_sandbox_hardening;
pub mod apparmor_profile_missing;
pub mod apparmor_unconfined;
pub mod bind_mount_options;
pub mod blocked_registry;
pub mod capability_any_added;
pub mod capability_beyond_baseline;
pub mod capability_beyond_restricted;
pub mod capability_drop_all_missing;
mod claims;
mod config_data;
pub mod container_port_conflict;
pub mod container_port_invalid;
pub mod container_port_unnamed;
pub mod container_restart_rules;
pub mod container_runtime_socket;
pub mod cpu_limit_missing;
pub mod cpu_limit_set;
pub mod cpu_request_missing;
pub mod cronjob_concurrency_policy;
pub mod cronjob_invalid_schedule;
pub mod cronjob_starting_deadline;
pub mod cronjob_suspended;
mod danger;
pub mod dangerous_capability;
pub mod dangling_hpa;
pub mod dead_seccomp_annotation;
pub mod default_namespace;
pub mod deprecated_apparmor_annotation;
pub mod deprecated_node_label;
pub mod deprecated_registry;
pub mod dns_ndots;
pub mod dns_policy_host_network;
pub mod dra_admin_access;
pub mod duplicate_env_var;
pub mod empty_dir_size_limit;
pub mod enable_service_links;
pub mod env_from_file;
pub mod env_reference_not_found;
pub mod ephemeral_storage_request_missing;
mod escape;
pub mod exec_probe_command;
pub mod exposed_admin_interface;
#[cfg(test)]
mod fix_tests;
pub mod floating_image_tag;
pub mod fractional_bytes;
pub mod fs_group_change_policy;
pub mod host_aliases;
pub mod host_ipc;
pub mod host_network;
pub mod host_path_persistent_volume;
pub mod host_path_via_pv;
pub mod host_path_volume;
pub mod host_pid;
pub mod host_port;
pub mod host_probe_or_hook;
mod host_process;
pub mod host_user_namespace;
pub mod hpa_min_equals_max;
pub mod hpa_min_replicas;
pub mod hpa_static_replicas;
pub mod hpa_target_without_requests;
pub mod identical_probes;
mod identity;
pub mod image_missing;
pub mod image_not_pinned_to_digest;
pub mod image_pull_policy_never;
pub mod image_pull_policy_not_always;
pub mod image_volume_reference;
mod images;
pub mod in_place_resize_policy;
pub mod ineffective_added_capability;
pub mod interactive_container;
pub mod invalid_restart_policy;
pub mod invalid_topology_spread;
pub mod job_modern_failure_policy;
pub mod job_ttl;
pub mod lifecycle_sleep_vs_grace;
pub mod limit_range_missing;
pub mod limit_request_ratio;
pub mod liveness_probe_missing;
pub mod low_group_id;
pub mod low_user_id;
pub mod memory_limit_missing;
pub mod memory_request_missing;
pub mod mount_propagation;
pub mod moved_or_abandoned_image;
pub mod mutable_image_tag;
pub mod naked_pod;
mod naming;
pub mod net_raw_not_dropped;
pub mod no_pod_spreading;
pub mod no_rolling_update;
pub mod node_name_pinned;
pub mod null_affinity_selector;
pub mod overlapping_controller_selector;
pub mod pdb_blocks_eviction;
pub mod pdb_hpa_mismatch;
pub mod pdb_missing;
pub mod pdb_no_match;
pub mod pdb_no_policy;
pub mod pdb_overlap;
pub mod pdb_unhealthy_eviction_policy;
pub mod pod_certificate_projection;
pub mod pod_level_resources;
mod pod_security;
pub mod pod_security_baseline;
pub mod pod_security_restricted;
mod ports;
pub mod pre_stop_missing;
pub mod priority_class_not_set;
pub mod privilege_escalation_allowed;
pub mod privileged_container;
pub mod privileged_container_port;
pub mod privileged_escape_bundle;
pub mod privileged_negates_hardening;
pub mod probe_grpc_http2_tls;
pub mod probe_port_not_exposed;
pub mod probe_timing;
mod probes;
pub mod proc_mount_unmasked;
mod projected;
pub mod projected_token_audience;
pub mod projected_token_lifetime;
pub mod pss_relaxation_below_target;
pub mod pv_without_encryption;
pub mod pvc_access_mode;
mod question;
pub mod readiness_probe_missing;
pub mod recursive_read_only_host_mount;
pub mod removed_volume_plugin;
mod replicas;
pub mod replicas_below_minimum;
pub mod requests_exceed_limits;
pub mod requests_not_equal_limits;
pub mod resource_out_of_range;
pub mod resource_quota_missing;
mod resources;
pub mod restrict_node_selection;
pub mod restricted_volume_type;
pub mod root_group;
pub mod run_as_group_not_set;
pub mod run_as_non_root_contradiction;
pub mod run_as_non_root_not_set;
pub mod run_as_root_user;
pub mod runtime_class_not_hardened;
pub mod rwo_volume_multi_replica;
mod script;
pub mod seccomp_profile_missing;
pub mod seccomp_unconfined;
pub mod security_context_missing;
pub mod selector_template_mismatch;
pub mod selinux_custom_options;
pub mod sensitive_host_path;
pub mod service_account_token_secret_mount;
pub mod share_process_namespace;
pub mod shell_download_exec;
mod sidecar;
pub mod sidecar_as_plain_container;
pub mod ssh_port;
pub mod stale_latest_image;
pub mod statefulset_service_name;
pub mod stop_signal_without_os;
pub mod storage_class_not_set;
pub mod sub_path_cve_2021_25741;
pub mod sudo_in_command;
pub mod supplemental_groups_merge;
pub mod sysctl_value_injection;
pub mod system_namespace;
pub mod termination_grace_period;
pub mod tolerate_everything;
pub mod too_many_containers;
pub mod unique_uid_per_workload;
pub mod unsafe_sysctl;
pub mod untrusted_registry;
pub mod unused_config;
pub mod update_strategy_bounds;
pub mod user_namespace_available;
pub mod volume_claim_storage_request;
pub mod volume_claim_template_annotation;
mod volume_plugin;
mod watched;
pub mod windows_host_process;
pub mod windows_run_as_user_name;
pub mod writable_host_path;
pub mod writable_root_filesystem;
pub mod zero_replicas;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &admission_policy_hygiene::ADMISSION_POLICY_HYGIENE,
    &agent_sandbox_hardening::AGENT_SANDBOX_HARDENING,
    &apparmor_profile_missing::APPARMOR_PROFILE_MISSING,
    &apparmor_unconfined::APPARMOR_UNCONFINED,
    &bind_mount_options::BIND_MOUNT_OPTIONS,
    &blocked_registry::BLOCKED_REGISTRY,
    &capability_any_added::CAPABILITY_ANY_ADDED,
    &capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE,
    &capability_beyond_restricted::CAPABILITY_BEYOND_RESTRICTED,
    &capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING,
    &container_port_conflict::CONTAINER_PORT_CONFLICT,
    &container_port_invalid::CONTAINER_PORT_INVALID,
    &container_port_unnamed::CONTAINER_PORT_UNNAMED,
    &container_restart_rules::CONTAINER_RESTART_RULES,
    &container_runtime_socket::CONTAINER_RUNTIME_SOCKET,
    &cpu_limit_missing::CPU_LIMIT_MISSING,
    &cpu_limit_set::CPU_LIMIT_SET,
    &cpu_request_missing::CPU_REQUEST_MISSING,
    &cronjob_concurrency_policy::CRONJOB_CONCURRENCY_POLICY,
    &cronjob_invalid_schedule::CRONJOB_INVALID_SCHEDULE,
    &cronjob_starting_deadline::CRONJOB_STARTING_DEADLINE,
    &cronjob_suspended::CRONJOB_SUSPENDED,
    &dangerous_capability::DANGEROUS_CAPABILITY,
    &dangling_hpa::DANGLING_HPA,
    &dead_seccomp_annotation::DEAD_SECCOMP_ANNOTATION,
    &default_namespace::DEFAULT_NAMESPACE,
    &deprecated_apparmor_annotation::DEPRECATED_APPARMOR_ANNOTATION,
    &deprecated_node_label::DEPRECATED_NODE_LABEL,
    &deprecated_registry::DEPRECATED_REGISTRY,
    &dns_ndots::DNS_NDOTS,
    &dns_policy_host_network::DNS_POLICY_HOST_NETWORK,
    &dra_admin_access::DRA_ADMIN_ACCESS,
    &duplicate_env_var::DUPLICATE_ENV_VAR,
    &empty_dir_size_limit::EMPTY_DIR_SIZE_LIMIT,
    &enable_service_links::ENABLE_SERVICE_LINKS,
    &env_from_file::ENV_FROM_FILE,
    &env_reference_not_found::ENV_REFERENCE_NOT_FOUND,
    &ephemeral_storage_request_missing::EPHEMERAL_STORAGE_REQUEST_MISSING,
    &exec_probe_command::EXEC_PROBE_COMMAND,
    &exposed_admin_interface::EXPOSED_ADMIN_INTERFACE,
    &floating_image_tag::FLOATING_IMAGE_TAG,
    &fractional_bytes::FRACTIONAL_BYTES,
    &fs_group_change_policy::FS_GROUP_CHANGE_POLICY,
    &host_aliases::HOST_ALIASES,
    &host_ipc::HOST_IPC,
    &host_network::HOST_NETWORK,
    &host_path_persistent_volume::HOST_PATH_PERSISTENT_VOLUME,
    &host_path_via_pv::HOST_PATH_VIA_PV,
    &host_path_volume::HOST_PATH_VOLUME,
    &host_pid::HOST_PID,
    &host_port::HOST_PORT,
    &host_probe_or_hook::HOST_PROBE_OR_HOOK,
    &host_user_namespace::HOST_USER_NAMESPACE,
    &hpa_min_equals_max::HPA_MIN_EQUALS_MAX,
    &hpa_min_replicas::HPA_MIN_REPLICAS,
    &hpa_static_replicas::HPA_STATIC_REPLICAS,
    &hpa_target_without_requests::HPA_TARGET_WITHOUT_REQUESTS,
    &identical_probes::IDENTICAL_PROBES,
    &image_missing::IMAGE_MISSING,
    &image_not_pinned_to_digest::IMAGE_NOT_PINNED_TO_DIGEST,
    &image_pull_policy_never::IMAGE_PULL_POLICY_NEVER,
    &image_pull_policy_not_always::IMAGE_PULL_POLICY_NOT_ALWAYS,
    &image_volume_reference::IMAGE_VOLUME_REFERENCE,
    &in_place_resize_policy::IN_PLACE_RESIZE_POLICY,
    &ineffective_added_capability::INEFFECTIVE_ADDED_CAPABILITY,
    &interactive_container::INTERACTIVE_CONTAINER,
    &invalid_restart_policy::INVALID_RESTART_POLICY,
    &invalid_topology_spread::INVALID_TOPOLOGY_SPREAD,
    &job_modern_failure_policy::JOB_MODERN_FAILURE_POLICY,
    &job_ttl::JOB_TTL,
    &lifecycle_sleep_vs_grace::LIFECYCLE_SLEEP_VS_GRACE,
    &limit_range_missing::LIMIT_RANGE_MISSING,
    &limit_request_ratio::LIMIT_REQUEST_RATIO,
    &liveness_probe_missing::LIVENESS_PROBE_MISSING,
    &low_group_id::LOW_GROUP_ID,
    &low_user_id::LOW_USER_ID,
    &memory_limit_missing::MEMORY_LIMIT_MISSING,
    &memory_request_missing::MEMORY_REQUEST_MISSING,
    &mount_propagation::MOUNT_PROPAGATION,
    &moved_or_abandoned_image::MOVED_OR_ABANDONED_IMAGE,
    &mutable_image_tag::MUTABLE_IMAGE_TAG,
    &naked_pod::NAKED_POD,
    &net_raw_not_dropped::NET_RAW_NOT_DROPPED,
    &no_pod_spreading::NO_POD_SPREADING,
    &no_rolling_update::NO_ROLLING_UPDATE,
    &node_name_pinned::NODE_NAME_PINNED,
    &null_affinity_selector::NULL_AFFINITY_SELECTOR,
    &overlapping_controller_selector::OVERLAPPING_CONTROLLER_SELECTOR,
    &pdb_blocks_eviction::PDB_BLOCKS_EVICTION,
    &pdb_hpa_mismatch::PDB_HPA_MISMATCH,
    &pdb_missing::PDB_MISSING,
    &pdb_no_match::PDB_NO_MATCH,
    &pdb_no_policy::PDB_NO_POLICY,
    &pdb_overlap::PDB_OVERLAP,
    &pdb_unhealthy_eviction_policy::PDB_UNHEALTHY_EVICTION_POLICY,
    &pod_certificate_projection::POD_CERTIFICATE_PROJECTION,
    &pod_level_resources::POD_LEVEL_RESOURCES,
    &pod_security_baseline::POD_SECURITY_BASELINE,
    &pod_security_restricted::POD_SECURITY_RESTRICTED,
    &pre_stop_missing::PRE_STOP_MISSING,
    &priority_class_not_set::PRIORITY_CLASS_NOT_SET,
    &privilege_escalation_allowed::PRIVILEGE_ESCALATION_ALLOWED,
    &privileged_container::PRIVILEGED_CONTAINER,
    &privileged_container_port::PRIVILEGED_CONTAINER_PORT,
    &privileged_escape_bundle::PRIVILEGED_ESCAPE_BUNDLE,
    &privileged_negates_hardening::PRIVILEGED_NEGATES_HARDENING,
    &probe_grpc_http2_tls::PROBE_GRPC_HTTP2_TLS,
    &probe_port_not_exposed::PROBE_PORT_NOT_EXPOSED,
    &probe_timing::PROBE_TIMING,
    &proc_mount_unmasked::PROC_MOUNT_UNMASKED,
    &projected_token_audience::PROJECTED_TOKEN_AUDIENCE,
    &projected_token_lifetime::PROJECTED_TOKEN_LIFETIME,
    &pss_relaxation_below_target::PSS_RELAXATION_BELOW_TARGET,
    &pv_without_encryption::PV_WITHOUT_ENCRYPTION,
    &pvc_access_mode::PVC_ACCESS_MODE,
    &readiness_probe_missing::READINESS_PROBE_MISSING,
    &recursive_read_only_host_mount::RECURSIVE_READ_ONLY_HOST_MOUNT,
    &removed_volume_plugin::REMOVED_VOLUME_PLUGIN,
    &replicas_below_minimum::REPLICAS_BELOW_MINIMUM,
    &requests_exceed_limits::REQUESTS_EXCEED_LIMITS,
    &requests_not_equal_limits::REQUESTS_NOT_EQUAL_LIMITS,
    &resource_out_of_range::RESOURCE_OUT_OF_RANGE,
    &resource_quota_missing::RESOURCE_QUOTA_MISSING,
    &restrict_node_selection::RESTRICT_NODE_SELECTION,
    &restricted_volume_type::RESTRICTED_VOLUME_TYPE,
    &root_group::ROOT_GROUP,
    &run_as_group_not_set::RUN_AS_GROUP_NOT_SET,
    &run_as_non_root_contradiction::RUN_AS_NON_ROOT_CONTRADICTION,
    &run_as_non_root_not_set::RUN_AS_NON_ROOT_NOT_SET,
    &run_as_root_user::RUN_AS_ROOT_USER,
    &runtime_class_not_hardened::RUNTIME_CLASS_NOT_HARDENED,
    &rwo_volume_multi_replica::RWO_VOLUME_MULTI_REPLICA,
    &seccomp_profile_missing::SECCOMP_PROFILE_MISSING,
    &seccomp_unconfined::SECCOMP_UNCONFINED,
    &security_context_missing::SECURITY_CONTEXT_MISSING,
    &selector_template_mismatch::SELECTOR_TEMPLATE_MISMATCH,
    &selinux_custom_options::SELINUX_CUSTOM_OPTIONS,
    &sensitive_host_path::SENSITIVE_HOST_PATH,
    &service_account_token_secret_mount::SERVICE_ACCOUNT_TOKEN_SECRET_MOUNT,
    &share_process_namespace::SHARE_PROCESS_NAMESPACE,
    &shell_download_exec::SHELL_DOWNLOAD_EXEC,
    &sidecar_as_plain_container::SIDECAR_AS_PLAIN_CONTAINER,
    &ssh_port::SSH_PORT,
    &stale_latest_image::STALE_LATEST_IMAGE,
    &statefulset_service_name::STATEFULSET_SERVICE_NAME,
    &stop_signal_without_os::STOP_SIGNAL_WITHOUT_OS,
    &storage_class_not_set::STORAGE_CLASS_NOT_SET,
    &sub_path_cve_2021_25741::SUB_PATH_CVE_2021_25741,
    &sudo_in_command::SUDO_IN_COMMAND,
    &supplemental_groups_merge::SUPPLEMENTAL_GROUPS_MERGE,
    &sysctl_value_injection::SYSCTL_VALUE_INJECTION,
    &system_namespace::SYSTEM_NAMESPACE,
    &termination_grace_period::TERMINATION_GRACE_PERIOD,
    &tolerate_everything::TOLERATE_EVERYTHING,
    &too_many_containers::TOO_MANY_CONTAINERS,
    &unique_uid_per_workload::UNIQUE_UID_PER_WORKLOAD,
    &unsafe_sysctl::UNSAFE_SYSCTL,
    &untrusted_registry::UNTRUSTED_REGISTRY,
    &unused_config::UNUSED_CONFIG,
    &update_strategy_bounds::UPDATE_STRATEGY_BOUNDS,
    &user_namespace_available::USER_NAMESPACE_AVAILABLE,
    &volume_claim_storage_request::VOLUME_CLAIM_STORAGE_REQUEST,
    &volume_claim_template_annotation::VOLUME_CLAIM_TEMPLATE_ANNOTATION,
    &windows_host_process::WINDOWS_HOST_PROCESS,
    &windows_run_as_user_name::WINDOWS_RUN_AS_USER_NAME,
    &writable_host_path::WRITABLE_HOST_PATH,
    &writable_root_filesystem::WRITABLE_ROOT_FILESYSTEM,
    &zero_replicas::ZERO_REPLICAS,
];

/// Kinds whose number of pods an autoscaler can set.
const SCALABLE: [Kind; 6] = [
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
    Kind::ReplicationController,
    Kind::DeploymentConfig,
    Kind::Rollout,
];
