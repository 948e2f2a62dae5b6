//! WasmPlugin and TrafficExtension.

use super::policy::{check_scope, check_target};
use super::{Problems, set, word};
use crate::yaml::Value;

pub(super) fn check_plugin<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    check_scope(spec, out);
    check_module(spec, out);
}

pub(super) fn check_traffic<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    check_scope(spec, out);
    spec.list("targetRefs").for_each(|it| check_target(it, out));
    match (spec.get("wasm"), spec.get("lua")) {
        (None, None) => out.refuse(spec, "neither `wasm` nor `lua` is set"),
        (Some(wasm), None) => check_module(wasm, out),
        _ => {}
    }
}

fn check_module<'a>(module: Value<'a>, out: &mut Problems<'a>) {
    let url = word(module, "url");
    if url.is_empty() {
        // A missing field is reported by the schema.
        if let Some(at) = module.get("url") {
            out.refuse(at, "`url` is empty");
        }
    } else if let Some((scheme, _)) = url.split_once("://")
        && !matches!(scheme, "http" | "https" | "oci" | "file")
    {
        out.refuse(
            module.get("url").unwrap_or(module),
            format!("`{scheme}` is none of `http`, `https`, `oci`, `file`"),
        );
    }
    let hash = word(module, "sha256");
    let hex = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
    if !hash.is_empty() && (hash.len() != 64 || !hash.bytes().all(hex)) {
        let at = module.get("sha256").unwrap_or(module);
        out.refuse(at, "a SHA-256 sum is 64 digits and letters from `a` to `f`");
    }
    let mut names: Vec<&str> = Vec::new();
    for variable in module.path("vmConfig.env").into_iter().flat_map(Value::items) {
        let name = word(variable, "name");
        if names.contains(&name) {
            out.refuse(variable, format!("the variable `{name}` is set twice"));
        }
        names.push(name);
        if let Some(at) = set(variable, "value").filter(|_| word(variable, "valueFrom") == "HOST") {
            out.refuse(at, "a variable of the host has no `value`");
        }
    }
}
