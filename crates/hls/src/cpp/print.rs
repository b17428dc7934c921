//! Printer of the C++ tree: four blanks a level, lines of at most 120 columns where the language lets them break.

use std::fmt::Write;

use super::{Arg, Code, Condition, Expr, Member, Parameter, PragmaOption, Type, Variable};
use crate::names::Ident;

const WIDTH: usize = 120;

/// The text of a file.
pub(crate) fn print(file: &[Code]) -> String {
    let mut printer = Printer { text: String::new(), level: 0 };
    printer.all(file);
    printer.text
}

struct Printer {
    text: String,
    level: usize,
}

impl Printer {
    fn all(&mut self, codes: &[Code]) {
        for code in codes {
            self.code(code);
        }
    }

    fn indented(&mut self, codes: &[Code]) {
        self.level += 1;
        self.all(codes);
        self.level -= 1;
    }

    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            let _ = write!(self.text, "{:indent$}{line}", "", indent = 4 * self.level);
        }
        self.text.push('\n');
    }

    /// A preprocessor line, which starts in the first column.
    fn directive(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn code(&mut self, code: &Code) {
        match code {
            Code::Blank => self.line(""),
            Code::Comment(text) => self.line(&comment(text)),
            Code::Include(path) => self.directive(&format!("#include \"{path}\"")),
            Code::If(condition, then, otherwise) => {
                self.directive(&match condition {
                    Condition::Defined(name) => format!("#ifdef {name}"),
                    Condition::NotDefined(name) => format!("#ifndef {name}"),
                });
                self.all(then);
                if !otherwise.is_empty() {
                    self.directive("#else");
                    self.all(otherwise);
                }
                self.directive("#endif");
            }
            Code::Guard(name, body) => {
                self.directive(&format!("#ifndef {name}\n#define {name}\n"));
                self.all(body);
                self.directive("\n#endif");
            }
            Code::Namespace(path, body) => {
                for name in path {
                    self.line(&format!("namespace {name} {{"));
                }
                self.line("");
                self.all(body);
                self.line("");
                for name in path.iter().rev() {
                    self.line(&format!("}} // namespace {name}"));
                }
            }
            Code::ExternC(body) => {
                self.line("extern \"C\" {\n");
                self.all(body);
                self.line("\n} // extern \"C\"");
            }
            Code::Typedef(ty, name) => self.line(&format!("typedef {} {name};", type_text(ty))),
            Code::Struct { name, base, members } => {
                let base = base.as_ref().map_or(String::new(), |base| format!(" : {}", type_text(base)));
                self.line(&format!("struct {name}{base} {{"));
                self.level += 1;
                for member in members {
                    self.line(&match member {
                        Member::Unsigned(name, value) => {
                            format!("static const unsigned {name} = {};", expr_text(value))
                        }
                        Member::Typedef(ty, name) => format!("typedef {} {name};", type_text(ty)),
                        Member::Constant(ty, name, value) => {
                            format!("static const {ty} {name} = {};", expr_text(value))
                        }
                        Member::Real(name, value) => {
                            format!("static constexpr double {name} = {};", literal(value.as_str()))
                        }
                        Member::Alias(ty, name) => format!("typedef {} {name};", type_text(ty)),
                    });
                }
                self.level -= 1;
                self.line("};");
            }
            Code::Fields { name, fields } => {
                self.line(&format!("struct {name} {{"));
                self.level += 1;
                fields.iter().for_each(|field| self.line(&format!("{};", parameter_text(field))));
                self.level -= 1;
                self.line("};");
            }
            Code::Macro(name, value) => self.line(&format!("{name}({value})")),
            Code::Directive(parts, value) => self.line(&parts.join(&expr_text(value))),
            Code::Variable(variable) => self.variable(variable),
            Code::Constants { name, ty, values } => {
                let head = format!("NNET_CONSTANTS({}, {name}, {}, ", type_text(ty), values.len());
                self.filled(&head, values.iter().map(|value| literal(value.as_str())), ")");
            }
            Code::Construct(ty, name, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(expr_text).collect();
                self.line(&format!("{}({});", declaration(ty, name), arguments.join(", ")));
            }
            Code::Using(path) => self.line(&format!("using namespace {};", path_text(path))),
            Code::Main(head, body) => {
                self.line(&format!("{head} {{"));
                self.indented(body);
                self.line("}");
            }
            Code::Function { result, name, parameters, body } => {
                let head = format!("{}(", declaration(result, name));
                let parameters: Vec<String> = parameters.iter().map(parameter_text).collect();
                let end = if body.is_some() { ") {" } else { ");" };
                let line = format!("{head}{}{end}", parameters.join(", "));
                if line.len() + 4 * self.level <= WIDTH {
                    self.line(&line);
                } else {
                    self.line(&head);
                    self.level += 1;
                    self.line(&parameters.join(&format!(",\n{:indent$}", "", indent = 4 * self.level)));
                    self.level -= 1;
                    self.line(end);
                }
                if let Some(body) = body {
                    self.indented(body);
                    self.line("}");
                }
            }
            Code::Pragma(name, options) => {
                let mut line = format!("#pragma HLS {name}");
                for option in options {
                    let _ = match option {
                        PragmaOption::Flag(flag) => write!(line, " {flag}"),
                        PragmaOption::Int(key, value) => write!(line, " {key}={value}"),
                        PragmaOption::Names(key, names) => {
                            let names: Vec<&str> = names.iter().map(Ident::as_str).collect();
                            write!(line, " {key}={}", names.join(","))
                        }
                    };
                }
                self.line(&line);
            }
            Code::Expr(expr) => self.line(&format!("{};", expr_text(expr))),
            Code::Branch(condition, then) => {
                self.line(&format!("if ({}) {{", expr_text(condition)));
                self.indented(then);
                self.line("}");
            }
            Code::While(condition, body) => {
                self.line(&format!("while ({}) {{", expr_text(condition)));
                self.indented(body);
                self.line("}");
            }
            Code::For { name, count, body } => {
                let count = expr_text(count);
                self.line(&format!("for (unsigned {name} = 0; {name} < {count}; {name}++) {{"));
                self.indented(body);
                self.line("}");
            }
            Code::Return(value) => self.line(&format!("return {};", expr_text(value))),
        }
    }

    fn variable(&mut self, variable: &Variable) {
        let Variable { is_static, ty, name, len, value } = variable;
        let storage = if *is_static { "static " } else { "" };
        let head = format!("{storage}{}{}", declaration(ty, name), len_text(*len));
        match value {
            None => self.line(&format!("{head};")),
            Some(Expr::List(values)) => self.filled(&format!("{head} = {{"), values.iter().map(expr_text), "};"),
            Some(value) => self.line(&format!("{head} = {};", expr_text(value))),
        }
    }

    /// A list that breaks between its elements where lines are full.
    fn filled(&mut self, head: &str, elements: impl Iterator<Item = String>, end: &str) {
        let indent = 4 * self.level;
        let mut line = head.to_owned();
        let mut elements = elements.peekable();
        while let Some(element) = elements.next() {
            let separator = if elements.peek().is_some() { "," } else { end };
            let lead = if line.ends_with(',') { " " } else { "" };
            if line.len() + lead.len() + element.len() + separator.len() + indent > WIDTH && !line.trim().is_empty() {
                self.line(line.trim_end());
                line = "    ".to_owned();
            } else {
                line.push_str(lead);
            }
            line.push_str(&element);
            line.push_str(separator);
        }
        self.line(&line);
    }
}

