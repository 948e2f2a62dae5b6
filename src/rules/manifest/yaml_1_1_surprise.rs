//! `yaml-1-1-surprise`

use super::strings;
use crate::rule::prelude::*;
use crate::yaml::Scalar;

declare_rule! {
    /// Plain words and numbers that Kubernetes reads as something else.
    ///
    /// ## Why is this bad?
    /// Kubernetes reads YAML 1.1: `yes`, `no`, `on`, `off`, `y` and `n` are booleans, `0123` is 83, `1_000` is 1000.
    /// Where a string is wanted (a variable, an annotation, the data of a ConfigMap) any boolean or number is
    /// refused; elsewhere it is not what it seems.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: VERBOSE
    ///           value: yes
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       env:
    ///         - name: VERBOSE
    ///           value: "yes"
    /// ```
    pub YAML_1_1_SURPRISE = "yaml-1-1-surprise" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Document(check)
    }
}

fn check(document: Document<'_>, cx: &mut Context<'_>) {
    let mut wanted = None;
    for it in document.typed() {
        let (Some(text), Some(scalar)) = (it.text(), it.scalar()) else { continue };
        if matches!(scalar, Scalar::Null | Scalar::Str(_)) {
            continue;
        }
        let wanted = wanted.get_or_insert_with(|| strings::wanted(document));
        let string = wanted.binary_search(&it.id()).is_ok();
        if !string && !is_odd(text) && !matches!(scalar, Scalar::Bool(_)) {
            continue;
        }
        let is = match scalar {
            Scalar::Bool(it) => format!("the boolean `{it}`"),
            Scalar::Int(it) => format!("the number {it}"),
            Scalar::Uint(_) | Scalar::Float(_) => "a number".to_owned(),
            Scalar::Null | Scalar::Str(_) => continue,
        };
        if string {
            cx.report(it, format!("`{text}` is {is}, and a string is wanted here")).help("put it in quotes").fix(
                Safety::Safe,
                "make it a string",
                [Edit::replace(it, format!("\"{text}\""))],
            );
            continue;
        }
        match scalar {
            Scalar::Bool(value) if !matches!(text, "true" | "false" | "True" | "False" | "TRUE" | "FALSE") => {
                let finding = cx.report(it, format!("`{text}` is {is}"));
                if it.is_key() {
                    finding.help(format!("put the key in quotes, or write `{value}` if that is meant"));
                } else {
                    finding.help(format!("write `{value}`, or put the word in quotes if a string is meant"));
                    finding.fix(Safety::Safe, "write the boolean", [Edit::replace(it, value.to_string())]);
                }
            }
            Scalar::Int(value) if is_odd(text) && !is_mode(it) && !it.is_key() => {
                cx.report(it, format!("`{text}` is {is}"))
                    .help(format!("write `{value}`, or put it in quotes if a string is meant"))
                    .fix(Safety::Safe, "write the number in decimal", [Edit::replace(it, value.to_string())]);
            }
            _ => {}
        }
    }
}

/// Whether a number looks like another one: octal, binary, or with underscores. Hexadecimal is not mistaken.
fn is_odd(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']).as_bytes();
    text.contains('_') || matches!(digits, [b'0', b'0'..=b'9' | b'o' | b'O' | b'b' | b'B', ..])
}

/// File modes are idiomatic in octal.
fn is_mode(value: Value<'_>) -> bool {
    value.key_text().is_some_and(|it| {
        let key = it.to_ascii_lowercase();
        key.ends_with("mode") || key.ends_with("umask") || key.ends_with("permissions")
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn where_a_string_is_wanted_nothing_else_will_do() {
        let rule = tester::of(&super::YAML_1_1_SURPRISE);
        for value in ["yes", "8080", "1.5", "true", "0x1F"] {
            let found = rule.fails(&tester::container(&format!("env: [{{name: A, value: {value}}}]")));
            assert!(found.message.contains("string is wanted"), "{value}");
        }
        for value in ["'yes'", "abc", "null", "1.2.3", "12:30:45", "2001-01-01", ""] {
            rule.passes(&tester::container(&format!("env: [{{name: A, value: {value}}}]")));
        }
        rule.finds(2, &tester::container("args: [on, --x], command: [1]"));
        rule.finds(
            2,
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, annotations: {a: true}}\ndata: {port: 80}\n",
        );
        rule.fails("apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: 1}}\n");
    }

    #[test]
    fn elsewhere_only_what_deceives_is_reported() {
        let rule = tester::of(&super::YAML_1_1_SURPRISE);
        rule.fails(&tester::pod("{hostNetwork: on}"));
        rule.passes(&tester::pod("{hostNetwork: true, replicas: 80, x: True}"));
        rule.fails(&tester::pod("{port: 8_080}"));
        rule.fails(&tester::pod("{port: 0070}"));
        rule.passes(&tester::pod("{volumes: [{name: v, secret: {defaultMode: 0644}}]}"));
        rule.fails("apiVersion: v1\nkind: ConfigMap\ndata: {on: x}\n");
        rule.passes("apiVersion: v1\nkind: ConfigMap\ndata: {'on': 'yes'}\n");
    }
}
