//! `rbac-impersonate`

use super::class::{self, Class};
use super::grant::Grant;
use super::permission::{feeds_built_in, weigh};
use crate::index::Subject;
use crate::rule::prelude::*;

declare_rule! {
    /// Roles that may act as other users, groups or service accounts.
    ///
    /// ## Why is this bad?
    /// Impersonation takes the permissions of whoever is named in a request header. Without `resourceNames` that is
    /// anybody, the group `system:masters` included, which skips authorization altogether.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [users, groups]
    ///     verbs: [impersonate]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: {name: app}
    /// rules:
    ///   - apiGroups: [""]
    ///     resources: [users, groups]
    ///     verbs: [get]
    /// ```
    pub RBAC_IMPERSONATE = "rbac-impersonate" {
        severity: Critical,
        confidence: High,
        since: "0.1.0",
        refs: [
            "kubescape:C-0065", "kubescape:C-0191", "trivy:KSV-0043", "checkov:CKV2_K8S_3", "cis-1.12:5.1.8",
            "cwe:269", "cwe:290",
        ],
        check: Related(&[Kind::Role, Kind::ClusterRole], check)
    }
}

/// Group and resource; identities first, since those matter more than what accompanies them.
const TARGETS: [(&str, &str); 4] =
    [("", "groups"), ("", "users"), ("", "serviceaccounts"), ("authentication.k8s.io", "uids")];

fn check<'a>(role: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    if feeds_built_in(role) {
        return;
    }
    for rule in PolicyRule::all(role).filter(|it| it.any_verb().is_none() && it.any_resource().is_none()) {
        // `impersonate:user-info` and its like are the constrained forms since 1.35.
        let is_verb =
            |it: &Value<'_>| it.text().is_some_and(|it| it == "impersonate" || it.starts_with("impersonate:"));
        let Some(verb) = rule.verbs().find(is_verb) else { continue };
        let target = TARGETS
            .into_iter()
            .find_map(|(group, name)| Some((name, rule.covers(group).then(|| rule.resource(name))??)));
        let extra = || rule.resources().find(|it| it.text().is_some_and(|it| it.starts_with("userextras/")));
        let Some((kind, resource)) = target.or_else(|| Some(("userextras", extra()?))) else { continue };
        let grant = Grant::of(role, index);
        let wide = grant.is_cluster_wide();
        // Users and groups live in no namespace: a role of one namespace grants nothing on them.
        if !wide && kind != "serviceaccounts" && rule.resource("serviceaccounts").is_none() {
            continue;
        }
        let named: Vec<&str> = rule.names().filter_map(Value::text).collect();
        let severity = match kind {
            "uids" | "userextras" => Severity::Low,
            _ if named.contains(&"system:masters") => Severity::Critical,
            _ if named.is_empty() && verb.text() == Some("impersonate") => {
                grant.severity(Severity::Critical, Severity::High)
            }
            _ if named.is_empty() => grant.severity(Severity::High, Severity::Medium),
            _ => match (class_of_named(kind, &named, &grant, index), kind) {
                (Some(Class::Root), _) => grant.severity(Severity::Critical, Severity::High),
                (Some(Class::Takeover), _) => grant.severity(Severity::High, Severity::Medium),
                (_, "serviceaccounts") => Severity::Low,
                _ => Severity::Medium,
            },
        };
        let who =
            if named.is_empty() { format!("any of the {kind}") } else { format!("{} of the {kind}", named.len()) };
        let finding = cx
            .report(verb, format!("{} may act as {who} {}", role.title(), grant.scope()))
            .severity(weigh(severity, &grant, index))
            .label(resource, "these identities")
            .help("name the identities that are needed in `resourceNames`");
        grant.show(finding, index);
    }
}

