//! When a CronJob runs: the dialect of cron that its controller reads (robfig/cron v3, standard parser), and the names of
//! time zones.

/// The fields of a schedule: name, least and greatest value, and words for values from the least on.
const FIELDS: [(&str, u32, u32, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of month", 1, 31, &[]),
    ("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("day of week", 0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

/// Why the API server refuses a schedule.
pub fn schedule_error(text: &str) -> Option<String> {
    if text.contains("TZ=") {
        return Some("the time zone goes into `timeZone`".to_owned());
    }
    if text.starts_with('@') {
        return descriptor_error(text);
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Some(format!("it has {} fields and not five", parts.len()));
    }
    parts.iter().zip(FIELDS).find_map(|(part, field)| part.split(',').find_map(|it| range_error(it, field)))
}

fn descriptor_error(text: &str) -> Option<String> {
    const KNOWN: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    match text.strip_prefix("@every ") {
        Some(duration) if is_duration(duration) => None,
        Some(duration) => Some(format!("`{duration}` is no duration such as `1h30m`")),
        None if KNOWN.contains(&text) => None,
        None => Some(format!("`{text}` is no word it knows")),
    }
}

/// One item of a field: `*`, `5`, `mon-fri`, `*/10`, `10-30/5`.
fn range_error(item: &str, (name, least, greatest, words): (&str, u32, u32, &[&str])) -> Option<String> {
    if item.is_empty() {
        return None;
    }
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    if let Some(step) = step
        && !step.parse::<u32>().is_ok_and(|it| it > 0)
    {
        return Some(format!("`{step}` is no step for the {name}"));
    }
    if matches!(range, "*" | "?") {
        return None;
    }
    let value = |text: &str| {
        let word = words.iter().position(|it| it.eq_ignore_ascii_case(text));
        let number = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        word.map(|it| it as u32 + least).or(number)
    };
    let (start, end) = range.split_once('-').unwrap_or((range, range));
    let (Some(from), Some(to)) = (value(start), value(end)) else {
        return Some(format!("`{item}` is no {name}"));
    };
    if from < least || to > greatest {
        return Some(format!("the {name} goes from {least} to {greatest}, not to `{item}`"));
    }
    (from > to).then(|| format!("`{item}` goes backwards"))
}

/// Whether a text is a duration as Go reads it.
fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let mut count = 0;
    while !rest.is_empty() {
        let number = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let digits = &rest[..number];
        let after = &rest[number..];
        let unit = ["ns", "us", "µs", "ms", "s", "m", "h"]
            .into_iter()
            .filter(|it| after.starts_with(it))
            .max_by_key(|it| it.len());
        let Some(unit) = unit.filter(|_| digits.parse::<f64>().is_ok()) else { return false };
        rest = &after[unit.len()..];
        count += 1;
    }
    count > 0
}

/// Whether a text is the name of a time zone.
pub fn is_time_zone(text: &str) -> bool {
    include_str!("../../data/time-zones.txt").lines().any(|it| it == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_those_of_the_controller() {
        for good in [
            "0 3 * * *",
            "*/5 * * * *",
            "5/15 * * * ?",
            "0 0 1,15 jan-MAR sun",
            "0 0 * * 1-5",
            "@daily",
            "@every 1h30m",
            "@every 1.5h",
            "0  0\t* * *",
            "1,,2 * * * *",
        ] {
            assert_eq!(schedule_error(good), None, "{good}");
        }
        for bad in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "*/0 * * * *",
            "5-1 * * * *",
            "a * * * *",
            "* * * * fri-mon",
            "@reboot",
            "@Daily",
            "@every",
            "@every 5",
            "@every h",
            "TZ=UTC 0 0 * * *",
            "CRON_TZ=UTC 0 0 * * *",
            "* * L * *",
            "1.5 * * * *",
            "- * * * *",
            "1-2-3 * * * *",
        ] {
            assert!(schedule_error(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn time_zones_have_the_names_of_the_database() {
        assert!(["UTC", "Etc/UTC", "Europe/Berlin", "America/Argentina/Ushuaia"].into_iter().all(is_time_zone));
        assert!(
            !["", "Local", "local", "CEST", "Europe/Bonn", "europe/berlin", "+02:00"].into_iter().any(is_time_zone)
        );
    }
}
