//! Building the index: classify every document, then enter every object into the tables.

use super::Index;
use super::shelf::Shelf;
use crate::manifest::{Class, Kind, MeshDocument, Patches, Pod, Resource, classify};
use crate::source::{Role, SourceId, Sources};
use crate::yaml::{Document, Tree};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::OnceLock;

/// One document with what it turned out to be.
#[derive(Clone, Debug)]
pub struct Unit<'a> {
    /// The file.
    pub source: SourceId,
    /// The document.
    pub document: Document<'a>,
    /// What it is.
    pub class: Class,
    /// Its objects, as positions in [`Index::resources`].
    pub resources: Range<usize>,
}

/// A pair of files that hold the same object is read as two variants; more than this many copies of one object are a
/// collection of examples, where pairing all would cost more than it tells.
const MAX_COPIES: usize = 64;

impl<'a> Index<'a> {
    /// Enters all documents. `trees` stand in the order of `sources`. With `closed`, what is not in the input is taken not to
    /// exist.
    pub fn build(sources: &'a Sources, trees: &'a [Tree], closed: bool) -> Self {
        let mut patches = Patches::default();
        for tree in trees {
            let source = sources.get(tree.source());
            tree.documents().for_each(|document| patches.collect(source, document));
        }
        let classified: Vec<Vec<(Document<'a>, Class, Vec<Resource<'a>>)>> = trees
            .par_iter()
            .map(|tree| {
                let source = sources.get(tree.source());
                let one = |document| {
                    if source.role() == Role::Inventory {
                        return (document, Class::Other, super::inventory::objects(source, document));
                    }
                    let (class, resources) = classify(source, document, &patches);
                    (document, class, resources)
                };
                tree.documents().map(one).collect()
            })
            .collect();
        let (inventory, classified) = super::inventory::Inventory::new(sources, classified);
        let mut index = Self {
            units: Vec::new(),
            patches,
            resources: Vec::new(),
            by_kind: vec![Vec::new(); Kind::COUNT],
            by_name: Shelf::default(),
            pods: Vec::new(),
            pods_by_place: Shelf::default(),
            pods_by_label: Shelf::default(),
            pods_by_account: Shelf::default(),
            first_with_token: FxHashMap::default(),
            bindings_by_account: FxHashMap::default(),
            bindings_by_identity: FxHashMap::default(),
            cluster_bindings_by_namespace: FxHashMap::default(),
            bindings_by_role: Shelf::default(),
            roles_by_label: FxHashMap::default(),
            sums: FxHashMap::default(),
            access: Default::default(),
            added: Default::default(),
            graph: OnceLock::new(),
            landmarks: OnceLock::new(),
            sites: OnceLock::new(),
            autoscalers_by_target: Shelf::default(),
            volumes_by_claim: Shelf::default(),
            volumes_by_class: Shelf::default(),
            services_by_label: Shelf::default(),
            limits: Default::default(),
            mentions: Default::default(),
            budgets_by_label: Shelf::default(),
            network: Default::default(),
            meshes: Vec::new(),
            policies: Default::default(),
            enrolled: OnceLock::new(),
            guards: Vec::new(),
            places: Default::default(),
            alternatives: FxHashSet::default(),
            claims_by_volume: FxHashMap::default(),
            users: OnceLock::new(),
            releases: OnceLock::new(),
            inventory,
            service_ports: OnceLock::new(),
            closed,
        };
        for (document, class, resources) in classified.into_iter().flatten() {
            if class == Class::HelmTemplate {
                index.places.enter_template(sources.get(document.tree().source()).folder());
            }
            if matches!(class, Class::HelmValues | Class::Other)
                && let Some(root) = document.root()
            {
                let source = sources.get(document.tree().source());
                index.meshes.extend(MeshDocument::of_values(source, class, root));
            }
            index.meshes.extend(resources.iter().filter_map(|it| MeshDocument::of(*it)));
            let start = index.resources.len();
            index.resources.extend(resources);
            let resources = start..index.resources.len();
            index.units.push(Unit { source: document.tree().source(), document, class, resources });
        }
        for at in 0..index.resources.len() {
            index.enter(at);
        }
        index.seal();
        index.find_alternatives();
        index.enter_policies();
        index.find_uncovered();
        index
    }

    fn seal(&mut self) {
        self.by_name.seal();
        self.pods_by_place.seal();
        self.pods_by_label.seal();
        self.pods_by_account.seal();
        self.bindings_by_role.seal();
        self.autoscalers_by_target.seal();
        self.volumes_by_claim.seal();
        self.volumes_by_class.seal();
        self.services_by_label.seal();
        self.limits.seal();
        self.budgets_by_label.seal();
    }

    fn enter(&mut self, at: usize) {
        let resource = self.resources[at];
        let number = at as u32;
        self.by_kind[resource.kind() as usize].push(number);
        if resource.kind() != Kind::Other && !resource.name().is_empty() {
            self.by_name.enter((resource.kind(), resource.name()), resource.namespace(), number);
        }
        self.enter_binding(number, resource);
        self.enter_role(number, resource);
        self.enter_scaling(number, resource);
        self.enter_budget(number, resource);
        self.limits.enter(number, resource);
        self.enter_storage(number, resource);
        self.enter_network(number, resource);
        self.enter_claim(number, resource);
        self.enter_guard(number, resource);
        let mut pods = Pod::all(resource).filter(|it| !it.is_open()).chain(Pod::outlined(resource)).peekable();
        // An inventory says itself what it has all of.
        if !self.inventory.holds(resource) {
            self.places.enter(resource, pods.peek().is_some());
        }
        pods.for_each(|pod| self.enter_pod(resource, pod));
    }

    fn enter_pod(&mut self, resource: Resource<'a>, pod: Pod<'a>) {
        let number = self.pods.len() as u32;
        self.pods.push(pod);
        self.pods_by_place.enter((), resource.namespace(), number);
        self.pods_by_account.enter(pod.service_account(), resource.namespace(), number);
        if !self.inventory.holds(resource) {
            self.enter_token(number, pod);
        }
        for (key, value) in pod.labels().into_iter().flat_map(|it| it.entries()) {
            if let (Some(key), Some(value)) = (key.text(), value.text()) {
                self.pods_by_label.enter((key, value), resource.namespace(), number);
            }
        }
    }

    /// Files that hold the same object cannot both be applied: base and overlay, or variants of one example.
    fn find_alternatives(&mut self) {
        let mut sources: Vec<SourceId> = Vec::new();
        for copies in self.by_name.groups().filter(|it| it.len() > 1) {
            sources.clear();
            for &(_, copy) in copies.iter().take(MAX_COPIES) {
                let source = self.resources[copy as usize].source();
                if !sources.contains(&source) && !self.inventory.is(source) {
                    for &other in &sources {
                        self.alternatives.insert((other, source));
                        self.alternatives.insert((source, other));
                    }
                    sources.push(source);
                }
            }
        }
    }
}
