//! The roles and bindings that every cluster has, which no repository holds: `data/kubernetes-builtin-roles.yaml`.

use super::PolicyRule;
use crate::manifest::{Kind, Selector};
use crate::source::SourceId;
use crate::yaml::{self, Tree, Value};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// No text of a run: places in the bundled roles cannot be shown to anyone.
pub(super) const NOWHERE: SourceId = SourceId(u32::MAX);

static TREE: LazyLock<Tree> =
    LazyLock::new(|| yaml::parse(NOWHERE, include_str!("../../../data/kubernetes-builtin-roles.yaml").into()));

#[derive(Default)]
struct Bundle {
    roles: Vec<BuiltInRole>,
    bindings: Vec<BuiltInBinding>,
    by_name: FxHashMap<(Kind, &'static str), Vec<u32>>,
}

static BUNDLE: LazyLock<Bundle> = LazyLock::new(|| {
    let mut bundle = Bundle::default();
    for root in TREE.documents().filter_map(|it| it.root()) {
        let (Some(kind), Some(metadata)) = (root.str("kind"), root.get("metadata")) else { continue };
        let Some(name) = metadata.str("name") else { continue };
        let (kind, namespace) = (Kind::of("rbac.authorization.k8s.io", kind), metadata.str("namespace"));
        if root.get("roleRef").is_some() {
            bundle.bindings.push(BuiltInBinding { root, kind, name, namespace });
        } else {
            let labels = metadata.get("labels");
            bundle.by_name.entry((kind, name)).or_default().push(bundle.roles.len() as u32);
            let number = bundle.roles.len() as u32;
            bundle.roles.push(BuiltInRole { number, root, kind, name, namespace, labels });
        }
    }
    bundle
});

/// The rules of each role, in the order of [`Bundle::roles`].
static RULES: LazyLock<Vec<Vec<PolicyRule<'static>>>> =
    LazyLock::new(|| BUNDLE.roles.iter().map(|it| it.collect()).collect());

/// A role that the API server creates by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BuiltInRole {
    number: u32,
    root: Value<'static>,
    kind: Kind,
    name: &'static str,
    namespace: Option<&'static str>,
    labels: Option<Value<'static>>,
}

/// A binding that the API server creates by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BuiltInBinding {
    root: Value<'static>,
    kind: Kind,
    name: &'static str,
    namespace: Option<&'static str>,
}

impl BuiltInRole {
    /// The ClusterRole of a name, or the Role of a name and namespace (any, where that is left open).
    pub fn find(kind: Kind, name: &str, namespace: Option<&str>) -> Option<Self> {
        let table: &FxHashMap<(Kind, &str), Vec<u32>> = &BUNDLE.by_name;
        let all = table.get(&(kind, name))?.iter().map(|&at| BUNDLE.roles[at as usize]);
        all.into_iter().find(|it| it.namespace.is_none() || namespace.is_none() || it.namespace == namespace)
    }

    /// All of them.
    pub fn all() -> &'static [Self] {
        &BUNDLE.roles
    }

    /// ClusterRole or Role.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The namespace of a Role.
    pub fn namespace(self) -> Option<&'static str> {
        self.namespace
    }

    /// Its labels: those that sum it up in other roles.
    pub fn labels(self) -> Option<Value<'static>> {
        self.labels
    }

    /// What picks the roles it sums up; none where its rules are its own.
    pub fn selectors(self) -> impl Iterator<Item = Selector<'static>> {
        let rule = self.root.get("aggregationRule");
        rule.into_iter().flat_map(|it| it.list("clusterRoleSelectors")).map(Selector::of_label_selector)
    }

    /// Its rules, with those of the built-in roles it sums up. Their values lie in no text of the run: they can be read, not
    /// shown.
    pub fn rules(self) -> &'static [PolicyRule<'static>] {
        &RULES[self.number as usize]
    }

    /// Its position in [`Self::all`].
    pub fn number(self) -> usize {
        self.number as usize
    }

    fn collect(self) -> Vec<PolicyRule<'static>> {
        let mut rules: Vec<_> = PolicyRule::listed(self.root).collect();
        for selector in self.selectors() {
            let summed = BUNDLE.roles.iter().filter(|it| it.kind == Kind::ClusterRole && selector.matches(it.labels));
            rules.extend(summed.flat_map(|it| it.collect()));
        }
        rules
    }
}

impl BuiltInBinding {
    /// All of them.
    pub fn all() -> &'static [Self] {
        &BUNDLE.bindings
    }

    /// ClusterRoleBinding or RoleBinding.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The namespace of a RoleBinding.
    pub fn namespace(self) -> Option<&'static str> {
        self.namespace
    }

    /// The role it refers to.
    pub fn role(self) -> Option<BuiltInRole> {
        let reference = self.root.get("roleRef")?;
        let kind = Kind::of("rbac.authorization.k8s.io", reference.str("kind")?);
        BuiltInRole::find(kind, reference.str("name")?, self.namespace)
    }

    /// Entries of `subjects`, to be read, not shown.
    pub fn subjects(self) -> impl Iterator<Item = Value<'static>> {
        self.root.list("subjects")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Access;

    fn can(role: &str, verb: &str, group: &str, resource: &str) -> bool {
        let role = BuiltInRole::find(Kind::ClusterRole, role, None).unwrap();
        role.rules().iter().any(|it| it.grants(Access { verb, group, resource }).is_some())
    }

    #[test]
    fn every_bundled_document_is_read_and_every_binding_finds_its_role() {
        assert!(TREE.problems().is_empty());
        assert_eq!(BUNDLE.roles.len() + BUNDLE.bindings.len(), TREE.documents().len());
        assert!(BUNDLE.bindings.iter().all(|it| it.role().is_some()));
        // A plugin of its own authorizes nodes.
        let empty: Vec<_> = BUNDLE.bindings.iter().filter(|it| it.subjects().next().is_none()).collect();
        assert!(matches!(empty.as_slice(), [one] if one.name() == "system:node"), "{empty:?}");
        assert!(BUNDLE.roles.iter().all(|it| !it.rules().is_empty()));
    }

    #[test]
    fn aggregated_roles_hold_what_they_sum_up() {
        assert!(can("cluster-admin", "escalate", "rbac.authorization.k8s.io", "clusterroles"));
        for role in ["admin", "edit"] {
            assert!(can(role, "list", "", "secrets"), "{role}");
            assert!(can(role, "impersonate", "", "serviceaccounts"), "{role}");
            assert!(can(role, "create", "", "serviceaccounts/token"), "{role}");
            assert!(can(role, "create", "", "pods/exec"), "{role}");
            assert!(!can(role, "update", "", "endpoints"), "{role}");
        }
        assert!(can("view", "get", "", "pods") && !can("view", "get", "", "secrets"));
        assert!(can("admin", "create", "rbac.authorization.k8s.io", "rolebindings"));
        assert!(!can("edit", "create", "rbac.authorization.k8s.io", "rolebindings"));
    }

    #[test]
    fn roles_are_looked_up_in_their_namespace() {
        let find = |namespace| BuiltInRole::find(Kind::Role, "extension-apiserver-authentication-reader", namespace);
        assert!(find(Some("kube-system")).is_some() && find(None).is_some());
        assert!(find(Some("shop")).is_none());
    }
}
