//! `server-first-protocol-port`

use crate::rule::prelude::*;

declare_rule! {
    /// Ports of databases declared as HTTP.
    ///
    /// ## Why is this bad?
    /// In these protocols the server speaks first, or speaks no HTTP at all. Where the port is declared as HTTP the proxy waits for a request
    /// that never comes, and the connection hangs until it is cut.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec: {ports: [{port: 3306, name: http-db}]}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db}
    /// spec: {ports: [{port: 3306, name: tcp-mysql}]}
    /// ```
    pub SERVER_FIRST_PROTOCOL_PORT = "server-first-protocol-port" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::Service], check)
    }
}

const PORTS: [(i64, &str); 5] =
    [(25, "SMTP"), (3306, "MySQL"), (5432, "PostgreSQL"), (6379, "Redis"), (27017, "MongoDB")];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(service) = Service::of(resource) else { return };
    for port in service.ports() {
        let Some(&(number, what)) = PORTS.iter().find(|it| port.number() == Some(it.0)) else { continue };
        let value = port.value();
        // The protocol is told by `appProtocol`, else by what stands before the first dash of the name.
        let Some(declared) = value.get("appProtocol").or_else(|| value.get("name")) else { continue };
        let protocol = declared.text().and_then(|it| it.split('-').next()).unwrap_or_default();
        if matches!(protocol, "http" | "http2" | "grpc") {
            cx.report(declared, format!("port {number} is {what}'s and is declared as `{protocol}`"))
                .help("let the name begin with `tcp-`, or set `appProtocol: tcp`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn app_protocol_goes_before_the_name() {
        let rule = tester::of(&super::SERVER_FIRST_PROTOCOL_PORT);
        let of =
            |port: &str| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{ports: [{port}]}}\n");
        rule.fails(&of("{port: 5432, name: db, appProtocol: http}"));
        rule.passes(&of("{port: 5432, name: http, appProtocol: tcp}"));
        rule.passes(&of("{port: 8080, name: http}"));
        rule.passes(&of("{port: 6379}"));
    }
}
