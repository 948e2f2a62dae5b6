//! Lists of the Pod Security Standards and of the kernel, as the Pod Security admission plugin compares them: exactly,
//! upper and lower case apart.

use crate::manifest::{Pod, Version};
use crate::yaml::Value;

/// Capabilities that the *baseline* standard lets a container add. `NET_RAW` is not among them, although runtimes grant it.
const BASELINE_CAPABILITIES: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// The one capability that the *restricted* standard lets a container add.
pub const RESTRICTED_CAPABILITY: &str = "NET_BIND_SERVICE";

/// All capabilities of Linux (`capability.h`, up to `CAP_CHECKPOINT_RESTORE` of 5.9), without those of the baseline list.
const OTHER_CAPABILITIES: [&str; 28] = [
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "DAC_READ_SEARCH",
    "IPC_LOCK",
    "IPC_OWNER",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "NET_ADMIN",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// Sysctls that the *baseline* standard allows, with the minor version of Kubernetes 1.x from which on.
const SAFE_SYSCTLS: [(&str, u16); 14] = [
    ("kernel.shm_rmid_forced", 0),
    ("net.ipv4.ip_local_port_range", 0),
    ("net.ipv4.tcp_syncookies", 0),
    ("net.ipv4.ping_group_range", 0),
    ("net.ipv4.ip_unprivileged_port_start", 0),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_wmem", 32),
    ("net.ipv4.tcp_slow_start_after_idle", 37),
    ("net.ipv4.tcp_notsent_lowat", 37),
];

/// Volume sources that the *restricted* standard allows.
const RESTRICTED_VOLUMES: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// SELinux types that the *baseline* standard allows, with the minor version of Kubernetes 1.x from which on.
const SELINUX_TYPES: [(&str, u16); 5] =
    [("", 0), ("container_t", 0), ("container_init_t", 0), ("container_kvm_t", 0), ("container_engine_t", 31)];

/// Annotation with the AppArmor profile of a container, whose name follows.
pub const APPARMOR_ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

/// Whether the *baseline* standard lets a container add this capability.
pub fn is_baseline_capability(name: &str) -> bool {
    BASELINE_CAPABILITIES.contains(&name)
}

/// Whether the kernel knows a capability of this name (upper case, without `CAP_`).
pub fn is_capability(name: &str) -> bool {
    is_baseline_capability(name) || OTHER_CAPABILITIES.contains(&name)
}

/// The name as the kernel spells it: upper case, without `CAP_`.
pub fn normal_capability(name: &str) -> String {
    let upper = name.to_ascii_uppercase();
    upper.strip_prefix("CAP_").map_or(upper.clone(), str::to_owned)
}

/// Whether the *baseline* standard of a version allows a sysctl.
pub fn is_safe_sysctl(name: &str, version: Version) -> bool {
    SAFE_SYSCTLS.iter().any(|&(safe, minor)| safe == name && version >= Version::new(1, minor))
}

/// Whether the *restricted* standard allows a volume source, such as `emptyDir`.
pub fn is_restricted_volume(source: &str) -> bool {
    RESTRICTED_VOLUMES.contains(&source)
}

/// Whether the *baseline* standard of a version allows an SELinux type.
pub fn is_allowed_selinux_type(name: &str, version: Version) -> bool {
    SELINUX_TYPES.iter().any(|&(allowed, minor)| allowed == name && version >= Version::new(1, minor))
}

/// Whether a seccomp or AppArmor profile is one that the *baseline* standard refuses: its type is neither `RuntimeDefault`
/// nor `Localhost`. A profile without a type is refused too.
pub fn is_unconfined(profile: Value<'_>) -> bool {
    !matches!(profile.str("type"), Some("RuntimeDefault" | "Localhost"))
}

/// Type and file of the AppArmor profile that an annotation names; `None` where it names none.
pub fn apparmor_profile(text: &str) -> Option<(&'static str, Option<&str>)> {
    match text {
        "runtime/default" => Some(("RuntimeDefault", None)),
        "unconfined" => Some(("Unconfined", None)),
        _ => text.strip_prefix("localhost/").filter(|it| !it.is_empty()).map(|file| ("Localhost", Some(file))),
    }
}

/// Whether a text can be the `localhostProfile` of a seccomp or AppArmor profile as it is, between quotes: a plain path
/// that stays in its folder.
pub fn is_profile_path(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-/".contains(&b);
    text.starts_with(|c: char| c.is_ascii_alphanumeric()) && !text.contains("..") && text.bytes().all(plain)
}

/// Whether root in the containers is nobody on the node: from policy 1.35 on a pod with its own user namespace may run as
/// root.
pub fn allows_root(pod: Pod<'_>, version: Version) -> bool {
    version >= Version::new(1, 35) && pod.get("hostUsers").is_some_and(Value::is_false)
}

/// Whether settings of the Linux kernel are not asked of this pod: Windows pods are exempt from policy 1.25 on.
pub fn exempts_windows(pod: Pod<'_>, version: Version) -> bool {
    version >= Version::new(1, 25) && pod.is_windows()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_exactly() {
        assert!(is_baseline_capability("CHOWN"));
        for name in ["chown", "CAP_CHOWN", "ALL", "NET_RAW"] {
            assert!(!is_baseline_capability(name), "{name}");
        }
        assert_eq!(normal_capability("cap_sys_admin"), "SYS_ADMIN");
    }

    #[test]
    fn the_list_of_sysctls_grows_with_the_version() {
        let name = "net.ipv4.tcp_rmem";
        assert!(!is_safe_sysctl(name, Version::new(1, 31)));
        assert!(is_safe_sysctl(name, Version::new(1, 32)));
        assert!(!is_safe_sysctl("net/ipv4/tcp_syncookies", Version::new(1, 36)));
    }
}
