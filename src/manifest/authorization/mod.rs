//! [`AuthorizationPolicy`]: rules of sources, operations and conditions, with the strings in them.

mod clause;
mod compile;
mod matching;
#[cfg(test)]
mod matching_tests;
mod path;
mod request;
mod words;

pub use clause::{Attribute, Clause, ClausePart};
pub use compile::{CompiledRule, Enforcer, Fate};
pub use matching::Surroundings;
pub use path::normalized_path;
pub use request::{Fact, Identity, MeshFacts, Request, Token};

use super::{Kind, Resource, Selector};
use crate::yaml::Value;

/// What a policy does with requests that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationAction {
    /// Lets them pass; the default.
    Allow,
    /// Refuses them.
    Deny,
    /// Records them.
    Audit,
    /// Asks an external authorizer.
    Custom,
    /// Not an action: the API server refuses the object.
    Unknown,
}

/// Who may call what.
#[derive(Clone, Copy, Debug)]
pub struct AuthorizationPolicy<'a> {
    resource: Resource<'a>,
    spec: Option<Value<'a>>,
}

/// A string that is matched: exactly, or with `*` at one end.
#[derive(Clone, Copy, Debug)]
pub struct MatchString<'a> {
    /// The list it stands in without `not`, such as `paths`; for conditions `values`.
    pub field: &'static str,
    /// Whether it stands in the `not…` list.
    pub negated: bool,
    /// Where it is written.
    pub value: Value<'a>,
    /// The string.
    pub text: &'a str,
}

const SOURCE: [(&str, &str); 4] = [
    ("principals", "notPrincipals"),
    ("requestPrincipals", "notRequestPrincipals"),
    ("namespaces", "notNamespaces"),
    ("serviceAccounts", "notServiceAccounts"),
];

const OPERATION: [(&str, &str); 3] = [("hosts", "notHosts"), ("methods", "notMethods"), ("paths", "notPaths")];

impl<'a> AuthorizationPolicy<'a> {
    /// Reads an AuthorizationPolicy; `None` for other kinds.
    pub fn of(resource: Resource<'a>) -> Option<Self> {
        (resource.kind() == Kind::AuthorizationPolicy).then(|| Self { resource, spec: resource.spec() })
    }

