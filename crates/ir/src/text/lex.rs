//! Tokens of the text form.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Subject};

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A bare word: names, keywords, numbers and precision strings.
    Word(String),
    /// A quoted string, without quotes and escapes.
    Quoted(String),
    /// One of `% = ( ) { } [ ] , :`.
    Punctuation(char),
    /// End of a line.
    EndOfLine,
}

/// The tokens of a text, each with its line number from 1.
pub(super) fn lex(text: &str) -> hlsmith_diag::Result<Vec<(usize, Token)>> {
    let mut tokens = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line_number = number + 1;
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            match first {
                '#' => break,
                '"' => {
                    let (value, length) = quoted(rest, line_number)?;
                    tokens.push((line_number, Token::Quoted(value)));
                    rest = &rest[length..];
                }
                '%' | '=' | '(' | ')' | '{' | '}' | '[' | ']' | ',' => {
                    tokens.push((line_number, Token::Punctuation(first)));
                    rest = &rest[1..];
                }
                ':' => {
                    tokens.push((line_number, Token::Punctuation(':')));
                    rest = &rest[1..];
                }
                _ => {
                    let length = word_length(rest);
                    tokens.push((line_number, Token::Word(rest[..length].to_owned())));
                    rest = &rest[length..];
                }
            }
            rest = rest.trim_start();
        }
        tokens.push((line_number, Token::EndOfLine));
    }
    Ok(tokens)
}

/// Length in bytes of a bare word; the parameters of a precision, `<...>`, belong to it.
fn word_length(text: &str) -> usize {
    let mut depth = 0usize;
    let mut previous = ' ';
    for (position, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ':' if previous == 'n' && text.trim_start_matches('-').starts_with("nan:") => {}
            _ if depth > 0 => {}
            '%' | '=' | '(' | ')' | '{' | '}' | '[' | ']' | ',' | ':' | '"' | '#' => return position.max(1),
            c if c.is_whitespace() => return position.max(1),
            _ => {}
        }
        previous = c;
    }
    text.len()
}

fn quoted(text: &str, line: usize) -> Result<(String, usize), Diagnostics> {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((position, c)) = chars.next() {
        match c {
            '"' => return Ok((value, position + 1)),
            '\\' => match chars.next() {
                Some((_, c @ ('"' | '\\'))) => value.push(c),
                Some((_, 'u')) => {
                    let digits: String = chars
                        .by_ref()
                        .map(|(_, c)| c)
                        .skip_while(|c| *c == '{')
                        .take_while(|c| *c != '}')
                        .take(7)
                        .collect();
                    let Some(c) = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) else {
                        return Err(error(line, "bad escape in a quoted name").found(digits).into());
                    };
                    value.push(c);
                }
                Some(_) | None => return Err(error(line, "bad escape in a quoted name").into()),
            },
            c => value.push(c),
        }
    }
    Err(error(line, "a quoted name does not end on its line").into())
}

/// A syntax error on a line.
pub(super) fn error(line: usize, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::IrSyntax, Subject::Place(format!("line {line}")), message)
}
