//! Telemetry.

use super::policy::{check_scope, check_target};
use super::{Problems, set, word};
use crate::yaml::Value;

pub(super) fn check<'a>(spec: Value<'a>, out: &mut Problems<'a>) {
    check_scope(spec, out);
    spec.get("targetRef").into_iter().chain(spec.list("targetRefs")).for_each(|it| check_target(it, out));
    if let Some(list) = spec.get("tracing").filter(|it| it.len() > 1) {
        out.warn(list, "one entry of `tracing` is supported");
    }
    for block in ["tracing", "metrics", "accessLogging"].iter().flat_map(|it| spec.list(it)) {
        for provider in block.list("providers").filter(|it| it.is_mapping()) {
            if let Some(at) = provider.get("name").filter(|it| it.text().is_some_and(str::is_empty)) {
                out.refuse(at, "the provider has no name");
            }
        }
    }
    for block in spec.list("tracing") {
        if let Some(list) = block.get("providers").filter(|it| it.len() > 1) {
            out.warn(list, "one provider of traces is supported");
        }
        for (key, tag) in block.get("customTags").into_iter().flat_map(Value::entries) {
            if key.text().is_some_and(str::is_empty) {
                out.refuse(tag, "the name of a tag is empty");
            }
            for (of, field) in [("literal", "value"), ("header", "name"), ("environment", "name")] {
                if let Some(part) = tag.get(of).filter(|it| it.get(field).is_some() && set(*it, field).is_none()) {
                    out.refuse(part, format!("`{field}` is empty"));
                }
            }
        }
    }
    for change in spec.list("metrics").flat_map(|it| it.list("overrides")) {
        for (_, tag) in change.get("tagOverrides").into_iter().flat_map(Value::entries) {
            match word(tag, "operation") {
                "REMOVE" => out.refuse_field(tag, "value", "a tag that is removed has no `value`"),
                _ if set(tag, "value").is_none() => out.refuse(tag, "a tag that is set needs a `value`"),
                _ => {}
            }
        }
    }
}
