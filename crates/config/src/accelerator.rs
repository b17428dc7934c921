//! Boards, and what stands around a design on one: `AcceleratorConfig`.

use hlsmith_diag::{Code, Diagnostic, did_you_mean};
use hlsmith_fixed::{FixedType, Precision};
use hlsmith_ir::choices;
use serde_json::{Value, json};

use crate::Backend;
use crate::keys::{Scope, ValueKind};
use crate::section::{Item, Report, Section};

/// A board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Board {
    /// Its name in configurations.
    pub name: &'static str,
    /// Its part.
    pub part: &'static str,
    /// What connects the part to a program.
    pub system: System,
    /// What finds its description among the boards that Vivado has.
    pub pattern: &'static str,
}

/// What connects the part of a board to a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// The processors of a Zynq-7000.
    Zynq7000,
    /// The processors of a Zynq UltraScale+.
    ZynqUltraScale,
    /// A card in the slot of a computer.
    Card {
        /// The platform that programs for it are linked with.
        platform: &'static str,
        /// Its memory for inputs, and that for outputs.
        memory: [&'static str; 2],
    },
}

const fn board(name: &'static str, part: &'static str, system: System, pattern: &'static str) -> Board {
    Board { name, part, system, pattern }
}

/// Banks of a card.
const DDR: [&str; 2] = ["DDR[0]", "DDR[0]"];
/// Channels of the memory inside the package.
const HBM: [&str; 2] = ["HBM[0]", "HBM[1]"];

const fn card(platform: &'static str, memory: [&'static str; 2]) -> System {
    System::Card { platform, memory }
}

/// Every board, sorted by name.
pub const BOARDS: &[Board] = &[
    board("alveo-u200", "xcu200-fsgd2104-2-e", card("xilinx_u200_gen3x16_xdma_2_202110_1", DDR), "*:au200:*"),
    board("alveo-u250", "xcu250-figd2104-2L-e", card("xilinx_u250_gen3x16_xdma_4_1_202210_1", DDR), "*:au250:*"),
    board("alveo-u280", "xcu280-fsvh2892-2L-e", card("xilinx_u280_gen3x16_xdma_1_202211_1", HBM), "*:au280:*"),
    board("alveo-u50", "xcu50-fsvh2104-2-e", card("xilinx_u50_gen3x16_xdma_5_202210_1", HBM), "*:au50:*"),
    board("alveo-u55c", "xcu55c-fsvh2892-2L-e", card("xilinx_u55c_gen3x16_xdma_3_202210_1", HBM), "*:au55c:*"),
    board("kr260", "xck26-sfvc784-2LV-c", System::ZynqUltraScale, "*:kr260_som:*"),
    board("kria", "xck26-sfvc784-2LV-c", System::ZynqUltraScale, "*:kv260_som:*"),
    board("kv260", "xck26-sfvc784-2LV-c", System::ZynqUltraScale, "*:kv260_som:*"),
    board("pynq-z1", "xc7z020clg400-1", System::Zynq7000, "*:pynq-z1:*"),
    board("pynq-z2", "xc7z020clg400-1", System::Zynq7000, "*:pynq-z2:*"),
    board("rfsoc4x2", "xczu48dr-ffvg1517-2-e", System::ZynqUltraScale, "*:rfsoc4x2:*"),
    board("ultra96v2", "xczu3eg-sbva484-1-i", System::ZynqUltraScale, "*:ultra96v2:*"),
    board("zcu102", "xczu9eg-ffvb1156-2-e", System::ZynqUltraScale, "*:zcu102:*"),
    board("zcu104", "xczu7ev-ffvc1156-2-e", System::ZynqUltraScale, "*:zcu104:*"),
    board("zcu111", "xczu28dr-ffvg1517-2-e", System::ZynqUltraScale, "*:zcu111:*"),
];

impl System {
    /// How data enter and leave a core there.
    fn interface(self) -> Interface {
        match self {
            System::Zynq7000 | System::ZynqUltraScale => Interface::AxiStream,
            System::Card { .. } => Interface::AxiMaster,
        }
    }
}

impl Board {
    /// The board of a name, in any letter case; another name is reported.
    pub(crate) fn read(report: &Report, item: &Item<'_>, name: &str) -> Option<&'static Board> {
        let board = BOARDS.iter().find(|board| board.name.eq_ignore_ascii_case(name));
        if board.is_none() {
            let names = || BOARDS.iter().map(|board| board.name);
            let finding = item.error(Code::ConfigValue, "unknown board");
            let finding = finding.expected(format!("one of {}", names().collect::<Vec<_>>().join(", ")));
            report.push(finding.remedy(did_you_mean(name, names())));
        }
        board
    }
}

choices! {
    /// How data enter and leave the core.
    pub enum Interface {
        /// As a stream of words.
        AxiStream = "axi_stream",
        /// Read from and written to memory.
        AxiMaster = "axi_master",
        /// Through registers.
        AxiLite = "axi_lite",
    }
}

choices! {
    /// The program that moves data to the core and back.
    pub enum Driver {
        /// A class in Python, for PYNQ.
        Python = "python",
        /// A program in C, for Linux.
        C = "c",
    }
}

/// What a word of the interface holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// A number in single precision.
    Float,
    /// A fixed-point number of 8, 16, 32 or 64 bits.
    Fixed(FixedType),
}

impl Word {
    /// Its bits.
    pub fn bits(self) -> u32 {
        match self {
            Word::Float => 32,
            Word::Fixed(ty) => ty.format.width,
        }
    }

