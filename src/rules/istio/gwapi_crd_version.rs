//! `gwapi-crd-version`

use super::around;
use crate::rule::prelude::*;

declare_rule! {
    /// Definitions of the Gateway API that are too old for the control plane.
    ///
    /// ## Why is this bad?
    /// istiod leaves a kind aside whose definition is older than it needs, and says so in its log only: routes of that
    /// kind are accepted by the API server and never take effect.
    ///
    /// The rule speaks where the input is about Istio. Where it names the release of Istio, what that release needs
    /// counts; else what the newest needs.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: apiextensions.k8s.io/v1
    /// kind: CustomResourceDefinition
    /// metadata:
    ///   name: tlsroutes.gateway.networking.k8s.io
    ///   annotations: {gateway.networking.k8s.io/bundle-version: v1.4.0, gateway.networking.k8s.io/channel: standard}
    /// spec: {group: gateway.networking.k8s.io, names: {kind: TLSRoute}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: apiextensions.k8s.io/v1
    /// kind: CustomResourceDefinition
    /// metadata:
    ///   name: tlsroutes.gateway.networking.k8s.io
    ///   annotations: {gateway.networking.k8s.io/bundle-version: v1.5.0, gateway.networking.k8s.io/channel: standard}
    /// spec: {group: gateway.networking.k8s.io, names: {kind: TLSRoute}}
    /// ---
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}
    /// ```
    pub GWAPI_CRD_VERSION = "gwapi-crd-version" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["istioctl:IST0156", "istioctl:IST0172", "istioctl:IST0176"],
        check: Related(&[Kind::CustomResourceDefinition], check)
    }
}

const BUNDLE: &str = "gateway.networking.k8s.io/bundle-version";

/// One definition: its name, the oldest bundle that is taken, and the first line of Istio that asks for it.
fn needs() -> impl Iterator<Item = (&'static str, (u16, u16), u16)> {
    let rows = include_str!("../../../data/gateway-api-minimum.csv").lines().skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split(',');
        let (name, bundle, since) = (cells.next()?, cells.next()?, cells.next()?);
        Some((name, release(bundle)?, since.strip_prefix("1.")?.parse().ok()?))
    })
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(at) = resource.annotation(BUNDLE) else { return };
    let Some(bundle) = at.text().and_then(release) else { return };
    let Some((_, least, since)) = needs().find(|it| it.0 == resource.name()) else { return };
    let asked = index.istio_version(resource).is_none_or(|it| !it.is_before(since));
    if bundle < least && asked && (index.is_closed() || around::has_istio(index)) {
        let (major, minor) = least;
        cx.report(at, format!("istiod leaves `{}` aside below bundle v{major}.{minor}.0", resource.name()))
            .help("install newer definitions of the Gateway API");
    }
}

/// Major and minor of `v1.4.0` or `v1.4.0-rc.1`.
fn release(text: &str) -> Option<(u16, u16)> {
    let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn every_row_is_read() {
        let rows = include_str!("../../../data/gateway-api-minimum.csv").lines().count() - 1;
        assert_eq!(super::needs().count(), rows);
    }

    #[test]
    fn the_release_of_istio_decides() {
        let rule = tester::of(&super::GWAPI_CRD_VERSION);
        let of = |name: &str, bundle: &str, istio: &str| {
            format!(
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: {name}.gateway.networking.k8s.io, annotations: {{gateway.networking.k8s.io/bundle-version: {bundle}}}}}\n---\n{istio}"
            )
        };
        let operator = |tag: &str| {
            format!(
                "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{tag: {tag}}}\n"
            )
        };
        rule.fails(&of("grpcroutes", "v1.0.0", &operator("1.28.0")));
        rule.passes(&of("grpcroutes", "v1.1.0-rc1", &operator("1.28.0")));
        rule.fails(&of("tlsroutes", "v1.4.1", &operator("1.30.0")));
        rule.passes(&of("tlsroutes", "v1.4.1", &operator("1.29.0")));
        rule.passes(&of("httproutes", "v0.6.0", &operator("1.30.0")));
        rule.passes(&of("grpcroutes", "v1.0.0", ""));
    }
}
