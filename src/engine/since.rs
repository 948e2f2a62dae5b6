//! What is new against an earlier report: findings are matched by what they are about, not by lines, and counted.

use super::Report;
use crate::finding::{Finding, Severity, Status};
use crate::source::Sources;
use rustc_hash::FxHashMap;

/// A finding that counted before, and has not been met again yet.
#[derive(Debug)]
struct Old<'r> {
    severity: Severity,
    message: &'r str,
}

/// Marks the findings that counted in `before` as known from there: as many of one fingerprint as there were, none that is more
/// severe now. `name` says for people what it is compared with.
pub fn mark_known(report: &mut Report, sources: &Sources, before: &Report, old_sources: &Sources, name: String) {
    let mut old: FxHashMap<(String, String), Vec<Old<'_>>> = FxHashMap::default();
    for it in before.findings.iter().filter(|it| it.is_active()) {
        let entry = Old { severity: it.severity, message: &it.message };
        old.entry(key(it, old_sources)).or_default().push(entry);
    }
    // Of several that are alike, the one that says the same is the one that was there.
    for same in [true, false] {
        for finding in report.findings.iter_mut().filter(|it| it.is_active()) {
            let Some(all) = old.get_mut(&key(finding, sources)) else { continue };
            let fits = |it: &Old<'_>| it.severity >= finding.severity && (!same || it.message == finding.message);
            // The least severe one that will do leaves the others for those that need them.
            let at = all.iter().enumerate().filter(|it| fits(it.1)).min_by_key(|it| it.1.severity).map(|it| it.0);
            if let Some(at) = at {
                all.swap_remove(at);
                finding.status = Status::Baselined;
            }
        }
    }
    report.baseline = Some(name);
}

/// What makes findings the same. One about a file as a whole is known by the file, all others wherever their object stands.
fn key(finding: &Finding, sources: &Sources) -> (String, String) {
    let file = finding.subject.kind.is_empty().then(|| sources.get(finding.span().source).name().to_owned());
    (finding.fingerprint(), file.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Policy;
    use crate::engine::{Input, check};
    use crate::rules;
    use crate::source::{Role, Source};

    fn judged(files: &[(&str, &str)]) -> (Input, Report) {
        let mut input = Input::default();
        for (name, text) in files {
            input.sources.add(Source::new(*name, *text, Role::Report));
        }
        let wanted = ["privileged-container", "yaml-syntax-error"];
        let rules = rules::all().iter().copied().filter(|it| wanted.contains(&it.name)).collect();
        let report = check(&input, &Policy { rules, ..Policy::default() });
        (input, report)
    }

    /// Places of findings that are new.
    fn new(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let ((old, before), (input, mut report)) = (judged(before), judged(after));
        mark_known(&mut report, &input.sources, &before, &old.sources, "before".to_owned());
        let active = report.findings.iter().filter(|it| it.is_active());
        active
            .map(|it| {
                let name = input.sources.get(it.span().source).name();
                format!("{name}:{}", input.sources.position(it.span()).line)
            })
            .collect()
    }

    fn pod(name: &str, container: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n  - name: {container}\n    \
             securityContext: {{privileged: true}}\n"
        )
    }

    #[test]
    fn a_finding_that_moved_is_known_and_one_more_is_new() {
        let one = pod("web", "app");
        let moved = format!("# a comment\n\n{one}");
        assert!(new(&[("a.yaml", &one)], &[("a.yaml", &moved)]).is_empty());
        assert!(new(&[("a.yaml", &one)], &[("b.yaml", &one)]).is_empty(), "the file has another name now");
        let second = format!("{one}  - name: other\n    securityContext: {{privileged: true}}\n");
        assert_eq!(new(&[("a.yaml", &one)], &[("a.yaml", &second)]), ["a.yaml:9"]);
        assert_eq!(new(&[("a.yaml", &one)], &[("a.yaml", &one), ("b.yaml", &one)]).len(), 1, "they are counted");
    }

    #[test]
    fn what_was_silenced_or_less_severe_before_is_new() {
        let plain = pod("web", "app");
        let silenced = plain.replace("true}", "true} # holdshort: ignore[privileged-container] it loads a module");
        assert_eq!(new(&[("a.yaml", &silenced)], &[("a.yaml", &plain)]).len(), 1);
        let ((old, mut before), (input, mut report)) = (judged(&[("a", &plain)]), judged(&[("a", &plain)]));
        before.findings[0].severity = Severity::Low;
        mark_known(&mut report, &input.sources, &before, &old.sources, String::new());
        assert!(report.findings[0].is_active());
    }

    #[test]
    fn a_file_that_is_broken_is_not_known_from_another_one() {
        let broken = "a: [\n";
        assert!(new(&[("a.yaml", broken)], &[("a.yaml", broken)]).is_empty());
        assert_eq!(new(&[("a.yaml", broken)], &[("a.yaml", "a: b\n"), ("b.yaml", broken)]).len(), 1);
    }
}
