//! `holdshort inventory`, and what it changes for the project that reads it.

use crate::project::{Project, holds};

/// What `kubectl get -A -o yaml` prints of a small cluster.
const DUMP: &str = "apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Namespace
  metadata: {name: shop, uid: a1, labels: {istio-injection: enabled}}
- apiVersion: v1
  kind: Namespace
  metadata: {name: istio-system, uid: a2}
- apiVersion: v1
  kind: Service
  metadata: {name: ratings, namespace: shop, uid: a3}
  spec: {selector: {app: ratings}, ports: [{name: http, port: 80}]}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: ratings, namespace: shop, uid: a4}
  spec:
    selector: {matchLabels: {app: ratings}}
    template:
      metadata: {labels: {app: ratings}}
      spec:
        serviceAccountName: ratings
        containers: [{name: app, image: secret.example.com/r:1, args: [--token=hush-hush], ports: [{containerPort: 8080}]}]
- apiVersion: v1
  kind: Secret
  metadata: {name: ratings-db, namespace: shop, uid: a5, annotations: {note: hush-hush}}
  data: {password: aHVzaC1odXNo}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: ratings-settings, namespace: shop, uid: a6}
  data: {LIMIT: hush-hush}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: istio, namespace: istio-system, uid: a7}
  data:
    mesh: |
      trustDomain: example.test
      extensionProviders:
      - name: lightstep
        lightstep: {service: l.obs.svc.cluster.local, port: 443, accessToken: hush-hush}
- apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: default, namespace: istio-system, uid: a8}
  spec: {mtls: {mode: STRICT}}
- apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: ratings, namespace: shop, uid: a9}
  spec: {rules: [{when: [{key: 'request.headers[x-key]', values: [hush-hush]}]}]}
- apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata: {name: ratings, namespace: shop, uid: b1}
  spec: {hosts: [ratings], http: [{route: [{destination: {host: ratings}}]}]}
";

const ROUTE: &str = "apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: shop}
spec: {hosts: [reviews.example.com], gateways: [mesh], http: [{route: [{destination: {host: HOST}}]}]}
";

/// The project with an inventory of the cluster.
fn project(files: &[(&str, &str)]) -> Project {
    let it = Project::new(&[("dump/all.yaml", DUMP)]);
    let (code, out, err) = it.run("inventory dump -o holdshort.inventory.yaml");
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""));
    files.iter().for_each(|(name, text)| it.write(name, text));
    it
}

fn findings(it: &Project, arguments: &str) -> String {
    it.run(&format!("check app --format concise --ruleset pedantic --fail-on never -q {arguments}")).1
}

#[test]
fn an_inventory_holds_names_and_no_values() {
    let it = project(&[]);
    let text = std::fs::read_to_string(it.path().join("holdshort.inventory.yaml")).unwrap();
    assert!(!text.contains("hush") && !text.contains("aHVz") && !text.contains("secret.example.com"), "{text}");
    holds(&text, &["holdshort-inventory: 1\n", "\"security.istio.io/PeerAuthentication\"", "example.test", "LIMIT"]);
    assert_eq!(text.lines().filter(|it| it.starts_with("- {")).count(), 10);
    let again = it.run("inventory dump").1;
    assert_eq!(again, text, "the same cluster gives the same text");
    it.check("app --inventory dump/all.yaml", 2);
    it.check("dump --inventory nowhere.yaml", 2);
}

#[test]
fn with_it_a_dangling_route_is_found_and_without_it_nobody_knows() {
    let it = project(&[("app/route.yaml", &ROUTE.replace("HOST", "ratngs"))]);
    let rule = "--select vs-destination-host-not-found";
    assert_eq!(findings(&it, rule), "");
    let (_, out, _) = it.run(&format!("check app --statistics {rule}"));
    holds(&out, &["vs-destination-host-not-found", "for want of namespace `shop`", "--inventory FILE"]);
    let with = findings(&it, &format!("{rule} --inventory holdshort.inventory.yaml"));
    holds(&with, &["there is no Service `ratngs` in namespace `shop`"]);
    it.write("app/route.yaml", &ROUTE.replace("HOST", "ratings"));
    assert_eq!(findings(&it, &format!("{rule} --inventory holdshort.inventory.yaml")), "");
}

