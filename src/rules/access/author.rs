//! What the rules share that ask what those named by a binding make of a right to write.

use crate::index::graph::Asks;
use crate::index::{Index, Subject};
use crate::manifest::{Access, Granted, Kind, PolicyRule, Resource, controller_of};
use crate::rule::Context;
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
const TAKES_OVER: &[(&str, &str, &[&str])] = &[
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

/// Reports a RoleBinding that lets others take over a Service in its namespace which the API server asks for this, and `what` the
/// Service does.
pub(super) fn takeover<'a>(
    binding: Resource<'a>,
    asked: impl Fn(Asks) -> bool,
    what: &str,
    index: &Index<'a>,
    cx: &mut Context<'_>,
) {
    let Some(namespace) = binding.namespace() else { return };
    let Some(backend) = index.trusted_backends(namespace, binding).find(|it| asked(it.asks)) else { return };
    let Some(author) = Author::of(binding, Some(namespace), index) else { return };
    let Some(granted) = author.may(TAKES_OVER) else { return };
    let name = backend.value.text().unwrap_or_default();
    cx.report(author.reference, format!("{} can take over Service `{name}`, which {what}", author.name()))
        .caption("with this role")
        .label(author.place(granted), format!("writes what is in namespace `{namespace}`"))
        .label(backend.value, format!("{} trusts the Service there", backend.resource.title()))
        .help("give what the API server trusts a namespace of its own, in which nobody else works");
}

#[cfg(test)]
mod tests {
    use crate::rules::access::path_gitops_to_admin::PATH_GITOPS_TO_ADMIN;
    use crate::rules::access::path_webhook_takeover::PATH_WEBHOOK_TAKEOVER;
    use crate::rules::tester;

    const HOOK: &str = "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: i}\n\
        webhooks: [{name: i.example.com, clientConfig: {service: {name: i, namespace: ns}}, \
        rules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}]\n---\n";

    fn bound(role: &str, subject: &str) -> String {
        format!(
            "{HOOK}apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: b, namespace: ns}}\n\
             roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\nsubjects: [{{{subject}}}]\n"
        )
    }

    #[test]
    fn those_who_live_there_and_controllers_are_no_strangers() {
        let rule = tester::of(&PATH_WEBHOOK_TAKEOVER);
        rule.fails(&bound("admin", "kind: User, name: eve"));
        rule.fails(&bound("edit", "kind: ServiceAccount, name: ci, namespace: build"));
        rule.passes(&bound("edit", "kind: ServiceAccount, name: i, namespace: ns"));
        rule.passes(&bound("edit", "kind: ServiceAccount, name: argocd-server, namespace: argocd"));
        rule.passes(&bound("edit", "kind: Group, name: 'system:masters'"));
        rule.passes(&bound("edit", "kind: User, name: eve").replace("resources: [pods]", "resources: [services]"));
    }

    #[test]
    fn a_project_is_free_only_if_kinds_and_namespaces_are() {
        let rule = tester::of(&PATH_GITOPS_TO_ADMIN);
        let with = |kinds: &str, namespace: &str| {
            format!(
                "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {{name: p, namespace: argocd}}\n\
                 spec: {{destinations: [{{server: x, namespace: '{namespace}'}}], clusterResourceWhitelist: [{kinds}]}}\n---\n\
                 apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: r}}\n\
                 rules: [{{apiGroups: [argoproj.io], resources: [applications], verbs: [create]}}]\n---\n\
                 apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {{name: b}}\n\
                 roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}}\n\
                 subjects: [{{kind: Group, name: developers}}]\n"
            )
        };
        rule.fails(&with("{group: '*', kind: '*'}", "*"));
        rule.passes(&with("{group: '*', kind: Namespace}", "*"));
        rule.passes(&with("{group: '*', kind: '*'}", "shop"));
    }
}
