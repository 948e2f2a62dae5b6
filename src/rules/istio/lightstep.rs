//! Lightstep as a kind of provider is deprecated: it is reached as any other receiver of OpenTelemetry.

use crate::rule::prelude::*;

/// A Telemetry that names such a provider.
pub(super) fn check_telemetry<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(mesh) = index.mesh(resource) else { return };
    let old = |name: &str| {
        let mut all = mesh.get("extensionProviders").into_iter().flat_map(Value::items);
        all.any(|it| it.str("name") == Some(name) && it.get("lightstep").is_some())
    };
    let blocks = resource.spec().into_iter().flat_map(|it| it.list("tracing"));
    for at in blocks.flat_map(|it| it.list("providers")).filter_map(|it| it.get("name")) {
        if let Some(name) = at.as_str().filter(|it| old(it)) {
            cx.report(at, format!("provider `{name}` is of the deprecated kind `lightstep`"))
                .help("declare it in the mesh configuration as a provider of kind `opentelemetry`");
        }
    }
}

/// A provider that a Telemetry names is reported there.
pub(super) fn check_mesh<'a>(document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let is_used = |name: Option<&str>| {
        let blocks = index.of_kind(Kind::Telemetry).filter_map(Resource::spec).flat_map(|it| it.list("tracing"));
        let mut names = blocks.flat_map(|it| it.list("providers")).filter_map(|it| it.str("name"));
        names.any(|it| Some(it) == name)
    };
    for provider in mesh.get("extensionProviders").into_iter().flat_map(Value::items) {
        if let Some(at) = provider.get("lightstep").filter(|_| !is_used(provider.str("name"))) {
            cx.report(mesh.at(at), "providers of kind `lightstep` are deprecated")
                .help("declare it as a provider of kind `opentelemetry`");
        }
    }
    if let Some(at) = mesh.get("defaultConfig.tracing.lightstep") {
        cx.report(mesh.at(at), "tracing with `lightstep` is deprecated")
            .help("declare a provider of kind `opentelemetry`, and name it in a Telemetry");
    }
}
