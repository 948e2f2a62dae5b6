//! What an object may be called.

use crate::manifest::label;
use crate::rule::prelude::*;

/// Reports a name that the API server refuses.
pub(super) fn judge(resource: Resource<'_>, cx: &mut Context<'_>) {
    let free = [Kind::Role, Kind::ClusterRole, Kind::RoleBinding, Kind::ClusterRoleBinding, Kind::Other];
    let metadata = resource.root().get("metadata").filter(|_| !free.contains(&resource.kind()));
    let Some(name) = metadata.and_then(|it| it.get("name")) else { return };
    let Some(text) = name.as_str() else { return };
    if !label::is_subdomain(text) && !label::is_placeholder(text) {
        cx.report(name, format!("`{text}` is no name for a {}", resource.kind_name()))
            .help("use lower-case letters, digits, `-` and `.`, with a letter or digit at both ends");
    }
}
