//! Writing a project so that its folder always holds a whole one.
//!
//! The files are written to a folder beside the target, which then takes the place of the target in one step. A run that
//! is killed leaves the old project or the new one, and perhaps the folder beside it, whose name starts with a dot; the
//! next run into the same place removes it. A folder in use is told from one left over by the lock its process holds.

use std::ffi::{OsStr, OsString};
use std::fs::{self, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use tempfile::TempDir;

use super::{File, Project, archive};

/// Folders of a project with code that may hold no file; programs of the project write there.
const FOLDERS: [&str; 2] = ["firmware", "tb_data"];

/// How many random characters end the name of a folder beside a project.
const SUFFIX_LEN: usize = 12;

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
        remove_leftovers(&parent, &name);
        let beside = Beside::new(&parent, &name)?;
        let new = beside.dir.path().join(&name);
        fs::create_dir(&new)?;
        if self.files.keys().any(|path| path.starts_with("firmware/")) {
            for folder in FOLDERS {
                fs::create_dir_all(new.join(folder))?;
            }
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
            Present::Project => exchange(&new, target, &beside.dir.path().join("old"))?,
        }
        observe();
        // What is left beside is the old project, or nothing.
        beside.dir.close()
    }

    fn pack(&self, target: &Path) -> io::Result<()> {
        let (parent, mut name) = parts(target)?;
        let beside = Beside::new(&parent, &name)?;
        let new = beside.dir.path().join("archive");
        archive::write(self, BufWriter::new(fs::File::create_new(&new)?))?;
        name.push(".tar.gz");
        fs::rename(new, parent.join(name))
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

fn parts(target: &Path) -> io::Result<(PathBuf, OsString)> {
    match (target.parent(), target.file_name()) {
        (Some(parent), Some(name)) => Ok((parent.to_owned(), name.to_owned())),
        (None, _) | (_, None) => Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no folder")),
    }
}

/// A folder beside the target for what is not finished; its name tells people what it is of.
struct Beside {
    dir: TempDir,
    /// Tells other processes that the folder is in use; `None` where folders cannot be locked.
    _lock: Option<fs::File>,
}

impl Beside {
    fn new(parent: &Path, name: &OsStr) -> io::Result<Self> {
        loop {
            let dir = tempfile::Builder::new().prefix(&prefix(name)).rand_bytes(SUFFIX_LEN).tempdir_in(parent)?;
            let lock = match lock(dir.path()) {
                // Another process has taken the folder for a leftover before it was locked.
                Lock::Held => continue,
                Lock::Taken(_) if !dir.path().exists() => continue,
                Lock::Taken(lock) => Some(lock),
                Lock::Impossible => None,
            };
            return Ok(Self { dir, _lock: lock });
        }
    }
}

fn prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".hlsmith-");
    prefix
}

/// What came of locking a folder.
enum Lock {
    Taken(fs::File),
    /// Another process has it.
    Held,
    /// The folder is gone, or the system locks no folders.
    Impossible,
}

fn lock(folder: &Path) -> Lock {
    let Ok(file) = fs::File::open(folder) else { return Lock::Impossible };
    match file.try_lock() {
        Ok(()) => Lock::Taken(file),
        Err(TryLockError::WouldBlock) => Lock::Held,
        Err(TryLockError::Error(_)) => Lock::Impossible,
    }
}

