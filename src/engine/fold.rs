//! One cause, one finding: what a finding already says in full is not reported piece by piece as well.

use crate::finding::Finding;
use crate::source::Span;
use rustc_hash::FxHashSet;

/// Leaves out the findings that others cover. Where the author has silenced a piece of such a finding, the whole is left out
/// instead, and the other pieces speak for themselves.
pub(super) fn covered(findings: &mut Vec<Finding>) {
    let pieces = |it: &Finding| {
        let spans: Vec<Span> = it.labels.iter().map(|it| it.span).collect();
        it.covers.iter().flat_map(move |&rule| spans.clone().into_iter().map(move |span| (rule, span)))
    };
    let whole = |it: &Finding| it.is_active() && !it.covers.is_empty();
    let named: FxHashSet<(&'static str, Span)> = findings.iter().filter(|it| whole(it)).flat_map(pieces).collect();
    if named.is_empty() {
        return;
    }
    let piece = |it: &Finding| named.contains(&(it.rule, it.span()));
    let silenced: FxHashSet<(&'static str, Span)> =
        findings.iter().filter(|it| !it.is_active() && piece(it)).map(|it| (it.rule, it.span())).collect();
    let broken = |it: &Finding| pieces(it).any(|it| silenced.contains(&it));
    let told: FxHashSet<(&'static str, Span)> =
        findings.iter().filter(|it| whole(it) && !broken(it)).flat_map(pieces).collect();
    let said = |it: &Finding| told.contains(&(it.rule, it.span())) || whole(it) && broken(it);
    findings.retain(|it| !it.is_active() || !said(it));
}

#[cfg(test)]
mod tests {
    use crate::config::Policy;
    use crate::engine::{Input, check};
    use crate::rules;
    use crate::source::{Role, Source, Sources};

    fn rules_that_find(text: &str, names: &[&str]) -> Vec<&'static str> {
        let mut sources = Sources::new();
        sources.add(Source::new("a.yaml".to_owned(), text, Role::Report));
        let input = Input { sources, ..Input::default() };
        let rules = names.iter().map(|it| rules::find(it).expect("a rule")).collect();
        let report = check(&input, &Policy { rules, ..Policy::default() });
        report.findings.iter().filter(|it| it.is_active()).map(|it| it.rule).collect()
    }

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  hostPID: true\n  hostIPC: true\n  containers:\n  - name: a\n    securityContext: {privileged: true}\n";

    #[test]
    fn the_pieces_of_a_bundle_are_left_out_and_nothing_else() {
        let all = ["privileged-escape-bundle", "host-pid", "host-ipc", "privileged-container"];
        assert_eq!(rules_that_find(POD, &all[1..]), ["host-pid", "host-ipc", "privileged-container"]);
        assert_eq!(rules_that_find(POD, &all), ["privileged-escape-bundle", "host-ipc"]);
    }

    #[test]
    fn with_a_piece_silenced_the_others_speak_for_themselves() {
        let agent =
            POD.replace("{privileged: true}", "{privileged: true} # holdshort: ignore[privileged-container] agent");
        let with = rules_that_find(&agent, &["privileged-escape-bundle", "host-pid", "privileged-container"]);
        assert_eq!(with, ["host-pid"]);
    }

    #[test]
    fn a_bundle_that_is_silenced_covers_nothing() {
        let silenced = POD.replace(
            "hostPID: true",
            "hostPID: true # holdshort: ignore[privileged-escape-bundle] an agent of the node",
        );
        let with = rules_that_find(&silenced, &["privileged-escape-bundle", "host-pid"]);
        assert_eq!(with, ["host-pid"]);
    }
}
