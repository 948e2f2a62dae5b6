//! What an object may be about, told from the names in it: its fields, and the domains of its labels and annotations.

use super::{Pod, Resource};
use crate::yaml::{Names, Value};

/// Names of all keys of the object's document, and `istio.io/` for every label or annotation of that domain or one below it, on
/// the object and on its pods.
pub fn names(resource: Resource<'_>) -> Names {
    let mut names = *resource.document().names();
    enter_domains(resource.root(), &mut names);
    for pod in Pod::all(resource).filter(|it| it.template() != resource.root()) {
        enter_domains(pod.template(), &mut names);
    }
    names
}

fn enter_domains(object: Value<'_>, names: &mut Names) {
    let Some(metadata) = object.get("metadata") else { return };
    for field in ["labels", "annotations"] {
        for (key, _) in metadata.get(field).into_iter().flat_map(Value::entries) {
            let Some((domain, _)) = key.text().and_then(|it| it.split_once('/')) else { continue };
            let mut rest = domain.as_bytes();
            // The domain itself, then every one above it: `sidecar.istio.io/`, `istio.io/`, `io/`.
            loop {
                names.enter_parts(rest, b'/');
                let Some(dot) = rest.iter().position(|&it| it == b'.') else { break };
                rest = &rest[dot + 1..];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::index::Index;
    use crate::source::{Role, Source, Sources};
    use crate::yaml::{self, Names};

    #[test]
    fn domains_of_labels_and_annotations_are_names() {
        let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, annotations: {a.b.io/c: x}}\nspec:\n  template:\n    metadata: {labels: {d.org/e: x}}\n    spec: {containers: []}\n";
        let mut sources = Sources::new();
        let id = sources.add(Source::new("a.yaml".to_owned(), text, Role::Report));
        let trees = [yaml::parse(id, sources.get(id).text().clone())];
        let index = Index::build(&sources, &trees, false);
        let names = super::names(index.resources()[0]);
        let holds = |name: &str| names.may_hold(Names::place(name.as_bytes()));
        for name in ["a.b.io/", "b.io/", "io/", "d.org/", "containers", "a.b.io/c"] {
            assert!(holds(name), "{name}");
        }
        assert!(!holds("istio.io/"));
    }
}
