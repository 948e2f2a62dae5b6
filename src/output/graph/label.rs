//! What fits into a box: what it is, and its name in two lines at most.

use super::layout::WIDTH;

/// Around text, in a box.
const AROUND: f64 = 22.0;

/// The lines of a box.
#[derive(Debug, PartialEq)]
pub(super) struct Label {
    /// Kind and namespace; empty for what is neither.
    pub(super) kind: String,
    /// One or two lines.
    pub(super) name: Vec<String>,
}

/// Parts the title of a node.
pub(super) fn label(title: &str, kind: &str) -> Label {
    let is_object = !matches!(kind, "outside" | "goal" | "system");
    let goals = ["Secrets of namespace ", "cloud identity "];
    let of_goal = || goals.iter().find_map(|it| Some((it.trim_end().to_owned(), title.strip_prefix(it)?)));
    let object = |(kind, name): (&str, &'_ str)| match name.split_once('/') {
        Some((namespace, _)) => format!("{kind} in {namespace}"),
        None => kind.to_owned(),
    };
    let (kind, name) = match title.split_once(' ').filter(|_| is_object) {
        Some((kind, name)) => (object((kind, name)), name.split_once('/').map_or(name, |it| it.1)),
        None => of_goal().filter(|_| kind == "goal").unwrap_or((String::new(), title)),
    };
    let room = WIDTH - AROUND;
    Label { kind: short(&kind, room * 13.0 / 9.75), name: lines(name, room) }
}

fn lines(name: &str, room: f64) -> Vec<String> {
    if width(name) <= room {
        return vec![name.to_owned()];
    }
    // Broken behind the last mark of punctuation that fits, or where it is full.
    let mut at = 0.0;
    let (mut full, mut mark) = (name.len(), 0);
    for (place, c) in name.char_indices() {
        at += char_width(c);
        if at > room {
            full = place;
            break;
        }
        if matches!(c, '-' | '.' | '_' | '/' | ' ' | ':') {
            mark = place + c.len_utf8();
        }
    }
    let cut = if mark > 0 && (mark * 3 > full || width(&name[mark..]) <= room) { mark } else { full };
    vec![name[..cut].trim_end().to_owned(), short(&name[cut..], room)]
}

/// A text with its middle left out, if it is too long.
fn short(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let all: Vec<char> = text.chars().collect();
    let (mut head, mut tail) = (0, 0);
    let mut left = room - char_width('…');
    while head + tail < all.len() {
        // The end of a name tells more than its middle.
        let c = if tail <= head { all[all.len() - 1 - tail] } else { all[head] };
        left -= char_width(c);
        if left < 0.0 {
            break;
        }
        if tail <= head { tail += 1 } else { head += 1 }
    }
    all[..head].iter().chain(&['…']).chain(&all[all.len() - tail..]).collect()
}

fn width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

/// About as wide as a bold letter of 13 pixels is in the fonts of systems; rather too wide.
fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '|' | '\'' => 4.7,
        'f' | 't' | 'r' | '-' | '/' | '(' | ')' | ' ' => 5.8,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 13.0,
        'A'..='Z' | '&' | '#' | '…' => 10.2,
        c if c.is_ascii() => 8.6,
        _ => 14.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_break_at_their_joints_and_lose_their_middle() {
        let of = |title: &str| label(title, "workload");
        let it = of("Deployment shop/web");
        assert_eq!((it.kind.as_str(), it.name.as_slice()), ("Deployment in shop", &["web".to_owned()][..]));
        let it = of("Deployment default/internal-proxy-info-deployment");
        assert_eq!(it.name, ["internal-proxy-info-", "deployment"]);
        let it = of(&format!("Pod x/{}", "ab".repeat(60)));
        assert_eq!(it.name.len(), 2);
        assert!(it.name[1].contains('…') && it.name.iter().all(|it| width(it) <= WIDTH - AROUND), "{it:?}");
        assert_eq!(of("ClusterRoleBinding loki-clusterrolebinding").name, ["loki-", "clusterrolebinding"]);
        assert_eq!(label("Secrets of all namespaces", "goal").kind, "");
        assert_eq!(label("Secrets of namespace big-monolith", "goal").name, ["big-monolith"]);
        assert_eq!(of("Pod").name, ["Pod"]);
    }
}
