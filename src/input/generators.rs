//! Files that are no manifests but end up in one: a kustomization packs them into a Secret or a ConfigMap.

use super::file::{Met, Outcome};
use crate::rules::secret::text::packed;
use crate::source::{Role, SourceId};
use crate::yaml;
use rustc_hash::FxHashSet;

/// Reads those that the walk met and passed over; ignored files are not committed and stay unread. `read` reads a text by its name.
pub(super) fn read_packed(met: &mut [Met], mut read: impl FnMut(String) -> Met) {
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
    for it in met.iter_mut().filter(|it| it.is_no_yaml() && names.contains(&it.name)) {
        let name = std::mem::take(&mut it.name);
        *it = read(name);
    }
}
