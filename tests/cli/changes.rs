//! `graph --diff` and `graph --format text`, and that `graph` follows the configuration.

use crate::project::{HARMLESS, Project, holds};
use crate::revision::{commit, repository};

const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
rules:
- {apiGroups: [''], resources: [configmaps], verbs: [list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
- {kind: ServiceAccount, name: web, namespace: prod}
";

const WEB: &str = "apiVersion: v1
kind: Service
metadata: {name: web, namespace: prod}
spec: {type: ClusterIP, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: prod, labels: {app: web}}
spec:
  serviceAccountName: web
  automountServiceAccountToken: true
  containers: [{name: web, image: example.com/web:1}]
";

#[test]
fn what_each_gains_and_loses_is_said_with_its_places() {
    let Some(it) = repository(&[("rbac/role.yaml", ROLE), ("web.yaml", WEB)]) else { return };
    let (code, out, err) = it.run("graph --diff HEAD --fail-on-gain");
    assert_eq!((code, err.as_str()), (0, ""));
    holds(&out, &["Nobody gained or lost anything since HEAD ("]);
    it.write("rbac/role.yaml", &ROLE.replace("configmaps", "secrets"));
    let (code, out, _) = it.run("graph --diff v1");
    assert_eq!(code, 0, "without the flag nothing fails");
    holds(
        &out,
        &[
            "Pod prod/web\n  gains: a way to Secrets of all namespaces\n    web.yaml:10: ",
            "ServiceAccount prod/web (runs Pod prod/web)\n  gains: list secrets, cluster-wide, through ClusterRoleBinding `readers` \
             and ClusterRole `reader`\n    rbac/role.yaml:12: ClusterRoleBinding `readers` names it\n    rbac/role.yaml:10: and gives \
             it ClusterRole `reader`\n    rbac/role.yaml:5: which allows this\n",
            "  loses: list configmaps, cluster-wide, through ClusterRoleBinding `readers` and ClusterRole `reader`\n    \
             rbac/role.yaml:12 at v1 (",
            "\n2 gains and 1 loss since v1 (",
        ],
    );
    assert_eq!(it.run("graph --diff v1 --fail-on-gain").0, 1);
    assert_eq!(it.run("graph --diff v1 --fail-on-gain web.yaml").0, 0, "only what is named is compared");
    commit(&it);
    it.write("rbac/role.yaml", ROLE);
    let (code, out, _) = it.run("graph --diff HEAD --fail-on-gain");
    assert_eq!(code, 1, "{out}");
    it.write("rbac/role.yaml", HARMLESS);
    let (code, out, _) = it.run("graph --diff HEAD --fail-on-gain");
    assert_eq!(code, 0, "losing is no gain: {out}");
    holds(&out, &["0 gains and 2 losses since HEAD ("]);
}

#[test]
fn programs_get_the_same() {
    let Some(it) = repository(&[("web.yaml", WEB)]) else { return };
    it.write("web.yaml", &WEB.replace("ClusterIP", "LoadBalancer"));
    it.write("role.yaml", ROLE);
    let (code, out, err) = it.run("graph --diff HEAD --format json --fail-on-gain");
    assert_eq!(code, 1, "{err}");
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((told["gains"].as_u64(), told["losses"].as_u64()), (Some(2), Some(0)), "{out}");
    assert!(told["since"].as_str().unwrap().starts_with("HEAD ("));
    let [entry, permission] = told["changes"].as_array().unwrap().as_slice() else { panic!("{out}") };
    assert_eq!(entry["topic"], "entry");
    assert_eq!(entry["holder"], serde_json::json!({"kind": "Pod", "namespace": "prod", "name": "web"}));
    assert_eq!((&entry["places"][0]["file"], &entry["places"][0]["line"]), (&"web.yaml".into(), &4.into()));
    assert_eq!(permission["change"], "gain");
    assert_eq!(permission["users"][0]["name"], "web");
    assert_eq!(permission["permission"]["verbs"], serde_json::json!(["list"]));
    assert_eq!(permission["permission"]["clusterWide"], true);
}

#[test]
fn everything_that_is_held_is_said_without_a_revision() {
    let it = Project::new(&[("role.yaml", ROLE), ("web.yaml", WEB)]);
    let (code, out, err) = it.run("graph --format text");
    assert_eq!((code, err.as_str()), (0, ""));
    holds(
        &out,
        &["Pod prod/web\n  has: the token of ServiceAccount prod/web\n", "  has: list configmaps, cluster-wide"],
    );
}

#[test]
fn names_cannot_command_the_terminal() {
    let hostile =
        ROLE.replace("name: web", "name: \"w\\e[31m\\n::error::\"").replace("name: readers", "name: \"\\u202e\"");
    let it = Project::new(&[("role.yaml", &hostile)]);
    let (_, out, _) = it.run("graph --format text");
    holds(&out, &["\\u{1b}[31m\\n::error::", "\\u{202e}"]);
    assert!(!out.contains(['\u{1b}', '\u{202e}']) && !out.contains("\n::"));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let it = Project::new(&[("web.yaml", WEB)]);
    let (code, _, err) = it.run("graph --diff HEAD");
    assert_eq!(code, 2);
    holds(&err, &["is not in a git repository"]);
    let (code, _, err) = it.run("graph --diff HEAD --format svg");
    assert_eq!(code, 2);
    holds(&err, &["told as text or json"]);
    assert_eq!(it.run("graph --fail-on-gain").0, 2, "of what?");
    let Some(it) = repository(&[("a.txt", "hello\n")]) else { return };
    assert_eq!(it.run("graph --diff HEAD").0, 3);
    assert_eq!(it.run("graph --diff main...v1").0, 3);
    let (code, _, err) = it.run("graph --diff mian");
    assert_eq!(code, 2);
    holds(&err, &["did you mean `main`?"]);
}

#[test]
fn the_configuration_says_what_is_read() {
    let role = ROLE.replace("configmaps", "secrets");
    let files = [("deploy/role.yaml", role.as_str()), ("deploy/web.yaml", WEB), ("vendor/web.yaml", WEB)];
    let Some(it) = repository(&files) else { return };
    it.write("holdshort.yaml", "exclude: [vendor, role.yaml]\n");
    for command in ["graph --format text", "graph --format json", "graph --format html"] {
        let (_, out, _) = it.run(command);
        assert!(!out.contains("vendor/") && !out.contains("readers"), "{command}: {out}");
        let (_, out, _) = it.run(&format!("{command} --isolated --exclude vendor"));
        assert!(!out.contains("vendor/") && out.contains("readers"), "{command}: {out}");
    }
    it.write("deploy/role.yaml", &role.replace("[list]", "[list, watch]"));
    assert_eq!(it.run("graph --diff HEAD --fail-on-gain").0, 0);
    assert_eq!(it.run("graph --diff HEAD --fail-on-gain --isolated").0, 1);
    assert_eq!(it.run("graph --include vendor --format text").0, 3, "what is excluded stays so");
    let (_, out, _) = it.run("explain-policy");
    assert!(!out.contains("vendor"), "{out}");
}
