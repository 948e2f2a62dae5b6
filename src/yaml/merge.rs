//! Entries of mappings with `<<`, applied in document order as go-yaml v2 does.

use super::names;
use super::tree::{NodeKind, Style, Tree};
use super::value::{Children, Value};
use rustc_hash::FxHashMap;

/// How deep `<<` is followed.
const MERGE_DEPTH: u8 = 16;

/// How many mappings one question may visit: chains of merges double with every level.
const MERGE_VISITS: u32 = 10_000;

type Entry<'a> = (Value<'a>, Value<'a>);

/// Entries by name, each at the place of its first appearance.
#[derive(Default)]
struct Flat<'a> {
    all: Vec<Entry<'a>>,
    places: FxHashMap<&'a str, usize>,
}

impl<'a> Flat<'a> {
    fn set(&mut self, entry: Entry<'a>) {
        let place = entry.0.text().map(|name| *self.places.entry(name).or_insert(self.all.len()));
        match place.and_then(|at| self.all.get_mut(at)) {
            Some(slot) => *slot = entry,
            None => self.all.push(entry),
        }
    }
}

/// Which part of the work is left.
struct Bounds {
    depth: u8,
    visits: u32,
}

impl Bounds {
    fn new() -> Self {
        Self { depth: MERGE_DEPTH, visits: MERGE_VISITS }
    }

    /// Goes into a mapping, where that is still allowed.
    fn enter(&mut self) -> bool {
        let allowed = self.depth > 0 && self.visits > 0;
        if allowed {
            self.depth -= 1;
            self.visits -= 1;
        }
        allowed
    }
}

impl<'a> Value<'a> {
    /// Entries of a mapping as Kubernetes sees them: merged, and of equal keys only the last, at the place of the first.
    pub fn entries(self) -> Entries<'a> {
        if !self.tree().merges || !self.written().any(|(key, _)| key.is_merge()) {
            return Entries::Plain(if self.is_mapping() { self.children() } else { Children::none(self.tree()) });
        }
        let mut flat = Flat::default();
        self.flatten(&mut flat, &mut Bounds::new());
        Entries::Merged(flat.all.into_iter())
    }

    fn flatten(self, flat: &mut Flat<'a>, bounds: &mut Bounds) {
        if !bounds.enter() {
            return;
        }
        for (key, value) in self.written() {
            if !key.is_merge() {
                flat.set((key, value));
            } else if value.is_sequence() {
                // Of several merged maps the earlier wins, so they are applied from the last to the first.
                let maps: Vec<_> = value.items().collect();
                maps.into_iter().rev().for_each(|map| map.flatten(flat, bounds));
            } else {
                value.flatten(flat, bounds);
            }
        }
        bounds.depth += 1;
    }

    /// The value of a key, null or not.
    #[inline]
    pub fn get_raw(self, key: &str) -> Option<Self> {
        let it = self.resolved();
        let node = it.raw();
        if node.kind != NodeKind::Mapping {
            return None;
        }
        // Only such names can be what a number or a boolean becomes.
        let typed = match key.as_bytes() {
            [b'0'..=b'9' | b'-', ..] => true,
            other => matches!(other, b"true" | b"false"),
        };
        if !typed && !it.tree().merges {
            return if node.value.1 & names::bit(key.as_bytes()) == 0 { None } else { it.plain_lookup(key) };
        }
        it.lookup(key, typed, &mut Bounds::new())
    }

    /// Where no mapping of the file merges another and the key can only be a string: the case that counts.
    #[inline(never)]
    fn plain_lookup(self, key: &str) -> Option<Self> {
        let tree = self.tree();
        let node = self.raw();
        let (mut at, mut found) = (self.id() + 1, None);
        let wanted = key.as_bytes();
        let tag = names::tag(wanted);
        while at < node.next {
            let name = &tree.nodes[at as usize];
            let value = name.next;
            let same = match name.kind {
                NodeKind::Scalar => name.tag == tag && names::are_same(tree.value_bytes(name), wanted),
                NodeKind::Alias => Value::new(tree, at).text() == Some(key),
                _ => false,
            };
            if same {
                found = Some(value);
                if node.tag == 0 {
                    break;
                }
            }
            at = tree.nodes[value as usize].next;
        }
        found.map(|value| Value::new(tree, value))
    }

    fn lookup(self, key: &str, typed: bool, bounds: &mut Bounds) -> Option<Self> {
        if !bounds.enter() {
            return None;
        }
        let mut found = None;
        for (name, value) in self.written() {
            let same = name.text() == Some(key);
            if same || (typed && name.style() == Style::Plain && name.key_name().is_some_and(|it| it == key)) {
                found = Some(value);
            } else if name.is_merge() {
                let merged = if value.is_sequence() {
                    value.items().find_map(|map| map.lookup(key, typed, bounds))
                } else {
                    value.lookup(key, typed, bounds)
                };
                found = merged.or(found);
            }
        }
        bounds.depth += 1;
        found
    }
}

