//! Resources that the API server knows, by group and plural name: `data/kubernetes-resources.csv`.

use super::Version;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A built-in resource, as roles name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiResource {
    /// API group; empty for core.
    pub group: &'static str,
    /// Plural name.
    pub name: &'static str,
    /// Kind of its objects; empty where it has none, such as `users`.
    pub kind: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// From here on it is not served.
    pub removed: Option<Version>,
    subresources: &'static str,
}

static ALL: LazyLock<Vec<ApiResource>> =
    LazyLock::new(|| include_str!("../../data/kubernetes-resources.csv").lines().skip(1).filter_map(parse).collect());

static BY_GROUP: LazyLock<FxHashMap<(&'static str, &'static str), ApiResource>> =
    LazyLock::new(|| ALL.iter().map(|it| ((it.group, it.name), *it)).collect());

static BY_NAME: LazyLock<FxHashMap<&'static str, Vec<ApiResource>>> = LazyLock::new(|| {
    let mut map = FxHashMap::<_, Vec<_>>::default();
    ALL.iter().for_each(|it| map.entry(it.name).or_default().push(*it));
    map
});

fn parse(row: &'static str) -> Option<ApiResource> {
    let mut cells = row.split(',');
    let mut next = || cells.next();
    Some(ApiResource {
        group: next()?,
        name: next()?,
        kind: next()?,
        namespaced: next()? == "namespaced",
        removed: next()?.parse().ok(),
        subresources: next()?,
    })
}

impl ApiResource {
    /// The resource of a group and plural name, removed ones included. A subresource is no part of the name.
    pub fn find(group: &str, name: &str) -> Option<Self> {
        let table: &FxHashMap<(&str, &str), Self> = &BY_GROUP;
        table.get(&(group, name)).copied()
    }

    /// The resources of this plural name, whatever the group.
    pub fn named(name: &str) -> &'static [Self] {
        let table: &FxHashMap<&str, Vec<Self>> = &BY_NAME;
        // The borrow of the key is shorter than that of the table, which is static.
        table.get(name).map_or(&[], |it| it.as_slice())
    }

    /// All of them, ordered by group and name.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// Whether a group is one of Kubernetes' own.
    pub fn is_built_in_group(group: &str) -> bool {
        // Ordered by group.
        ALL.binary_search_by(|it| it.group.cmp(group)).is_ok()
    }

    /// Names of its subresources.
    pub fn subresources(&self) -> impl Iterator<Item = &'static str> {
        self.subresources.split_whitespace()
    }

    /// Whether a version of Kubernetes does not serve it any more.
    pub fn is_removed(&self, version: Version) -> bool {
        self.removed.is_some_and(|it| it <= version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_to_its_end() {
        assert_eq!(ALL.len(), include_str!("../../data/kubernetes-resources.csv").lines().count() - 1);
        assert!(ALL.is_sorted_by_key(|it| (it.group, it.name)));
    }

    #[test]
    fn resources_are_found_by_group_and_by_name() {
        let pods = ApiResource::find("", "pods").unwrap();
        assert!(pods.namespaced && pods.subresources().any(|it| it == "exec"));
        assert!(!ApiResource::find("", "nodes").unwrap().namespaced);
        assert!(ApiResource::find("apps", "pods").is_none());
        let old = ApiResource::find("extensions", "ingresses").unwrap();
        assert!(old.is_removed(Version::new(1, 22)) && !old.is_removed(Version::new(1, 21)));
        assert_eq!(ApiResource::named("ingresses").len(), 2);
        assert!(ApiResource::is_built_in_group("apps") && !ApiResource::is_built_in_group("example.com"));
    }
}
