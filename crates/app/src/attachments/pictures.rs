//! Photos: measured by their head, decoded, turned upright and written anew. What else lay in the file (where it was taken,
//! by which telephone, another file behind it) does not come along.

use std::io::Cursor;

use bytes::Bytes;
use domain::{
    Code,
    attachments::{LARGE, SMALL, fit},
    refusal::Fault,
};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

/// The most bytes of the small size.
const SMALL_BYTES: usize = 30_000;
/// How well the large size is written, 1 to 100.
const LARGE_QUALITY: u8 = 80;

/// A photo in its two sizes, JPEG.
pub(super) struct Photo {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) large: Bytes,
    pub(super) small: Bytes,
}

/// What kind of photo these bytes are, whatever their sender calls them.
pub(super) fn sniff(bytes: &[u8]) -> Option<ImageFormat> {
    image::guess_format(bytes).ok().filter(|format| {
        matches!(
            format,
            ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif
        )
    })
}

/// Makes a photo anew; of one that moves, the first picture.
pub(super) fn make(bytes: &[u8], format: ImageFormat, pixels: u64) -> Result<Photo, Fault> {
    let unreadable = |_damaged| Fault::new(Code::AttachmentUnreadable);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(pixels.saturating_mul(6).saturating_add(16 << 20));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| match error {
        image::ImageError::Limits(_) => too_many(pixels),
        _ => Fault::new(Code::AttachmentUnreadable),
    })?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > pixels {
        return Err(too_many(pixels));
    }
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    let (width, height) = fit(picture.width(), picture.height(), LARGE);
    let large = shrunk(&picture, width, height);
    drop(picture);
    let opaque = flat(&large);
    Ok(Photo {
        width,
        height,
        large: jpeg(&opaque, LARGE_QUALITY)?.into(),
        small: smallest(opaque)?.into(),
    })
}

fn too_many(pixels: u64) -> Fault {
    Fault::new(Code::AttachmentTooManyPixels).with("limit", pixels / 1_000_000)
}

fn shrunk(picture: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if (picture.width(), picture.height()) == (width, height) {
        return picture.clone();
    }
    picture.resize_exact(width, height, FilterType::Triangle)
}

/// The picture on white, where it is not opaque.
fn flat(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [red, green, blue, alpha] = seen.get_pixel(x, y).0;
        let on_white = |part: u8| {
            let mixed = (u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(255)
        };
        image::Rgb([on_white(red), on_white(green), on_white(blue)])
    })
}

/// The small size: less well written, then fewer pixels, until it is light enough.
fn smallest(large: RgbImage) -> Result<Vec<u8>, Fault> {
    let large = DynamicImage::ImageRgb8(large);
    let mut written = Vec::new();
    for square in [SMALL, SMALL * 3 / 4, SMALL / 2, SMALL / 4] {
        let (width, height) = fit(large.width(), large.height(), square);
        let small = shrunk(&large, width, height).to_rgb8();
        for quality in [75, 60, 45, 30] {
            written = jpeg(&small, quality)?;
            if written.len() <= SMALL_BYTES {
                return Ok(written);
            }
        }
    }
    Ok(written)
}

fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Fault> {
    let mut written = Vec::new();
    JpegEncoder::new_with_quality(&mut written, quality)
        .encode_image(picture)
        .map_err(|_unwritable| Fault::new(Code::AttachmentUnreadable))?;
    Ok(written)
}
