//! Pods and their controllers: isolation, images, resources, probes, volumes, availability.

use crate::rule::Rule;

pub mod apparmor_unconfined;
pub mod capability_beyond_baseline;
pub mod capability_drop_all_missing;
pub mod dangerous_capability;
pub mod host_ipc;
pub mod host_network;
pub mod host_pid;
mod naming;
pub mod privilege_escalation_allowed;
pub mod privileged_container;
pub mod run_as_non_root_contradiction;
pub mod run_as_non_root_not_set;
pub mod run_as_root_user;
pub mod seccomp_profile_missing;
pub mod seccomp_unconfined;

/// The rules of this category, one line each.
pub(super) static RULES: &[&Rule] = &[
    &apparmor_unconfined::APPARMOR_UNCONFINED,
    &capability_beyond_baseline::CAPABILITY_BEYOND_BASELINE,
    &capability_drop_all_missing::CAPABILITY_DROP_ALL_MISSING,
    &dangerous_capability::DANGEROUS_CAPABILITY,
    &host_ipc::HOST_IPC,
    &host_network::HOST_NETWORK,
    &host_pid::HOST_PID,
    &privilege_escalation_allowed::PRIVILEGE_ESCALATION_ALLOWED,
    &privileged_container::PRIVILEGED_CONTAINER,
    &run_as_non_root_contradiction::RUN_AS_NON_ROOT_CONTRADICTION,
    &run_as_non_root_not_set::RUN_AS_NON_ROOT_NOT_SET,
    &run_as_root_user::RUN_AS_ROOT_USER,
    &seccomp_profile_missing::SECCOMP_PROFILE_MISSING,
    &seccomp_unconfined::SECCOMP_UNCONFINED,
];
