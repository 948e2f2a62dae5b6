//! Who is bound to what: subjects, the roles of bindings, and how far roles reach. [`access`] answers who may do what.

mod access;
mod aggregation;
#[cfg(test)]
mod tests;

pub(super) use access::AccessTable;
pub use access::{BoundBy, GrantedRole, Power};
pub(super) use aggregation::AddedRules;

use super::{Index, Lookup};
use crate::manifest::{Kind, Pod, Resource};
use crate::yaml::Value;

/// Whom a binding names, in one form however it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject<'a> {
    /// A service account; the namespace is `None` where it is left open.
    ServiceAccount(Option<&'a str>, &'a str),
    /// A user.
    User(&'a str),
    /// A group.
    Group(&'a str),
}

impl<'a> Subject<'a> {
    /// Reads an entry of `subjects`. The user `system:serviceaccount:ns:name` is that service account.
    pub fn of(value: Value<'a>) -> Option<Self> {
        let name = value.str("name")?;
        match value.str("kind")? {
            "ServiceAccount" => Some(Self::ServiceAccount(value.str("namespace"), name)),
            "User" => match name.strip_prefix("system:serviceaccount:").and_then(|it| it.split_once(':')) {
                Some((namespace, name)) => Some(Self::ServiceAccount(Some(namespace), name)),
                None => Some(Self::User(name)),
            },
            "Group" => Some(Self::Group(name)),
            _ => None,
        }
    }

    /// Whether what this subject of a binding gets, another one gets too: itself, or a group it is in. Every service account is
    /// in `system:serviceaccounts`, in that of its namespace and, as every user is, in `system:authenticated`.
    pub fn includes(self, other: Subject<'_>) -> bool {
        match (self, other) {
            (Self::Group("system:authenticated"), Subject::Group(name)) => name != "system:unauthenticated",
            (Self::Group("system:authenticated"), Subject::User(name)) => name != "system:anonymous",
            (Self::Group("system:unauthenticated"), Subject::User(name)) => name == "system:anonymous",
            (Self::Group("system:authenticated" | "system:serviceaccounts"), Subject::ServiceAccount(..)) => true,
            (Self::Group("system:nodes"), Subject::User(name)) => name.starts_with("system:node:"),
            (Self::Group(group), Subject::ServiceAccount(Some(namespace), _)) => {
                group.strip_prefix("system:serviceaccounts:") == Some(namespace)
            }
            (Self::ServiceAccount(Some(one), name), Subject::ServiceAccount(Some(two), other)) => {
                one == two && name == other
            }
            // A namespace that is left open may be any.
            (Self::ServiceAccount(_, name), Subject::ServiceAccount(_, other)) => name == other,
            (Self::User(one), Subject::User(two)) | (Self::Group(one), Subject::Group(two)) => one == two,
            _ => false,
        }
    }

    /// The same, with the namespace that a binding takes a service account to be of where that names none.
    #[must_use]
    pub fn in_namespace_of(self, binding: Resource<'a>) -> Self {
        match self {
            Self::ServiceAccount(None, name) => Self::ServiceAccount(binding.namespace(), name),
            _ => self,
        }
    }

    /// Whether it stands for more than one identity.
    pub fn is_group(self) -> bool {
        matches!(self, Self::Group(_))
    }
}

impl std::fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ServiceAccount(Some(namespace), name) => write!(f, "service account `{namespace}/{name}`"),
            Self::ServiceAccount(None, name) => write!(f, "service account `{name}`"),
            Self::User(name) => write!(f, "user `{name}`"),
            Self::Group(name) => write!(f, "group `{name}`"),
        }
    }
}

/// The role a binding refers to.
#[derive(Clone, Copy, Debug)]
pub enum BoundRole<'a> {
    /// In the input.
    Found(Resource<'a>),
    /// One that every cluster has: `cluster-admin`, `admin`, `edit`, `view`, `system:…`.
    BuiltIn(&'a str),
    /// Not in the input, although other roles of its place are.
    Missing,
    /// The input does not say.
    Unknown,
}

/// How far a role reaches, as far as the input tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Bound by a ClusterRoleBinding.
    Cluster,
    /// A Role, or a ClusterRole that only RoleBindings refer to.
    Namespace,
    /// A ClusterRole that no binding of the input refers to.
    Unbound,
}

impl<'a> Index<'a> {
    pub(super) fn enter_binding(&mut self, number: u32, resource: Resource<'a>) {
        if !matches!(resource.kind(), Kind::RoleBinding | Kind::ClusterRoleBinding) {
            return;
        }
        for value in resource.root().list("subjects") {
            match Subject::of(value) {
                Some(Subject::ServiceAccount(namespace, name)) => {
                    self.bindings_by_account.entry(name).or_default().push((number, value));
                    if let (Kind::ClusterRoleBinding, Some(namespace)) = (resource.kind(), namespace) {
                        self.cluster_bindings_by_namespace.entry(namespace).or_default().push((number, value));
                    }
                }
                Some(subject) => self.bindings_by_identity.entry(subject).or_default().push((number, value)),
                None => {}
            }
        }
        if let Some(role) = resource.path("roleRef.name").and_then(Value::as_str) {
            self.bindings_by_role.enter(role, resource.namespace(), number);
        }
    }

