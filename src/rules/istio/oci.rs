//! Addresses of plugins that are images.

use crate::manifest::Resource;

/// Whether the tag of an image, given without `oci://`, is one that moves: none, `latest`, or any that is always pulled anew.
pub(super) fn is_moving(resource: Resource<'_>, image: &str) -> bool {
    let always = resource.path("spec.imagePullPolicy").and_then(|it| it.as_str()) == Some("Always");
    let last = image.rsplit('/').next().unwrap_or(image);
    let tag = last.split_once(':').map(|it| it.1);
    !image.contains("@sha256:") && (always || tag.is_none_or(|it| it == "latest"))
}
