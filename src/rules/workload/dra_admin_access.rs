//! `dra-admin-access`

use crate::rule::prelude::*;

declare_rule! {
    /// Claims for devices with administrator access.
    ///
    /// ## Why is this bad?
    /// Such a claim is given devices that others already use: the pod sees, and may change, what their workloads
    /// compute. It is meant for monitoring, in a namespace whose label allows it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: resource.k8s.io/v1
    /// kind: ResourceClaimTemplate
    /// metadata: {name: gpu}
    /// spec:
    ///   spec:
    ///     devices:
    ///       requests:
    ///         - name: gpu
    ///           exactly: {deviceClassName: gpu.example.com, adminAccess: true}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: resource.k8s.io/v1
    /// kind: ResourceClaimTemplate
    /// metadata: {name: gpu}
    /// spec:
    ///   spec:
    ///     devices:
    ///       requests:
    ///         - name: gpu
    ///           exactly: {deviceClassName: gpu.example.com}
    /// ```
    pub DRA_ADMIN_ACCESS = "dra-admin-access" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250", "cwe:668"],
        check: Resource(&[Kind::ResourceClaim, Kind::ResourceClaimTemplate, Kind::Namespace], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::Namespace {
        let label = resource.label("resource.kubernetes.io/admin-access");
        if let Some(it) = label.filter(|it| it.text() == Some("true")) {
            cx.report(it, format!("claims in {} may have administrator access to devices", resource.title()))
                .help("delete the label unless the namespace is for monitoring devices only");
        }
        return;
    }
    let template = resource.kind() == Kind::ResourceClaimTemplate;
    let devices = resource.path(if template { "spec.spec.devices" } else { "spec.devices" });
    for request in devices.into_iter().flat_map(|it| it.list("requests")) {
        // Up to v1beta1 the field stood in the request itself.
        let access = request.path("exactly.adminAccess").or_else(|| request.get("adminAccess"));
        if let Some(it) = access.filter(|it| it.is_true()) {
            let name = request.str("name").unwrap_or_default();
            cx.report(it, format!("request `{name}` has administrator access to devices that others use"))
                .help("delete the line unless the pod is to watch the devices of others");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_version_and_the_namespace_count() {
        let rule = tester::of(&super::DRA_ADMIN_ACCESS);
        rule.fails("apiVersion: resource.k8s.io/v1beta1\nkind: ResourceClaim\nspec: {devices: {requests: [{name: a, adminAccess: true}]}}\n");
        rule.passes("apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nspec: {devices: {requests: [{name: a, exactly: {adminAccess: false}}]}}\n");
        rule.fails("apiVersion: v1\nkind: Namespace\nmetadata: {name: n, labels: {resource.kubernetes.io/admin-access: 'true'}}\n");
        rule.passes("apiVersion: v1\nkind: Namespace\nmetadata: {name: n, labels: {resource.kubernetes.io/admin-access: 'false'}}\n");
    }
}
