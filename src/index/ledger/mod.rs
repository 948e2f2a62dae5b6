//! What everybody holds, in plain facts that outlive their input: permissions, tokens, doors to the outside, ways to what
//! attackers are after. Two ledgers, of two states of one repository, say what each subject and workload gains and loses.

mod change;
mod reach;
mod right;
#[cfg(test)]
mod tests;
mod words;

pub use change::{Change, Topic, compare};
pub use right::Permission;

use super::Index;
use super::rbac::Subject;
use crate::manifest::Resource;
use crate::source::Span;
use right::Right;
use rustc_hash::{FxHashMap, FxHashSet};

/// Who holds something: a subject of bindings, or a workload.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Holder {
    /// `User`, `Group`, `ServiceAccount`, or the kind of a workload.
    pub kind: String,
    /// Where it lives; `None` where it lives in no namespace or the files do not say in which.
    pub namespace: Option<String>,
    /// Its name, as written in the input: not to be trusted.
    pub name: String,
}

impl Holder {
    /// A subject, as a binding names it.
    fn of(subject: Subject<'_>, binding: Option<&str>) -> Self {
        let (kind, namespace, name) = match subject {
            Subject::ServiceAccount(namespace, name) => ("ServiceAccount", namespace.or(binding), name),
            Subject::User(name) => ("User", None, name),
            Subject::Group(name) => ("Group", None, name),
        };
        Self { kind: kind.to_owned(), namespace: namespace.map(str::to_owned), name: name.to_owned() }
    }

    fn of_object(resource: Resource<'_>) -> Self {
        Self {
            kind: resource.kind_name().to_owned(),
            namespace: resource.namespace().map(str::to_owned),
            name: resource.name().to_owned(),
        }
    }

    /// The groups that it is in, as far as its name tells.
    fn groups(&self) -> Vec<Self> {
        let group = |name: String| Self { kind: "Group".to_owned(), namespace: None, name };
        let authenticated = || group("system:authenticated".to_owned());
        match (self.kind.as_str(), self.name.as_str()) {
            ("ServiceAccount", _) => {
                let own = self.namespace.as_ref().map(|it| group(format!("system:serviceaccounts:{it}")));
                let all = [group("system:serviceaccounts".to_owned()), authenticated()];
                own.into_iter().chain(all).collect()
            }
            ("User", "system:anonymous") => vec![group("system:unauthenticated".to_owned())],
            ("Group", "system:unauthenticated" | "system:authenticated") => Vec::new(),
            ("User" | "Group", _) => vec![authenticated()],
            _ => Vec::new(),
        }
    }
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{} {namespace}/{}", self.kind, self.name),
            None => write!(f, "{} {}", self.kind, self.name),
        }
    }
}

/// What is known of a workload besides its permissions. Facts of one holder, topic and key are the same fact.
#[derive(Clone, Debug)]
struct Fact {
    topic: Topic,
    key: String,
    text: String,
    places: Vec<(Span, String)>,
    /// More is worse; 0 for what is only kept to compare with.
    weight: u8,
    folder: String,
}

/// Everything that is held in one state of an input.
#[derive(Debug, Default)]
pub struct Ledger {
    rights: FxHashMap<Holder, Vec<Right>>,
    facts: FxHashMap<Holder, Vec<Fact>>,
    /// Workloads that run as a service account.
    users: FxHashMap<Holder, Vec<Holder>>,
}

impl Ledger {
    fn fact(&mut self, holder: Holder, fact: Fact) {
        let all = self.facts.entry(holder).or_default();
        match all.iter_mut().find(|it| (it.topic, &it.key, &it.folder) == (fact.topic, &fact.key, &fact.folder)) {
            Some(known) if known.weight < fact.weight => *known = fact,
            Some(_) => {}
            None => all.push(fact),
        }
    }

    /// Those who hold something here or there.
    fn holders<'l>(&'l self, other: &'l Self) -> Vec<&'l Holder> {
        let keys = |it: &'l Self| it.rights.keys().chain(it.facts.keys());
        let all: FxHashSet<&Holder> = keys(self).chain(keys(other)).collect();
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort();
        all
    }
}

impl<'a> Index<'a> {
    /// What everybody holds.
    pub fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        right::enter(self, &mut ledger);
        reach::enter(self, &mut ledger);
        ledger
    }
}
