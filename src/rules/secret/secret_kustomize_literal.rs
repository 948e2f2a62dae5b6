//! `secret-kustomize-literal`

use super::content;
use super::evidence::is_known;
use super::place::place;
use super::score::{Location, Verdict, judge};
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets in the literals of a kustomization.
    ///
    /// ## Why is this bad?
    /// A generator packs the literal into a Secret when the manifests are built; in the repository it is clear text,
    /// and its history keeps it.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: kustomization.yaml
    /// secretGenerator:
    ///   - name: db
    ///     literals:
    ///       - username=app
    ///       - password=IyU6^tzrSPbFc
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: kustomization.yaml
    /// secretGenerator:
    ///   - name: db
    ///     envs: [.env.secret]
    /// ```
    pub SECRET_KUSTOMIZE_LITERAL = "secret-kustomize-literal" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:798"],
        check: Classes(&[Class::Kustomization], check)
    }
}

const HELP: &str = "keep the values in a file that is not committed (`envs: [.env.secret]`) or in a secret store, and replace this one";

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    let Some(root) = document.root() else { return };
    for (generator, is_secret) in [("secretGenerator", true), ("configMapGenerator", false)] {
        for item in root.list(generator).flat_map(|it| it.list("literals")) {
            let Some((name, value)) = item.text().and_then(|it| it.split_once('=')) else { continue };
            let value = value.trim_matches(['"', '\'']);
            if is_known(value) {
                continue;
            }
            let verdict = judge(name, value, Location::Value);
            let of_secret =
                is_secret && verdict == Verdict::Nothing && content::weigh(name, value.as_bytes()).is_some();
            if verdict == Verdict::Nothing && !of_secret {
                continue;
            }
            let at = place(item, Some(0..name.len()), 0);
            let finding =
                cx.report(at, format!("the literal `{name}` of a `{generator}` holds a secret in clear text"));
            finding.sensitive().help(HELP);
            match verdict {
                Verdict::Secret(confidence) => finding.confidence(confidence),
                Verdict::Weak => finding.confidence(Confidence::Medium).severity(Severity::Medium),
                Verdict::Nothing => finding.confidence(Confidence::Medium),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_files_and_references_pass() {
        let rule = tester::of(&super::SECRET_KUSTOMIZE_LITERAL);
        let it = |generator: &str, literal: &str| {
            format!("# file: kustomization.yaml\n{generator}:\n- name: a\n  literals:\n  - {literal}\n")
        };
        let text = it("configMapGenerator", "API_TOKEN=xc5V2r0kgMgD3Ob8PwM8zheD5qUWcXcB");
        assert!(!rule.fails(&text).message.contains("xc5"));
        rule.fails(&it("secretGenerator", "main=bStd!8AgdmX2s"));
        rule.passes(&it("secretGenerator", "username=app"));
        rule.passes(&it("configMapGenerator", "LOG_LEVEL=info"));
        rule.passes(&it("secretGenerator", "password=${DB_PASSWORD}"));
        rule.passes("# file: kustomization.yaml\nsecretGenerator: [{name: a, files: [tls.key=certs/tls.key]}]\n");
    }
}
