//! The recorded arithmetic of the vendors' C++ headers, row by row.
//!
//! `tests/reference/fixed/README.md` describes the tables. Left out are the operators that hlsmith has no use for:
//! remainder, bitwise logic and the text output of the headers.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hlsmith_fixed::{FixedType, Format, Overflow, Precision, Raw, Rounding, Value};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Num, One};

/// A type cell.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    /// `ap_*` types and C integers.
    Ap(FixedType),
    /// `ac_*` types.
    Ac(FixedType),
    Float,
    Double,
}

impl Cell {
    fn parse(text: &str) -> Cell {
        let (name, arguments) = text.split_once('<').unwrap_or((text, ">"));
        let arguments: Vec<&str> = arguments
            .strip_suffix('>')
            .expect("a closing bracket")
            .split(' ')
            .filter(|part| !part.is_empty())
            .collect();
        let number = |position: usize| arguments[position].parse::<i32>().expect("a number");
        let width = |position: usize| number(position).unsigned_abs();
        let truth = |position: usize| arguments[position].parse::<bool>().expect("a truth value");
        let modes = |first: usize| -> (Rounding, Overflow) {
            let named = |position: usize| arguments.get(position).map(|mode| &mode["AP_".len()..]);
            let rounding = named(first).map_or(Rounding::Trn, |wanted| {
                Rounding::ALL.into_iter().find(|mode| mode.name() == wanted).expect("a rounding mode")
            });
            let overflow = named(first + 1).map_or(Overflow::Wrap, |wanted| {
                Overflow::ALL.into_iter().find(|mode| mode.name() == wanted).expect("an overflow mode")
            });
            (rounding, overflow)
        };
        let with = |fixed: FixedType, (rounding, overflow): (Rounding, Overflow)| fixed.with_modes(rounding, overflow);
        match name {
            "ap_fixed" | "ap_ufixed" => {
                let fixed = with(FixedType::new(width(0), number(1), name == "ap_fixed"), modes(2));
                Cell::Ap(FixedType { saturation_bits: arguments.get(4).map_or(0, |_| width(4)), ..fixed })
            }
            "ap_int" | "ap_uint" => Cell::Ap(FixedType::integer(width(0), name == "ap_int")),
            "ac_fixed" => Cell::Ac(with(FixedType::new(width(0), number(1), truth(2)), modes(3))),
            "ac_int" => {
                let integer = Precision::Integer { width: width(0), signed: truth(1) };
                Cell::Ac(integer.ac_assignment().expect("integers are a grid"))
            }
            "bool" => Cell::Ap(FixedType::integer(1, false)),
            "int" => Cell::Ap(FixedType::integer(32, true)),
            "unsigned" => Cell::Ap(FixedType::integer(32, false)),
            "long" | "long long" => Cell::Ap(FixedType::integer(64, true)),
            "unsigned long" | "unsigned long long" => Cell::Ap(FixedType::integer(64, false)),
            "float" => Cell::Float,
            "double" => Cell::Double,
            unknown => panic!("unknown type `{unknown}`"),
        }
    }

    fn fixed(self) -> FixedType {
        match self {
            Cell::Ap(fixed) | Cell::Ac(fixed) => fixed,
            Cell::Float | Cell::Double => panic!("a floating-point type where none can be"),
        }
    }
}

/// The value of a pattern; its own arithmetic, so that the reading of the table does not use the code under test.
fn value(fixed: FixedType, bits: &str) -> Value {
    let pattern = BigInt::from_str_radix(bits, 16).expect("hexadecimal digits");
    let Format { width, signed, .. } = fixed.format;
    let negative = signed && pattern >= BigInt::one() << (width - 1);
    let raw = if negative { pattern - (BigInt::one() << width) } else { pattern };
    Value::new(fixed.format, Raw::from(raw)).expect("a pattern of the type")
}

/// The pattern of a value, in the form of the table.
fn pattern(value: &Value) -> String {
    let width = value.format().width;
    let low = value.raw().to_bigint().mod_floor(&(BigInt::one() << width));
    format!("{low:0>digits$x}", digits = width.div_ceil(4) as usize)
}

fn double(bits: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(bits, 16).expect("hexadecimal digits"))
}

fn float(bits: &str) -> f32 {
    f32::from_bits(u32::from_str_radix(bits, 16).expect("hexadecimal digits"))
}

