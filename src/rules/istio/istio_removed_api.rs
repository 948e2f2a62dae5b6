//! `istio-removed-api`

use crate::rule::prelude::*;

declare_rule! {
    /// Objects of Istio APIs that no supported version reads.
    ///
    /// ## Why is this bad?
    /// The control plane of today does not know the kind. An authentication or authorization policy in it is not
    /// enforced: the traffic it was to protect is open.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.istio.io/v1alpha1
    /// kind: ServiceRole
    /// metadata: {name: viewer, namespace: shop}
    /// spec:
    ///   rules: [{services: ["*"], methods: ["GET"]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: viewer, namespace: shop}
    /// spec:
    ///   rules: [{to: [{operation: {methods: ["GET"]}}]}]
    /// ```
    pub ISTIO_REMOVED_API = "istio-removed-api" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0002"],
        check: Resource(&[Kind::Other], check)
    }
}

/// Groups that are gone, what they held, and what came instead.
const GONE: [(&str, &str, bool); 3] = [
    ("rbac.istio.io", "an AuthorizationPolicy", true),
    ("authentication.istio.io", "a PeerAuthentication and a RequestAuthentication", true),
    ("config.istio.io", "a Telemetry or an AuthorizationPolicy with an external authorizer", false),
];

const KINDS: [&str; 8] = [
    "HTTPAPISpec",
    "HTTPAPISpecBinding",
    "QuotaSpec",
    "QuotaSpecBinding",
    "RbacConfig",
    "ClusterRbacConfig",
    "ServiceRole",
    "ServiceRoleBinding",
];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let group = resource.group();
    if !group.ends_with(".istio.io") {
        return;
    }
    let gone = GONE.iter().find(|it| it.0 == group);
    let old = KINDS.contains(&resource.kind_name()) && group == "networking.istio.io";
    if gone.is_none() && !old {
        return;
    }
    let at = resource.root().get("apiVersion").unwrap_or(resource.root());
    let message = format!("no supported Istio reads {} of `{}`", resource.kind_name(), resource.api_version());
    let finding = cx.report(at, message);
    match gone {
        Some((_, instead, true)) => finding.help(format!("the policy is not enforced: write {instead}")),
        Some((_, instead, false)) => finding.severity(Severity::Medium).help(format!("write {instead}")),
        None => finding.severity(Severity::Medium).help("remove the object"),
    };
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn the_old_mesh_policy_is_gone_and_the_operator_is_not() {
        let rule = tester::of(&super::ISTIO_REMOVED_API);
        rule.fails("apiVersion: authentication.istio.io/v1alpha1\nkind: MeshPolicy\nmetadata: {name: default}\nspec: {peers: [{mtls: {}}]}\n");
        rule.passes(
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {name: default}\nspec: {}\n",
        );
    }
}
