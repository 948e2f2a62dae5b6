//! `holdshort graph`.

use crate::project::{Project, holds};
use std::path::Path;

const WEB: &str = "apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  automountServiceAccountToken: true
  serviceAccountName: web
  containers:
    - name: web
      image: example.com/web:1
      env:
        - {name: DB_PASSWORD, value: 'vX7!qLr2#Tz9'}
";
const ADMIN: &str = "apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: web-admin}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
";

/// Edges as "kind: from → to".
fn edges(json: &str) -> Vec<String> {
    let graph: serde_json::Value = serde_json::from_str(json).unwrap();
    let title = |at: &serde_json::Value| graph["nodes"][at.as_u64().unwrap() as usize]["title"].as_str().unwrap();
    let edges = graph["edges"].as_array().unwrap().iter();
    let word = |it: &serde_json::Value| if it["choke"] == true { " (cut)" } else { "" };
    edges
        .map(|it| {
            format!("{}: {} → {}{}", it["kind"].as_str().unwrap(), title(&it["from"]), title(&it["to"]), word(it))
        })
        .collect()
}

#[test]
fn the_way_from_outside_is_drawn_in_every_format() {
    let it = Project::new(&[("web.yaml", WEB), ("admin.yaml", ADMIN)]);
    let (code, json, err) = it.run("graph --format json");
    assert_eq!(code, 0, "{err}");
    let mut found = edges(&json);
    found.sort();
    assert_eq!(
        found,
        [
            "grant: ClusterRoleBinding web-admin → cluster-admin (cut)",
            "named: ServiceAccount shop/web → ClusterRoleBinding web-admin",
            "token: Pod shop/web → ServiceAccount shop/web",
            "traffic: Outside → Service shop/web",
            "traffic: Service shop/web → Pod shop/web",
        ]
    );
    for (format, part) in
        [("dot", "digraph"), ("mermaid", "flowchart LR"), ("svg", "<svg "), ("html", "<!doctype html>")]
    {
        let (code, out, err) = it.run(&format!("graph --format {format} ."));
        assert_eq!(code, 0, "{err}");
        holds(&out, &[part, "ClusterRoleBinding web-admin", "cut here"]);
    }
}

#[test]
fn lines_with_credentials_are_not_shown() {
    let it = Project::new(&[("web.yaml", WEB), ("admin.yaml", ADMIN)]);
    let (_, out, _) = it.run("graph --format html");
    holds(&out, &["example.com/web:1", "automountServiceAccountToken", "••••"]);
    assert!(!out.contains("vX7!qLr2"));
}

#[test]
fn nothing_to_draw_is_told_by_the_exit_code() {
    let it = Project::new(&[("a.txt", "hello\n")]);
    assert_eq!(it.run("graph").0, 3);
    assert_eq!(it.run("graph missing").0, 2);
    assert_eq!(it.run("graph --format png").0, 2);
}

/// What the authors of a repository that is vulnerable on purpose have put there.
#[test]
fn the_ways_through_kubernetes_goat_are_found() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/kubernetes-goat");
    let Ok(goat) = beside.canonicalize() else {
        println!("skipped: no kubernetes-goat beside this checkout");
        return;
    };
    let it = Project::new(&[]);
    let output = it.command(&["graph", "--format", "json", goat.to_str().unwrap()]).output().unwrap();
    let found = edges(&String::from_utf8(output.stdout).unwrap());
    for edge in [
        "traffic: Outside → Service default/internal-proxy-info-app-service",
        "traffic: Service default/internal-proxy-info-app-service → Deployment default/internal-proxy-deployment",
        "escape: Deployment health-check-deployment → root on a node",
        "escape: Deployment default/system-monitor-deployment → root on a node",
        "escape: DaemonSet docker-bench-security → root on a node",
        "token: Deployment big-monolith/hunger-check-deployment → ServiceAccount big-monolith/big-monolith-sa",
        "named: ServiceAccount big-monolith/big-monolith-sa → RoleBinding big-monolith/secret-reader-binding",
        "grant: RoleBinding big-monolith/secret-reader-binding → Secrets of namespace big-monolith",
        "named: ServiceAccount kube-system/superadmin → ClusterRoleBinding superadmin",
        "grant: ClusterRoleBinding superadmin → cluster-admin",
    ] {
        assert!(found.iter().any(|it| it == edge), "{edge} is not in {found:#?}");
    }
}
