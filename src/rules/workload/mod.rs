//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::manifest::Kind;
use crate::rule::Rule;

pub mod apparmor_unconfined;
pub mod blocked_registry;
pub mod capability_beyond_baseline;
pub mod capability_drop_all_missing;
pub mod container_port_conflict;
pub mod container_port_invalid;
pub mod container_port_unnamed;
pub mod container_runtime_socket;
pub mod cpu_limit_missing;
pub mod cpu_limit_set;
pub mod cpu_request_missing;
mod danger;
pub mod dangerous_capability;
pub mod deprecated_registry;
pub mod duplicate_env_var;
pub mod env_reference_not_found;
pub mod ephemeral_storage_request_missing;
pub mod exec_probe_command;
pub mod floating_image_tag;
pub mod fractional_bytes;
pub mod host_ipc;
pub mod host_network;
pub mod host_path_volume;
pub mod host_pid;
pub mod host_port;
pub mod hpa_static_replicas;
pub mod identical_probes;
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
pub mod memory_limit_missing;
pub mod memory_request_missing;
pub mod mutable_image_tag;
mod naming;
pub mod pdb_blocks_eviction;
mod pod_security;
pub mod pod_security_baseline;
pub mod pod_security_restricted;
mod ports;
pub mod pre_stop_missing;
pub mod privilege_escalation_allowed;
pub mod privileged_container;
pub mod privileged_container_port;
pub mod probe_port_not_exposed;
pub mod probe_timing;
mod probes;
mod question;
pub mod readiness_probe_missing;
pub mod requests_exceed_limits;
pub mod requests_not_equal_limits;
pub mod resource_out_of_range;
pub mod resource_quota_missing;
mod resources;
pub mod run_as_non_root_contradiction;
pub mod run_as_non_root_not_set;
pub mod run_as_root_user;
pub mod seccomp_profile_missing;
pub mod seccomp_unconfined;
pub mod selector_template_mismatch;
pub mod sensitive_host_path;
pub mod share_process_namespace;
pub mod ssh_port;
pub mod stale_latest_image;
pub mod sudo_in_command;
pub mod termination_grace_period;
pub mod too_many_containers;
pub mod unsafe_sysctl;
pub mod untrusted_registry;
pub mod unused_config;
pub mod writable_root_filesystem;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &apparmor_unconfined::APPARMOR_UNCONFINED,
    &blocked_registry::BLOCKED_REGISTRY,
    &capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE,
    &capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING,
    &container_port_conflict::CONTAINER_PORT_CONFLICT,
    &container_port_invalid::CONTAINER_PORT_INVALID,
    &container_port_unnamed::CONTAINER_PORT_UNNAMED,
    &container_runtime_socket::CONTAINER_RUNTIME_SOCKET,
    &cpu_limit_missing::CPU_LIMIT_MISSING,
    &cpu_limit_set::CPU_LIMIT_SET,
    &cpu_request_missing::CPU_REQUEST_MISSING,
    &dangerous_capability::DANGEROUS_CAPABILITY,
    &deprecated_registry::DEPRECATED_REGISTRY,
    &duplicate_env_var::DUPLICATE_ENV_VAR,
    &env_reference_not_found::ENV_REFERENCE_NOT_FOUND,
    &ephemeral_storage_request_missing::EPHEMERAL_STORAGE_REQUEST_MISSING,
    &exec_probe_command::EXEC_PROBE_COMMAND,
    &floating_image_tag::FLOATING_IMAGE_TAG,
    &fractional_bytes::FRACTIONAL_BYTES,
    &host_ipc::HOST_IPC,
    &host_network::HOST_NETWORK,
    &host_path_volume::HOST_PATH_VOLUME,
    &host_pid::HOST_PID,
    &host_port::HOST_PORT,
    &hpa_static_replicas::HPA_STATIC_REPLICAS,
    &identical_probes::IDENTICAL_PROBES,
    &image_missing::IMAGE_MISSING,
    &image_not_pinned_to_digest::IMAGE_NOT_PINNED_TO_DIGEST,
    &image_pull_policy_never::IMAGE_PULL_POLICY_NEVER,
    &image_pull_policy_not_always::IMAGE_PULL_POLICY_NOT_ALWAYS,
    &interactive_container::INTERACTIVE_CONTAINER,
    &invalid_restart_policy::INVALID_RESTART_POLICY,
    &limit_range_missing::LIMIT_RANGE_MISSING,
    &limit_request_ratio::LIMIT_REQUEST_RATIO,
    &liveness_probe_missing::LIVENESS_PROBE_MISSING,
    &memory_limit_missing::MEMORY_LIMIT_MISSING,
    &memory_request_missing::MEMORY_REQUEST_MISSING,
    &mutable_image_tag::MUTABLE_IMAGE_TAG,
    &pdb_blocks_eviction::PDB_BLOCKS_EVICTION,
    &pod_security_baseline::POD_SECURITY_BASELINE,
    &pod_security_restricted::POD_SECURITY_RESTRICTED,
    &pre_stop_missing::PRE_STOP_MISSING,
    &privilege_escalation_allowed::PRIVILEGE_ESCALATION_ALLOWED,
    &privileged_container::PRIVILEGED_CONTAINER,
    &privileged_container_port::PRIVILEGED_CONTAINER_PORT,
    &probe_port_not_exposed::PROBE_PORT_NOT_EXPOSED,
    &probe_timing::PROBE_TIMING,
    &readiness_probe_missing::READINESS_PROBE_MISSING,
    &requests_exceed_limits::REQUESTS_EXCEED_LIMITS,
    &requests_not_equal_limits::REQUESTS_NOT_EQUAL_LIMITS,
    &resource_out_of_range::RESOURCE_OUT_OF_RANGE,
    &resource_quota_missing::RESOURCE_QUOTA_MISSING,
    &run_as_non_root_contradiction::RUN_AS_NON_ROOT_CONTRADICTION,
    &run_as_non_root_not_set::RUN_AS_NON_ROOT_NOT_SET,
    &run_as_root_user::RUN_AS_ROOT_USER,
    &seccomp_profile_missing::SECCOMP_PROFILE_MISSING,
    &seccomp_unconfined::SECCOMP_UNCONFINED,
    &selector_template_mismatch::SELECTOR_TEMPLATE_MISMATCH,
    &sensitive_host_path::SENSITIVE_HOST_PATH,
    &share_process_namespace::SHARE_PROCESS_NAMESPACE,
    &ssh_port::SSH_PORT,
    &stale_latest_image::STALE_LATEST_IMAGE,
    &sudo_in_command::SUDO_IN_COMMAND,
    &termination_grace_period::TERMINATION_GRACE_PERIOD,
    &too_many_containers::TOO_MANY_CONTAINERS,
    &unsafe_sysctl::UNSAFE_SYSCTL,
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