/// The most that the input gives to one of the identities that are named.
fn class_of_named<'a>(kind: &str, names: &[&str], grant: &Grant<'a>, index: &Index<'a>) -> Option<Class> {
    let homes = grant.bindings().iter().map(|it| it.namespace()).chain([grant.role.namespace()]);
    let home = homes.flatten().next().filter(|_| !grant.is_cluster_wide());
    let near = grant.bindings().first().copied().unwrap_or(grant.role);
    let subject = |name| match kind {
        "groups" => Subject::Group(name),
        "users" => Subject::User(name),
        _ => Subject::ServiceAccount(home, name),
    };
    let bindings = names.iter().flat_map(|it| index.bindings_naming(subject(it), near));
    bindings.filter_map(|it| class::of_binding(it.0, index)).max()
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::access::fixtures::{binding, bound, role};
    use crate::rules::tester;

    #[test]
    fn what_may_be_impersonated_decides() {
        let rule = tester::of(&super::RBAC_IMPERSONATE);
        let wide = binding("ClusterRoleBinding", "r");
        for (kind, text, severity) in [
            ("ClusterRole", "apiGroups: [''], resources: [users], verbs: [impersonate]", Severity::Critical),
            (
                "ClusterRole",
                "apiGroups: [''], resources: [groups], verbs: [impersonate], resourceNames: ['system:masters']",
                Severity::Critical,
            ),
            (
                "ClusterRole",
                "apiGroups: [''], resources: [users], verbs: [impersonate], resourceNames: [ann]",
                Severity::Medium,
            ),
            ("ClusterRole", "apiGroups: [''], resources: [users], verbs: ['impersonate:user-info']", Severity::High),
            ("Role", "apiGroups: [''], resources: [serviceaccounts], verbs: [impersonate]", Severity::High),
            (
                "Role",
                "apiGroups: [''], resources: [serviceaccounts], verbs: [impersonate], resourceNames: [ci]",
                Severity::Low,
            ),
            (
                "ClusterRole",
                "apiGroups: [authentication.k8s.io], resources: [uids], verbs: [impersonate]",
                Severity::Low,
            ),
            (
                "ClusterRole",
                "apiGroups: [authentication.k8s.io], resources: [userextras/scopes], verbs: [impersonate]",
                Severity::Low,
            ),
        ] {
            let all = role(kind, text) + if kind == "Role" { "" } else { &wide };
            assert_eq!(rule.fails(&all).severity, severity, "{text}");
        }
    }

    #[test]
    fn groups_are_exact_and_users_live_in_no_namespace() {
        let rule = tester::of(&super::RBAC_IMPERSONATE);
        rule.passes(&role("ClusterRole", "apiGroups: [''], resources: [uids], verbs: [impersonate]"));
        rule.passes(&role("ClusterRole", "apiGroups: [apps], resources: [users], verbs: [impersonate]"));
        rule.passes(&role("Role", "apiGroups: [''], resources: [users, groups], verbs: [impersonate]"));
        rule.passes(&role(
            "ClusterRole",
            "apiGroups: [''], resources: [users], verbs: ['impersonate-on:user-info:get']",
        ));
    }

    #[test]
    fn those_who_are_named_weigh_what_they_may_do() {
        let rule = tester::of(&super::RBAC_IMPERSONATE);
        let of = |kind: &str, resource: &str, name: &str| {
            role(
                kind,
                &format!("apiGroups: [''], resources: [{resource}], verbs: [impersonate], resourceNames: [{name}]"),
            )
            .replace("metadata: {name: r}", "metadata: {name: r, namespace: ns}")
        };
        let admin = |subject: &str| {
            bound("ClusterRoleBinding", "kind: ClusterRole, name: cluster-admin", &format!("{{{subject}}}"))
        };
        let found = |text: String| rule.fails(&text).severity;
        let deployer = admin("kind: ServiceAccount, name: deployer, namespace: ns");
        assert_eq!(found(of("Role", "serviceaccounts", "deployer") + &deployer), Severity::High);
        assert_eq!(found(of("Role", "serviceaccounts", "web") + &deployer), Severity::Low);
        let elsewhere = deployer.replace("namespace: ns", "namespace: other");
        assert_eq!(found(of("Role", "serviceaccounts", "deployer") + &elsewhere), Severity::Low);
        let ops = admin("kind: Group, name: ops");
        let local = binding("ClusterRoleBinding", "r").replace("{name: b}", "{name: c}");
        assert_eq!(found(of("ClusterRole", "groups", "ops") + &ops + &local), Severity::Critical);
        assert_eq!(found(of("ClusterRole", "users", "ops") + &ops + &local), Severity::Medium);
    }
}
