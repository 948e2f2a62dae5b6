//! `lifecycle-sleep-vs-grace`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers that sleep before they stop for as long as they are given to stop.
    ///
    /// ## Why is this bad?
    /// The hook and the program share `terminationGracePeriodSeconds`. A sleep that takes all of it leaves the program
    /// no time: it is killed without having seen the signal, with its requests in flight.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   terminationGracePeriodSeconds: 20
    ///   containers:
    ///     - name: app
    ///       lifecycle: {preStop: {sleep: {seconds: 20}}}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   terminationGracePeriodSeconds: 60
    ///   containers:
    ///     - name: app
    ///       lifecycle: {preStop: {sleep: {seconds: 20}}}
    /// ```
    pub LIFECYCLE_SLEEP_VS_GRACE = "lifecycle-sleep-vs-grace" {
        severity: Medium,
        confidence: High,
        since: "0.1.0",
        refs: ["cwe:404"],
        keys: ["preStop"],
        check: Container(check)
    }
}

const DEFAULT_GRACE: i64 = 30;

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(hook) = container.get("lifecycle").and_then(|it| it.get("preStop")) else { return };
    let Some((at, seconds)) = sleep(hook) else { return };
    let pod = container.pod();
    let written = pod.get("terminationGracePeriodSeconds");
    let grace = written.map_or(Some(DEFAULT_GRACE), Value::as_int);
    let Some(grace) = grace.filter(|&it| seconds >= it && it > 0) else { return };
    let message = format!("container `{}` sleeps {seconds} s of the {grace} s it has to stop", container.name());
    let text = seconds.saturating_add(DEFAULT_GRACE).to_string();
    let finding = cx.report(at, message);
    if let Some(written) = written {
        finding.label(written, "the time to stop");
    }
    finding
        .help(format!("set `terminationGracePeriodSeconds` to {text}, which leaves the program its usual time"))
        .fix(
            Safety::Unsafe,
            "raise the grace period",
            Edit::insert_into(pod.spec(), &["terminationGracePeriodSeconds"], &text),
        );
}

/// How long a hook sleeps first, if it is plain to see.
fn sleep(hook: Value<'_>) -> Option<(Value<'_>, i64)> {
    if let Some(at) = hook.path("sleep.seconds") {
        return Some((at, at.as_int()?));
    }
    let command: Vec<Value<'_>> = hook.path("exec.command")?.items().collect();
    let last = *command.last()?;
    let text = last.text()?;
    let mut words = text.split(|c: char| c.is_whitespace() || c == ';' || c == '&').filter(|it| !it.is_empty());
    let is_sleep = |word: &str| word == "sleep" || word.ends_with("/sleep");
    let number = match command.len() {
        2 if is_sleep(command[0].text()?) => text,
        _ if is_sleep(words.next()?) => words.next()?,
        _ => return None,
    };
    Some((last, number.strip_suffix('s').unwrap_or(number).parse().ok()?))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn commands_that_plainly_sleep_count() {
        let rule = tester::of(&super::LIFECYCLE_SLEEP_VS_GRACE);
        for command in
            ["[sleep, '30']", "[/bin/sleep, 45s]", "[sh, -c, sleep 30]", "[sh, -c, 'sleep 40; nginx -s quit']"]
        {
            rule.fails(&tester::container(&format!("lifecycle: {{preStop: {{exec: {{command: {command}}}}}}}")));
        }
        for command in ["[sleep, '29']", "[sh, -c, 'nginx -s quit; sleep 40']", "[sleep, infinity]", "[echo, '90']"] {
            rule.passes(&tester::container(&format!("lifecycle: {{preStop: {{exec: {{command: {command}}}}}}}")));
        }
    }

    #[test]
    fn the_grace_is_that_of_the_pod() {
        let rule = tester::of(&super::LIFECYCLE_SLEEP_VS_GRACE);
        rule.passes(&tester::pod("{terminationGracePeriodSeconds: 31, containers: [{name: a, lifecycle: {preStop: {sleep: {seconds: 30}}}}]}"));
        let found = rule.fails(&tester::pod("{containers: [{name: a, lifecycle: {preStop: {sleep: {seconds: 30}}}}]}"));
        assert!(found.fix.unwrap().edits[0].text.contains("terminationGracePeriodSeconds: 60"));
    }
}