    /// The object.
    pub fn resource(self) -> Resource<'a> {
        self.resource
    }

    /// A field of the spec.
    pub fn get(self, field: &str) -> Option<Value<'a>> {
        self.spec?.get(field)
    }

    /// What it does.
    pub fn action(self) -> AuthorizationAction {
        match self.get("action").and_then(Value::as_str) {
            None | Some("ALLOW") => AuthorizationAction::Allow,
            Some("DENY") => AuthorizationAction::Deny,
            Some("AUDIT") => AuthorizationAction::Audit,
            Some("CUSTOM") => AuthorizationAction::Custom,
            Some(_) => AuthorizationAction::Unknown,
        }
    }

    /// Its rules: one that matches is enough. Without any, nothing matches.
    pub fn rules(self) -> impl Iterator<Item = Value<'a>> {
        self.spec.into_iter().flat_map(|it| it.list("rules"))
    }

    /// The `source` objects of a rule.
    pub fn sources(rule: Value<'a>) -> impl Iterator<Item = Value<'a>> {
        rule.list("from").filter_map(|it| it.get("source"))
    }

    /// The `operation` objects of a rule.
    pub fn operations(rule: Value<'a>) -> impl Iterator<Item = Value<'a>> {
        rule.list("to").filter_map(|it| it.get("operation"))
    }

    /// Every string of every rule that is matched as text. Addresses and ports are not.
    pub fn strings(self) -> Vec<MatchString<'a>> {
        let mut all = Vec::new();
        let mut add = |of: Value<'a>, field: &'static str, list: &'static str, negated: bool| {
            for value in of.list(list) {
                if let Some(text) = value.as_str() {
                    all.push(MatchString { field, negated, value, text });
                }
            }
        };
        for rule in self.rules() {
            for source in Self::sources(rule) {
                SOURCE.iter().for_each(|&(field, not)| {
                    add(source, field, field, false);
                    add(source, field, not, true);
                });
            }
            for operation in Self::operations(rule) {
                OPERATION.iter().for_each(|&(field, not)| {
                    add(operation, field, field, false);
                    add(operation, field, not, true);
                });
            }
            let textual = |key: &str| !matches!(key, "source.ip" | "remote.ip" | "destination.ip" | "destination.port");
            for when in rule.list("when").filter(|it| it.str("key").is_some_and(textual)) {
                add(when, "values", "values", false);
                add(when, "values", "notValues", true);
            }
        }
        all
    }

    /// Whether it names what it is for by `targetRefs`, and so reaches gateways and waypoints but never a workload by itself.
    pub fn has_targets(self) -> bool {
        self.targets().next().is_some()
    }

    /// What it is for by reference.
    pub fn targets(self) -> impl Iterator<Item = Value<'a>> {
        let one = self.get("targetRef");
        self.get("targetRefs").into_iter().flat_map(Value::items).chain(one).filter(|it| it.is_mapping())
    }

    /// The labels of the pods it is for; empty for all.
    pub fn selector(self) -> Selector<'a> {
        self.get("selector").map(Selector::of_label_selector).unwrap_or_default()
    }

    /// Whether it is for all that another policy is for.
    pub fn reaches_all_of(self, other: Self) -> bool {
        if self.has_targets() || other.has_targets() {
            let name = |it: Value<'a>| (it.str("kind"), it.str("name"));
            return other.has_targets() && other.targets().all(|it| self.targets().any(|own| name(own) == name(it)));
        }
        let wanted = other.selector();
        self.selector().equal().iter().all(|it| wanted.equal().contains(it))
    }

    /// Whether it is only watched, not enforced.
    pub fn is_dry_run(self) -> bool {
        self.resource.annotation("istio.io/dry-run").and_then(Value::text) == Some("true")
    }

    /// A rule in words.
    pub fn in_words(rule: Value<'a>) -> String {
        words::of_rule(rule)
    }

    /// Every list of every rule that a request is held against.
    pub fn clauses(self) -> impl Iterator<Item = Clause<'a>> {
        self.rules().flat_map(Clause::of_rule)
    }

    /// Whether it guards a gateway: by its `targetRefs` or by the labels it selects.
    pub fn guards_gateway(self) -> bool {
        let refs = self.get("targetRefs").into_iter().flat_map(|it| it.items()).chain(self.get("targetRef"));
        refs.into_iter().any(|it| it.str("kind") == Some("Gateway")) || self.selects_like(&["gateway", "ingress"])
    }

    /// Whether its name or the value of a label it selects holds one of these words.
    pub fn selects_like(self, words: &[&str]) -> bool {
        let labels = self.get("selector").and_then(|it| it.get("matchLabels"));
        let values = labels.into_iter().flat_map(|it| it.entries()).filter_map(|(_, it)| it.text());
        values.chain([self.resource.name()]).any(|text| words.iter().any(|word| text.contains(word)))
    }
}

impl MatchString<'_> {
    /// Whether it was written as a regular expression, which is not a form of match here.
    pub fn looks_like_regex(&self) -> bool {
        let text = self.text;
        let dot_star = match self.field {
            // `example.*` is a legal prefix.
            "hosts" => text.find(".*").is_some_and(|at| at + 2 < text.len()),
            _ => text.contains(".*") || text.contains(".+"),
        };
        let group = text.contains('(') && text.contains('|') && text.contains(')');
        let class = text.find('[').is_some_and(|at| text[at..].contains(']') && text[at..].contains(['-', '+', '*']));
        let escape = ["\\d", "\\w", "\\s", "\\.", "\\/"].iter().any(|it| text.contains(it));
        let anchor = text.starts_with('^') || (text.len() > 1 && text.ends_with('$'));
        dot_star || group || class && self.field != "hosts" || escape || anchor
    }

    /// Whether it is a path template such as `/users/{*}`.
    pub fn is_template(&self) -> bool {
        self.field == "paths" && (self.text.contains("{*}") || self.text.contains("{**}"))
    }
}
