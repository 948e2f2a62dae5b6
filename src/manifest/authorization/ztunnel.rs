//! What becomes of a rule where a ztunnel enforces it. A ztunnel sees connections: what only a request has is taken out, and
//! what is left is not always what was meant.

use super::{AuthorizationAction, Clause};
use crate::yaml::Value;

/// What a ztunnel makes of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is enforced as written.
    Kept,
    /// It is left out: what it allows is not allowed.
    Dropped,
    /// It is there and never holds: what it denies is not denied.
    Never,
    /// It denies more than is written: only a part of what narrows it is looked at.
    Wider,
    /// The action is refused: nothing of the policy is enforced.
    Refused,
}

impl Fate {
    /// What becomes of a rule of a policy with this action.
    pub fn of(action: AuthorizationAction, rule: Value<'_>) -> Self {
        match action {
            AuthorizationAction::Allow => {
                let lost =
                    Clause::of_rule(rule).into_iter().any(|it| !it.is_seen_by_ztunnel() && !it.is_lost_by_ztunnel());
                if lost { Self::Dropped } else { Self::Kept }
            }
            AuthorizationAction::Deny => Self::of_denial(rule),
            AuthorizationAction::Audit | AuthorizationAction::Custom | AuthorizationAction::Unknown => Self::Refused,
        }
    }

    /// The alternatives of `from` are one group, those of `to` another, and each condition is one. An alternative of which
    /// nothing is left is passed over; a group of which no alternative is left never holds.
    fn of_denial(rule: Value<'_>) -> Self {
        let sources: Vec<_> =
            rule.list("from").filter_map(|it| it.get("source")).map(|it| judge(&Clause::of_source(it))).collect();
        let operations: Vec<_> =
            rule.list("to").filter_map(|it| it.get("operation")).map(|it| judge(&Clause::of_operation(it))).collect();
        let conditions = rule.list("when").map(|it| vec![judge(&Clause::of_condition(it))]);
        let groups: Vec<Vec<Left>> =
            [sources, operations].into_iter().chain(conditions).filter(|it| !it.is_empty()).collect();
        if groups.iter().any(|group| group.iter().all(|it| *it == Left::Nothing)) {
            return Self::Never;
        }
        if groups.iter().flatten().any(|it| *it == Left::Part) { Self::Wider } else { Self::Kept }
    }
}

/// What is left of an alternative.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    All,
    Part,
    Nothing,
}

fn judge(clauses: &[Clause<'_>]) -> Left {
    match clauses.iter().filter(|it| it.is_seen_by_ztunnel()).count() {
        0 => Left::Nothing,
        seen if seen == clauses.len() => Left::All,
        _ => Left::Part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;
    use crate::yaml;

    #[track_caller]
    fn fate(action: AuthorizationAction, rule: &str) -> Fate {
        let tree = yaml::parse(SourceId(0), rule.into());
        Fate::of(action, tree.document(0).root().unwrap())
    }

    #[test]
    fn a_denial_with_nothing_left_in_a_group_never_holds() {
        let deny = |rule: &str| fate(AuthorizationAction::Deny, rule);
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
        let allow = |rule: &str| fate(AuthorizationAction::Allow, rule);
        assert_eq!(allow("{to: [{operation: {methods: [GET], ports: ['80']}}]}"), Fate::Dropped);
        assert_eq!(allow("{from: [{source: {serviceAccounts: [a/b]}}]}"), Fate::Kept);
        assert_eq!(allow("{when: [{key: source.serviceAccount, values: [a/b]}]}"), Fate::Dropped);
        assert_eq!(allow("{from: [{source: {trustDomains: [a], namespaces: [b]}}]}"), Fate::Kept);
        assert_eq!(fate(AuthorizationAction::Custom, "{}"), Fate::Refused);
    }
}
