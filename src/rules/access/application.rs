//! What workloads are parts of, where that tells whether they may share something.

use crate::manifest::Pod;

/// What a workload is a part of: by its labels, else by its name.
pub(super) fn application<'a>(pod: Pod<'a>) -> &'a str {
    const LABELS: [&str; 5] =
        ["app.kubernetes.io/part-of", "app.kubernetes.io/instance", "app.kubernetes.io/name", "k8s-app", "app"];
    LABELS.iter().find_map(|it| pod.label(it)).unwrap_or(pod.resource().name())
}
