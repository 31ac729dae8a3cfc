//! Files as people and their enemies send them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use lopdf::{Document, Object, Stream, dictionary};

/// Where the photo was taken, as the telephone wrote it: must never be served.
pub(super) const CANARY: &str = "48.8534N-2.3488E-IMG_20261123-Awa";

/// A picture whose left half is red and whose right half is blue, with enough noise to have some bytes.
pub(super) fn drawing(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        let noise = u8::try_from((x * 31 + y * 17 + (x * y) % 13) % 40).unwrap();
        if x < width / 2 {
            Rgb([200 + noise, noise, 0])
        } else {
            Rgb([0, noise, 200 + noise])
        }
    }))
}

pub(super) fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG as a telephone writes it: lying on its side (orientation 6), with where and by whom it was taken.
pub(super) fn telephone_photo(width: u32, height: u32) -> Vec<u8> {
    let jpeg = written(&drawing(width, height), ImageFormat::Jpeg);
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let short = |tag: u16, value: u16| {
        let mut entry = tag.to_le_bytes().to_vec();
        entry.extend([3, 0, 1, 0, 0, 0]);
        entry.extend(value.to_le_bytes());
        entry.extend([0, 0]);
        entry
    };
    let pointer = |tag: u16, kind: u16, count: u32, at: u32| {
        let mut entry = tag.to_le_bytes().to_vec();
        entry.extend(kind.to_le_bytes());
        entry.extend(count.to_le_bytes());
        entry.extend(at.to_le_bytes());
        entry
    };
    let text = u32::try_from(CANARY.len() + 1).unwrap();
    let words = 8 + 2 + 3 * 12 + 4;
    let gps = words + text;
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(pointer(0x010e, 2, text, words));
    tiff.extend(short(0x0112, 6));
    tiff.extend(pointer(0x8825, 4, 1, gps));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(CANARY.as_bytes());
    tiff.push(0);
    // The GPS part: latitude is north.
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend([1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0]);
    tiff.extend(0_u32.to_le_bytes());
    let mut exif = b"Exif\0\0".to_vec();
    exif.extend(tiff);
    let mut photo = jpeg[..2].to_vec();
    photo.extend([0xff, 0xe1]);
    photo.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    photo.extend(exif);
    photo.extend(&jpeg[2..]);
    photo
}

/// The head of a PNG of so many pixels, with hardly any bytes behind it.
pub(super) fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let mut body = kind.to_vec();
        body.extend(data);
        png.extend(&body);
        let mut crc = u32::MAX;
        for byte in &body {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 {
                    crc >> 1 ^ 0xedb8_8320
                } else {
                    crc >> 1
                };
            }
        }
        png.extend((!crc).to_be_bytes());
    };
    let mut head = width.to_be_bytes().to_vec();
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    chunk(b"IHDR", &head);
    chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1]);
    chunk(b"IEND", &[]);
    png
}

/// A PDF of one page, by an author with a name, with this in its catalogue.
pub(super) fn pdf(more: Vec<(&str, Object)>) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let content = document.add_object(Stream::new(
        dictionary! {},
        b"BT /F1 12 Tf 50 700 Td (Le plan du passage) Tj ET".to_vec(),
    ));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let mut catalogue = dictionary! { "Type" => "Catalog", "Pages" => pages };
    for (key, value) in more {
        catalogue.set(key, value);
    }
    let catalogue = document.add_object(catalogue);
    document.trailer.set("Root", catalogue);
    let author = document.add_object(dictionary! { "Author" => Object::string_literal(CANARY) });
    document.trailer.set("Info", author);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A PDF that runs something when it is opened.
pub(super) fn scripted_pdf() -> Vec<u8> {
    let action = dictionary! {
        "S" => Object::Name(b"JavaScript".to_vec()), "JS" => Object::string_literal("app.alert(1)"),
    };
    pdf(vec![("OpenAction", Object::Dictionary(action))])
}
