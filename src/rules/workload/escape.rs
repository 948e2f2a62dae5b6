//! Known ways from a container to its node, put together from what a pod has.

use super::script;
use crate::finding::Severity;
use crate::manifest::host_path::{HostPath, host_paths, mounts};
use crate::manifest::{Container, Pod, pss};
use crate::yaml::Value;

/// A way out.
#[derive(Debug)]
pub(super) struct Way<'a> {
    /// Completes "the pod …".
    pub(super) what: &'static str,
    /// What it takes, each with what it is good for. Never empty.
    pub(super) pieces: Vec<(Value<'a>, &'static str)>,
}

type Pieces<'a> = Vec<(Value<'a>, &'static str)>;

/// What a pod has that leads out of it, if that is enough for a way.
pub(super) fn find<'a>(pod: Pod<'a>) -> Option<Way<'a>> {
    let host_pid = pod.get("hostPID").filter(|it| it.is_true());
    let on_node = pod.get("volumes").is_some_and(|it| it.items().any(|it| it.get("hostPath").is_some()));
    if host_pid.is_none() && !on_node {
        return None;
    }
    let (mut pieces, mut what): (Pieces<'a>, Option<&'static str>) = (Vec::new(), None);
    if let Some(host_pid) = host_pid {
        let entries: Pieces<'a> = pod.containers().flat_map(enters).collect();
        if !entries.is_empty() {
            pieces.push((host_pid, "all processes of the node"));
            pieces.extend(entries);
            what = Some("can enter the processes of the node");
        }
    }
    // Each of these is a way of its own.
    let mut single: Pieces<'a> = Vec::new();
    for (volume, source, path) in host_paths(pod) {
        let at = source.get("path").unwrap_or(source);
        if let HostPath::Socket(socket) = HostPath::of(&path)
            && !socket.starts_with("/var/lib/kubelet")
        {
            single.push((at, "starts containers of any kind"));
        }
        for (container, mount) in mounts(pod, volume).filter(|(_, mount)| !mount.flag("readOnly")) {
            if path == "/var/log" {
                single.push((at, "links in it make the kubelet show any file of the node"));
            }
            if let Some((more, how)) = through(container, &path) {
                what = what.or(Some(how));
                pieces.push((at, "writable from the container"));
                pieces.push((mount, "mounted here"));
                pieces.extend(more);
            }
        }
    }
    let modules = |it: Container<'a>| added(it, &["SYS_MODULE"]).map(|it| (it, "loads code into the kernel"));
    single.extend(pod.containers().filter_map(modules));
    single.dedup();
    if what.is_none() && single.len() < 2 {
        return None;
    }
    pieces.extend(single);
    let mut seen = Vec::new();
    pieces.retain(|it| {
        !seen.contains(&it.0.id()) && {
            seen.push(it.0.id());
            true
        }
    });
    Some(Way { what: what.unwrap_or("has more than one way to the node"), pieces })
}

/// With what a container enters processes that it sees.
fn enters<'a>(container: Container<'a>) -> Pieces<'a> {
    let mut found = Pieces::new();
    if let Some(it) = privileged(container) {
        found.push((it, "may enter them"));
    } else if let Some(it) = added(container, &["SYS_PTRACE", "SYS_ADMIN", "ALL"]) {
        found.push((it, "may enter them"));
    }
    found.extend(leaves(container, "nsenter").map(|it| (it, "enters process 1")));
    found
}

/// How a container gets out through a folder of the node that it can write.
fn through<'a>(container: Container<'a>, path: &str) -> Option<(Pieces<'a>, &'static str)> {
    if path == "/" {
        let mut pieces: Pieces<'a> =
            leaves(container, "chroot").map(|it| (it, "makes it its root")).into_iter().collect();
        pieces.extend(privileged(container).map(|it| (it, "takes the last bounds away")));
        return (!pieces.is_empty()).then_some((pieces, "can act as root on the disk of the node"));
    }
    if matches!(path, "/sys" | "/sys/fs" | "/sys/fs/cgroup") || path.starts_with("/sys/fs/cgroup/") {
        let it = privileged(container).or_else(|| added(container, &["SYS_ADMIN", "ALL"]))?;
        return Some((
            vec![(it, "may change what the kernel runs for a cgroup")],
            "can have the kernel run a program on the node",
        ));
    }
    None
}

fn privileged(container: Container<'_>) -> Option<Value<'_>> {
    container.security("privileged").filter(|it| it.is_true())
}

/// The first of these capabilities that a container adds, however it is spelled.
fn added<'a>(container: Container<'a>, names: &[&str]) -> Option<Value<'a>> {
    let mut entries = container.security("capabilities")?.list("add");
    entries.find(|it| it.text().is_some_and(|it| names.contains(&pss::normal_capability(it).as_str())))
}

/// The part of its command with which a container leaves itself through this program.
fn leaves<'a>(container: Container<'a>, program: &str) -> Option<Value<'a>> {
    ["command", "args"].into_iter().filter_map(|it| container.get(it)).find_map(|list| {
        let words: Vec<&str> = list.items().filter_map(Value::text).collect();
        let text = words.join(" ");
        let out = text.contains(program) && script::judge(&text).is_some_and(|it| it.severity == Severity::High);
        out.then(|| list.items().find(|it| it.text().is_some_and(|it| it.contains(program)))).flatten()
    })
}
