//! A table of objects by key, parted by the namespace they write: a question from one namespace never walks the objects of all
//! the others that happen to have the same name or label.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Numbers of objects by key and namespace, `None` for those that leave it open.
#[derive(Clone, Debug)]
pub(super) struct Shelf<'a, K> {
    parts: FxHashMap<(K, Option<&'a str>), Vec<u32>>,
    /// All of a key, in order, for questions from an open namespace.
    all: FxHashMap<K, Vec<u32>>,
}

impl<K> Default for Shelf<'_, K> {
    fn default() -> Self {
        Self { parts: FxHashMap::default(), all: FxHashMap::default() }
    }
}

impl<'a, K: Eq + Hash + Copy> Shelf<'a, K> {
    /// Enters an object. Numbers come in rising order.
    pub(super) fn enter(&mut self, key: K, namespace: Option<&'a str>, number: u32) {
        self.parts.entry((key, namespace)).or_default().push(number);
        self.all.entry(key).or_default().push(number);
    }

    /// The objects of a key that may live in a namespace: those that write it and those that leave theirs open; all, where it is
    /// itself left open.
    pub(super) fn near(&self, key: K, namespace: Option<&'a str>) -> Near<'_> {
        let part = |namespace| self.parts.get(&(key, namespace)).map(Vec::as_slice).unwrap_or_default();
        match namespace {
            Some(_) => Near { named: part(namespace), open: part(None) },
            None => Near { named: self.everywhere(key), open: &[] },
        }
    }

    /// The objects of a key, whatever their namespace.
    pub(super) fn everywhere(&self, key: K) -> &[u32] {
        self.all.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every group of objects with one key and one namespace.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Vec<u32>> {
        self.parts.values()
    }
}

/// Numbers of objects near a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Near<'s> {
    named: &'s [u32],
    open: &'s [u32],
}

impl Near<'_> {
    pub(super) fn len(&self) -> usize {
        self.named.len() + self.open.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + Clone {
        self.named.iter().chain(self.open).map(|&it| it as usize)
    }
}