/// Where a header computes something other than the exact rules say. The table then shows the rule of the header, and
/// hlsmith keeps the exact rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deviation {
    /// `ap_fixed` without integer bits becomes an integer toward minus infinity instead of toward zero.
    FractionToInteger,
    /// A negative `double` above -0.5 becomes the `ap_int` 1 instead of 0.
    SmallDoubleToInteger,
    /// `ap_int` of more than 64 bits becomes the `double` of its low 64 bits.
    WideIntegerToDouble,
    /// `ap_fixed` beyond the range of `float` becomes a finite number instead of infinity.
    BeyondFloat,
    /// An `ap_*` comparison takes a negative operand for an unsigned one, as C does, when the other operand is unsigned,
    /// has at least 32 bits and is wider, both on the finer grid of the two.
    MixedSigns,
    /// The smallest value divided by the raw value -1 wraps around before the type grows, unless both are `ap_int`.
    SmallestByMinusOne,
    /// `ap_*` division of more than 64 bits by more than 64 bits can be wrong in the low words.
    WideQuotient,
    /// A C integer divided by an `ap_fixed` is wrapped into the type of the reversed quotient.
    ReversedQuotient,
    /// A denormal `double` becomes 0 in `ac_*` types, whatever the rounding.
    DenormalDouble,
    /// `ac_fixed` of more than 64 bits becomes a `double` word by word, with a rounding at each.
    RoundedWordByWord,
}

use Deviation::{
    BeyondFloat, DenormalDouble, FractionToInteger, MixedSigns, ReversedQuotient, RoundedWordByWord,
    SmallDoubleToInteger, SmallestByMinusOne, WideIntegerToDouble, WideQuotient,
};

/// Both results of an operation, as patterns: that of hlsmith and, where it deviates, that of the header.
struct Outcome {
    exact: String,
    deviation: Option<(Deviation, String)>,
}

impl From<String> for Outcome {
    fn from(exact: String) -> Self {
        Outcome { exact, deviation: None }
    }
}

/// What an operation with one operand gives; `None` for the operations that are left out.
fn unary(operation: &str, source: Cell, target: &str, bits: &str, expected: &str) -> Option<Outcome> {
    let is_integer = |fixed: FixedType| fixed.format.fraction() == 0;
    let integer_target = target.starts_with("ap_int") || target.starts_with("ap_uint");
    let to = || Cell::parse(target);
    Some(match (operation, source) {
        ("print" | "not", _) => return None,
        ("convert", Cell::Double) => {
            let number = double(bits);
            let exact = in_format(to().fixed().from_f64(number), target);
            let zero = |one: u8| format!("{one:0>digits$x}", digits = exact.len());
            let deviation = if integer_target && -0.5 < number && number < 0.0 {
                Some((SmallDoubleToInteger, zero(1)))
            } else if matches!(to(), Cell::Ac(_)) && number.is_subnormal() {
                Some((DenormalDouble, zero(0)))
            } else {
                None
            };
            Outcome { exact, deviation }
        }
        ("convert", Cell::Float) => in_format(to().fixed().from_f32(float(bits)), target).into(),
        ("convert", Cell::Ap(source)) if integer_target => to_integer(&value(source, bits), target),
        ("convert", Cell::Ap(source) | Cell::Ac(source)) => {
            in_format(value(source, bits).cast(&to().fixed()), target).into()
        }
        ("to_int" | "to_uint" | "to_int64" | "to_uint64", Cell::Ap(source)) => to_integer(&value(source, bits), target),
        ("to_int" | "to_uint" | "to_int64" | "to_uint64" | "to_ac_int", Cell::Ac(source)) => {
            pattern(&Value::from_low_bits(to().fixed().format, value(source, bits).to_int_floor())).into()
        }
        ("to_double", Cell::Ap(source)) => {
            let value = value(source, bits);
            let low = Value::from_low_bits(Format { width: 64, integer: 64, ..source.format }, value.raw().clone());
            let wide = is_integer(source) && source.format.width > 64;
            let deviation = wide.then(|| (WideIntegerToDouble, double_pattern(low.to_f64())));
            Outcome { exact: double_pattern(value.to_f64()), deviation }
        }
        ("to_double", Cell::Ac(source)) => {
            let value = value(source, bits);
            let deviation =
                (source.format.width > 64).then(|| (RoundedWordByWord, double_pattern(word_by_word(&value))));
            Outcome { exact: double_pattern(value.to_f64()), deviation }
        }
        ("to_float", Cell::Ap(source)) => {
            let number = value(source, bits).to_f32();
            // What the header gives instead has no meaning; only that it is finite is known.
            let garbage = number.is_infinite() && float(expected).is_finite();
            let deviation = garbage.then(|| (BeyondFloat, expected.to_string()));
            Outcome { exact: format!("{:08x}", number.to_bits()), deviation }
        }
        ("neg", Cell::Ap(source) | Cell::Ac(source)) => in_format(-&value(source, bits), target).into(),
        (unknown, _) => panic!("unknown operation `{unknown}` of {source:?}"),
    })
}

