//! Quantisers as text, such as `quantized_bits(6,0,alpha=1)`: a name, and in parentheses literals, some of them named.

use serde_json::{Map, Number, Value};

/// An argument with its name, if it has one.
pub(super) type Argument<'t> = (Option<&'t str>, Value);

/// Longest text that is read.
const MAX_LENGTH: usize = 1000;

/// Reads a text; what was found and what was expected when it is not of the form.
pub(super) fn parse(text: &str) -> Result<(&str, Vec<Argument<'_>>), (String, &'static str)> {
    if text.len() > MAX_LENGTH {
        return Err((format!("a text of {} bytes", text.len()), "a name with arguments"));
    }
    let fail = |found: &str, expected| Err((found.escape_debug().take(80).collect(), expected));
    let text = text.trim();
    let (name, arguments) = match text.split_once('(') {
        None => (text, None),
        Some((name, rest)) => match rest.strip_suffix(')') {
            Some(arguments) => (name.trim_end(), Some(arguments)),
            None => return fail(text, "a closing parenthesis at the end"),
        },
    };
    if !is_word(name) {
        return fail(name, "the name of a quantiser");
    }
    let mut parsed = Vec::new();
    for argument in arguments.unwrap_or_default().split(',') {
        let argument = argument.trim();
        if argument.is_empty() {
            if arguments.is_some_and(|arguments| arguments.contains(',')) {
                return fail(text, "an argument between commas");
            }
            continue;
        }
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (Some(name.trim()), value.trim()),
            None => (None, argument),
        };
        if name.is_some_and(|name| !is_word(name)) {
            return fail(argument, "the name of an argument before `=`");
        }
        match literal(value) {
            Some(value) => parsed.push((name, value)),
            None => return fail(argument, "a number, True, False, None or a quoted word"),
        }
    }
    Ok((name, parsed))
}

/// Gives arguments without names those of an order; the reason when that is not possible.
pub(super) fn named(arguments: Vec<Argument<'_>>, order: &[&str]) -> Result<Map<String, Value>, String> {
    let mut map = Map::new();
    let mut is_named = false;
    for (position, (name, value)) in arguments.into_iter().enumerate() {
        let name = match name {
            Some(name) => name,
            None if is_named => return Err("an argument without a name behind one with a name".into()),
            None => *order.get(position).ok_or_else(|| format!("more than {} arguments", order.len()))?,
        };
        is_named |= order.get(position) != Some(&name);
        if map.insert(name.to_owned(), value).is_some() {
            return Err(format!("the argument `{name}` twice"));
        }
    }
    Ok(map)
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn literal(text: &str) -> Option<Value> {
    match text {
        "True" => return Some(Value::Bool(true)),
        "False" => return Some(Value::Bool(false)),
        "None" => return Some(Value::Null),
        _ => {}
    }
    for quote in ['\'', '"'] {
        if let Some(word) = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return is_word(word).then(|| Value::String(word.to_owned()));
        }
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Value::Number(whole.into()));
    }
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    text.parse().ok().filter(|_| is_plain).and_then(Number::from_f64).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{named, parse};

    const ORDER: &[&str] = &["bits", "integer", "alpha"];

    fn check(text: &str, expected: Option<(&str, Value)>) {
        let found = parse(text).ok().and_then(|(name, arguments)| Some((name, named(arguments, ORDER).ok()?)));
        assert_eq!(found.map(|(name, map)| (name, Value::Object(map))), expected, "{text}");
    }

    #[test]
    fn names_and_literals_are_read_and_nothing_else() {
        check("ternary", Some(("ternary", json!({}))));
        check("ternary()", Some(("ternary", json!({}))));
        check("q(6,0,alpha=1)", Some(("q", json!({ "bits": 6, "integer": 0, "alpha": 1 }))));
        check(" q ( 6 , alpha = 'auto_po2' ) ", Some(("q", json!({ "bits": 6, "alpha": "auto_po2" }))));
        check("q(-1,2.5e-1,None)", Some(("q", json!({ "bits": -1, "integer": 0.25, "alpha": null }))));
        check("q(True,alpha=\"auto\")", Some(("q", json!({ "bits": true, "alpha": "auto" }))));
        check("q(alpha=1,6)", None);
        check("q(6,bits=6)", None);
        check("q(1,2,3,4)", None);
        check("q(6", None);
        check("q(6))", None);
        check("q(,6)", None);
        check("q(6,)", None);
        check("q(__import__('os').system('ls'))", None);
        check("__import__('os').system('ls')", None);
        check("lambda x: x", None);
        check("q(bits=inf)", None);
        check("q(bits=1+1)", None);
        check("q(alpha='a b')", None);
        check("", None);
    }
}