/// A one-line comment that no text can end early or continue: control characters and everything beyond ASCII are
/// escaped, and so are backslashes and the question marks of trigraphs, which could stand for one at the end.
fn comment(text: &str) -> String {
    let mut comment = String::from("//");
    if !text.is_empty() {
        comment.push(' ');
    }
    for c in text.chars() {
        match c {
            '\\' => comment.push_str("\\x5c"),
            '?' => comment.push_str(if comment.ends_with('?') { "\\x3f" } else { "?" }),
            ' '..='~' => comment.push(c),
            c => comment.extend(c.escape_default()),
        }
    }
    comment
}

/// A string literal. Octal escapes have three digits, so that the next character cannot be taken for one of theirs, and
/// question marks are escaped against trigraphs.
fn string(text: &str) -> String {
    let mut literal = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' | b'?' => {
                literal.push('\\');
                literal.push(char::from(byte));
            }
            b' '..=b'~' => literal.push(char::from(byte)),
            other => {
                let _ = write!(literal, "\\{other:03o}");
            }
        }
    }
    literal.push('"');
    literal
}

/// A number that is floating point to C++, since integer literals are limited to 64 bits.
fn literal(decimal: &str) -> String {
    if decimal.contains('.') { decimal.to_owned() } else { format!("{decimal}.0") }
}

