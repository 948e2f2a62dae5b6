//! `rbac-wildcard-nonresource-urls`

use super::grant::{Grant, is_admin};
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that reach every path of the API server, or its profiles and logs.
    ///
    /// ## Why is this bad?
    /// Beside resources the API server has paths: `/debug/pprof` shows memory and stops work, `/logs` holds the logs of the
    /// control plane, and extensions add their own. `*` covers all of them, with verbs that write all that can be changed
    /// there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - nonResourceURLs: ["/debug/*"]
    ///     verbs: [get]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - nonResourceURLs: [/metrics, "/healthz/*"]
    ///     verbs: [get]
    /// ```
    pub RBAC_WILDCARD_NONRESOURCE_URLS = "rbac-wildcard-nonresource-urls" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:250"],
        check: Related(&[Kind::ClusterRole], check)
    }
}

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    // Who may do everything anyway is another finding, and URLs mean nothing in a namespace.
    if role.name() == "cluster-admin" || PolicyRule::all(role).any(is_admin) {
        return;
    }
    for rule in PolicyRule::all(role) {
        let delicate = |it: &Value<'_>| it.text().is_some_and(|it| it == "*" || it == "/*" || is_inside(it));
        let Some(url) = rule.urls().find(delicate) else { continue };
        let writes = |it: &Value<'_>| matches!(it.text(), Some("*" | "post" | "put" | "patch" | "delete"));
        let reads = |it: &Value<'_>| it.text() == Some("get");
        let Some(verb) = rule.verbs().find(writes).or_else(|| rule.verbs().find(reads)) else { continue };
        let grant = Grant::of(role, index);
        if !grant.is_cluster_wide() {
            return;
        }
        let what = if url.text().is_some_and(is_inside) {
            "profiles or logs of the API server"
        } else {
            "every path of the API server"
        };
        let how = if writes(&verb) { "may change" } else { "reads" };
        let finding = cx
            .report(url, format!("{} {how} {what}", role.title()))
            .label(verb, "by this verb")
            .help("list the paths that are used, such as `/metrics`");
        grant.show(finding, index);
    }
}

/// Whether a path shows the inside of the API server.
fn is_inside(path: &str) -> bool {
    ["/debug", "/logs"]
        .iter()
        .any(|it| path.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '*'])))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::rules::access::fixtures::{binding, role};

    #[test]
    fn harmless_paths_and_roles_that_may_do_everything_pass() {
        let rule = tester::of(&super::RBAC_WILDCARD_NONRESOURCE_URLS);
        let urls =
            |urls: &str, verbs: &str| role("ClusterRole", &format!("nonResourceURLs: [{urls}], verbs: [{verbs}]"));
        rule.fails(&urls("'*'", "'*'"));
        rule.fails(&urls("/metrics, /debug/pprof", "get"));
        rule.passes(&urls("/metrics, '/apis/*', /debugger", "get"));
        rule.passes(&urls("'*'", "head"));
        rule.passes(&(urls("'*'", "'*'") + &binding("RoleBinding", "r")));
        rule.passes(&role(
            "ClusterRole",
            "apiGroups: ['*'], resources: ['*'], verbs: ['*'] & nonResourceURLs: ['*'], verbs: ['*']",
        ));
    }
}
