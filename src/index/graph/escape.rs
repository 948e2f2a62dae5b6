//! From a container to its node: only ways that need nothing but what is written.

use super::build::Builder;
use super::{Bond, Certainty, Goal, Step, Vertex};
use crate::index::Index;
use crate::manifest::host_path::{HostPath, host_paths, mounts};
use crate::manifest::{Container, Kind, Pod, pss};
use crate::yaml::Value;

/// Folders of the node in which whoever may write can have root run something.
const ROOTS: [&str; 24] = [
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/etc/cron.d",
    "/etc/kubernetes",
    "/etc/kubernetes/manifests",
    "/etc/systemd",
    "/etc/systemd/system",
    "/lib",
    "/opt/cni/bin",
    "/proc",
    "/root",
    "/root/.ssh",
    "/sbin",
    "/usr",
    "/usr/bin",
    "/usr/local/bin",
    "/var",
    "/var/lib",
    "/var/lib/etcd",
    "/var/lib/kubelet",
    "/var/run/docker",
];

/// Capabilities that are enough for root in a container to be root on the node.
const CAPABILITIES: [&str; 4] = ["ALL", "SYS_ADMIN", "SYS_MODULE", "DAC_READ_SEARCH"];

pub(super) fn enter(builder: &mut Builder<'_, '_>) {
    for &pod in builder.index.pods() {
        for listens in [true, false] {
            let ways = pod.containers().filter(|it| it.is_long_running() && listens_in(*it, pod) == listens);
            let Some(steps) = ways.into_iter().find_map(|it| {
                let written = way(it).map(|(value, text)| vec![Step::new(pod.resource(), Some(value), text)]);
                written.or_else(|| by_claim(it, builder.index))
            }) else {
                continue;
            };
            let (from, to) = (builder.workload(pod), builder.vertex(Vertex::Goal(Goal::Node)).0);
            builder.edge(from, to, Bond::Escape { listens }, Certainty::Certain, steps);
        }
    }
}

/// Whether traffic may arrive at a container: it has a port, or no container of the pod says which has.
fn listens_in(container: Container<'_>, pod: Pod<'_>) -> bool {
    let has_ports = |it: Container<'_>| it.value().list("ports").next().is_some();
    has_ports(container) || !pod.containers().any(has_ports)
}

/// The first way out of a container: where it is written, and what it is.
fn way<'a>(container: Container<'a>) -> Option<(Value<'a>, String)> {
    let name = container.name();
    if container.is_privileged() {
        let value = container.security("privileged")?;
        return Some((value, format!("container `{name}` is privileged: whoever holds it holds the node")));
    }
    let pod = container.pod();
    if container
        .security("windowsOptions")
        .or_else(|| pod.security("windowsOptions"))
        .is_some_and(|it| it.flag("hostProcess"))
    {
        let value = container.security("windowsOptions").or_else(|| pod.security("windowsOptions"))?;
        return Some((value, format!("container `{name}` is a process of the node")));
    }
    if !may_be_root(container) {
        return None;
    }
    let added = |names: &[&str]| {
        let mut all = container.security("capabilities")?.list("add");
        all.find(|it| it.text().is_some_and(|it| names.contains(&pss::normal_capability(it).as_str())))
    };
    let own_users = pod.get("hostUsers").is_some_and(Value::is_false);
    if let Some(value) = added(&CAPABILITIES).filter(|_| !own_users) {
        let text = value.text().unwrap_or_default();
        return Some((value, format!("with `{text}`, root in container `{name}` is root on the node")));
    }
    if let Some(value) = pod.get("hostPID").filter(|it| it.is_true())
        && added(&["SYS_PTRACE"]).is_some()
        && !own_users
    {
        return Some((value, format!("container `{name}` sees all processes of the node and may change them")));
    }
    for (volume, source, path) in host_paths(pod) {
        let socket = matches!(HostPath::of(&path), HostPath::Socket(it) if !it.starts_with("/var/lib/kubelet"));
        let mut mounted = mounts(pod, volume).filter(|it| it.0.name() == name);
        let at = source.get("path").unwrap_or(source);
        if socket && mounted.next().is_some() {
            return Some((at, format!("container `{name}` commands the container runtime of the node")));
        }
        if ROOTS.contains(&path.as_str()) && mounted.any(|it| !it.1.flag("readOnly")) {
            return Some((at, format!("container `{name}` may write to `{path}` of the node as root")));
        }
    }
    None
}

/// A way out through a claim for a volume that is a folder of the node.
fn by_claim<'a>(container: Container<'a>, index: &Index<'a>) -> Option<Vec<Step<'a>>> {
    if !may_be_root(container) {
        return None;
    }
    let pod = container.pod();
    let resource = pod.resource();
    pod.volumes().find_map(|volume| {
        let claim = volume.path("persistentVolumeClaim.claimName")?;
        let name = claim.as_str()?;
        mounts(pod, volume).find(|it| it.0.name() == container.name() && !it.1.flag("readOnly"))?;
        let persistent = index.volume_of(name, resource)?;
        let at = persistent.path("spec.hostPath.path")?;
        let path = at.as_str().filter(|it| ROOTS.contains(&it.trim_end_matches('/')) || *it == "/")?;
        let text = format!("container `{}` writes as root to what is behind claim `{name}`", container.name());
        let mut steps = vec![Step::new(resource, Some(claim), text)];
        if let Some(claim) = index.find(Kind::PersistentVolumeClaim, name, resource).found() {
            let volume = claim.path("spec.volumeName");
            steps.push(Step::new(claim, volume, format!("the claim is bound to {}", persistent.title())));
        }
        steps.push(Step::new(persistent, Some(at), format!("which is `{path}` of the node")));
        Some(steps)
    })
}

/// Whether nothing keeps a container from running as root.
fn may_be_root(container: Container<'_>) -> bool {
    let user = container.effective("runAsUser").and_then(Value::as_int);
    user.is_none_or(|it| it == 0) && !container.effective("runAsNonRoot").is_some_and(Value::is_true)
}
