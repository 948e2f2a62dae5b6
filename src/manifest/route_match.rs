//! Which requests the conditions of a VirtualService's routes take, as far as their texts tell.

use crate::yaml::Value;

/// Whether a route is for every request: it has no condition, or one that all fulfil.
pub fn takes_all(route: Value<'_>) -> bool {
    let mut conditions = route.list("match").peekable();
    conditions.peek().is_none()
        || conditions.any(|it| it.is_mapping() && conditions_of(it).all(|it| is_root(it.0, it.1)))
}

fn conditions_of(value: Value<'_>) -> impl Iterator<Item = (&str, Value<'_>)> {
    let named = value.entries().filter_map(|(key, value)| Some((key.text()?, value)));
    named.filter(|(key, value)| !matches!(*key, "name" | "statPrefix") && !value.is_null())
}

fn is_root(key: &str, value: Value<'_>) -> bool {
    key == "uri" && value.str("prefix") == Some("/")
}

/// Whether every request that fulfils the second match fulfils the first.
pub fn covers(wide: Value<'_>, narrow: Value<'_>) -> bool {
    conditions_of(wide).all(|(key, value)| {
        if is_root(key, value) {
            return true;
        }
        let Some(other) = narrow.get(key) else { return false };
        match key {
            "uri" if wide.flag("ignoreUriCase") == narrow.flag("ignoreUriCase") => covers_uri(value, other),
            "headers" | "queryParams" | "sourceLabels" => value
                .entries()
                .all(|(key, value)| other.get_raw(key.text().unwrap_or_default()).is_some_and(|it| same(value, it))),
            _ => same(value, other),
        }
    })
}

fn covers_uri(wide: Value<'_>, narrow: Value<'_>) -> bool {
    match (wide.str("prefix"), narrow.str("prefix").or_else(|| narrow.str("exact"))) {
        (Some(prefix), Some(path)) => path.starts_with(prefix),
        _ => same(wide, narrow),
    }
}

/// Whether two values say the same.
fn same(one: Value<'_>, other: Value<'_>) -> bool {
    match (one.text(), other.text()) {
        (Some(a), Some(b)) => a == b,
        _ if one.is_mapping() && other.is_mapping() => {
            one.len() == other.len()
                && one
                    .entries()
                    .all(|(key, value)| other.get_raw(key.text().unwrap_or_default()).is_some_and(|it| same(value, it)))
        }
        _ => {
            one.is_sequence()
                && other.is_sequence()
                && one.len() == other.len()
                && one.items().zip(other.items()).all(|(a, b)| same(a, b))
        }
    }
}
