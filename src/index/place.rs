//! Where objects are, for the question whether the input would hold another one if there was one.

use crate::manifest::{Kind, Resource};
use crate::source::SourceId;
use rustc_hash::FxHashSet;

/// A namespace, or what stands for one where the files leave it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place<'a> {
    /// Written.
    Namespace(&'a str),
    /// Left open: the objects of one folder that leave it open.
    Folder(&'a str),
    /// All objects of a file.
    File(SourceId),
    /// Those that leave their namespace open.
    OpenFile(SourceId),
}

impl<'a> Place<'a> {
    pub(super) fn of(resource: Resource<'a>) -> Self {
        resource.namespace().map_or(Self::Folder(resource.folder()), Self::Namespace)
    }
}

/// Which kinds are where.
#[derive(Debug, Default)]
pub(super) struct Places<'a> {
    /// `None` for pods and pod templates.
    held: FxHashSet<(Option<Kind>, Place<'a>)>,
    /// Objects that controllers turn into pods and Services nobody wrote down.
    makers: FxHashSet<Place<'a>>,
    /// Folders with templates that were not rendered.
    templates: FxHashSet<&'a str>,
}

impl<'a> Places<'a> {
    pub(super) fn enter(&mut self, resource: Resource<'a>, has_pod: bool) {
        let open = resource.namespace().is_none();
        let mut add = |kind| {
            self.held.insert((kind, Place::of(resource)));
            self.held.insert((kind, Place::File(resource.source())));
            if open {
                self.held.insert((kind, Place::OpenFile(resource.source())));
            }
        };
        add(Some(resource.kind()));
        if has_pod {
            add(None);
        }
        if makes_pods(resource) {
            self.makers.insert(Place::of(resource));
            self.makers.insert(Place::Folder(resource.folder()));
        }
    }

    pub(super) fn enter_template(&mut self, folder: &'a str) {
        self.templates.insert(folder);
    }

    pub(super) fn has(&self, kind: Kind, place: Place<'a>) -> bool {
        self.held.contains(&(Some(kind), place))
    }

    pub(super) fn has_pods(&self, place: Place<'a>) -> bool {
        self.held.contains(&(None, place))
    }

    /// Whether objects of a kind are where one of this namespace would be expected.
    pub(super) fn has_near(&self, kind: Kind, namespace: Option<&str>, near: Resource<'a>) -> bool {
        let file = near.source();
        match namespace {
            Some(namespace) => {
                self.held.contains(&(Some(kind), Place::Namespace(namespace))) || self.has(kind, Place::OpenFile(file))
            }
            None => self.has(kind, Place::Folder(near.folder())) || self.has(kind, Place::File(file)),
        }
    }

    /// Whether the folder of an object holds templates that were not rendered.
    pub(super) fn has_templates(&self, near: Resource<'a>) -> bool {
        self.templates.contains(near.folder())
    }

    /// Whether there may be objects in this object's namespace that the input does not show.
    pub(super) fn may_hold_more(&self, near: Resource<'a>) -> bool {
        self.may_hold_more_in(near.namespace(), near)
    }

    pub(super) fn may_hold_more_in(&self, namespace: Option<&'a str>, near: Resource<'a>) -> bool {
        self.has_templates(near)
            || self.makers.contains(&Place::Folder(near.folder()))
            || namespace.is_some_and(|it| self.makers.contains(&Place::Namespace(it)))
    }
}

/// Whether a controller is likely to run pods for an object of this kind, which this linter does not know.
fn makes_pods(resource: Resource<'_>) -> bool {
    const SIGNS: [&str; 12] = [
        "template",
        "podTemplate",
        "podMetadata",
        "replicas",
        "instances",
        "size",
        "image",
        "containers",
        "chart",
        "source",
        "serviceAccountName",
        "podSpec",
    ];
    let (group, kind) = (resource.group(), resource.kind_name());
    if resource.kind().is_expanded() {
        return true;
    }
    if resource.kind() != Kind::Other || !group.contains('.') || group.ends_with(".k8s.io") {
        return false;
    }
    let named = kind.ends_with("Set") || kind.ends_with("Cluster") || matches!(kind, "HelmRelease" | "HelmChart");
    named || resource.spec().is_some_and(|spec| SIGNS.iter().any(|it| spec.get(it).is_some()))
}
