//! What the rules share that ask what those named by a binding make of a right to write.

use crate::index::{Index, Subject};
use crate::manifest::{Access, Granted, Kind, PolicyRule, Resource, controller_of};
use crate::yaml::Value;

/// A binding with its rules, and whom it names besides the controllers whose work all this is.
pub(super) struct Author<'a> {
    binding: Resource<'a>,
    rules: Vec<PolicyRule<'a>>,
    /// An entry of `subjects`.
    pub(super) subject: Value<'a>,
    /// Where the role is named.
    pub(super) reference: Value<'a>,
}

impl<'a> Author<'a> {
    /// `None` where nobody is named but controllers and service accounts of the namespace `but`, or where the role may do
    /// everything as it is.
    pub(super) fn of(binding: Resource<'a>, but: Option<&str>, index: &Index<'a>) -> Option<Self> {
        let foreign = |entry: &Value<'a>| match Subject::of(*entry) {
            Some(Subject::ServiceAccount(namespace, name)) => {
                controller_of(name).is_none() && (but.is_none() || namespace.or(binding.namespace()) != but)
            }
            Some(Subject::User(name) | Subject::Group(name)) => !name.starts_with("system:"),
            None => false,
        };
        let subject = binding.root().list("subjects").find(foreign)?;
        let reference = binding.path("roleRef.name")?;
        let rules = index.rules_bound_by(binding);
        let everything = |it: &PolicyRule<'a>| it.any_verb().is_some() && it.any_resource().is_some() && it.covers("");
        if binding.kind() == Kind::ClusterRoleBinding && rules.iter().any(everything) {
            return None;
        }
        Some(Self { binding, rules, subject, reference })
    }

    /// The first of these rights, each a group, a resource and its verbs, that the binding gives without naming objects.
    pub(super) fn may(&self, rights: &[(&str, &str, &[&str])]) -> Option<Granted<'a>> {
        rights.iter().find_map(|&(group, resource, verbs)| {
            self.rules.iter().find_map(|rule| {
                let granted = verbs.iter().find_map(|verb| rule.grants(Access { verb, group, resource }))?;
                (!granted.narrowed).then_some(granted)
            })
        })
    }

    /// Where a right is written, if that can be shown: else where its role is named.
    pub(super) fn place(&self, granted: Granted<'a>) -> Value<'a> {
        if granted.rule.is_of_input() { granted.resource } else { self.reference }
    }

    /// "group `developers`", for messages.
    pub(super) fn name(&self) -> String {
        Subject::of(self.subject).map(|it| it.to_string()).unwrap_or_default()
    }

    /// "in the whole cluster" or "in namespace `shop`".
    pub(super) fn scope(&self) -> String {
        match self.binding.namespace() {
            _ if self.binding.kind() == Kind::ClusterRoleBinding => "in the whole cluster".to_owned(),
            Some(namespace) => format!("in namespace `{namespace}`"),
            None => "in its namespace".to_owned(),
        }
    }
}

/// What whoever has it can put other pods behind a Service with, or run commands in those that are there.
pub(super) const TAKES_OVER: &[(&str, &str, &[&str])] = &[
    ("", "services", &["create", "update", "patch"]),
    ("", "endpoints", &["create", "update", "patch"]),
    ("discovery.k8s.io", "endpointslices", &["create", "update", "patch"]),
    ("apps", "deployments", &["create", "update", "patch"]),
    ("", "pods", &["create"]),
    ("", "pods/exec", &["create"]),
];

/// Ways to start a pod.
pub(super) const STARTS_PODS: &[(&str, &str, &[&str])] = &[
    ("", "pods", &["create"]),
    ("apps", "deployments", &["create", "update", "patch"]),
    ("apps", "daemonsets", &["create", "update", "patch"]),
    ("apps", "statefulsets", &["create", "update", "patch"]),
    ("batch", "jobs", &["create"]),
    ("batch", "cronjobs", &["create", "update", "patch"]),
];
