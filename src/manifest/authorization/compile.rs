//! Rules as a proxy enforces them. What it cannot see is taken out first, and what is left is not always what was meant: an
//! Envoy knows no requests on a port of TCP, a ztunnel knows none at all.

use super::{AuthorizationAction, Clause, ClausePart};
use crate::yaml::Value;

/// What enforces a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enforcer {
    /// An Envoy that reads HTTP: a sidecar, a gateway or a waypoint.
    Http,
    /// An Envoy on a port that is not HTTP.
    Tcp,
    /// The proxy of a node, which sees connections only.
    Ztunnel,
}

/// What a proxy makes of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is enforced as written.
    Kept,
    /// It is left out: what it allows is not allowed.
    Dropped,
    /// It is there and never holds: what it denies is not denied.
    Never,
    /// It holds for more than is written: only a part of what narrows it is looked at.
    Wider,
    /// The action is refused: nothing of the policy is enforced.
    Refused,
}

/// A rule as it is enforced: all groups must hold, of a group one alternative, of an alternative all clauses.
#[derive(Clone, Debug)]
pub struct CompiledRule<'a> {
    /// Where it is written.
    pub rule: Value<'a>,
    /// What became of it.
    pub fate: Fate,
    pub(super) groups: Vec<Vec<Vec<Clause<'a>>>>,
}

impl Enforcer {
    /// Whether it can hold a request against a clause.
    pub fn sees(self, clause: &Clause<'_>) -> bool {
        match self {
            Self::Http => true,
            Self::Tcp => !clause.attribute.is_http(),
            Self::Ztunnel => clause.is_seen_by_ztunnel(),
        }
    }
}

impl Fate {
    /// What becomes of a rule of a policy with this action.
    pub fn of(enforcer: Enforcer, action: AuthorizationAction, rule: Value<'_>) -> Self {
        CompiledRule::new(enforcer, action, rule).fate
    }
}

impl<'a> CompiledRule<'a> {
    /// What a proxy makes of a rule of a policy with this action.
    pub fn new(enforcer: Enforcer, action: AuthorizationAction, rule: Value<'a>) -> Self {
        let mut it = Self { rule, fate: Fate::Kept, groups: groups(rule) };
        it.fate = match (enforcer, action) {
            (Enforcer::Http, _) => Fate::Kept,
            (
                Enforcer::Ztunnel,
                AuthorizationAction::Audit | AuthorizationAction::Custom | AuthorizationAction::Unknown,
            ) => Fate::Refused,
            (_, AuthorizationAction::Allow) => it.permit(enforcer),
            (Enforcer::Tcp, _) => it.widen(),
            (Enforcer::Ztunnel, _) => it.hollow(),
        };
        it
    }

    /// A permission of which anything is lost is not given, but for what a ztunnel overlooks.
    fn permit(&mut self, enforcer: Enforcer) -> Fate {
        let overlooked = |it: &Clause<'_>| enforcer == Enforcer::Ztunnel && it.is_lost_by_ztunnel();
        let lost = |it: &Clause<'_>| !enforcer.sees(it) && !overlooked(it);
        if self.groups.iter().flatten().flatten().any(lost) {
            return Fate::Dropped;
        }
        if enforcer == Enforcer::Ztunnel && self.groups.iter().flatten().flatten().any(overlooked) {
            return self.hollow();
        }
        Fate::Kept
    }

    /// Envoy leaves out what TCP does not have; an alternative without clauses holds for all.
    fn widen(&mut self) -> Fate {
        let mut fate = Fate::Kept;
        for alternative in self.groups.iter_mut().flatten() {
            let before = alternative.len();
            alternative.retain(|it| Enforcer::Tcp.sees(it));
            if alternative.len() < before {
                fate = Fate::Wider;
            }
        }
        fate
    }

    /// A ztunnel passes over an alternative of which nothing is left, and a group of which no alternative is left never holds.
    fn hollow(&mut self) -> Fate {
        let mut fate = Fate::Kept;
        for group in &mut self.groups {
            for alternative in group.iter_mut() {
                let before = alternative.len();
                alternative.retain(|it| Enforcer::Ztunnel.sees(it));
                if !alternative.is_empty() && alternative.len() < before && fate != Fate::Never {
                    fate = Fate::Wider;
                }
            }
            group.retain(|it| !it.is_empty());
            if group.is_empty() {
                fate = Fate::Never;
            }
        }
        fate
    }
}

