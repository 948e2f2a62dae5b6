//! `default-namespace`

use crate::rule::prelude::*;

declare_rule! {
    /// Workloads in the namespace `default`.
    ///
    /// ## Why is this bad?
    /// Nobody owns that namespace: its roles, quotas and policies are those of whatever else has landed there. A
    /// workload in one of its own can be confined, and deleted as a whole.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   namespace: default
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   namespace: shop
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: app
    /// ```
    pub DEFAULT_NAMESPACE = "default-namespace" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kube-linter:use-namespace", "checkov:CKV_K8S_21", "trivy:KSV-0110", "kubescape:C-0061",
            "kubescape:C-0212", "kyverno:disallow-default-namespace", "cis-1.12:5.6.4",
            "datree:15", "kics:using_unrecommended_namespace",
        ],
        options: Options,
        check: Resource(Kind::WITH_PODS, check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Report workloads that name no namespace, too; `kubectl -n`, Helm and Kustomize may give them one.
    pub missing: bool,
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    const HELP: &str = "give the application a namespace of its own";
    match (resource.namespace(), resource.namespace_value()) {
        (Some("default"), Some(at)) => {
            cx.report(at, format!("{} lives in the namespace `default`", resource.title())).help(HELP);
        }
        (None, _) if cx.options::<Options>().missing => {
            cx.report(resource, format!("{} names no namespace", resource.title())).help(HELP);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn a_namespace_that_is_left_open_is_not_default() {
        let rule = tester::of(&super::DEFAULT_NAMESPACE);
        let open = tester::pod("{containers: [{name: a}]}");
        rule.passes(&open);
        tester::of(&super::DEFAULT_NAMESPACE).options(serde_json::json!({"missing": true})).fails(&open);
        rule.fails(&open.replace("name: p", "name: p, namespace: default"));
        rule.passes("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: default}\n");
    }
}
