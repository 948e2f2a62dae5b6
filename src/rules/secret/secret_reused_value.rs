//! `secret-reused-value`

use crate::rule::prelude::*;

declare_rule! {
    /// One credential in several places.
    ///
    /// ## Why is this bad?
    /// A password that two environments share opens both when one leaks, and cannot be replaced in one of them alone. Who
    /// reads a test manifest reads the production password.
    ///
    /// Values are compared in memory, under a key that is drawn anew in each run. Passwords that everyone tries first are
    /// left out: they are findings of their own.
    ///
    /// ## Fail
    /// ```yaml
    /// # file: test.yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: test}
    /// data: {DB_PASSWORD: 'bStd!8AgdmX2s'}
    /// # file: prod.yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: prod}
    /// data: {DB_PASSWORD: 'bStd!8AgdmX2s'}
    /// ```
    /// ## Pass
    /// ```yaml
    /// # file: test.yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: test}
    /// data: {DB_PASSWORD: $(DB_PASSWORD)}
    /// # file: prod.yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: prod}
    /// data: {DB_PASSWORD: $(DB_PASSWORD)}
    /// ```
    pub SECRET_REUSED_VALUE = "secret-reused-value" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:1391", "cwe:798"],
        check: Engine
    }
}
