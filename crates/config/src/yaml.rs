//! Configuration files.

use std::fmt;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::Tagged;
use serde_saphyr::{DuplicateKeyPolicy, NonFiniteFloatPolicy};

/// Tag of a path to a Keras model in the files hls4ml writes.
const KERAS_MODEL: &str = "!keras_model";

/// What the reader tells programmers about a duplicate key.
const LIBRARY_ADVICE: &str = ", set DuplicateKeyPolicy in Options if acceptable";

/// Reads a configuration file.
///
/// Merge keys are expanded. A scalar tagged `!keras_model` is its path; other tags beyond those of YAML are refused.
/// Numbers that are not finite become text such as `.nan`, so that they are reported where a number is needed.
///
/// # Errors
/// [`Code::ConfigSyntax`] with the place in the text.
pub fn parse_yaml(text: &str) -> Result<Value> {
    if text.trim().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        leading_zero_numbers_as_strings: true,
    };
    let node: Node = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let message = error.to_string().replace(LIBRARY_ADVICE, "");
        Diagnostic::error(Code::ConfigSyntax, Subject::Argument("config".into()), "the text is no YAML").found(message)
    })?;
    Ok(node.0)
}

/// A value as YAML, mappings in the order of their keys.
pub fn to_yaml(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    // A JSON value has no part that YAML cannot hold, and a string as target cannot fail.
    serde_saphyr::to_string(&value).unwrap_or_default()
}

/// A node of a file: scalars as YAML types them, tags checked.
struct Node(Value);

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let tagged = Tagged::<Untagged>::deserialize(deserializer)?;
        match &tagged.1 {
            Some(tag) if tag != KERAS_MODEL && !is_standard(tag) => {
                Err(D::Error::custom(format!("the tag `{tag}` is not known")))
            }
            Some(_) | None => Ok(Node(tagged.0.0)),
        }
    }
}

/// Whether a tag is one of the plain types of YAML.
fn is_standard(tag: &str) -> bool {
    const TYPES: [&str; 7] = ["bool", "float", "int", "map", "null", "seq", "str"];
    tag.strip_prefix("tag:yaml.org,2002:").is_some_and(|name| TYPES.contains(&name))
}

/// The value of a node without its tag.
struct Untagged(Value);

impl<'de> Deserialize<'de> for Untagged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(Untagged)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> std::result::Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("the number is not finite"))
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Node(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> std::result::Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Node(value))) = entries.next_entry::<String, Node>()? {
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
