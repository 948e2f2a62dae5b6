//! Permissions: the rules that bindings hand out, and which of them others cover.

use super::{Holder, Ledger};
use crate::index::Index;
use crate::index::rbac::{BoundRole, Subject};
use crate::manifest::{Kind, PolicyRule, Resource};
use crate::source::Span;
use crate::yaml::Value;

/// One rule in the hands of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Verbs.
    pub verbs: Vec<String>,
    /// API groups; empty for core.
    pub groups: Vec<String>,
    /// Resources and subresources.
    pub resources: Vec<String>,
    /// Names of objects it is limited to, if it is.
    pub names: Vec<String>,
    /// Paths of the API server.
    pub urls: Vec<String>,
    /// It holds in all namespaces, and for what lives in none.
    pub cluster_wide: bool,
    /// The namespace it holds in; `None` for all of them and where the files do not say.
    pub namespace: Option<String>,
    /// The binding, as kind and name.
    pub binding: String,
    /// The role that it refers to, as kind and name.
    pub role: String,
}

/// A permission and where it is written.
#[derive(Clone, Debug)]
pub(super) struct Right {
    pub(super) permission: Permission,
    pub(super) places: Vec<(Span, String)>,
    /// Of the binding.
    pub(super) folder: String,
    /// The role is not among the files: nobody knows what it allows.
    pub(super) opaque: bool,
    /// The rule is that of a role which every cluster has.
    pub(super) built_in: bool,
}

pub(super) fn enter(index: &Index<'_>, ledger: &mut Ledger) {
    for binding in index.of_kind(Kind::RoleBinding).chain(index.of_kind(Kind::ClusterRoleBinding)) {
        let rights = rights(index, binding);
        for entry in binding.root().list("subjects") {
            let Some(subject) = Subject::of(entry) else { continue };
            let named = (entry.get("name").unwrap_or(entry).grip(), format!("{} names it", binding.title()));
            let own = rights.iter().cloned().map(|mut it| {
                it.places.insert(0, named.clone());
                it
            });
            ledger.rights.entry(Holder::of(subject, binding.namespace())).or_default().extend(own);
        }
    }
}

fn rights<'a>(index: &Index<'a>, binding: Resource<'a>) -> Vec<Right> {
    let reference = binding.path("roleRef.name");
    let Some(name) = reference.and_then(Value::text) else { return Vec::new() };
    let kind = binding.path("roleRef.kind").and_then(Value::text).unwrap_or("Role");
    let cluster_wide = binding.kind() == Kind::ClusterRoleBinding;
    let bare = Permission {
        verbs: Vec::new(),
        groups: Vec::new(),
        resources: Vec::new(),
        names: Vec::new(),
        urls: Vec::new(),
        cluster_wide,
        namespace: binding.namespace().filter(|_| !cluster_wide).map(str::to_owned),
        binding: binding.title(),
        role: format!("{kind} `{name}`"),
    };
    let place = (reference.unwrap_or(binding.root()).grip(), format!("and gives it {kind} `{name}`"));
    let right = |permission, rule: Option<PolicyRule<'a>>, opaque| {
        let shown = rule.filter(|it| it.is_of_input());
        let at = |it: PolicyRule<'a>| {
            (it.value().get("resources").unwrap_or(it.value()).grip(), "which allows this".to_owned())
        };
        let places = std::iter::once(place.clone()).chain(shown.map(at)).collect();
        let built_in = rule.is_some() && shown.is_none();
        Right { permission, places, folder: binding.folder().to_owned(), opaque, built_in }
    };
    if matches!(index.bound_role(binding), BoundRole::Missing | BoundRole::Unknown) {
        return vec![right(bare, None, true)];
    }
    fn texts<'a>(all: impl Iterator<Item = Value<'a>>) -> Vec<String> {
        all.filter_map(|it| it.text().map(str::to_owned)).collect()
    }
    let of_rule = |rule: PolicyRule<'a>| Permission {
        verbs: texts(rule.verbs()),
        groups: texts(rule.groups()),
        resources: texts(rule.resources()),
        names: texts(rule.names()),
        urls: if cluster_wide { texts(rule.urls()) } else { Vec::new() },
        ..bare.clone()
    };
    let all = index.rules_bound_by(binding).into_iter().map(|rule| (rule, of_rule(rule)));
    let all = all.filter(|(_, it)| {
        !it.verbs.is_empty() && (!it.urls.is_empty() || !it.groups.is_empty() && !it.resources.is_empty())
    });
    all.map(|(rule, it)| right(it, Some(rule), false)).collect()
}