/// `from` is one group, `to` another, and each condition is one.
fn groups(rule: Value<'_>) -> Vec<Vec<Vec<Clause<'_>>>> {
    let of = |part: ClausePart| -> Vec<Vec<Clause<'_>>> {
        match part {
            ClausePart::Source => rule.list("from").filter_map(|it| it.get("source")).map(Clause::of_source).collect(),
            ClausePart::Operation => {
                rule.list("to").filter_map(|it| it.get("operation")).map(Clause::of_operation).collect()
            }
            ClausePart::Condition => Vec::new(),
        }
    };
    let mut all = vec![of(ClausePart::Source), of(ClausePart::Operation)];
    all.retain(|it| !it.is_empty());
    all.extend(rule.list("when").map(|it| vec![Clause::of_condition(it)]));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;
    use crate::yaml;

    #[track_caller]
    fn fate(enforcer: Enforcer, action: AuthorizationAction, rule: &str) -> Fate {
        let tree = yaml::parse(SourceId(0), rule.into());
        Fate::of(enforcer, action, tree.document(0).root().unwrap())
    }

    #[test]
    fn a_denial_with_nothing_left_in_a_group_never_holds() {
        let deny = |rule: &str| fate(Enforcer::Ztunnel, AuthorizationAction::Deny, rule);
        assert_eq!(deny("{from: [{source: {principals: [a]}}], to: [{operation: {methods: [GET]}}]}"), Fate::Never);
        assert_eq!(deny("{to: [{operation: {paths: [/admin]}}]}"), Fate::Never);
        assert_eq!(deny("{when: [{key: 'request.headers[x]', values: [a]}]}"), Fate::Never);
        assert_eq!(deny("{when: [{key: source.trustDomain, values: [a]}]}"), Fate::Never);
        assert_eq!(deny("{from: [{source: {trustDomains: [a]}}]}"), Fate::Never);
        assert_eq!(deny("{to: [{operation: {methods: [GET]}}, {operation: {ports: ['80']}}]}"), Fate::Kept);
        assert_eq!(deny("{to: [{operation: {methods: [GET], ports: ['80']}}]}"), Fate::Wider);
        assert_eq!(
            deny("{from: [{source: {namespaces: [a]}}], when: [{key: source.ip, values: [10.0.0.1]}]}"),
            Fate::Kept
        );
        assert_eq!(deny("{}"), Fate::Kept);
    }

    #[test]
    fn permission_is_dropped_whole() {
        let allow = |rule: &str| fate(Enforcer::Ztunnel, AuthorizationAction::Allow, rule);
        assert_eq!(allow("{to: [{operation: {methods: [GET], ports: ['80']}}]}"), Fate::Dropped);
        assert_eq!(allow("{from: [{source: {serviceAccounts: [a/b]}}]}"), Fate::Kept);
        assert_eq!(allow("{when: [{key: source.serviceAccount, values: [a/b]}]}"), Fate::Dropped);
        assert_eq!(allow("{from: [{source: {trustDomains: [a], namespaces: [b]}}]}"), Fate::Wider);
        assert_eq!(allow("{from: [{source: {trustDomains: [a]}}]}"), Fate::Never);
        assert_eq!(fate(Enforcer::Ztunnel, AuthorizationAction::Custom, "{}"), Fate::Refused);
    }

    #[test]
    fn on_tcp_permission_goes_and_denial_grows() {
        let rule = "{from: [{source: {namespaces: [a]}}], to: [{operation: {methods: [GET]}}]}";
        assert_eq!(fate(Enforcer::Tcp, AuthorizationAction::Allow, rule), Fate::Dropped);
        assert_eq!(fate(Enforcer::Tcp, AuthorizationAction::Deny, rule), Fate::Wider);
        assert_eq!(fate(Enforcer::Http, AuthorizationAction::Deny, rule), Fate::Kept);
        assert_eq!(fate(Enforcer::Tcp, AuthorizationAction::Deny, "{to: [{operation: {ports: ['80']}}]}"), Fate::Kept);
    }
}
