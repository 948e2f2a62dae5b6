//! `service-headless-publish-not-ready`

use crate::rule::prelude::*;

declare_rule! {
    /// Services that send clients from outside to pods which are not ready.
    ///
    /// ## Why is this bad?
    /// `publishNotReadyAddresses` is for members of a cluster that must find each other before they are ready. Behind a
    /// load balancer or a node port it sends requests to pods that cannot answer yet, or no more.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   type: LoadBalancer
    ///   publishNotReadyAddresses: true
    ///   selector: {app: web}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   clusterIP: None
    ///   publishNotReadyAddresses: true
    ///   selector: {app: web}
    /// ```
    pub SERVICE_HEADLESS_PUBLISH_NOT_READY = "service-headless-publish-not-ready" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["popeye:POP-1107"],
        check: Resource(&[Kind::Service], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    let Some(publishes) = service.get("publishNotReadyAddresses").filter(|it| it.is_true()) else { return };
    if matches!(service.exposure(), "LoadBalancer" | "NodePort") {
        let finding = cx.report(publishes, format!("{} sends clients to pods that are not ready", resource.title()));
        finding.help("delete the line, and give the members of the cluster a headless Service of their own").fix(
            Safety::Safe,
            "send clients to ready pods only",
            Edit::remove_entry(publishes),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn members_of_a_cluster_find_each_other_before_they_are_ready() {
        let rule = tester::of(&super::SERVICE_HEADLESS_PUBLISH_NOT_READY);
        let of = |spec: &str| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{{spec}}}\n");
        rule.fails(&of("type: LoadBalancer, publishNotReadyAddresses: true"));
        rule.fails(&of("type: NodePort, publishNotReadyAddresses: true"));
        rule.passes(&of("clusterIP: None, publishNotReadyAddresses: true"));
        rule.passes(&of("type: LoadBalancer, publishNotReadyAddresses: false"));
        rule.passes(&of("type: LoadBalancer, publishNotReadyAddresses: 'true'"));
    }
}
