//! What is worth writing to: services that the API server asks about everything, stores and projects that serve anybody.

use crate::index::Index;
use crate::manifest::{Access, Kind, Pod, Resource};
use crate::yaml::Value;
use rustc_hash::FxHashMap;

/// What the API server asks of a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// To change the pods that are written.
    Mutation,
    /// To answer for an API group.
    Group,
    /// To convert objects between versions.
    Conversion,
}

/// A Service that the API server trusts, and where it is named.
#[derive(Clone, Copy, Debug)]
pub struct Backend<'a> {
    /// The object that names it.
    pub resource: Resource<'a>,
    /// Its name there.
    pub value: Value<'a>,
    /// What for.
    pub asks: Asks,
}

/// Places of an input that are worth writing to. More of a kind than a few are copies.
#[derive(Debug, Default)]
pub struct Landmarks<'a> {
    backends: FxHashMap<&'a str, Vec<Backend<'a>>>,
    stores: Vec<(Resource<'a>, Value<'a>)>,
    projects: Vec<(Resource<'a>, Value<'a>)>,
    snippets: Vec<(Resource<'a>, Value<'a>)>,
    proxies: Vec<Resource<'a>>,
}

const MANY: usize = 64;

impl<'a> Landmarks<'a> {
    fn of(index: &Index<'a>) -> Self {
        let mut marks = Self::default();
        marks.enter_backends(index);
        for resource in index.of_kind(Kind::Other) {
            let Some(spec) = resource.spec() else { continue };
            match (resource.group(), resource.kind_name()) {
                ("external-secrets.io", "ClusterSecretStore") => marks.stores.extend(open_store(resource, spec)),
                ("argoproj.io", "AppProject") => marks.projects.extend(free_project(resource, spec)),
                _ => {}
            }
        }
        let name = "ingress-nginx";
        for map in index.of_kind(Kind::ConfigMap).filter(|it| it.name().contains(name)) {
            let value = map.path("data").and_then(|it| it.get("allow-snippet-annotations"));
            marks.snippets.extend(value.filter(|it| it.text() == Some("true")).map(|it| (map, it)));
        }
        let reads = |pod: &&Pod<'a>| {
            let access = Access { verb: "list", group: "", resource: "secrets" };
            index.powers_of_pod(**pod).iter().any(|it| it.0.grants(access, None).is_some_and(|it| !it.narrowed))
        };
        let pods = index.pods().iter().filter(|it| it.resource().name().contains(name)).take(MANY);
        marks.proxies.extend(pods.filter(reads).map(|it| it.resource()));
        marks
    }

    fn enter_backends(&mut self, index: &Index<'a>) {
        for resource in index.of_kind(Kind::MutatingWebhookConfiguration) {
            for hook in resource.root().list("webhooks").filter(|it| changes_pods(*it)) {
                self.enter(resource, hook.path("clientConfig.service"), Asks::Mutation);
            }
        }
        for resource in index.of_kind(Kind::ApiService) {
            self.enter(resource, resource.path("spec.service"), Asks::Group);
        }
        for resource in index.of_kind(Kind::CustomResourceDefinition) {
            let service = resource.path("spec.conversion.webhook.clientConfig.service");
            self.enter(resource, service, Asks::Conversion);
        }
    }

    fn enter(&mut self, resource: Resource<'a>, service: Option<Value<'a>>, asks: Asks) {
        let Some(service) = service else { return };
        if let (Some(value), Some(namespace)) = (service.get("name"), service.str("namespace")) {
            let all = self.backends.entry(namespace).or_default();
            if all.len() < MANY {
                all.push(Backend { resource, value, asks });
            }
        }
    }
}

/// Whether a webhook is asked about pods.
fn changes_pods(hook: Value<'_>) -> bool {
    let mut rules = hook.list("rules");
    rules.any(|rule| {
        let has =
            |field: &str, words: &[&str]| rule.list(field).any(|it| it.text().is_some_and(|it| words.contains(&it)));
        has("apiGroups", &["", "*"]) && has("resources", &["pods", "*", "*/*"]) && has("operations", &["CREATE", "*"])
    })
}

/// A store that any namespace may use, but for one that holds nothing.
fn open_store<'a>(store: Resource<'a>, spec: Value<'a>) -> Option<(Resource<'a>, Value<'a>)> {
    let provider = spec.get("provider").filter(|it| it.get("fake").is_none())?;
    spec.get("conditions").is_none_or(|it| it.is_empty()).then_some((store, provider))
}

/// A project whose Applications may write anything anywhere.
fn free_project<'a>(project: Resource<'a>, spec: Value<'a>) -> Option<(Resource<'a>, Value<'a>)> {
    let any = |it: &Value<'a>, field: &str| it.str(field) == Some("*");
    let kinds = spec.get("clusterResourceWhitelist")?;
    kinds.items().find(|it| any(it, "group") && any(it, "kind"))?;
    spec.list("destinations").find(|it| any(it, "namespace"))?;
    Some((project, kinds))
}

impl<'a> Index<'a> {
    fn landmarks(&self) -> &Landmarks<'a> {
        self.landmarks.get_or_init(|| Landmarks::of(self))
    }

    /// The Services of a namespace that the API server trusts, as those objects say that meet `near`.
    pub fn trusted_backends(&self, namespace: &str, near: Resource<'a>) -> impl Iterator<Item = Backend<'a>> {
        let all = self.landmarks().backends.get(namespace).map(Vec::as_slice).unwrap_or_default();
        all.iter().copied().filter(move |it| self.same_cluster(it.resource, near))
    }

    /// A ClusterSecretStore of External Secrets that serves every namespace, with its provider.
    pub fn open_secret_store(&self, near: Resource<'a>) -> Option<(Resource<'a>, Value<'a>)> {
        self.first(&self.landmarks().stores, near)
    }

    /// A project of Argo CD whose Applications may write everything, with the list that says so.
    pub fn free_project(&self, near: Resource<'a>) -> Option<(Resource<'a>, Value<'a>)> {
        self.first(&self.landmarks().projects, near)
    }

    /// A controller of ingress-nginx that takes snippets and reads the Secrets of all namespaces, with the setting.
    pub fn snippet_proxy(&self, near: Resource<'a>) -> Option<(Resource<'a>, Value<'a>)> {
        let marks = self.landmarks();
        let proxy = marks.proxies.iter().find(|it| self.same_cluster(**it, near))?;
        self.first(&marks.snippets, near).map(|it| (*proxy, it.1))
    }

    fn first(&self, all: &[(Resource<'a>, Value<'a>)], near: Resource<'a>) -> Option<(Resource<'a>, Value<'a>)> {
        all.iter().copied().take(MANY).find(|it| self.same_cluster(it.0, near))
    }
}
