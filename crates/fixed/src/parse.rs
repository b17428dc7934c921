//! Precision strings, such as `fixed<16,6>`, `ap_ufixed<8,2,AP_RND,AP_SAT>`, `ac_int<7,false>` or `auto`.
//!
//! The spellings are those of the peer hls4ml, read strictly: what the peer ignores or guesses is refused here.

use std::str::FromStr;

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject, did_you_mean};

use crate::{FixedType, FloatFormat, MAX_WIDTH, Overflow, Precision, Rounding};

/// Largest magnitude of the integer bits in a precision string.
const MAX_INTEGER: i64 = 4096;

/// Largest exponent of a floating-point precision, in bits; that of the widest IEEE interchange formats in use.
const MAX_EXPONENT: i64 = 15;

/// What stands before the `<`, or alone.
#[derive(Clone, Copy)]
enum Head {
    Plain(Precision),
    /// `[ap_][u]fixed<W,I[,Q[,O[,N]]]>`.
    Fixed {
        signed: bool,
    },
    /// `[ap_][u]int<W>`.
    Integer {
        signed: bool,
    },
    /// `ac_fixed<W,I[,S[,Q[,O]]]>`.
    AcFixed,
    /// `ac_int<W[,S]>`.
    AcInteger,
    /// `[u]exponent<W>`.
    Exponent {
        signed: bool,
    },
    /// `ap_float<W,E>` and its other names.
    Float,
}

const HEADS: [(&str, Head); 21] = [
    ("auto", Head::Plain(Precision::Auto)),
    ("xnor", Head::Plain(Precision::Xnor)),
    ("float", Head::Plain(Precision::Float(FloatFormat::Float))),
    ("double", Head::Plain(Precision::Float(FloatFormat::Double))),
    ("half", Head::Plain(Precision::Float(FloatFormat::Half))),
    ("bfloat16", Head::Plain(Precision::Float(FloatFormat::Bfloat16))),
    ("fixed", Head::Fixed { signed: true }),
    ("ufixed", Head::Fixed { signed: false }),
    ("ap_fixed", Head::Fixed { signed: true }),
    ("ap_ufixed", Head::Fixed { signed: false }),
    ("ac_fixed", Head::AcFixed),
    ("int", Head::Integer { signed: true }),
    ("uint", Head::Integer { signed: false }),
    ("ap_int", Head::Integer { signed: true }),
    ("ap_uint", Head::Integer { signed: false }),
    ("ac_int", Head::AcInteger),
    ("exponent", Head::Exponent { signed: true }),
    ("uexponent", Head::Exponent { signed: false }),
    ("ap_float", Head::Float),
    ("std_float", Head::Float),
    ("ac_std_float", Head::Float),
];

impl Head {
    /// The parameters after the name, as shown to users.
    fn parameters(self) -> &'static str {
        match self {
            Head::Plain(_) => "",
            Head::Fixed { .. } => "<W,I[,Q[,O[,N]]]>",
            Head::AcFixed => "<W,I[,S[,Q[,O]]]>",
            Head::Integer { .. } | Head::Exponent { .. } => "<W>",
            Head::AcInteger => "<W[,S]>",
            Head::Float => "<W,E>",
        }
    }

    /// The least and greatest number of parameters.
    fn arity(self) -> (usize, usize) {
        match self {
            Head::Plain(_) => (0, 0),
            Head::Fixed { .. } | Head::AcFixed => (2, 5),
            Head::Integer { .. } | Head::Exponent { .. } => (1, 1),
            Head::AcInteger => (1, 2),
            Head::Float => (2, 2),
        }
    }
}

impl Precision {
    /// Reads a precision string.
    ///
    /// Accepted are `auto` in any case, `float`, `double`, `half`, `bfloat16`, `{ap,std,ac_std}_float<W,E>`,
    /// `[ap_][u]fixed<W,I[,Q[,O[,N]]]>`, `[ap_][u]int<W>`, `ac_fixed<W,I[,S[,Q[,O]]]>`, `ac_int<W[,S]>` and the
    /// canonical `xnor` and `[u]exponent<W>`, with blanks around each part. Modes may carry the prefix `AP_` or `AC_`.
    ///
    /// # Errors
    /// [`Code::PrecisionSyntax`] when the text has another form, [`Code::PrecisionRange`] when a number in it is not
    /// supported: the width is 1 to [`MAX_WIDTH`], the integer bits are -4096 to 4096.
    pub fn parse(text: &str) -> Result<Precision> {
        Self::parse_for(text, Subject::Argument("precision".into()))
    }

