//! `secret-envfrom`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that take every key of a Secret as environment variables.
    ///
    /// ## Why is this bad?
    /// Each key that is ever added to the Secret becomes a variable of the process, is inherited by its children and
    /// shows up in crash dumps. Two Secrets with the same key overwrite each other in silence.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       envFrom:
    ///         - secretRef: {name: web}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       envFrom:
    ///         - configMapRef: {name: web}
    /// ```
    pub SECRET_ENVFROM = "secret-envfrom" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "checkov:CKV_K8S_35", "kyverno:disallow-secrets-from-env-vars", "cis-1.12:5.4.1", "cwe:526",
        ],
        keys: ["envFrom"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let entries = container.get("envFrom").into_iter().flat_map(|it| it.items());
    for secret in entries.filter_map(|it| it.get("secretRef")) {
        let Some(name) = secret.get("name") else { continue };
        let text = name.text().unwrap_or_default();
        cx.report(name, format!("container `{}` takes every key of Secret `{text}` as a variable", container.name()))
            .help("mount the Secret as a volume, or name the keys with `secretKeyRef`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_secret_counts_in_every_class_of_container() {
        let rule = tester::of(&super::SECRET_ENVFROM);
        let it = |list: &str, from: &str| {
            format!("apiVersion: v1\nkind: Pod\nspec:\n  {list}:\n  - name: a\n    envFrom: [{from}]\n")
        };
        rule.finds(2, &it("containers", "{secretRef: {name: a}}, {secretRef: {name: b}}"));
        rule.fails(&it("initContainers", "{secretRef: {name: a, optional: true}}"));
        rule.passes(&it("containers", "{configMapRef: {name: a}}"));
    }
}
