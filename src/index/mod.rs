//! Every object of a run, with the questions that rules ask across objects. Built once, read-only; each question is a look-up,
//! not a search.
//!
//! A repository is a part of one cluster at best, and often the text of several: bases and overlays, variants side by side.
//! [`Index::together`] says which objects may be taken to meet in one cluster, and [`Lookup`] keeps "not in the input" apart
//! from "missing".

mod admission;
mod authorization;
mod budget;
mod build;
mod claims;
pub mod doubt;
mod explanation;
mod exposure;
pub mod graph;
mod inventory;
mod istio;
mod judgement;
#[cfg(test)]
mod judgement_tests;
pub mod ledger;
mod limits;
mod lookup;
mod mention;
mod mesh;
#[cfg(test)]
mod mesh_tests;
mod mtls;
mod network;
mod place;
mod ports;
mod rbac;
mod releases;
mod scaling;
mod sensitive;
mod shelf;
mod storage;
mod traffic;
mod users;

pub use build::Unit;
pub use explanation::{Called, Explanation, Line};
pub use istio::Destination;
pub use judgement::{Judgement, Reason};
pub use lookup::Lookup;
pub use mesh::{DataPlane, Waypoint};
pub use mtls::Mtls;
pub use network::Selected;
pub use rbac::{BoundBy, BoundRole, GrantedRole, Power, Reach, Subject};
pub use traffic::{Endpoint, Passage, PortOf, Reachability, Verdict};

use crate::manifest::{Kind, MeshDocument, Patches, Pod, Resource};
use crate::source::SourceId;
use crate::yaml::Value;
use rustc_hash::{FxHashMap, FxHashSet};
use shelf::Shelf;
use std::sync::OnceLock;

/// All objects of a run.
#[derive(Debug)]
pub struct Index<'a> {
    units: Vec<Unit<'a>>,
    patches: Patches,
    resources: Vec<Resource<'a>>,
    by_kind: Vec<Vec<u32>>,
    by_name: Shelf<'a, (Kind, &'a str)>,
    pods: Vec<Pod<'a>>,
    pods_by_place: Shelf<'a, ()>,
    pods_by_label: Shelf<'a, (&'a str, &'a str)>,
    pods_by_account: Shelf<'a, &'a str>,
    /// First pod that mounts the token of an account, by account and namespace, or folder where the namespace is left open.
    first_with_token: FxHashMap<(&'a str, Option<&'a str>, &'a str), u32>,
    bindings_by_account: FxHashMap<&'a str, Vec<(u32, Value<'a>)>>,
    /// Users and groups.
    bindings_by_identity: FxHashMap<Subject<'a>, Vec<(u32, Value<'a>)>>,
    /// ClusterRoleBindings, by the namespaces of the accounts that they name.
    cluster_bindings_by_namespace: FxHashMap<&'a str, Vec<(u32, Value<'a>)>>,
    bindings_by_role: Shelf<'a, &'a str>,
    roles_by_label: FxHashMap<(&'a str, &'a str), Vec<u32>>,
    /// ClusterRoles that sum up others, by the first label that a selector of theirs asks for, if it asks for one.
    sums: FxHashMap<Option<(&'a str, &'a str)>, Vec<u32>>,
    access: OnceLock<rbac::AccessTable<'a>>,
    /// What files add to built-in roles, by the number of the role and the file that asks.
    added: rbac::AddedRules<'a>,
    graph: OnceLock<graph::AccessGraph<'a>>,
    landmarks: OnceLock<graph::Landmarks<'a>>,
    sites: OnceLock<graph::Sites<'a>>,
    autoscalers_by_target: Shelf<'a, &'a str>,
    volumes_by_claim: Shelf<'a, &'a str>,
    volumes_by_class: Shelf<'a, &'a str>,
    services_by_label: Shelf<'a, (&'a str, &'a str)>,
    limits: limits::Limits<'a>,
    mentions: mention::Mentions<'a>,
    /// By the first label a budget asks for; `None` where it asks for none by equality.
    budgets_by_label: Shelf<'a, Option<(&'a str, &'a str)>>,
    network: network::Network<'a>,
    meshes: Vec<MeshDocument<'a>>,
    policies: traffic::PolicyTable<'a>,
    /// Namespaces that are in the mesh, with the label; made at the first question.
    enrolled: OnceLock<Vec<(Resource<'a>, Value<'a>)>>,
    /// Objects that hold policies about pods.
    guards: Vec<u32>,
    places: place::Places<'a>,
    alternatives: FxHashSet<(SourceId, SourceId)>,
    claims_by_volume: FxHashMap<&'a str, Vec<u32>>,
    /// Made at the first question.
    users: OnceLock<users::Users<'a>>,
    /// Made at the first question.
    releases: OnceLock<releases::Releases<'a>>,
    inventory: inventory::Inventory,
    service_ports: ports::Ports<'a>,
    closed: bool,
}

impl<'a> Index<'a> {
    /// Every document of the input with its class, in order of files.
    pub fn units(&self) -> &[Unit<'a>] {
        &self.units
    }

    /// Every object, in order of files and places.
    pub fn resources(&self) -> &[Resource<'a>] {
        &self.resources
    }

    /// All objects of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl ExactSizeIterator<Item = Resource<'a>> {
        self.by_kind[kind as usize].iter().map(|&at| self.resources[at as usize])
    }

    /// Whether there is any object of a kind.
    pub fn has_kind(&self, kind: Kind) -> bool {
        !self.by_kind[kind as usize].is_empty()
    }

    /// Every pod and pod template.
    pub fn pods(&self) -> &[Pod<'a>] {
        &self.pods
    }

    /// Whether what is not in the input does not exist.
    pub fn is_closed(&self) -> bool {
        self.closed
    }
}
