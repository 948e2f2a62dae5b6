//! Values written anew on one line, for fixes that repeat them elsewhere.

use crate::yaml::{Scalar, Value};

/// The value in flow style; `None` where that would lose something.
pub(super) fn of(value: Value<'_>) -> Option<String> {
    if value.is_alias() || value.anchor().is_some() || value.tag().is_some() {
        return None;
    }
    if value.is_mapping() {
        let entries = value.written().map(|(key, value)| Some(format!("{}: {}", scalar(key)?, of(value)?)));
        return Some(format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(", ")));
    }
    if value.is_sequence() {
        return Some(format!("[{}]", value.items().map(of).collect::<Option<Vec<_>>>()?.join(", ")));
    }
    scalar(value)
}

/// What is plain stays so, unless a character of it means something in a collection.
fn scalar(value: Value<'_>) -> Option<String> {
    let text = value.source_text();
    if text.starts_with(['"', '\'']) {
        return (!text.contains('\n')).then(|| text.to_owned());
    }
    match value.scalar()? {
        Scalar::Str(text) => {
            let plain = text.chars().all(|it| it.is_ascii_alphanumeric() || "/.-_".contains(it)) && !text.is_empty();
            Some(if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() })
        }
        _ => Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::source::SourceId;
    use crate::yaml;

    #[test]
    fn one_line_says_the_same() {
        let flow = |text: &str| super::of(yaml::parse(SourceId(0), text.into()).document(0).root().unwrap());
        assert_eq!(flow("a: 1\nb:\n- x\n- 'y z'\n- k: '*'\n").as_deref(), Some("{a: 1, b: [x, 'y z', {k: '*'}]}"));
        assert_eq!(flow("a: x, y\n").as_deref(), Some("{a: \"x, y\"}"));
        assert_eq!(flow("a: /api/*\n").as_deref(), Some("{a: \"/api/*\"}"));
        assert_eq!(flow("a: &x 1\n"), None);
    }
}
