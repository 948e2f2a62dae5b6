//! Which Secrets the containers of a pod can read.

use crate::manifest::{Container, Pod};
use crate::yaml::Value;

/// Names of the Secrets that a volume holds, where they are written.
pub(super) fn in_volume<'a>(volume: Value<'a>) -> impl Iterator<Item = Value<'a>> {
    let own = volume.get("secret").and_then(|it| it.get("secretName"));
    let sources = volume.get("projected").into_iter().flat_map(|it| it.list("sources"));
    own.into_iter().chain(sources.filter_map(|it| it.get("secret")?.get("name")))
}

/// The volumes of a pod that hold Secrets.
pub(super) fn volumes<'a>(pod: Pod<'a>) -> impl Iterator<Item = Value<'a>> {
    pod.volumes().filter(|it| in_volume(*it).next().is_some())
}

/// The mounts of a container that show a volume.
pub(super) fn mounts_of<'a>(container: Container<'a>, volume: Value<'a>) -> impl Iterator<Item = Value<'a>> {
    let name = volume.get("name").and_then(Value::text);
    let same = move |it: &Value<'a>| name.is_some() && it.get("name").and_then(Value::text) == name;
    container.value().list("volumeMounts").filter(same)
}

/// Secrets that a container takes as variables: where the name is written.
pub(super) fn in_env<'a>(container: Container<'a>) -> impl Iterator<Item = Value<'a>> {
    let all = container.value().list("envFrom").filter_map(|it| it.get("secretRef")?.get("name"));
    variables(container).filter_map(|(_, from)| from.get("name")).chain(all)
}

/// Variables of a container that hold a key of a Secret, each with its `secretKeyRef`.
pub(super) fn variables<'a>(container: Container<'a>) -> impl Iterator<Item = (Value<'a>, Value<'a>)> {
    container.value().list("env").filter_map(|it| Some((it, it.get("valueFrom")?.get("secretKeyRef")?)))
}

/// Every Secret that a container can read, by name: the place in the container that gives it.
pub(super) fn readable<'a>(container: Container<'a>) -> impl Iterator<Item = (&'a str, Value<'a>)> {
    let env = in_env(container).filter_map(|it| Some((it.as_str()?, it)));
    let mounted = volumes(container.pod()).flat_map(move |volume| {
        let names = in_volume(volume).filter_map(Value::as_str);
        names.flat_map(move |name| mounts_of(container, volume).take(1).map(move |it| (name, it)))
    });
    env.chain(mounted)
}
