//! PDFs: read whole, refused where they could do something by themselves, and written anew without what names their author.

use domain::{Code, refusal::Fault};
use lopdf::{Dictionary, Document, LoadOptions, Object};

/// How far one packed part of a PDF may unfold, and how many there may be: what a small file may take of memory.
const UNFOLDED: usize = 1 << 20;
const PACKED: usize = 256;

/// Whether these bytes are a PDF, whatever their sender calls them.
pub(super) fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// Makes a PDF anew.
pub(super) fn make(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let unreadable = || Fault::new(Code::AttachmentUnreadable);
    if count(bytes, b"/Encrypt") > 0 {
        return Err(Fault::new(Code::AttachmentLocked));
    }
    if count(bytes, b"/ObjStm") > PACKED {
        return Err(unreadable());
    }
    let mut document =
        Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(UNFOLDED))
            .map_err(|_damaged| unreadable())?;
    if document.is_encrypted() {
        return Err(Fault::new(Code::AttachmentLocked));
    }
    if document.get_pages().is_empty() {
        return Err(unreadable());
    }
    if document.objects.values().any(acts) {
        return Err(Fault::new(Code::AttachmentActive));
    }
    forget_author(&mut document);
    let mut written = Vec::new();
    document
        .save_to(&mut written)
        .map_err(|_unwritable| unreadable())?;
    Ok(written)
}

fn count(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).filter(|window| *window == word).count()
}

/// Whether something in it runs, starts or carries something else.
fn acts(object: &Object) -> bool {
    let mut left = vec![object];
    while let Some(object) = left.pop() {
        let dictionary = match object {
            Object::Array(items) => {
                left.extend(items);
                continue;
            }
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        if acts_here(dictionary) {
            return true;
        }
        left.extend(dictionary.iter().map(|(_, value)| value));
    }
    false
}

fn acts_here(dictionary: &Dictionary) -> bool {
    const KEYS: [&[u8]; 7] = [
        b"JS",
        b"JavaScript",
        b"EmbeddedFiles",
        b"EF",
        b"XFA",
        b"RichMediaContent",
        b"RichMediaSettings",
    ];
    // A link into another file may name one on somebody's server, who then learns who opens it.
    const ACTIONS: [&[u8]; 9] = [
        b"JavaScript",
        b"Launch",
        b"GoToR",
        b"SubmitForm",
        b"ImportData",
        b"GoToE",
        b"Rendition",
        b"Movie",
        b"Sound",
    ];
    const TYPES: [&[u8]; 1] = [b"EmbeddedFile"];
    let named = |key: &[u8], words: &[&[u8]]| {
        dictionary
            .get(key)
            .and_then(Object::as_name)
            .is_ok_and(|name| words.contains(&name))
    };
    KEYS.iter().any(|key| dictionary.has(key)) || named(b"S", &ACTIONS) || named(b"Type", &TYPES)
}

/// Takes out who wrote it, with what and when.
fn forget_author(document: &mut Document) {
    if let Some(Object::Reference(info)) = document.trailer.remove(b"Info") {
        document.objects.remove(&info);
    }
    document.trailer.remove(b"ID");
    let described: Vec<_> = document
        .objects
        .values_mut()
        .filter_map(|object| match object {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&mut stream.dict),
            _ => None,
        })
        .filter_map(|dictionary| match dictionary.remove(b"Metadata") {
            Some(Object::Reference(metadata)) => Some(metadata),
            _ => None,
        })
        .collect();
    for metadata in described {
        document.objects.remove(&metadata);
    }
}
