//! `psa-label-typo`

use crate::manifest::pss::{Level, Mode, PREFIX, PolicyVersion};
use crate::rule::prelude::*;
use crate::source::Span;

declare_rule! {
    /// Pod Security labels that do not say what they seem to.
    ///
    /// ## Why is this bad?
    /// A label that the admission plugin does not know is ignored. A level it does not know is refused for `enforce`, or taken for
    /// `restricted` where it is already stored; for `warn` and `audit` it is taken for `privileged`, without a word. A version that
    /// is not `latest` or like `v1.34` is taken for `latest`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/enforce: Restricted
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata:
    ///   name: shop
    ///   labels:
    ///     pod-security.kubernetes.io/enforce: restricted
    /// ```
    pub PSA_LABEL_TYPO = "psa-label-typo" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["alias:namespace-psa-weak-or-invalid", "kubescape:C-0192"],
        check: Resource(&[Kind::Namespace], check)
    }
}

fn check(namespace: Resource<'_>, cx: &mut Context<'_>) {
    let Some(labels) = namespace.path("metadata.labels") else { return };
    for (key, value) in labels.entries() {
        let Some(name) = key.text().and_then(|it| it.strip_prefix(PREFIX)) else { continue };
        let text = value.text().unwrap_or_default();
        let (mode, is_version) = match name.strip_suffix("-version") {
            Some(mode) => (mode, true),
            None => (name, false),
        };
        if Mode::ALL.iter().all(|it| it.as_str() != mode) {
            unknown_label(key, name, cx);
        } else if is_version && PolicyVersion::parse_label(text).is_none() {
            let right = text.parse::<PolicyVersion>().ok().map(|it| it.to_string());
            wrong(
                value,
                format!("`{text}` is no version of a level"),
                "write `latest` or a release such as `v1.34`",
                right,
                cx,
            );
        } else if !is_version && Level::parse(text).is_none() {
            let right = nearest(text, &Level::ALL.map(Level::as_str)).map(str::to_owned);
            wrong(value, format!("`{text}` is no level"), "write `privileged`, `baseline` or `restricted`", right, cx);
        }
    }
}

fn wrong(value: Value<'_>, message: String, help: &str, right: Option<String>, cx: &mut Context<'_>) {
    let finding = cx.report(value, message).help(help);
    if let Some(right) = right {
        finding.fix(Safety::Safe, format!("write `{right}`"), Edit::set_scalar(value, &right));
    }
}

fn unknown_label(key: Value<'_>, name: &str, cx: &mut Context<'_>) {
    let known = Mode::ALL.map(|it| (it.as_str().to_owned(), format!("{}-version", it.as_str())));
    let known: Vec<&str> = known.iter().flat_map(|(level, version)| [level.as_str(), version.as_str()]).collect();
    let finding = cx
        .report(key, format!("Pod Security admission knows no label `{name}` and ignores it"))
        .help("the labels are `enforce`, `audit` and `warn`, each also with `-version`");
    if let (Some(right), Some(at)) = (nearest(name, &known), key.source_text().find(name)) {
        let start = key.span().start + at as u32;
        let span = Span { start, end: start + name.len() as u32, ..key.span() };
        // From then on pods may be refused.
        let safety = if right.starts_with("enforce") { Safety::Unsafe } else { Safety::Safe };
        finding.fix(safety, format!("write `{right}`"), [Edit { span, text: right.to_owned() }]);
    }
}

/// The word that was meant, if one is near enough.
fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    let word = word.trim().to_ascii_lowercase();
    let far = |it: &&str| strsim::damerau_levenshtein(&word, it);
    known.iter().copied().min_by_key(far).filter(|it| far(it) <= 2)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(label: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{pod-security.kubernetes.io/{label}, team: a}}}}\n"
        )
    }

    #[test]
    fn levels_versions_and_names_are_compared_exactly() {
        let rule = tester::of(&super::PSA_LABEL_TYPO);
        let fix = |label: &str| rule.fails(&with(label)).fix.map(|it| (it.safety.as_str(), it.edits[0].text.clone()));
        assert_eq!(fix("warn: restrictd"), Some(("safe", "restricted".to_owned())));
        assert_eq!(fix("enforced: baseline"), Some(("unsafe", "enforce".to_owned())));
        assert_eq!(fix("audit_version: latest"), Some(("safe", "audit-version".to_owned())));
        assert_eq!(fix("warn-version: 'v1.34.1'"), None);
        assert_eq!(fix("enforce-version: '1.34'").map(|it| it.0), Some("safe"));
        assert_eq!(fix("enforce: high"), None);
        rule.passes(&with("enforce-version: v1.34"));
        rule.passes(&with("warn: privileged"));
    }
}
