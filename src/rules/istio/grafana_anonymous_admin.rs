//! `grafana-anonymous-admin`

use crate::rule::prelude::*;

declare_rule! {
    /// Grafana that makes every visitor an administrator.
    ///
    /// ## Why is this bad?
    /// Dashboards show the traffic of the mesh, and an administrator of Grafana reads every data source and runs queries with its
    /// credentials. Istio ships its sample this way.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: grafana}
    /// spec: {containers: [{name: grafana, env: [{name: GF_AUTH_ANONYMOUS_ENABLED, value: "true"}, {name: GF_AUTH_ANONYMOUS_ORG_ROLE, value: Admin}]}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: grafana}
    /// spec: {containers: [{name: grafana, env: [{name: GF_AUTH_ANONYMOUS_ENABLED, value: "true"}, {name: GF_AUTH_ANONYMOUS_ORG_ROLE, value: Viewer}]}]}
    /// ```
    pub GRAFANA_ANONYMOUS_ADMIN = "grafana-anonymous-admin" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:306"],
        keys: ["env"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(list) = container.get("env") else { return };
    let of = |name: &str| list.items().find(|it| it.str("name") == Some(name)).and_then(|it| it.get("value"));
    let Some(role) = of("GF_AUTH_ANONYMOUS_ORG_ROLE").filter(|it| it.as_str() == Some("Admin")) else { return };
    if of("GF_AUTH_ANONYMOUS_ENABLED").and_then(Value::text) == Some("true") {
        cx.report(role, "every visitor of Grafana is an administrator")
            .help("use `Viewer`, or switch anonymous access off");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn it_takes_both() {
        let rule = tester::of(&super::GRAFANA_ANONYMOUS_ADMIN);
        rule.passes(&tester::container("env: [{name: GF_AUTH_ANONYMOUS_ORG_ROLE, value: Admin}]"));
        rule.passes(&tester::container("env: [{name: GF_AUTH_ANONYMOUS_ORG_ROLE, value: Admin}, {name: GF_AUTH_ANONYMOUS_ENABLED, value: 'false'}]"));
    }
}
