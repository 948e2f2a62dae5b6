//! `secretstore-cluster-unrestricted`

use crate::rule::prelude::*;

declare_rule! {
    /// Stores and Secrets of the External Secrets Operator that every namespace may use.
    ///
    /// ## Why is this bad?
    /// A ClusterSecretStore without conditions serves an ExternalSecret in any namespace: whoever may create one anywhere reads
    /// every key that the store's credentials open. A ClusterExternalSecret whose selector picks all namespaces puts its Secret
    /// into the least trusted one as well, and a ClusterPushSecret takes Secrets from there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: external-secrets.io/v1
    /// kind: ClusterSecretStore
    /// metadata: {name: vault}
    /// spec:
    ///   provider:
    ///     vault: {server: "https://vault.example.com", path: secret}
    /// ```
    /// ```yaml
    /// apiVersion: external-secrets.io/v1
    /// kind: ClusterExternalSecret
    /// metadata: {name: registry}
    /// spec:
    ///   namespaceSelectors: [{}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: external-secrets.io/v1
    /// kind: ClusterSecretStore
    /// metadata: {name: vault}
    /// spec:
    ///   provider:
    ///     vault: {server: "https://vault.example.com", path: secret}
    ///   conditions:
    ///     - namespaces: [shop]
    /// ```
    pub SECRETSTORE_CLUSTER_UNRESTRICTED = "secretstore-cluster-unrestricted" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:284", "cwe:668"],
        check: Resource(&[Kind::Other], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if resource.group() != "external-secrets.io" {
        return;
    }
    let Some(spec) = resource.spec() else { return };
    match resource.kind_name() {
        "ClusterSecretStore" => of_store(resource, spec, cx),
        "ClusterExternalSecret" => of_selector(resource, spec, "puts its Secret into every namespace", cx),
        "ClusterPushSecret" => of_selector(resource, spec, "takes Secrets from every namespace", cx),
        _ => {}
    }
}

fn of_store(store: Resource<'_>, spec: Value<'_>, cx: &mut Context<'_>) {
    // The provider for tests holds nothing.
    let Some(provider) = spec.get("provider").filter(|it| it.get("fake").is_none()) else { return };
    let message = format!("{} serves every namespace", store.title());
    let help = "list the namespaces that may use it in `conditions`, or give each a SecretStore of its own";
    let conditions = spec.get("conditions").filter(|it| !it.is_empty());
    let Some(conditions) = conditions else {
        cx.report(spec.get("conditions").unwrap_or(provider), message).help(help);
        return;
    };
    // One condition that holds is enough.
    if let Some(all) = conditions.items().find_map(holds_everywhere) {
        cx.report(all, message).caption("fits every namespace").help(help);
    }
}

/// What in a condition fits every namespace.
fn holds_everywhere(condition: Value<'_>) -> Option<Value<'_>> {
    let selector = condition.get("namespaceSelector").filter(|it| it.is_mapping() && selects_all(*it));
    let any = |it: &Value<'_>| matches!(it.text(), Some(".*" | "^.*$" | ".+" | "^.+$" | ".*?"));
    selector.or_else(|| condition.list("namespaceRegexes").find(any))
}

fn of_selector(resource: Resource<'_>, spec: Value<'_>, what: &str, cx: &mut Context<'_>) {
    let single = spec.get("namespaceSelector").filter(|it| it.is_mapping());
    let mut all = single.into_iter().chain(spec.list("namespaceSelectors").filter(|it| it.is_mapping()));
    if let Some(selector) = all.find(|it| selects_all(*it)) {
        cx.report(selector, format!("{} {what}", resource.title()))
            .help("select the namespaces that need it by a label, or name them in `namespaces`");
    }
}

fn selects_all(selector: Value<'_>) -> bool {
    ["matchLabels", "matchExpressions"].iter().all(|it| selector.get(it).is_none_or(Value::is_empty))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn one_condition_that_fits_all_namespaces_is_enough() {
        let rule = tester::of(&super::SECRETSTORE_CLUSTER_UNRESTRICTED);
        let store = |more: &str| {
            format!(
                "apiVersion: external-secrets.io/v1beta1\nkind: ClusterSecretStore\nmetadata: {{name: s}}\nspec: {{provider: {{aws: {{}}}}{more}}}\n"
            )
        };
        for bad in [
            "",
            ", conditions: []",
            ", conditions: [{namespaceSelector: {}}]",
            ", conditions: [{namespaces: [a]}, {namespaceSelector: {matchLabels: {}}}]",
            ", conditions: [{namespaceRegexes: ['.*']}]",
        ] {
            rule.fails(&store(bad));
        }
        for good in [
            "conditions: [{namespaceSelector: {matchLabels: {a: b}}}]",
            "conditions: [{namespaceRegexes: ['team-.*']}]",
        ] {
            rule.passes(&store(&format!(", {good}")));
        }
        rule.passes(&store("").replace("ClusterSecretStore", "SecretStore"));
        rule.passes(&store("").replace("aws", "fake"));
        rule.passes(&store("").replace("external-secrets.io", "example.com"));
    }

    #[test]
    fn selectors_are_a_list_or_one() {
        let rule = tester::of(&super::SECRETSTORE_CLUSTER_UNRESTRICTED);
        let it = |kind: &str, spec: &str| {
            format!("apiVersion: external-secrets.io/v1\nkind: {kind}\nmetadata: {{name: s}}\nspec: {{{spec}}}\n")
        };
        rule.fails(&it("ClusterExternalSecret", "namespaceSelector: {}"));
        rule.fails(&it("ClusterPushSecret", "namespaceSelectors: [{matchLabels: {a: b}}, {}]"));
        rule.passes(&it("ClusterExternalSecret", "namespaces: [a]"));
        rule.passes(&it("ClusterExternalSecret", "namespaceSelector: {matchLabels: {a: b}}"));
    }
}
