//! `holdshort explain-policy`.

use crate::project::{Project, holds};

const SHOP: &str = "apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web-svc, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
";

const POLICIES: &str = "apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no-admin, namespace: shop}
spec:
  action: DENY
  rules:
    - from: [{source: {notNamespaces: [ops]}}]
      to: [{operation: {paths: [/admin*], ports: ['8080']}}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: edge, namespace: shop}
spec:
  rules:
    - from: [{source: {namespaces: [edge, ops]}}]
      to: [{operation: {methods: [GET]}}]
";

fn project() -> Project {
    Project::new(&[("shop.yaml", SHOP), ("policies.yaml", POLICIES)])
}

/// What is said of one request.
fn ask(arguments: &str) -> String {
    let (code, out, err) = project().run(&format!("explain-policy --to shop/web {arguments}"));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("Deployment `web` in `shop`\n"), "{out}");
    out
}

#[test]
fn everybody_who_may_call_is_named_with_the_line_that_says_so() {
    let out = project().run("explain-policy").1;
    let expected = "Deployment `web` in `shop`
  `no-admin` refuses: not namespace ops, to port 8080 and path /admin* (policies.yaml:7)
  `edge` allows: namespace edge | ops, to method GET (policies.yaml:15)
  everything else is refused
";
    assert_eq!(out, expected);
    let ambient = project().run("explain-policy --assume ambient").1;
    holds(&ambient, &["`no-admin` refuses", "enforced wider", "`edge` allows", "leaves the rule out"]);
    assert_eq!(project().run("explain-policy --to shop/nobody").0, 3);
}

#[test]
fn one_request_has_one_answer() {
    holds(&ask("--from edge/gate --method GET --path /"), &["allowed by `edge`", "(policies.yaml:15)"]);
    holds(
        &ask("--from edge/gate --method GET --path /admin/x --port 8080"),
        &["refused by `no-admin`", "policies.yaml:7"],
    );
    holds(&ask("--from ops/person --method GET --path /admin/x --port 8080"), &["allowed by `edge`"]);
    holds(&ask("--from edge/gate --method POST --path /"), &["refused: no rule of `edge` allows it"]);
    holds(&ask("--from outside --method GET --path /"), &["refused: no rule of `edge` allows it"]);
    holds(&ask("--from edge/gate --method GET --port 8080"), &["it depends:", "`no-admin` refuses"]);
    // A path that another proxy resolves.
    holds(&ask("--from edge/gate --method GET --path /x/../admin --port 8080"), &["refused by `no-admin`"]);
    holds(&ask("--from edge/gate --method GET --path //admin --port 8080"), &["allowed by `edge`"]);
}

#[test]
fn a_service_is_called_at_its_own_port() {
    let it = project();
    let (_, out, _) = it.run("explain-policy --to shop/web-svc --from edge/gate --method GET --path /admin --port 80");
    holds(&out, &["refused by `no-admin`"]);
    let (_, out, _) = it.run("explain-policy --to shop/web --from edge/gate --method GET --path /admin --port 80");
    holds(&out, &["allowed by `edge`"]);
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let it = project();
    assert_eq!(it.run("explain-policy --method GET").0, 2);
    assert_eq!(it.run("explain-policy --from edge").0, 2);
    assert_eq!(it.run("explain-policy --from edge/gate --header x").0, 2);
}
