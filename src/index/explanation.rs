//! Who may call a workload, in words, as far as the policies of the input say.

use super::{DataPlane, Index, Judgement, Reason, Verdict, Waypoint};
use crate::manifest::{
    AuthorizationAction, AuthorizationPolicy, Enforcer, Fate, Kind, MtlsMode, Pod, Request, Resource, Service,
};
use crate::source::Span;
use crate::yaml::Value;

/// What is said of one workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The workload.
    pub workload: String,
    /// Sentences, in the order in which the mesh decides.
    pub lines: Vec<Line>,
}

/// A sentence, and where it is written what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The sentence.
    pub text: String,
    /// The place.
    pub at: Option<Span>,
}

impl<'a> Index<'a> {
    /// Every workload that is not known to be outside of the mesh, with who may call it. With `ambient`, all are taken to be
    /// enrolled by the proxies of their nodes. `wanted` says which workloads are meant.
    pub fn explain_policies(&self, ambient: bool, wanted: &dyn Fn(Pod<'a>) -> bool) -> Vec<Explanation> {
        let workloads = self.workloads(ambient).filter(|it| wanted(*it));
        workloads
            .map(|pod| {
                let is_ambient = ambient || matches!(self.data_plane(pod), DataPlane::Ambient(_));
                Explanation { workload: title(pod.resource()), lines: self.explain(pod, is_ambient) }
            })
            .collect()
    }

    /// Whether a request reaches each workload, and why.
    pub fn explain_request(
        &self,
        request: &Request<'_>,
        to: &dyn Fn(Pod<'a>) -> Option<Called<'a>>,
    ) -> Vec<Explanation> {
        let workloads = self.workloads(true).filter_map(|it| Some((it, to(it)?)));
        workloads
            .map(|(pod, called)| {
                let request = Request { port: called.port.map_or(request.port, crate::manifest::Fact::Is), ..*request };
                let answer = self.may_request(&request, pod, called.service);
                Explanation { workload: title(pod.resource()), lines: answer.in_words() }
            })
            .collect()
    }

    fn workloads(&self, ambient: bool) -> impl Iterator<Item = Pod<'a>> {
        let outside = |pod: Pod<'a>| matches!(self.data_plane(pod), DataPlane::Outside | DataPlane::OptedOut(_));
        let all = self.pods().iter().copied().filter(|it| !it.is_open() && !self.is_outline(it.resource()));
        all.filter(move |it| ambient || !outside(*it))
    }

    fn explain(&self, pod: Pod<'a>, ambient: bool) -> Vec<Line> {
        let all: Vec<AuthorizationPolicy<'a>> = self.policies_on(pod).collect();
        let enforcer = if ambient { Enforcer::Ztunnel } else { self.enforcer_of(pod) };
        let mut lines = Vec::new();
        let mtls = self.mtls_of(pod, None);
        match mtls {
            super::Mtls::Set(MtlsMode::Strict, at) => lines.push(line("plain text is refused", at)),
            super::Mtls::Set(MtlsMode::Disable, at) if !ambient => {
                lines.push(line("all connections are plain text: nobody has an identity", at));
            }
            _ => {}
        }
        for (waypoint, policies) in self.waypoints_before(pod).into_iter().filter(|_| ambient) {
            for policy in policies {
                say(&mut lines, policy, &format!("at the waypoint `{waypoint}`, "), Enforcer::Http);
            }
        }
        for policy in all.iter().filter(|it| it.is_dry_run() || it.action() == AuthorizationAction::Audit) {
            let text = format!("`{}` decides nothing: it is tried out, or only records", policy.resource().name());
            lines.push(Line { text, at: Some(policy.resource().grip()) });
        }
        let with = |action| all.iter().filter(move |it| it.action() == action && !it.is_dry_run());
        with(AuthorizationAction::Custom).for_each(|it| say(&mut lines, *it, "", enforcer));
        let before = lines.len();
        with(AuthorizationAction::Deny).for_each(|it| say(&mut lines, *it, "", enforcer));
        let middle = lines.len();
        with(AuthorizationAction::Allow).for_each(|it| say(&mut lines, *it, "", enforcer));
        let any = with(AuthorizationAction::Allow).next().is_some();
        let holds =
            |it: Value<'a>| matches!(Fate::of(enforcer, AuthorizationAction::Allow, it), Fate::Kept | Fate::Wider);
        let effective = with(AuthorizationAction::Allow).any(|it| it.rules().any(holds));
        let text = match (any, effective, middle > before) {
            (false, _, true) => "everything else is allowed: no policy says what is",
            (false, ..) if with(AuthorizationAction::Custom).next().is_some() => {
                "everything else is allowed: no policy says what is"
            }
            (false, ..) => "everything is allowed to everyone: no policy here is for it",
            (true, true, _) => "everything else is refused",
            (true, false, _) => "everything is refused",
        };
        lines.push(Line { text: text.to_owned(), at: None });
        lines
    }

    /// What enforces the policies of a workload with a sidecar: of one whose ports are all known not to speak HTTP, an Envoy
    /// that sees connections.
    fn enforcer_of(&self, pod: Pod<'a>) -> Enforcer {
        let ports =
            pod.containers().flat_map(|it| it.value().list("ports")).filter_map(|it| it.get("containerPort")?.as_int());
        let mut told = ports.map(|it| self.protocol_of(pod, it)).peekable();
        if told.peek().is_some() && told.all(|it| it == Some(false)) { Enforcer::Tcp } else { Enforcer::Http }
    }

    /// The waypoints of the Services of a pod, with their policies.
    fn waypoints_before(&self, pod: Pod<'a>) -> Vec<(&'a str, Vec<AuthorizationPolicy<'a>>)> {
        let mut all = Vec::new();
        for service in self.services_of(pod) {
            let labels = service.path("metadata.labels");
            if let Waypoint::Named(name, namespace, _) = self.waypoint(service, labels) {
                all.push((name, self.policies_of_waypoint(service, name, namespace)));
            }
        }
        all
    }

    /// The policies that the proxy of a workload enforces: those of its namespace and of the root namespace that select it.
    pub fn policies_on(&self, pod: Pod<'a>) -> impl Iterator<Item = AuthorizationPolicy<'a>> {
        let near: Resource<'a> = pod.resource();
        let all = self.policies_at(Kind::AuthorizationPolicy, near).filter_map(AuthorizationPolicy::of);
        all.filter(move |it| !it.has_targets() && it.selector().matches(pod.labels()))
    }
}

/// How a workload is called.
#[derive(Clone, Copy, Debug, Default)]
pub struct Called<'a> {
    /// By this Service.
    pub service: Option<Service<'a>>,
    /// At this port of the workload; `None` for that of the request.
    pub port: Option<u16>,
}

impl Judgement<'_> {
    /// The verdict and its reasons.
    pub fn in_words(&self) -> Vec<Line> {
        let name = |it: &AuthorizationPolicy<'_>| format!("`{}`", it.resource().name());
        let plain = |text: &str| Line { text: text.to_owned(), at: None };
        let mut lines = match &self.reason {
            Reason::Rule(policy, rule) => {
                let verb = if self.verdict == Verdict::Denied { "refused by" } else { "allowed by" };
                vec![line(&format!("{verb} {}: {}", name(policy), AuthorizationPolicy::in_words(*rule)), *rule)]
            }
            Reason::NotAllowed(all) => {
                let names: Vec<String> = all.iter().map(name).collect();
                vec![Line {
                    text: format!("refused: no rule of {} allows it", names.join(", ")),
                    at: all.first().map(|it| it.resource().grip()),
                }]
            }
            Reason::Nothing => vec![plain("allowed: no policy here is for it")],
            Reason::NotRefused => vec![plain("allowed: no policy refuses it, and none says what is allowed")],
            Reason::PlainText(at) => vec![line("refused: plain text, where mutual TLS is required", *at)],
            Reason::Open(rules) => {
                let mut lines = vec![plain("it depends:")];
                lines.extend(rules.iter().map(|(policy, rule)| {
                    let verb = verb(policy.action());
                    line(&format!("{} {verb}: {}", name(policy), AuthorizationPolicy::in_words(*rule)), *rule)
                }));
                lines
            }
        };
        for (policy, rule, fate) in &self.altered {
            let words = AuthorizationPolicy::in_words(*rule);
            lines.push(line(&format!("{}: {words}{}", name(policy), but(*fate, self.enforcer)), *rule));
        }
        lines
    }
}

