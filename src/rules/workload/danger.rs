//! Capabilities with which a container can leave itself or rule the node.

use crate::finding::Severity::{self, Critical, High};
use crate::manifest::pss;

const DANGERS: [(&str, Severity, &str); 14] = [
    ("ALL", Critical, "grants everything root may do"),
    ("SYS_ADMIN", Critical, "mounts file systems and reconfigures the kernel"),
    ("SYS_MODULE", Critical, "loads code into the kernel"),
    ("SYS_RAWIO", Critical, "reads and writes devices and memory directly"),
    ("DAC_READ_SEARCH", Critical, "opens any file of the host by its handle"),
    ("SYS_PTRACE", High, "reads and changes the memory of other processes"),
    ("SYS_BOOT", High, "reboots the node or loads another kernel"),
    ("NET_ADMIN", High, "reconfigures interfaces, routes and firewalls"),
    ("BPF", High, "loads programs into the kernel"),
    ("PERFMON", High, "watches the kernel and other processes"),
    ("MAC_ADMIN", High, "changes the policy of the Linux security module"),
    ("MAC_OVERRIDE", High, "ignores the policy of the Linux security module"),
    ("CHECKPOINT_RESTORE", High, "reads and recreates the state of other processes"),
    ("SYSLOG", High, "reads the kernel log and kernel addresses"),
];

/// How bad a capability is and what it grants, if it is one of the worst, however it is spelled.
pub(super) fn danger(name: &str) -> Option<(Severity, &'static str)> {
    let name = pss::normal_capability(name);
    DANGERS.iter().find(|it| it.0 == name).map(|it| (it.1, it.2))
}
