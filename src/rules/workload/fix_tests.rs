//! Where fixes go that could go to several places.

use crate::rules::tester;

#[test]
fn non_root_is_required_for_the_whole_pod_unless_a_container_has_its_own_setting() {
    let rule = tester::of(&super::run_as_non_root_not_set::RUN_AS_NON_ROOT_NOT_SET);
    let edits = |text: &str| {
        let all = rule.run(&crate::rule::Example::new(text)).into_iter();
        all.filter_map(|it| it.fix).map(|it| it.edits.into_iter().map(|it| it.text).collect()).collect::<Vec<Vec<_>>>()
    };
    let of_pod = ", securityContext: {runAsNonRoot: true}";
    assert_eq!(edits(&tester::pod("{containers: [{name: a}, {name: b}]}")), [[of_pod]]);
    let mixed = tester::pod("{containers: [{name: a, securityContext: {runAsNonRoot: no}}, {name: b}, {name: c}]}");
    assert_eq!(edits(&mixed), [vec!["true"], vec![of_pod, of_pod]]);
    for root in [
        "{securityContext: {runAsUser: 0}, containers: [{name: a}]}",
        "{securityContext: {runAsUser: 0, runAsNonRoot: false}, containers: [{name: a}]}",
        "{containers: [{name: a}, {name: b, securityContext: {runAsUser: 0}}]}",
    ] {
        assert_eq!(edits(&tester::pod(root)), [[""; 0]; 0], "{root} would not start");
    }
}
