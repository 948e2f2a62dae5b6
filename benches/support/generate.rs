//! Writes repositories that look like real ones: teams with namespaces, deployments of several shapes, services, RBAC,
//! network policies, Istio configuration. Deterministic: the same count gives the same bytes.

use std::fmt::Write as _;

/// One file: path below the repository root, and text.
pub(crate) type File = (String, String);

/// Small, fast and reproducible; quality does not matter here.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

const TIERS: [&str; 6] = ["api", "worker", "web", "gateway", "cache", "batch"];
const DOMAINS: [&str; 8] = ["billing", "catalog", "search", "orders", "profile", "media", "ledger", "stock"];
const WORKLOADS_PER_TEAM: usize = 20;

/// A repository with `count` deployments and what goes with them.
pub(crate) fn repository(count: usize) -> Vec<File> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut files = Vec::new();
    for team in 0..count.div_ceil(WORKLOADS_PER_TEAM) {
        let namespace = format!("{}-{team}", DOMAINS[team % DOMAINS.len()]);
        files.push((format!("teams/{namespace}/namespace.yaml"), namespace_file(&namespace)));
        files.push((format!("teams/{namespace}/rbac.yaml"), rbac(&namespace, &mut random)));
        let here = WORKLOADS_PER_TEAM.min(count - team * WORKLOADS_PER_TEAM);
        for number in 0..here {
            let name = format!("{}-{}", random.pick(&TIERS), number);
            let text = workload(&namespace, &name, &mut random);
            files.push((format!("teams/{namespace}/{name}.yaml"), text));
        }
    }
    files
}

fn namespace_file(namespace: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {namespace}\n  labels:\n    istio-injection: enabled\n    \
         pod-security.kubernetes.io/enforce: baseline\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  \
         name: default-deny\n  namespace: {namespace}\nspec:\n  podSelector: {{}}\n  policyTypes:\n    - Ingress\n    - Egress\n---\n\
         apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: default\n  namespace: {namespace}\nspec:\n  \
         mtls:\n    mode: STRICT\n"
    )
}

fn rbac(namespace: &str, random: &mut Random) -> String {
    let verbs = random.pick(&["[get, list, watch]", "[get]", "[get, list, watch, create, update]"]);
    format!(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\n  namespace: {namespace}\nrules:\n  - \
         apiGroups: [\"\"]\n    resources: [configmaps, endpoints]\n    verbs: {verbs}\n---\napiVersion: \
         rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: reader\n  namespace: {namespace}\nroleRef:\n  apiGroup: \
         rbac.authorization.k8s.io\n  kind: Role\n  name: reader\nsubjects:\n  - kind: ServiceAccount\n    name: api-0\n    \
         namespace: {namespace}\n"
    )
}

fn workload(namespace: &str, name: &str, random: &mut Random) -> String {
    let mut text = String::new();
    let port = 8000 + random.below(1000);
    let replicas = 1 + random.below(5);
    let tag = format!("{}.{}.{}", random.below(4), random.below(20), random.below(10));
    let _ = write!(
        text,
        "# Deployment of {name}, owned by {namespace}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  namespace: \
         {namespace}\n  labels: &labels\n    app.kubernetes.io/name: {name}\n    app.kubernetes.io/part-of: {namespace}\nspec:\n  \
         replicas: {replicas}\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: {name}\n  template:\n    metadata:\n      \
         labels: *labels\n      annotations:\n        prometheus.io/scrape: \"true\"\n        prometheus.io/port: \"{port}\"\n    \
         spec:\n      serviceAccountName: {name}\n"
    );
    if random.one_in(40) {
        text.push_str("      hostNetwork: true\n");
    }
    if !random.one_in(4) {
        text.push_str(
            "      securityContext:\n        runAsNonRoot: true\n        runAsUser: 65532\n        seccompProfile:\n          type: RuntimeDefault\n",
        );
    }
    let _ = write!(
        text,
        "      containers:\n        - name: app\n          image: registry.example.com/{namespace}/{name}:{tag}\n          ports:\n            \
         - name: http\n              containerPort: {port}\n          env:\n            - name: LOG_LEVEL\n              value: info\n            \
         - name: POD_NAME\n              valueFrom:\n                fieldRef:\n                  fieldPath: metadata.name\n"
    );
    for extra in 0..random.below(12) {
        let _ = write!(
            text,
            "            - name: SETTING_{extra}\n              value: \"{} seconds between attempts at {name}\"\n",
            random.below(900)
        );
    }
    let _ = write!(
        text,
        "          readinessProbe:\n            httpGet:\n              path: /healthz\n              port: http\n            periodSeconds: \
         10\n          resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n            limits:\n              \
         memory: 256Mi\n"
    );
    if !random.one_in(5) {
        text.push_str(
            "          securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            \
             capabilities:\n              drop: [ALL]\n",
        );
    } else if random.one_in(6) {
        text.push_str("          securityContext:\n            privileged: true\n");
    }
    let _ = write!(
        text,
        "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {name}\n  namespace: {namespace}\nautomountServiceAccountToken: \
         false\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n  namespace: {namespace}\nspec:\n  selector:\n    \
         app.kubernetes.io/name: {name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n---\napiVersion: \
         networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: {name}\n  namespace: {namespace}\nspec:\n  podSelector:\n    \
         matchLabels:\n      app.kubernetes.io/name: {name}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n        - podSelector: {{}}\n      \
         ports:\n        - port: http\n"
    );
    if random.one_in(3) {
        let _ = write!(
            text,
            "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: {name}\n  namespace: {namespace}\nspec:\n  hosts: \
             [{name}]\n  http:\n    - route:\n        - destination:\n            host: {name}\n            port:\n              number: 80\n"
        );
    }
    text
}
