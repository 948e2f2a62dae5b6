//! `secret-reference-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// References to Secrets that are not there, where nothing stops without them.
    ///
    /// ## Why is this bad?
    /// A missing pull secret shows up as an image that cannot be pulled, or not at all as long as a node has the image;
    /// a missing Secret of a volume driver as a pod that hangs. Secrets are looked for where the input holds others; what an
    /// operator or an external store makes is not missing. Variables and volumes are judged by `env-reference-not-found`.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: registry, namespace: shop}
    /// type: kubernetes.io/dockerconfigjson
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   imagePullSecrets: [{name: regcred}]
    ///   containers:
    ///     - {name: web, image: registry.example.com/web:1.0}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Secret
    /// metadata: {name: registry, namespace: shop}
    /// type: kubernetes.io/dockerconfigjson
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   imagePullSecrets: [{name: registry}]
    ///   containers:
    ///     - {name: web, image: registry.example.com/web:1.0}
    /// ```
    pub SECRET_REFERENCE_MISSING = "secret-reference-missing" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["popeye:POP-305", "cwe:1164"],
        check: Related(super::token::PODS_AND_ACCOUNTS, check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::ServiceAccount {
        for (field, what) in [("imagePullSecrets", "pull images"), ("secrets", "give to pods")] {
            for reference in resource.root().list(field) {
                judge(reference, what, resource, index, cx);
            }
        }
    }
    for pod in Pod::all(resource) {
        for reference in pod.spec().list("imagePullSecrets") {
            judge(reference, "pull images", resource, index, cx);
        }
        let drivers = pod.volumes().filter_map(|it| it.get("csi")?.get("nodePublishSecretRef"));
        drivers.for_each(|it| judge(it, "mount a volume", resource, index, cx));
    }
}

fn judge<'a>(reference: Value<'a>, what: &str, resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(at) = reference.get("name") else { return };
    let Some(name) = at.as_str().filter(|it| !it.is_empty()) else { return };
    if !matches!(index.find(Kind::Secret, name, resource), Lookup::Missing)
        || index.may_be_made(Kind::Secret, name, resource)
    {
        return;
    }
    cx.report(at, format!("there is no Secret `{name}` to {what} with"))
        .help("create the Secret, correct the name, or delete the reference");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const OTHER: &str = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: other}\n";

    #[test]
    fn every_reference_that_no_other_rule_judges_counts() {
        let rule = tester::of(&super::SECRET_REFERENCE_MISSING);
        for spec in [
            "{imagePullSecrets: [{name: a}, {name: other}]}",
            "{volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: a}}}]}",
        ] {
            rule.fails(&(tester::pod(spec) + OTHER));
            rule.passes(&tester::pod(spec));
        }
        let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s}\n";
        rule.fails(&format!("{account}imagePullSecrets: [{{name: a}}]\n{OTHER}"));
        rule.fails(&format!("{account}secrets: [{{name: a}}]\n{OTHER}"));
        rule.passes(&(tester::pod("{volumes: [{name: v, secret: {secretName: a}}]}") + OTHER));
    }

    #[test]
    fn what_is_made_is_not_missing() {
        let made = "---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: e}\nspec: {target: {name: a}}\n";
        let text = tester::pod("{imagePullSecrets: [{name: a}]}") + OTHER + made;
        tester::of(&super::SECRET_REFERENCE_MISSING).passes(&text);
    }
}
