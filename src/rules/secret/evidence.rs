//! Which rule a secret belongs to: one secret gives one finding, of the rule that knows most about it.

use super::{connection, header, jwt, private_key, token};
use crate::yaml::Value;

/// Whether a text holds a secret that is known by its own form, whatever its name: a rule of its own reports it.
pub(super) fn is_known(text: &str) -> bool {
    !token::find(text).is_empty()
        || jwt::find(text).is_some()
        || header::find(text).is_some()
        || connection::find(text).is_some()
        || private_key::any(text).is_some()
}

/// Whether a scalar is an entry of the `data` of a Secret, which is base64.
pub(super) fn is_data_of_secret(value: Value<'_>) -> bool {
    let Some(data) = value.parent().filter(|it| it.key_text() == Some("data")) else { return false };
    data.parent().is_some_and(|it| it.str("kind") == Some("Secret"))
}

/// Whether a scalar stands where another rule looks, or where no secret is: the data of a Secret, a schema, a description,
/// the copy that `kubectl apply` keeps.
pub(super) fn is_elsewhere(value: Value<'_>) -> bool {
    if value.is_key() {
        return true;
    }
    let mut below = value;
    let mut top_key = value.key_text();
    loop {
        if matches!(
            below.key_text(),
            Some("description" | "kubectl.kubernetes.io/last-applied-configuration" | "encryptedData")
        ) {
            return true;
        }
        let Some(parent) = below.parent() else { return false };
        if parent.is_mapping() && parent.get("apiVersion").is_some() {
            match parent.str("kind") {
                Some("CustomResourceDefinition") => return true,
                Some("Secret") => return matches!(top_key, Some("data" | "stringData")),
                Some(_) => return false,
                None => {}
            }
        }
        top_key = parent.key_text();
        below = parent;
    }
}
