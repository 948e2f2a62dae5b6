//! [`PolicyRule`], one rule of a role, with the matching of the RBAC authorizer: everything a request asks for must be granted
//! by *one* rule (`pkg/apis/rbac/v1/evaluation_helpers.go` in Kubernetes).

mod built_in;

pub use built_in::{BuiltInBinding, BuiltInRole};

use super::{Kind, Resource, Version};
use crate::yaml::Value;

/// An entry of `rules` in a Role or ClusterRole.
#[derive(Clone, Copy, Debug)]
pub struct PolicyRule<'a> {
    value: Value<'a>,
}

/// What a request asks for. The resource may have a subresource: `pods/exec`.
#[derive(Clone, Copy, Debug)]
pub struct Access<'r> {
    /// The verb, such as `get`.
    pub verb: &'r str,
    /// The API group; empty for core.
    pub group: &'r str,
    /// The resource in plural, perhaps with a subresource.
    pub resource: &'r str,
}

/// The items of a rule that together grant something.
#[derive(Clone, Copy, Debug)]
pub struct Granted<'a> {
    /// The rule.
    pub rule: PolicyRule<'a>,
    /// The item of `verbs`.
    pub verb: Value<'a>,
    /// The item of `resources`.
    pub resource: Value<'a>,
    /// Whether `resourceNames` limits it to named objects.
    pub narrowed: bool,
}

impl<'a> PolicyRule<'a> {
    /// The rules of a role. None for other kinds and for aggregated ClusterRoles, whose own rules the controller overwrites.
    pub fn all(role: Resource<'a>) -> impl Iterator<Item = Self> {
        let is_role = matches!(role.kind(), Kind::Role | Kind::ClusterRole);
        is_role.then(|| Self::listed(role.root())).into_iter().flatten()
    }

    /// The rules written in an object, unless it is an aggregated one.
    fn listed(root: Value<'a>) -> impl Iterator<Item = Self> {
        let own = root.get("aggregationRule").is_none();
        root.list("rules").filter(move |it| own && it.is_mapping()).map(|value| Self { value })
    }

    /// The rule as written.
    pub fn value(self) -> Value<'a> {
        self.value
    }

    /// Whether it is written in a text of the run; those of built-in roles can be read, not shown.
    pub fn is_of_input(self) -> bool {
        self.value.tree().source() != built_in::NOWHERE
    }

    /// Items of `verbs`.
    pub fn verbs(self) -> impl Iterator<Item = Value<'a>> {
        self.value.list("verbs")
    }

    /// Items of `resources`.
    pub fn resources(self) -> impl Iterator<Item = Value<'a>> {
        self.value.list("resources")
    }

    /// Items of `apiGroups`.
    pub fn groups(self) -> impl Iterator<Item = Value<'a>> {
        self.value.list("apiGroups")
    }

    /// Items of `resourceNames`.
    pub fn names(self) -> impl Iterator<Item = Value<'a>> {
        self.value.list("resourceNames")
    }

    /// Items of `nonResourceURLs`.
    pub fn urls(self) -> impl Iterator<Item = Value<'a>> {
        self.value.list("nonResourceURLs")
    }

    /// The item that is this verb or `*`.
    pub fn verb(self, verb: &str) -> Option<Value<'a>> {
        self.verbs().find(|it| is(*it, verb)).or_else(|| self.any_verb())
    }

    /// The `*` of `verbs`.
    pub fn any_verb(self) -> Option<Value<'a>> {
        self.verbs().find(|it| is(*it, "*"))
    }

    /// The `*` of `resources`.
    pub fn any_resource(self) -> Option<Value<'a>> {
        self.resources().find(|it| is(*it, "*"))
    }

    /// Whether the rule covers an API group.
    pub fn covers(self, group: &str) -> bool {
        self.groups().any(|it| is(it, group) || is(it, "*"))
    }

    /// The item that covers a resource: itself, `*`, or for a subresource `*/sub`. `pods/*` and `*/*` cover nothing, and `pods`
    /// does not cover `pods/exec`.
    pub fn resource(self, resource: &str) -> Option<Value<'a>> {
        let subresource = resource.split_once('/').map(|(_, sub)| sub);
        let of_any = |it: Value<'a>| {
            let suffix = it.text().and_then(|text| text.strip_prefix("*/"));
            suffix.is_some() && suffix == subresource
        };
        self.resources().find(|it| is(*it, resource)).or_else(|| self.resources().find(|&it| of_any(it) || is(it, "*")))
    }

    /// Whether the rule authorises something for at least one object, and by which items.
    ///
    /// `create` of a top-level resource and `deletecollection` never carry a name, so a rule with `resourceNames` never
    /// authorises them.
    pub fn grants(self, access: Access<'_>) -> Option<Granted<'a>> {
        if !self.covers(access.group) {
            return None;
        }
        let (verb, resource) = (self.verb(access.verb)?, self.resource(access.resource)?);
        let narrowed = self.names().next().is_some();
        let nameless = access.verb == "deletecollection" || access.verb == "create" && !access.resource.contains('/');
        (!(narrowed && nameless)).then_some(Granted { rule: self, verb, resource, narrowed })
    }

    /// Whether the rule authorises something on one object; names are compared literally, `*` is no wildcard among them.
    pub fn grants_on(self, access: Access<'_>, name: &str) -> bool {
        self.grants(access).is_some_and(|it| !it.narrowed || self.names().any(|it| is(it, name)))
    }
}

