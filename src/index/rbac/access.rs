//! Who may do what, and through which binding and rule: the access graph of the input and of what every cluster has.
//!
//! All pairs of a binding and a rule that it hands out stand in one table, built on the first question and found by the
//! resource that the rule names and by the subject that the binding names. Two questions are answered from it:
//! [`Index::who_can`] and [`Index::powers_of`].

use super::{BoundRole, Subject};
use crate::index::Index;
use crate::manifest::{Access, BuiltInBinding, BuiltInRole, Granted, Kind, Pod, PolicyRule, Resource};
use crate::yaml::Value;
use rustc_hash::FxHashMap;

/// The binding by which somebody has a permission.
#[derive(Clone, Copy, Debug)]
pub enum BoundBy<'a> {
    /// A binding of the input.
    Written(Resource<'a>),
    /// One that every cluster has.
    BuiltIn(BuiltInBinding),
}

/// The role by which somebody has a permission.
#[derive(Clone, Copy, Debug)]
pub enum GrantedRole<'a> {
    /// A role of the input.
    Written(Resource<'a>),
    /// One that every cluster has.
    BuiltIn(BuiltInRole),
}

/// One rule that a binding hands out.
#[derive(Clone, Copy, Debug)]
pub struct Power<'a> {
    /// The binding.
    pub binding: BoundBy<'a>,
    /// The role that it refers to.
    pub role: GrantedRole<'a>,
    /// A rule of that role, or of one that is summed up in it.
    pub rule: PolicyRule<'a>,
    shown: bool,
}

impl<'a> Power<'a> {
    /// Whether it holds in every namespace, and on what lives in none.
    pub fn is_cluster_wide(&self) -> bool {
        match self.binding {
            BoundBy::Written(it) => it.kind() == Kind::ClusterRoleBinding,
            BoundBy::BuiltIn(it) => it.kind() == Kind::ClusterRoleBinding,
        }
    }

    /// The namespace it holds in; `None` for the whole cluster and where the input leaves it open.
    pub fn namespace(&self) -> Option<&'a str> {
        match self.binding {
            BoundBy::Written(it) => it.namespace(),
            BoundBy::BuiltIn(it) => it.namespace(),
        }
    }

    /// Name of the role.
    pub fn role_name(&self) -> &'a str {
        match self.role {
            GrantedRole::Written(it) => it.name(),
            GrantedRole::BuiltIn(it) => it.name(),
        }
    }

    /// The rule, where it is written in the input and can be shown; those of built-in roles cannot.
    pub fn written_rule(&self) -> Option<PolicyRule<'a>> {
        self.shown.then_some(self.rule)
    }

    /// Entries of `subjects`, with what they name. Those of built-in bindings can be read, not shown.
    pub fn subjects(&self) -> Vec<(Subject<'a>, Value<'a>)> {
        let read = |it: Value<'a>| Some((Subject::of(it)?, it));
        match self.binding {
            BoundBy::Written(it) => it.root().list("subjects").filter_map(read).collect(),
            BoundBy::BuiltIn(it) => it.subjects().filter_map(|it| read(it)).collect(),
        }
    }

    /// Whether it authorises something, in this namespace or, with `None`, in all of them.
    pub fn grants(&self, access: Access<'_>, namespace: Option<&str>) -> Option<Granted<'a>> {
        let holds =
            self.is_cluster_wide() || namespace.is_some() && self.namespace().is_none_or(|it| Some(it) == namespace);
        if holds { self.rule.grants(access) } else { None }
    }
}

/// Every binding with every rule that it hands out.
#[derive(Debug, Default)]
pub(in crate::index) struct AccessTable<'a> {
    powers: Vec<Power<'a>>,
    /// By an item of `resources` of the rule.
    by_resource: FxHashMap<&'a str, Vec<u32>>,
    /// By the number of a binding among the objects: where its powers start and end.
    by_binding: FxHashMap<u32, (u32, u32)>,
    /// Those of built-in bindings.
    built_in: (u32, u32),
}

