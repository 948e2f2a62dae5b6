//! What a pod takes from ConfigMaps and Secrets.

use super::{Container, Kind, Pod};
use crate::yaml::Value;

/// A place in a pod that names a ConfigMap or Secret.
#[derive(Clone, Debug)]
pub struct ConfigReference<'a> {
    /// ConfigMap or Secret.
    pub kind: Kind,
    /// Where the name is written.
    pub at: Value<'a>,
    /// The name.
    pub name: &'a str,
    /// The keys it asks for; none where it takes what there is.
    pub keys: Vec<Value<'a>>,
    /// The pod starts without it.
    pub optional: bool,
}

impl<'a> ConfigReference<'a> {
    /// Everything a pod must have of ConfigMaps and Secrets, or would like to, in order of its containers and volumes.
    pub fn of(pod: Pod<'a>) -> impl Iterator<Item = Self> {
        pod.containers().flat_map(of_container).chain(pod.volumes().flat_map(of_volume))
    }

    fn new(kind: Kind, source: Value<'a>, name: &str, keys: Vec<Value<'a>>) -> Option<Self> {
        let at = source.get(name)?;
        Some(Self { kind, at, name: at.as_str().filter(|it| !it.is_empty())?, keys, optional: source.flag("optional") })
    }
}

fn of_container<'a>(container: Container<'a>) -> impl Iterator<Item = ConfigReference<'a>> {
    let one =
        |kind, source: Value<'a>| ConfigReference::new(kind, source, "name", source.get("key").into_iter().collect());
    let single = container.value().list("env").filter_map(move |it| {
        let from = it.get("valueFrom")?;
        let map = from.get("configMapKeyRef").and_then(|it| one(Kind::ConfigMap, it));
        map.or_else(|| one(Kind::Secret, from.get("secretKeyRef")?))
    });
    let all = container.value().list("envFrom").filter_map(move |it| {
        let map = it.get("configMapRef").and_then(|it| one(Kind::ConfigMap, it));
        map.or_else(|| one(Kind::Secret, it.get("secretRef")?))
    });
    single.chain(all)
}

fn of_volume<'a>(volume: Value<'a>) -> impl Iterator<Item = ConfigReference<'a>> {
    let keys = |it: Value<'a>| it.list("items").filter_map(|it| it.get("key")).collect();
    let map = volume.get("configMap").and_then(|it| ConfigReference::new(Kind::ConfigMap, it, "name", keys(it)));
    let secret = volume.get("secret").and_then(|it| ConfigReference::new(Kind::Secret, it, "secretName", keys(it)));
    let sources = volume.get("projected").into_iter().flat_map(|it| it.list("sources"));
    let projected = sources.filter_map(move |it| {
        let map = it.get("configMap").and_then(|it| ConfigReference::new(Kind::ConfigMap, it, "name", keys(it)));
        map.or_else(|| it.get("secret").and_then(|it| ConfigReference::new(Kind::Secret, it, "name", keys(it))))
    });
    map.into_iter().chain(secret).chain(projected)
}
