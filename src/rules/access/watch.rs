//! Where an operator is told to look.

use crate::manifest::Pod;
use crate::yaml::Value;

/// The one namespace that a container is told to look at, and where.
pub(super) fn watched(pod: Pod<'_>) -> Option<(Value<'_>, &str)> {
    const FLAGS: [&str; 4] = ["--watch-namespace=", "--watch-namespaces=", "--namespaces=", "--target-namespace="];
    pod.containers().find_map(|container| {
        let words = ["command", "args"].into_iter().filter_map(|it| container.get(it)).flat_map(Value::items);
        let flag = words.filter_map(|it| Some((it, FLAGS.iter().find_map(|flag| it.text()?.strip_prefix(flag))?)));
        let env = container.get("env").into_iter().flat_map(Value::items);
        let env = env.filter(|it| it.str("name") == Some("WATCH_NAMESPACE")).filter_map(|it| {
            let own = it.path("valueFrom.fieldRef.fieldPath").and_then(Value::as_str) == Some("metadata.namespace");
            Some((it, if own { pod.resource().namespace()? } else { it.str("value")? }))
        });
        flag.chain(env).find(|it| !it.1.is_empty() && !it.1.contains([',', '$', '*']))
    })
}
