//! Moves an entry of a ConfigMap to a Secret that is to be created: the references go with it, the value does not.

use crate::finding::Edit;
use crate::index::Index;
use crate::manifest::{Pod, Resource};
use crate::yaml::Value;

/// The edits; none where something uses the map as a whole, or nothing names the entry.
pub(super) fn to_secret<'a>(map: Resource<'a>, name: &str, entry: Value<'_>, index: &Index<'a>) -> Vec<Edit> {
    if map.name().is_empty() || entry.is_alias() {
        return Vec::new();
    }
    let secret = format!("{}-secrets", map.name());
    let near = |pod: &&Pod<'a>| pod.resource().namespace() == map.namespace();
    let mut edits = Edit::remove_entry(entry);
    let mut references = 0;
    for &pod in index.pods().iter().filter(near) {
        let volumes = pod.spec().list("volumes").filter_map(|it| it.get("configMap"));
        if volumes.into_iter().any(|it| it.str("name") == Some(map.name())) {
            return Vec::new();
        }
        for container in pod.containers() {
            if container
                .value()
                .list("envFrom")
                .filter_map(|it| it.get("configMapRef"))
                .any(|it| it.str("name") == Some(map.name()))
            {
                return Vec::new();
            }
            for reference in container.value().list("env").filter_map(|it| it.path("valueFrom.configMapKeyRef")) {
                if reference.str("name") != Some(map.name()) || reference.str("key") != Some(name) {
                    continue;
                }
                let (Some(key), Some(of)) = (reference.key(), reference.get("name")) else { return Vec::new() };
                let renamed = Edit::set_scalar(of, &secret);
                if reference.is_alias() || renamed.is_empty() {
                    return Vec::new();
                }
                edits.push(Edit { span: key.span(), text: "secretKeyRef".to_owned() });
                edits.extend(renamed);
                references += 1;
            }
        }
    }
    if references == 0 { Vec::new() } else { edits }
}
