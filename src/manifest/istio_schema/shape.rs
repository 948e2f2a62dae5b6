//! Objects against their fields: what is unknown, what has another type, what is missing.

use super::table::{self, Bounds, Fields, Shape, table};
use super::{Problems, text};
use crate::manifest::Resource;
use crate::yaml::Value;

/// A field that Istio does not know.
#[derive(Clone, Copy, Debug)]
pub struct Unknown<'a> {
    /// Its value.
    pub value: Value<'a>,
    /// Its name.
    pub name: &'a str,
    /// The field that is probably meant.
    pub meant: Option<&'static str>,
    /// Where else a field of this name belongs: the name of the field above it.
    pub belongs: Option<&'static str>,
}

/// The fields of an object that Istio does not know.
pub fn unknown_fields<'a>(resource: Resource<'a>) -> Vec<Unknown<'a>> {
    let Some(schema) = table::of(resource) else { return Vec::new() };
    let mut out = Vec::new();
    for (key, value) in resource.root().entries() {
        let Some(name) = key.text() else { continue };
        if !matches!(name, "apiVersion" | "kind" | "metadata" | "spec" | "status") {
            let Shape::Object(part) = &schema.spec else { continue };
            let in_spec = table().parts.get(part).is_some_and(|it| it.all.contains_key(name));
            out.push(Unknown { value, name, meant: None, belongs: in_spec.then_some("spec") });
        }
    }
    if let Some(spec) = resource.spec() {
        walk(spec, &schema.spec, &mut |value, name, fields| {
            let meant = meant(name, fields);
            let belongs = if meant.is_none() { home(name, fields) } else { None };
            out.push(Unknown { value, name, meant, belongs });
        });
    }
    out
}

fn walk<'a>(value: Value<'a>, shape: &'static Shape, report: &mut dyn FnMut(Value<'a>, &'a str, &'static Fields)) {
    match shape {
        Shape::List(inner, _) => value.items().for_each(|it| walk(it, inner, report)),
        Shape::Map(inner, _) => value.entries().for_each(|it| walk(it.1, inner, report)),
        Shape::Object(name) => {
            let Some(fields) = table().parts.get(name) else { return };
            for (key, value) in value.entries() {
                let Some(name) = key.text() else { continue };
                match fields.all.get(name) {
                    Some(shape) => walk(value, shape, report),
                    None => report(value, name, fields),
                }
            }
        }
        _ => {}
    }
}

