//! Who may call a workload, in words, as far as the policies of the input say.

use super::{DataPlane, Index};
use crate::manifest::{AuthorizationAction, AuthorizationPolicy, Fate, Kind, Pod, Resource};

/// What is said of one workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The workload.
    pub workload: String,
    /// Sentences, in the order in which the mesh decides.
    pub lines: Vec<String>,
}

impl<'a> Index<'a> {
    /// Every workload that is not known to be outside of the mesh, with who may call it. With `ambient`, all are taken to be
    /// enrolled by the proxies of their nodes.
    pub fn explain_policies(&self, ambient: bool) -> Vec<Explanation> {
        let outside = |pod: Pod<'a>| matches!(self.data_plane(pod), DataPlane::Outside | DataPlane::OptedOut(_));
        let workloads = self.pods().iter().copied().filter(|it| !it.is_open() && (ambient || !outside(*it)));
        let explain = |pod: Pod<'a>| {
            let resource = pod.resource();
            let place = resource.namespace().map(|it| format!(" in `{it}`")).unwrap_or_default();
            let is_ambient = ambient || matches!(self.data_plane(pod), DataPlane::Ambient(_));
            Explanation { workload: format!("{}{place}", resource.title()), lines: self.explain(pod, is_ambient) }
        };
        workloads.map(explain).collect()
    }

    fn explain(&self, pod: Pod<'a>, ambient: bool) -> Vec<String> {
        let all: Vec<AuthorizationPolicy<'a>> = self.policies_on(pod).collect();
        let with = |action| all.iter().filter(move |it| it.action() == action && !it.is_dry_run());
        let mut lines = Vec::new();
        for policy in all.iter().filter(|it| it.is_dry_run() || it.action() == AuthorizationAction::Audit) {
            lines.push(format!("`{}` decides nothing: it is tried out, or only records", policy.resource().name()));
        }
        for policy in with(AuthorizationAction::Custom) {
            let provider = policy.get("provider").and_then(|it| it.str("name")).unwrap_or_default();
            say(&mut lines, *policy, &format!("asks `{provider}` about"), ambient);
        }
        with(AuthorizationAction::Deny).for_each(|it| say(&mut lines, *it, "refuses", ambient));
        let before = lines.len();
        let mut any = false;
        for policy in with(AuthorizationAction::Allow) {
            any = true;
            say(&mut lines, *policy, "allows", ambient);
        }
        lines.push(match (any, lines.len() > before, before > 0) {
            (false, _, true) => "everything else is allowed: no policy says what is".to_owned(),
            (false, _, false) => "everything is allowed to everyone: no policy here is for it".to_owned(),
            (true, true, _) => "everything else is refused".to_owned(),
            (true, false, _) => "everything is refused".to_owned(),
        });
        lines
    }

    /// The policies that the proxy of a workload enforces: those of its namespace and of the root namespace that select it.
    pub fn policies_on(&self, pod: Pod<'a>) -> impl Iterator<Item = AuthorizationPolicy<'a>> {
        let near: Resource<'a> = pod.resource();
        let all = self.policies_at(Kind::AuthorizationPolicy, near).filter_map(AuthorizationPolicy::of);
        all.filter(move |it| !it.has_targets() && it.selector().matches(pod.labels()))
    }
}

fn say(lines: &mut Vec<String>, policy: AuthorizationPolicy<'_>, verb: &str, ambient: bool) {
    for rule in policy.rules() {
        let words = AuthorizationPolicy::in_words(rule);
        let fate = if ambient { Fate::of(policy.action(), rule) } else { Fate::Kept };
        let but = match fate {
            Fate::Kept => "",
            Fate::Dropped => " — not enforced: a ztunnel does not see requests and leaves the rule out",
            Fate::Never => " — not enforced: a ztunnel sees nothing of what the rule asks for",
            Fate::Wider => " — enforced wider: a ztunnel sees a part of what narrows the rule",
            Fate::Refused => " — not enforced: a ztunnel does not know the action",
        };
        lines.push(format!("`{}` {verb}: {words}{but}", policy.resource().name()));
    }
}

#[cfg(test)]
mod tests {
    use crate::index::Index;
    use crate::source::{Role, Source, Sources};
    use crate::yaml;

    fn lines(policies: &str, ambient: bool) -> Vec<String> {
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: shop, labels: {{app: web}}}}\nspec: {{containers: [{{name: c}}]}}\n{policies}"
        );
        let mut sources = Sources::new();
        let id = sources.add(Source::new("a.yaml", text.as_str(), Role::Report));
        let trees = vec![yaml::parse(id, sources.get(id).text().clone())];
        let mut all = Index::build(&sources, &trees, false).explain_policies(ambient);
        assert_eq!(all[0].workload, "Pod `web` in `shop`");
        all.remove(0).lines
    }

    fn policy(name: &str, spec: &str) -> String {
        format!(
            "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n"
        )
    }

    #[test]
    fn refusal_comes_before_permission_and_the_rest_after() {
        assert_eq!(lines("", false), ["everything is allowed to everyone: no policy here is for it"]);
        assert_eq!(lines(&policy("none", "{}"), false), ["everything is refused"]);
        let both =
            policy("in", "{rules: [{from: [{source: {namespaces: [edge]}}], to: [{operation: {methods: [GET]}}]}]}")
                + &policy("out", "{action: DENY, rules: [{to: [{operation: {notPaths: [/a, /b]}}]}]}")
                + &policy("other", "{selector: {matchLabels: {app: db}}, rules: [{}]}");
        assert_eq!(
            lines(&both, false),
            [
                "`out` refuses: anyone, to not path /a | /b",
                "`in` allows: namespace edge, to method GET",
                "everything else is refused",
            ]
        );
    }

    #[test]
    fn what_a_ztunnel_does_not_enforce_is_said() {
        let deny = policy("out", "{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}");
        let all = lines(&deny, true);
        assert!(all[0].contains("not enforced"), "{all:?}");
        assert!(!lines(&deny, false)[0].contains("not enforced"));
    }
}
