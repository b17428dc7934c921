//! Precision strings: every accepted form, every refusal, and the round trip through the canonical spelling.

use hlsmith_diag::Subject;
use hlsmith_fixed::{FixedType, FloatFormat, Overflow, Precision, Rounding};
use proptest::prelude::*;

use crate::sample;

fn check(text: &str, expected: Precision) {
    assert_eq!(Precision::parse(text), Ok(expected), "{text}");
    assert_eq!(text.parse(), Ok(expected), "{text}");
}

/// The code, and parts of the diagnostic that help the user.
fn refused(text: &str, code: &str, parts: &[&str]) {
    let rendered = match Precision::parse(text) {
        Ok(precision) => panic!("`{text}` is read as {precision}"),
        Err(diagnostics) => diagnostics.to_string(),
    };
    assert!(rendered.starts_with(&format!("error[{code}]: argument `precision`: ")), "{text}: {rendered}");
    for part in parts.iter().chain(&["\n  found: ", "\n  expected: "]) {
        assert!(rendered.contains(part), "{text}: {rendered}");
    }
}

#[test]
fn accepted_forms() {
    let fixed = |width, integer, signed| Precision::fixed(width, integer, signed);
    let integer = |width, signed| Precision::Integer { width, signed };
    let modes = |rounding, overflow, saturation_bits, signed| {
        let fixed = FixedType::new(16, 6, signed).with_modes(rounding, overflow);
        Precision::Fixed(FixedType { saturation_bits, ..fixed })
    };
    let custom = |width, exponent| Precision::Float(FloatFormat::Custom { width, exponent });
    for (text, expected) in [
        ("auto", Precision::Auto),
        (" Auto ", Precision::Auto),
        ("AUTO", Precision::Auto),
        ("xnor", Precision::Xnor),
        ("float", Precision::Float(FloatFormat::Float)),
        ("double", Precision::Float(FloatFormat::Double)),
        ("half", Precision::Float(FloatFormat::Half)),
        ("bfloat16", Precision::Float(FloatFormat::Bfloat16)),
        ("ap_float<32,8>", custom(32, 8)),
        ("std_float<16,5>", custom(16, 5)),
        ("ac_std_float< 19 , 8 >", custom(19, 8)),
        ("fixed<16,6>", fixed(16, 6, true)),
        ("ufixed<16,6>", fixed(16, 6, false)),
        ("ap_fixed<16,6>", fixed(16, 6, true)),
        ("  ap_ufixed < 16 ,\t6 > ", fixed(16, 6, false)),
        ("ap_fixed<8,-4>", fixed(8, -4, true)),
        ("ap_fixed<8,12>", fixed(8, 12, true)),
        ("fixed<1024,4096>", fixed(1024, 4096, true)),
        ("fixed<1,-4096>", fixed(1, -4096, true)),
        ("fixed<16,6,RND>", modes(Rounding::Rnd, Overflow::Wrap, 0, true)),
        ("fixed<16,6,AP_RND_CONV,AP_SAT_SYM>", modes(Rounding::RndConv, Overflow::SatSym, 0, true)),
        ("ap_ufixed<16,6,AC_TRN_ZERO,SAT_ZERO,0>", modes(Rounding::TrnZero, Overflow::SatZero, 0, false)),
        ("ap_fixed<16,6,AP_RND_MIN_INF,AP_WRAP,3>", modes(Rounding::RndMinInf, Overflow::Wrap, 3, true)),
        ("ap_fixed<16,6,RND_INF,WRAP_SM,16>", modes(Rounding::RndInf, Overflow::WrapSm, 16, true)),
        ("ac_fixed<16,6>", fixed(16, 6, true)),
        ("ac_fixed<16,6,true>", fixed(16, 6, true)),
        ("ac_fixed<16,6,0>", fixed(16, 6, false)),
        ("ac_fixed<16, 6, false, AC_RND_ZERO, AC_SAT>", modes(Rounding::RndZero, Overflow::Sat, 0, false)),
        ("int<7>", integer(7, true)),
        ("uint<1>", integer(1, false)),
        ("ap_int<1024>", integer(1024, true)),
        ("ap_uint<7>", integer(7, false)),
        ("ac_int<7>", integer(7, true)),
        ("ac_int<7,false>", integer(7, false)),
        ("ac_int<7, 1>", integer(7, true)),
        ("exponent<4>", Precision::Exponent { width: 4, signed: true }),
        ("uexponent<4>", Precision::Exponent { width: 4, signed: false }),
    ] {
        check(text, expected);
    }
}