/// The one field whose name is nearly this one.
fn meant(name: &str, fields: &Fields) -> Option<&'static str> {
    let plain: String = name.chars().filter(|it| !matches!(it, '_' | '-')).collect::<String>().to_ascii_lowercase();
    let close = |it: &&&'static str| {
        let other = it.to_ascii_lowercase();
        other == plain || strsim::damerau_levenshtein(&other, &plain) <= if plain.len() > 5 { 2 } else { 1 }
    };
    let mut all = fields.all.keys().filter(close);
    match (all.next(), all.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

/// The one field at this level below which such a name is known.
fn home(name: &str, fields: &Fields) -> Option<&'static str> {
    let holds = |shape: &Shape| {
        let mut at = shape;
        loop {
            match at {
                Shape::List(inner, _) => at = inner,
                Shape::Object(part) => return table().parts.get(part).is_some_and(|it| it.all.contains_key(name)),
                _ => return false,
            }
        }
    };
    let mut all = fields.all.iter().filter(|it| holds(it.1)).map(|it| *it.0);
    match (all.next(), all.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

pub(super) fn check<'a>(resource: Resource<'a>, out: &mut Problems<'a>) {
    let Some(schema) = table::of(resource) else { return };
    if let Some(spec) = resource.spec() {
        judge(spec, &schema.spec, out);
    }
}

fn judge<'a>(value: Value<'a>, shape: &'static Shape, out: &mut Problems<'a>) {
    if value.is_null() {
        return;
    }
    match shape {
        Shape::Any => {}
        Shape::Text(bounds) => match value.as_str() {
            Some(text) => {
                let count = text.chars().count() as i64;
                if let Some(error) = size_error(count, *bounds, "characters") {
                    out.refuse(value, error);
                }
            }
            None => mismatch(value, "a string", out),
        },
        Shape::Integer(bounds) => {
            let number = value.as_int().or_else(|| value.as_str().and_then(|it| it.parse().ok()));
            match number {
                Some(number) if outside(number, *bounds) => out.refuse(value, range(number, *bounds)),
                None => mismatch(value, "an integer", out),
                _ => {}
            }
        }
        Shape::Number(bounds) => match value.text().and_then(|it| it.parse::<f64>().ok()) {
            Some(number) => {
                let (low, high) = bounds;
                if low.is_some_and(|it| number < it as f64) || high.is_some_and(|it| number > it as f64) {
                    out.refuse(value, range(number, *bounds));
                }
            }
            None => mismatch(value, "a number", out),
        },
        Shape::Boolean => {
            if value.as_bool().is_none() {
                mismatch(value, "`true` or `false`", out);
            }
        }
        Shape::Duration => match value.as_str() {
            Some(text) => {
                if let Some(error) = text::duration_error(text) {
                    out.refuse(value, error);
                }
            }
            None => mismatch(value, "a time such as `5s`", out),
        },
        Shape::Choice(words) => {
            let text = value.text().unwrap_or_default();
            let numbered = value.is_scalar() && text.parse::<u8>().is_ok_and(|it| usize::from(it) < 9);
            if !words.contains(&text) && !numbered {
                let known: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
                out.refuse(value, format!("`{text}` is none of {}", known.join(", ")));
            }
        }
        Shape::List(inner, bounds) => {
            if !value.is_sequence() {
                return mismatch(value, "a list", out);
            }
            if let Some(error) = size_error(value.len() as i64, *bounds, "items") {
                out.refuse(value, error);
            }
            for item in value.items() {
                if item.is_null() {
                    out.refuse(item, "an item of the list is empty");
                }
                judge(item, inner, out);
            }
        }
        Shape::Map(inner, bounds) => {
            if !value.is_mapping() {
                return mismatch(value, "a mapping", out);
            }
            if let Some(error) = size_error(value.len() as i64, *bounds, "entries") {
                out.refuse(value, error);
            }
            value.entries().for_each(|it| judge(it.1, inner, out));
        }
        Shape::Object(name) => {
            if !value.is_mapping() {
                return mismatch(value, "a mapping", out);
            }
            if let Some(fields) = table().parts.get(name) {
                judge_fields(value, fields, out);
            }
        }
    }
}

fn judge_fields<'a>(value: Value<'a>, fields: &'static Fields, out: &mut Problems<'a>) {
    for field in fields.required.iter().filter(|it| value.get(it).is_none()) {
        // A misspelt field is reported as unknown.
        let misspelt = value
            .entries()
            .filter_map(|it| it.0.text())
            .any(|it| !fields.all.contains_key(it) && meant(it, fields) == Some(*field));
        if !misspelt {
            out.refuse(value, format!("`{field}` is missing"));
        }
    }
    for group in &fields.exclusive {
        let mut there = group.iter().filter_map(|it| Some((it, value.get(it)?)));
        if let (Some((first, _)), Some((second, at))) = (there.next(), there.next()) {
            out.refuse(at, format!("`{first}` and `{second}` exclude each other"));
        }
    }
    for (key, value) in value.entries() {
        if let Some(shape) = key.text().and_then(|it| fields.all.get(it)) {
            judge(value, shape, out);
        }
    }
}

fn mismatch<'a>(value: Value<'a>, wanted: &str, out: &mut Problems<'a>) {
    let name = value.key_text().map(|it| format!("`{it}`")).unwrap_or_else(|| "this".to_owned());
    out.refuse(value, format!("{name} must be {wanted}"));
}

fn outside(number: i64, (low, high): Bounds) -> bool {
    low.is_some_and(|it| number < it) || high.is_some_and(|it| number > it)
}

fn range(number: impl std::fmt::Display, (low, high): Bounds) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{number} is not between {low} and {high}"),
        (Some(low), None) => format!("{number} is below {low}"),
        (None, Some(high)) => format!("{number} is above {high}"),
        (None, None) => String::new(),
    }
}

fn size_error(count: i64, (low, high): Bounds, what: &str) -> Option<String> {
    if low.is_some_and(|it| count < it) {
        return Some(if count == 0 { "the value is empty".to_owned() } else { format!("{count} {what} are too few") });
    }
    high.filter(|it| count > *it).map(|most| format!("{count} {what} are more than {most}"))
}
