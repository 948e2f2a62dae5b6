//! A document more at the end of a file.

use super::site;
use crate::finding::Edit;
use crate::yaml::Value;

/// Adds a document behind the last one of the file. None where the object is not a document of its own, where it is written as
/// JSON, and where a part of the file could not be read.
pub(super) fn document(root: Value<'_>, document: &str) -> Option<Edit> {
    let tree = root.tree();
    let is_document = tree.documents().any(|it| it.root() == Some(root));
    let is_whole = !tree.documents().any(|it| it.is_broken());
    if !is_document || !is_whole || root.is_alias() || site::is_json(root) {
        return None;
    }
    let text = tree.text();
    let eol = site::line_end(text);
    let mut new = String::new();
    if !text.ends_with('\n') {
        new.push_str(eol);
    }
    // An empty last document is there to be filled.
    if text.trim_end().lines().next_back() != Some("---") {
        new.push_str("---");
        new.push_str(eol);
    }
    for line in document.lines() {
        new.push_str(line);
        new.push_str(eol);
    }
    Some(Edit { span: site::span_of(root, text.len()..text.len()), text: new })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;
    use crate::yaml::parse;

    const NEW: &str = "kind: B\nname: b\n";

    /// The text with a document more, as the first one asks for it.
    fn appended(text: &str) -> Option<String> {
        let tree = parse(SourceId(0), text.into());
        let root = tree.documents().find_map(|it| it.root())?;
        let edit = document(root, NEW)?;
        let mut new = text.to_owned();
        new.replace_range(edit.span.range(), &edit.text);
        let after = parse(SourceId(0), new.as_str().into());
        assert!(after.problems().is_empty(), "{:?}\n{new}", after.problems());
        let last = after.documents().filter_map(|it| it.root()).last().unwrap();
        assert_eq!(last.str("name"), Some("b"), "{new}");
        let (before, all) = (tree.documents(), after.documents());
        for (old, new) in before.filter_map(|it| it.root()).zip(all.filter_map(|it| it.root())) {
            assert_eq!(old.source_text(), new.source_text(), "what was there has changed");
        }
        Some(new)
    }

    #[test]
    fn it_stands_behind_whatever_is_there() {
        assert_eq!(appended("kind: A\n").unwrap(), "kind: A\n---\nkind: B\nname: b\n");
        assert_eq!(appended("kind: A").unwrap(), "kind: A\n---\nkind: B\nname: b\n");
        assert_eq!(appended("kind: A\r\n").unwrap(), "kind: A\r\n---\r\nkind: B\r\nname: b\r\n");
        assert_eq!(appended("kind: A\n---\n").unwrap(), "kind: A\n---\nkind: B\nname: b\n");
        assert_eq!(appended("---\nkind: A\n...\n").unwrap(), "---\nkind: A\n...\n---\nkind: B\nname: b\n");
        assert_eq!(appended("kind: A # a\n# end\n").unwrap(), "kind: A # a\n# end\n---\nkind: B\nname: b\n");
        assert_eq!(appended("kind: A\n---\nkind: C\n").unwrap(), "kind: A\n---\nkind: C\n---\nkind: B\nname: b\n");
        assert_eq!(appended("{kind: A}\n").unwrap(), "{kind: A}\n---\nkind: B\nname: b\n");
    }

    #[test]
    fn a_text_at_the_end_keeps_its_blank_lines() {
        assert_eq!(appended("a: |+\n  x\n\n").unwrap(), "a: |+\n  x\n\n---\nkind: B\nname: b\n");
        assert_eq!(appended("a: |\n  x").unwrap(), "a: |\n  x\n---\nkind: B\nname: b\n");
    }

    #[test]
    fn json_and_parts_of_a_document_take_none() {
        assert_eq!(appended("{\"kind\": \"A\"}\n"), None);
        assert_eq!(appended("kind: A\n---\na: [\n"), None);
        let tree = parse(SourceId(0), "items:\n- kind: A\n".into());
        let item = tree.document(0).root().unwrap().list("items").next().unwrap();
        assert!(document(item, NEW).is_none());
    }
}