fn title(resource: Resource<'_>) -> String {
    let place = resource.namespace().map(|it| format!(" in `{it}`")).unwrap_or_default();
    format!("{}{place}", resource.title())
}

fn line(text: &str, at: Value<'_>) -> Line {
    Line { text: text.to_owned(), at: Some(at.grip()) }
}

fn verb(action: AuthorizationAction) -> &'static str {
    match action {
        AuthorizationAction::Deny => "refuses",
        AuthorizationAction::Custom => "asks an external authorizer about",
        _ => "allows",
    }
}

fn say(lines: &mut Vec<Line>, policy: AuthorizationPolicy<'_>, start: &str, enforcer: Enforcer) {
    let verb = match policy.action() {
        AuthorizationAction::Custom => {
            let provider = policy.get("provider").and_then(|it| it.str("name")).unwrap_or_default();
            format!("asks `{provider}` about")
        }
        action => verb(action).to_owned(),
    };
    for rule in policy.rules() {
        let words = AuthorizationPolicy::in_words(rule);
        let but = but(Fate::of(enforcer, policy.action(), rule), enforcer);
        lines.push(line(&format!("{start}`{}` {verb}: {words}{but}", policy.resource().name()), rule));
    }
}

fn but(fate: Fate, enforcer: Enforcer) -> &'static str {
    match (fate, enforcer) {
        (Fate::Kept, _) => "",
        (Fate::Dropped, Enforcer::Ztunnel) => {
            " — not enforced: a ztunnel does not see requests and leaves the rule out"
        }
        (Fate::Dropped, _) => " — not enforced: the port is not HTTP, and the rule is left out",
        (Fate::Never, _) => " — not enforced: a ztunnel sees nothing of what the rule asks for",
        (Fate::Wider, Enforcer::Ztunnel) => " — enforced wider: a ztunnel sees a part of what narrows the rule",
        (Fate::Wider, _) => " — enforced wider: the port is not HTTP, and only a part of the rule is looked at",
        (Fate::Refused, _) => " — not enforced: a ztunnel does not know the action",
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
        let mut all = Index::build(&sources, &trees, false).explain_policies(ambient, &|_| true);
        assert_eq!(all[0].workload, "Pod `web` in `shop`");
        all.remove(0).lines.into_iter().map(|it| it.text).collect()
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
