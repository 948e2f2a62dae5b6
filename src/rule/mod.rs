//! What a rule is: a `static` [`Rule`] with its documentation, and a plain function that judges one thing.

mod context;
mod declare;
mod docs;
mod gate;
mod glob;
mod options;
mod peer;
pub mod secrets;

pub use context::{At, Context, Settings, Silence};
pub use docs::{Docs, Example};
pub use gate::Gate;
pub(crate) use glob::glob;
pub use options::Options;
pub use peer::Peer;

use crate::finding::{Confidence, Severity};
use crate::index::Index;
use crate::manifest::{Class, Container, Kind, MeshDocument, Pod, Resource};
use crate::yaml::{Document, Value};
use std::fmt;

/// What a rule file needs.
pub mod prelude {
    pub use super::{Check, Context, Rule};
    pub use crate::declare_rule;
    pub use crate::finding::{Confidence, Edit, Finding, Safety, Severity};
    pub use crate::index::{DataPlane, Destination, Endpoint, Index, Lookup, Mtls, PortOf, Selected, Verdict};
    pub use crate::manifest::{
        Access, Attribute, AuthorizationAction, AuthorizationPolicy, Bound, Class, Clause, ClientTls, Container,
        ContainerClass, DestinationRule, Direction, GatewayName, Host, Ingress, IstioVersion, Kind, Mesh, MeshDocument,
        MeshShape, MtlsMode, NetworkPolicy, Peer, Pod, PolicyRule, PortMatch, Protocol, Quantity, Resource, Selector,
        Service, ServicePort, Version, VirtualService,
    };
    pub use crate::yaml::{Document, Put, Value};
}

/// A check: declared with [`declare_rule!`](crate::declare_rule), registered in `rules/mod.rs`.
pub struct Rule {
    /// Unique, kebab-case, names the bad thing.
    pub name: &'static str,
    /// Module it is written in; its folder is the category.
    pub module: &'static str,
    /// The doc comment, as Markdown: first line, *Why is this bad?*, *Fail*, *Pass*.
    pub docs: &'static str,
    /// How bad, unless the ruleset or the finding says otherwise.
    pub severity: Severity,
    /// How sure, unless the finding says otherwise.
    pub confidence: Confidence,
    /// First version that has it.
    pub since: &'static str,
    /// Identifiers of peers and benchmarks: `trivy:KSV-0017`, `pss:baseline`, `cwe:250`.
    pub refs: &'static [&'static str],
    /// Typed options, where it has any.
    pub options: Option<Options>,
    /// Names of fields, at any depth, without one of which a document gives it nothing to say: it is shown the others only.
    /// `istio.io/` stands for labels and annotations of that domain and those below it. Empty: it looks at everything.
    pub keys: &'static [&'static str],
    /// What it looks at.
    pub check: Check,
}

/// What a rule looks at, with the function that does. A check may look at everything but reports on what it was given.
#[derive(Clone, Copy)]
pub enum Check {
    /// Nothing: the reader or the engine itself reports it.
    Engine,
    /// Scalar values of eight bytes or more whose text holds one of these literals (ASCII, case matters), in every document,
    /// Kubernetes or not. Keys are not asked about.
    Scalar(&'static [&'static str], for<'a> fn(Value<'a>, &mut Context<'_>)),
    /// Every container of every pod and pod template.
    Container(for<'a> fn(Container<'a>, &mut Context<'_>)),
    /// Every pod and pod template.
    Pod(for<'a> fn(Pod<'a>, &mut Context<'_>)),
    /// Every object of these kinds; every object if the list is empty.
    Resource(&'static [Kind], for<'a> fn(Resource<'a>, &mut Context<'_>)),
    /// Every document of these classes, which may be no Kubernetes objects: values of a chart, a kustomization.
    Classes(&'static [Class], for<'a> fn(Document<'a>, &mut Context<'_>)),
    /// Every document that holds Kubernetes objects.
    Document(for<'a> fn(Document<'a>, &mut Context<'_>)),
    /// Every object of these kinds, with all others at hand.
    Related(&'static [Kind], for<'a> fn(Resource<'a>, &Index<'a>, &mut Context<'_>)),
    /// Every piece of mesh configuration, objects or not, with all objects at hand.
    Mesh(for<'a> fn(&MeshDocument<'a>, &Index<'a>, &mut Context<'_>)),
    /// Several of these, for one thing that is written in places of different make.
    Several(&'static [Check]),
}

impl Check {
    /// The checks it consists of.
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::Several(all) => all,
            one => std::slice::from_ref(one),
        }
    }
}

impl Rule {
    /// Folder of the rule: `workload`, `network`, `secret` …
    pub fn category(&self) -> &'static str {
        self.module.split("::rules::").nth(1).and_then(|rest| rest.split("::").next()).unwrap_or("manifest")
    }

    /// The documentation, taken apart.
    pub fn documentation(&self) -> Docs {
        Docs::parse(self.docs)
    }

    /// First line of the documentation.
    pub fn summary(&self) -> &'static str {
        self.docs.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// Where its page is.
    pub fn url(&self) -> String {
        format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.name)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.name).finish()
    }
}
