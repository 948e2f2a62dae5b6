//! `rbac-ineffective-subresource-wildcard`

use crate::rule::prelude::*;

declare_rule! {
    /// Resources such as `pods/*`, which match nothing.
    ///
    /// ## Why is this bad?
    /// The authorizer knows `*`, `*/scale` and `pods/log`, but no wildcard behind the slash: `pods/*` and `*/*` grant
    /// nothing. The rule reads as if it gave access that it does not give, until someone repairs it with more than was
    /// meant.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods, pods/*]
    ///     verbs: [get]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [pods, pods/log, "*/scale"]
    ///     verbs: [get]
    /// ```
    pub RBAC_INEFFECTIVE_SUBRESOURCE_WILDCARD = "rbac-ineffective-subresource-wildcard" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [
            "cwe:1164",
        ],
        check: Resource(&[Kind::Role, Kind::ClusterRole], check)
    }
}

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    for rule in PolicyRule::all(role) {
        let dead = |it: &Value<'_>| it.text().is_some_and(|it| it.ends_with("/*"));
        let mut all = rule.resources().filter(dead);
        let Some(first) = all.next() else { continue };
        let text = first.text().unwrap_or_default();
        let finding = cx
            .report(first, format!("`{text}` matches no resource"))
            .help("list the subresources that are needed, such as `pods/log`");
        for more in all {
            finding.label(more, "nor does this");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::access::fixtures::role;
    use crate::rules::tester;

    #[test]
    fn a_wildcard_is_one_only_before_the_slash() {
        let rule = tester::of(&super::RBAC_INEFFECTIVE_SUBRESOURCE_WILDCARD);
        let it = |resources: &str| role("Role", &format!("apiGroups: [''], resources: [{resources}], verbs: [get]"));
        rule.fails(&it("'*/*'"));
        assert_eq!(rule.fails(&it("'pods/*', 'nodes/*'")).labels.len(), 2);
        rule.fails(&it("userextras/*"));
        rule.passes(&it("'*', '*/scale', pods/log"));
    }
}
