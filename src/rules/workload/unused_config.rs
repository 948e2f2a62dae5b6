//! `unused-config`

use super::watched::is_watched;
use crate::rule::prelude::*;

declare_rule! {
    /// ConfigMaps, Secrets and service accounts that nothing in the input mentions.
    ///
    /// ## Why is this bad?
    /// What nobody uses is kept by nobody: a password in it is never changed, and a role bound to it is never taken
    /// back. Objects with labels or annotations of their own are left alone, as programs that watch the API find
    /// them by those.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: settings, namespace: shop}
    /// data: {level: info}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       envFrom:
    ///         - configMapRef: {name: settings}
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: settings, namespace: shop}
    /// data: {level: info}
    /// ```
    pub UNUSED_CONFIG = "unused-config" {
        severity: Low,
        confidence: Low,
        since: "0.1.0",
        refs: ["popeye:POP-400", "popeye:POP-401", "cwe:1164"],
        check: Related(&[Kind::ConfigMap, Kind::Secret, Kind::ServiceAccount], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if resource.path("metadata.name").is_none() || is_watched(resource) || !index.is_unmentioned(resource) {
        return;
    }
    cx.report(resource, format!("nothing mentions {}", resource.title()))
        .help("delete it, or refer to it where it is to be used");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn it(pod: &str, object: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: shop, labels: {{app: x}}}}\nspec: {{containers: [{{name: x, {pod}}}]}}\n---\napiVersion: v1\n{object}\n"
        )
    }

    const MAP: &str = "kind: ConfigMap\nmetadata: {name: x, namespace: shop, labels: {app: x}}\ndata: {x: y}";

    #[test]
    fn any_mention_will_do_but_the_name_of_something_else_is_none() {
        let rule = tester::of(&super::UNUSED_CONFIG);
        rule.fails(&it("", MAP));
        rule.fails(&it("volumeMounts: [{name: x, mountPath: /x}], image: 'x:1'", MAP));
        rule.passes(&it("args: ['--config=shop/x']", MAP));
        rule.passes(&it("envFrom: [{configMapRef: {name: x}}]", MAP));
        rule.fails(&it("envFrom: [{secretRef: {name: x}}]", MAP));
        rule.passes(&it("env: [{name: A, value: x}]", MAP));
        rule.passes(&it("", "kind: ServiceAccount\nmetadata: {name: default, namespace: shop}"));
        rule.fails(&it("", "kind: ServiceAccount\nmetadata: {name: x, namespace: shop}"));
    }

    #[test]
    fn what_is_found_by_labels_or_lies_elsewhere_is_left_alone() {
        let rule = tester::of(&super::UNUSED_CONFIG);
        rule.passes(&it("", "kind: ConfigMap\nmetadata: {name: x, namespace: shop, labels: {grafana_dashboard: '1'}}"));
        rule.passes(&it("", "kind: Secret\nmetadata: {name: x, namespace: shop, annotations: {tekton.dev/git-0: a}}"));
        rule.passes(&it("", "kind: Secret\ntype: helm.sh/release.v1\nmetadata: {name: x, namespace: shop}"));
        rule.passes(&it("", "kind: ConfigMap\nmetadata: {name: x, namespace: other}"));
        rule.passes(&format!("apiVersion: v1\n{MAP}\n"));
        rule.passes(&it(
            "",
            &format!("{MAP}\n---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {{name: t}}\nspec: {{from: x}}"),
        ));
    }
}
