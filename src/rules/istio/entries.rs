//! ServiceEntries that meet in one client.

use crate::index::Index;
use crate::manifest::{Host, Kind, Resource};
use crate::yaml::Value;

/// ServiceEntries before this one for one of its hosts, which a client may see beside it: the host, the other entry, and where
/// that names the host.
pub(super) fn others<'a>(resource: Resource<'a>, index: &Index<'a>) -> Vec<(&'a str, Resource<'a>, Value<'a>)> {
    let mut all = Vec::new();
    for host in resource.spec().into_iter().flat_map(|it| it.list("hosts")).filter_map(Value::as_str) {
        let key = Host::resolve(host, resource.namespace()).key();
        let named = index.naming(Kind::ServiceEntry, key).take_while(|it| it.0.root() != resource.root());
        let fits = |it: &(Resource<'a>, Value<'a>)| {
            it.1.as_str() == Some(host)
                && (it.0.name() != resource.name() || it.0.namespace() != resource.namespace())
                && meet(index, it.0, resource)
        };
        all.extend(named.filter(fits).map(|it| (host, it.0, it.1)));
    }
    all
}

fn meet<'a>(index: &Index<'a>, one: Resource<'a>, other: Resource<'a>) -> bool {
    if one.namespace() == other.namespace() {
        return index.together(one, other);
    }
    let seen = |it: Resource<'a>| -> Option<Vec<&'a str>> {
        let own = it.namespace().unwrap_or_default();
        let names: Vec<&str> =
            it.spec().into_iter().flat_map(|it| it.list("exportTo")).filter_map(Value::as_str).collect();
        (!names.is_empty() && !names.contains(&"*"))
            .then(|| names.iter().map(|it| if *it == "." { own } else { it }).collect())
    };
    let overlap = match (seen(one), seen(other)) {
        (Some(a), Some(b)) => a.iter().any(|it| b.contains(it)),
        (Some(a), None) | (None, Some(a)) => !a.contains(&"~"),
        (None, None) => true,
    };
    overlap && index.same_cluster(one, other)
}
