//! Who makes and who mentions ConfigMaps, Secrets and service accounts. Both tables are made when they are first asked for, as
//! they take a walk through every document.

use super::Index;
use super::place::Place;
use crate::manifest::{Class, Kind, Resource};
use crate::yaml::Value;
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// The tables behind these questions.
#[derive(Debug, Default)]
pub(super) struct Mentions<'a> {
    made: OnceLock<FxHashSet<(Kind, &'a str)>>,
    mentioned: OnceLock<FxHashSet<(Kind, &'a str)>>,
}

/// What is mentioned.
const KINDS: [Kind; 3] = [Kind::ConfigMap, Kind::Secret, Kind::ServiceAccount];

impl<'a> Index<'a> {
    /// Whether something in the input, other than an object of this name, may make one in the namespace of `near`: a generator
    /// of Kustomize, an operator, an object that stands for a Secret.
    pub fn may_be_made(&self, kind: Kind, name: &str, near: Resource<'a>) -> bool {
        self.places.may_hold_more(near) || self.mentions.made.get_or_init(|| self.made()).contains(&(kind, name))
    }

    /// Whether nothing in the input mentions a ConfigMap, Secret or ServiceAccount, although the input holds what runs where it
    /// is.
    pub fn is_unmentioned(&self, resource: Resource<'a>) -> bool {
        self.places.has_pods(Place::of(resource))
            && self.owns(resource.namespace(), resource)
            && !self.mentions.mentioned.get_or_init(|| self.mentioned()).contains(&(resource.kind(), resource.name()))
    }

    fn made(&self) -> FxHashSet<(Kind, &'a str)> {
        let mut made = FxHashSet::default();
        for resource in &self.resources {
            let own = Some(resource.name());
            let secrets: [Option<&str>; 2] = match resource.kind() {
                Kind::ExternalSecret => [resource.path("spec.target.name").and_then(Value::as_str), own],
                Kind::SealedSecret => [resource.path("spec.template.metadata.name").and_then(Value::as_str), own],
                Kind::CertManagerCertificate => [resource.path("spec.secretName").and_then(Value::as_str), None],
                Kind::Service => [SERVING.iter().find_map(|it| resource.annotation(it)?.as_str()), None],
                Kind::SecretProviderClass => {
                    let objects = resource.spec().into_iter().flat_map(|it| it.list("secretObjects"));
                    made.extend(objects.filter_map(|it| Some((Kind::Secret, it.str("secretName")?))));
                    [None, None]
                }
                Kind::Other if resource.group().contains('.') => {
                    made.insert((Kind::ConfigMap, resource.name()));
                    if let Some(spec) = resource.spec() {
                        collect_secrets(spec, false, &mut made);
                    }
                    [own, None]
                }
                _ => continue,
            };
            made.extend(secrets.into_iter().flatten().map(|it| (Kind::Secret, it)));
        }
        for root in self.units.iter().filter(|it| it.class == Class::Kustomization).filter_map(|it| it.document.root())
        {
            for (field, kind) in [("configMapGenerator", Kind::ConfigMap), ("secretGenerator", Kind::Secret)] {
                made.extend(root.list(field).filter_map(|it| Some((kind, it.str("name")?))));
            }
        }
        made
    }

    fn mentioned(&self) -> FxHashSet<(Kind, &'a str)> {
        let names = KINDS.iter().flat_map(|&it| self.of_kind(it)).map(Resource::name).collect();
        let mut walk = Walk { names, found: FxHashSet::default() };
        for root in self.units.iter().filter_map(|it| it.document.root()) {
            walk.enter(root, "", "");
        }
        walk.found
    }
}

/// Every name below a key that speaks of a secret: objects that this linter does not know may make what they name.
fn collect_secrets<'a>(value: Value<'a>, told: bool, made: &mut FxHashSet<(Kind, &'a str)>) {
    if value.is_alias() {
        return;
    }
    for item in value.items() {
        collect_secrets(item, told, made);
    }
    for (key, below) in value.written() {
        let told = told || key.text().is_some_and(|it| it.contains("secret") || it.contains("Secret"));
        match below.as_str().filter(|_| told) {
            Some(name) => drop(made.insert((Kind::Secret, name))),
            None => collect_secrets(below, told, made),
        }
    }
}

/// Annotations by which OpenShift makes a Secret for a Service.
const SERVING: [&str; 2] =
    ["service.beta.openshift.io/serving-cert-secret-name", "service.alpha.openshift.io/serving-cert-secret-name"];

/// A walk through a document for names.
struct Walk<'a> {
    names: FxHashSet<&'a str>,
    found: FxHashSet<(Kind, &'a str)>,
}

impl<'a> Walk<'a> {
    /// Looks at a node below a key, which is itself in a list or mapping below another.
    fn enter(&mut self, value: Value<'a>, key: &str, above: &str) {
        // What an alias stands for is seen where it is written.
        if value.is_alias() {
            return;
        }
        if value.is_sequence() {
            value.items().for_each(|it| self.enter(it, "", key));
        } else if value.is_mapping() {
            let holder = if key.is_empty() { above } else { key };
            for (name, below) in value.written() {
                let name = name.text().unwrap_or_default();
                if !is_apart(name, key) {
                    self.enter(below, name, holder);
                }
            }
        } else if let Some(text) = value.text() {
            self.read(text, key, above);
        }
    }

    fn read(&mut self, text: &'a str, key: &str, above: &str) {
        let Some(kinds) = meant(key, above) else { return };
        let word = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '.';
        for token in text.split(|it| !word(it)).filter(|it| self.names.contains(it)) {
            self.found.extend(kinds.iter().map(|&kind| (kind, token)));
        }
    }
}

/// Whether what is below a key names something else: the object itself, or what it selects.
fn is_apart(key: &str, above: &str) -> bool {
    match above {
        "metadata" => key != "annotations",
        _ => matches!(key, "labels" | "matchLabels" | "selector" | "apiVersion" | "kind"),
    }
}

/// What a name at this place may stand for; `None` where it is the name of something else.
fn meant(key: &str, above: &str) -> Option<&'static [Kind]> {
    const LISTS: [&str; 11] = [
        "containers",
        "initContainers",
        "ephemeralContainers",
        "volumes",
        "volumeMounts",
        "volumeDevices",
        "ports",
        "env",
        "service",
        "backend",
        "scaleTargetRef",
    ];
    match (key, above) {
        ("name" | "serviceName", _) if LISTS.contains(&above) || above == "roleRef" => None,
        ("serviceName" | "claimName" | "image" | "namespace" | "host" | "hostname" | "mountPath", _) => None,
        ("serviceAccountName" | "serviceAccount", _) | ("name", "subjects") => Some(&[Kind::ServiceAccount]),
        ("name", "configMapRef" | "configMapKeyRef" | "configMap") => Some(&[Kind::ConfigMap]),
        ("name", "secretRef" | "secretKeyRef" | "secret" | "imagePullSecrets" | "secrets") => Some(&[Kind::Secret]),
        ("secretName", _) => Some(&[Kind::Secret]),
        _ => Some(&KINDS),
    }
}
