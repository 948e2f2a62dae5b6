//! Small random damage to texts, the same for the same seed.

/// xorshift64*.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }
}

const SNIPPETS: [&str; 58] = [
    " ", "  ", "\n", "\n\n", "\t", ":", ": ", ":\n", "#", " # c\n", "- ", "-", "? ", "?", "|", "|\n", "|-\n", ">",
    ">+\n", "|2\n", "'", "\"", "''", "\\", "\\n", "{", "}", "[", "]", ",", ", ", "&a ", "&a\n", "*a", "*a ", "!!str ",
    "!t ", "!", "%", "@", "...\n", "\r\n", "\r", "\u{e9}", "~", "<<: ", "a: ", "a", "0", "\n ", "\n  ", "\n- ",
    "\na: b", "{}", "[]", "\"x\"", "'y'", "key: |\n",
];

/// Damages a text in one to three places.
pub(crate) fn mutate(seed: &str, random: &mut Random) -> String {
    let mut text = seed.to_owned();
    for _ in 0..=random.below(3) {
        match random.below(8) {
            0 => {
                let (from, to) = character(&text, random);
                text.replace_range(from..to, "");
            }
            1..=3 => {
                let (at, _) = character(&text, random);
                text.insert_str(at, SNIPPETS[random.below(SNIPPETS.len())]);
            }
            4 => {
                let (from, to) = character(&text, random);
                text.replace_range(from..to, SNIPPETS[random.below(SNIPPETS.len())]);
            }
            5 => lines(&mut text, random, |lines, at, _| {
                let line = lines[at].clone();
                lines.insert(at, line);
            }),
            6 => lines(&mut text, random, |lines, at, random| match random.below(3) {
                0 => drop(lines.remove(at)),
                1 => {
                    let other = random.below(lines.len());
                    lines.swap(at, other);
                }
                _ => {
                    let line = lines.remove(at);
                    let to = random.below(lines.len() + 1);
                    lines.insert(to, line);
                }
            }),
            _ => lines(&mut text, random, |lines, at, random| match random.below(4) {
                0 => lines[at].insert(0, ' '),
                1 => lines[at].insert_str(0, "  "),
                2 => lines[at] = lines[at].strip_prefix(' ').unwrap_or(&lines[at]).to_owned(),
                _ => lines[at] = lines[at].strip_prefix("  ").unwrap_or(&lines[at]).to_owned(),
            }),
        }
    }
    text
}

fn character(text: &str, random: &mut Random) -> (usize, usize) {
    let mut from = random.below(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    (from, text[from..].chars().next().map_or(from, |it| from + it.len_utf8()))
}

fn lines(text: &mut String, random: &mut Random, change: impl FnOnce(&mut Vec<String>, usize, &mut Random)) {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if !lines.is_empty() {
        let at = random.below(lines.len());
        change(&mut lines, at, random);
        *text = lines.concat();
    }
}