fn double_pattern(number: f64) -> String {
    format!("{:016x}", number.to_bits())
}

/// The integer part of an `ap_*` value in the type of the table.
fn to_integer(value: &Value, target: &str) -> Outcome {
    let of = |integer: Raw| pattern(&Value::from_low_bits(Cell::parse(target).fixed().format, integer));
    let without_integer_bits = value.format().integer <= 0 && value.raw().is_negative();
    let deviation = without_integer_bits.then(|| (FractionToInteger, of(value.to_int_floor())));
    Outcome { exact: of(value.to_int()), deviation }
}

/// The sum of the 32-bit words of a value from the top, each addition rounded.
fn word_by_word(value: &Value) -> f64 {
    let Format { width, signed, .. } = value.format();
    let top = (width + u32::from(!signed)).div_ceil(32) - 1;
    let raw = value.raw();
    let word = |position: u32| raw.shr_floor(32 * position);
    let low = |position: u32| Value::from_low_bits(Format { width: 32, integer: 32, signed: false }, word(position));
    let sum = (0..top)
        .rev()
        .fold(Value::to_f64(&integer(word(top))), |sum, position| sum * 2_f64.powi(32) + low(position).to_f64());
    sum * 2_f64.powi(-value.format().fraction())
}

fn integer(raw: Raw) -> Value {
    Value::new(Format { width: 64, integer: 64, signed: true }, raw).expect("a word with its sign")
}

/// The pattern of a result in the type that the header reports. It holds the number exactly.
fn in_format(result: Value, target: &str) -> String {
    let cast = wrapped(&result, target);
    assert_eq!(cast, result, "{:?} in {target}", result.format());
    pattern(&cast)
}

/// A result truncated and wrapped into the type that the header reports.
fn wrapped(result: &Value, target: &str) -> Value {
    let format = Cell::parse(target).fixed().format;
    result.cast(&FixedType::new(format.width, format.integer, format.signed))
}

/// What an operation with two operands gives; `None` for the operations that are left out.
fn binary(operation: &str, sources: [&str; 2], bits: [&str; 2], target: &str, expected: &str) -> Option<Outcome> {
    let cells = sources.map(Cell::parse);
    let own = cells[0].fixed();
    let left = value(own, bits[0]);
    let right = &value(cells[1].fixed(), bits[1]);
    let is_ap = cells.iter().all(|cell| matches!(cell, Cell::Ap(_)));
    let count = || right.to_i32_wrapping();
    let quotient = || left.checked_div(right).expect("no division by zero in the table");
    let result = match operation {
        "mod" | "and" | "or" | "xor" => return None,
        "eq" => return Some(comparison(&left, right, is_ap, Ordering::is_eq)),
        "ne" => return Some(comparison(&left, right, is_ap, Ordering::is_ne)),
        "lt" => return Some(comparison(&left, right, is_ap, Ordering::is_lt)),
        "le" => return Some(comparison(&left, right, is_ap, Ordering::is_le)),
        "gt" => return Some(comparison(&left, right, is_ap, Ordering::is_gt)),
        "ge" => return Some(comparison(&left, right, is_ap, Ordering::is_ge)),
        "shl" => left.shift_left(count()),
        "shr" => left.shift_right(count()),
        "add" => &left + right,
        "sub" => &left - right,
        "mul" => &left * right,
        "div" if is_ap => return Some(ap_quotient(&left, right, sources, target, expected)),
        "div" => quotient(),
        "add_assign" => (&left + right).cast(&own),
        "sub_assign" => (&left - right).cast(&own),
        "mul_assign" => (&left * right).cast(&own),
        "div_assign" => quotient().cast(&own),
        unknown => panic!("unknown operation `{unknown}`"),
    };
    Some(in_format(result, target).into())
}

fn comparison(left: &Value, right: &Value, is_ap: bool, wanted: fn(Ordering) -> bool) -> Outcome {
    let truth = |ordering| u8::from(wanted(ordering)).to_string();
    let exact = truth(left.cmp(right));
    let finest = left.format().fraction().max(right.format().fraction());
    let aligned_bits = |value: &Value| value.format().integer + finest;
    let (signed, unsigned) = if left.format().signed { (left, right) } else { (right, left) };
    let mixed = is_ap && left.format().signed != right.format().signed && signed.raw().is_negative();
    let wide = aligned_bits(unsigned) >= 32 && aligned_bits(unsigned) > aligned_bits(signed);
    // Taken for unsigned, the negative operand exceeds every value of the other.
    let reversed = if left.format().signed { Ordering::Greater } else { Ordering::Less };
    let deviation = (mixed && wide).then(|| (MixedSigns, truth(reversed)));
    Outcome { exact, deviation }
}

