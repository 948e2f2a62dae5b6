//! What the rules that speak for the Pod Security admission plugin share.

use crate::finding::{Finding, Severity};
use crate::manifest::Pod;
use crate::manifest::pss::{self, Level, PolicyVersion, Violation};
use crate::rule::Context;
use crate::source::Span;
use crate::yaml::Value;

/// Options of the rules.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Options {
    /// The release whose definition of the level counts: `1.30`, or `latest` for the newest known. Default: that of the
    /// Kubernetes the manifests are for.
    #[schemars(with = "Option<String>")]
    pub(super) version: Option<PolicyVersion>,
}

/// One finding for each check of a level that refuses the pod.
pub(super) fn report(pod: Pod<'_>, level: Level, cx: &mut Context<'_>) {
    if pod.is_open() {
        return;
    }
    let version = match cx.options::<Options>().version {
        None => cx.kubernetes_version(),
        Some(PolicyVersion::Of(version)) => version,
        Some(PolicyVersion::Latest) => PolicyVersion::NEWEST,
    };
    for violation in pss::evaluate(pod, level, version) {
        let severity = if violation.level == Level::Baseline { Severity::High } else { Severity::Medium };
        let Some(&first) = violation.nodes.first() else { continue };
        let place = (first.grip(), path(&violation, first));
        let finding = cx.report(place, violation.text()).severity(severity).help(advice(&violation));
        let mut seen: Vec<Span> = vec![first.grip()];
        for &node in &violation.nodes[1..] {
            label(finding, node, "and here", &mut seen);
        }
    }
}

/// Path of a value; of a container that lacks one, that of the missing value, as containers may lack several.
fn path(violation: &Violation<'_>, node: Value<'_>) -> String {
    let field = match violation.check {
        "allowPrivilegeEscalation" => "allowPrivilegeEscalation",
        "capabilities_restricted" => "capabilities.drop",
        "runAsNonRoot" => "runAsNonRoot",
        "seccompProfile_restricted" => "seccompProfile",
        _ => return node.location(),
    };
    let is_item = node.key().is_none() && node.is_mapping();
    if is_item { format!("{}.securityContext.{field}", node.location()) } else { node.location() }
}

/// Labels a place once.
fn label(finding: &mut Finding, node: Value<'_>, text: &str, seen: &mut Vec<Span>) {
    if !seen.contains(&node.grip()) {
        seen.push(node.grip());
        finding.label(node, text);
    }
}

/// What to do about a violation, and the plugin's name for it.
fn advice(violation: &Violation<'_>) -> String {
    let what = match violation.check {
        "appArmorProfile" => "leave the profile out, or use `RuntimeDefault` or one of your own by `Localhost`",
        "capabilities_baseline" => "add only capabilities that the level allows, as few as the program needs",
        "hostNamespaces" => "give the pod namespaces of its own",
        "hostPathVolumes" => "use a volume that is no part of the node",
        "hostPorts" => "publish the port with a Service",
        "hostProbesAndHostLifecycle" => "leave the host out: the kubelet then asks the pod itself",
        "privileged" => "run the container unprivileged, with the few capabilities it needs",
        "procMount" | "procMount_restricted" => "leave `procMount` out",
        "seLinuxOptions" => "leave the type out or use one of the container types, and leave user and role out",
        "seccompProfile_baseline" | "seccompProfile_restricted" => {
            "set `seccompProfile: {type: RuntimeDefault}` for the pod"
        }
        "sysctls" => "set only sysctls that end at the pod",
        "windowsHostProcess" => "run the process in a container of its own",
        "allowPrivilegeEscalation" => "set `allowPrivilegeEscalation: false` in every container",
        "capabilities_restricted" => "drop `ALL`, and add at most `NET_BIND_SERVICE`",
        "restrictedVolumes" => "mount what the volume holds through a PersistentVolumeClaim",
        "runAsUser" => "run as a user other than 0",
        _ => "set `runAsNonRoot: true` for the pod, with an image that runs as a user other than root",
    };
    format!("{what}; the check is `{}` of the Pod Security Standards", violation.check)
}