#[test]
fn the_file_may_be_named_in_the_configuration() {
    let it = project(&[("app/route.yaml", &ROUTE.replace("HOST", "ratngs"))]);
    it.write("app/holdshort.yaml", "inventory: ../holdshort.inventory.yaml\n");
    let (code, out, _) = it.run("check app --select vs-destination-host-not-found --format concise");
    assert_eq!(code, 1, "{out}");
    holds(&it.run("config app").1, &["inventory: "]);
}

#[test]
fn what_the_cluster_has_is_not_missed() {
    let pod = "apiVersion: v1
kind: Pod
metadata: {name: job, namespace: shop}
spec: {containers: [{name: c, image: x, envFrom: [{configMapRef: {name: ratings-settings}}]}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other, namespace: shop}
data: {A: b}
";
    let it = project(&[("app/pod.yaml", pod)]);
    let rule = "--select env-reference-not-found";
    holds(&findings(&it, rule), &["ratings-settings"]);
    assert_eq!(findings(&it, &format!("{rule} --inventory holdshort.inventory.yaml")), "");
}

#[test]
fn policies_of_the_platform_are_known_and_never_reported_on() {
    let rule = "apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ratings, namespace: shop}
spec: {host: ratings, trafficPolicy: {tls: {mode: DISABLE}}}
";
    let it = project(&[("app/rule.yaml", rule)]);
    let select = "--select dr-overrides-strict";
    assert_eq!(findings(&it, select), "");
    holds(&findings(&it, &format!("{select} --inventory holdshort.inventory.yaml")), &["app/rule.yaml"]);
    let all = findings(&it, "--inventory holdshort.inventory.yaml");
    assert!(all.lines().all(|it| it.starts_with("app/")), "{all}");
}

#[test]
fn the_copy_in_the_inventory_is_no_rival_but_another_object_is() {
    let own = "apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings, namespace: shop}
spec: {hosts: [ratings], http: [{timeout: 5s, route: [{destination: {host: ratings}}]}]}
";
    let it = project(&[("app/route.yaml", own)]);
    let arguments = "--select vs-mesh-host-conflict --inventory holdshort.inventory.yaml";
    assert_eq!(findings(&it, arguments), "");
    it.write("app/route.yaml", &own.replace("name: ratings,", "name: ratings-v2,"));
    holds(&findings(&it, arguments), &["also routed by VirtualService `ratings`"]);
}

#[test]
fn a_repository_is_complete_for_what_is_said() {
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
    let it = Project::new(&[("platform/ns.yaml", namespace), ("app/route.yaml", &ROUTE.replace("HOST", "ratngs"))]);
    let rule = "--select vs-destination-host-not-found --inventory i.yaml";
    holds(&it.run("inventory platform").1, &["complete: [\"Namespace\"]"]);
    it.run("inventory platform -o i.yaml");
    assert_eq!(findings(&it, rule), "", "Services of the teams are not in the platform's repository");
    it.run("inventory platform --complete Namespace,Service -o i.yaml");
    holds(&findings(&it, rule), &["ratngs"]);
    assert_eq!(it.run("inventory platform --complete Servce").0, 2);
}

#[test]
fn what_is_written_fits_the_schema() {
    let it = project(&[]);
    let schema: serde_json::Value = serde_json::from_str(&it.run("schema inventory").1).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let is_valid = |text: &str| validator.is_valid(&serde_yaml::from_str(text).unwrap());
    assert!(is_valid(&it.run("inventory dump").1));
    assert!(!is_valid("holdshort-inventory: 1\nobjects: [{kind: Pod}]\n"));
    assert!(!is_valid("apiVersion: v1\nkind: List\nitems: []\n"));
}

#[test]
fn what_a_whole_mesh_would_tell_is_asked_for() {
    let telemetry = "apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: web, namespace: shop}
spec: {tracing: [{providers: [{name: zipkni}]}]}
";
    let it = project(&[("app/telemetry.yaml", telemetry)]);
    let rule = "--select telemetry-provider-not-found";
    holds(&it.run(&format!("check app --statistics {rule}")).1, &["for want of the mesh configuration"]);
    holds(&findings(&it, &format!("{rule} --inventory holdshort.inventory.yaml")), &["zipkni"]);
}
