//! `sa-cloud-identity-shared`

use super::application::application;
use crate::rule::prelude::*;

declare_rule! {
    /// Identities in the cloud that unrelated workloads share.
    ///
    /// ## Why is this bad?
    /// Each of the workloads has what any of them needs: a hole in the least of them reaches the data of all. Where the
    /// account is `default`, every pod of the namespace has it without asking.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    ///   annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/orders"}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       serviceAccountName: orders
    ///       containers: [{name: app, image: app}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: reports, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: reports}}
    ///   template:
    ///     metadata: {labels: {app: reports}}
    ///     spec:
    ///       serviceAccountName: orders
    ///       containers: [{name: app, image: app}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: orders
    ///   namespace: shop
    ///   annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/orders"}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       serviceAccountName: orders
    ///       containers: [{name: app, image: app}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: reports, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: reports}}
    ///   template:
    ///     metadata: {labels: {app: reports}}
    ///     spec:
    ///       serviceAccountName: reports
    ///       containers: [{name: app, image: app}]
    /// ```
    pub SA_CLOUD_IDENTITY_SHARED = "sa-cloud-identity-shared" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:653"],
        check: Related(&[Kind::ServiceAccount], check)
    }
}

fn check<'a>(account: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((identity, cloud)) = account.cloud_identity() else { return };
    if account.name() == "default" {
        cx.report(identity, format!("every pod of the namespace acts as an identity of {cloud}"))
            .help("annotate a service account that only the workload with the need runs as");
        return;
    }
    let pods = index.running_as(account.name(), account.namespace(), account);
    let Some(first) = pods.first().copied() else { return };
    let Some(other) = pods.iter().copied().find(|it| application(*it) != application(first)) else { return };
    let (one, two) = (first.resource(), other.resource());
    cx.report(identity, format!("{} and {} share an identity of {cloud}", one.title(), two.title()))
        .label(one, "acts as it")
        .label(two, "acts as it, too")
        .help("give each of them a service account and an identity of its own");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;

    const ACCOUNT: &str = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: ns, annotations: {iam.gke.io/gcp-service-account: x}}\n---\n";

    fn pod(name: &str, labels: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: ns, labels: {{{labels}}}}}\nspec: {{serviceAccountName: s, containers: []}}\n---\n"
        )
    }

    #[test]
    fn parts_of_one_application_may_share() {
        let rule = tester::of(&super::SA_CLOUD_IDENTITY_SHARED);
        let with = |one: &str, two: &str| ACCOUNT.to_owned() + &pod("a", one) + &pod("b", two);
        assert_eq!(rule.fails(&with("app: a", "app: b")).severity, Severity::Medium);
        rule.fails(&with("", ""));
        rule.passes(&with("app: a", "app: a, tier: worker"));
        rule.passes(&with("app.kubernetes.io/part-of: shop, app: a", "app.kubernetes.io/part-of: shop, app: b"));
        rule.passes(&(ACCOUNT.to_owned() + &pod("a", "")));
        rule.fails(&ACCOUNT.replace("name: s,", "name: default,"));
    }
}
