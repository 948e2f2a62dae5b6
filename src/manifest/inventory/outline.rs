//! What an inventory keeps of each kind of object.

use crate::manifest::{Kind, MeshDocument, Resource};
use crate::yaml::{Scalar, Value};
use serde_json::{Map, Value as Json, json};

/// Whether joins look at an annotation.
fn annotation_kept(name: &str) -> bool {
    const NAMES: [&str; 6] = [
        "networking.istio.io/exportTo",
        "sidecar.istio.io/inject",
        "istio.io/dry-run",
        "external-dns.alpha.kubernetes.io/hostname",
        "storageclass.kubernetes.io/is-default-class",
        "ingressclass.kubernetes.io/is-default-class",
    ];
    NAMES.contains(&name) || name.starts_with("traffic.sidecar.istio.io/")
}

/// What an inventory keeps of an object; `None` for what nothing refers to.
pub fn outline(resource: Resource<'_>) -> Option<Json> {
    let owned = resource.path("metadata.ownerReferences").is_some_and(|it| !it.is_empty());
    let made = matches!(resource.kind(), Kind::Pod | Kind::ReplicaSet | Kind::Job) && owned;
    let helm = resource.root().str("type").is_some_and(|it| it.starts_with("helm.sh/"));
    if resource.kind() == Kind::Other || made || helm || resource.name().is_empty() {
        return None;
    }
    let mut object = json!({"apiVersion": resource.api_version(), "kind": resource.kind_name()});
    let mut metadata = json!({"name": resource.name()});
    if let Some(namespace) = resource.namespace() {
        metadata["namespace"] = json!(namespace);
    }
    for (key, value) in described(resource.root().get("metadata")) {
        metadata[key] = value;
    }
    object["metadata"] = metadata;
    for path in kept(resource.kind()) {
        if let Some(value) = resource.path(path) {
            put(&mut object, path, json(value));
        }
    }
    keep_lists(resource, &mut object);
    for path in resource.kind().pod_templates().iter().filter(|it| !it.contains(['[', '{'])) {
        let template = if path.is_empty() { Some(resource.root()) } else { resource.path(path) };
        if let Some(template) = template {
            keep_template(template, path, &mut object);
        }
    }
    match MeshDocument::of(resource).filter(|it| it.view().is_control_plane() && it.view().has_config()) {
        Some(mesh) => Some(mesh_outline(&mesh)),
        None => Some(object),
    }
}

/// Labels and the annotations that joins look at.
fn described(metadata: Option<Value<'_>>) -> Vec<(&'static str, Json)> {
    const NOISE: [&str; 3] = ["helm.sh/chart", "pod-template-hash", "controller-revision-hash"];
    let of = |field: &'static str, keep: &dyn Fn(&str) -> bool| {
        let entries = metadata?.get(field)?.entries();
        let all: Map<String, Json> = entries
            .filter_map(|(key, value)| Some((key.text()?.to_owned(), json!(value.text()?))))
            .filter(|(key, _)| keep(key))
            .collect();
        (!all.is_empty()).then_some((field, Json::Object(all)))
    };
    let labels = of("labels", &|it| !NOISE.contains(&it));
    labels.into_iter().chain(of("annotations", &annotation_kept)).collect()
}