    fn text(self) -> String {
        match self {
            Word::Float => "float".to_owned(),
            Word::Fixed(ty) => Precision::Fixed(ty).to_string(),
        }
    }

    /// Reads `float` or a precision, which is widened to a size that processors have.
    fn read(section: &Section<'_>, name: &str) -> Word {
        let Some(item) = section.item(name) else { return Word::Float };
        let Some(text) = item.text(section.report, ValueKind::Precision) else { return Word::Float };
        if text.eq_ignore_ascii_case("float") {
            return Word::Float;
        }
        let fixed = Precision::parse_for(text, item.subject.clone()).map(Precision::assignment);
        match fixed {
            Ok(Some(ty)) if ty.format.width <= 64 => {
                let width = ty.format.width.next_power_of_two().max(8);
                let integer = ty.format.integer + (width - ty.format.width) as i32;
                Word::Fixed(FixedType::new(width, integer, ty.format.signed).with_modes(ty.rounding, ty.overflow))
            }
            Ok(_) => {
                let finding = item.error(Code::ConfigValue, "words of the interface cannot be of this type");
                section.report.push(finding.expected("`float`, or a fixed-point type of at most 64 bits"));
                Word::Float
            }
            Err(findings) => {
                section.report.extend(findings);
                Word::Float
            }
        }
    }
}

/// What stands around a design on a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accelerator {
    /// The board.
    pub board: &'static Board,
    /// The platform that a program for a card is linked with, instead of that of the board.
    pub platform: Option<String>,
    /// The driver to write.
    pub driver: Driver,
    /// What words of the input hold.
    pub input: Word,
    /// What words of the output hold.
    pub output: Word,
}

/// The board of a backend when none is named.
fn default_board(backend: Backend) -> &'static Board {
    let name = match backend {
        Backend::VitisUnified => "zcu102",
        Backend::Catapult
        | Backend::Libero
        | Backend::OneApi
        | Backend::Quartus
        | Backend::Vitis
        | Backend::Vivado
        | Backend::VivadoAccelerator => "pynq-z2",
    };
    BOARDS.iter().find(|board| board.name == name).unwrap_or(&BOARDS[0])
}

/// Reads `AcceleratorConfig`, with the board that the top of the configuration names.
pub(crate) fn read(top: &Section<'_>, backend: Backend) -> Option<Accelerator> {
    let section = top.section("AcceleratorConfig", Scope::Accelerator);
    section.refuse_unknown_keys();
    let precision = section.section("Precision", Scope::AcceleratorPrecision);
    precision.refuse_unknown_keys();
    if !backend.is_accelerator() {
        if let Some((key, _)) = section.entries().next() {
            let finding =
                Diagnostic::error(Code::ConfigConflict, section.subject(key), "the backend makes no accelerators");
            top.report.push(
                finding
                    .found(backend.as_str())
                    .remedy("use the backend VivadoAccelerator or VitisUnified, or remove the key"),
            );
        }
        return None;
    }
    let mut board = default_board(backend);
    for (of, name) in [(top, top.text("Board")), (&section, section.text("Board"))] {
        if let (Some(name), Some(item)) = (name, of.item("Board")) {
            board = Board::read(top.report, &item, &name).unwrap_or(board);
        }
    }
    let of_board = board.system.interface();
    if backend == Backend::VivadoAccelerator && of_board == Interface::AxiMaster {
        let finding =
            Diagnostic::error(Code::UnsupportedSetting, top.subject("Board"), "cards are no boards of this backend");
        let finding = finding.found(board.name).expected("a board with processors, such as pynq-z2");
        top.report.push(finding.remedy("use the backend VitisUnified"));
    }
    let interface = section.word("Interface", Interface::ALL, Interface::as_str).unwrap_or(of_board);
    if interface != of_board {
        let finding = Diagnostic::error(
            Code::UnsupportedSetting,
            section.subject("Interface"),
            "the board has another interface",
        );
        top.report.push(finding.found(interface.as_str()).remedy(format!("use `{}`", of_board.as_str())));
    }
    let platform = section.text("Platform");
    if platform.is_some() && of_board == Interface::AxiStream {
        let finding = Diagnostic::error(Code::ConfigConflict, section.subject("Platform"), "the board is no card");
        top.report.push(finding.found(board.name).remedy("remove the key"));
    }
    Some(Accelerator {
        board,
        platform,
        driver: section.word("Driver", Driver::ALL, Driver::as_str).unwrap_or(Driver::Python),
        input: Word::read(&precision, "Input"),
        output: Word::read(&precision, "Output"),
    })
}

impl Accelerator {
    /// The mapping that is read to this.
    pub(crate) fn to_document(&self) -> Value {
        let mut document = json!({
            "Board": self.board.name,
            "Driver": self.driver.as_str(),
            "Interface": self.board.system.interface().as_str(),
            "Precision": { "Input": self.input.text(), "Output": self.output.text() },
        });
        if let Some(platform) = &self.platform {
            document["Platform"] = json!(platform);
        }
        document
    }

    /// What stands around a design for a backend when nothing is said.
    pub fn of(backend: Backend) -> Self {
        let board = default_board(backend);
        Self { board, platform: None, driver: Driver::Python, input: Word::Float, output: Word::Float }
    }
}

impl Default for Accelerator {
    fn default() -> Self {
        Self::of(Backend::VivadoAccelerator)
    }
}
