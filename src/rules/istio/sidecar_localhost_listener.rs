//! `sidecar-localhost-listener`

use crate::rule::prelude::*;

declare_rule! {
    /// Sidecars that hand requests to the loopback address.
    ///
    /// ## Why is this bad?
    /// The application then sees every request as coming from itself, and whatever it allows to local callers is
    /// allowed to all. Without `defaultEndpoint` requests keep the address of the pod.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web}
    /// spec:
    ///   ingress: [{port: {number: 80, name: http, protocol: HTTP}, defaultEndpoint: "127.0.0.1:8080"}]
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: Sidecar
    /// metadata: {name: web}
    /// spec:
    ///   ingress: [{port: {number: 80, name: http, protocol: HTTP}, defaultEndpoint: "0.0.0.0:8080"}]
    ///   egress: [{hosts: ["./*", "istio-system/*"]}]
    /// ```
    pub SIDECAR_LOCALHOST_LISTENER = "sidecar-localhost-listener" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["istioctl:IST0143"],
        check: Resource(&[Kind::Sidecar], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for at in
        resource.path("spec.ingress").into_iter().flat_map(Value::items).filter_map(|it| it.get("defaultEndpoint"))
    {
        if at.as_str().is_some_and(|it| it.starts_with("127.0.0.1:") || it.starts_with("[::1]:")) {
            cx.report(at, "requests arrive at the application from the loopback address")
                .help("write `0.0.0.0` to send them to the address of the pod");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_the_loopback_is_meant() {
        let rule = tester::of(&super::SIDECAR_LOCALHOST_LISTENER);
        let with = |endpoint: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {{name: s}}\nspec: {{ingress: [{{port: {{number: 80}}, defaultEndpoint: '{endpoint}'}}]}}\n"
            )
        };
        rule.fails(&with("127.0.0.1:8080"));
        rule.fails(&with("[::1]:8080"));
        rule.passes(&with("0.0.0.0:8080"));
        rule.passes(&with("unix:///tmp/s"));
    }
}
