//! `install-profile-removed`

use crate::rule::prelude::*;

declare_rule! {
    /// IstioOperators with parts that Istio no longer has.
    ///
    /// ## Why is this bad?
    /// The installer refuses a profile that it does not know. Components that are gone, such as Mixer's `policy` or
    /// `citadel`, are left out without a word, and with them what they were to do.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {profile: default, components: {policy: {enabled: true}}}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {profile: default, components: {pilot: {enabled: true}}}
    /// ```
    pub INSTALL_PROFILE_REMOVED = "install-profile-removed" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: [],
        check: Resource(&[Kind::IstioOperator, Kind::SailIstio], check)
    }
}

const PROFILES: [&str; 11] = [
    "default",
    "demo",
    "minimal",
    "remote",
    "external",
    "empty",
    "preview",
    "ambient",
    "openshift",
    "openshift-ambient",
    "stable",
];

const GONE: [&str; 6] = ["policy", "telemetry", "citadel", "galley", "sidecarInjector", "nodeAgent"];

fn check(resource: Resource<'_>, cx: &mut Context<'_>) {
    let Some(spec) = resource.spec() else { return };
    if let Some(profile) = spec.get("profile") {
        let name = profile.text().unwrap_or_default();
        // A path leads to a profile of one's own.
        let own = name.contains(['/', '.', '$', '{']) || name.is_empty();
        if !own && !PROFILES.contains(&name) {
            cx.report(profile, format!("there is no profile `{name}`")).help("use `default`, `minimal` or `ambient`");
        }
    }
    if resource.kind() != Kind::IstioOperator {
        return;
    }
    for (key, value) in spec.get("components").into_iter().flat_map(Value::entries) {
        if let Some(name) = key.text().filter(|it| GONE.contains(it)) {
            cx.report(value, format!("Istio has no component `{name}` any more")).help("delete it");
        }
    }
    if let Some(addons) = spec.get("addonComponents") {
        cx.report(addons, "Istio installs no addons any more").help("delete it, and install addons by themselves");
    }
    let odd = |at: &Value<'_>, bad: fn(&str) -> bool| at.as_str().is_some_and(|it| !it.contains(['$', '{']) && bad(it));
    let is_no_hub =
        |it: &str| it.contains("://") || it.ends_with('/') || it.contains(char::is_whitespace) || it.contains('@');
    if let Some(hub) = spec.get("hub").filter(|it| odd(it, is_no_hub)) {
        cx.report(hub, "this is no place of images").help("write registry and path, such as `docker.io/istio`");
    }
    let is_no_tag = |it: &str| {
        it.is_empty() || it.len() > 128 || !it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
    };
    if let Some(tag) = spec.get("tag").filter(|it| odd(it, is_no_tag)) {
        cx.report(tag, "this is no tag of an image").help("write the release, such as `1.29.1`");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn names_of_parts_and_images_are_those_of_the_installer() {
        let rule = tester::of(&super::INSTALL_PROFILE_REMOVED);
        let of = |spec: &str| {
            format!(
                "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: {{name: i}}\nspec: {{{spec}}}\n"
            )
        };
        rule.fails(&of("profile: sds"));
        rule.fails(&of("addonComponents: {kiali: {enabled: true}}"));
        rule.fails(&of("hub: https://docker.io/istio"));
        rule.fails(&of("tag: 'docker.io/istio:1.2'"));
        for good in [
            "profile: openshift-ambient",
            "profile: /profiles/own.yaml",
            "hub: gcr.io/istio-release, tag: 1.29.1-distroless",
            "tag: 1.29",
        ] {
            rule.passes(&of(good));
        }
        rule.fails(
            "apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {profile: deafult}\n",
        );
    }
}
