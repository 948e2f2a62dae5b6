//! `ingress-nginx-config-snippets-enabled`

use crate::rule::prelude::*;

declare_rule! {
    /// ingress-nginx that takes snippets from annotations.
    ///
    /// ## Why is this bad?
    /// Whoever may create an Ingress in any namespace can then put code into the controller and read the Secrets of
    /// all namespaces. The default is off.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: ingress-nginx-controller}
    /// data: {allow-snippet-annotations: 'true'}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: ingress-nginx-controller}
    /// data: {allow-snippet-annotations: 'false'}
    /// ```
    pub INGRESS_NGINX_CONFIG_SNIPPETS_ENABLED = "ingress-nginx-config-snippets-enabled" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0059", "checkov:CKV_K8S_153", "cve:CVE-2021-25742", "cwe:94"],
        check: Resource(&[Kind::ConfigMap], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(value) = resource.path("data.allow-snippet-annotations") else { return };
    if value.text().is_some_and(|it| it.trim() == "true") {
        cx.report(value, "annotations of any Ingress may hold code for the controller")
            .help("delete the line; the default is `false`")
            .fix(Safety::Unsafe, "take no snippets", Edit::remove_entry(value));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_is_off_by_default() {
        tester::of(&super::INGRESS_NGINX_CONFIG_SNIPPETS_ENABLED)
            .passes("apiVersion: v1\nkind: ConfigMap\ndata: {proxy-body-size: 8m}\n");
    }
}
