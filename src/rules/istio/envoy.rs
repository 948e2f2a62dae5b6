//! What the rules about EnvoyFilters have in common.

use crate::manifest::Resource;
use crate::yaml::Value;

/// The patches of an EnvoyFilter.
pub(super) fn patches<'a>(resource: Resource<'a>) -> impl Iterator<Item = Value<'a>> {
    resource.spec().into_iter().flat_map(|it| it.list("configPatches")).filter(|it| it.is_mapping())
}

/// Whether it is for some workloads only.
pub(super) fn is_narrow(resource: Resource<'_>) -> bool {
    let Some(spec) = resource.spec() else { return false };
    spec.path("workloadSelector.labels").is_some_and(|it| !it.is_empty())
        || spec.get("targetRefs").is_some_and(|it| !it.is_empty())
}

/// Whether it is one of those that Istio is installed with.
pub(super) fn is_of_istio(resource: Resource<'_>) -> bool {
    let label = |it: &str| resource.label(it).is_some();
    label("install.operator.istio.io/owning-resource") || label("operator.istio.io/component")
}

/// Every mapping inside of a value, the value among them. What is deeper than anything of Envoy is left.
pub(super) fn mappings<'a>(value: Value<'a>) -> Vec<Value<'a>> {
    const DEEPEST: usize = 24;
    let mut open = vec![(value, 0)];
    let mut all = Vec::new();
    while let Some((value, depth)) = open.pop() {
        if depth > DEEPEST {
            continue;
        }
        if value.is_mapping() {
            all.push(value);
            open.extend(value.written().map(|it| (it.1, depth + 1)));
        } else {
            open.extend(value.items().map(|it| (it, depth + 1)));
        }
    }
    all
}