fn ap_quotient(left: &Value, right: &Value, sources: [&str; 2], target: &str, expected: &str) -> Outcome {
    let quotient = left.checked_div(right).expect("no division by zero in the table");
    if !sources[0].contains('<') && (sources[1].starts_with("ap_fixed") || sources[1].starts_with("ap_ufixed")) {
        assert_eq!(Cell::parse(target).fixed().format, right.format().div(left.format()));
        let reversed = pattern(&wrapped(&quotient, target));
        return Outcome { exact: quotient.to_decimal(), deviation: Some((ReversedQuotient, reversed)) };
    }
    let exact = in_format(quotient.clone(), target);
    let dividend_bits = left.format().width + right.format().fraction().max(0).unsigned_abs();
    let integers = sources.iter().all(|source| !source.contains("fixed"));
    if !integers && left.format().signed && *left.raw() == left.format().lower() && *right.raw() == Raw::from(-1) {
        let narrow = FixedType::new(dividend_bits, dividend_bits as i32 - quotient.format().fraction(), true);
        let deviation = Some((SmallestByMinusOne, pattern(&wrapped(&quotient.cast(&narrow), target))));
        return Outcome { exact, deviation };
    }
    let wide = right.raw().signed_bits() > 64 && dividend_bits > 64 && exact != expected;
    // No rule is known for the wrong words.
    Outcome { exact, deviation: wide.then(|| (WideQuotient, expected.to_string())) }
}

/// How many rows were compared for each operation, and which deviations showed in them.
#[derive(Default)]
struct Tally {
    compared: BTreeMap<String, usize>,
    deviations: BTreeSet<Deviation>,
}

/// Compares every row of a table. Each operation must have been compared in at least 100 rows, and each of the named
/// deviations must show in at least one, or the table is not what it was.
fn check(name: &str, operations: &[&str], deviations: &[Deviation]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/fixed").join(name);
    let table = std::fs::read_to_string(&path).expect("the recorded table is part of the repository");
    let mut tally = Tally::default();
    let mut differences = Vec::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let (outcome, expected) = match cells[..] {
            [operation, source, target, bits, expected] => {
                (unary(operation, Cell::parse(source), target, bits, expected), expected)
            }
            [operation, left, right, target, left_bits, right_bits, expected] => {
                (binary(operation, [left, right], [left_bits, right_bits], target, expected), expected)
            }
            _ => panic!("{row}"),
        };
        let Some(Outcome { exact, deviation }) = outcome else { continue };
        *tally.compared.entry(cells[0].to_string()).or_default() += 1;
        match deviation {
            Some((deviation, header)) if header == expected => {
                if exact != expected {
                    tally.deviations.insert(deviation);
                }
            }
            None if exact == expected => {}
            Some(_) | None => differences.push(format!("{row}: {exact}")),
        }
    }
    assert!(differences.is_empty(), "{} rows differ:\n{}", differences.len(), differences.join("\n"));
    assert_eq!(tally.compared.keys().map(String::as_str).collect::<Vec<_>>(), operations);
    assert!(tally.compared.values().all(|count| *count >= 100), "{:?}", tally.compared);
    assert_eq!(tally.deviations.into_iter().collect::<Vec<_>>(), deviations);
}

const ARITHMETIC: [&str; 16] = [
    "add",
    "add_assign",
    "div",
    "div_assign",
    "eq",
    "ge",
    "gt",
    "le",
    "lt",
    "mul",
    "mul_assign",
    "ne",
    "shl",
    "shr",
    "sub",
    "sub_assign",
];

#[test]
fn ap_conversions() {
    let operations = ["convert", "to_double", "to_float", "to_int", "to_int64", "to_uint", "to_uint64"];
    let deviations = [FractionToInteger, SmallDoubleToInteger, WideIntegerToDouble, BeyondFloat];
    check("ap_convert.csv", &operations, &deviations);
}

#[test]
fn ac_conversions() {
    let operations = ["convert", "to_ac_int", "to_double", "to_int", "to_int64", "to_uint", "to_uint64"];
    check("ac_convert.csv", &operations, &[DenormalDouble, RoundedWordByWord]);
}

#[test]
fn ap_arithmetic() {
    check("ap_arithmetic.csv", &ARITHMETIC, &[MixedSigns, SmallestByMinusOne, WideQuotient, ReversedQuotient]);
}

#[test]
fn ac_arithmetic() {
    check("ac_arithmetic.csv", &ARITHMETIC, &[]);
}

#[test]
fn ap_negation() {
    check("ap_unary.csv", &["neg"], &[]);
}

#[test]
fn ac_negation() {
    check("ac_unary.csv", &["neg"], &[]);
}
