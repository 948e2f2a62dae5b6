//! Where the API wants strings: places at which a boolean or a number is refused.

use crate::yaml::{Document, Value};

/// Nodes of the scalars that must be strings: annotations, data of ConfigMaps and Secrets, environment, arguments. Labels are
/// left to `invalid-label-value`. Sorted.
pub(super) fn wanted(document: Document<'_>) -> Vec<u32> {
    let mut wanted = Vec::new();
    for it in document.named(&["metadata", "containers", "initContainers", "ephemeralContainers"]) {
        // What is a map is the one, what is a list the other.
        values(it.get("annotations"), &mut wanted);
        it.items().for_each(|it| of_container(it, &mut wanted));
    }
    // Lists in lists are legal; a stack keeps them from costing depth.
    let mut stack: Vec<Value<'_>> = document.root().into_iter().collect();
    while let Some(it) = stack.pop() {
        if it.is_sequence() {
            stack.extend(it.items());
        } else if it.str("kind").is_some_and(|kind| kind.ends_with("List")) {
            stack.extend(it.list("items"));
        } else if it.str("apiVersion") == Some("v1") && matches!(it.str("kind"), Some("ConfigMap" | "Secret")) {
            values(it.get("data"), &mut wanted);
            values(it.get("stringData"), &mut wanted);
        }
    }
    wanted.sort_unstable();
    wanted
}

fn of_container(container: Value<'_>, wanted: &mut Vec<u32>) {
    for list in ["command", "args"] {
        wanted.extend(container.list(list).map(Value::id));
    }
    let variables = container.list("env").flat_map(|it| [it.get("name"), it.get("value")]);
    wanted.extend(variables.flatten().map(Value::id));
}

fn values(map: Option<Value<'_>>, wanted: &mut Vec<u32>) {
    wanted.extend(map.into_iter().flat_map(Value::entries).map(|(_, value)| value.id()));
}
