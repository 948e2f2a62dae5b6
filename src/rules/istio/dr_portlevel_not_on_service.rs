//! `dr-portlevel-not-on-service`

use crate::manifest::port_numbers;
use crate::rule::prelude::*;

declare_rule! {
    /// Settings for a port that the Service does not have.
    ///
    /// ## Why is this bad?
    /// The number is that of the port of the Service, not that of the container. Settings for another number apply
    /// to nothing.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy:
    ///     portLevelSettings: [{port: {number: 8080}, tls: {mode: SIMPLE}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: DestinationRule
    /// metadata: {name: web}
    /// spec:
    ///   host: web
    ///   trafficPolicy:
    ///     portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web, version: v1}}
    /// spec: {containers: [{name: app}]}
    /// ```
    pub DR_PORTLEVEL_NOT_ON_SERVICE = "dr-portlevel-not-on-service" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: [],
        check: Related(&[Kind::DestinationRule], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(rule) = DestinationRule::of(resource) else { return };
    let Some(host) = rule.host() else { return };
    for policy in rule.policies().into_iter().filter(|it| it.replaces.is_some()) {
        let Some((at, number)) = policy.value.path("port.number").and_then(|it| Some((it, it.as_int()?))) else {
            continue;
        };
        let Destination::Found(found) = index.destination(host, resource) else { return };
        if found.iter().any(|it| port_numbers(*it).is_empty() || port_numbers(*it).contains(&number)) {
            continue;
        }
        let finding = cx.report(at, format!("{} has no port {number}", found[0].title()));
        finding.help("write the `port` of the Service");
        if let Some(ports) = found[0].path("spec.ports") {
            finding.label(ports, "the ports it has");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn subsets_count_and_the_port_is_that_of_the_service() {
        let rule = tester::of(&super::DR_PORTLEVEL_NOT_ON_SERVICE);
        let of = |name: &str, place: &str, spec: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {{name: {name}, namespace: {place}}}\nspec: {spec}\n---\n"
            )
        };
        let owned = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: a}\nspec: {selector: {app: s}, ports: [{port: 80, targetPort: 8080}]}\n---\n";
        let with = |spec: &str| of("d", "a", &format!("{{host: s, {spec}}}")) + owned;
        let settings = |number: i64| format!("trafficPolicy: {{portLevelSettings: [{{port: {{number: {number}}}}}]}}");
        rule.passes(&with(&settings(80)));
        rule.fails(&with(&settings(8080)));
        rule.fails(&with(&format!("subsets: [{{name: x, {}}}]", settings(81))));
        rule.passes(&with(&settings(81)).replace("host: s", "host: t"));
    }
}
