//! `holdshort inventory`

use super::failure::Failure;
use super::manifests::Manifests;
use super::output;
use crate::engine;
use crate::index::Index;
use crate::manifest::{
    INVENTORY_VERSION, Inventory, Kind, Resource, is_live, kind_of_qualified, outline, qualified_kind,
};
use crate::ruleset::{Mistake, Text};
use crate::source::{Role, Sources};
use clap::{Args, ValueHint};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct WriteInventory {
    /// A platform repository, or what `kubectl get … -A -o yaml` prints.
    #[command(flatten)]
    pub(super) manifests: Manifests,

    /// File to write it to, instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,

    /// Kinds of which the cluster has no object that is not listed, such as `Service` and `networking.istio.io/Gateway`, or
    /// `all` for those in the input [default: all where the input was read out of a cluster, else Namespace]
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub(super) complete: Vec<String>,
}

/// Writes the inventory. 3 where there is nothing to write down.
pub(super) fn run(args: &WriteInventory) -> Result<u8, Failure> {
    for name in args.complete.iter().filter(|it| *it != "all") {
        if kind_of_qualified(name) == Kind::Other {
            let help =
                "core kinds go by their name, others by group and name: `Service`, `networking.istio.io/Gateway`";
            return Err(Mistake::new(format!("no rule asks for objects of kind `{name}`")).help(help).into());
        }
    }
    let input = args.manifests.reading()?.now()?;
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, false);
    let (text, count) = page(&index, &args.complete);
    match &args.output {
        None => output::to_stdout(|out| out.write_all(text.as_bytes()))?,
        Some(path) => output::to_file(path, text.as_bytes())?,
    }
    Ok(if count == 0 { 3 } else { 0 })
}

/// The text, and how many objects are in it. One line for each object, sorted, so that changes are easy to read.
fn page<'a>(index: &Index<'a>, complete: &[String]) -> (String, usize) {
    let mut objects: BTreeMap<(String, String, String), Json> = BTreeMap::new();
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    let resources = || {
        let own = |it: &Resource<'a>| it.kind() != Kind::Other && !index.is_outline(*it);
        index.resources().iter().copied().filter(own)
    };
    for resource in resources() {
        kinds.insert(qualified_kind(resource));
        let Some(outline) = outline(resource) else { continue };
        let text = |it: &Json| it.as_str().unwrap_or_default().to_owned();
        let key = (text(&outline["metadata"]["namespace"]), text(&outline["kind"]), text(&outline["metadata"]["name"]));
        objects.insert(key, outline);
    }
    let live = |it: Resource<'_>| is_live(it);
    let all = complete.iter().any(|it| it == "all") || complete.is_empty() && resources().any(live);
    let complete: Vec<String> = match (all, complete) {
        (true, _) => kinds.into_iter().filter(|it| kind_of_qualified(it) != Kind::Other).collect(),
        (false, []) => kinds.into_iter().filter(|it| it == "Namespace").collect(),
        (false, given) => given.to_vec(),
    };
    let mut text =
        "# What is in the cluster, by name; written by `holdshort inventory`. No value of a Secret is in it.\n"
            .to_owned();
    text.push_str(&format!("holdshort-inventory: {INVENTORY_VERSION}\n"));
    text.push_str("# Of these kinds there are no others.\n");
    text.push_str(&format!("complete: {}\n", json!(complete)));
    text.push_str(if objects.is_empty() { "objects: []\n" } else { "objects:\n" });
    for object in objects.values() {
        text.push_str(&format!("- {object}\n"));
    }
    (text, objects.len())
}

/// Holds that the inventory among the sources, if there is one, can be used.
pub(super) fn must_be_sound(sources: &Sources) -> Result<(), Failure> {
    for (_, source) in sources.iter().filter(|it| it.1.role() == Role::Inventory) {
        let text = Text::new(source.name(), source.text().to_string());
        let inventory: Inventory = text.read()?;
        if inventory.version != INVENTORY_VERSION {
            let message = format!("{} is no inventory of version {INVENTORY_VERSION}", source.name());
            let help = "`holdshort inventory -o FILE` writes one";
            return Err(Mistake::new(message).help(help).into());
        }
    }
    Ok(())
}
