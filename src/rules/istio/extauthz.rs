//! The external authorizers of a mesh.

use crate::manifest::Mesh;
use crate::yaml::Value;

/// Each with its name.
pub(super) fn all<'m>(mesh: Mesh<'m>) -> impl Iterator<Item = (&'m str, Value<'m>)> {
    const FIELDS: [&str; 4] =
        ["envoyExtAuthzHttp", "envoyExtAuthzGrpc", "envoy_ext_authz_http", "envoy_ext_authz_grpc"];
    let providers = mesh.get("extensionProviders").into_iter().flat_map(Value::items);
    providers
        .filter_map(|it| Some((it.str("name").unwrap_or_default(), FIELDS.iter().find_map(|field| it.get(field))?)))
}
