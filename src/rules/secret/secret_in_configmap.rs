//! `secret-in-configmap`

use super::{base64, content, inline, moved, unpack};
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets in ConfigMaps, in a key or inside a file.
    ///
    /// ## Why is this bad?
    /// A ConfigMap is readable for far more people than a Secret: the built-in role `view` has it, it is not encrypted
    /// at rest, and tools print it without a second thought.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   app.properties: |
    ///     server.port=8080
    ///     spring.datasource.password=WDsU%9kcE3oEJ
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app}
    /// data:
    ///   app.properties: |
    ///     server.port=8080
    ///     spring.datasource.password=${DB_PASSWORD}
    /// ```
    pub SECRET_IN_CONFIGMAP = "secret-in-configmap" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: [
            "trivy:KSV-0109", "trivy:KSV-01010", "kubescape:C-0012", "cwe:312", "cwe:522",
        ],
        check: Related(&[Kind::ConfigMap], check)
    }
}

fn check<'a>(map: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    packed(map, cx);
    for (key, value) in map.root().get("data").into_iter().flat_map(|it| it.entries()) {
        let (Some(name), Some(text)) = (key.text(), value.text()) else { continue };
        let text_is_file = text.trim_end().contains('\n') || text.contains(": ") || text.contains('=');
        // Where a value has the look of a file and of a value, it may be either.
        let found = if text_is_file { inline::in_file(name, value) } else { Vec::new() };
        let found =
            if found.is_empty() && !text.trim_end().contains('\n') { inline::at_leaf(name, value) } else { found };
        for it in found {
            let message = format!("`{}` in a ConfigMap holds a secret in clear text", it.name);
            let (whole, value) = (it.whole, it.value);
            let finding = it.report(
                cx,
                message,
                "move it to a Secret, and rotate the value: it stays in the history of the file",
            );
            if whole {
                let edits = moved::to_secret(map, name, value, index);
                finding.fix(Safety::Unsafe, "refer to a Secret that you create", edits);
            }
        }
    }
}

/// Files that are packed: gzip, in whatever layers.
fn packed(map: Resource<'_>, cx: &mut Context<'_>) {
    for (key, value) in map.root().get("binaryData").into_iter().flat_map(|it| it.entries()) {
        let (Some(name), Some(text)) = (key.text(), value.text().filter(|it| it.starts_with("H4sI"))) else { continue };
        let inner = base64::decode(text).and_then(|it| unpack::text(&it)).unwrap_or_default();
        if content::find(name, &inner).is_empty() {
            continue;
        }
        cx.report((key.span(), value.location()), format!("the file packed in `{name}` of a ConfigMap holds a secret"))
            .sensitive()
            .help("move it to a Secret, and replace the value: it stays in the history of the file");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn map(data: &str) -> String {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata:\n{data}")
    }

    #[test]
    fn the_label_is_at_the_name_inside_the_file() {
        let text =
            map("  config.json: |\n    {\n      \"db\": {\n        \"password\": \"J8X1@9585yMa6\"\n      }\n    }\n");
        let found = tester::of(&super::SECRET_IN_CONFIGMAP).fails(&text);
        assert_eq!(&text[found.span().range()], "password");
        assert_eq!(text[..found.span().range().start].matches('\n').count(), 7);
    }

    #[test]
    fn keys_and_files_of_any_format_count() {
        let rule = tester::of(&super::SECRET_IN_CONFIGMAP);
        for data in [
            "  DB_PASSWORD: DKw3!WDyyIdYx\n",
            "  api-key: d591skBso9wI2gSDE5JXGuATH5wkBJU0\n",
            "  redis.conf: |\n    requirepass 0bNmbTAGFEfcVYXnKa0q\n    port 6379\n",
            "  x.ini: |\n    [app]\n    PWD = mqIw2o8cnkwU\n",
        ] {
            rule.fails(&map(data));
        }
    }

    #[test]
    fn settings_templates_and_expressions_pass() {
        let rule = tester::of(&super::SECRET_IN_CONFIGMAP);
        for data in [
            "  KEYSTORE_PATH: /etc/keystore.p12\n  PASSWORD_RESET_URL: https://corp.test/reset\n",
            "  m.json: |\n    {\"primaryKey\":\"id\",\"sortKey\":\"created\",\"tokenizer\":\"standard\"}\n",
            "  g.ini: |\n    admin_password = $__env{GF_ADMIN_PASSWORD}\n",
            "  s.yaml: |\n    password: {type: string, description: \"The password\"}\n",
            "  l: |\n    pattern=%d{ISO8601} token=%X{token} %m%n\n",
            "  t: |\n    {{ with secret \"a\" }}password={{ .Data.password }}{{ end }}\n",
        ] {
            rule.passes(&map(data));
        }
    }

    #[test]
    fn a_packed_file_is_unpacked() {
        use crate::rules::secret::{base64::tests::encode, unpack::tests::gzip};
        let rule = tester::of(&super::SECRET_IN_CONFIGMAP);
        let it = |text: &str| {
            map("{}").replace("data:\n{}", &format!("binaryData: {{a.gz: {}}}", encode(&gzip(text.as_bytes()))))
        };
        rule.fails(&it("smtp:\n  password: Fv4n!cVnSOgsR\n"));
        rule.passes(&it("smtp:\n  password: ${PW}\n"));
    }

    #[test]
    fn the_fix_takes_the_references_along_and_leaves_the_value() {
        let rule = tester::of(&super::SECRET_IN_CONFIGMAP);
        let pod = |how: &str| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers:\n  - name: a\n    {how}\n"
            )
        };
        let entry = map("  DB_PASSWORD: DKw3!WDyyIdYx\n  HOST: db\n");
        let named = pod("env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: DB_PASSWORD}}}]");
        let fix = rule.fails(&format!("{entry}{named}")).fix.expect("a fix");
        let texts: Vec<&str> = fix.edits.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["", "secretKeyRef", "c-secrets"]);
        for other in [pod("env: []"), pod("envFrom: [{configMapRef: {name: c}}]")] {
            assert!(rule.fails(&format!("{entry}{other}")).fix.is_none(), "{other}");
        }
    }
}
