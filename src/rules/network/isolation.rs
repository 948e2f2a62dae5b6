//! The policy that isolates all pods of a namespace.

use crate::finding::Edit;
use crate::manifest::{Direction, Resource};

/// Adds it to the file of the Namespace, for these directions.
pub(super) fn default_deny(namespace: Resource<'_>, directions: &[Direction]) -> Vec<Edit> {
    let types: Vec<&str> = directions.iter().map(|it| it.policy_type()).collect();
    let document = format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny\n  namespace: {}\n\
         spec:\n  podSelector: {{}}\n  policyTypes: [{}]\n",
        namespace.name(),
        types.join(", ")
    );
    Edit::append_document(namespace.root(), &document)
}
