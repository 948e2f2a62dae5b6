//! The Pod Security Standards: their lists, and [`evaluate`], which judges a pod exactly as the Pod Security admission plugin
//! of a version does, with its words.
//!
//! This is not the effective value that runs: the plugin refuses a bad value of the pod even where every container overrides
//! it. Rules about risk judge the effective value instead.

mod config;
mod host;
mod labels;
mod lists;
mod policy;
mod privilege;
mod profile;
mod resources;
#[cfg(test)]
mod tests;
mod user;
mod words;

pub use config::{Configuration, configurations};
pub use labels::{Labelled, Mode, NamespacePolicy, PREFIX};
pub use lists::{
    APPARMOR_ANNOTATION, RESTRICTED_CAPABILITY, allows_root, apparmor_profile, exempts_windows,
    is_allowed_selinux_type, is_baseline_capability, is_capability, is_profile_path, is_restricted_volume,
    is_safe_sysctl, is_unconfined, normal_capability,
};
pub use policy::{Level, Policy, PolicyVersion};

use super::{Pod, Version};
use crate::yaml::Value;

/// What one check of the standards refuses about a pod.
#[derive(Clone, Debug)]
pub struct Violation<'a> {
    /// The plugin's name of the check, such as `hostPorts`.
    pub check: &'static str,
    /// The level that asks for it.
    pub level: Level,
    /// The plugin's short words.
    pub reason: &'static str,
    /// The plugin's long words.
    pub detail: String,
    /// The values that are wrong, else the containers or the pod that lack one; never empty.
    pub nodes: Vec<Value<'a>>,
}

impl Violation<'_> {
    /// Both, as the plugin prints them: `hostPort (container "a" uses hostPort 80)`.
    pub fn text(&self) -> String {
        format!("{} ({})", self.reason, self.detail)
    }
}

/// What a check finds: reason, detail, nodes.
type Found<'a> = (&'static str, String, Vec<Value<'a>>);

/// One check of the plugin.
struct Check {
    id: &'static str,
    level: Level,
    /// First minor version of 1.x that has it.
    since: u16,
    /// The *baseline* checks that it replaces at *restricted*.
    replaces: &'static [&'static str],
    run: for<'a> fn(Pod<'a>, Version) -> Option<Found<'a>>,
}

macro_rules! check {
    ($level:ident $id:literal since $since:literal $(replaces $replaced:literal)?: $run:path) => {
        Check { id: $id, level: Level::$level, since: $since, replaces: &[$($replaced)?], run: $run }
    };
}

/// In the order of the plugin: *baseline*, then *restricted*, each sorted by name.
static CHECKS: [Check; 19] = [
    check!(Baseline "appArmorProfile" since 0: profile::apparmor),
    check!(Baseline "capabilities_baseline" since 0: privilege::added_capabilities),
    check!(Baseline "hostNamespaces" since 0: host::namespaces),
    check!(Baseline "hostPathVolumes" since 0: resources::host_path_volumes),
    check!(Baseline "hostPorts" since 0: host::ports),
    check!(Baseline "hostProbesAndHostLifecycle" since 34: host::probes),
    check!(Baseline "privileged" since 0: privilege::privileged),
    check!(Baseline "procMount" since 0: profile::proc_mount_unless_user_namespace),
    check!(Baseline "seLinuxOptions" since 0: profile::selinux),
    check!(Baseline "seccompProfile_baseline" since 0: profile::seccomp),
    check!(Baseline "sysctls" since 0: resources::sysctls),
    check!(Baseline "windowsHostProcess" since 0: host::windows_process),
    check!(Restricted "allowPrivilegeEscalation" since 8: privilege::escalation),
    check!(Restricted "capabilities_restricted" since 22 replaces "capabilities_baseline": privilege::kept_capabilities),
    check!(Restricted "procMount_restricted" since 35 replaces "procMount": profile::proc_mount),
    check!(Restricted "restrictedVolumes" since 0 replaces "hostPathVolumes": resources::restricted_volumes),
    check!(Restricted "runAsNonRoot" since 0: user::non_root),
    check!(Restricted "runAsUser" since 23: user::root),
    check!(
        Restricted "seccompProfile_restricted" since 19 replaces "seccompProfile_baseline": profile::seccomp_required
    ),
];

/// All that a level, as it was defined for a version of Kubernetes, refuses about a pod, in the order of the plugin. A version
/// above the newest that is known is taken for that one.
pub fn evaluate(pod: Pod<'_>, level: Level, version: Version) -> Vec<Violation<'_>> {
    let active = |it: &Check| it.level <= level && version >= Version::new(1, it.since);
    let replaced = |id: &str| CHECKS.iter().any(|it| it.replaces.contains(&id) && active(it));
    let checks = CHECKS.iter().filter(|it| active(it) && !replaced(it.id));
    let judge = |it: &'static Check| {
        let (reason, detail, nodes) = (it.run)(pod, version)?;
        Some(Violation { check: it.id, level: it.level, reason, detail, nodes })
    };
    checks.filter_map(judge).collect()
}

/// Whether a level of a version lets a pod in.
pub fn allows(pod: Pod<'_>, level: Level, version: Version) -> bool {
    evaluate(pod, level, version).is_empty()
}

/// The strictest level of a version that lets a pod in.
pub fn strictest(pod: Pod<'_>, version: Version) -> Level {
    let levels = [Level::Restricted, Level::Baseline];
    levels.into_iter().find(|&it| allows(pod, it, version)).unwrap_or(Level::Privileged)
}

/// The violations as the plugin strings them together.
pub fn summary(violations: &[Violation<'_>]) -> String {
    violations.iter().map(Violation::text).collect::<Vec<_>>().join(", ")
}
