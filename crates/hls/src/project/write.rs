//! Writing a project so that its folder always holds a whole one.
//!
//! The files are written to a folder beside the target, which then takes the place of the target in one step. A run that
//! is killed leaves the old project or the new one, and perhaps the folder beside it, whose name starts with a dot.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use hlsmith_diag::{Code, Diagnostic, Result, Subject};

use super::{File, Project, archive};

/// Folders of a project that may hold no file; programs of the project write there.
const FOLDERS: [&str; 2] = ["firmware", "tb_data"];

/// What is at the place a project is written to.
enum Present {
    Nothing,
    Project,
}

impl Project {
    /// Writes the project to a folder, and when asked for an archive beside it.
    ///
    /// An empty folder and a project are replaced as a whole. A project that already holds exactly these files stays as
    /// it is, together with what other tools made of it.
    ///
    /// # Errors
    /// When the folder holds anything else, or a file cannot be written; then the folder is as it was.
    pub fn write(&self, dir: &Path) -> Result<()> {
        self.write_observed(dir, &mut || {})
    }

    /// [`Project::write`], calling `observe` between all steps that change files.
    fn write_observed(&self, dir: &Path, observe: &mut dyn FnMut()) -> Result<()> {
        let target = resolve(dir).map_err(|error| failed(dir, &error))?;
        let present = present(&target)?;
        if !matches!(present, Present::Project) || !self.is_at(&target) {
            self.replace(&target, &present, observe).map_err(|error| failed(dir, &error))?;
        }
        observe();
        if self.has_archive {
            self.pack(&target).map_err(|error| failed(dir, &error))?;
        }
        Ok(())
    }

    /// Whether a folder holds exactly these files; it may hold others.
    fn is_at(&self, dir: &Path) -> bool {
        self.files.iter().all(|(path, file)| {
            let path = dir.join(path);
            fs::read(&path).is_ok_and(|bytes| bytes == file.bytes) && is_executable(&path) == Some(file.executable)
        })
    }

    fn replace(&self, target: &Path, present: &Present, observe: &mut dyn FnMut()) -> io::Result<()> {
        let (parent, name) = parts(target)?;
        let beside = beside(&name).tempdir_in(&parent)?;
        let new = beside.path().join(&name);
        fs::create_dir(&new)?;
        for folder in FOLDERS {
            fs::create_dir_all(new.join(folder))?;
        }
        for (path, file) in &self.files {
            observe();
            let path = new.join(path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            create(&path, file)?;
        }
        observe();
        match present {
            Present::Nothing => fs::rename(&new, target)?,
            Present::Project => exchange(&new, target, &beside.path().join("old"))?,
        }
        observe();
        // What is left beside is the old project, or nothing.
        beside.close()
    }

    fn pack(&self, target: &Path) -> io::Result<()> {
        let (parent, name) = parts(target)?;
        let mut file = beside(&name).tempfile_in(&parent)?;
        archive::write(self, file.as_file_mut())?;
        let mut archive = name;
        archive.push(".tar.gz");
        file.persist(parent.join(archive)).map_err(|error| error.error)?;
        Ok(())
    }
}

/// The folder itself, through links, so that it is replaced rather than a link to it. Its parents are made.
fn resolve(dir: &Path) -> io::Result<PathBuf> {
    if dir.exists() {
        return dir.canonicalize();
    }
    let absolute = std::path::absolute(dir)?;
    let (parent, name) = parts(&absolute)?;
    fs::create_dir_all(&parent)?;
    Ok(parent.canonicalize()?.join(name))
}

fn parts(target: &Path) -> io::Result<(PathBuf, std::ffi::OsString)> {
    match (target.parent(), target.file_name()) {
        (Some(parent), Some(name)) => Ok((parent.to_owned(), name.to_owned())),
        (None, _) | (_, None) => Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no folder")),
    }
}

fn beside(name: &std::ffi::OsStr) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    // The name is only a help for people; one that is not Unicode is left out.
    let prefix = format!(".{}.hlsmith-", name.to_str().unwrap_or_default());
    builder.prefix(Box::leak(prefix.into_boxed_str()));
    builder
}

fn present(target: &Path) -> Result<Present> {
    let refuse = |found: &str| {
        let subject = Subject::File(target.display().to_string());
        Err(Diagnostic::error(Code::FileAccess, subject, "the output folder is no project and is not replaced")
            .found(found)
            .expected("a folder that does not exist, is empty or holds a project")
            .remedy("choose another OutputDir")
            .into())
    };
    if !target.exists() {
        return Ok(Present::Nothing);
    }
    if !target.is_dir() {
        return refuse("a file");
    }
    let mut entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) => return Err(failed(target, &error)),
    };
    let is_peer_project =
        || ["hls4ml_config.yml", "build_prj.tcl", "firmware"].iter().all(|name| target.join(name).exists());
    if target.join(".hlsmith").is_file() || is_peer_project() {
        return Ok(Present::Project);
    }
    match entries.next() {
        None => Ok(Present::Nothing),
        Some(_) => refuse("other files"),
    }
}

#[cfg(unix)]
fn create(path: &Path, file: &File) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mode = if file.executable { 0o777 } else { 0o666 };
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?.write_all(&file.bytes)
}

#[cfg(not(unix))]
fn create(path: &Path, file: &File) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(&file.bytes)
}

/// Whether a file can be executed; `None` when it cannot be examined.
#[cfg(unix)]
fn is_executable(path: &Path) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).ok().map(|metadata| metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> Option<bool> {
    path.exists().then_some(path.extension().is_some_and(|extension| extension == "sh"))
}

/// Puts `new` in the place of `target`, in one step where the file system can; `old` is free for the time between two
/// steps elsewhere.
fn exchange(new: &Path, target: &Path, old: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    fs::rename(target, old)?;
    fs::rename(new, target).inspect_err(|_| {
        // The first error is the one to report; if this fails too, the old project stays beside.
        let _ = fs::rename(old, target);
    })
}

fn failed(path: &Path, error: &io::Error) -> hlsmith_diag::Diagnostics {
    let subject = Subject::File(path.display().to_string());
    Diagnostic::error(Code::FileAccess, subject, "the project cannot be written").found(error.to_string()).into()
}
