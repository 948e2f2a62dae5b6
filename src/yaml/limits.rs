//! How much aliases may multiply: go-yaml's own numbers (`decode.go`), counted without expanding anything.

use super::tree::{Node, NodeKind, ProblemKind, Tree};

/// Decodes that a document may come to; beyond, the counts only have to stay beyond.
const CEILING: u64 = 1 << 40;

/// Refuses the last document if it expands to more than go-yaml lets it.
pub(super) fn check(tree: &mut Tree) {
    let Some(root) = tree.documents.last().and_then(|it| it.root) else { return };
    let Some(alias) = excessive(tree, root) else { return };
    let node = &tree.nodes[alias as usize];
    let range = node.start as usize..node.end as usize;
    tree.problem(
        ProblemKind::Limit,
        range,
        "the aliases up to here multiply the document too often",
        "kubectl refuses documents whose aliases expand to hundreds of thousands of values",
    );
    tree.nodes.truncate(root as usize);
    let truncated = |it: &super::tree::Property| it.node < root;
    tree.anchors.retain(truncated);
    tree.tags.retain(truncated);
    if let Some(document) = tree.documents.last_mut() {
        (document.root, document.broken) = (None, true);
    }
}

/// The alias with which the expansion becomes too much.
fn excessive(tree: &Tree, root: u32) -> Option<u32> {
    let nodes = &tree.nodes[root as usize..];
    // Without an anchor there is no alias.
    if tree.anchors.last().is_none_or(|it| it.node < root) {
        return None;
    }
    let total = sums(nodes, root);
    // The document itself is a decode.
    let (mut decodes, mut aliases) = (1, 0);
    let mut last = root;
    for (at, node) in nodes.iter().enumerate() {
        // A merge key is not decoded, its value is.
        decodes += u64::from(!is_merge(tree, node));
        if node.kind == NodeKind::Alias {
            let count = size(nodes, &total, root, node.value.0);
            decodes += count;
            aliases += count;
            last = root + at as u32;
        }
        if aliases > 100 && decodes > 1000 && aliases as f64 / decodes as f64 > allowed(decodes) {
            return Some(last);
        }
    }
    None
}

fn is_merge(tree: &Tree, node: &Node) -> bool {
    node.flags & Node::KEY != 0
        && node.end - node.start == 2
        && &tree.text[node.start as usize..node.end as usize] == "<<"
}

/// For each index how many decodes the nodes before it come to.
fn sums(nodes: &[Node], root: u32) -> Vec<u64> {
    let mut total = Vec::with_capacity(nodes.len() + 1);
    total.push(0u64);
    for (at, node) in nodes.iter().enumerate() {
        let expanded = if node.kind == NodeKind::Alias { size(nodes, &total, root, node.value.0) } else { 0 };
        total.push((total[at] + 1 + expanded).min(CEILING));
    }
    total
}

/// Decodes of a subtree that ends before the one in hand.
fn size(nodes: &[Node], total: &[u64], root: u32, target: u32) -> u64 {
    let Some(at) = target.checked_sub(root).map(|it| it as usize) else { return 1 };
    let end = nodes.get(at).map_or(at, |it| (it.next - root) as usize);
    match (total.get(at), total.get(end)) {
        (Some(_), Some(&after)) if after >= CEILING => CEILING,
        (Some(before), Some(after)) => after - before,
        _ => 1,
    }
}

/// The share of decodes that aliases may have.
fn allowed(decodes: u64) -> f64 {
    const LOW: u64 = 400_000;
    const HIGH: u64 = 4_000_000;
    match decodes {
        ..=LOW => 0.99,
        HIGH.. => 0.10,
        _ => 0.99 - 0.89 * ((decodes - LOW) as f64 / (HIGH - LOW) as f64),
    }
}

#[cfg(test)]
mod tests {
    use crate::source::SourceId;
    use crate::yaml::{ProblemKind, parse};
    use std::fmt::Write;

    fn bomb(levels: usize, width: usize) -> String {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..levels {
            let items = vec![format!("*a{}", level - 1); width].join(", ");
            writeln!(text, "a{level}: &a{level} [{items}]").unwrap();
        }
        text
    }

    #[test]
    fn an_alias_bomb_is_refused_where_it_becomes_one() {
        let text = bomb(60, 10);
        let tree = parse(SourceId(0), format!("{text}---\nb: c\n").into());
        let problem = &tree.problems()[0];
        assert_eq!((problem.kind, tree.problems().len()), (ProblemKind::Limit, 1));
        assert!(text[problem.span.range()].starts_with('*'));
        assert!(tree.document(0).is_broken());
        assert!(tree.document(1).root().is_some(), "the next document is read");
    }

    #[test]
    fn ordinary_reuse_is_not() {
        assert!(parse(SourceId(0), bomb(3, 5).into()).problems().is_empty());
        let text = format!("a: &a {{b: c}}\nd:\n{}", "- *a\n".repeat(5_000));
        assert!(parse(SourceId(0), text.into()).problems().is_empty());
    }
}