#[test]
fn refusals() {
    let (syntax, range) = ("HS0101", "HS0102");
    for (text, code, parts) in [
        ("", syntax, &["`` is not a precision"][..]),
        ("fxied<16,6>", syntax, &["`fxied` is not a precision", "remedy: did you mean `fixed`?"]),
        ("Fixed<16,6>", syntax, &["remedy: did you mean `fixed`?"]),
        ("AP_FIXED<16,6>", syntax, &["remedy: did you mean `ap_fixed`?"]),
        ("ac_ufixed<16,6>", syntax, &["remedy: did you mean"]),
        ("ac_float<10,2,5>", syntax, &["remedy: use `ac_std_float<W,E>`"]),
        ("16,6", syntax, &["expected: auto, float"]),
        ("fixed", syntax, &["`fixed` lacks its parameters", "expected: fixed<W,I[,Q[,O[,N]]]>"]),
        ("int", syntax, &["expected: int<W>"]),
        ("fixed<16>", syntax, &["`fixed` has 1 parameters", "expected: fixed<W,I[,Q[,O[,N]]]>"]),
        ("fixed<>", syntax, &["expected: fixed<W,I[,Q[,O[,N]]]>"]),
        ("fixed<16,6,TRN,WRAP,0,1>", syntax, &["`fixed` has 6 parameters"]),
        ("ac_fixed<16,6,true,AC_TRN,AC_WRAP,0>", syntax, &["expected: ac_fixed<W,I[,S[,Q[,O]]]>"]),
        ("fixed<16,6> x", syntax, &["text follows the closing `>`", "remedy: remove `x`"]),
        ("fixed<16,6>>", syntax, &["remedy: remove `>`"]),
        ("fixed<16,6", syntax, &["the closing `>` is missing"]),
        ("float<32,8>", syntax, &["`float` takes no parameters", "std_float<W,E>"]),
        ("auto<1>", syntax, &["`auto` takes no parameters"]),
        ("fixed<16,6.5>", syntax, &["the integer `6.5` is not an integer"]),
        ("fixed<+16,6>", syntax, &["the width `+16` is not an integer"]),
        ("fixed<1 6,6>", syntax, &["the width `1 6` is not an integer"]),
        ("fixed<,6>", syntax, &["the width `` is not an integer"]),
        ("fixed<16,->", syntax, &["the integer `-` is not an integer"]),
        ("fixed<16,6,RDN>", syntax, &["unknown rounding mode `RDN`", "remedy: did you mean `RND`?"]),
        ("fixed<16,6,AP_RND_CON>", syntax, &["remedy: did you mean `RND_CONV`?"]),
        ("fixed<16,6,RND_CONV_ODD>", syntax, &["unknown rounding mode", "remedy: did you mean `RND_CONV`?"]),
        ("fixed<16,6,rnd>", syntax, &["remedy: did you mean `RND`?"]),
        ("fixed<16,6,SAT>", syntax, &["unknown rounding mode `SAT`"]),
        ("fixed<16,6,TRN,SATURATE>", syntax, &["unknown overflow mode `SATURATE`"]),
        ("fixed<16,6,TRN,SAT_SIM>", syntax, &["remedy: did you mean `SAT_SYM`?"]),
        ("ac_fixed<16,6,AC_RND>", syntax, &["does not tell signed from unsigned", "expected: true, false, 1 or 0"]),
        ("ac_int<7,ture>", syntax, &["remedy: did you mean `true`?"]),
        ("fixed<0,0>", range, &["the width is out of range", "found: 0", "expected: 1 to 1024"]),
        ("fixed<1025,6>", range, &["found: 1025"]),
        ("fixed<-8,6>", range, &["found: -8"]),
        ("int<0>", range, &["expected: 1 to 1024"]),
        ("int<99999999999999999999999>", range, &["expected: 1 to 1024"]),
        ("fixed<16,4097>", range, &["the integer is out of range", "expected: -4096 to 4096"]),
        ("fixed<16,-4097>", range, &["expected: -4096 to 4096"]),
        ("fixed<4,2,TRN,WRAP,5>", range, &["expected: 0 to 4"]),
        ("fixed<4,2,TRN,WRAP,-1>", range, &["expected: 0 to 4"]),
        ("ufixed<4,2,TRN,WRAP_SM>", range, &["sign-magnitude wrap-around needs a signed type"]),
        ("std_float<8,0>", range, &["expected: 1 to 6"]),
        ("std_float<8,7>", range, &["expected: 1 to 6"]),
        ("std_float<128,16>", range, &["expected: 1 to 15"]),
        ("std_float<2,1>", range, &["the width is out of range", "expected: 3 to 1024"]),
    ] {
        refused(text, code, parts);
    }
}

#[test]
fn the_subject_is_the_callers() {
    let key = Subject::Key("HLSConfig.Model.Precision".into());
    let text = Precision::parse_for("fixed<16>", key).map_err(|diagnostics| diagnostics.to_string());
    assert_eq!(
        text,
        Err("error[HS0101]: key `HLSConfig.Model.Precision`: `fixed` has 1 parameters\n  found: fixed<16>\n  \
             expected: fixed<W,I[,Q[,O[,N]]]>\n  \
             remedy: W is the width in bits, I the bits left of the binary point including the sign"
            .to_string())
    );
}

fn precision() -> impl Strategy<Value = Precision> {
    let width = 1_u32..=1024;
    prop_oneof![
        Just(Precision::Auto),
        Just(Precision::Xnor),
        prop::sample::select(vec![FloatFormat::Double, FloatFormat::Float, FloatFormat::Half, FloatFormat::Bfloat16])
            .prop_map(Precision::Float),
        (3_u32..=1024, 1_u32..=15).prop_map(|(width, exponent)| {
            Precision::Float(FloatFormat::Custom { width, exponent: exponent.min(width - 2) })
        }),
        (width.clone(), any::<bool>()).prop_map(|(width, signed)| Precision::Integer { width, signed }),
        (width, any::<bool>()).prop_map(|(width, signed)| Precision::Exponent { width, signed }),
        sample::fixed().prop_map(Precision::Fixed),
    ]
}

proptest! {
    #![proptest_config(sample::seeded(5_000))]

    #[test]
    fn the_canonical_spelling_reads_back(precision in precision()) {
        check(&precision.to_string(), precision);
    }

    #[test]
    fn no_text_is_a_panic(text in "\\PC*", parameters in "(ap_|ac_|std_)?u?(fixed|int|float)<[-0-9, A-Z_]{0,12}>?") {
        for text in [text, parameters] {
            if let Ok(precision) = Precision::parse(&text) {
                check(&precision.to_string(), precision);
            }
        }
    }
}
