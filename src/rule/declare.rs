//! The macro behind every rule file.

/// Declares a rule: doc comment, name, metadata and check in one place.
///
/// ```ignore
/// declare_rule! {
///     /// Containers that run in privileged mode.
///     ///
///     /// ## Why is this bad?
///     /// …
///     pub PRIVILEGED_CONTAINER = "privileged-container" {
///         severity: Critical,
///         confidence: High,
///         since: "0.1.0",
///         refs: ["pss:baseline"],
///         check: Container(check)
///     }
/// }
/// ```
///
/// `keys: ["hostPath"],` before `check` names the fields (or, ending in `/`, the domains of labels and annotations) without one
/// of which the rule has nothing to say; see [`Rule::keys`](crate::rule::Rule::keys).
/// `options: Type,` before these `check` gives the rule typed options; see [`Options`](crate::rule::Options).
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        pub $id:ident = $name:literal {
            severity: $severity:ident,
            confidence: $confidence:ident,
            since: $since:literal,
            refs: [$($reference:literal),* $(,)?],
            $(options: $options:ty,)?
            $(keys: [$($key:literal),+ $(,)?],)?
            check: $check:ident $(($($argument:expr),+ $(,)?))? $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        pub static $id: $crate::rule::Rule = $crate::rule::Rule {
            name: $name,
            module: module_path!(),
            docs: concat!($($doc, "\n"),+),
            severity: $crate::finding::Severity::$severity,
            confidence: $crate::finding::Confidence::$confidence,
            since: $since,
            refs: &[$($reference),*],
            options: $crate::declare_rule!(@options $($options)?),
            keys: &[$($($key),+)?],
            check: $crate::rule::Check::$check $(($($argument),+))?,
        };
    };
    (@options) => { None };
    (@options $options:ty) => { Some($crate::rule::Options::of::<$options>()) };
}
