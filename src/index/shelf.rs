//! A table of objects by key, parted by the namespace they write: a question from one namespace never walks the objects of all
//! the others that happen to have the same name or label.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Numbers of objects by key, each with its namespace, `None` where it leaves that open.
#[derive(Clone, Debug)]
pub(super) struct Shelf<'a, K> {
    lists: FxHashMap<K, Vec<(Option<&'a str>, u32)>>,
}

impl<K> Default for Shelf<'_, K> {
    fn default() -> Self {
        Self { lists: FxHashMap::default() }
    }
}

impl<'a, K: Eq + Hash> Shelf<'a, K> {
    /// Enters an object.
    pub(super) fn enter(&mut self, key: K, namespace: Option<&'a str>, number: u32) {
        self.lists.entry(key).or_default().push((namespace, number));
    }

    /// To be called once, when all objects are entered and before the first question.
    pub(super) fn seal(&mut self) {
        self.lists.values_mut().for_each(|list| list.sort_unstable());
    }

    /// The objects of a key that may live in a namespace: those that write it and those that leave theirs open; all, where it is
    /// itself left open.
    pub(super) fn near(&self, key: K, namespace: Option<&str>) -> Near<'_, 'a> {
        let all = self.lists.get(&key).map(Vec::as_slice).unwrap_or_default();
        let Some(name) = namespace else { return Near { named: all, open: &[] } };
        // An open namespace sorts before every name.
        let (open, named) = all.split_at(all.partition_point(|it| it.0.is_none()));
        let start = named.partition_point(|it| it.0 < Some(name));
        let end = start + named[start..].partition_point(|it| it.0 == Some(name));
        Near { named: &named[start..end], open }
    }

    /// How many objects a key has in all namespaces.
    pub(super) fn count(&self, key: K) -> usize {
        self.lists.get(&key).map_or(0, Vec::len)
    }

    /// Every group of objects with one key and one namespace.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[(Option<&'a str>, u32)]> {
        self.lists.values().flat_map(|list| list.chunk_by(|a, b| a.0 == b.0))
    }
}

/// Numbers of objects near a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Near<'s, 'a> {
    named: &'s [(Option<&'a str>, u32)],
    open: &'s [(Option<&'a str>, u32)],
}

impl Near<'_, '_> {
    pub(super) fn len(&self) -> usize {
        self.named.len() + self.open.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + Clone {
        self.named.iter().chain(self.open).map(|it| it.1 as usize)
    }
}
