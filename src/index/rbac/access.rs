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
        fn read(it: Value<'_>) -> Option<(Subject<'_>, Value<'_>)> {
            Some((Subject::of(it)?, it))
        }
        match self.binding {
            BoundBy::Written(it) => it.root().list("subjects").filter_map(read).collect(),
            BoundBy::BuiltIn(it) => it.subjects().filter_map(read).collect(),
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

    /// The bindings of the input that name a subject or a group it is in, each with the entry of `subjects` that does.
    pub fn bindings_naming(&self, subject: Subject<'_>, near: Resource<'a>) -> Vec<(Resource<'a>, Value<'a>)> {
        let all = self.bindings_including(subject, near).into_iter();
        all.map(|(at, entry)| (self.resources[at as usize], entry)).collect()
    }

    /// The ClusterRoleBindings that name a service account of a namespace, with the entry of `subjects` that does.
    pub fn cluster_bindings_in(&self, namespace: &str, near: Resource<'a>) -> Vec<(Resource<'a>, Value<'a>)> {
        let all =
            self.cluster_bindings_by_namespace.get(namespace).into_iter().flatten().take(crate::index::network::MANY);
        let all = all.map(|&(at, entry)| (self.resources[at as usize], entry));
        all.filter(|it| self.same_cluster(it.0, near)).collect()
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
            for &rule in role.rules() {
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