fn type_text(ty: &Type) -> String {
    match ty {
        Type::Library(name) => (*name).to_owned(),
        Type::Named(name) => name.to_string(),
        Type::Element(name) => format!("{name}::value_type"),
        Type::Template(name, args) => format!("{name}<{}>", args_text(args, ",")),
        Type::Component(ty) => format!("component {}", type_text(ty)),
        Type::Const(ty) => format!("const {}", type_text(ty)),
        Type::Pointer(ty) => {
            let ty = type_text(ty);
            format!("{ty}{}*", if ty.ends_with('*') { "" } else { " " })
        }
        Type::Reference(ty) => format!("{} &", type_text(ty)),
    }
}

fn args_text(args: &[Arg], separator: &str) -> String {
    let text = |arg: &Arg| match arg {
        Arg::Type(ty) => type_text(ty),
        Arg::Class(name) => format!("class {name}"),
        Arg::Int(value) => value.to_string(),
        Arg::Word(word) => (*word).to_owned(),
    };
    args.iter().map(text).collect::<Vec<_>>().join(separator)
}

fn parameter_text(parameter: &Parameter) -> String {
    format!("{}{}", declaration(&parameter.ty, &parameter.name), len_text(parameter.len))
}

fn len_text(len: Option<usize>) -> String {
    len.map_or(String::new(), |len| format!("[{len}]"))
}

/// A type with what is of it.
fn declaration(ty: &Type, name: &Ident) -> String {
    let ty = type_text(ty);
    let gap = if ty.ends_with(['*', '&']) { "" } else { " " };
    format!("{ty}{gap}{name}")
}

fn path_text(path: &[Ident]) -> String {
    path.iter().map(Ident::as_str).collect::<Vec<_>>().join("::")
}

fn expr_text(expr: &Expr) -> String {
    let list = |exprs: &[Expr]| exprs.iter().map(expr_text).collect::<Vec<_>>().join(", ");
    let template = |args: &[Arg]| if args.is_empty() { String::new() } else { format!("<{}>", args_text(args, ", ")) };
    match expr {
        Expr::Name(name) => name.to_string(),
        Expr::Library(name) => (*name).to_owned(),
        Expr::Int(value) => value.to_string(),
        Expr::Bool(value) => value.to_string(),
        Expr::Decimal(value) => literal(value.as_str()),
        Expr::Integer(number) => number.as_str().to_owned(),
        Expr::Str(text) => string(text),
        Expr::Call(function, args, values) => format!("{function}{}({})", template(args), list(values)),
        Expr::CallNamed(path, values) => format!("{}({})", path_text(path), list(values)),
        Expr::CallTemplate(path, args, values) => format!("{}{}({})", path_text(path), template(args), list(values)),
        Expr::Method(object, method, args, values) => {
            format!("{object}.{method}{}({})", template(args), list(values))
        }
        Expr::Field(object, field) => format!("{object}.{field}"),
        Expr::Not(operand) => format!("!{}", expr_text(operand)),
        Expr::Assign(left, right) => format!("{} = {}", expr_text(left), expr_text(right)),
        Expr::List(values) => format!("{{{}}}", list(values)),
    }
}

#[cfg(test)]
mod tests {
    use super::{comment, string};

    #[test]
    fn hostile_text_stays_inside() {
        assert_eq!(comment("a */ b\n#include \\"), "// a */ b\\n#include \\x5c");
        assert_eq!(comment("what??/"), "// what?\\x3f/");
        assert_eq!(comment(""), "//");
        assert_eq!(string("a\"b\\c\n1?é"), "\"a\\\"b\\\\c\\0121\\?\\303\\251\"");
    }
}
