//! The archive of an exported program: an uncompressed zip file whose members lie in one folder.

use std::io::Cursor;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use zip::read::{ArchiveOffset, Config};
use zip::{CompressionMethod, ZipArchive};

use crate::archive;
use crate::limits::MAX_FILE_BYTES;

/// What torch calls the folder of the pickle of a whole module.
const PICKLE: &str = "data.pkl";

/// How a module becomes a file that can be read.
const EXPORT: &str = "load it in Python and export it:\n  model.eval()\n  program = torch.export.export(model, \
(example_input,))\n  torch.export.save(program, \"model.pt2\")";

/// An open archive.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    folder: String,
    subject: Subject,
    /// How many bytes may still be read, over all members.
    room: u64,
}

impl<'a> Archive<'a> {
    /// Opens the bytes of a file.
    ///
    /// # Errors
    /// When it is no archive, a pickle, or an archive of another kind.
    pub(super) fn open(bytes: &'a [u8], subject: Subject) -> Result<Self> {
        // A pickle begins with its protocol.
        if let [0x80, 2..=5, ..] = bytes {
            return Err(pickle(subject).into());
        }
        // Looked for by its size, the directory seems to begin 76 bytes late, behind the records for large archives that
        // torch always writes; where the name of the folder makes the first entry as long, that is an entry too.
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let zip = archive::open(config, Cursor::new(bytes), &subject)?;
        let names: Vec<String> = zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
        let folder = names.iter().find_map(|name| name.strip_suffix("/models/model.json"));
        if let Some(folder) = folder.map(str::to_owned) {
            return Ok(Self { zip, folder, subject, room: MAX_FILE_BYTES });
        }
        if names.iter().any(|name| name.ends_with("serialized_exported_program.json")) {
            let message = "the program was exported by an old version of PyTorch";
            return Err(Diagnostic::error(Code::ModelFormat, subject, message)
                .found("serialized_exported_program.json")
                .expected("a file of PyTorch 2.8 or later")
                .remedy("load it with torch.export.load in a newer PyTorch and save it again")
                .into());
        }
        if names.iter().any(|name| name.contains("/code/")) {
            let message = "this is a TorchScript file, which holds code";
            return Err(Diagnostic::error(Code::ExecutableModel, subject, message)
                .expected("a file of torch.export.save")
                .remedy(EXPORT)
                .into());
        }
        if names.iter().any(|name| name == PICKLE || name.ends_with("/data.pkl")) {
            return Err(pickle(subject).into());
        }
        let first: Vec<String> = names.iter().take(3).map(|name| crate::text::shown(name)).collect();
        Err(Diagnostic::error(Code::ModelFormat, subject, "this is no exported program of PyTorch")
            .found(format!("{} members {}", names.len(), first.join(", ")).trim_end())
            .expected("a file of torch.export.save, with models/model.json inside")
            .into())
    }

    /// What the findings about the file point at.
    pub(super) fn subject(&self) -> Subject {
        self.subject.clone()
    }

    /// The bytes of a member, a path below the folder of the archive.
    ///
    /// # Errors
    /// When it is missing, compressed, damaged or too large.
    pub(super) fn member(&mut self, path: &str, limit: u64) -> Result<Vec<u8>> {
        let shown = crate::text::shown(path);
        let damaged = |message: String| Diagnostic::error(Code::ModelFormat, self.subject.clone(), message);
        let missing = || {
            let expected = "an archive written by torch.export.save";
            damaged(format!("the archive has no {shown}")).found("other members").expected(expected)
        };
        let path = format!("{}/{path}", self.folder);
        let file = archive::find(&mut self.zip, &path, &shown, missing, &self.subject)?;
        if file.compression() != CompressionMethod::Stored {
            return Err(damaged(format!("{shown} in the archive is compressed"))
                .found(file.compression().to_string())
                .expected("members as torch.export.save writes them, not compressed")
                .into());
        }
        let bytes = archive::read(file, limit.min(self.room), &shown, &self.subject)?;
        self.room -= bytes.len() as u64;
        Ok(bytes)
    }
}

/// A refusal to unpickle.
fn pickle(subject: Subject) -> Diagnostic {
    let message = "this is a pickle of Python objects, which is never loaded, because loading runs code from the file";
    Diagnostic::error(Code::ExecutableModel, subject, message).expected("a file of torch.export.save").remedy(EXPORT)
}
