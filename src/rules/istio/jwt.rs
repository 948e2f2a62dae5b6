//! What the rules about tokens have in common.

use crate::manifest::Resource;
use crate::yaml::Value;

/// The rules of a RequestAuthentication.
pub(super) fn rules<'a>(resource: Resource<'a>) -> impl Iterator<Item = Value<'a>> {
    resource.spec().into_iter().flat_map(|it| it.list("jwtRules")).filter(|it| it.is_mapping())
}

/// Where the keys come from, in both spellings that are read.
pub(super) fn keys_at<'a>(rule: Value<'a>) -> Option<(Value<'a>, &'a str)> {
    let value = rule.get("jwksUri").or_else(|| rule.get("jwks_uri"))?;
    Some((value, value.as_str()?))
}

/// The host of a URL, without user and port.
pub(super) fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |it| it.1);
    if let Some(v6) = authority.strip_prefix('[') {
        return v6.split(']').next();
    }
    Some(authority.split(':').next().unwrap_or_default()).filter(|it| !it.is_empty())
}

/// Whether a host is one of the cluster.
pub(super) fn is_in_cluster(host: &str) -> bool {
    !host.contains('.') || host.ends_with(".svc") || host.contains(".svc.") || host.ends_with(".local")
}

#[cfg(test)]
mod tests {
    #[test]
    fn hosts_stand_alone() {
        assert_eq!(super::host("https://a@b.c:1/d?e"), Some("b.c"));
        assert_eq!(super::host("http://[::1]:1/"), Some("::1"));
        assert_eq!(super::host("b.c"), None);
        assert!(super::is_in_cluster("a.b.svc.cluster.local") && super::is_in_cluster("a"));
        assert!(!super::is_in_cluster("a.b"));
    }
}
