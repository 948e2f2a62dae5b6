//! The inventory of a cluster: its objects by what others refer to, and nothing else. A platform team writes it, projects read
//! it, so it holds no value of a Secret, a ConfigMap or a header, no command and no environment.

mod outline;

pub use outline::outline;

use super::{Kind, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// Version of the format.
pub const INVENTORY_VERSION: u32 = 1;

/// An inventory, as written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "holdshort.inventory.yaml")]
pub struct Inventory {
    /// Version of the format: 1.
    #[serde(rename = "holdshort-inventory")]
    pub version: u32,
    /// Kinds of which the cluster has no object that is not listed, such as `Service` and `networking.istio.io/Gateway`.
    #[serde(default)]
    pub complete: Vec<String>,
    /// The objects, cut down to what others refer to.
    #[serde(default)]
    pub objects: Vec<Outline>,
}

/// An object of an inventory.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outline {
    /// As in its manifest.
    pub api_version: String,
    /// As in its manifest.
    pub kind: String,
    /// Name, namespace, labels, and the annotations that joins look at.
    pub metadata: Map<String, Json>,
    /// What is left of it.
    #[serde(flatten)]
    pub rest: Map<String, Json>,
}

/// The name of a kind in `complete`: of core kinds the name, of others group and name.
pub fn qualified_kind(resource: Resource<'_>) -> String {
    match resource.group() {
        "" => resource.kind_name().to_owned(),
        group => format!("{group}/{}", resource.kind_name()),
    }
}

/// The kind that a name in `complete` means; [`Kind::Other`] for those that this linter does not know.
pub fn kind_of_qualified(name: &str) -> Kind {
    let (group, kind) = name.rsplit_once('/').unwrap_or(("", name));
    Kind::of(group, kind)
}

/// Whether an object was read out of a cluster.
pub fn is_live(resource: Resource<'_>) -> bool {
    ["uid", "resourceVersion"]
        .iter()
        .any(|it| resource.root().get("metadata").is_some_and(|meta| meta.get(it).is_some()))
}

/// The JSON Schema of an inventory.
pub fn inventory_schema() -> Json {
    schemars::schema_for!(Inventory).to_value()
}
