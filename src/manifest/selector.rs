//! Label selectors, compiled once.

use crate::yaml::Value;

/// Labels that controllers give to the pods they make: no template has them.
const OF_CONTROLLERS: [&str; 9] = [
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "batch.kubernetes.io/job-name",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/controller-uid",
    "job-name",
];

/// What a set of labels must fulfil. An empty one is fulfilled by all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector<'a> {
    equal: Vec<(&'a str, &'a str)>,
    expressions: Vec<Expression<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Expression<'a> {
    key: &'a str,
    operator: Operator,
    values: Vec<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
    /// Not an operator: the API server refuses the object. Fulfilled by nothing.
    Unknown,
}

impl<'a> Selector<'a> {
    /// A plain map of labels, as a Service or a ReplicationController has it.
    pub fn of_map(map: Value<'a>) -> Self {
        let equal = map.entries().filter_map(|(key, value)| Some((key.text()?, value.text()?))).collect();
        Self { equal, expressions: Vec::new() }
    }

    /// A LabelSelector with `matchLabels` and `matchExpressions`.
    pub fn of_label_selector(value: Value<'a>) -> Self {
        let equal = value.get("matchLabels").map(|it| Self::of_map(it).equal).unwrap_or_default();
        let expressions = value
            .list("matchExpressions")
            .map(|it| Expression {
                key: it.get("key").and_then(Value::text).unwrap_or_default(),
                operator: match it.str("operator") {
                    Some("In") => Operator::In,
                    Some("NotIn") => Operator::NotIn,
                    Some("Exists") => Operator::Exists,
                    Some("DoesNotExist") => Operator::DoesNotExist,
                    _ => Operator::Unknown,
                },
                values: it.list("values").filter_map(Value::text).collect(),
            })
            .collect();
        Self { equal, expressions }
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.equal.is_empty() && self.expressions.is_empty()
    }

    /// The labels it asks for by equality.
    pub fn equal(&self) -> &[(&'a str, &'a str)] {
        &self.equal
    }

    /// Whether it asks for the same as another, in whatever order.
    pub fn is_same(&self, other: &Selector<'_>) -> bool {
        let within = |one: &Self, other: &Selector<'_>| {
            one.equal.iter().all(|it| other.equal.contains(it))
                && one.expressions.iter().all(|it| other.expressions.contains(it))
        };
        self.equal.len() == other.equal.len()
            && self.expressions.len() == other.expressions.len()
            && within(self, other)
    }

    /// Whether labels fulfil it of which not all are known: the question about a key is answered with `None` where its value
    /// is not known, and with `Some(None)` where it is known to be absent.
    pub fn judge<'l>(&self, get: impl Fn(&str) -> Option<Option<&'l str>>) -> Option<bool> {
        let equal = self.equal.iter().map(|&(key, value)| get(key).map(|it| it == Some(value)));
        let others = self.expressions.iter().map(|it| {
            if it.operator == Operator::Unknown {
                return Some(false);
            }
            get(it.key).map(|value| match it.operator {
                Operator::In => value.is_some_and(|value| it.values.contains(&value)),
                Operator::NotIn => value.is_none_or(|value| !it.values.contains(&value)),
                Operator::Exists => value.is_some(),
                _ => value.is_none(),
            })
        });
        equal
            .chain(others)
            .try_fold(true, |all, one| match one {
                // One that surely fails decides.
                Some(false) => Err(()),
                Some(true) => Ok(all),
                None => Ok(false),
            })
            .map_or(Some(false), |all| all.then_some(true))
    }

    /// The keys it asks about.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.equal.iter().map(|it| it.0).chain(self.expressions.iter().map(|it| it.key))
    }

    /// The labels it asks for by equality that a pod template can have.
    pub fn written(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.equal.iter().copied().filter(|it| !OF_CONTROLLERS.contains(&it.0))
    }

    /// Whether these labels fulfil it; `None` stands for no labels at all. Labels that controllers give to pods one by one are
    /// taken to fit.
    pub fn matches(&self, labels: Option<Value<'_>>) -> bool {
        let get = |key: &str| labels.and_then(|it| it.get_raw(key)).map(|it| it.text().unwrap_or_default());
        self.written().all(|(key, value)| get(key) == Some(value))
            && self.expressions.iter().all(|it| match it.operator {
                Operator::In => get(it.key).is_some_and(|value| it.values.contains(&value)),
                Operator::NotIn => get(it.key).is_none_or(|value| !it.values.contains(&value)),
                Operator::Exists => get(it.key).is_some(),
                Operator::DoesNotExist => get(it.key).is_none(),
                Operator::Unknown => false,
            })
    }
}
