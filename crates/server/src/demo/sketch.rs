//! A sketch that people of the town add to what they write: drawn here, so that nobody's photo is in the program.

use app::{
    Cx,
    attachments::{Given, Upload, upload},
};
use domain::attachments::AttachmentId;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree},
};

use super::{DemoError, Told};

const SKETCH: &str = include_str!("sketch.svg");

fn png() -> Option<Vec<u8>> {
    let tree = Tree::from_str(SKETCH, &Options::default()).ok()?;
    let size = tree.size().to_int_size();
    let mut picture = Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, Transform::identity(), &mut picture.as_mut());
    picture.encode_png().ok()
}

/// Sends the sketch, described in these words; what it is put on a text with.
pub(super) async fn send(author: &Cx, description: &str) -> Told<AttachmentId> {
    let bytes = png().ok_or_else(|| DemoError::Nobody("the sketch".to_owned()))?;
    let given = Given {
        bytes: bytes.into(),
        description: description.to_owned(),
        ..Given::default()
    };
    let sent = Upload::parse(&author.actor, given, author.limits())?;
    Ok(upload(author, sent).await?.id)
}
