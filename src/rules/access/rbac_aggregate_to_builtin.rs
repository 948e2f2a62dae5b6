//! `rbac-aggregate-to-builtin`

use super::class::{self, Class};
use super::grant::{any, is_custom};
use super::permission::{READ, feeds_built_in};
use crate::manifest::BuiltInRole;
use crate::rule::prelude::*;

declare_rule! {
    /// ClusterRoles that add power to `view`, `edit` or `admin` by a label.
    ///
    /// ## Why is this bad?
    /// Everyone who was ever given `view`, `edit` or `admin` gets what such a role adds, in each namespace they were given
    /// it for. What only reads custom resources belongs in `view`; Secrets, verbs that write and permissions that lead to
    /// the whole cluster do not come to mind when somebody is bound to it.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata:
    ///   name: app
    ///   labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}
    /// rules:
    ///   - {apiGroups: [""], resources: [secrets], verbs: [get, list]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata:
    ///   name: app
    ///   labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}
    /// rules:
    ///   - {apiGroups: [example.com], resources: [widgets], verbs: [get, list, watch]}
    /// ```
    pub RBAC_AGGREGATE_TO_BUILTIN = "rbac-aggregate-to-builtin" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:269", "cwe:284"],
        check: Resource(&[Kind::ClusterRole], check)
    }
}

fn check(role: Resource<'_>, cx: &mut Context<'_>) {
    if !feeds_built_in(role) || BuiltInRole::find(Kind::ClusterRole, role.name(), None).is_some() {
        return;
    }
    let feeds = |name: &str| {
        role.label(&format!("rbac.authorization.k8s.io/aggregate-to-{name}")).filter(|it| it.text() == Some("true"))
    };
    let view = feeds("view");
    let Some((name, label)) = [("view", view), ("edit", feeds("edit")), ("admin", feeds("admin"))]
        .into_iter()
        .find_map(|it| Some((it.0, it.1?)))
    else {
        return;
    };
    for rule in PolicyRule::all(role).filter(|it| it.resources().next().is_some()) {
        let found = if view.is_some() { beyond_view(rule) } else { beyond_edit(rule) };
        let Some((place, what)) = found else {
            if let Some(granted) = view.and_then(|_| shows_credentials(rule)) {
                let message = format!("{} adds to `view` objects that often hold credentials", role.title());
                cx.report(granted, message)
                    .severity(Severity::Low)
                    .label(label, "everyone with that role gets it")
                    .help("add it to `edit` instead, or keep credentials out of these objects");
            }
            continue;
        };
        let finding = cx
            .report(place, format!("{} adds to `{name}` what {what}", role.title()))
            .label(label, "everyone with that role gets it")
            .help("leave out the label, and bind the role to those who need it");
        if view.is_none() && is_custom(rule) {
            finding.severity(Severity::Low);
        }
    }
}

/// What does not only read, or reads too much.
fn beyond_view(rule: PolicyRule<'_>) -> Option<(Value<'_>, String)> {
    let writes = rule.verbs().find(|it| it.text().is_some_and(|it| !READ.contains(&it)));
    if let Some(verb) = writes {
        return Some((verb, "does not only read".to_owned()));
    }
    let class = class::of_rule(rule, false).filter(|it| it.0 >= Class::Takeover);
    if let Some((_, granted, gain)) = class {
        return Some((granted.resource, gain.to_owned()));
    }
    let proxies = ["services/proxy", "pods/proxy", "pods/exec", "pods/attach", "pods/portforward"];
    let granted = any(rule, &["get"], "", &proxies)?;
    Some((granted.resource, "talks to pods".to_owned()))
}

