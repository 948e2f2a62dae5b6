//! `secret-in-comment`

use super::{formats, jwt, private_key, token};
use crate::literals::Literals;
use crate::rule::prelude::*;
use crate::source::Span;
use std::sync::LazyLock;

declare_rule! {
    /// Credentials in comments.
    ///
    /// ## Why is this bad?
    /// A comment is text like the rest: scanners of public repositories find the token there within minutes, and it
    /// works as well as one that is in use.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   # old one: 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
    ///   a: b
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   # the token is in the Secret `app`; it looks like ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ///   a: b
    /// ```
    pub SECRET_IN_COMMENT = "secret-in-comment" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:615", "cwe:798"],
        check: Classes(ALL, check)
    }
}

const ALL: &[Class] = &[
    Class::Kubernetes,
    Class::HelmValues,
    Class::HelmChart,
    Class::Kustomization,
    Class::KustomizePatch,
    Class::Empty,
    Class::Other,
];

/// One look at a comment tells whether a closer one is worth it.
static WORDS: LazyLock<Option<Literals>> =
    LazyLock::new(|| Literals::new(&[formats::LITERALS, jwt::LITERALS, private_key::LITERALS].concat()));

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    let (tree, span) = (document.tree(), document.span());
    let Some(words) = WORDS.as_ref() else { return };
    let from = tree.comments().partition_point(|it| it.start < span.start);
    let mut inside = tree.comments()[from..].iter().take_while(|it| it.start < span.end).peekable();
    while let Some(comment) = inside.next() {
        let text = &tree.text()[comment.start as usize..comment.end as usize];
        if text.len() < 20 || !words.are_in(text) {
            continue;
        }
        let proven = token::find(text).into_iter().find(|it| it.proven).map(|it| it.name);
        let what = proven.or_else(|| jwt::find(text).map(|_| "service account token"));
        let at = Span::new(span.source, comment.start, comment.end);
        let mut end = comment.end;
        let what = what.or_else(|| {
            // A key takes several lines: those that follow without anything between.
            let mut block = text.trim_start_matches('#').trim().to_owned();
            while let Some(next) = inside.next_if(|it| tree.text()[end as usize..it.start as usize].trim().is_empty()) {
                end = next.end;
                block += "\n";
                block += tree.text()[next.start as usize..next.end as usize].trim_start_matches('#').trim();
            }
            private_key::find(&block).map(|_| "private key")
        });
        let Some(what) = what else { continue };
        let safety = if end == comment.end { Safety::Safe } else { Safety::Unsafe };
        cx.report(at, format!("a comment holds a {what}"))
            .severity(if what == "private key" { Severity::High } else { Severity::Medium })
            .sensitive()
            .help("revoke it: it stays in the history of the file; then delete the comment")
            .fix(safety, "delete the comment", [removal(document, comment.start, end)]);
    }
}

/// Takes a comment out: with its lines where it has them for itself, else with the blanks before it.
fn removal(document: Document<'_>, start: u32, end: u32) -> Edit {
    let text = document.tree().text();
    let before = text[..start as usize].trim_end_matches([' ', '\t']);
    let whole = before.is_empty() || before.ends_with('\n');
    let rest = &text[end as usize..];
    let line_end = if rest.starts_with("\r\n") { 2 } else { u32::from(rest.starts_with('\n')) };
    let span = Span::new(document.span().source, before.len() as u32, if whole { end + line_end } else { end });
    Edit { span, text: String::new() }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_proves_itself_counts_and_the_fix_takes_it_away() {
        let rule = tester::of(&super::SECRET_IN_COMMENT);
        let token = format!("ghp{}QplG8sG8eI4bEg2ldfLfHINYT8DDwp1ZkSL4", '_');
        let mut text = format!("a: b # {token}\nc: d\n");
        let found = rule.fails(&text);
        assert!(found.sensitive && !found.message.contains("Qpl"));
        let edit = found.fix.unwrap().edits.remove(0);
        text.replace_range(edit.span.range(), &edit.text);
        assert_eq!(text, "a: b\nc: d\n");
        rule.passes(&format!("# {}0\na: b\n", &token[..token.len() - 1]));
        rule.passes("# password: hunter2hunter2hunter2\na: b\n");
        let armour = |it: &str| format!("# -----{it} RSA PRIVATE KEY-----\n");
        let body = "# MIIE6I3nEs5qqzAN8k6NoBrdfWcRKlfNwCaPgbtS0ghM\n";
        rule.fails(&format!("a: b\n{}{body}{body}{}c: d\n", armour("BEGIN"), armour("END")));
        rule.passes(&format!("{}# ...\n{}a: b\n", armour("BEGIN"), armour("END")));
    }
}