impl<'a> AccessTable<'a> {
    fn add(&mut self, power: Power<'a>) {
        let number = self.powers.len() as u32;
        for resource in power.rule.resources().filter_map(Value::text) {
            let list = self.by_resource.entry(resource).or_default();
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
        self.powers.push(power);
    }

    fn range(&self, (start, end): (u32, u32)) -> &[Power<'a>] {
        &self.powers[start as usize..end as usize]
    }
}

impl<'a> Index<'a> {
    /// Who may do something in a namespace, or with `None` on what lives in no namespace and in all of them. `near` says which
    /// cluster is meant, where the input holds several. Roles that the input does not show hand out nothing.
    pub fn who_can(
        &self,
        access: Access<'_>,
        namespace: Option<&str>,
        near: Resource<'a>,
    ) -> Vec<(Power<'a>, Granted<'a>)> {
        let table = self.access_table();
        let of_any = access.resource.split_once('/').map(|(_, sub)| format!("*/{sub}"));
        let keys = [Some(access.resource), Some("*"), of_any.as_deref()];
        let mut numbers: Vec<u32> = Vec::new();
        for key in keys.into_iter().flatten() {
            numbers.extend(table.by_resource.get(key).into_iter().flatten());
        }
        numbers.sort_unstable();
        numbers.dedup();
        let powers = numbers.into_iter().map(|at| table.powers[at as usize]);
        let meets = |it: &Power<'a>| match it.binding {
            BoundBy::Written(binding) => self.same_cluster(binding, near),
            BoundBy::BuiltIn(_) => true,
        };
        powers.filter(meets).filter_map(|it| Some((it, it.grants(access, namespace)?))).collect()
    }

    /// What a subject gets, by itself and by the groups it is in, each with the entry of `subjects` that gives it. `near` is
    /// where the subject lives, or the object that asks.
    pub fn powers_of(&self, subject: Subject<'_>, near: Resource<'a>) -> Vec<(Power<'a>, Value<'a>)> {
        let table = self.access_table();
        let mut all = Vec::new();
        for (binding, entry) in self.bindings_including(subject, near) {
            let Some(&range) = table.by_binding.get(&binding) else { continue };
            all.extend(table.range(range).iter().map(|it| (*it, entry)));
        }
        for power in table.range(table.built_in) {
            all.extend(power.subjects().into_iter().find(|it| it.0.includes(subject)).map(|it| (*power, it.1)));
        }
        all
    }

    /// What a pod gets by the token of its service account, be it one that is named or the `default` one.
    pub fn powers_of_pod(&self, pod: Pod<'a>) -> Vec<(Power<'a>, Value<'a>)> {
        let resource = pod.resource();
        self.powers_of(Subject::ServiceAccount(resource.namespace(), pod.service_account()), resource)
    }

    /// Numbers of the bindings that name a subject or a group it is in.
    fn bindings_including(&self, subject: Subject<'_>, near: Resource<'a>) -> Vec<(u32, Value<'a>)> {
        let mut all: Vec<(u32, Value<'a>)> = Vec::new();
        let of_namespace;
        let groups: &[&str] = match subject {
            Subject::ServiceAccount(namespace, name) => {
                all.extend(self.numbered_bindings_of(name, namespace, near));
                of_namespace = format!("system:serviceaccounts:{}", namespace.unwrap_or_default());
                &["system:serviceaccounts", of_namespace.as_str(), "system:authenticated"]
            }
            Subject::User("system:anonymous") => &["system:unauthenticated"],
            Subject::User(name) if name.starts_with("system:node:") => &["system:nodes", "system:authenticated"],
            Subject::User(_) => &["system:authenticated"],
            Subject::Group("system:unauthenticated" | "system:authenticated") => &[],
            Subject::Group(_) => &["system:authenticated"],
        };
        let itself = (!matches!(subject, Subject::ServiceAccount(..))).then_some(subject);
        // The table's keys live longer than those of the question.
        let table: &FxHashMap<Subject<'_>, Vec<(u32, Value<'a>)>> = &self.bindings_by_identity;
        for key in itself.into_iter().chain(groups.iter().map(|it| Subject::Group(it))) {
            let entries = table.get(&key).map(Vec::as_slice).unwrap_or_default();
            all.extend(entries.iter().filter(|it| self.same_cluster(self.resources[it.0 as usize], near)));
        }
        all
    }

