//! The fields of objects of Istio and of the Gateway API, read once out of `data/`.

use crate::manifest::Resource;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

const ISTIO: &str = include_str!("../../../data/istio-schema.txt");
const GATEWAY: &str = include_str!("../../../data/gateway-api-schema.txt");

/// The group of the Gateway API.
pub(super) const GATEWAY_GROUP: &str = "gateway.networking.k8s.io";

/// A bound on a size or a number.
pub(super) type Bounds = (Option<i64>, Option<i64>);

/// What a value must be.
#[derive(Debug)]
pub(super) enum Shape {
    Any,
    Text(Bounds),
    Integer(Bounds),
    Number(Bounds),
    Boolean,
    Duration,
    Choice(Vec<&'static str>),
    List(Box<Shape>, Bounds),
    Map(Box<Shape>, Bounds),
    Object(&'static str),
}

/// One kind of object, or of a part of one.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) all: FxHashMap<&'static str, Shape>,
    pub(super) required: Vec<&'static str>,
    /// Of each group one field at most may stand there.
    pub(super) exclusive: Vec<Vec<&'static str>>,
}

#[derive(Debug)]
pub(super) struct Schema {
    pub(super) versions: Vec<&'static str>,
    pub(super) spec: Shape,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) parts: FxHashMap<&'static str, Fields>,
    kinds: Vec<(&'static str, &'static str, Schema)>,
}

pub(super) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| read(ISTIO.lines().chain(GATEWAY.lines())))
}

/// The schema of an object, if it is one of Istio's or of the Gateway API; of that only for versions that are known.
pub(super) fn of(resource: Resource<'_>) -> Option<&'static Schema> {
    let group = resource.group();
    let of_gateway = group == GATEWAY_GROUP;
    if !of_gateway && !group.ends_with(".istio.io") {
        return None;
    }
    let (kind, version) = (resource.kind_name(), resource.version());
    let mut all = table().kinds.iter().filter(|it| it.0 == group && it.1 == kind).map(|it| &it.2);
    all.find(|it| !of_gateway || it.versions.contains(&version))
}

/// The served versions of an object's kind, if it is one of Istio's.
pub fn versions(resource: Resource<'_>) -> Option<&'static [&'static str]> {
    of(resource).map(|it| it.versions.as_slice())
}

/// `v1`, where the kind has it and the object is written in an older one.
pub fn stable_version(resource: Resource<'_>) -> Option<&'static str> {
    versions(resource)?.iter().find(|it| **it == "v1" && resource.version() != "v1").copied()
}

fn read(lines: impl Iterator<Item = &'static str>) -> Table {
    let mut table = Table::default();
    for line in lines.filter(|it| !it.starts_with('#')) {
        if let Some(line) = line.strip_prefix('=') {
            let mut words = line.split(' ');
            let (Some(name), Some(versions), Some(spec)) = (words.next(), words.next(), words.next()) else { continue };
            let Some((group, kind)) = name.split_once('/') else { continue };
            let schema = Schema { versions: versions.split(',').collect(), spec: shape(spec.trim_end_matches('!')).0 };
            table.kinds.push((group, kind, schema));
        } else if let Some((name, fields)) = line.split_once(": ") {
            table.parts.insert(name, read_fields(fields));
        }
    }
    table
}

fn read_fields(text: &'static str) -> Fields {
    let mut fields = Fields::default();
    for word in text.split(' ') {
        if let Some(group) = word.strip_prefix('^') {
            fields.exclusive.push(group.split('^').collect());
        } else if let Some((name, kind)) = word.split_once(':') {
            let plain = name.trim_end_matches(['!', '?']);
            if name.contains('!') {
                fields.required.push(plain);
            }
            fields.all.insert(plain, shape(kind).0);
        }
    }
    fields
}

/// A shape and what follows it.
fn shape(text: &'static str) -> (Shape, &'static str) {
    let (head, rest) = text.split_at(1);
    match head {
        "s" => {
            let (bounds, rest) = bounds(rest, '<', ",", '>');
            (Shape::Text(bounds), rest)
        }
        "i" | "n" => {
            let (bounds, rest) = bounds(rest, '(', "..", ')');
            (if head == "i" { Shape::Integer(bounds) } else { Shape::Number(bounds) }, rest)
        }
        "b" => (Shape::Boolean, rest),
        "d" => (Shape::Duration, rest),
        "e" | "@" => {
            let end = rest.find([']', '}']).unwrap_or(rest.len());
            let (word, rest) = rest.split_at(end);
            (if head == "e" { Shape::Choice(word.split('|').collect()) } else { Shape::Object(word) }, rest)
        }
        "[" | "{" => {
            let (inner, rest) = shape(rest);
            let (bounds, rest) = bounds(&rest[1..], '<', ",", '>');
            let inner = Box::new(inner);
            (if head == "[" { Shape::List(inner, bounds) } else { Shape::Map(inner, bounds) }, rest)
        }
        _ => (Shape::Any, rest),
    }
}

fn bounds(text: &'static str, open: char, middle: &str, close: char) -> (Bounds, &'static str) {
    let Some((inner, rest)) = text.strip_prefix(open).and_then(|it| it.split_once(close)) else {
        return ((None, None), text);
    };
    let (low, high) = inner.split_once(middle).unwrap_or((inner, ""));
    ((low.parse().ok(), high.parse().ok()), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_that_is_named_is_there() {
        fn names(shape: &Shape, out: &mut Vec<&'static str>) {
            match shape {
                Shape::Object(name) => out.push(name),
                Shape::List(inner, _) | Shape::Map(inner, _) => names(inner, out),
                _ => {}
            }
        }
        let table = table();
        let mut used = Vec::new();
        table.kinds.iter().for_each(|it| names(&it.2.spec, &mut used));
        table.parts.values().flat_map(|it| it.all.values()).for_each(|it| names(it, &mut used));
        assert!(used.len() > 100 && used.iter().all(|it| table.parts.contains_key(it)));
        assert_eq!(table.kinds.iter().filter(|it| it.0 != GATEWAY_GROUP).count(), 15);
        assert!(table.kinds.len() >= 25);
    }

    #[test]
    fn shapes_are_read_with_their_bounds() {
        let (shape, rest) = shape("{[s<1,9>]<,4>}<2,>");
        let Shape::Map(list, (Some(2), None)) = shape else { panic!("{shape:?}") };
        let Shape::List(text, (None, Some(4))) = *list else { panic!("{list:?}") };
        assert!(matches!(*text, Shape::Text((Some(1), Some(9)))) && rest.is_empty());
    }
}
