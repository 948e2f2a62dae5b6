//! `secret-in-file`

use crate::rule::prelude::*;

declare_rule! {
    /// Secrets in files that are no manifests.
    ///
    /// ## Why is this bad?
    /// A repository is cloned, mirrored and built as a whole: a credential in a script or a settings file beside the
    /// manifests is read by as many people and programs as one inside of them.
    ///
    /// Only `--secrets-everywhere` (`secrets: {everywhere: true}`) looks into such files.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: docker-compose.yml
    /// services:
    ///   db:
    ///     environment:
    ///       DB_PASSWORD: bStd!8AgdmX2s
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: docker-compose.yml
    /// services:
    ///   db:
    ///     environment:
    ///       DB_PASSWORD: ${DB_PASSWORD}
    /// ```
    pub SECRET_IN_FILE = "secret-in-file" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["trivy:KSV-01010", "cwe:798", "cwe:540"],
        check: Engine
    }
}
