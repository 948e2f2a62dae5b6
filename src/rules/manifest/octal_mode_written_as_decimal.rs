//! `octal-mode-written-as-decimal`

use crate::rule::prelude::*;
use crate::yaml::Scalar;

declare_rule! {
    /// File modes that look octal and are read as decimal.
    ///
    /// ## Why is this bad?
    /// `400` is 0620, not 0400: the files of the volume become writable for the group. Numbers above 511, and quoted
    /// ones, are refused. An octal number begins with a zero; JSON has none, so 0400 is written 256 there.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: keys
    ///       secret: {secretName: keys, defaultMode: 400}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///   volumes:
    ///     - name: keys
    ///       secret: {secretName: keys, defaultMode: 0400}
    /// ```
    pub OCTAL_MODE_WRITTEN_AS_DECIMAL = "octal-mode-written-as-decimal" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:732"],
        keys: ["defaultMode", "mode"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    for volume in pod.volumes() {
        let kinds = ["secret", "configMap", "downwardAPI", "projected"];
        for source in kinds.into_iter().filter_map(|it| volume.get(it)) {
            judge(source.get("defaultMode"), cx);
            let projected = source.list("sources").flat_map(|it| it.entries().map(|(_, it)| it));
            for item in [source].into_iter().chain(projected).flat_map(|it| it.list("items")) {
                judge(item.get("mode"), cx);
            }
        }
    }
}

fn judge(mode: Option<Value<'_>>, cx: &mut Context<'_>) {
    let Some((mode, text)) = mode.and_then(|it| Some((it, it.text()?))) else { return };
    let digits = text.trim_start_matches('0');
    let octal = digits.len() == 3 && digits.bytes().all(|it| (b'0'..=b'7').contains(&it));
    let Some(meant) = u32::from_str_radix(digits, 8).ok().filter(|_| octal) else { return };
    let quoted = matches!(mode.scalar(), Some(Scalar::Str(_)));
    // Other decimal numbers below 512 are modes that someone converted: 420 is 0644.
    let looks = matches!(text, "400" | "440" | "444" | "500") || mode.as_int().is_some_and(|it| it > 0o777);
    if !quoted && !looks {
        return;
    }
    let is = match mode.as_int() {
        _ if quoted => "a string, which is refused".to_owned(),
        Some(it) if it > 0o777 => format!("decimal, {it:#o} in octal, which is refused").replace("0o", "0"),
        Some(it) => format!("decimal: the mode is {it:#o}").replace("0o", "0"),
        None => return,
    };
    let json = mode.tree().text().trim_start().starts_with('{');
    let right = if json { meant.to_string() } else { format!("0{digits}") };
    cx.report(mode, format!("mode `{text}` is {is}")).help(format!("write `{right}`")).fix(
        Safety::Unsafe,
        "write the mode that is meant",
        [Edit::replace(mode, right)],
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_cannot_be_meant_is_reported() {
        let rule = tester::of(&super::OCTAL_MODE_WRITTEN_AS_DECIMAL);
        let mode = |mode: &str| tester::pod(&format!("{{volumes: [{{name: v, secret: {{defaultMode: {mode}}}}}]}}"));
        for bad in ["400", "440", "600", "644", "755", "'0400'", "\"644\""] {
            rule.fails(&mode(bad));
        }
        for good in ["0400", "0644", "420", "256", "292", "511", "0o600", "null"] {
            rule.passes(&mode(good));
        }
        assert_eq!(rule.fails(&mode("400")).message, "mode `400` is decimal: the mode is 0620");
    }

    #[test]
    fn items_and_projections_have_modes_and_json_has_no_octal() {
        let rule = tester::of(&super::OCTAL_MODE_WRITTEN_AS_DECIMAL);
        rule.finds(2, &tester::pod("{volumes: [{name: v, projected: {defaultMode: 444, sources: [{configMap: {items: [{key: a, path: a, mode: 400}]}}]}}]}"));
        let found = rule.fails("{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"spec\": {\"volumes\": [{\"name\": \"v\", \"secret\": {\"defaultMode\": 400}}]}}");
        assert_eq!(found.fix.unwrap().edits[0].text, "256");
    }
}
