//! For every format: one that it finds, one a character short, one glued to a word. Made from the expressions, so that no scanner
//! stumbles over this file.

use super::formats::{Check, FORMATS};
use super::token;

/// The shortest text that an expression matches, of characters that follow each other in no pattern.
fn sample(expression: &str) -> String {
    let mut random = 0x2545_f491_u32;
    sequence(&mut expression.chars().collect::<Vec<_>>().as_slice(), &mut random)
}

fn sequence(rest: &mut &[char], random: &mut u32) -> String {
    let mut out = String::new();
    while let Some((&first, tail)) = rest.split_first() {
        *rest = tail;
        let atom: Vec<char> = match first {
            ')' | '|' => {
                // Of alternatives the first.
                let mut depth = 1;
                while first == '|' && depth > 0 {
                    let Some((&next, tail)) = rest.split_first() else { break };
                    depth += i32::from(next == '(') - i32::from(next == ')');
                    *rest = tail;
                }
                return out;
            }
            '(' => {
                *rest = &rest[2..];
                let group = sequence(rest, random);
                let (least, _) = count(rest);
                out.push_str(&group.repeat(least));
                continue;
            }
            '[' => class(rest),
            '\\' => {
                let (&escaped, tail) = rest.split_first().unwrap();
                *rest = tail;
                match escaped {
                    'b' => continue,
                    'd' => ('0'..='9').collect(),
                    other => vec![other],
                }
            }
            other => vec![other],
        };
        let (least, _) = count(rest);
        for _ in 0..least {
            *random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            out.push(atom[(*random >> 16) as usize % atom.len()]);
        }
    }
    out
}

/// Least and whether there may be more.
fn count(rest: &mut &[char]) -> (usize, bool) {
    match rest.first() {
        Some('?' | '*') => {
            *rest = &rest[1..];
            (0, true)
        }
        Some('+') => {
            *rest = &rest[1..];
            (30, true)
        }
        Some('{') => {
            let end = rest.iter().position(|it| *it == '}').unwrap();
            let text: String = rest[1..end].iter().collect();
            *rest = &rest[end + 1..];
            (text.split(',').next().unwrap().parse().unwrap(), text.contains(','))
        }
        _ => (1, false),
    }
}

fn class(rest: &mut &[char]) -> Vec<char> {
    let end = rest.iter().position(|it| *it == ']').unwrap();
    let inside = &rest[..end];
    *rest = &rest[end + 1..];
    let mut all = Vec::new();
    let mut at = 0;
    while at < inside.len() {
        if at + 2 < inside.len() && inside[at + 1] == '-' {
            all.extend(inside[at]..=inside[at + 2]);
            at += 3;
        } else {
            all.push(inside[at]);
            at += 1;
        }
    }
    // Signs at the ends would be boundaries themselves.
    let letters: Vec<char> = all.iter().copied().filter(char::is_ascii_alphanumeric).collect();
    if letters.is_empty() { all } else { letters }
}

#[test]
fn every_format_is_found_whole_and_neither_short_nor_glued() {
    let mut wrong = Vec::new();
    for &(literal, name, expression, _, _) in FORMATS.iter().filter(|it| it.3 != Check::Nkey) {
        let text = sample(expression);
        // Of formats with several literals the sample has one.
        if !text.contains(literal) {
            continue;
        }
        let is_found = |text: &str| token::find(text).iter().any(|it| it.name == name);
        if token::find(&text).is_empty() {
            wrong.push(format!("{name} is not found: {text}"));
        }
        // What may be as long as it likes has no length to fall short of but the least.
        let open = expression.contains("]+") || expression.contains("]*") || expression.contains(")?");
        if !open && is_found(&text[..text.len() - 1]) {
            wrong.push(format!("{name} is found short of a character: {text}"));
        }
        if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && is_found(&format!("x{text}")) {
            wrong.push(format!("{name} is found inside of a word: x{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
