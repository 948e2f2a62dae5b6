//! `host-trailing-dot-or-upper`

use super::hosts;
use crate::rule::prelude::*;

declare_rule! {
    /// Hosts with a dot at the end, capitals, a scheme, a port or a path.
    ///
    /// ## Why is this bad?
    /// A host is compared as text with names in lower case: no request carries such a name, so nothing matches.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [Web.Example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: networking.istio.io/v1
    /// kind: VirtualService
    /// metadata: {name: web}
    /// spec:
    ///   hosts: [web.example.com]
    ///   gateways: [edge]
    ///   http:
    ///     - route: [{destination: {host: web}}]
    /// ```
    pub HOST_TRAILING_DOT_OR_UPPER = "host-trailing-dot-or-upper" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::VirtualService, Kind::DestinationRule, Kind::ServiceEntry, Kind::Sidecar, Kind::IstioGateway], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    for named in hosts::of(resource) {
        let host = named.host;
        let bare = host.split_once("://").map_or(host, |it| it.1);
        let bare = bare.split('/').next().unwrap_or(bare);
        let port = bare.rsplit_once(':').filter(|it| !it.0.contains(':') && it.1.bytes().all(|it| it.is_ascii_digit()));
        let bare = port.map_or(bare, |it| it.0);
        let plain = bare.strip_suffix('.').unwrap_or(bare).to_ascii_lowercase();
        // A name all in capitals stands for one that is filled in.
        let is_blank =
            bare.bytes().any(|it| it.is_ascii_uppercase()) && !bare.bytes().any(|it| it.is_ascii_lowercase());
        if plain == host || plain.is_empty() || is_blank {
            continue;
        }
        let wrong = if host.contains("://") {
            "a scheme"
        } else if host.contains('/') {
            "a path"
        } else if port.is_some() {
            "a port"
        } else if host.ends_with('.') {
            "a dot at its end"
        } else {
            "capitals"
        };
        let text = format!("{}{plain}", named.prefix);
        cx.report(named.at, format!("the host `{host}` has {wrong}"))
            .help(format!("write `{plain}`"))
            .covers(&["istio-schema-invalid"])
            .fix(Safety::Unsafe, format!("write `{plain}`"), Edit::set_scalar(named.at, &text));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn addresses_and_namespaces_are_left_alone() {
        let rule = tester::of(&super::HOST_TRAILING_DOT_OR_UPPER);
        let of = |host: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: v}}\nspec: {{servers: [{{hosts: ['{host}']}}]}}\n"
            )
        };
        for host in ["*", "./*.example.com", "*/web.example.com", "10.0.0.1", "2001:db8::1"] {
            rule.passes(&of(host));
        }
        for host in ["example.com.", "shop/Example.com", "example.com:443"] {
            rule.fails(&of(host));
        }
    }

    #[test]
    fn what_is_to_be_filled_in_is_left_alone() {
        let rule = tester::of(&super::HOST_TRAILING_DOT_OR_UPPER);
        let of = |host: &str| {
            format!(
                "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{servers: [{{hosts: ['{host}']}}]}}\n"
            )
        };
        rule.passes(&of("ISTIOD-HOST.DOMAIN"));
        rule.fails(&of("Shop.example.com"));
        rule.fails(&of("shop.example.com."));
    }
}
