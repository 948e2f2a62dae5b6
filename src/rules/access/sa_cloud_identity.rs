//! `sa-cloud-identity`

use crate::rule::prelude::*;

declare_rule! {
    /// Service accounts with an identity in the cloud whose pods are open to the outside.
    ///
    /// ## Why is this bad?
    /// The annotation lets pods of the account act as a role of the cloud: with its buckets, its databases, its keys. A
    /// hole in a pod that strangers talk to is then a hole in the account of the cloud.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: web
    ///   namespace: shop
    ///   annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/orders"}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       serviceAccountName: web
    ///       containers: [{name: app, image: app}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata:
    ///   name: web
    ///   namespace: shop
    ///   annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/orders"}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web, namespace: shop}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       serviceAccountName: web
    ///       containers: [{name: app, image: app}]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web, namespace: shop}
    /// spec: {type: ClusterIP, selector: {app: web}, ports: [{port: 80}]}
    /// ```
    pub SA_CLOUD_IDENTITY = "sa-cloud-identity" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:C-0225", "cwe:250"],
        check: Related(&[Kind::ServiceAccount], check)
    }
}

fn check<'a>(account: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some((identity, cloud)) = account.cloud_identity() else { return };
    let pods = index.running_as(account.name(), account.namespace(), account);
    let acts = |it: &Pod<'a>| it.acts_in_cloud(cloud) && index.is_open_to_outside(*it);
    let Some(pod) = pods.into_iter().find(acts) else { return };
    let title = pod.resource().title();
    cx.report(identity, format!("{title}, which strangers talk to, acts as an identity of {cloud}"))
        .label(pod.grip(), "open to the outside")
        .help("check what the identity may do, and move what needs it behind a workload that is not exposed");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn each_cloud_has_its_annotation() {
        let rule = tester::of(&super::SA_CLOUD_IDENTITY);
        for key in ["iam.gke.io/gcp-service-account", "azure.workload.identity/client-id", "eks.amazonaws.com/role-arn"]
        {
            let text = |key: &str| {
                format!(
                    "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: s, namespace: ns, annotations: {{{key}: x}}}}\n---\n\
                 apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: ns, labels: {{app: p, azure.workload.identity/use: 'true'}}}}\nspec: {{serviceAccountName: s, containers: []}}\n---\n\
                 apiVersion: v1\nkind: Service\nmetadata: {{name: p, namespace: ns}}\nspec: {{type: NodePort, selector: {{app: p}}}}\n"
                )
            };
            rule.fails(&text(key));
            rule.passes(&text("example.com/role"));
        }
    }

    #[test]
    fn azure_asks_the_pod_as_well() {
        let text = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: s, namespace: ns, annotations: {azure.workload.identity/client-id: x}}\n---\n\
            apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ns, labels: {app: p}}\nspec: {serviceAccountName: s, containers: []}\n---\n\
            apiVersion: v1\nkind: Service\nmetadata: {name: p, namespace: ns}\nspec: {type: NodePort, selector: {app: p}}\n";
        let rule = tester::of(&super::SA_CLOUD_IDENTITY);
        rule.passes(text);
        rule.fails(&text.replace("labels: {app: p}", "labels: {app: p, azure.workload.identity/use: 'true'}"));
        rule.passes(&text.replace("labels: {app: p}", "labels: {app: p, azure.workload.identity/use: 'false'}"));
    }
}
