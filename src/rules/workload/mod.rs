//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::manifest::Kind;
use crate::rule::Rule;

pub mod apparmor_unconfined;
pub mod capability_beyond_baseline;
pub mod capability_drop_all_missing;
pub mod container_runtime_socket;
pub mod cronjob_concurrency_policy;
pub mod cronjob_invalid_schedule;
pub mod cronjob_starting_deadline;
pub mod cronjob_suspended;
mod danger;
pub mod dangerous_capability;
pub mod dangling_hpa;
pub mod default_namespace;
pub mod deprecated_node_label;
pub mod deprecated_registry;
pub mod dns_ndots;
pub mod duplicate_env_var;
pub mod fractional_bytes;
pub mod host_ipc;
pub mod host_network;
pub mod host_path_volume;
pub mod host_pid;
pub mod host_port;
pub mod hpa_min_equals_max;
pub mod hpa_min_replicas;
pub mod hpa_static_replicas;
pub mod image_missing;
pub mod invalid_restart_policy;
pub mod invalid_topology_spread;
pub mod job_ttl;
pub mod memory_limit_missing;
pub mod mutable_image_tag;
pub mod naked_pod;
mod naming;
pub mod no_pod_spreading;
pub mod no_rolling_update;
pub mod null_affinity_selector;
pub mod pdb_blocks_eviction;
pub mod pdb_hpa_mismatch;
pub mod pdb_missing;
pub mod pdb_no_match;
pub mod pdb_no_policy;
pub mod pdb_overlap;
pub mod pdb_unhealthy_eviction_policy;
pub mod priority_class_not_set;
pub mod privilege_escalation_allowed;
pub mod privileged_container;
pub mod probe_port_not_exposed;
pub mod readiness_probe_missing;
mod replicas;
pub mod replicas_below_minimum;
pub mod requests_exceed_limits;
pub mod restrict_node_selection;
pub mod run_as_non_root_contradiction;
pub mod run_as_non_root_not_set;
pub mod run_as_root_user;
pub mod seccomp_profile_missing;
pub mod seccomp_unconfined;
pub mod selector_template_mismatch;
pub mod sensitive_host_path;
pub mod share_process_namespace;
pub mod statefulset_service_name;
pub mod sudo_in_command;
pub mod system_namespace;
pub mod unsafe_sysctl;
pub mod update_strategy_bounds;
pub mod volume_claim_template_annotation;
pub mod windows_run_as_user_name;
pub mod writable_root_filesystem;
pub mod zero_replicas;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &apparmor_unconfined::APPARMOR_UNCONFINED,
    &capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE,
    &capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING,
    &container_runtime_socket::CONTAINER_RUNTIME_SOCKET,
    &cronjob_concurrency_policy::CRONJOB_CONCURRENCY_POLICY,
    &cronjob_invalid_schedule::CRONJOB_INVALID_SCHEDULE,
    &cronjob_starting_deadline::CRONJOB_STARTING_DEADLINE,
    &cronjob_suspended::CRONJOB_SUSPENDED,
    &dangerous_capability::DANGEROUS_CAPABILITY,
    &dangling_hpa::DANGLING_HPA,
    &default_namespace::DEFAULT_NAMESPACE,
    &deprecated_node_label::DEPRECATED_NODE_LABEL,
    &deprecated_registry::DEPRECATED_REGISTRY,
    &dns_ndots::DNS_NDOTS,
    &duplicate_env_var::DUPLICATE_ENV_VAR,
    &fractional_bytes::FRACTIONAL_BYTES,
    &host_ipc::HOST_IPC,
    &host_network::HOST_NETWORK,
    &host_path_volume::HOST_PATH_VOLUME,
    &host_pid::HOST_PID,
    &host_port::HOST_PORT,
    &hpa_min_equals_max::HPA_MIN_EQUALS_MAX,
    &hpa_min_replicas::HPA_MIN_REPLICAS,
    &hpa_static_replicas::HPA_STATIC_REPLICAS,
    &image_missing::IMAGE_MISSING,
    &invalid_restart_policy::INVALID_RESTART_POLICY,
    &invalid_topology_spread::INVALID_TOPOLOGY_SPREAD,
    &job_ttl::JOB_TTL,
    &memory_limit_missing::MEMORY_LIMIT_MISSING,
    &mutable_image_tag::MUTABLE_IMAGE_TAG,
    &naked_pod::NAKED_POD,
    &no_pod_spreading::NO_POD_SPREADING,
    &no_rolling_update::NO_ROLLING_UPDATE,
    &null_affinity_selector::NULL_AFFINITY_SELECTOR,
    &pdb_blocks_eviction::PDB_BLOCKS_EVICTION,
    &pdb_hpa_mismatch::PDB_HPA_MISMATCH,
    &pdb_missing::PDB_MISSING,
    &pdb_no_match::PDB_NO_MATCH,
    &pdb_no_policy::PDB_NO_POLICY,
    &pdb_overlap::PDB_OVERLAP,
    &pdb_unhealthy_eviction_policy::PDB_UNHEALTHY_EVICTION_POLICY,
    &priority_class_not_set::PRIORITY_CLASS_NOT_SET,
    &privilege_escalation_allowed::PRIVILEGE_ESCALATION_ALLOWED,
    &privileged_container::PRIVILEGED_CONTAINER,
    &probe_port_not_exposed::PROBE_PORT_NOT_EXPOSED,
    &readiness_probe_missing::READINESS_PROBE_MISSING,
    &replicas_below_minimum::REPLICAS_BELOW_MINIMUM,
    &requests_exceed_limits::REQUESTS_EXCEED_LIMITS,
    &restrict_node_selection::RESTRICT_NODE_SELECTION,
    &run_as_non_root_contradiction::RUN_AS_NON_ROOT_CONTRADICTION,
    &run_as_non_root_not_set::RUN_AS_NON_ROOT_NOT_SET,
    &run_as_root_user::RUN_AS_ROOT_USER,
    &seccomp_profile_missing::SECCOMP_PROFILE_MISSING,
    &seccomp_unconfined::SECCOMP_UNCONFINED,
    &selector_template_mismatch::SELECTOR_TEMPLATE_MISMATCH,
    &sensitive_host_path::SENSITIVE_HOST_PATH,
    &share_process_namespace::SHARE_PROCESS_NAMESPACE,
    &statefulset_service_name::STATEFULSET_SERVICE_NAME,
    &sudo_in_command::SUDO_IN_COMMAND,
    &system_namespace::SYSTEM_NAMESPACE,
    &unsafe_sysctl::UNSAFE_SYSCTL,
    &update_strategy_bounds::UPDATE_STRATEGY_BOUNDS,
    &volume_claim_template_annotation::VOLUME_CLAIM_TEMPLATE_ANNOTATION,
    &windows_run_as_user_name::WINDOWS_RUN_AS_USER_NAME,
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
