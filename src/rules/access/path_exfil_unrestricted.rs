//! `path-exfil-unrestricted`

use super::secret_use::readable;
use crate::manifest::controller_of;
use crate::rule::prelude::*;

declare_rule! {
    /// Pods that strangers reach, that hold Secrets, and that may send them anywhere.
    ///
    /// ## Why is this bad?
    /// Whoever finds a hole in the application reads its Secrets, and with nothing between the pod and the Internet sends them off in
    /// one request. A policy for egress does not mend the hole; it makes it much harder to use.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec:
    ///   automountServiceAccountToken: false
    ///   containers: [{name: web, image: shop, envFrom: [{secretRef: {name: payments}}]}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   policyTypes: [Egress]
    ///   egress: [{}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec:
    ///   automountServiceAccountToken: false
    ///   containers: [{name: web, image: shop, envFrom: [{secretRef: {name: payments}}]}]
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: NetworkPolicy
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   podSelector: {matchLabels: {app: web}}
    ///   policyTypes: [Egress]
    ///   egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]
    /// ```
    pub PATH_EXFIL_UNRESTRICTED = "path-exfil-unrestricted" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0255", "kubescape:C-0030", "kubescape:C-0260", "cwe:200"],
        keys: ["secretRef", "secretKeyRef", "secret"],
        check: Related(Kind::WITH_PODS, check)
    }
}

/// What says that nothing holds a pod back.
enum Open<'a> {
    /// A rule that allows everything.
    Rule(Value<'a>),
    /// No policy for egress selects it, although this one holds back others.
    Beside(Resource<'a>),
    /// There is none, and the input is all there is.
    Nothing,
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource).filter(|it| !it.is_open()) {
        let Some((secret, at)) = pod.containers().flat_map(readable).next() else { continue };
        // Proxies and operators call whom their configuration names.
        if [resource.name(), pod.service_account()].iter().any(|it| controller_of(it).is_some()) {
            continue;
        }
        let Some(open) = egress(pod, index) else { continue };
        let mut way = index.way_in(pod).peekable();
        if way.peek().is_none() {
            continue;
        }
        let message = format!("{}, which strangers reach, may send Secret `{secret}` anywhere", resource.title());
        let finding = match open {
            Open::Rule(rule) => cx.report(rule, message).caption("lets it call anybody"),
            Open::Beside(policy) => cx
                .report(pod, message)
                .caption("no policy says whom it may call")
                .label(policy, "says so for other pods of the namespace"),
            Open::Nothing => cx.report(pod, message).caption("no policy says whom it may call"),
        };
        finding.help("allow egress to what the pod calls, and to DNS").covers(&["secret-mounted-by-exposed-workload"]);
        for step in way {
            finding.label(step.span(), step.text.as_str());
        }
        finding.label(at, "what can be sent");
    }
}

fn egress<'a>(pod: Pod<'a>, index: &Index<'a>) -> Option<Open<'a>> {
    let outside = Endpoint::Address(None);
    let passage = index.passage(Direction::Egress, Endpoint::Pod(pod), outside, PortOf::default());
    if passage.verdict != Verdict::Allowed {
        return None;
    }
    match passage.rule {
        Some(rule) if rule.ports().is_some() => None,
        Some(rule) => Some(Open::Rule(rule.everywhere().unwrap_or(rule.value()))),
        None => match index.egress_policy_beside(pod) {
            Some(policy) => Some(Open::Beside(policy)),
            None => index.is_closed().then_some(Open::Nothing),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const WEB: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: ns}\n\
        spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}\n---\n\
        apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ns, labels: {app: web}}\n\
        spec: {containers: [{name: c, envFrom: [{secretRef: {name: s}}]}]}\n---\n";

    fn policy(selector: &str, spec: &str) -> String {
        format!(
            "{WEB}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: ns}}\n\
             spec: {{podSelector: {selector}, {spec}}}\n"
        )
    }

    #[test]
    fn what_no_policy_speaks_of_is_not_known_to_be_open() {
        let rule = tester::of(&super::PATH_EXFIL_UNRESTRICTED);
        rule.passes(WEB);
        tester::of(&super::PATH_EXFIL_UNRESTRICTED).closed().fails(WEB);
        rule.passes(&policy("{}", "ingress: [{}]"));
        let beside = rule.fails(&policy("{matchLabels: {app: db}}", "policyTypes: [Egress]"));
        assert!(beside.labels.iter().any(|it| it.text == "says so for other pods of the namespace"));
    }

    #[test]
    fn only_a_rule_for_everyone_and_every_port_is_no_hurdle() {
        let rule = tester::of(&super::PATH_EXFIL_UNRESTRICTED);
        let egress = |rules: &str| policy("{}", &format!("policyTypes: [Egress], egress: [{rules}]"));
        rule.fails(&egress("{}"));
        rule.fails(&egress("{to: []}"));
        rule.fails(&egress("{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}"));
        rule.passes(&egress("{to: [{namespaceSelector: {}}]}"));
        rule.passes(&egress("{ports: [{port: 443}]}"));
        rule.passes(&egress(""));
        rule.passes(&policy("{}", "ingress: [], policyTypes: [Ingress, Egress]"));
    }

    #[test]
    fn it_takes_a_door_and_a_secret() {
        let rule = tester::of(&super::PATH_EXFIL_UNRESTRICTED);
        let all = policy("{}", "policyTypes: [Egress], egress: [{}]");
        rule.fails(&all);
        rule.passes(&all.replace("LoadBalancer", "ClusterIP"));
        rule.passes(&all.replace("envFrom: [{secretRef: {name: s}}]", "envFrom: [{configMapRef: {name: s}}]"));
        rule.passes(&all.replace("kind: Pod\nmetadata: {name: web", "kind: Pod\nmetadata: {name: traefik"));
    }
}
