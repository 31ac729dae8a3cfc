//! Files that get their names once they are whole, so that one that was cut short never looks like a success.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

/// A file that is being written beside its name: `FILE.part`. Left before its end, it is gone.
pub struct NewFile {
    out: Out,
    draft: Draft,
}

enum Out {
    Plain(BufWriter<File>),
    Packed(Box<GzEncoder<BufWriter<File>>>),
}

/// A file that is whole and on the disk, and has yet to get its name. Left without it, it is gone.
pub struct WholeFile(Draft);

struct Draft {
    path: PathBuf,
    name: PathBuf,
    is_named: bool,
}

impl NewFile {
    /// Begins a file; one whose name ends in `.gz` is packed.
    pub fn create(name: &Path) -> io::Result<Self> {
        let mut draft = OsString::from(name);
        draft.push(".part");
        let draft = PathBuf::from(draft);
        let file = BufWriter::new(File::create(&draft)?);
        let is_packed = name.extension().is_some_and(|end| end.eq_ignore_ascii_case("gz"));
        Ok(Self {
            out: if is_packed {
                Out::Packed(Box::new(GzEncoder::new(file, Compression::default())))
            } else {
                Out::Plain(file)
            },
            draft: Draft {
                path: draft,
                name: name.to_owned(),
                is_named: false,
            },
        })
    }

    /// Writes what is left, and waits until it is on the disk.
    pub fn finish(self) -> io::Result<WholeFile> {
        let file = match self.out {
            Out::Plain(file) => file,
            Out::Packed(packed) => packed.finish()?,
        };
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        Ok(WholeFile(self.draft))
    }
}

impl WholeFile {
    /// Gives the file its name, in place of one that had it.
    pub fn rename(mut self) -> io::Result<()> {
        fs::rename(&self.0.path, &self.0.name)?;
        self.0.is_named = true;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::Plain(out) => out.write(bytes),
            Out::Packed(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::Plain(out) => out.flush(),
            Out::Packed(out) => out.flush(),
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_named {
            // What cannot be removed has a name that nobody takes for a whole file.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_name_only_when_it_is_whole() {
        let folder = std::env::temp_dir().join(format!("fabrique-files-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let name = folder.join("a.jsonl");
        fs::write(&name, "before").unwrap();
        let mut file = NewFile::create(&name).unwrap();
        file.write_all(b"cut").unwrap();
        drop(file);
        assert_eq!(fs::read(&name).unwrap(), b"before");
        drop(NewFile::create(&name).unwrap().finish().unwrap());
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        let packed = folder.join("a.jsonl.gz");
        for name in [&name, &packed] {
            let mut file = NewFile::create(name).unwrap();
            file.write_all(b"after").unwrap();
            file.finish().unwrap().rename().unwrap();
        }
        assert_eq!(fs::read(&name).unwrap(), b"after");
        assert_eq!(fs::read(&packed).unwrap()[..2], [0x1f, 0x8b]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
