//! Archives of models that are damaged or hostile: each is refused with one finding, in little time and memory.

use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use hlsmith_diag::Diagnostics;
use hlsmith_import::keras::{self, Format};
use hlsmith_import::torch;
use hlsmith_ir::Layouts;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Longest time that a refusal takes.
const LIMIT: Duration = Duration::from_secs(5);

/// A kind of archive.
struct Kind {
    /// A good model below `tests`.
    path: &'static str,
    /// The member with the description of the model.
    description: &'static str,
    load: fn(&[u8]) -> Result<(), Diagnostics>,
}

const KINDS: [Kind; 2] = [
    Kind {
        path: "models/keras3/mlp.keras",
        description: "config.json",
        load: |bytes| keras::load_bytes(bytes, None, Format::Keras).map(|_| ()),
    },
    Kind {
        path: "reference/torch/linear.pt2",
        description: "models/model.json",
        load: |bytes| torch::load_bytes(bytes, Layouts::default()).map(|_| ()),
    },
];

impl Kind {
    fn bytes(&self) -> Vec<u8> {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(self.path)).expect("a model")
    }

    /// The members of the good model, and the name of the description.
    fn members(&self) -> (Vec<(String, Vec<u8>)>, String) {
        let mut archive = ZipArchive::new(Cursor::new(self.bytes())).expect("an archive");
        let mut members = Vec::new();
        for index in 0..archive.len() {
            let mut member = archive.by_index(index).expect("a member");
            let (name, mut data) = (member.name().expect("a name").into_owned(), Vec::new());
            member.read_to_end(&mut data).expect("data");
            members.push((name, data));
        }
        let description = members.iter().map(|(name, _)| name).find(|name| name.ends_with(self.description));
        let description = description.expect("a description").clone();
        (members, description)
    }

    /// The good model with members that `write` writes in place of its description, or besides.
    fn written(&self, keeps: bool, write: impl Fn(&mut ZipWriter<Cursor<Vec<u8>>>, &str)) -> Vec<u8> {
        let (members, description) = self.members();
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, data) in members.iter().filter(|(name, _)| keeps || *name != description) {
            writer.start_file(name, stored()).expect("a member");
            writer.write_all(data).expect("data");
        }
        write(&mut writer, &description);
        writer.finish().expect("an archive").into_inner()
    }

    /// The good model with the records of its directory changed: those of the description and of another member.
    fn patched(&self, patch: impl Fn(&mut [u8], &[u8])) -> Vec<u8> {
        let mut bytes = self.written(true, |_, _| ());
        let (_, description) = self.members();
        let starts: Vec<usize> = (0..bytes.len() - 46).filter(|&at| bytes[at..].starts_with(b"PK\x01\x02")).collect();
        let is_described = |at: &&usize| bytes[**at + 46..].starts_with(description.as_bytes());
        let own = *starts.iter().find(is_described).expect("the record");
        let other = *starts.iter().find(|at| !is_described(at)).expect("another record");
        let record = bytes[other..other + 46].to_vec();
        patch(&mut bytes[own..own + 46 + description.len()], &record);
        bytes
    }
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

/// Checks that an archive is refused with one finding that has one of the texts and says what is found and expected.
fn check(what: &str, kind: &Kind, bytes: &[u8], texts: &[&str]) {
    let start = Instant::now();
    let findings = match (kind.load)(bytes) {
        Ok(()) => panic!("{} with {what} is imported", kind.path),
        Err(findings) => findings,
    };
    let text = findings.to_string();
    assert!(start.elapsed() < LIMIT, "{} with {what}: {:?}", kind.path, start.elapsed());
    assert_eq!(findings.iter().count(), 1, "{} with {what}: {text}", kind.path);
    assert!(texts.iter().any(|own| text.contains(own)), "{} with {what}: {text}", kind.path);
    let is_clear = findings.iter().all(|finding| finding.found.is_some() && finding.expected.is_some());
    assert!(is_clear, "{} with {what}: {text}", kind.path);
}

