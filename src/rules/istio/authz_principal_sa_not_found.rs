//! `authz-principal-sa-not-found`

use super::meant;
use crate::rule::prelude::*;

declare_rule! {
    /// Policies for a service account that does not exist.
    ///
    /// ## Why is this bad?
    /// A rule that allows an account with a slip in its name allows nobody, and one that refuses it refuses nobody. The
    /// rule speaks only where the input holds the namespace of the account.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: readers, namespace: shop}
    /// spec:
    ///   rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/chekout]}}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: checkout, namespace: shop}
    /// ```
    ///
    /// ## Pass
    /// ```yaml
    /// apiVersion: security.istio.io/v1
    /// kind: AuthorizationPolicy
    /// metadata: {name: readers, namespace: shop}
    /// spec:
    ///   rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/checkout]}}]}]
    /// ---
    /// apiVersion: v1
    /// kind: Namespace
    /// metadata: {name: shop}
    /// ---
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: {name: checkout, namespace: shop}
    /// ```
    pub AUTHZ_PRINCIPAL_SA_NOT_FOUND = "authz-principal-sa-not-found" {
        severity: Medium,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kiali:KIA0106", "kiali:KIA0107", "kiali:KIA0108"],
        check: Related(&[Kind::AuthorizationPolicy], check)
    }
}

fn check<'a>(resource: Resource<'a>, index: &Index<'a>, cx: &mut Context<'_>) {
    let Some(policy) = AuthorizationPolicy::of(resource) else { return };
    for clause in policy.clauses() {
        if !matches!(clause.attribute, Attribute::Principals | Attribute::ServiceAccounts) {
            continue;
        }
        for (at, text) in clause.texts() {
            let account = match clause.attribute {
                Attribute::Principals => of_principal(text),
                _ => of_account(text, resource.namespace()),
            };
            let Some(account) = account else { continue };
            if !account.domain.is_none_or(|it| is_own_domain(it, index, resource))
                || !is_missing(&account, index, resource)
            {
                continue;
            }
            let finding = cx.report(
                at,
                format!("there is no service account `{}` in namespace `{}`", account.name, account.namespace),
            );
            finding.help("check the name of the service account");
            let accounts = index.in_namespace(Kind::ServiceAccount, Some(account.namespace)).map(Resource::name);
            if let Some(meant) = meant::nearest(account.name, accounts) {
                let title = format!("write `{meant}`");
                finding.help(format!("did you mean `{meant}`?"));
                let end = text.len() - account.name.len();
                finding.fix(Safety::Unsafe, title, Edit::set_scalar(at, &format!("{}{meant}", &text[..end])));
            }
        }
    }
}

/// A service account that is named in full.
#[derive(Debug)]
struct Account<'a> {
    domain: Option<&'a str>,
    namespace: &'a str,
    name: &'a str,
}

fn of_principal(text: &str) -> Option<Account<'_>> {
    let mut parts = text.strip_prefix("spiffe://").unwrap_or(text).split('/');
    let (domain, ns, namespace, sa, name) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let plain = ns == "ns" && sa == "sa" && parts.next().is_none() && !text.contains(['*', '?', '[', '(', '{', '$']);
    (plain && !namespace.is_empty() && !name.is_empty()).then_some(Account { domain: Some(domain), namespace, name })
}

fn of_account<'a>(text: &'a str, own: Option<&'a str>) -> Option<Account<'a>> {
    let (namespace, name) = match text.split_once('/') {
        Some((namespace, name)) => (namespace, name),
        None => (own?, text),
    };
    let plain = !name.is_empty() && !namespace.is_empty() && !name.contains('/') && !text.contains(['*', '{', '$']);
    plain.then_some(Account { domain: None, namespace, name })
}

/// Whether a trust domain is that of the mesh around the policy, not that of another one.
fn is_own_domain<'a>(domain: &str, index: &Index<'a>, near: Resource<'a>) -> bool {
    match index.mesh(near) {
        Some(mesh) => domain == "cluster.local" || domain == mesh.trust_domain(),
        None => domain == "cluster.local",
    }
}

fn is_missing<'a>(account: &Account<'a>, index: &Index<'a>, near: Resource<'a>) -> bool {
    let (name, place) = (account.name, Some(account.namespace));
    let known = || index.named(Kind::ServiceAccount, name).any(|it| it.namespace().is_none_or(|it| Some(it) == place));
    // Istio makes accounts for the Gateways that it runs.
    let is_made = |it: Resource<'a>| {
        let class = it.path("spec.gatewayClassName").and_then(Value::as_str).unwrap_or_default();
        name.strip_prefix(it.name()).is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-') == Some(class))
    };
    name != "default"
        && holds_accounts(place, index, near)
        && !known()
        && index.running_as(name, place, near).is_empty()
        && !index.in_namespace(Kind::GatewayApiGateway, place).any(is_made)
        && !index.may_be_made(Kind::ServiceAccount, name, near)
}

/// Whether the input would hold the accounts of a namespace: it owns the namespace, and holds accounts or pods of it.
fn holds_accounts<'a>(place: Option<&'a str>, index: &Index<'a>, near: Resource<'a>) -> bool {
    let pods = || {
        let namespace = index.named(Kind::Namespace, place.unwrap_or_default()).next();
        namespace.is_some_and(|it| index.pods_in(it).next().is_some())
    };
    index.owns(place, near)
        && (index.is_closed() || index.in_namespace(Kind::ServiceAccount, place).next().is_some() || pods())
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    const OWNED: &str = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: b}\nspec: {serviceAccountName: runner}\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: b}\nspec: {gatewayClassName: istio}\n";

    fn of(rule: &str) -> String {
        format!(
            "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: p, namespace: b}}\nspec: {{rules: [{{{rule}}}]}}\n{OWNED}"
        )
    }

    #[test]
    fn accounts_are_known_by_pods_and_gateways_too() {
        let rule = tester::of(&super::AUTHZ_PRINCIPAL_SA_NOT_FOUND);
        let principal = |it: &str| of(&format!("from: [{{source: {{principals: ['{it}']}}}}]"));
        rule.fails(&principal("cluster.local/ns/b/sa/other"));
        rule.fails(&of("when: [{key: source.principal, notValues: ['cluster.local/ns/b/sa/other']}]"));
        for known in ["b/sa/runner", "b/sa/default", "b/sa/edge-istio", "c/sa/other", "b/sa/oth*"] {
            rule.passes(&principal(&format!("cluster.local/ns/{known}")));
        }
        rule.passes(&principal("partner.example.com/ns/b/sa/other"));
        rule.passes(&principal("*"));
    }

    #[test]
    fn short_names_are_of_the_own_namespace() {
        let rule = tester::of(&super::AUTHZ_PRINCIPAL_SA_NOT_FOUND);
        let accounts = |it: &str| of(&format!("from: [{{source: {{serviceAccounts: ['{it}']}}}}]"));
        rule.fails(&accounts("other"));
        rule.fails(&accounts("b/other"));
        rule.passes(&accounts("runner"));
        rule.passes(&accounts("c/other"));
    }

    #[test]
    fn a_namespace_alone_shows_no_accounts() {
        let policy = "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: b}\nspec: {rules: [{from: [{source: {principals: [cluster.local/ns/b/sa/x]}}]}]}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n";
        tester::of(&super::AUTHZ_PRINCIPAL_SA_NOT_FOUND).passes(policy);
        tester::of(&super::AUTHZ_PRINCIPAL_SA_NOT_FOUND).closed().fails(policy);
    }
}
