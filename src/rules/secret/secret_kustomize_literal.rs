//! `secret-kustomize-literal`

use super::content;
use super::evidence::is_known;
use super::inline;
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
        check: Classes(&[Class::Kustomization, Class::KustomizePatch], check)
    }
}

const HELP: &str = "keep the values in a file that is not committed (`envs: [.env.secret]`) or in a secret store, and replace this one";

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    let Some(root) = document.root() else { return };
    patches(root, cx);
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
            finding.holds(name, value).help(HELP);
            match verdict {
                Verdict::Secret(confidence) => finding.confidence(confidence),
                Verdict::Weak => finding.confidence(Confidence::Medium).severity(Severity::Medium),
                Verdict::Nothing => finding.confidence(Confidence::Medium),
            };
        }
    }
}

/// Patches written in the kustomization, and files that are lists of operations.
fn patches(root: Value<'_>, cx: &mut Context<'_>) {
    let inline =
        ["patches", "patchesJson6902"].into_iter().flat_map(|it| root.list(it)).filter_map(|it| it.get("patch"));
    let merged = root.list("patchesStrategicMerge").filter(|it| it.text().is_some_and(|it| it.contains('\n')));
    let written = inline.chain(merged).flat_map(|it| inline::in_file("", it));
    let operations =
        root.items().filter(|it| it.get("op").is_some()).filter_map(|it| it.get("value")).flat_map(|value| {
            let path = value.parent().and_then(|it| it.str("path")).unwrap_or_default();
            let name = path.rsplit('/').next().unwrap_or_default();
            if value.is_scalar() { inline::at_leaf(name, value) } else { inline::below(value, &[]) }
        });
    for found in written.chain(operations) {
        let message = format!("`{}` in a patch holds a secret in clear text", found.name);
        found.report(cx, message, "let the patch refer to a Secret (`secretKeyRef`), and replace the value");
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

    #[test]
    fn patches_count_wherever_they_are_written() {
        let rule = tester::of(&super::SECRET_KUSTOMIZE_LITERAL);
        let patch = "- op: add\n  path: /spec/env/-\n  value: {name: ADMIN_PASSWORD, value: p4tch-Adm1n}\n";
        rule.fails(&format!(
            "# file: kustomization.yaml\npatches:\n- patch: |-\n    {}\n",
            patch.trim().replace('\n', "\n    ")
        ));
        rule.fails(&format!("# file: p.yaml\n{patch}"));
        rule.fails("# file: p.yaml\n- {op: replace, path: /data/password, value: p4tch-Adm1n}\n");
        rule.passes("# file: p.yaml\n- {op: replace, path: /spec/secretName, value: p4tch-Adm1n}\n");
    }
}
