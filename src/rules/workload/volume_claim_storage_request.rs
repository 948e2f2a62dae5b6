//! `volume-claim-storage-request`

use super::claims::claims;
use crate::rule::prelude::*;

declare_rule! {
    /// Claims that do not say how much storage they want.
    ///
    /// ## Why is this bad?
    /// The API server refuses a claim without a storage request, and a StatefulSet with such a template makes no
    /// pods.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data}
    /// spec:
    ///   accessModes: [ReadWriteOnce]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data}
    /// spec:
    ///   accessModes: [ReadWriteOnce]
    ///   resources: {requests: {storage: 1Gi}}
    /// ```
    pub VOLUME_CLAIM_STORAGE_REQUEST = "volume-claim-storage-request" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kubesec:VolumeClaimRequestsStorage", "kics:statefulset_requests_storage"],
        check: Resource(&[], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for claim in claims(resource) {
        let request = claim.spec.and_then(|it| it.path("resources.requests.storage"));
        let help = "set `resources.requests.storage` to what it needs";
        match request {
            None => {
                cx.report(claim.at(), format!("claim `{}` does not say how much storage it wants", claim.name))
                    .help(help);
            }
            Some(it) if Quantity::of(it).is_some_and(Quantity::is_zero) => {
                cx.report(it, format!("claim `{}` asks for no storage", claim.name)).help(help);
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn claim(spec: &str) -> String {
        format!("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: c}}\nspec: {spec}\n")
    }

    #[test]
    fn every_place_of_a_claim_counts() {
        let rule = tester::of(&super::VOLUME_CLAIM_STORAGE_REQUEST);
        rule.fails(&claim("{resources: {requests: {storage: 0}}}"));
        rule.fails(&claim("{resources: {requests: {cpu: 1}}}"));
        rule.fails(&claim("{resources: {limits: {storage: 1Gi}}}"));
        rule.passes(&claim("{resources: {requests: {storage: 1}}}"));
        rule.fails(&tester::pod("{volumes: [{name: v, ephemeral: {volumeClaimTemplate: {spec: {}}}}]}"));
        rule.fails("apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s}\nspec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {}}]}\n");
        rule.passes(&tester::pod("{volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]}"));
    }
}
