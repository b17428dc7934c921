//! Documentation of the options, from their declarations.

use std::fmt::Write;

use hlsmith_ir::{AttributeValue, Kind, Level, Op, pascal_case};

use crate::keys::{self, Key, Scope};
use crate::rules;
use crate::start::plain;

/// `docs/configuration.md`.
pub fn configuration_markdown() -> String {
    let mut text = String::from(
        "# Configuration\n\n\
         This file is generated from the declarations of the options; edit those instead.\n\n\
         A configuration is a dictionary in Python or a YAML file. `hlsmith config` and `config_from_keras_model` make a\n\
         starting one. The keys of `HLSConfig` may also stand at the top. Every key is checked, and all problems are\n\
         reported at once. Where the reading of a key depends on `Compatibility`, see\n\
         [compatibility.md](compatibility.md).\n\n\
         Settings of a layer are looked up by its name, then by its type, then in `Model`; letter case of names and types\n\
         does not matter. For the precision of a variable, each level is asked for the variable first, then for its\n\
         default.\n",
    );
    for scope in Scope::ALL {
        let _ = writeln!(text, "\n## {}\n", title(scope));
        text.push_str("| key | value | default | meaning |\n|---|---|---|---|\n");
        for key in keys::of(scope) {
            text.push_str(&row(key));
        }
    }
    text.push_str(
        "\n## Attributes of layers\n\n\
         Below `LayerName` and `LayerType`, the attributes of the layer's op are set under the name given here; types also\n\
         below `Precision`. Weights and results have a precision only.\n",
    );
    for class in Op::CLASSES {
        text.push_str(&attributes(class));
    }
    text
}

/// The rows of `docs/compatibility.md` about options.
pub fn compatibility_markdown() -> String {
    let mut text = String::from("| option | `sound` | `hls4ml-1.3` |\n|---|---|---|\n");
    for rule in rules::ALL {
        let _ = writeln!(text, "| {} | {} | {} |", rule.keys, rule.sound, rule.peer);
    }
    text.push_str("\nBoth refuse what hls4ml takes in silence or cannot carry out:\n\n");
    text.push_str("| option | hls4ml 1.3 |\n|---|---|\n");
    for (option, peer) in rules::REFUSED {
        let _ = writeln!(text, "| {option} | {peer} |");
    }
    text
}

fn title(scope: Scope) -> &'static str {
    match scope {
        Scope::Top => "Top level",
        Scope::Accelerator => "`AcceleratorConfig`",
        Scope::AcceleratorPrecision => "`AcceleratorConfig.Precision`",
        Scope::Writer => "`WriterConfig`",
        Scope::Hls => "`HLSConfig`",
        Scope::Model => "`HLSConfig.Model`",
        Scope::Layer => "`HLSConfig.LayerName.<layer>` and `HLSConfig.LayerType.<class>`",
    }
}

fn row(key: &Key) -> String {
    let argument = key.argument.map(|name| format!(" (`{name}=`)")).unwrap_or_default();
    format!("| `{}`{argument} | {} | {} | {} |\n", key.name, key.kind, key.default, key.doc)
}

/// The table of one op's attributes; nothing when it has none to set.
fn attributes(class: &str) -> String {
    let defaults = Op::class_defaults(class).unwrap_or_default();
    let mut text = String::new();
    for attribute in Op::class_declaration(class).unwrap_or(&[]) {
        if attribute.level == Level::Structure || keys::find(Scope::Layer, &pascal_case(attribute.name)).is_some() {
            continue;
        }
        let default = defaults.iter().find(|(name, _)| *name == attribute.name).map(|(_, value)| value);
        let default = match default {
            Some(AttributeValue::Type(ty)) => ty.precision.to_string(),
            Some(value) => plain(value).map(|value| value.to_string()).unwrap_or_default(),
            None => "that of the layer".to_owned(),
        };
        let (name, kind) = match attribute.kind {
            Kind::Weight => (format!("Precision.{}", attribute.name), "a precision".to_owned()),
            Kind::Weights => ("Precision.<name>".to_owned(), "a precision".to_owned()),
            Kind::Type => {
                let var = attribute.name.strip_suffix("_t").unwrap_or(attribute.name);
                (format!("Precision.{var}` or `{}", attribute.name), "a precision".to_owned())
            }
            Kind::Choice(words) => (pascal_case(attribute.name), format!("one of {}", words().join(", "))),
            Kind::Int | Kind::Float | Kind::Bool | Kind::Ints | Kind::Extension | Kind::Values => {
                (pascal_case(attribute.name), attribute.kind.to_string())
            }
        };
        let _ = writeln!(text, "| `{name}` | {kind} | {default} | {} |", attribute.doc.trim());
    }
    if text.is_empty() {
        return text;
    }
    format!("\n### {class}\n\n| key | value | default | meaning |\n|---|---|---|---|\n{text}")
}