impl Right {
    /// The parts of this permission that none of the others has: each with the verbs and the resources (or, without resources,
    /// the paths) that it adds.
    pub(super) fn beyond(&self, others: &[&Self]) -> Vec<Permission> {
        let it = &self.permission;
        let others: Vec<&Self> = others.iter().copied().filter(|other| other.reaches(it)).collect();
        if others.iter().any(|other| other.is_same(self)) {
            return Vec::new();
        }
        if self.opaque {
            return vec![it.clone()];
        }
        // What was bound before without being known may have been all of this.
        if others.iter().any(|other| other.opaque && other.permission.role == it.role) {
            return Vec::new();
        }
        let mut parts: Vec<Permission> = Vec::new();
        let mut add = |verbs: Vec<String>, resource: Option<&String>, url: Option<&String>| {
            let same = |it: &&mut Permission| it.verbs == verbs && it.resources.is_empty() == resource.is_none();
            match parts.iter_mut().find(same) {
                Some(part) => {
                    part.resources.extend(resource.cloned());
                    part.urls.extend(url.cloned());
                }
                None if verbs.is_empty() => {}
                None => {
                    let (resources, urls) =
                        (resource.cloned().into_iter().collect(), url.cloned().into_iter().collect());
                    parts.push(Permission { verbs, resources, urls, ..it.clone() });
                }
            }
        };
        for resource in &it.resources {
            let new = it.verbs.iter().filter(|verb| self.is_beyond(verb, resource, &others)).cloned().collect();
            add(new, Some(resource), None);
        }
        for url in &it.urls {
            let has = |verb: &str| others.iter().any(|other| other.has_url(verb, url));
            let new = it.verbs.iter().filter(|verb| !has(verb)).cloned().collect();
            add(new, None, Some(url));
        }
        parts
    }

    /// Whether no other allows this on all that this one allows it on.
    fn is_beyond(&self, verb: &str, resource: &str, others: &[&Self]) -> bool {
        let it = &self.permission;
        // A request to create something carries no name, so a rule with names never allows it.
        let nameless = verb == "deletecollection" || verb == "create" && !resource.contains('/');
        if !it.names.is_empty() && nameless {
            return false;
        }
        it.groups.iter().any(|group| {
            let has = |name: Option<&str>| others.iter().any(|other| other.has(verb, group, resource, name));
            !has(None) && (it.names.is_empty() || it.names.iter().any(|name| !has(Some(name))))
        })
    }

    fn has(&self, verb: &str, group: &str, resource: &str, name: Option<&str>) -> bool {
        let it = &self.permission;
        let of_any = |item: &str| {
            item.strip_prefix("*/").is_some_and(|sub| resource.split_once('/').is_some_and(|it| it.1 == sub))
        };
        let listed = |all: &[String], word: &str| all.iter().any(|it| it == word || it == "*");
        listed(&it.verbs, verb)
            && listed(&it.groups, group)
            && (listed(&it.resources, resource) || it.resources.iter().any(|it| of_any(it)))
            && (it.names.is_empty() || name.is_some_and(|name| it.names.iter().any(|it| it == name)))
    }

    fn has_url(&self, verb: &str, url: &str) -> bool {
        let it = &self.permission;
        let fits = |it: &str| it == url || it.strip_suffix('*').is_some_and(|start| url.starts_with(start));
        it.verbs.iter().any(|it| it == verb || it == "*") && it.urls.iter().any(|it| fits(it))
    }

    /// Whether it holds wherever the other one does.
    fn reaches(&self, other: &Permission) -> bool {
        self.permission.cluster_wide || !other.cluster_wide && self.permission.namespace == other.namespace
    }

    fn is_same(&self, other: &Self) -> bool {
        let (one, two) = (&self.permission, &other.permission);
        self.opaque == other.opaque
            && (!self.opaque || one.role == two.role)
            && (&one.verbs, &one.groups, &one.resources, &one.names, &one.urls)
                == (&two.verbs, &two.groups, &two.resources, &two.names, &two.urls)
    }
}
