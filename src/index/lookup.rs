//! Look-ups by name and by label.

use super::Index;
use super::shelf::Near;
use crate::manifest::{Kind, Pod, Resource, Selector};
use crate::source::SourceId;

/// The answer to "is there an object of this name?".
#[derive(Clone, Copy, Debug)]
pub enum Lookup<'a> {
    /// Yes: the nearest one.
    Found(Resource<'a>),
    /// No, although the input holds the other objects of that kind at this place, or is a closed world.
    Missing,
    /// The input does not say.
    Unknown,
}

impl<'a> Lookup<'a> {
    /// The object, where there is one.
    pub fn found(self) -> Option<Resource<'a>> {
        match self {
            Self::Found(resource) => Some(resource),
            _ => None,
        }
    }
}

impl<'a> Index<'a> {
    /// Whether two objects may be taken to meet in one cluster, and in one namespace if both live in one.
    ///
    /// Equal namespaces, both written, are enough. Where one is left open, the objects must stand in one file, or in one
    /// folder, or (both open) in folders one of which holds the other. Files that hold the same object are variants of each
    /// other and never meet.
    pub fn together(&self, one: Resource<'a>, other: Resource<'a>) -> bool {
        if one.source() == other.source() {
            return !disjoint(one.namespace(), other.namespace());
        }
        if self.are_alternatives(one.source(), other.source()) {
            return false;
        }
        if self.inventory.holds(one) || self.inventory.holds(other) {
            return !disjoint(one.namespace(), other.namespace())
                && one.namespace().is_some() == other.namespace().is_some();
        }
        if !one.kind().is_namespaced() || !other.kind().is_namespaced() {
            return self.same_cluster(one, other);
        }
        match (one.namespace(), other.namespace()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => nested(one.folder(), other.folder()),
            _ => one.folder() == other.folder(),
        }
    }

    /// Whether two objects may be taken to meet in one cluster, in whatever namespaces: in one file, in folders one of which
    /// holds the other, or in sibling folders.
    pub fn same_cluster(&self, one: Resource<'a>, other: Resource<'a>) -> bool {
        one.source() == other.source()
            || self.inventory.holds(one)
            || self.inventory.holds(other)
            || !self.are_alternatives(one.source(), other.source()) && neighbours(one.folder(), other.folder())
    }

    /// Whether two files hold the same object, and so cannot both be applied.
    pub fn are_alternatives(&self, one: SourceId, other: SourceId) -> bool {
        self.alternatives.contains(&(one, other))
    }

    /// The object of a kind and name that `near` refers to in its own namespace.
    pub fn find(&self, kind: Kind, name: &str, near: Resource<'a>) -> Lookup<'a> {
        self.find_in(kind, name, near.namespace(), near)
    }

    /// The object of a kind and name that `near` refers to in a namespace (`None` where that is left open); for kinds that
    /// live in no namespace it is not looked at.
    pub fn find_in(&self, kind: Kind, name: &str, namespace: Option<&str>, near: Resource<'a>) -> Lookup<'a> {
        let place = namespace.filter(|_| kind.is_namespaced());
        let candidates = self.by_name.near((kind, name), place);
        let fits = |it: &Resource<'a>| {
            if !kind.is_namespaced() {
                return true;
            }
            match (it.namespace(), namespace) {
                (Some(a), Some(b)) => a == b,
                // In a closed world an open namespace is the one that is asked for.
                _ => self.closed || it.source() == near.source() || nested(it.folder(), near.folder()),
            }
        };
        let nearest = candidates
            .iter()
            .map(|at| self.resources[at])
            .filter(fits)
            .min_by_key(|it| (distance(*it, near), it.source(), it.root().id()));
        match nearest {
            Some(resource) => Lookup::Found(resource),
            None if self.closed || self.closes(kind) && !self.places.may_hold_more_in(namespace, near) => {
                Lookup::Missing
            }
            // An object of that name which leaves its namespace open may be the one, and so may one that a template or a
            // controller makes.
            None if candidates.len() > 0 => open(namespace),
            None if self.places.has_near(kind, namespace, near) && !self.places.has_templates(near) => Lookup::Missing,
            None => open(namespace),
        }
    }

    /// The pods a selector picks among those that meet `from`. An empty selector picks all of them.
    pub fn selected(&self, selector: &Selector<'_>, from: Resource<'a>) -> Vec<Pod<'a>> {
        let fits = |pod: &Pod<'a>| self.together(pod.resource(), from) && selector.matches(pod.labels());
        self.candidates(selector, from).iter().map(|at| self.pods[at]).filter(fits).collect()
    }

    /// Pods that may live in the namespace of an object and may fit a selector: those with its rarest label.
    pub(super) fn candidates<'s>(&'s self, selector: &Selector<'s>, from: Resource<'a>) -> Near<'s, 's> {
        let namespace = from.namespace();
        let labels = selector.written().map(|pair| self.pods_by_label.near(pair, namespace));
        labels.min_by_key(Near::len).unwrap_or_else(|| self.pods_by_place.near((), namespace))
    }

    /// Whether a kustomization puts labels into the object, and into the selectors of it.
    pub fn is_labelled_by_kustomize(&self, resource: Resource<'a>) -> bool {
        self.patches.labels(resource.origin())
    }

    /// The pods that run as a service account which lives where `from` does.
    pub fn running_as(&self, account: &str, namespace: Option<&str>, from: Resource<'a>) -> Vec<Pod<'a>> {
        let pods = self.pods_by_account.near(account, namespace);
        let fits = |pod: &Pod<'a>| match (pod.resource().namespace(), namespace) {
            (Some(a), Some(b)) => a == b && !self.are_alternatives(pod.resource().source(), from.source()),
            _ => self.together(pod.resource(), from),
        };
        pods.iter().map(|at| self.pods[at]).filter(fits).collect()
    }
}

fn open<'a>(namespace: Option<&str>) -> Lookup<'a> {
    super::doubt::of_namespace(namespace);
    Lookup::Unknown
}

fn disjoint(one: Option<&str>, other: Option<&str>) -> bool {
    matches!((one, other), (Some(a), Some(b)) if a != b)
}

/// Whether one of two folders holds the other, or they stand side by side.
pub(super) fn neighbours(one: &str, other: &str) -> bool {
    nested(one, other) || common_root(one, other)
}

/// Whether one folder is the other or holds it.
pub(super) fn nested(one: &str, other: &str) -> bool {
    let within = |outer: &str, inner: &str| {
        outer.is_empty() || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    within(one, other) || within(other, one)
}

/// Whether two folders have the same parent.
fn common_root(one: &str, other: &str) -> bool {
    let parent = |it: &str| it.rsplit_once('/').map(|(parent, _)| parent.to_owned()).unwrap_or_default();
    parent(one) == parent(other)
}

/// How far apart two objects are written: 0 in one file, then by folders.
fn distance(one: Resource<'_>, other: Resource<'_>) -> usize {
    if one.source() == other.source() {
        return 0;
    }
    let parts = |it: Resource<'_>| it.folder().split('/').count();
    let shared = one.folder().split('/').zip(other.folder().split('/')).take_while(|(a, b)| a == b).count();
    1 + parts(one) + parts(other) - 2 * shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_nest_by_components() {
        assert!(nested("", "a/b"));
        assert!(nested("a/b", "a"));
        assert!(!nested("a/b", "a/bc"));
        assert!(!nested("a/b", "a/c"));
    }
}
