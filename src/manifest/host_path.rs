//! What a path of the node gives away when a pod mounts it.

use super::{Container, Pod};
use crate::yaml::Value;

/// How much a `hostPath` gives away, worst first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPath {
    /// Holds the socket of a container runtime or of the kubelet: who can talk to it can start containers or answer for them.
    Socket(&'static str),
    /// Is, holds or lies below this folder of the node's system.
    Sensitive(&'static str),
    /// Some other path.
    Plain,
}

/// Sockets, below `/run` (which `/var/run` is a link to).
const SOCKETS: [&str; 13] = [
    "/run/docker.sock",
    "/run/docker/",
    "/run/containerd/containerd.sock",
    "/run/crio/crio.sock",
    "/run/podman/podman.sock",
    "/run/cri-dockerd.sock",
    "/run/dockershim.sock",
    "/run/buildkit/buildkitd.sock",
    "/run/k3s/containerd/containerd.sock",
    "/run/user/1000/docker.sock",
    "/var/snap/microk8s/common/run/containerd.sock",
    "/var/lib/kubelet/device-plugins/",
    "/var/lib/kubelet/pod-resources/",
];

/// Folders from which on a parent of a socket counts as the folder of that socket; above them are whole system trees.
const SOCKET_FOLDERS: [&str; 2] = ["/run", "/var/snap/microk8s"];

const SENSITIVE: [&str; 30] = [
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/proc",
    "/root",
    "/run",
    "/sys",
    "/usr",
    "/bin",
    "/sbin",
    "/var/lib/docker",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/var/lib/crio",
    "/var/lib/kubelet",
    "/var/lib/etcd",
    "/var/lib/rancher",
    "/var/lib/cni",
    "/var/log",
    "/opt/cni",
    "/etc/kubernetes",
    "/etc/cni",
    "/etc/rancher",
    "/.aws",
    "/.azure",
    "/.config/gcloud",
    "/var/snap/microk8s",
];

/// Folders that hold cloud credentials wherever they are.
const CREDENTIALS: [&str; 3] = ["/.aws", "/.azure", "/.config/gcloud"];

/// The volumes of a pod that mount a path of the node: the volume, the `hostPath` and its cleaned path. An empty object and
/// an empty path count; null is no volume source.
pub fn host_paths<'a>(pod: Pod<'a>) -> impl Iterator<Item = (Value<'a>, Value<'a>, String)> {
    pod.volumes().filter_map(|volume| {
        let source = volume.get("hostPath")?;
        Some((volume, source, clean(source.str("path").unwrap_or_default())))
    })
}

/// Where containers mount a volume.
pub fn mounts<'a>(pod: Pod<'a>, volume: Value<'a>) -> impl Iterator<Item = (Container<'a>, Value<'a>)> {
    let name = volume.get("name").and_then(Value::text);
    pod.containers().flat_map(move |container| {
        let same = move |it: &Value<'a>| name.is_some() && it.get("name").and_then(Value::text) == name;
        container.value().list("volumeMounts").filter(same).map(move |it| (container, it))
    })
}

impl HostPath {
    /// Judges a cleaned path.
    pub fn of(path: &str) -> Self {
        if path.is_empty() {
            return Self::Plain;
        }
        let socket = SOCKETS.into_iter().find(|&socket| {
            let folder = socket.trim_end_matches('/');
            within(path, folder) || within(folder, path) && SOCKET_FOLDERS.iter().any(|it| within(path, it))
        });
        if let Some(socket) = socket {
            return Self::Socket(socket);
        }
        if path == "/" {
            return Self::Sensitive("/");
        }
        if let Some(folder) = CREDENTIALS.into_iter().find(|it| format!("{path}/").contains(&format!("{it}/"))) {
            return Self::Sensitive(folder);
        }
        // The longest match says most: `/etc/kubernetes` rather than `/etc`.
        let below = SENSITIVE.into_iter().filter(|it| within(path, it)).max_by_key(|it| it.len());
        let above = || SENSITIVE.into_iter().find(|it| within(it, path));
        below.or_else(above).map_or(Self::Plain, Self::Sensitive)
    }
}

/// Whether a path is a folder or lies below it.
fn within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Go's `path.Clean` for an absolute path, with the link `/var/run` followed; empty stays empty.
fn clean(path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
        if parts == ["var", "run"] {
            parts.remove(0);
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_before_they_are_judged() {
        let rows = [
            ("", ""),
            ("/", "/"),
            ("/etc/", "/etc"),
            ("/var/run/", "/run"),
            ("//var/./run/docker.sock", "/run/docker.sock"),
            ("/tmp/../etc", "/etc"),
            ("/var/runner", "/var/runner"),
        ];
        for (path, expected) in rows {
            assert_eq!(clean(path), expected, "{path}");
        }
    }

    #[test]
    fn parents_and_children_give_away_as_much() {
        use HostPath::{Plain, Sensitive, Socket};
        let rows = [
            ("/run/containerd", Socket("/run/containerd/containerd.sock")),
            ("/run", Socket("/run/docker.sock")),
            ("/run/docker/x", Socket("/run/docker/")),
            ("/var/lib/kubelet", Sensitive("/var/lib/kubelet")),
            ("/var/lib/kubelet/pod-resources", Socket("/var/lib/kubelet/pod-resources/")),
            ("/", Sensitive("/")),
            ("/etc/kubernetes/manifests", Sensitive("/etc/kubernetes")),
            ("/etcetera", Plain),
            ("/var", Sensitive("/var/lib/docker")),
            ("/opt/team/.aws", Sensitive("/.aws")),
            ("/run/xtables.lock", Sensitive("/run")),
            ("/mnt/data", Plain),
            ("/opt", Sensitive("/opt/cni")),
        ];
        for (path, expected) in rows {
            assert_eq!(HostPath::of(path), expected, "{path}");
        }
    }
}
