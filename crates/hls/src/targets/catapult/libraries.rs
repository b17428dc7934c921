//! The libraries of components that Catapult builds a design from.

use hlsmith_config::{Settings, Technology};

/// A library, by the words that follow `solution library add`.
pub(crate) type Library = Vec<String>;

/// Families of parts, by the start of the names of their parts; the first that fits holds. A `*` stands for digits.
const FAMILIES: &[(&str, &str)] = &[
    ("xc7a", "ARTIX-7"),
    ("xc7k", "KINTEX-7"),
    ("xc7v", "VIRTEX-7"),
    ("xc7z", "ZYNQ"),
    ("xck26", "ZYNQ-uplus"),
    ("xcku*p", "KINTEX-uplus"),
    ("xcku", "KINTEX-u"),
    ("xcvu*p", "VIRTEX-uplus"),
    ("xcvu", "VIRTEX-u"),
    ("xczu", "ZYNQ-uplus"),
    ("xcu", "VIRTEX-uplus"),
];

/// What the memories, FIFOs and buses of every part are in.
const FPGA: &[&str] = &["Xilinx_RAMS", "Xilinx_ROMS", "Xilinx_FIFO", "amba"];

/// What the memories and buses of an ASIC are in.
const ASIC: &[&str] = &["ccs_sample_mem", "ccs_sample_rom", "amba"];

/// The options of the library of Nangate, which Catapult comes with.
const NANGATE: &[&str] = &["-vendor", "Nangate", "-technology", "045nm"];

/// The libraries for a technology; `None` when the part belongs to no family known here.
pub(crate) fn of(settings: &Settings) -> Option<Vec<Library>> {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Library>();
    let (base, others) = match settings.catapult.technology {
        Technology::Asic => {
            let cells = settings.catapult.asic_library.as_str();
            let vendor = if cells == "nangate-45nm" { NANGATE } else { &[] };
            (words(&[&[&*format!("{cells}_beh"), "--", "-rtlsyntool", "DesignCompiler"], vendor].concat()), ASIC)
        }
        Technology::Fpga => {
            let part = settings.part.as_str();
            let (family, speed) = (family(part)?, speed(part)?);
            let name = format!("mgc_Xilinx-{family}-{speed}_beh");
            let speed = format!("-{speed}");
            let tool = ["--", "-rtlsyntool", "Vivado", "-manufacturer", "Xilinx", "-family"];
            (words(&[&[name.as_str()], &tool[..], &[family, "-speed", &speed, "-part", part]].concat()), FPGA)
        }
    };
    Some([base].into_iter().chain(others.iter().map(|name| words(&[name]))).collect())
}

/// The family of a part.
fn family(part: &str) -> Option<&'static str> {
    let part = part.to_ascii_lowercase();
    let fits = |pattern: &str| match pattern.split_once('*') {
        None => part.starts_with(pattern),
        Some((start, end)) => part
            .strip_prefix(start)
            .is_some_and(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(end)),
    };
    FAMILIES.iter().find(|(pattern, _)| fits(pattern)).map(|(_, family)| *family)
}

/// The speed grade of a part: the first of the words behind its name that starts with a digit.
fn speed(part: &str) -> Option<&str> {
    part.split('-').skip(1).find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{family, speed};

    #[test]
    fn parts_belong_to_families() {
        for (part, expected) in [
            ("xcku115-flvb2104-2-i", Some(("KINTEX-u", "2"))),
            ("xcvu13p-flga2577-2-e", Some(("VIRTEX-uplus", "2"))),
            ("xcvu440-flga2892-2-e", Some(("VIRTEX-u", "2"))),
            ("xc7z020clg400-1", Some(("ZYNQ", "1"))),
            ("xck26-sfvc784-2LV-c", Some(("ZYNQ-uplus", "2LV"))),
            ("xcku5p-ffva676-3-e", Some(("KINTEX-uplus", "3"))),
            ("xcu250-figd2104-2L-e", Some(("VIRTEX-uplus", "2L"))),
            ("xc7a200tsbg484-3", Some(("ARTIX-7", "3"))),
            ("xc7a200t", None),
            ("Arria10", None),
        ] {
            assert_eq!(family(part).zip(speed(part)), expected, "{part}");
        }
    }
}
