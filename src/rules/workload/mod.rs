//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::manifest::Kind;
use crate::rule::Rule;

pub mod admission_policy_hygiene;
pub mod agent_sandbox_hardening;
pub mod apparmor_unconfined;
pub mod bind_mount_options;
pub mod capability_beyond_baseline;
pub mod capability_drop_all_missing;
pub mod container_restart_rules;
pub mod container_runtime_socket;
mod danger;
pub mod dangerous_capability;
pub mod deprecated_registry;
pub mod dra_admin_access;
pub mod duplicate_env_var;
pub mod enable_service_links;
pub mod env_from_file;
mod escape;
pub mod exposed_admin_interface;
pub mod fractional_bytes;
pub mod host_ipc;
pub mod host_network;
pub mod host_path_via_pv;
pub mod host_path_volume;
pub mod host_pid;
pub mod host_port;
pub mod hpa_static_replicas;
pub mod hpa_target_without_requests;
pub mod image_missing;
pub mod image_volume_reference;
pub mod in_place_resize_policy;
pub mod ineffective_added_capability;
mod interfaces;
pub mod invalid_restart_policy;
pub mod job_modern_failure_policy;
pub mod lifecycle_sleep_vs_grace;
pub mod memory_limit_missing;
pub mod mount_propagation;
pub mod moved_or_abandoned_image;
pub mod mutable_image_tag;
mod naming;
pub mod node_name_pinned;
pub mod overlapping_controller_selector;
pub mod pdb_blocks_eviction;
pub mod pod_certificate_projection;
pub mod pod_level_resources;
pub mod privilege_escalation_allowed;
pub mod privileged_container;
pub mod privileged_escape_bundle;
pub mod privileged_negates_hardening;
pub mod probe_grpc_http2_tls;
pub mod probe_port_not_exposed;
mod projected;
pub mod projected_token_audience;
pub mod projected_token_lifetime;
pub mod pss_relaxation_below_target;
pub mod readiness_probe_missing;
pub mod recursive_read_only_host_mount;
pub mod requests_exceed_limits;
pub mod run_as_non_root_contradiction;
pub mod run_as_non_root_not_set;
pub mod run_as_root_user;
pub mod rwo_volume_multi_replica;
mod script;
pub mod seccomp_profile_missing;
pub mod seccomp_unconfined;
pub mod selector_template_mismatch;
pub mod sensitive_host_path;
pub mod service_account_token_secret_mount;
pub mod share_process_namespace;
pub mod shell_download_exec;
mod sidecar;
pub mod sidecar_as_plain_container;
pub mod stop_signal_without_os;
pub mod sudo_in_command;
pub mod supplemental_groups_merge;
pub mod tolerate_everything;
pub mod unsafe_sysctl;
pub mod user_namespace_available;
pub mod writable_root_filesystem;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &admission_policy_hygiene::ADMISSION_POLICY_HYGIENE,
    &agent_sandbox_hardening::AGENT_SANDBOX_HARDENING,
    &apparmor_unconfined::APPARMOR_UNCONFINED,
    &bind_mount_options::BIND_MOUNT_OPTIONS,
    &capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE,
    &capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING,
    &container_restart_rules::CONTAINER_RESTART_RULES,
    &container_runtime_socket::CONTAINER_RUNTIME_SOCKET,
    &dangerous_capability::DANGEROUS_CAPABILITY,
    &deprecated_registry::DEPRECATED_REGISTRY,
    &dra_admin_access::DRA_ADMIN_ACCESS,
    &duplicate_env_var::DUPLICATE_ENV_VAR,
    &enable_service_links::ENABLE_SERVICE_LINKS,
    &env_from_file::ENV_FROM_FILE,
    &exposed_admin_interface::EXPOSED_ADMIN_INTERFACE,
    &fractional_bytes::FRACTIONAL_BYTES,
    &host_ipc::HOST_IPC,
    &host_network::HOST_NETWORK,
    &host_path_via_pv::HOST_PATH_VIA_PV,
    &host_path_volume::HOST_PATH_VOLUME,
    &host_pid::HOST_PID,
    &host_port::HOST_PORT,
    &hpa_static_replicas::HPA_STATIC_REPLICAS,
    &hpa_target_without_requests::HPA_TARGET_WITHOUT_REQUESTS,
    &image_missing::IMAGE_MISSING,
    &image_volume_reference::IMAGE_VOLUME_REFERENCE,
    &in_place_resize_policy::IN_PLACE_RESIZE_POLICY,
    &ineffective_added_capability::INEFFECTIVE_ADDED_CAPABILITY,
    &invalid_restart_policy::INVALID_RESTART_POLICY,
    &job_modern_failure_policy::JOB_MODERN_FAILURE_POLICY,
    &lifecycle_sleep_vs_grace::LIFECYCLE_SLEEP_VS_GRACE,
    &memory_limit_missing::MEMORY_LIMIT_MISSING,
    &mount_propagation::MOUNT_PROPAGATION,
    &moved_or_abandoned_image::MOVED_OR_ABANDONED_IMAGE,
    &mutable_image_tag::MUTABLE_IMAGE_TAG,
    &node_name_pinned::NODE_NAME_PINNED,
    &overlapping_controller_selector::OVERLAPPING_CONTROLLER_SELECTOR,
    &pdb_blocks_eviction::PDB_BLOCKS_EVICTION,
    &pod_certificate_projection::POD_CERTIFICATE_PROJECTION,
    &pod_level_resources::POD_LEVEL_RESOURCES,
    &privilege_escalation_allowed::PRIVILEGE_ESCALATION_ALLOWED,
    &privileged_container::PRIVILEGED_CONTAINER,
    &privileged_escape_bundle::PRIVILEGED_ESCAPE_BUNDLE,
    &privileged_negates_hardening::PRIVILEGED_NEGATES_HARDENING,
    &probe_grpc_http2_tls::PROBE_GRPC_HTTP2_TLS,
    &probe_port_not_exposed::PROBE_PORT_NOT_EXPOSED,
    &projected_token_audience::PROJECTED_TOKEN_AUDIENCE,
    &projected_token_lifetime::PROJECTED_TOKEN_LIFETIME,
    &pss_relaxation_below_target::PSS_RELAXATION_BELOW_TARGET,
    &readiness_probe_missing::READINESS_PROBE_MISSING,
    &recursive_read_only_host_mount::RECURSIVE_READ_ONLY_HOST_MOUNT,
    &requests_exceed_limits::REQUESTS_EXCEED_LIMITS,
    &run_as_non_root_contradiction::RUN_AS_NON_ROOT_CONTRADICTION,
    &run_as_non_root_not_set::RUN_AS_NON_ROOT_NOT_SET,
    &run_as_root_user::RUN_AS_ROOT_USER,
    &rwo_volume_multi_replica::RWO_VOLUME_MULTI_REPLICA,
    &seccomp_profile_missing::SECCOMP_PROFILE_MISSING,
    &seccomp_unconfined::SECCOMP_UNCONFINED,
    &selector_template_mismatch::SELECTOR_TEMPLATE_MISMATCH,
    &sensitive_host_path::SENSITIVE_HOST_PATH,
    &service_account_token_secret_mount::SERVICE_ACCOUNT_TOKEN_SECRET_MOUNT,
    &share_process_namespace::SHARE_PROCESS_NAMESPACE,
    &shell_download_exec::SHELL_DOWNLOAD_EXEC,
    &sidecar_as_plain_container::SIDECAR_AS_PLAIN_CONTAINER,
    &stop_signal_without_os::STOP_SIGNAL_WITHOUT_OS,
    &sudo_in_command::SUDO_IN_COMMAND,
    &supplemental_groups_merge::SUPPLEMENTAL_GROUPS_MERGE,
    &tolerate_everything::TOLERATE_EVERYTHING,
    &unsafe_sysctl::UNSAFE_SYSCTL,
    &user_namespace_available::USER_NAMESPACE_AVAILABLE,
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
