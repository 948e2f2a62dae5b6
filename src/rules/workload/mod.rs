//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::manifest::Kind;
use crate::rule::Rule;

pub mod apparmor_profile_missing;
pub mod apparmor_unconfined;
pub mod capability_any_added;
pub mod capability_beyond_baseline;
pub mod capability_beyond_restricted;
pub mod capability_drop_all_missing;
mod claims;
pub mod container_runtime_socket;
mod danger;
pub mod dangerous_capability;
pub mod dead_seccomp_annotation;
pub mod deprecated_apparmor_annotation;
pub mod deprecated_registry;
pub mod dns_policy_host_network;
pub mod duplicate_env_var;
pub mod empty_dir_size_limit;
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
mod identity;
pub mod image_missing;
pub mod invalid_restart_policy;
pub mod low_group_id;
pub mod low_user_id;
pub mod memory_limit_missing;
pub mod mutable_image_tag;
mod naming;
pub mod net_raw_not_dropped;
pub mod pdb_blocks_eviction;
pub mod privilege_escalation_allowed;
pub mod privileged_container;
pub mod probe_port_not_exposed;
pub mod proc_mount_unmasked;
pub mod pv_without_encryption;
pub mod pvc_access_mode;
pub mod readiness_probe_missing;
pub mod removed_volume_plugin;
pub mod requests_exceed_limits;
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
pub mod storage_class_not_set;
pub mod sub_path_cve_2021_25741;
pub mod sudo_in_command;
pub mod sysctl_value_injection;
pub mod unique_uid_per_workload;
pub mod unsafe_sysctl;
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
    &capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE,
    &capability_beyond_restricted::CAPABILITY_BEYOND_RESTRICTED,
    &capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING,
    &container_runtime_socket::CONTAINER_RUNTIME_SOCKET,
    &dangerous_capability::DANGEROUS_CAPABILITY,
    &dead_seccomp_annotation::DEAD_SECCOMP_ANNOTATION,
    &deprecated_apparmor_annotation::DEPRECATED_APPARMOR_ANNOTATION,
    &deprecated_registry::DEPRECATED_REGISTRY,
    &dns_policy_host_network::DNS_POLICY_HOST_NETWORK,
    &duplicate_env_var::DUPLICATE_ENV_VAR,
    &empty_dir_size_limit::EMPTY_DIR_SIZE_LIMIT,
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
    &image_missing::IMAGE_MISSING,
    &invalid_restart_policy::INVALID_RESTART_POLICY,
    &low_group_id::LOW_GROUP_ID,
    &low_user_id::LOW_USER_ID,
    &memory_limit_missing::MEMORY_LIMIT_MISSING,
    &mutable_image_tag::MUTABLE_IMAGE_TAG,
    &net_raw_not_dropped::NET_RAW_NOT_DROPPED,
    &pdb_blocks_eviction::PDB_BLOCKS_EVICTION,
    &privilege_escalation_allowed::PRIVILEGE_ESCALATION_ALLOWED,
    &privileged_container::PRIVILEGED_CONTAINER,
    &probe_port_not_exposed::PROBE_PORT_NOT_EXPOSED,
    &proc_mount_unmasked::PROC_MOUNT_UNMASKED,
    &pv_without_encryption::PV_WITHOUT_ENCRYPTION,
    &pvc_access_mode::PVC_ACCESS_MODE,
    &readiness_probe_missing::READINESS_PROBE_MISSING,
    &removed_volume_plugin::REMOVED_VOLUME_PLUGIN,
    &requests_exceed_limits::REQUESTS_EXCEED_LIMITS,
    &restricted_volume_type::RESTRICTED_VOLUME_TYPE,
    &root_group::ROOT_GROUP,
    &run_as_group_not_set::RUN_AS_GROUP_NOT_SET,
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