impl<'a> Children<'a> {
    /// No nodes.
    pub(super) fn none(tree: &'a Tree) -> Self {
        Self::new(tree, 0, 0)
    }
}

/// Iterator over the entries of a mapping.
#[derive(Debug)]
pub enum Entries<'a> {
    /// No merge key: straight from the tree.
    Plain(Children<'a>),
    /// With merge keys: flattened.
    Merged(std::vec::IntoIter<Entry<'a>>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        match self {
            Self::Plain(children) => Some((children.next()?, children.next()?)),
            Self::Merged(all) => all.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::source::SourceId;
    use crate::yaml::{duplicate_keys, parse};
    use std::fmt::Write;

    #[test]
    fn merges_apply_in_document_order() {
        let text =
            "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nbefore:\n  x: 0\n  <<: *a\nafter:\n  <<: [*a, *b]\n  x: 0\n";
        let tree = parse(SourceId(0), text.into());
        let root = tree.document(0).root().unwrap();
        let int = |path: &str| root.path(path).and_then(|it| it.as_int());
        assert_eq!(int("before.x"), Some(1), "a merge overwrites what stands before it");
        assert_eq!(int("after.x"), Some(0));
        assert_eq!(int("after.y"), Some(1), "of several maps the earlier wins");
        assert_eq!(int("after.z"), Some(2));
        let all: Vec<_> = root.get("after").unwrap().entries().map(|(key, it)| (key.text(), it.as_int())).collect();
        assert_eq!(all.len(), 3);
        for (key, value) in &all {
            assert_eq!(int(&format!("after.{}", key.unwrap())), *value, "both ways see the same");
        }
    }

    #[test]
    fn chains_of_merges_do_not_double_without_end() {
        let mut text = "a0: &a0 {x: 1}\n".to_owned();
        for level in 1..100 {
            writeln!(text, "a{level}: &a{level}\n  <<: [*a{0}, *a{0}]\n  k{level}: v", level - 1).unwrap();
        }
        let tree = parse(SourceId(0), text.into());
        for document in tree.documents() {
            if let Some(root) = document.root() {
                let last = root.get("a99").unwrap();
                assert!(last.get("nothing").is_none());
                assert!(last.entries().count() > 1);
            }
        }
    }

    #[test]
    fn numbers_and_booleans_are_names_too() {
        let tree = parse(SourceId(0), "yes: a\n1: b\n0x10: c\n1.50: d\n1e6: e\n\"yes\": f\n".into());
        let root = tree.document(0).root().unwrap();
        for (key, value) in [("true", "a"), ("1", "b"), ("16", "c"), ("1.5", "d"), ("1e+06", "e"), ("yes", "f")] {
            assert_eq!(root.str(key), Some(value), "{key}");
        }
    }

    #[test]
    fn duplicates_are_found_by_name() {
        let text = "a: 1\nyes: 2\n\"a\": 3\ntrue: 4\n<<: {b: 1}\n<<: {b: 2}\nb: 5\nc: {d: 1, d: 2, d: 3}\n";
        let tree = parse(SourceId(0), text.into());
        let all = duplicate_keys(tree.document(0));
        let found: Vec<_> = all.iter().map(|(first, again)| (first.span().start, again.source_text())).collect();
        let d = text.find("d:").unwrap() as u32;
        assert_eq!(found, [(0, "\"a\""), (5, "true"), (d, "d"), (d, "d")]);
        let many: String = (0..50_000).map(|it| format!("k{it}: v\n")).collect();
        assert!(duplicate_keys(parse(SourceId(0), many.into()).document(0)).is_empty());
    }
}
