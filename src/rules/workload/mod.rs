//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::manifest::Kind;
use crate::rule::Rule;

pub mod apparmor_profile_missing;
pub mod apparmor_unconfined;
pub mod blocked_registry;
pub mod capability_any_added;
pub mod capability_beyond_baseline;
pub mod capability_beyond_restricted;
pub mod capability_drop_all_missing;
mod claims;
pub mod container_port_conflict;
pub mod container_port_invalid;
pub mod container_port_unnamed;
pub mod container_runtime_socket;
pub mod cpu_limit_missing;
pub mod cpu_limit_set;
pub mod cpu_request_missing;
mod danger;
pub mod dangerous_capability;
pub mod dead_seccomp_annotation;
pub mod deprecated_apparmor_annotation;
pub mod deprecated_registry;
pub mod dns_policy_host_network;
pub mod duplicate_env_var;
pub mod empty_dir_size_limit;
pub mod env_reference_not_found;
pub mod ephemeral_storage_request_missing;
pub mod exec_probe_command;
pub mod floating_image_tag;
pub mod fractional_bytes;
pub mod fs_group_change_policy;
pub mod host_aliases;
pub mod host_ipc;
pub mod host_network;
pub mod host_path_persistent_volume;
pub mod host_path_volume;
pub mod host_pid;
pub mod host_port;
pub mod host_probe_or_hook;
mod host_process;
pub mod host_user_namespace;
pub mod hpa_static_replicas;
pub mod identical_probes;
mod identity;
pub mod image_missing;
pub mod image_not_pinned_to_digest;
pub mod image_pull_policy_never;
pub mod image_pull_policy_not_always;
mod images;
pub mod interactive_container;
pub mod invalid_restart_policy;
pub mod limit_range_missing;
pub mod limit_request_ratio;
pub mod liveness_probe_missing;
pub mod low_group_id;
pub mod low_user_id;
pub mod memory_limit_missing;
pub mod memory_request_missing;
pub mod mutable_image_tag;
mod naming;
pub mod net_raw_not_dropped;
pub mod pdb_blocks_eviction;
mod ports;
pub mod pre_stop_missing;
pub mod privilege_escalation_allowed;
pub mod privileged_container;
pub mod privileged_container_port;
pub mod probe_port_not_exposed;
pub mod probe_timing;
mod probes;
pub mod proc_mount_unmasked;
pub mod pv_without_encryption;
pub mod pvc_access_mode;
mod question;
pub mod readiness_probe_missing;
pub mod removed_volume_plugin;
pub mod requests_exceed_limits;
pub mod requests_not_equal_limits;
pub mod resource_out_of_range;
pub mod resource_quota_missing;
mod resources;
pub mod restricted_volume_type;
pub mod root_group;
pub mod run_as_group_not_set;
pub mod run_as_non_root_contradiction;
pub mod run_as_non_root_not_set;
pub mod run_as_root_user;
pub mod runtime_class_not_hardened;
pub mod seccomp_profile_missing;
pub mod seccomp_unconfined;
pub mod security_context_missing;
pub mod selector_template_mismatch;
pub mod selinux_custom_options;
pub mod sensitive_host_path;
pub mod share_process_namespace;
pub mod ssh_port;
pub mod stale_latest_image;
pub mod storage_class_not_set;
pub mod sub_path_cve_2021_25741;
pub mod sudo_in_command;
pub mod sysctl_value_injection;
pub mod termination_grace_period;
pub mod too_many_containers;
pub mod unique_uid_per_workload;
pub mod unsafe_sysctl;
pub mod untrusted_registry;
pub mod unused_config;
pub mod volume_claim_storage_request;
mod volume_plugin;
pub mod windows_host_process;
pub mod writable_host_path;
pub mod writable_root_filesystem;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &apparmor_profile_missing::APPARMOR_PROFILE_MISSING,
    &apparmor_unconfined::APPARMOR_UNCONFINED,
    &capability_any_added::CAPABILITY_ANY_ADDED,
    &blocked_registry::BLOCKED_REGISTRY,
    &capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE,
    &capability_beyond_restricted::CAPABILITY_BEYOND_RESTRICTED,
    &capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING,
    &container_port_conflict::CONTAINER_PORT_CONFLICT,
    &container_port_invalid::CONTAINER_PORT_INVALID,
    &container_port_unnamed::CONTAINER_PORT_UNNAMED,
    &container_runtime_socket::CONTAINER_RUNTIME_SOCKET,
    &cpu_limit_missing::CPU_LIMIT_MISSING,
    &cpu_limit_set::CPU_LIMIT_SET,
    &cpu_request_missing::CPU_REQUEST_MISSING,
    &dangerous_capability::DANGEROUS_CAPABILITY,
    &dead_seccomp_annotation::DEAD_SECCOMP_ANNOTATION,
    &deprecated_apparmor_annotation::DEPRECATED_APPARMOR_ANNOTATION,
    &deprecated_registry::DEPRECATED_REGISTRY,
    &dns_policy_host_network::DNS_POLICY_HOST_NETWORK,
    &duplicate_env_var::DUPLICATE_ENV_VAR,
    &empty_dir_size_limit::EMPTY_DIR_SIZE_LIMIT,
    &env_reference_not_found::ENV_REFERENCE_NOT_FOUND,
    &ephemeral_storage_request_missing::EPHEMERAL_STORAGE_REQUEST_MISSING,
    &exec_probe_command::EXEC_PROBE_COMMAND,
    &floating_image_tag::FLOATING_IMAGE_TAG,
    &fractional_bytes::FRACTIONAL_BYTES,
    &fs_group_change_policy::FS_GROUP_CHANGE_POLICY,
    &host_aliases::HOST_ALIASES,
    &host_ipc::HOST_IPC,
    &host_network::HOST_NETWORK,
    &host_path_persistent_volume::HOST_PATH_PERSISTENT_VOLUME,
    &host_path_volume::HOST_PATH_VOLUME,
    &host_pid::HOST_PID,
    &host_port::HOST_PORT,
    &host_probe_or_hook::HOST_PROBE_OR_HOOK,
    &host_user_namespace::HOST_USER_NAMESPACE,
    &hpa_static_replicas::HPA_STATIC_REPLICAS,
    &identical_probes::IDENTICAL_PROBES,
    &image_missing::IMAGE_MISSING,
    &image_not_pinned_to_digest::IMAGE_NOT_PINNED_TO_DIGEST,
    &image_pull_policy_never::IMAGE_PULL_POLICY_NEVER,
    &image_pull_policy_not_always::IMAGE_PULL_POLICY_NOT_ALWAYS,
    &interactive_container::INTERACTIVE_CONTAINER,
    &invalid_restart_policy::INVALID_RESTART_POLICY,
    &low_group_id::LOW_GROUP_ID,
    &low_user_id::LOW_USER_ID,
    &limit_range_missing::LIMIT_RANGE_MISSING,
    &limit_request_ratio::LIMIT_REQUEST_RATIO,
    &liveness_probe_missing::LIVENESS_PROBE_MISSING,
    &memory_limit_missing::MEMORY_LIMIT_MISSING,
    &memory_request_missing::MEMORY_REQUEST_MISSING,
    &mutable_image_tag::MUTABLE_IMAGE_TAG,
    &net_raw_not_dropped::NET_RAW_NOT_DROPPED,
    &pdb_blocks_eviction::PDB_BLOCKS_EVICTION,
    &pre_stop_missing::PRE_STOP_MISSING,
    &privilege_escalation_allowed::PRIVILEGE_ESCALATION_ALLOWED,
    &privileged_container::PRIVILEGED_CONTAINER,
    &privileged_container_port::PRIVILEGED_CONTAINER_PORT,
    &probe_port_not_exposed::PROBE_PORT_NOT_EXPOSED,
    &proc_mount_unmasked::PROC_MOUNT_UNMASKED,
    &pv_without_encryption::PV_WITHOUT_ENCRYPTION,
    &pvc_access_mode::PVC_ACCESS_MODE,
    &probe_timing::PROBE_TIMING,
    &readiness_probe_missing::READINESS_PROBE_MISSING,
    &removed_volume_plugin::REMOVED_VOLUME_PLUGIN,
    &requests_exceed_limits::REQUESTS_EXCEED_LIMITS,
    &restricted_volume_type::RESTRICTED_VOLUME_TYPE,
    &root_group::ROOT_GROUP,
    &run_as_group_not_set::RUN_AS_GROUP_NOT_SET,
    &requests_not_equal_limits::REQUESTS_NOT_EQUAL_LIMITS,
    &resource_out_of_range::RESOURCE_OUT_OF_RANGE,
    &resource_quota_missing::RESOURCE_QUOTA_MISSING,
    &run_as_non_root_contradiction::RUN_AS_NON_ROOT_CONTRADICTION,
    &run_as_non_root_not_set::RUN_AS_NON_ROOT_NOT_SET,
    &run_as_root_user::RUN_AS_ROOT_USER,
    &runtime_class_not_hardened::RUNTIME_CLASS_NOT_HARDENED,
    &seccomp_profile_missing::SECCOMP_PROFILE_MISSING,
    &seccomp_unconfined::SECCOMP_UNCONFINED,
    &security_context_missing::SECURITY_CONTEXT_MISSING,
    &selector_template_mismatch::SELECTOR_TEMPLATE_MISMATCH,
    &selinux_custom_options::SELINUX_CUSTOM_OPTIONS,
    &sensitive_host_path::SENSITIVE_HOST_PATH,
    &share_process_namespace::SHARE_PROCESS_NAMESPACE,
    &storage_class_not_set::STORAGE_CLASS_NOT_SET,
    &sub_path_cve_2021_25741::SUB_PATH_CVE_2021_25741,
    &sudo_in_command::SUDO_IN_COMMAND,
    &sysctl_value_injection::SYSCTL_VALUE_INJECTION,
    &unique_uid_per_workload::UNIQUE_UID_PER_WORKLOAD,
    &unsafe_sysctl::UNSAFE_SYSCTL,
    &volume_claim_storage_request::VOLUME_CLAIM_STORAGE_REQUEST,
    &windows_host_process::WINDOWS_HOST_PROCESS,
    &writable_host_path::WRITABLE_HOST_PATH,
    &ssh_port::SSH_PORT,
    &stale_latest_image::STALE_LATEST_IMAGE,
    &termination_grace_period::TERMINATION_GRACE_PERIOD,
    &too_many_containers::TOO_MANY_CONTAINERS,
    &untrusted_registry::UNTRUSTED_REGISTRY,
    &unused_config::UNUSED_CONFIG,
    &writable_root_filesystem::WRITABLE_ROOT_FILESYSTEM,
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