    /// [`Precision::parse`] with the configuration key or layer that the text belongs to.
    ///
    /// # Errors
    /// Those of [`Precision::parse`], pointing at `subject`.
    pub fn parse_for(text: &str, subject: Subject) -> Result<Precision> {
        Reader { text, subject }.precision()
    }
}

impl FromStr for Precision {
    type Err = Diagnostics;

    fn from_str(text: &str) -> Result<Precision> {
        Precision::parse(text)
    }
}

/// The text being read and what it belongs to, for diagnostics.
struct Reader<'a> {
    text: &'a str,
    subject: Subject,
}

impl Reader<'_> {
    fn precision(&self) -> Result<Precision> {
        let text = self.text.trim();
        if text.eq_ignore_ascii_case("auto") {
            return Ok(Precision::Auto);
        }
        let (name, rest) = match text.split_once('<') {
            Some((name, rest)) => (name.trim_end(), Some(rest)),
            None => (text, None),
        };
        let Some((name, head)) = HEADS.into_iter().find(|(known, _)| *known == name) else {
            return Err(self.unknown_name(name).into());
        };
        let expected = format!("{name}{}", head.parameters());
        let (least, most) = head.arity();
        let Some(rest) = rest else {
            return if least == 0 {
                self.build(head, &[])
            } else {
                Err(self.syntax(format!("`{name}` lacks its parameters")).expected(expected).into())
            };
        };
        if most == 0 {
            return Err(self
                .syntax(format!("`{name}` takes no parameters"))
                .expected(expected)
                .remedy(format!(
                    "write `{name}`{}",
                    if name == "float" { ", or `std_float<W,E>` for other widths" } else { "" }
                ))
                .into());
        }
        let Some((inside, after)) = rest.split_once('>') else {
            return Err(self.syntax("the closing `>` is missing".into()).expected(expected).into());
        };
        if !after.trim().is_empty() {
            return Err(self
                .syntax("text follows the closing `>`".into())
                .expected(expected)
                .remedy(format!("remove `{}`", after.trim()))
                .into());
        }
        let arguments: Vec<&str> = inside.split(',').map(str::trim).collect();
        if arguments.len() < least || arguments.len() > most {
            return Err(self
                .syntax(format!("`{name}` has {} parameters", arguments.len()))
                .expected(expected)
                .remedy("W is the width in bits, I the bits left of the binary point including the sign")
                .into());
        }
        self.build(head, &arguments)
    }

    /// The precision that a name and the right number of parameters say.
    fn build(&self, head: Head, arguments: &[&str]) -> Result<Precision> {
        match (head, arguments) {
            (Head::Plain(precision), _) => Ok(precision),
            (Head::Fixed { signed }, [width, integer, modes @ ..]) => {
                let fixed = self.fixed(width, integer, signed, modes)?;
                Ok(Precision::Fixed(match modes.get(2) {
                    Some(bits) => FixedType { saturation_bits: self.saturation_bits(bits, fixed)?, ..fixed },
                    None => fixed,
                }))
            }
            (Head::AcFixed, [width, integer]) => Ok(Precision::Fixed(self.fixed(width, integer, true, &[])?)),
            (Head::AcFixed, [width, integer, signed, modes @ ..]) => {
                Ok(Precision::Fixed(self.fixed(width, integer, self.signed(signed)?, modes)?))
            }
            (Head::Integer { signed }, [width]) => Ok(Precision::Integer { width: self.width(width)?, signed }),
            (Head::AcInteger, [width]) => Ok(Precision::Integer { width: self.width(width)?, signed: true }),
            (Head::AcInteger, [width, signed, ..]) => {
                Ok(Precision::Integer { width: self.width(width)?, signed: self.signed(signed)? })
            }
            (Head::Exponent { signed }, [width]) => Ok(Precision::Exponent { width: self.width(width)?, signed }),
            (Head::Float, [width, exponent]) => {
                // One bit is the sign, one at least the fraction.
                let width = self.number("width", width, 3, i64::from(MAX_WIDTH))? as u32;
                let exponent = self.number("exponent", exponent, 1, MAX_EXPONENT.min(i64::from(width) - 2))? as u32;
                Ok(Precision::Float(FloatFormat::Custom { width, exponent }))
            }
            (
                Head::Fixed { .. }
                | Head::AcFixed
                | Head::Integer { .. }
                | Head::AcInteger
                | Head::Exponent { .. }
                | Head::Float,
                _,
            ) => Err(self.syntax("the number of parameters is wrong".into()).into()),
        }
    }

    /// Format and the first two modes; further modes are the caller's.
    fn fixed(&self, width: &str, integer: &str, signed: bool, modes: &[&str]) -> Result<FixedType> {
        let width = self.width(width)?;
        let integer = self.number("integer", integer, -MAX_INTEGER, MAX_INTEGER)? as i32;
        let rounding = match modes.first() {
            Some(name) => self.mode("rounding", name, &Rounding::ALL, Rounding::name)?,
            None => Rounding::default(),
        };
        let overflow = match modes.get(1) {
            Some(name) => self.mode("overflow", name, &Overflow::ALL, Overflow::name)?,
            None => Overflow::default(),
        };
        if overflow == Overflow::WrapSm && !signed {
            return Err(self
                .diagnostic(Code::PrecisionRange, "sign-magnitude wrap-around needs a signed type".into())
                .expected("a signed type, or another overflow mode")
                .remedy("use `WRAP`")
                .into());
        }
        Ok(FixedType::new(width, integer, signed).with_modes(rounding, overflow))
    }

    fn width(&self, text: &str) -> Result<u32> {
        Ok(self.number("width", text, 1, i64::from(MAX_WIDTH))? as u32)
    }

    fn saturation_bits(&self, text: &str, fixed: FixedType) -> Result<u32> {
        Ok(self.number("number of saturation bits", text, 0, i64::from(fixed.format.width))? as u32)
    }

    fn signed(&self, text: &str) -> Result<bool> {
        match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            other => Err(self
                .syntax(format!("`{other}` does not tell signed from unsigned"))
                .expected("true, false, 1 or 0")
                .remedy(did_you_mean(other, ["true", "false"]))
                .into()),
        }
    }

    /// An integer from `least` to `most`, both within 32 bits.
    fn number(&self, what: &str, text: &str, least: i64, most: i64) -> Result<i64> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.syntax(format!("the {what} `{text}` is not an integer")).expected("an integer").into());
        }
        // Digits that exceed 64 bits are out of every range.
        match text.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => Ok(number),
            Ok(_) | Err(_) => Err(self
                .diagnostic(Code::PrecisionRange, format!("the {what} is out of range"))
                .found(text)
                .expected(format!("{least} to {most}"))
                .remedy(format!("choose the {what} within the supported range"))
                .into()),
        }
    }

    fn mode<M: Copy>(&self, kind: &str, text: &str, all: &[M], name: impl Fn(M) -> &'static str) -> Result<M> {
        let plain = text.strip_prefix("AP_").or_else(|| text.strip_prefix("AC_")).unwrap_or(text);
        all.iter().copied().find(|mode| name(*mode) == plain).ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|mode| name(*mode)).collect();
            self.syntax(format!("unknown {kind} mode `{text}`"))
                .expected(names.join(", "))
                .remedy(did_you_mean(plain, names))
                .into()
        })
    }

    fn unknown_name(&self, name: &str) -> Diagnostic {
        let expected = "auto, float, double, half, bfloat16, std_float<W,E>, [ap_][u]fixed<W,I[,Q[,O[,N]]]>, \
                        [ap_][u]int<W>, ac_fixed<W,I[,S[,Q[,O]]]> or ac_int<W[,S]>";
        if name == "ac_float" {
            return self
                .syntax("floating point with a separate integer part, `ac_float`, is not supported".into())
                .expected(expected)
                .remedy("use `ac_std_float<W,E>`");
        }
        self.syntax(format!("`{name}` is not a precision"))
            .expected(expected)
            .remedy(did_you_mean(name, HEADS.into_iter().map(|(known, _)| known)))
    }

    fn syntax(&self, message: String) -> Diagnostic {
        self.diagnostic(Code::PrecisionSyntax, message)
    }

    fn diagnostic(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic::error(code, self.subject.clone(), message).found(self.text)
    }
}