#[test]
fn bombs_are_refused() {
    for kind in &KINDS {
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let zeros = |size: usize| {
            kind.written(false, |writer, name| {
                writer.start_file(name, packed).expect("a member");
                writer.write_all(&vec![b' '; size]).expect("data");
            })
        };
        check("a packed description", kind, &zeros(65 << 20), &["is too large", "is compressed"]);
        let weights = kind.written(true, |writer, _| {
            writer.start_file("weights/more", packed).expect("a member");
            writer.write_all(&vec![0; 1 << 20]).expect("data");
        });
        assert!((kind.load)(&weights).is_ok(), "{}: members that nobody reads cost nothing", kind.path);
        let many = kind.written(true, |writer, _| {
            for index in 0..100_000 {
                writer.start_file(index.to_string(), stored()).expect("a member");
            }
        });
        check("many members", kind, &many, &["too many members"]);
    }
}

#[test]
fn packed_weights_are_refused() {
    let kind = &KINDS[0];
    let (members, _) = kind.members();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, data) in members {
        writer.start_file(&name, SimpleFileOptions::default()).expect("a member");
        let size = if name == "model.weights.h5" { 300 << 20 } else { 0 };
        writer.write_all(&data).expect("data");
        writer.write_all(&vec![0; size]).expect("data");
    }
    let bytes = writer.finish().expect("an archive").into_inner();
    check("packed weights", kind, &bytes, &["unpacks to many times its size"]);
}

#[test]
fn names_that_lead_out_of_the_archive_are_refused() {
    for kind in &KINDS {
        for name in ["../outside", "/etc/passwd", "a/../../b", "C:\\a", "..\\a"] {
            let bytes = kind.written(true, |writer, _| {
                writer.start_file(name, stored()).expect("a member");
            });
            check(name, kind, &bytes, &["leads out"]);
        }
        let link = kind.written(false, |writer, name| {
            writer.add_symlink(name, "/etc/passwd", stored()).expect("a link");
        });
        check("a link", kind, &link, &["is a link"]);
    }
}

#[test]
fn damaged_directories_are_refused() {
    for kind in &KINDS {
        let encrypted = kind.patched(|record, _| record[8] |= 1);
        check("an encrypted member", kind, &encrypted, &["is damaged"]);
        let method = kind.patched(|record, _| record[10] = 98);
        check("an unknown method", kind, &method, &["is damaged", "is compressed"]);
        let overlapping = kind.patched(|record, other| record[42..46].copy_from_slice(&other[42..46]));
        check("overlapping members", kind, &overlapping, &["is damaged", "not valid JSON"]);
        let outside = kind.patched(|record, _| record[42..46].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]));
        check("a member behind the end", kind, &outside, &["is damaged"]);
        let large = kind.patched(|record, _| record[24..28].copy_from_slice(&[0xff; 4].map(|byte| byte >> 1)));
        check("a size that is not true", kind, &large, &["is too large", "is damaged"]);
        let small = kind.patched(|record, _| record[24..28].copy_from_slice(&[1, 0, 0, 0]));
        check("a size that is too small", kind, &small, &["is damaged"]);
        let sum = kind.patched(|record, _| record[16] ^= 1);
        check("a wrong sum", kind, &sum, &["is damaged"]);
        let nameless = kind.patched(|record, _| record[46] = 0xff);
        check("a name that is no text", kind, &nameless, &["leads out", "has no", "no exported program", "is damaged"]);
        let bytes = kind.bytes();
        check("no member", kind, &[b"PK\x05\x06".as_slice(), &[0; 18]].concat(), &["has no", "no exported program"]);
        for tenth in 0..10 {
            check("a part only", kind, &bytes[..bytes.len() * tenth / 10], &["archive is damaged"]);
        }
    }
}
