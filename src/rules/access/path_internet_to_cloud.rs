//! `path-internet-to-cloud`

use super::path::{PLACES, report, starts};
use crate::index::graph::{Attack, Goal, Question};
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that strangers reach and that act as an identity of the cloud.
    ///
    /// ## Why is this bad?
    /// With the identity go its buckets, its databases and its keys, which lie outside of the cluster and of all its policies. The
    /// finding weighs more where the name of the identity says that it administers something.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec:
    ///   serviceAccountName: web
    ///   containers: [{name: web, image: shop}]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: web
    ///   namespace: shop
    ///   annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/orders"}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: ClusterIP, selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec:
    ///   serviceAccountName: web
    ///   containers: [{name: web, image: shop}]
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: web
    ///   namespace: shop
    ///   annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/orders"}
    /// ```
    pub PATH_INTERNET_TO_CLOUD = "path-internet-to-cloud" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0225", "kubescape:C-0256", "cwe:250"],
        check: Related(PLACES, check)
    }
}

const HELP: &str = "check what the identity may do, and leave it to a workload that nobody talks to from outside";

fn check<'a>(at: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let severity = |attack: &Attack<'_>| {
        if administers(identity(attack.goal)) { Severity::High } else { Severity::Medium }
    };
    let worst = index.attacks(Question::Cloud, at).iter().map(severity).max().unwrap_or(Severity::Medium);
    report(Question::Cloud, worst, at, index, cx, |attack| {
        (format!("strangers reach {}, which acts as `{}` in the cloud", starts(attack), identity(attack.goal)), HELP)
    });
}

fn identity(goal: Goal<'_>) -> &str {
    if let Goal::Cloud(name) = goal { name } else { "" }
}

/// Whether a name says that it may do nearly everything.
fn administers(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["admin", "poweruser", "power-user", "owner", "root"].iter().any(|it| name.contains(it))
}
