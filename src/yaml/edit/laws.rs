//! What must hold of edits of any node: the result is read, and only the intended node differs.

use super::tests::{applied, tree};
use crate::finding::Edit;
use crate::source::SourceId;
use crate::yaml::{self, NodeKind, Tree, Value};

const SAMPLES: &[&str] = &[
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web # name\n  labels: {app: web, tier: \"front\"}\nspec:\n  # all\n  containers:\n  - name: a\n    image: x:1\n    args: [\"-a\", b, 'c']\n    # about the context\n    securityContext:\n      privileged: yes\n      capabilities:\n        add:\n          - NET_ADMIN # one\n          - SYS_ADMIN\n  -\n    name: b\n    command:\n    - sh\n    - -c\n    - |\n      echo 1\n\n      echo 2\n    env:\n    - {name: A, value: \"1\"}\n    - name: B\n      value: >-\n        folded\n        text\n  volumes:\n",
    "{\n  \"a\": {\"b\": [1, 2, {\"c\": null}]},\n  \"d\": [\n    \"x\",\n    \"y\"\n  ],\n  \"e\": {}\n}\n",
    "base: &base\n  a: 1\n  b: &b [x, y]\nuse:\n  <<: *base\n  c: *b\n  d: |+\n    keep\n\n\ntail: 1\n",
    "- - a\n  - b: 1\n    c: 2\n-\n  - d\n- e: {f: [g: 1, h], i: }\n  # j\n\n  j:\n  - k\n  -\n    l: m\n",
    "a: {\n  b: 1, # one\n  c: [ # list\n    x, y # z\n  ], d: 2\n}\ne: !!str 5\n? f\n: g\nh: &h !!map {i: 1}\n",
    "\u{feff}a: 1\nb:\n- c\n",
];

/// A value as plain data, aliases followed; one node may be left out.
fn data(value: Value<'_>, except: Option<Value<'_>>) -> serde_json::Value {
    let is_out = |it: Value<'_>| except.is_some_and(|out| out == it);
    match value.kind() {
        NodeKind::Mapping => {
            let kept = value.written().filter(|it| !is_out(it.1));
            let entry =
                |(key, value): (Value<'_>, Value<'_>)| (key.text().unwrap_or("?").to_owned(), data(value, except));
            serde_json::Value::Object(kept.map(entry).collect())
        }
        NodeKind::Sequence => value.items().filter(|it| !is_out(*it)).map(|it| data(it, except)).collect(),
        _ => serde_json::Value::String(format!("{:?}", value.scalar())),
    }
}

fn comments(tree: &Tree) -> Vec<&str> {
    tree.comments().iter().map(|it| &tree.text()[it.start as usize..it.end as usize]).collect()
}

/// Removes an entry, checks the laws, and returns the new text; `None` where the removal is refused.
fn remove(before: &Tree, value: Value<'_>) -> Option<String> {
    let edits = Edit::remove_entry(value);
    if edits.is_empty() {
        return None;
    }
    let gone: Vec<_> = edits.iter().map(|it| it.span).collect();
    let text = applied(before.text(), edits);
    let after = yaml::parse(SourceId(0), text.as_str().into());
    let context = format!("without {value:?} at `{}` in:\n{}\nis:\n{text}", value.location(), before.text());
    assert!(after.problems().is_empty(), "{:?} {context}", after.problems());
    let root = before.document(0).root().unwrap();
    assert_eq!(data(after.document(0).root().unwrap(), None), data(root, Some(value)), "{context}");
    let lost = |start, end| gone.iter().any(|gone| gone.contains(before.span(start, end)));
    let all = before.comments().iter().filter(|it| !lost(it.start, it.end));
    let kept: Vec<_> = all.map(|it| &before.text()[it.start as usize..it.end as usize]).collect();
    assert_eq!(comments(&after), kept, "{context}");
    Some(text)
}

/// Sets a value below a mapping, checks the laws, and returns the new text; `None` where that is refused.
fn insert(before: &Tree, mapping: Value<'_>, path: &[&str]) -> Option<String> {
    if mapping.is_alias() || mapping.get_raw(path[0]).is_some() {
        return None;
    }
    let edits = Edit::insert_into(mapping, path, "x");
    if edits.is_empty() {
        return None;
    }
    let text = applied(before.text(), edits);
    let after = yaml::parse(SourceId(0), text.as_str().into());
    let context = format!("into {mapping:?} at `{}` in:\n{}\nis:\n{text}", mapping.location(), before.text());
    assert!(after.problems().is_empty(), "{:?} {context}", after.problems());
    assert_eq!(comments(&after), comments(before), "{context}");
    let location = format!("{}.{}", mapping.location(), path[0]);
    let location = location.trim_start_matches('.');
    let added = after.document(0).nodes().find(|it| it.key_text() == Some(path[0]) && it.location() == location);
    let added = added.unwrap_or_else(|| panic!("nothing was added {context}"));
    let value = path[1..].iter().try_fold(added, |it, key| it.get(key));
    assert_eq!(value.and_then(Value::as_str), Some("x"), "{context}");
    let root = after.document(0).root().unwrap();
    assert_eq!(data(root, Some(added)), data(before.document(0).root().unwrap(), None), "{context}");
    Some(text)
}

/// The samples, with both line ends and without the last one.
fn samples() -> impl Iterator<Item = String> {
    SAMPLES.iter().flat_map(|it| [(*it).to_owned(), it.replace('\n', "\r\n"), it.trim_end().to_owned()])
}

#[test]
fn removing_any_entry_changes_nothing_else() {
    let all = samples().map(|sample| {
        let before = tree(&sample);
        before.document(0).nodes().filter(|it| !it.is_key()).filter_map(|it| remove(&before, it)).count()
    });
    assert!(all.sum::<usize>() > 150);
}

#[test]
fn inserting_into_any_mapping_changes_nothing_else() {
    let all = samples().map(|sample| {
        let before = tree(&sample);
        let mappings = before.document(0).nodes().filter(|it| it.is_mapping());
        mappings.flat_map(|it| [insert(&before, it, &["new"]), insert(&before, it, &["p", "q"])]).flatten().count()
    });
    assert!(all.sum::<usize>() > 60);
}

#[test]
fn edits_upon_edits_keep_the_laws() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut made = 0;
    for (number, sample) in samples().enumerate() {
        for run in 0..12 {
            let mut text = sample.clone();
            for step in 0..30 {
                let before = tree(&text);
                let nodes: Vec<_> = before.document(0).nodes().filter(|it| !it.is_key()).collect();
                let node = nodes[random(nodes.len())];
                let (one, other) = (format!("n{number}r{run}s{step}"), format!("y{step}: #"));
                let path = [one.as_str(), other.as_str()];
                let new = match random(3) {
                    0 if node.is_mapping() && !node.is_alias() => insert(&before, node, &path),
                    1 if node.is_mapping() && !node.is_alias() => insert(&before, node, &path[..1]),
                    _ => remove(&before, node),
                };
                if let Some(new) = new {
                    made += 1;
                    text = new;
                }
            }
        }
    }
    assert!(made > 2000, "{made} edits");
}
