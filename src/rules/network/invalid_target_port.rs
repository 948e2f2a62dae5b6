//! `invalid-target-port`

use crate::manifest::label;
use crate::rule::prelude::*;

declare_rule! {
    /// Names and numbers of ports that the API server refuses.
    ///
    /// ## Why is this bad?
    /// A port name has at most 15 lower-case letters, digits and single dashes, with at least one letter; a number
    /// in quotes is a name without a letter. The whole object is refused.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80, targetPort: "8080"}]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80, targetPort: 8080}]
    /// ```
    pub INVALID_TARGET_PORT = "invalid-target-port" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["kube-linter:invalid-target-ports"],
        keys: ["ports"],
        check: Resource(&[], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if let Some(service) = Service::of(resource) {
        for target in service.ports().filter_map(|it| it.value().get("targetPort")) {
            judge(target, "target port", cx);
        }
    } else {
        let containers = Pod::templates(resource).flat_map(Pod::containers);
        for port in containers.flat_map(|it| it.value().list("ports")) {
            if let Some(name) = port.get("name") {
                judge(name, "port name", cx);
            }
        }
    }
}

fn judge(at: Value<'_>, what: &str, cx: &mut Context<'_>) {
    if let Some(number) = at.as_int() {
        // Zero counts as unset.
        if what == "target port" && !(0..=65_535).contains(&number) {
            cx.report(at, format!("{number} is no port")).help("use a number from 1 to 65535");
        }
        return;
    }
    // Empty text counts as unset, too.
    let Some(name) = at.as_str().filter(|it| !it.is_empty()) else { return };
    let Some(why) = label::port_error(name).filter(|_| !name.contains("{{") && !name.contains('$')) else { return };
    let help = if name.bytes().all(|b| b.is_ascii_digit()) {
        "write the number without quotes"
    } else {
        "use at most 15 lower-case letters, digits and dashes, with at least one letter"
    };
    cx.report(at, format!("`{name}` is no {what}: {why}")).help(help);
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_need_a_letter_and_numbers_a_range() {
        let rule = tester::of(&super::INVALID_TARGET_PORT);
        let of = |port: &str| {
            format!(
                "apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{ports: [{{port: 80, targetPort: {port}}}]}}\n"
            )
        };
        for bad in ["HTTP", "-a", "a-", "a--b", "'99999'", "sixteen-letters-x", "70000", "-1", "a_b"] {
            rule.fails(&of(bad));
        }
        for good in ["http", "8080", "0", "''", "h2c-8080", "8080-tcp", "'{{ .port }}'"] {
            rule.passes(&of(good));
        }
        rule.fails(&tester::container("ports: [{name: Web_UI, containerPort: 80}]"));
        rule.passes(&tester::container("ports: [{name: web, containerPort: 80}]"));
    }
}
