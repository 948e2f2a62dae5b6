//! What the user knows about secrets: names, files and values that are none, and how random a value has to be.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::Error;
use sha2::{Digest, Sha256};
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

/// `secrets` of `holdshort.yaml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Secrets {
    /// What is known to be no secret.
    pub allow: Allow,
    /// How random a value must be to be taken for a secret by its looks, in bits per character.
    pub entropy: Entropy,
    /// Look for secrets in every text file, not only in what a deployment uses. Default: `false`.
    pub everywhere: bool,
}

/// What is known to be no secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Allow {
    /// Globs of names that a value is bound to: keys, variables, flags. Case does not matter.
    pub keys: Vec<String>,
    /// Globs of files, relative to this file.
    pub paths: Vec<String>,
    /// Salted hashes of values, as `holdshort secrets hash` makes them.
    pub values: Vec<Hashed>,
}

/// Least bits per character of what is judged by its randomness alone. They can be raised, not lowered.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Entropy {
    /// Of digits and letters from `a` to `f`. Default: 3.
    #[serde(deserialize_with = "hex_bits")]
    #[schemars(range(min = 3, max = 4))]
    pub hex: f64,
    /// Of all letters, digits and the signs of base64. Default: 3.5.
    #[serde(deserialize_with = "base64_bits")]
    #[schemars(range(min = 3.5, max = 6))]
    pub base64: f64,
}

impl Default for Entropy {
    fn default() -> Self {
        Self { hex: 3.0, base64: 3.5 }
    }
}

fn hex_bits<'de, D: serde::Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    bits(from, 3.0, 4.0)
}

fn base64_bits<'de, D: serde::Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    bits(from, 3.5, 6.0)
}

fn bits<'de, D: serde::Deserializer<'de>>(from: D, least: f64, most: f64) -> Result<f64, D::Error> {
    let bits = f64::deserialize(from)?;
    let inside = (least..=most).contains(&bits);
    if inside { Ok(bits) } else { Err(D::Error::custom(format!("{bits} is not between {least} and {most}"))) }
}

/// How often the hash of a value is taken, so that a short one is not guessed in a moment.
const ROUNDS: u32 = 10_000;

/// A value that is known without being written: PBKDF2 with HMAC-SHA-256 over it and a salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    salt: [u8; 16],
    hash: [u8; 32],
}

impl Hashed {
    /// Of a value, with a new salt.
    pub fn of(value: &str) -> Self {
        let mut salt = [0; 16];
        for half in salt.chunks_mut(8) {
            // The standard library draws the keys of its hashers from the operating system.
            half.copy_from_slice(&RandomState::new().build_hasher().finish().to_le_bytes());
        }
        Self { hash: derive(value.as_bytes(), &salt), salt }
    }

    /// Whether it is that of this value.
    pub fn is_of(&self, value: &str) -> bool {
        derive(value.as_bytes(), &self.salt) == self.hash
    }

    /// The opposite of how it is printed.
    pub fn parse(text: &str) -> Option<Self> {
        let (salt, hash) = text.strip_prefix("pbkdf2-sha256:")?.split_once(':')?;
        Some(Self { salt: unhex(salt)?, hash: unhex(hash)? })
    }
}

impl fmt::Display for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pbkdf2-sha256:")?;
        self.salt.iter().try_for_each(|it| write!(f, "{it:02x}"))?;
        f.write_str(":")?;
        self.hash.iter().try_for_each(|it| write!(f, "{it:02x}"))
    }
}

impl<'de> Deserialize<'de> for Hashed {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        // What is written here by mistake may be the value itself: it is not repeated.
        Self::parse(&text).ok_or_else(|| D::Error::custom("not what `holdshort secrets hash` prints"))
    }
}

impl JsonSchema for Hashed {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Hashed".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^pbkdf2-sha256:[0-9a-f]{32}:[0-9a-f]{64}$"})
    }
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// PBKDF2 (RFC 8018) of one block.
fn derive(value: &[u8], salt: &[u8]) -> [u8; 32] {
    let mut block = hmac(value, &[salt, &1_u32.to_be_bytes()]);
    let mut sum = block;
    for _ in 1..ROUNDS {
        block = hmac(value, &[&block]);
        sum.iter_mut().zip(block).for_each(|(sum, byte)| *sum ^= byte);
    }
    sum
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut inner = Sha256::new();
    inner.update(block.map(|it| it ^ 0x36));
    parts.iter().for_each(|it| inner.update(it));
    let mut outer = Sha256::new();
    outer.update(block.map(|it| it ^ 0x5c));
    outer.update(inner.finalize());
    outer.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_has_the_check_value_of_rfc_4231() {
        let sum: String = hmac(b"Jefe", &[b"what do ya want ", b"for nothing?"]).map(|it| format!("{it:02x}")).concat();
        assert_eq!(sum, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_hash_knows_its_value_and_does_not_tell_it() {
        let hashed = Hashed::of("Zq7kWm2xT9v");
        assert!(hashed.is_of("Zq7kWm2xT9v") && !hashed.is_of("Zq7kWm2xT9w"));
        assert_ne!(hashed, Hashed::of("Zq7kWm2xT9v"), "another salt");
        assert_eq!(Hashed::parse(&hashed.to_string()), Some(hashed));
        assert_eq!(Hashed::parse("Zq7kWm2xT9v"), None);
    }
}