    fn access_table(&self) -> &AccessTable<'a> {
        self.access.get_or_init(|| self.build_access_table())
    }

    fn build_access_table(&self) -> AccessTable<'a> {
        let mut table = AccessTable::default();
        for kind in [Kind::RoleBinding, Kind::ClusterRoleBinding] {
            for &number in &self.by_kind[kind as usize] {
                let start = table.powers.len() as u32;
                self.add_powers(self.resources[number as usize], &mut table);
                table.by_binding.insert(number, (start, table.powers.len() as u32));
            }
        }
        let start = table.powers.len() as u32;
        for &binding in BuiltInBinding::all() {
            let Some(role) = binding.role() else { continue };
            for rule in role.rules() {
                let (binding, role) = (BoundBy::BuiltIn(binding), GrantedRole::BuiltIn(role));
                table.add(Power { binding, role, rule, shown: false });
            }
        }
        table.built_in = (start, table.powers.len() as u32);
        table
    }

    fn add_powers(&self, binding: Resource<'a>, table: &mut AccessTable<'a>) {
        let role = match self.bound_role(binding) {
            BoundRole::Found(role) => GrantedRole::Written(role),
            BoundRole::BuiltIn(name) => {
                let kind = binding.path("roleRef.kind").and_then(Value::as_str).unwrap_or_default();
                let kind = if kind == "Role" { Kind::Role } else { Kind::ClusterRole };
                match BuiltInRole::find(kind, name, binding.namespace()) {
                    Some(role) => GrantedRole::BuiltIn(role),
                    None => return,
                }
            }
            BoundRole::Missing | BoundRole::Unknown => return,
        };
        for rule in self.rules_bound_by(binding) {
            let shown = rule.is_of_input();
            table.add(Power { binding: BoundBy::Written(binding), role, rule, shown });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Role, Source, Sources};
    use crate::yaml::{self, Tree};

    const ACCESS: Access<'_> = Access { verb: "get", group: "", resource: "secrets" };

    /// Builds an index over one text and hands it over with its last object.
    fn with<T>(text: &str, ask: impl for<'a> FnOnce(&Index<'a>, Resource<'a>) -> T) -> T {
        let mut sources = Sources::new();
        let id = sources.add(Source::new("a.yaml", text, Role::Report));
        let trees: Vec<Tree> = vec![yaml::parse(id, sources.get(id).text().clone())];
        let index = Index::build(&sources, &trees, false);
        let last = *index.resources().last().unwrap();
        ask(&index, last)
    }

    fn binding(kind: &str, name: &str, namespace: &str, role: &str, subject: &str) -> String {
        format!(
            "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\n\
             roleRef: {{kind: ClusterRole, name: {role}}}\nsubjects: [{{{subject}}}]\n"
        )
    }

    fn role(name: &str, more: &str) -> String {
        format!("---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {name}{more}\n")
    }

    /// Names of the written bindings by which secrets can be read.
    fn readers(text: &str, namespace: Option<&str>) -> Vec<String> {
        with(text, |index, near| {
            let names = index.who_can(ACCESS, namespace, near).into_iter().filter_map(|(it, _)| match it.binding {
                BoundBy::Written(it) => Some(it.name().to_owned()),
                BoundBy::BuiltIn(_) => None,
            });
            names.collect()
        })
    }

    #[test]
    fn built_in_roles_count_and_a_role_binding_ends_at_its_namespace() {
        let text = binding("RoleBinding", "local", "shop", "edit", "kind: User, name: ann")
            + &binding("ClusterRoleBinding", "wide", "", "cluster-admin", "kind: User, name: bob")
            + &binding("ClusterRoleBinding", "viewers", "", "view", "kind: User, name: eve");
        assert_eq!(readers(&text, Some("shop")), ["local", "wide"]);
        assert_eq!(readers(&text, Some("bank")), ["wide"]);
        assert_eq!(readers(&text, None), ["wide"]);
    }

    #[test]
    fn what_every_cluster_binds_is_known() {
        with(&binding("RoleBinding", "b", "shop", "view", "kind: User, name: ann"), |index, near| {
            let all = index.who_can(ACCESS, None, near);
            let admins = |it: &&(Power<'_>, Granted<'_>)| it.0.role_name() == "cluster-admin";
            let admin = all.iter().find(admins).expect("the built-in binding");
            assert_eq!(admin.0.subjects()[0].0, Subject::Group("system:masters"));
            assert!(admin.0.written_rule().is_none());
        });
    }

    #[test]
    fn labels_add_to_built_in_roles_and_sums_hold_their_parts() {
        let part = role("part", ", labels: {rbac.authorization.k8s.io/aggregate-to-view: 'true', sum: 'yes'}}")
            + "rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]\n";
        let sum = role("sum", "}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {sum: 'yes'}}]}")
            + "rules: [{apiGroups: [''], resources: [nodes], verbs: [get]}]\n";
        let bound = binding("ClusterRoleBinding", "by-view", "", "view", "kind: User, name: ann")
            + &binding("ClusterRoleBinding", "by-sum", "", "sum", "kind: User, name: bob");
        assert_eq!(readers(&(part.clone() + &sum + &bound), None), ["by-view", "by-sum"]);
        with(&(part + &sum + &bound), |index, near| {
            let nodes = Access { verb: "get", group: "", resource: "nodes" };
            let own = index.who_can(nodes, None, near).into_iter().any(|it| it.0.role_name() == "sum");
            assert!(!own, "the controller overwrites the rules of a sum");
        });
    }

    #[test]
    fn a_circle_of_sums_ends() {
        let one = role("a", ", labels: {x: 'y'}}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {x: 'y'}}]}");
        let two = role("b", ", labels: {x: 'y'}}\naggregationRule: {clusterRoleSelectors: [{matchLabels: {x: 'y'}}]}");
        with(&(one + &two), |index, last| assert!(index.rules_of(last).is_empty()));
    }

    /// Names of written bindings that give an account of `shop` something.
    fn powers(text: &str, subject: Subject<'_>) -> Vec<String> {
        with(text, |index, near| {
            let mut names: Vec<String> = index
                .powers_of(subject, near)
                .into_iter()
                .filter_map(|(it, _)| match it.binding {
                    BoundBy::Written(it) => Some(it.name().to_owned()),
                    BoundBy::BuiltIn(_) => None,
                })
                .collect();
            names.dedup();
            names
        })
    }

    #[test]
    fn groups_and_other_spellings_of_an_account_give_to_it() {
        let text = [
            ("self", "kind: ServiceAccount, name: web, namespace: shop"),
            ("user", "kind: User, name: 'system:serviceaccount:shop:web'"),
            ("other", "kind: ServiceAccount, name: web, namespace: bank"),
            ("everywhere", "kind: Group, name: 'system:serviceaccounts'"),
            ("namespace", "kind: Group, name: 'system:serviceaccounts:shop'"),
            ("neighbour", "kind: Group, name: 'system:serviceaccounts:bank'"),
            ("all", "kind: Group, name: 'system:authenticated'"),
            ("strangers", "kind: Group, name: 'system:unauthenticated'"),
        ]
        .map(|(name, subject)| binding("ClusterRoleBinding", name, "", "view", subject))
        .concat();
        let got = powers(&text, Subject::ServiceAccount(Some("shop"), "web"));
        assert_eq!(got, ["self", "user", "everywhere", "namespace", "all"]);
        assert_eq!(powers(&text, Subject::User("ann")), ["all"]);
        assert_eq!(powers(&text, Subject::User("system:anonymous")), ["strangers"]);
    }

    #[test]
    fn a_pod_without_an_account_runs_as_the_default_one() {
        let text = binding("RoleBinding", "b", "shop", "edit", "kind: ServiceAccount, name: default, namespace: shop")
            + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: []}\n";
        with(&text, |index, last| {
            let powers = index.powers_of_pod(Pod::of(last).unwrap());
            assert!(powers.iter().any(|it| it.0.grants(ACCESS, Some("shop")).is_some()));
            assert!(!powers.iter().any(|it| it.0.grants(ACCESS, Some("bank")).is_some()));
        });
    }
}
