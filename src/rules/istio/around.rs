//! Whether there is a mesh at all, and which namespaces there are.

use crate::index::Index;
use crate::manifest::{Kind, istio_schema};

/// Whether anything in the input is for Istio.
pub(super) fn has_istio(index: &Index<'_>) -> bool {
    !index.mesh_documents().is_empty() || istio_schema::KINDS.iter().any(|it| index.has_kind(*it))
}

/// Whether a namespace surely does not exist: the input is all there is, and neither holds it nor anything in it.
pub(super) fn is_no_namespace(name: &str, index: &Index<'_>) -> bool {
    index.closes(Kind::Namespace)
        && index.named(Kind::Namespace, name).next().is_none()
        && Kind::ALL.iter().all(|it| index.in_namespace(*it, Some(name)).next().is_none())
}
