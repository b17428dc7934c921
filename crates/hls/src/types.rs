//! Number types in the spelling of the `ap_` headers.

use hlsmith_fixed::{FixedType, Overflow, Precision, Rounding};

use crate::cpp::{Arg, Type};

/// The C++ type of a precision; the modes are left out where they are the default.
pub(crate) fn cpp_type(precision: Precision) -> Option<Type> {
    let sign = |signed: bool, names: [&'static str; 2]| names[usize::from(!signed)];
    match precision {
        Precision::Fixed(fixed) => {
            let name = sign(fixed.format.signed, ["ap_fixed", "ap_ufixed"]);
            let mut args = vec![Arg::Int(fixed.format.width.into()), Arg::Int(fixed.format.integer.into())];
            if fixed != FixedType::new(fixed.format.width, fixed.format.integer, fixed.format.signed) {
                args.push(Arg::Word(rounding(fixed.rounding)));
                args.push(Arg::Word(overflow(fixed.overflow)));
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

fn rounding(mode: Rounding) -> &'static str {
    match mode {
        Rounding::Trn => "AP_TRN",
        Rounding::TrnZero => "AP_TRN_ZERO",
        Rounding::Rnd => "AP_RND",
        Rounding::RndZero => "AP_RND_ZERO",
        Rounding::RndInf => "AP_RND_INF",
        Rounding::RndMinInf => "AP_RND_MIN_INF",
        Rounding::RndConv => "AP_RND_CONV",
    }
}

fn overflow(mode: Overflow) -> &'static str {
    match mode {
        Overflow::Wrap => "AP_WRAP",
        Overflow::Sat => "AP_SAT",
        Overflow::SatZero => "AP_SAT_ZERO",
        Overflow::SatSym => "AP_SAT_SYM",
        Overflow::WrapSm => "AP_WRAP_SM",
    }
}