/// The verbs that open a stream into a pod, such as `pods/exec`. Before Kubernetes 1.35 a WebSocket, which is opened with a GET
/// request, needed no more than `get`.
pub fn streaming_verbs(version: Version) -> &'static [&'static str] {
    if version < Version::new(1, 35) { &["create", "get"] } else { &["create"] }
}

/// Whether an item is this word, case and all.
fn is(item: Value<'_>, word: &str) -> bool {
    item.text() == Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Patches;
    use crate::source::{Role, Source, SourceId};

    /// Whether a role with these rules (flow style) grants `verb group resource`, on `name` where one is given.
    fn can(rules: &str, ask: [&str; 3], name: Option<&str>) -> bool {
        let text = format!("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nrules: [{rules}]\n");
        let source = Source::new("r.yaml", text.clone(), Role::Report);
        let tree = crate::yaml::parse(SourceId(0), text.into());
        let (_, resources) = crate::manifest::classify(&source, tree.document(0), &Patches::default());
        let access = Access { verb: ask[0], group: ask[1], resource: ask[2] };
        PolicyRule::all(resources[0]).any(|it| match name {
            Some(name) => it.grants_on(access, name),
            None => it.grants(access).is_some(),
        })
    }

    #[test]
    fn one_rule_must_grant_it_all() {
        let rules = "{apiGroups: [''], resources: [secrets], verbs: [create]}, \
                     {apiGroups: [''], resources: [configmaps], verbs: [list]}";
        assert!(can(rules, ["list", "", "configmaps"], None));
        assert!(!can(rules, ["list", "", "secrets"], None), "permissions do not mix across rules");
        assert!(can(rules, ["create", "", "secrets"], None));
    }

    #[test]
    fn groups_and_verbs_are_exact() {
        let rule = "{apiGroups: [apps], resources: [deployments], verbs: [get]}";
        assert!(can(rule, ["get", "apps", "deployments"], None));
        assert!(!can(rule, ["get", "", "deployments"], None));
        assert!(!can(rule, ["get", "extensions", "deployments"], None));
        assert!(!can("{apiGroups: [''], resources: [pods], verbs: [GET]}", ["get", "", "pods"], None));
        assert!(!can("{resources: [pods], verbs: [get]}", ["get", "", "pods"], None), "no group, no grant");
        assert!(can("{apiGroups: ['*'], resources: [pods], verbs: ['*']}", ["get", "", "pods"], None));
    }

    #[test]
    fn subresources_are_granted_by_name_by_a_leading_wildcard_or_by_everything() {
        let rule = |resource: &str| format!("{{apiGroups: [''], resources: ['{resource}'], verbs: [create]}}");
        let exec = ["create", "", "pods/exec"];
        for yes in ["pods/exec", "*/exec", "*"] {
            assert!(can(&rule(yes), exec, None), "{yes}");
        }
        for no in ["pods", "pods/*", "*/*", "*/attach", "nodes/exec"] {
            assert!(!can(&rule(no), exec, None), "{no}");
        }
        assert!(!can(&rule("*/exec"), ["create", "", "pods"], None));
    }

    #[test]
    fn names_are_literal_and_useless_where_a_request_carries_none() {
        let rule = |verb: &str, resource: &str| {
            format!("{{apiGroups: [''], resources: ['{resource}'], verbs: [{verb}], resourceNames: [a, '*']}}")
        };
        assert!(can(&rule("get", "secrets"), ["get", "", "secrets"], Some("a")));
        assert!(!can(&rule("get", "secrets"), ["get", "", "secrets"], Some("b")), "the star is no wildcard");
        assert!(!can(&rule("create", "secrets"), ["create", "", "secrets"], None));
        assert!(!can(&rule("deletecollection", "pods"), ["deletecollection", "", "pods"], None));
        assert!(can(&rule("create", "pods/exec"), ["create", "", "pods/exec"], Some("a")), "a subresource has a name");
    }

    #[test]
    fn an_aggregated_role_has_no_rules_of_its_own() {
        let rules =
            "{apiGroups: [''], resources: [pods], verbs: [get]}]\naggregationRule: {clusterRoleSelectors: []}\nx: [";
        assert!(!can(rules, ["get", "", "pods"], None));
    }
}