    /// The role of a binding. A Role is looked up in the namespace of the binding.
    pub fn bound_role(&self, binding: Resource<'a>) -> BoundRole<'a> {
        let Some(reference) = binding.root().get("roleRef") else { return BoundRole::Unknown };
        let Some(name) = reference.str("name") else { return BoundRole::Unknown };
        let kind = match reference.str("kind") {
            Some("ClusterRole") => Kind::ClusterRole,
            Some("Role") => Kind::Role,
            _ => return BoundRole::Unknown,
        };
        match self.find(kind, name, binding) {
            Lookup::Found(role) => BoundRole::Found(role),
            _ if kind == Kind::ClusterRole && is_built_in(name) => BoundRole::BuiltIn(name),
            _ if kind == Kind::Role && is_built_in_role(name) => BoundRole::BuiltIn(name),
            Lookup::Missing => BoundRole::Missing,
            Lookup::Unknown => BoundRole::Unknown,
        }
    }

    /// Bindings that name a service account, with the entry of `subjects` that does. `namespace` is where the account lives,
    /// `None` where that is left open; `near` is the object that asks.
    pub fn bindings_of(
        &self,
        account: &str,
        namespace: Option<&str>,
        near: Resource<'a>,
    ) -> Vec<(Resource<'a>, Value<'a>)> {
        let all = self.numbered_bindings_of(account, namespace, near);
        all.map(|(at, subject)| (self.resources[at as usize], subject)).collect()
    }

    fn numbered_bindings_of(
        &self,
        account: &str,
        namespace: Option<&str>,
        near: Resource<'a>,
    ) -> impl Iterator<Item = (u32, Value<'a>)> {
        let entries = self.bindings_by_account.get(account).map(Vec::as_slice).unwrap_or_default();
        let fits = move |binding: Resource<'a>, subject: Value<'a>| {
            if self.are_alternatives(binding.source(), near.source()) {
                return false;
            }
            let named = match Subject::of(subject) {
                Some(Subject::ServiceAccount(named, _)) => named.or(binding.namespace()),
                _ => None,
            };
            match (named, namespace) {
                (Some(a), Some(b)) => a == b,
                _ => binding.source() == near.source() || binding.folder() == near.folder(),
            }
        };
        entries.iter().copied().filter(move |&(at, subject)| fits(self.resources[at as usize], subject))
    }

    /// Bindings that refer to a role, or to one that sums it up.
    pub fn bindings_to(&self, role: Resource<'a>) -> Vec<Resource<'a>> {
        let mut all = self.direct_bindings_to(role);
        for sum in self.summed_up_in(role) {
            all.extend(self.direct_bindings_to(sum));
        }
        all
    }

    fn direct_bindings_to(&self, role: Resource<'a>) -> Vec<Resource<'a>> {
        let entries = self.bindings_by_role.near(role.name(), role.namespace());
        let refers = |binding: &Resource<'a>| matches!(self.bound_role(*binding), BoundRole::Found(it) if it.root() == role.root());
        entries.iter().map(|at| self.resources[at]).filter(refers).collect()
    }
}

impl<'a> Index<'a> {
    /// How far a role reaches through these bindings, which are those that refer to it.
    pub fn reach(&self, role: Resource<'a>, bindings: &[Resource<'a>]) -> Reach {
        if role.kind() == Kind::Role {
            Reach::Namespace
        } else if bindings.iter().any(|it| it.kind() == Kind::ClusterRoleBinding) {
            Reach::Cluster
        } else if bindings.is_empty() {
            Reach::Unbound
        } else {
            Reach::Namespace
        }
    }

    pub(super) fn enter_token(&mut self, number: u32, pod: Pod<'a>) {
        if !pod.get("automountServiceAccountToken").is_some_and(Value::is_false) {
            self.first_with_token.entry(token_key(pod)).or_insert(number);
        }
    }

    /// The first pod that mounts the token of the service account as which this one runs. It can speak for all of them.
    pub fn first_with_token(&self, pod: Pod<'a>) -> Option<Pod<'a>> {
        self.first_with_token.get(&token_key(pod)).map(|&at| self.pods[at as usize])
    }

    /// The pods that run as a service account which a binding names, each with the entry of `subjects` that does.
    pub fn pods_bound_by(&self, binding: Resource<'a>) -> Vec<(Value<'a>, Pod<'a>)> {
        let mut all = Vec::new();
        for subject in binding.root().list("subjects") {
            if let Some(Subject::ServiceAccount(namespace, name)) = Subject::of(subject) {
                let namespace = namespace.or(binding.namespace());
                all.extend(self.running_as(name, namespace, binding).into_iter().map(|pod| (subject, pod)));
            }
        }
        all
    }
}

fn token_key(pod: Pod<'_>) -> (&str, Option<&str>, &str) {
    let resource = pod.resource();
    let folder = if resource.namespace().is_some() { "" } else { resource.folder() };
    (pod.service_account(), resource.namespace(), folder)
}

/// Names of the ClusterRoles that every API server creates (`plugin/pkg/auth/authorizer/rbac/bootstrappolicy`).
fn is_built_in(name: &str) -> bool {
    matches!(name, "cluster-admin" | "admin" | "edit" | "view") || name.starts_with("system:")
}

/// Names of the Roles that every API server and kubeadm create in `kube-system` and `kube-public`.
fn is_built_in_role(name: &str) -> bool {
    name == "extension-apiserver-authentication-reader" || name.starts_with("system:") || name.starts_with("kubeadm:")
}