/// What is kept as it is.
fn kept(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Service => &["spec.type", "spec.selector", "spec.clusterIP", "spec.externalName", "spec.ports"],
        Kind::Role | Kind::ClusterRole => &["rules", "aggregationRule"],
        Kind::RoleBinding | Kind::ClusterRoleBinding => &["subjects", "roleRef"],
        Kind::NetworkPolicy
        | Kind::PeerAuthentication
        | Kind::ReferenceGrant
        | Kind::ResourceQuota
        | Kind::LimitRange => &["spec"],
        Kind::PodDisruptionBudget => &["spec.selector"],
        Kind::HorizontalPodAutoscaler | Kind::ScaledObject => &["spec.scaleTargetRef"],
        Kind::PersistentVolumeClaim => &["spec.storageClassName", "spec.accessModes", "spec.volumeName"],
        Kind::StorageClass => &["provisioner"],
        Kind::PriorityClass => &["value", "globalDefault"],
        Kind::IngressClass | Kind::GatewayApiGatewayClass => &["spec.controller", "spec.controllerName"],
        Kind::Secret => &["type"],
        Kind::CertManagerCertificate => &["spec.secretName"],
        Kind::ExternalSecret => &["spec.target.name"],
        Kind::GatewayApiGateway => &["spec.gatewayClassName", "spec.listeners"],
        Kind::HttpRoute | Kind::GrpcRoute | Kind::TcpRoute | Kind::TlsRoute => &["spec.parentRefs", "spec.hostnames"],
        Kind::VirtualService => &["spec.hosts", "spec.gateways", "spec.exportTo"],
        Kind::DestinationRule => {
            &["spec.host", "spec.exportTo", "spec.workloadSelector", "spec.trafficPolicy.tls.mode"]
        }
        Kind::ServiceEntry => &[
            "spec.hosts",
            "spec.ports",
            "spec.exportTo",
            "spec.location",
            "spec.resolution",
            "spec.addresses",
            "spec.workloadSelector",
        ],
        Kind::IstioGateway => &["spec.selector"],
        Kind::Sidecar => &["spec.workloadSelector", "spec.outboundTrafficPolicy.mode"],
        Kind::WorkloadEntry => &["spec.labels", "spec.serviceAccount"],
        Kind::WorkloadGroup => &["spec.metadata.labels", "spec.template.serviceAccount"],
        Kind::AuthorizationPolicy => {
            &["spec.action", "spec.selector", "spec.targetRef", "spec.targetRefs", "spec.provider.name"]
        }
        Kind::RequestAuthentication | Kind::Telemetry | Kind::WasmPlugin | Kind::TrafficExtension => {
            &["spec.selector", "spec.targetRef", "spec.targetRefs", "spec.phase"]
        }
        Kind::EnvoyFilter => &["spec.workloadSelector", "spec.targetRefs", "spec.priority"],
        Kind::CustomResourceDefinition => &["spec.group", "spec.names", "spec.scope"],
        _ => &[],
    }
}

/// Lists of which every item is cut down.
fn keep_lists(resource: Resource<'_>, object: &mut Json) {
    let mut list = |path: &str, fields: &[&str]| {
        if let Some(items) = resource.path(path).filter(|it| it.is_sequence()) {
            let cut = items.items().map(|item| {
                let mut left = json!({});
                for field in fields {
                    if let Some(value) = item.path(field) {
                        put(&mut left, field, json(value));
                    }
                }
                left
            });
            put(object, path, Json::Array(cut.collect()));
        }
    };
    match resource.kind() {
        Kind::IstioGateway => list("spec.servers", &["port", "hosts", "bind", "tls.mode", "tls.credentialName"]),
        Kind::DestinationRule => list("spec.subsets", &["name", "labels"]),
        Kind::Ingress => list("spec.rules", &["host"]),
        Kind::CustomResourceDefinition => list("spec.versions", &["name", "served", "storage"]),
        Kind::RequestAuthentication => list("spec.jwtRules", &["issuer"]),
        Kind::Telemetry => {
            for part in ["spec.tracing", "spec.metrics", "spec.accessLogging"] {
                list(part, &["providers"]);
            }
        }
        Kind::VirtualService => {
            for part in ["http", "tls", "tcp"] {
                let routes = resource.path("spec").into_iter().flat_map(|it| it.list(part));
                let cut: Vec<Json> = routes.map(destinations).collect();
                if !cut.is_empty() {
                    put(object, &format!("spec.{part}"), Json::Array(cut));
                }
            }
        }
        Kind::AuthorizationPolicy => {
            if let Some(rules) = resource.path("spec.rules") {
                let mut rules = json(rules);
                redact_headers(&mut rules);
                put(object, "spec.rules", rules);
            }
        }
        Kind::Secret | Kind::ConfigMap => {
            let keys: Map<String, Json> = ["data", "stringData", "binaryData"]
                .iter()
                .filter_map(|it| resource.root().get(it))
                .flat_map(|it| it.entries())
                .filter_map(|(key, _)| Some((key.text()?.to_owned(), Json::Null)))
                .collect();
            if !keys.is_empty() {
                object["data"] = Json::Object(keys);
            }
        }
        _ => {}
    }
}

fn destinations(route: Value<'_>) -> Json {
    let of = |it: Value<'_>| it.get("destination").map(|it| json!({"destination": json(it)}));
    json!({"route": route.list("route").filter_map(of).collect::<Vec<_>>()})
}

/// What a header must be may be a secret.
fn redact_headers(rules: &mut Json) {
    let conditions = rules.as_array_mut().into_iter().flatten().filter_map(|it| it["when"].as_array_mut()).flatten();
    for condition in conditions.filter(|it| it["key"].as_str().is_some_and(|it| it.starts_with("request.headers"))) {
        for field in ["values", "notValues"] {
            if let Some(values) = condition.get_mut(field).and_then(Json::as_array_mut) {
                values.iter_mut().filter(|it| *it != "*").for_each(|it| *it = json!("redacted"));
            }
        }
    }
}

