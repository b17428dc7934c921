//! Number types in the spelling of a vendor's headers.

use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};

use crate::cpp::{Arg, Type};

/// The headers that a target has its numbers from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// `ap_fixed` and `ap_int`.
    Ap,
    /// `ac_fixed`, which also stands for integers: no `ac_int` can be assigned a number with a fraction.
    Ac,
    /// `hls::ap_fixpt`, which also stands for integers.
    Fixpt,
}

/// The C++ type of a precision; the modes are left out where they are the default. `None` where the headers have none.
pub(crate) fn cpp_type(precision: Precision, numbers: Numbers) -> Option<Type> {
    match numbers {
        Numbers::Ap => ap_type(precision),
        Numbers::Ac => ac_type(precision.assignment()?),
        Numbers::Fixpt => fixpt_type(precision.assignment()?),
    }
}

fn ap_type(precision: Precision) -> Option<Type> {
    let sign = |signed: bool, names: [&'static str; 2]| names[usize::from(!signed)];
    match precision {
        Precision::Fixed(fixed) => {
            let name = sign(fixed.format.signed, ["ap_fixed", "ap_ufixed"]);
            let mut args = vec![Arg::Int(fixed.format.width.into()), Arg::Int(fixed.format.integer.into())];
            if fixed != FixedType::new(fixed.format.width, fixed.format.integer, fixed.format.signed) {
                args.push(Arg::Word(rounding(fixed.rounding)[0]));
                args.push(Arg::Word(overflow(fixed.overflow)[0]?));
                args.push(Arg::Int(fixed.saturation_bits.into()));
            }
            Some(Type::Template(name, args))
        }
        Precision::Integer { width, signed } => {
            Some(Type::Template(sign(signed, ["ap_int", "ap_uint"]), vec![Arg::Int(width.into())]))
        }
        // A sign is computed with as a number.
        Precision::Xnor => Some(Type::Template("ap_int", vec![Arg::Int(2)])),
        Precision::Auto | Precision::Exponent { .. } | Precision::Float(_) => None,
    }
}

fn ac_type(fixed: FixedType) -> Option<Type> {
    if fixed.saturation_bits != 0 {
        return None;
    }
    let sign = if fixed.format.signed { "true" } else { "false" };
    let mut args = vec![Arg::Int(fixed.format.width.into()), Arg::Int(fixed.format.integer.into()), Arg::Word(sign)];
    if fixed != FixedType::new(fixed.format.width, fixed.format.integer, fixed.format.signed) {
        args.extend([Arg::Word(rounding(fixed.rounding)[1]), Arg::Word(overflow(fixed.overflow)[1]?)]);
    }
    Some(Type::Template("ac_fixed", args))
}

fn fixpt_type(fixed: FixedType) -> Option<Type> {
    if fixed.saturation_bits != 0 {
        return None;
    }
    let name = if fixed.format.signed { "hls::ap_fixpt" } else { "hls::ap_ufixpt" };
    let mut args = vec![Arg::Int(fixed.format.width.into()), Arg::Int(fixed.format.integer.into())];
    if fixed != FixedType::new(fixed.format.width, fixed.format.integer, fixed.format.signed) {
        args.extend([Arg::Word(rounding(fixed.rounding)[2]), Arg::Word(overflow(fixed.overflow)[2]?)]);
    }
    Some(Type::Template(name, args))
}

/// The names of a mode in all families.
fn rounding(mode: Rounding) -> [&'static str; 3] {
    match mode {
        Rounding::Trn => ["AP_TRN", "AC_TRN", "hls::AP_TRN"],
        Rounding::TrnZero => ["AP_TRN_ZERO", "AC_TRN_ZERO", "hls::AP_TRN_ZERO"],
        Rounding::Rnd => ["AP_RND", "AC_RND", "hls::AP_RND"],
        Rounding::RndZero => ["AP_RND_ZERO", "AC_RND_ZERO", "hls::AP_RND_ZERO"],
        Rounding::RndInf => ["AP_RND_INF", "AC_RND_INF", "hls::AP_RND_INF"],
        Rounding::RndMinInf => ["AP_RND_MIN_INF", "AC_RND_MIN_INF", "hls::AP_RND_MIN_INF"],
        Rounding::RndConv => ["AP_RND_CONV", "AC_RND_CONV", "hls::AP_RND_CONV"],
    }
}

/// The names of a mode in all families, where they have it.
fn overflow(mode: Overflow) -> [Option<&'static str>; 3] {
    match mode {
        Overflow::Wrap => [Some("AP_WRAP"), Some("AC_WRAP"), Some("hls::AP_WRAP")],
        Overflow::Sat => [Some("AP_SAT"), Some("AC_SAT"), Some("hls::AP_SAT")],
        Overflow::SatZero => [Some("AP_SAT_ZERO"), Some("AC_SAT_ZERO"), Some("hls::AP_SAT_ZERO")],
        Overflow::SatSym => [Some("AP_SAT_SYM"), Some("AC_SAT_SYM"), Some("hls::AP_SAT_SYM")],
        Overflow::WrapSm => [Some("AP_WRAP_SM"), None, None],
    }
}
