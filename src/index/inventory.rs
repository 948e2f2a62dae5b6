//! What an inventory adds: objects that are known by their outlines, and kinds of which there are no others.
//!
//! The input is newer than the inventory. What it defines itself is taken from it, and the copy in the inventory goes.

use super::Index;
use crate::manifest::{Class, Kind, Resource, kind_of_qualified};
use crate::source::{Role, Source, SourceId, Sources};
use crate::yaml::{Document, Value};
use rustc_hash::FxHashMap;

/// The documents of one file, with what they are and hold.
type Classified<'a> = Vec<(Document<'a>, Class, Vec<Resource<'a>>)>;

/// Which file is the inventory, and what it is complete for.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    source: Option<SourceId>,
    complete: Vec<Kind>,
}

/// The objects of an inventory.
pub(super) fn objects<'a>(source: &'a Source, document: Document<'a>) -> Vec<Resource<'a>> {
    let objects = document.root().into_iter().flat_map(|it| it.list("objects"));
    objects.filter_map(|it| Resource::new(source, document, it, None)).collect()
}

impl Inventory {
    /// Finds the inventory among the files, and takes out of it what the others define.
    pub(super) fn new<'a>(sources: &Sources, mut files: Vec<Classified<'a>>) -> (Self, Vec<Classified<'a>>) {
        let mut all = sources.iter().filter(|it| it.1.role() == Role::Inventory).map(|it| it.0);
        let Some(source) = all.next() else { return (Self::default(), files) };
        let is_inventory = |it: &Classified<'_>| it.first().is_some_and(|it| it.0.tree().source() == source);
        let mut written: FxHashMap<(Kind, &str), Vec<Option<&str>>> = FxHashMap::default();
        for resource in files.iter().filter(|it| !is_inventory(it)).flatten().flat_map(|it| &it.2) {
            written.entry((resource.kind(), resource.name())).or_default().push(resource.namespace());
        }
        let mut complete = Vec::new();
        for (document, _, objects) in files.iter_mut().filter(|it| is_inventory(it)).flatten() {
            let names = document.root().into_iter().flat_map(|it| it.list("complete")).filter_map(Value::as_str);
            complete.extend(names.map(kind_of_qualified).filter(|it| *it != Kind::Other));
            // An open namespace may be any.
            objects.retain(|it| {
                let same = written.get(&(it.kind(), it.name()));
                !same.is_some_and(|all| all.iter().any(|place| place.is_none() || *place == it.namespace()))
            });
        }
        (Self { source: Some(source), complete }, files)
    }

    /// Whether a file is the inventory.
    pub(super) fn is(&self, source: SourceId) -> bool {
        self.source == Some(source)
    }

    /// Whether an object is known by its outline only.
    pub(super) fn holds(&self, resource: Resource<'_>) -> bool {
        self.source == Some(resource.source())
    }
}

impl<'a> Index<'a> {
    /// Whether there are no objects of a kind but those of the input and of the inventory.
    pub fn closes(&self, kind: Kind) -> bool {
        self.closed || self.inventory.complete.contains(&kind)
    }

    /// Whether an object is known by its outline only: what is not there may be in the cluster.
    pub fn is_outline(&self, resource: Resource<'a>) -> bool {
        self.inventory.holds(resource)
    }
}
