//! Files that are no manifests but end up in one: a kustomization packs them into a Secret or a ConfigMap.

use super::file::{Met, Outcome, Reader};
use crate::rules::secret::text::packed;
use crate::source::{Role, SourceId};
use crate::yaml;
use rustc_hash::FxHashSet;
use std::path::Path;

/// Reads those that the walk met and passed over; ignored files are not committed and stay unread.
pub(super) fn read_packed(met: &mut [Met], root: &Path) {
    let is_kustomization = |it: &&Met| {
        matches!(it.name.rsplit('/').next(), Some("kustomization.yaml" | "kustomization.yml" | "Kustomization"))
    };
    let mut names: FxHashSet<String> = FxHashSet::default();
    for it in met.iter().filter(is_kustomization).filter(|it| it.role == Role::Report) {
        let Outcome::Text(text) = &it.outcome else { continue };
        // A quick look: most have no generator.
        if !text.contains("Generator") {
            continue;
        }
        let folder = it.name.rfind('/').map_or("", |at| &it.name[..at]);
        let tree = yaml::parse(SourceId::default(), text.clone());
        names.extend(tree.documents().filter_map(|it| it.root()).flat_map(|root| packed(folder, root)));
    }
    if names.is_empty() {
        return;
    }
    let mut reader = Reader::default();
    for it in met.iter_mut().filter(|it| it.is_no_yaml() && names.contains(&it.name)) {
        let name = std::mem::take(&mut it.name);
        *it = reader.text(&root.join(&name), name);
    }
}
