//! Administration interfaces by their images, databases by their ports, and what keeps an entry to the cluster from the outside.

use super::{Container, Resource};
use crate::yaml::Value;

/// Images of administration interfaces: path, or its first part and a slash, and what they are.
const INTERFACES: [(&str, &str); 29] = [
    ("argoproj/argocd", "Argo CD"),
    ("argoproj/argocli", "Argo Workflows"),
    ("jenkins/jenkins", "Jenkins"),
    ("ollama/ollama", "Ollama, which has no login"),
    ("jupyterhub/jupyterhub", "JupyterHub"),
    ("jupyterhub/k8s-hub", "JupyterHub"),
    ("jupyter/", "Jupyter, which runs what it is told"),
    ("kubernetesui/dashboard", "the Kubernetes Dashboard"),
    ("kubernetesui/dashboard-web", "the Kubernetes Dashboard"),
    ("apache/nifi", "NiFi"),
    ("apache/airflow", "Airflow"),
    ("apache/zeppelin", "Zeppelin, which runs what it is told"),
    ("weaveworks/scope", "Weave Scope, which gives a shell in every container"),
    ("prom/prometheus", "Prometheus, which has no login"),
    ("prometheus/prometheus", "Prometheus, which has no login"),
    ("prom/alertmanager", "Alertmanager, which has no login"),
    ("prometheus/alertmanager", "Alertmanager, which has no login"),
    ("portainer/portainer-ce", "Portainer"),
    ("phpmyadmin/phpmyadmin", "phpMyAdmin"),
    ("phpmyadmin", "phpMyAdmin"),
    ("adminer", "Adminer"),
    ("mongo-express", "mongo-express"),
    ("dpage/pgadmin4", "pgAdmin"),
    ("rediscommander/redis-commander", "Redis Commander"),
    ("provectuslabs/kafka-ui", "Kafka UI"),
    ("longhornio/longhorn-ui", "the Longhorn interface, which has no login"),
    ("cilium/hubble-ui", "the Hubble interface, which has no login"),
    ("kiali/kiali", "Kiali"),
    ("kubeflownotebookswg/centraldashboard", "Kubeflow"),
];

/// TCP ports of what is not made for strangers.
const PORTS: [(i64, &str); 19] = [
    (22, "SSH"),
    (1433, "SQL Server"),
    (2181, "ZooKeeper"),
    (2375, "the Docker API, which has no login"),
    (2379, "etcd"),
    (2380, "etcd"),
    (3306, "MySQL"),
    (5432, "PostgreSQL"),
    (5984, "CouchDB"),
    (6379, "Redis"),
    (8500, "Consul"),
    (9042, "Cassandra"),
    (9200, "Elasticsearch"),
    (9300, "Elasticsearch"),
    (10250, "the kubelet"),
    (10255, "the kubelet, which has no login here"),
    (11211, "Memcached, which has no login"),
    (15000, "the administration of Envoy"),
    (27017, "MongoDB"),
];

/// What is usually behind a TCP port that is not for strangers.
pub fn of_port(number: i64) -> Option<&'static str> {
    PORTS.iter().find(|it| it.0 == number).map(|it| it.1)
}

/// What administration interface a container is, if it is one.
pub fn judge(container: Container<'_>) -> Option<&'static str> {
    let path = container.image()?.path;
    let path = path.strip_prefix("library/").unwrap_or(path);
    let is = |name: &str| path == name || name.ends_with('/') && path.starts_with(name);
    INTERFACES.iter().find(|it| is(it.0)).map(|it| it.1)
}

/// Whether an annotation keeps it inside the network of the cloud, or the class says so.
pub fn is_internal(resource: Resource<'_>) -> bool {
    let annotations = resource.path("metadata.annotations");
    let class = resource.path("spec.ingressClassName").and_then(Value::text).unwrap_or_default();
    class.contains("internal")
        || annotations.into_iter().flat_map(|it| it.entries()).any(|(key, value)| {
            let (key, value) = (key.text().unwrap_or_default(), value.text().unwrap_or_default());
            key.contains("internal") && value != "false"
                || value.eq_ignore_ascii_case("internal")
                || key.ends_with("/scheme") && value == "internal"
                || key.ends_with("ingress.class") && value.contains("internal")
        })
}