/// Removes the folders that killed runs left beside a target. What cannot be removed stays: it harms nobody.
fn remove_leftovers(parent: &Path, name: &OsStr) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let prefix = prefix(name);
    for entry in entries.flatten() {
        let entry_name = entry.file_name();
        let suffix = entry_name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        let is_ours = suffix.is_some_and(|s| s.len() == SUFFIX_LEN && s.iter().all(u8::is_ascii_alphanumeric));
        // A link is not followed: hlsmith makes none.
        if is_ours
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && let Lock::Taken(_lock) = lock(&entry.path())
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use super::{Beside, FOLDERS};
    use crate::Project;

    fn project(version: &str, n_files: usize) -> Project {
        let mut project = Project::default();
        project.add(".hlsmith", version);
        for file in 0..n_files {
            project.add(format!("firmware/{version}{file}.h"), version);
        }
        project.add_executable("build_lib.sh", version);
        project
    }

    /// The files below a folder; `None` when there is no folder.
    fn tree(folder: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder).ok()? {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("text");
            match tree(&entry.path()) {
                Some(inner) => files.extend(inner.into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes))),
                None => drop(files.insert(name, fs::read(entry.path()).expect("a file"))),
            }
        }
        Some(files)
    }

    fn files(project: &Project) -> BTreeMap<String, Vec<u8>> {
        project.files.iter().map(|(path, file)| (path.clone(), file.bytes.clone())).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("text"))
            .collect();
        names.sort();
        names
    }

    /// Writes `new` over what is there and checks at every step that the folder holds the old files or the new ones.
    fn check_steps(target: &Path, old: Option<&BTreeMap<String, Vec<u8>>>, new: &Project) {
        let (mut n_old, mut n_new) = (0, 0);
        new.write_observed(target, &mut || match tree(target) {
            found if found.as_ref() == old => n_old += 1,
            found => {
                assert_eq!(found, Some(files(new)));
                n_new += 1;
            }
        })
        .unwrap_or_else(|error| panic!("{error}"));
        assert!(n_old > new.files.len() && n_new > 0, "{n_old} {n_new}");
        assert_eq!(tree(target), Some(files(new)));
    }

    #[test]
    fn a_killed_run_leaves_the_old_project_or_the_new_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("deep/er/out");
        let (first, second) = (project("first", 5), project("second", 3));
        check_steps(&target, None, &first);
        fs::write(target.join("report.txt"), "of the first").expect("a file");
        let mut old = files(&first);
        old.insert("report.txt".into(), b"of the first".to_vec());
        check_steps(&target, Some(&old), &second);
        assert_eq!(names(&folder.path().join("deep/er")), ["out"], "nothing is left beside");
        for name in FOLDERS {
            assert!(target.join(name).is_dir());
        }
    }

    #[test]
    fn an_unchanged_project_keeps_what_tools_made_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("out");
        let project = project("same", 2);
        project.write(&target).expect("written");
        fs::write(target.join("report.txt"), "results").expect("a file");
        project.write(&target).expect("written");
        assert_eq!(names(&target), [".hlsmith", "build_lib.sh", "firmware", "report.txt", "tb_data"]);
        fs::remove_file(target.join("firmware/same0.h")).expect("it was there");
        project.write(&target).expect("written");
        assert_eq!(tree(&target), Some(files(&project)), "a damaged project is replaced");
    }

    #[test]
    fn a_failed_run_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("out");
        let old = project("old", 2);
        old.write(&target).expect("written");
        let mut new = project("new", 2);
        new.add("firmware/new0.h/inside", "a file is no folder");
        let error = new.write(&target).expect_err("the paths contradict each other").to_string();
        assert!(error.starts_with("error[HS0401]: file `") && error.contains("cannot be written"), "{error}");
        assert_eq!(tree(&target), Some(files(&old)));
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_killed_runs_left_is_removed_and_what_runs_use_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let live = Beside::new(folder.path(), "out".as_ref()).expect("a folder");
        let live_name = live.dir.path().file_name().expect("a name").to_string_lossy().into_owned();
        fs::create_dir_all(live.dir.path().join("out/firmware")).expect("a folder");
        fs::create_dir_all(folder.path().join(".out.hlsmith-0123456789aB/out/firmware")).expect("a folder");
        fs::write(folder.path().join(".out.hlsmith-0123456789aB/out/firmware/x.h"), "x").expect("a file");
        let kept = [".other.hlsmith-0123456789aB", ".out.hlsmith-mine", ".out.hlsmith-my notes -1"];
        kept.iter().for_each(|name| fs::create_dir(folder.path().join(name)).expect("a folder"));
        project("new", 1).write(&folder.path().join("out")).expect("written");
        let mut expected: Vec<String> = kept.iter().map(|&name| name.to_owned()).collect();
        expected.extend([live_name.clone(), "out".to_owned()]);
        expected.sort();
        assert_eq!(names(folder.path()), expected);
        // A process that ends gives its lock back and leaves the folder.
        let Beside { dir, _lock } = live;
        drop((dir.keep(), _lock));
        project("next", 1).write(&folder.path().join("out")).expect("written");
        expected.retain(|name| *name != live_name);
        assert_eq!(names(folder.path()), expected);
    }

    #[test]
    fn only_projects_and_empty_folders_are_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let new = project("new", 1);
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("empty")).expect("a folder");
        new.write(&path("empty")).expect("an empty folder is taken");
        fs::create_dir_all(path("peer/firmware")).expect("a folder");
        fs::write(path("peer/hls4ml_config.yml"), "").expect("a file");
        fs::write(path("peer/build_prj.tcl"), "").expect("a file");
        new.write(&path("peer")).expect("a project of the peer is taken");
        for (name, found) in [("notes/hls4ml_config.yml", "other files"), ("file", "a file")] {
            fs::create_dir_all(path(name).parent().expect("inside")).expect("a folder");
            fs::write(path(name), "mine").expect("a file");
            let top = path(name.split('/').next().expect("a name"));
            let error = new.write(&top).expect_err(name).to_string();
            assert!(error.contains(&format!("found: {found}")) && error.contains("another OutputDir"), "{error}");
            assert_eq!(fs::read_to_string(path(name)).expect("still there"), "mine");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (folder.path().join("real"), folder.path().join("link"));
        project("old", 1).write(&target).expect("written");
        std::os::unix::fs::symlink(&target, &link).expect("a link");
        let mut new = project("new", 1);
        new.has_archive = true;
        new.write(&link).expect("written");
        assert_eq!(tree(&target), Some(files(&new)));
        assert!(link.is_symlink());
        let mode = |path: &str| fs::metadata(folder.path().join(path)).expect("it is there").permissions().mode();
        let others = mode("real/.hlsmith") & 0o044;
        assert_eq!(mode("real/build_lib.sh") & 0o111, (others >> 2) | 0o100);
        assert_eq!((mode("real") & 0o044, mode("real.tar.gz") & 0o044), (others, others));
        assert_eq!(names(folder.path()), ["link", "real", "real.tar.gz"]);
    }
}
