//! Values of JavaScript variables, as the Intel HLS compiler writes them: objects, or text that holds one.

use serde_json::Value;

/// The value of a variable in a script; `None` when it is not there or is no object, array or text of one.
pub fn variable(script: &str, name: &str) -> Option<Value> {
    let start = script.match_indices(name).find_map(|(position, _)| {
        let is_word = script[..position].ends_with(char::is_whitespace) || position == 0;
        let value = script[position + name.len()..].trim_start().strip_prefix('=')?;
        is_word.then(|| value.trim_start())
    })?;
    let json = if start.starts_with(['\'', '"']) {
        to_json(&serde_json::from_str::<String>(&text(&mut start.chars())?).ok()?)
    } else {
        to_json(start)
    };
    serde_json::from_str(&json?).ok()
}

/// The first value of a script as JSON: with double quotes, with the escapes of JSON and without commas at the end.
fn to_json(script: &str) -> Option<String> {
    let mut json = String::with_capacity(script.len());
    let mut depth = 0_usize;
    let mut chars = script.chars();
    loop {
        let mut ahead = chars.clone();
        match ahead.next()? {
            '\'' | '"' => {
                json.push_str(&text(&mut chars)?);
                continue;
            }
            open @ ('{' | '[') => {
                depth += 1;
                json.push(open);
            }
            close @ ('}' | ']') => {
                depth = depth.checked_sub(1)?;
                let kept = json.trim_end().strip_suffix(',').map_or(json.len(), str::len);
                json.truncate(kept);
                json.push(close);
                if depth == 0 {
                    return Some(json);
                }
            }
            // A word ends with the value it stands in.
            ';' if depth == 0 => return None,
            other => json.push(other),
        }
        chars = ahead;
    }
}

/// Text in quotes of either kind, as JSON.
fn text(chars: &mut std::str::Chars<'_>) -> Option<String> {
    let quote = chars.next()?;
    let mut content = String::new();
    loop {
        match chars.next()? {
            end if end == quote => return serde_json::to_string(&content).ok(),
            '\\' => content.extend(escape(chars)?),
            other => content.push(other),
        }
    }
}

/// The character of an escape behind its backslash; none for the end of a line.
fn escape(chars: &mut std::str::Chars<'_>) -> Option<Option<char>> {
    let code = |chars: &mut std::str::Chars<'_>, n: usize| {
        let digits: String = chars.by_ref().take(n).collect();
        u32::from_str_radix(&digits, 16).ok().map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    };
    Some(Some(match chars.next()? {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'x' => code(chars, 2)?,
        'u' => code(chars, 4)?,
        '\n' => return Some(None),
        first @ '0'..='7' => {
            let mut value = first.to_digit(8)?;
            for _ in 0..2 {
                let Some(digit) = chars.clone().next().and_then(|c| c.to_digit(8)) else { break };
                value = value * 8 + digit;
                chars.next();
            }
            char::from_u32(value)?
        }
        other => other,
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::variable;

    #[test]
    fn values_are_read_as_they_are_written() {
        let check = |script: &str, expected: Option<serde_json::Value>| {
            assert_eq!(variable(script, "areaJSON"), expected, "{script}");
        };
        check("var areaJSON={\"a\": [1, 2,], };var b=1;", Some(json!({"a": [1, 2]})));
        check(
            "var area_srcJSON={};\nvar areaJSON = ['it\\'s', '\\101\\x42\\u0043\\7'];",
            Some(json!(["it's", "ABC\u{7}"])),
        );
        check("var areaJSON='{\"a\": \"\\\\n\\042\"}'", None);
        check("var areaJSON='{\"a\": \"\\\\n; }\"}';", Some(json!({"a": "\n; }"})));
        check("var areaJSON=\"{'a': 1}\";", Some(json!({"a": 1})));
        check("var areaJSON=1;", None);
        check("var areaJSON={\"a\": ", None);
        check("areaJSON=]", None);
        check("", None);
        check(&format!("areaJSON={}{};", "[".repeat(100_000), "]".repeat(100_000)), None);
    }
}
