//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::manifest::Kind;
use crate::rule::Rule;

pub mod apparmor_unconfined;
pub mod capability_beyond_baseline;
pub mod capability_drop_all_missing;
pub mod container_runtime_socket;
mod danger;
pub mod dangerous_capability;
pub mod deprecated_registry;
pub mod duplicate_env_var;
pub mod fractional_bytes;
pub mod host_ipc;
pub mod host_network;
pub mod host_path_volume;
pub mod host_pid;
pub mod host_port;
pub mod hpa_static_replicas;
pub mod image_missing;
pub mod invalid_restart_policy;
pub mod memory_limit_missing;
pub mod mutable_image_tag;
mod naming;
pub mod pdb_blocks_eviction;
mod pod_security;
pub mod pod_security_baseline;
pub mod pod_security_restricted;
pub mod privilege_escalation_allowed;
pub mod privileged_container;
pub mod probe_port_not_exposed;
pub mod readiness_probe_missing;
pub mod requests_exceed_limits;
pub mod run_as_non_root_contradiction;
pub mod run_as_non_root_not_set;
pub mod run_as_root_user;
pub mod seccomp_profile_missing;
pub mod seccomp_unconfined;
pub mod selector_template_mismatch;
pub mod sensitive_host_path;
pub mod share_process_namespace;
pub mod sudo_in_command;
pub mod unsafe_sysctl;
pub mod writable_root_filesystem;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &apparmor_unconfined::APPARMOR_UNCONFINED,
    &capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE,
    &capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING,
    &container_runtime_socket::CONTAINER_RUNTIME_SOCKET,
    &dangerous_capability::DANGEROUS_CAPABILITY,
    &deprecated_registry::DEPRECATED_REGISTRY,
    &duplicate_env_var::DUPLICATE_ENV_VAR,
    &fractional_bytes::FRACTIONAL_BYTES,
    &host_ipc::HOST_IPC,
    &host_network::HOST_NETWORK,
    &host_path_volume::HOST_PATH_VOLUME,
    &host_pid::HOST_PID,
    &host_port::HOST_PORT,
    &hpa_static_replicas::HPA_STATIC_REPLICAS,
    &image_missing::IMAGE_MISSING,
    &invalid_restart_policy::INVALID_RESTART_POLICY,
    &memory_limit_missing::MEMORY_LIMIT_MISSING,
    &mutable_image_tag::MUTABLE_IMAGE_TAG,
    &pdb_blocks_eviction::PDB_BLOCKS_EVICTION,
    &pod_security_baseline::POD_SECURITY_BASELINE,
    &pod_security_restricted::POD_SECURITY_RESTRICTED,
    &privilege_escalation_allowed::PRIVILEGE_ESCALATION_ALLOWED,
    &privileged_container::PRIVILEGED_CONTAINER,
    &probe_port_not_exposed::PROBE_PORT_NOT_EXPOSED,
    &readiness_probe_missing::READINESS_PROBE_MISSING,
    &requests_exceed_limits::REQUESTS_EXCEED_LIMITS,
    &run_as_non_root_contradiction::RUN_AS_NON_ROOT_CONTRADICTION,
    &run_as_non_root_not_set::RUN_AS_NON_ROOT_NOT_SET,
    &run_as_root_user::RUN_AS_ROOT_USER,
    &seccomp_profile_missing::SECCOMP_PROFILE_MISSING,
    &seccomp_unconfined::SECCOMP_UNCONFINED,
    &selector_template_mismatch::SELECTOR_TEMPLATE_MISMATCH,
    &sensitive_host_path::SENSITIVE_HOST_PATH,
    &share_process_namespace::SHARE_PROCESS_NAMESPACE,
    &sudo_in_command::SUDO_IN_COMMAND,
    &unsafe_sysctl::UNSAFE_SYSCTL,
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
