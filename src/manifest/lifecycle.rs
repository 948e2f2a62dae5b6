//! When the versions of built-in kinds came and went: `data/kubernetes-api-lifecycle.csv`.

use super::Version;
use crate::finding::Safety;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The life of one version of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// First version of Kubernetes that serves it.
    pub introduced: Version,
    /// From here on it is deprecated.
    pub deprecated: Option<Version>,
    /// From here on it is not served.
    pub removed: Option<Version>,
    /// `apiVersion` and kind to use instead.
    pub replacement: Option<(&'static str, &'static str)>,
    /// Whether changing only the `apiVersion` is enough, and how safe that is.
    pub fix: Option<Safety>,
}

type Table = FxHashMap<(&'static str, &'static str), Lifecycle>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    include_str!("../../data/kubernetes-api-lifecycle.csv").lines().skip(1).filter_map(parse).collect()
});

fn parse(row: &'static str) -> Option<((&'static str, &'static str), Lifecycle)> {
    let mut cells = row.split(',');
    let mut next = || cells.next();
    let (api_version, kind) = (next()?, next()?);
    let introduced = next()?.parse().ok()?;
    let (deprecated, removed) = (next()?.parse().ok(), next()?.parse().ok());
    let (group_version, other) = (next()?, next()?);
    let replacement = (!group_version.is_empty()).then_some((group_version, other));
    let fix = match next()? {
        "safe" => Some(Safety::Safe),
        "unsafe" => Some(Safety::Unsafe),
        _ => None,
    };
    Some(((api_version, kind), Lifecycle { introduced, deprecated, removed, replacement, fix }))
}

/// The life of an `apiVersion` and kind, where it is a built-in one whose life has or will have an end, or that replaces one.
pub fn lifecycle(api_version: &str, kind: &str) -> Option<Lifecycle> {
    // The table's keys are static, the question's are not: the borrow shortens by itself.
    let table: &FxHashMap<(&str, &str), Lifecycle> = &TABLE;
    table.get(&(api_version, kind)).copied()
}

impl Lifecycle {
    /// Whether a version of Kubernetes no longer serves it.
    pub fn is_removed(&self, version: Version) -> bool {
        self.removed.is_some_and(|it| it <= version)
    }

    /// Whether a version of Kubernetes serves it and warns.
    pub fn is_deprecated(&self, version: Version) -> bool {
        !self.is_removed(version) && self.deprecated.is_some_and(|it| it <= version)
    }

    /// The replacement, where a version of Kubernetes already serves it.
    pub fn successor(&self, version: Version) -> Option<(&'static str, &'static str)> {
        self.replacement.filter(|&(api_version, kind)| {
            lifecycle(api_version, kind).is_none_or(|it| it.introduced <= version && !it.is_removed(version))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let rows = include_str!("../../data/kubernetes-api-lifecycle.csv").lines().count() - 1;
        assert_eq!(TABLE.len(), rows);
        for (key, it) in TABLE.iter() {
            assert!(it.deprecated.is_none_or(|end| end >= it.introduced), "{key:?}");
            assert!(it.removed.is_none() || it.deprecated <= it.removed, "{key:?}");
            assert!(it.fix.is_none() || it.replacement.is_some_and(|(_, kind)| kind == key.1), "{key:?}");
        }
    }

    #[test]
    fn a_successor_must_be_served_itself() {
        let it = lifecycle("batch/v1beta1", "CronJob").unwrap();
        assert_eq!(it.successor(Version::new(1, 20)), None);
        assert_eq!(it.successor(Version::new(1, 21)), Some(("batch/v1", "CronJob")));
        assert!(it.is_deprecated(Version::new(1, 24)) && it.is_removed(Version::new(1, 25)));
    }
}
