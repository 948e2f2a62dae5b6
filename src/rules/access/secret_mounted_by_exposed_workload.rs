//! `secret-mounted-by-exposed-workload`

use super::secret_use::readable;
use crate::rule::prelude::*;

declare_rule! {
    /// Workloads that strangers can talk to and that can read Secrets.
    ///
    /// ## Why is this bad?
    /// A flaw in such a program gives away what it can read. That is often as it must be; the finding is a list of what
    /// to look at first: does this Secret have to be here, and is it worth no more than what the program does for strangers?
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       envFrom: [{secretRef: {name: database}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: web}
    ///   ports: [{port: 443}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, namespace: shop, labels: {app: web}}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       envFrom: [{secretRef: {name: database}}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 443}]
    /// ```
    pub SECRET_MOUNTED_BY_EXPOSED_WORKLOAD = "secret-mounted-by-exposed-workload" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kubescape:C-0255", "kubescape:C-0256", "cwe:522"],
        check: Related(Kind::WITH_PODS, check)
    }
}

/// More Secrets than this say nothing new.
const MAX_LABELS: usize = 3;

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for pod in Pod::all(resource).filter(|it| !it.is_open()) {
        let mut secrets: Vec<(&str, Value<'_>)> = Vec::new();
        for secret in pod.containers().flat_map(readable) {
            if secrets.iter().all(|it| it.0 != secret.0) {
                secrets.push(secret);
            }
        }
        let Some(&(name, at)) = secrets.first() else { continue };
        let Some(opening) = index.opening_to(pod) else { continue };
        let more = match secrets.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let message = format!("{}, which strangers talk to, can read Secret `{name}`{more}", resource.title());
        let finding = cx.report(at, message);
        finding
            .label(opening, "open to the outside by this")
            .help("check that it needs the Secret, or move what needs it behind a workload that is not exposed");
        for (other, at) in secrets.into_iter().skip(1).take(MAX_LABELS) {
            finding.label(at, format!("and Secret `{other}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn with(selector: &str, more: &str) -> String {
        let pod = tester::container("envFrom: [{secretRef: {name: s}}]")
            .replace("{name: p}", "{name: p, namespace: ns, labels: {app: p}}");
        format!(
            "{pod}---\napiVersion: v1\nkind: Service\nmetadata: {{name: p, namespace: ns}}\nspec: {{selector: {selector}}}\n---\n{more}"
        )
    }

    fn route(backend: &str) -> String {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r, namespace: ns}}\n\
             spec: {{parentRefs: [{{name: g}}], rules: [{{backendRefs: [{{{backend}}}]}}]}}\n"
        )
    }

    #[test]
    fn every_way_in_counts() {
        let rule = tester::of(&super::SECRET_MOUNTED_BY_EXPOSED_WORKLOAD);
        let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: ns}\n\
                       spec: {defaultBackend: {service: {name: p, port: {number: 80}}}}\n";
        rule.fails(&with("{app: p}", ingress));
        rule.passes(&with("{app: p}", &ingress.replace("name: p,", "name: q,")));
        rule.fails(&with("{app: p}", &route("name: p")));
        rule.fails(&with("{app: p}", &route("name: p, kind: Service")));
        rule.passes(&with("{app: p}", &route("name: p, kind: Backend")));
        rule.passes(&with("{app: p}", &route("name: p, namespace: other")));
        rule.passes(&with("{app: p}", &route("name: p").replace("{name: g}", "{name: g, kind: Service}")));
        rule.passes(&with("{app: p}", ""));
    }

    #[test]
    fn an_empty_selector_selects_nothing() {
        let rule = tester::of(&super::SECRET_MOUNTED_BY_EXPOSED_WORKLOAD);
        rule.passes(&with("{}", &route("name: p")));
    }
}
