//! `kiali-anonymous`

use crate::rule::prelude::*;
use crate::source::Span;
use crate::yaml::Embedded;

declare_rule! {
    /// Kiali open to everyone, or with a key that everybody can guess.
    ///
    /// ## Why is this bad?
    /// Kiali shows the whole mesh and changes it with rights of its own. With the strategy `anonymous` whoever reaches the page does; with
    /// a literal or short signing key anyone can make a session.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: kiali.io/v1alpha1
    /// kind: Kiali
    /// metadata: {name: kiali}
    /// spec: {auth: {strategy: anonymous}}
    /// ```
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: kiali, namespace: istio-system}
    /// data:
    ///   config.yaml: |
    ///     auth: {strategy: token}
    ///     login_token: {signing_key: kiali}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: kiali.io/v1alpha1
    /// kind: Kiali
    /// metadata: {name: kiali}
    /// spec: {auth: {strategy: openid}, login_token: {signing_key: "secret:kiali-key:key"}}
    /// ```
    pub KIALI_ANONYMOUS = "kiali-anonymous" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:306", "cwe:321"],
        check: Resource(&[Kind::Kiali, Kind::ConfigMap], check)
    }
}

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    if resource.kind() == Kind::Kiali {
        if let Some(spec) = resource.spec() {
            judge(spec, &|it| (it.grip(), it.location()), cx);
        }
    } else if resource.name() == "kiali" {
        let Some(outer) = resource.root().get("data").and_then(|it| it.get("config.yaml")) else { return };
        let Some(text) = Embedded::read(outer) else { return };
        if let Some(config) = text.root() {
            judge(config, &|it| text.at(outer, it), cx);
        }
    }
}

fn judge(config: Value<'_>, at: &dyn Fn(Value<'_>) -> (Span, String), cx: &mut Context<'_>) {
    if let Some(strategy) = config.path("auth.strategy").filter(|it| it.as_str() == Some("anonymous")) {
        let finding = cx.report(at(strategy), "whoever reaches Kiali sees the whole mesh, and may change it");
        finding.help("use `openid` or `token`");
        // In a ConfigMap it stands inside of a text.
        if at(strategy).0 == strategy.grip() {
            finding.fix(Safety::Unsafe, "ask for a token", Edit::set_scalar(strategy, "token"));
        }
        if config.path("deployment.view_only_mode").is_some_and(Value::is_true) {
            finding.severity(Severity::Medium);
        }
        return;
    }
    let Some(key) = config.path("login_token.signing_key").filter(|it| it.is_scalar()) else { return };
    let text = key.text().unwrap_or_default();
    if text.starts_with("secret:") || text.is_empty() {
        return;
    }
    let weak = text.len() < 16 || text.starts_with("CHANGEME");
    let what = if weak {
        "anyone can guess the key of Kiali's sessions"
    } else {
        "the key of Kiali's sessions is in the file"
    };
    cx.report(at(key), what).sensitive().help("keep the key in a Secret: `secret:<name>:<key>`");
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_the_sample_ships_is_one_finding() {
        use crate::finding::Severity;
        let rule = tester::of(&super::KIALI_ANONYMOUS);
        let of = |spec: &str| {
            format!("apiVersion: kiali.io/v1alpha1\nkind: Kiali\nmetadata: {{name: kiali}}\nspec: {spec}\n")
        };
        let sample = "{auth: {strategy: anonymous}, deployment: {view_only_mode: false}, login_token: {signing_key: CHANGEME00000000}}";
        assert_eq!(rule.fails(&of(sample)).severity, Severity::High);
        assert_eq!(
            rule.fails(&of("{auth: {strategy: anonymous}, deployment: {view_only_mode: true}}")).severity,
            Severity::Medium
        );
        rule.fails(&of("{login_token: {signing_key: CHANGEME00000000}}"));
        rule.passes(&of("{login_token: {signing_key: ''}}"));
        rule.passes(&of("{auth: {strategy: token}}"));
    }
}
