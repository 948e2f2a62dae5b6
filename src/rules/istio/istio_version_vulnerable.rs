//! `istio-version-vulnerable`

use super::release;
use crate::rule::At;
use crate::rule::prelude::*;

declare_rule! {
    /// Releases of Istio with known vulnerabilities, or without support.
    ///
    /// ## Why is this bad?
    /// The proxy parses what strangers send, and istiod gives out every identity of the mesh. For releases that are listed here the
    /// security bulletins of Istio name ways to stop or to trick them; for lines without support no bulletins are written any more.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.29.1}
    /// ```
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: istiod}
    /// spec: {template: {spec: {containers: [{name: discovery, image: docker.io/istio/pilot:1.20.1}]}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: install.istio.io/v1alpha1
    /// kind: IstioOperator
    /// metadata: {name: istio}
    /// spec: {tag: 1.30.4}
    /// ```
    pub ISTIO_VERSION_VULNERABLE = "istio-version-vulnerable" {
        severity: High,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:1395", "cwe:1104"],
        check: Several(&[Check::Mesh(check_mesh), Check::Related(Kind::WITH_PODS, check)])
    }
}

fn check_mesh<'a>(document: &MeshDocument<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let mesh = document.view();
    let Some((place, version)) = mesh.version() else { return };
    let fix = |to| release::replaced(place, version, to).map(|text| mesh.set(place, &text)).unwrap_or_default();
    judge(version, mesh.at(place), index, cx, fix);
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    for container in Pod::all(resource).flat_map(Pod::containers) {
        let named = |it: &Value<'_>| it.as_str().is_some_and(|it| it.contains("istio"));
        let Some(place) = container.image_value().filter(named) else { continue };
        let Some(image) = container.image() else { continue };
        let own = matches!(image.base_name(), "pilot" | "proxyv2" | "ztunnel" | "install-cni")
            && image.path.contains("istio");
        let Some(version) = image.tag.filter(|_| own).and_then(IstioVersion::parse) else { continue };
        let fix =
            |to| release::replaced(place, version, to).map(|text| Edit::set_scalar(place, &text)).unwrap_or_default();
        judge(version, place, index, cx, fix);
    }
}

fn judge(
    version: IstioVersion,
    at: impl At,
    index: &Index<'_>,
    cx: &mut Context<'_>,
    fix: impl Fn(IstioVersion) -> Vec<Edit>,
) {
    let open: Vec<_> = release::open(version).collect();
    // In a closed world what is not in the input is not in use.
    let (used, idle): (Vec<_>, Vec<_>) = open.into_iter().partition(|it| !index.is_closed() || it.concerns(index));
    let supported = !version.is_before(release::OLDEST_SUPPORTED);
    let Some(worst) = used.first().or(idle.first()) else {
        if !supported {
            cx.report(at, format!("Istio `{version}` gets no fixes, and bulletins do not cover it"))
                .severity(Severity::Medium)
                .help(format!("upgrade to 1.{} or later", release::OLDEST_SUPPORTED));
        }
        return;
    };
    let count = if used.is_empty() { idle.len() } else { used.len() };
    let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
    let finding = cx.report(at, format!("Istio `{version}` has ISTIO-SECURITY-{}{more}: {}", worst.name, worst.what));
    let names: Vec<_> = used.iter().chain(&idle).map(|it| it.name).collect();
    finding.caption(names.join(", "));
    if used.is_empty() {
        finding.severity(Severity::Low);
    }
    match release::fixed_after(version) {
        Some(fixed) if supported => {
            finding.help(format!("upgrade to {fixed} at least"));
            let edits = fix(fixed);
            if !edits.is_empty() {
                finding.fix(Safety::Unsafe, format!("upgrade to {fixed}"), edits);
            }
        }
        _ => {
            finding.help(format!("this line gets no more fixes: upgrade to 1.{} or later", release::OLDEST_SUPPORTED));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn what_is_not_in_use_weighs_less_in_a_closed_world() {
        use crate::finding::Severity;
        let rule = || tester::of(&super::ISTIO_VERSION_VULNERABLE);
        let istio =
            "apiVersion: sailoperator.io/v1\nkind: Istio\nmetadata: {name: default}\nspec: {version: v1.30.0}\n";
        assert_eq!(rule().fails(istio).fix.unwrap().edits[0].text, "v1.30.4");
        let line = istio.replace("1.30.0", "1.25.5");
        let found = rule().fails(&line);
        assert!(found.message.contains("gets no fixes") && found.severity == Severity::Medium, "{found:#?}");
        rule().passes(&istio.replace("v1.30.0", "v1.30-latest"));
        rule().passes(&istio.replace("v1.30.0", "v1.30.4"));
        rule().passes(&tester::container("image: 'example.com/pilot:1.20.1'"));
        let old = istio.replace("1.30.0", "1.30.2");
        assert_eq!(rule().fails(&old).severity, Severity::High);
    }
}
