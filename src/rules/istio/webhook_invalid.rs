//! `webhook-invalid`

use crate::rule::prelude::*;

declare_rule! {
    /// Webhooks of Istio that lead nowhere, or do the same twice.
    ///
    /// ## Why is this bad?
    /// A webhook without a server fails: pods are not admitted, or start without a proxy. Two injectors for the
    /// same namespaces put two proxies into a pod, or fight over one.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: MutatingWebhookConfiguration
    /// metadata: {name: istio-sidecar-injector}
    /// webhooks:
    ///   - name: sidecar-injector.istio.io
    ///     clientConfig: {service: {name: istiod, namespace: istio-system}}
    ///     namespaceSelector: {matchLabels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: MutatingWebhookConfiguration
    /// metadata: {name: istio-sidecar-injector-two}
    /// webhooks:
    ///   - name: sidecar-injector.istio.io
    ///     clientConfig: {service: {name: istiod, namespace: istio-system}}
    ///     namespaceSelector: {matchLabels: {istio-injection: enabled}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: MutatingWebhookConfiguration
    /// metadata: {name: istio-sidecar-injector}
    /// webhooks:
    ///   - name: sidecar-injector.istio.io
    ///     clientConfig: {service: {name: istiod, namespace: istio-system}}
    ///     namespaceSelector: {matchLabels: {istio-injection: enabled}}
    /// ---
    /// apiVersion: admissionregistration.k8s.io/v1
    /// kind: MutatingWebhookConfiguration
    /// metadata: {name: istio-sidecar-injector-two}
    /// webhooks:
    ///   - name: sidecar-injector.istio.io
    ///     clientConfig: {service: {name: istiod, namespace: istio-system}}
    ///     namespaceSelector: {matchLabels: {istio.io/rev: canary}}
    /// ```
    pub WEBHOOK_INVALID = "webhook-invalid" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0139", "istioctl:IST0163", "istioctl:IST0164"],
        check: Related(&[Kind::MutatingWebhookConfiguration, Kind::ValidatingWebhookConfiguration], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for hook in webhooks(resource) {
        let Some(config) = hook.get("clientConfig") else { continue };
        if let Some(service) = config.get("service") {
            let Some(name) = service.str("name") else { continue };
            let missing =
                matches!(index.find_in(Kind::Service, name, service.str("namespace"), resource), Lookup::Missing);
            if missing && index.owns(service.str("namespace"), resource) {
                cx.report(service, format!("there is no Service `{name}` to call"))
                    .help("name the Service of the control plane");
            }
        } else if config.get_raw("url").is_some_and(|it| it.text().is_none_or(str::is_empty)) {
            cx.report(config, "the webhook has neither a `service` nor a `url`")
                .help("write the address of the control plane");
        } else if let Some(url) = config.get("url").filter(|it| it.text().is_some_and(is_address)) {
            cx.report(url, "the control plane is called by its IP address")
                .severity(Severity::Low)
                .help("use a host name that the certificate can be for");
        }
        if resource.kind() == Kind::MutatingWebhookConfiguration {
            check_overlap(resource, hook, index, cx);
        }
    }
}

fn check_overlap<'a>(resource: Resource<'a>, hook: Value<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let selectors = |it: Value<'a>| {
        let of = |field: &str| it.get(field).map(Selector::of_label_selector).unwrap_or_default();
        (of("namespaceSelector"), of("objectSelector"))
    };
    let own = selectors(hook);
    let earlier = index.of_kind(Kind::MutatingWebhookConfiguration).take(64);
    for other in earlier.take_while(|it| it.root() != resource.root()).filter(|it| index.same_cluster(*it, resource)) {
        let twin = webhooks(other).find(|it| {
            let theirs = selectors(*it);
            own.0.is_same(&theirs.0) && own.1.is_same(&theirs.1)
        });
        if let Some(twin) = twin.filter(|_| other.name() != resource.name()) {
            cx.report(
                hook,
                format!("MutatingWebhookConfiguration `{}` injects into the same namespaces", other.name()),
            )
            .label(twin, "the other injector")
            .help("give each revision its own label");
            return;
        }
    }
}

/// The webhooks of Istio among those of an object.
fn webhooks<'a>(resource: Resource<'a>) -> impl Iterator<Item = Value<'a>> {
    let all = resource.root().get("webhooks").into_iter().flat_map(Value::items);
    all.filter(|it| it.str("name").is_some_and(|it| it.ends_with("istio.io")))
}

fn is_address(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |it| it.1);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    crate::manifest::istio_schema::is_ip(host)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn addresses_and_services_must_be_there() {
        let rule = tester::of(&super::WEBHOOK_INVALID);
        let with = |config: &str, name: &str| {
            format!(
                "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {{name: w}}\nwebhooks: [{{name: {name}, clientConfig: {{{config}}}}}]\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: mesh}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: istiod, namespace: mesh}}\nspec: {{}}\n"
            )
        };
        let istio = "object.sidecar-injector.istio.io";
        rule.passes(&with("service: {name: istiod, namespace: mesh}", istio));
        rule.fails(&with("service: {name: istoid, namespace: mesh}", istio));
        rule.fails(&with("url: ''", istio));
        rule.fails(&with("url: 'https://192.0.2.1/inject'", istio));
        rule.passes(&with("url: 'https://istiod.example.com/inject'", istio));
        rule.passes(&with("service: {name: istoid, namespace: mesh}", "hook.example.com"));
    }
}
