//! The file of the root key: 32 raw bytes that their owner alone may read.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;

use super::{KEY_BYTES, KeyError, RootKey, secret};
use crate::entropy;

impl RootKey {
    /// Reads the key file, which must be a regular file of exactly 32 bytes that neither group nor others may touch.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let failed = |source: std::io::Error| match source.kind() {
            ErrorKind::NotFound => KeyError::Missing {
                path: path.to_owned(),
            },
            _ => KeyError::Io {
                path: path.to_owned(),
                source,
            },
        };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() {
            return Err(KeyError::NotAFile {
                path: path.to_owned(),
            });
        }
        let mode = metadata.permissions().mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed {
                path: path.to_owned(),
                mode,
            });
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES + 1));
        let most = KEY_BYTES as u64 + 1;
        file.take(most).read_to_end(&mut bytes).map_err(failed)?;
        secret(&bytes).map(Self).map_err(|_length| KeyError::FileLength {
            path: path.to_owned(),
        })
    }

    /// Reads the key file, or draws a key and writes it (mode 0600) where there is none yet.
    ///
    /// The file appears whole or not at all, and never replaces another: of two processes that start together, both
    /// end with the key of the first.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        match Self::load(path) {
            Err(KeyError::Missing { .. }) => {}
            found => return found,
        }
        let failed = |source| KeyError::Io {
            path: path.to_owned(),
            source,
        };
        let draft = draft_beside(path);
        let written = write_new(&draft, RootKey::generate().0.expose_secret())
            .and_then(|()| std::fs::hard_link(&draft, path));
        // The draft goes in every case; one that cannot be removed is a key that nobody uses.
        let removed = std::fs::remove_file(&draft);
        match written {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(error)),
            Ok(()) | Err(_) => {}
        }
        removed.and_then(|()| sync_folder(path)).map_err(failed)?;
        Self::load(path)
    }
}

/// Names a file of the same folder that nobody else writes.
fn draft_beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(HEXLOWER.encode(&entropy::bytes::<8>()));
    path.with_file_name(name)
}

fn write_new(path: &Path, key: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(key)?;
    file.sync_all()
}

/// Makes the new name survive a power cut.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs::{self, Permissions};

    use super::*;

    fn put(path: &Path, bytes: &[u8], mode: u32) {
        fs::write(path, bytes).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_first_start_makes_a_private_file_and_the_second_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        let made = RootKey::load_or_create(&path).unwrap();
        let metadata = fs::metadata(&path).unwrap();
        assert_eq!(
            (metadata.permissions().mode() & 0o7777, metadata.len()),
            (0o600, 32)
        );
        assert_eq!(
            RootKey::load_or_create(&path).unwrap().fingerprint(),
            made.fingerprint()
        );
        assert_eq!(RootKey::load(&path).unwrap().fingerprint(), made.fingerprint());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no draft stays behind"
        );
    }

    #[test]
    fn starting_together_ends_with_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        let fingerprints: HashSet<String> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..16)
                .map(|_| scope.spawn(|| RootKey::load_or_create(&path).unwrap().fingerprint()))
                .collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert_eq!(fingerprints.len(), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_of_another_length_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        for length in [0, 31, 33, 4096] {
            put(&path, &vec![1; length], 0o600);
            assert!(
                matches!(RootKey::load_or_create(&path), Err(KeyError::FileLength { .. })),
                "{length}"
            );
            assert_eq!(fs::read(&path).unwrap().len(), length);
        }
    }

    #[test]
    fn a_file_that_others_may_touch_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        for mode in [0o640, 0o604, 0o644, 0o620, 0o601, 0o660] {
            put(&path, &[1; 32], mode);
            let error = RootKey::load_or_create(&path).unwrap_err();
            assert!(
                matches!(error, KeyError::Exposed { mode: said, .. } if said == mode),
                "{mode:o}"
            );
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
        for mode in [0o600, 0o400] {
            put(&path, &[1; 32], mode);
            RootKey::load(&path).unwrap();
        }
    }

    #[test]
    fn what_is_missing_or_no_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere/root.key");
        assert!(matches!(RootKey::load(&nowhere), Err(KeyError::Missing { .. })));
        assert!(matches!(
            RootKey::load_or_create(&nowhere),
            Err(KeyError::Io { .. })
        ));
        assert!(matches!(
            RootKey::load_or_create(folder.path()),
            Err(KeyError::NotAFile { .. })
        ));
    }
}