/// Of a pod template its labels, its account, and the ports of its containers.
fn keep_template(template: Value<'_>, path: &str, object: &mut Json) {
    let at = |rest: &str| if path.is_empty() { rest.to_owned() } else { format!("{path}.{rest}") };
    for (key, value) in described(template.get("metadata")).into_iter().filter(|_| !path.is_empty()) {
        put(object, &at(&format!("metadata.{key}")), value);
    }
    for field in ["serviceAccountName", "hostNetwork", "priorityClassName"] {
        if let Some(value) = template.path(&format!("spec.{field}")) {
            put(object, &at(&format!("spec.{field}")), json(value));
        }
    }
    let containers = template.get("spec").into_iter().flat_map(|it| it.list("containers")).map(|it| {
        let mut left = json!({});
        let mesh = matches!(it.str("name"), Some("discovery" | "istio-proxy"));
        for field in ["name", "ports", "image"].iter().filter(|field| **field != "image" || mesh) {
            if let Some(value) = it.get(field) {
                left[*field] = json(value);
            }
        }
        left
    });
    put(object, &at("spec.containers"), Json::Array(containers.collect()));
}

/// Mesh configuration in the shape of the ConfigMap, whatever its own.
fn mesh_outline(document: &MeshDocument<'_>) -> Json {
    const FIELDS: [&str; 14] = [
        "trustDomainAliases",
        "enableAutoMtls",
        "outboundTrafficPolicy.mode",
        "pathNormalization.normalization",
        "defaultProviders",
        "discoverySelectors",
        "defaultServiceExportTo",
        "defaultVirtualServiceExportTo",
        "defaultDestinationRuleExportTo",
        "accessLogFile",
        "defaultConfig.gatewayTopology",
        "defaultConfig.tracing.sampling",
        "meshMTLS.minProtocolVersion",
        "tlsDefaults.minProtocolVersion",
    ];
    let mesh = document.view();
    let mut config = json!({"rootNamespace": mesh.root_namespace(), "trustDomain": mesh.trust_domain()});
    for path in FIELDS {
        if let Some(value) = mesh.get(path) {
            put(&mut config, path, json(value));
        }
    }
    let providers = mesh.get("extensionProviders").into_iter().flat_map(Value::items).map(|it| {
        let kind = it.entries().filter_map(|(key, value)| Some((key.text()?, value))).find(|it| it.0 != "name");
        let mut left = json!({"name": it.str("name").unwrap_or_default()});
        if let Some((kind, value)) = kind {
            let fields = ["service", "port", "failOpen"];
            let some = fields.iter().filter_map(|it| Some(((*it).to_owned(), json(value.get(it)?))));
            left[kind] = Json::Object(some.collect());
        }
        left
    });
    let providers: Vec<Json> = providers.collect();
    if !providers.is_empty() {
        config["extensionProviders"] = Json::Array(providers);
    }
    let name = mesh.revision().filter(|it| *it != "default").map_or("istio".to_owned(), |it| format!("istio-{it}"));
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": mesh.root_namespace()},
        "data": {"mesh": config.to_string()},
    })
}

/// A value with merges and aliases carried out.
fn json(value: Value<'_>) -> Json {
    if value.is_mapping() {
        let entries = value.entries().filter_map(|(key, value)| Some((key.text()?.to_owned(), json(value))));
        return Json::Object(entries.collect());
    }
    if value.is_sequence() {
        return Json::Array(value.items().map(json).collect());
    }
    match value.scalar() {
        Some(Scalar::Null) | None => Json::Null,
        Some(Scalar::Bool(it)) => json!(it),
        Some(Scalar::Int(it)) => json!(it),
        Some(Scalar::Uint(it)) => json!(it),
        Some(Scalar::Float(it)) => json!(it),
        Some(Scalar::Str(it)) => json!(it),
    }
}

/// Sets a value at a dotted path.
fn put(object: &mut Json, path: &str, value: Json) {
    let (parents, last) = path.rsplit_once('.').map_or((None, path), |(parents, last)| (Some(parents), last));
    let mut at = object;
    for part in parents.into_iter().flat_map(|it| it.split('.')) {
        at = &mut at[part];
    }
    at[last] = value;
}