/// Custom resources whose values people write passwords into.
fn shows_credentials(rule: PolicyRule<'_>) -> Option<Value<'_>> {
    const HOLDERS: [(&str, &[&str]); 4] = [
        ("argoproj.io", &["applications", "applicationsets"]),
        ("helm.toolkit.fluxcd.io", &["helmreleases"]),
        ("helm.cattle.io", &["helmcharts", "helmchartconfigs"]),
        ("kustomize.toolkit.fluxcd.io", &["kustomizations"]),
    ];
    HOLDERS.iter().find_map(|(group, kinds)| any(rule, READ, group, kinds)).map(|it| it.resource)
}

/// What leads further than the namespace that the role is given for.
fn beyond_edit(rule: PolicyRule<'_>) -> Option<(Value<'_>, String)> {
    let (class, granted, gain) = class::of_rule(rule, true)?;
    let local = ["serviceaccounts", "rolebindings", "networkpolicies"];
    let more = class != Class::Takeover && !granted.resource.text().is_some_and(|it| local.contains(&it));
    more.then(|| (granted.resource, gain.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    use crate::finding::Severity;
    use crate::rules::access::fixtures::role;

    fn to(name: &str, rules: &str) -> String {
        let labels = format!("{{name: r, labels: {{rbac.authorization.k8s.io/aggregate-to-{name}: 'true'}}}}");
        role("ClusterRole", rules).replace("{name: r}", &labels)
    }

    #[test]
    fn view_reads_and_nothing_else() {
        let rule = tester::of(&super::RBAC_AGGREGATE_TO_BUILTIN);
        rule.fails(&to("view", "apiGroups: [example.com], resources: [widgets], verbs: [get, patch]"));
        rule.fails(&to("view", "apiGroups: [''], resources: [services/proxy], verbs: [get]"));
        rule.fails(&to("view", "apiGroups: [''], resources: ['*'], verbs: [get]"));
        rule.passes(&to("view", "apiGroups: [metrics.k8s.io], resources: [pods, nodes], verbs: [get, list, watch]"));
        rule.passes(&to("view", "apiGroups: [''], resources: [secrets], verbs: [get]").replace("'true'", "'false'"));
    }

    #[test]
    fn edit_writes_but_stays_in_its_namespace() {
        let rule = tester::of(&super::RBAC_AGGREGATE_TO_BUILTIN);
        rule.passes(&to("edit", "apiGroups: [example.com], resources: [widgets], verbs: ['*']"));
        rule.passes(&to("edit", "apiGroups: [''], resources: [secrets, pods/exec], verbs: [create, get]"));
        let nodes = rule.fails(&to("admin", "apiGroups: [''], resources: [nodes/proxy], verbs: [get]"));
        assert_eq!(nodes.severity, Severity::High);
        let apps = rule.fails(&to("edit", "apiGroups: [argoproj.io], resources: [applications], verbs: [create]"));
        assert_eq!(apps.severity, Severity::Low);
    }

    #[test]
    fn objects_that_people_write_passwords_into_are_told_softly() {
        let rule = tester::of(&super::RBAC_AGGREGATE_TO_BUILTIN);
        let shown = rule.fails(&to("view", "apiGroups: [argoproj.io], resources: [applications], verbs: [get, list]"));
        assert_eq!(shown.severity, Severity::Low);
        rule.fails(&to("view", "apiGroups: [helm.toolkit.fluxcd.io], resources: [helmreleases], verbs: [watch]"));
        rule.passes(&to("view", "apiGroups: [example.com], resources: [widgets], verbs: [get, list, watch]"));
        rule.passes(&to("edit", "apiGroups: [argoproj.io], resources: [applications], verbs: [get]"));
    }

    #[test]
    fn admin_and_edit_stay_free_of_what_escalates() {
        let rule = tester::of(&super::RBAC_AGGREGATE_TO_BUILTIN);
        rule.fails(&to(
            "admin",
            "apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [escalate]",
        ));
        rule.fails(&to(
            "edit",
            "apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations], verbs: [patch]",
        ));
        rule.fails(&to("edit", "apiGroups: [''], resources: [nodes], verbs: [patch]"));
        rule.passes(&to("admin", "apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]"));
    }
}
