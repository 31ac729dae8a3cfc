// Files that tests send: made here, so that nobody's picture lies in the repository.
import { crc32, deflateSync, inflateRawSync } from "node:zlib";

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, sum]);
}

/** A picture of so many pixels: sky above, ground below; `noise` gives it as many bytes as a photo has. */
export function picture(width, height, { noise = 0, name = "IMG_0042 chez Awa.png" } = {}) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  let seed = 42;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const shade = noise ? seed % noise : 0;
      const [red, green, blue] = y < height * 0.6 ? [140, 185, 220] : [90, 130, 70];
      rows.set([red - shade, green - shade, blue - shade].map((part) => Math.max(0, part)), y * (1 + width * 3) + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const png = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return { name, mimeType: "image/png", buffer: Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...png]) };
}

/** A file that is neither a photo nor a PDF. */
export const page = { name: "plan.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<!doctype html><title>Plan</title>") };

/** The files of a ZIP (APPNOTE 4.3.12, 4.3.16) by their names, as text. */
export function unpacked(zip) {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = zip.readUInt32LE(end + 16);
  const files = new Map();
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const head = zip.readUInt32LE(at + 42);
    const from = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
    const packed = zip.subarray(from, from + size);
    files.set(zip.toString("utf8", at + 46, at + 46 + name), (method === 0 ? packed : inflateRawSync(packed)).toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return files;
}

/** A square on the ground, so many metres wide, so many metres east and north of the corner of a town. */
export function square(east, north, size) {
  const at = (x, y) => [2.36 + x / 73_000, 48.93 + y / 111_000];
  const corners = [[0, 0], [size, 0], [size, size], [0, size], [0, 0]];
  return { type: "Polygon", coordinates: [corners.map(([x, y]) => at(east + x, north + y))] };
}

/** A GeoJSON file with these shapes by their names. */
export function geojson(shapes) {
  const features = Object.entries(shapes).map(([nom, geometry]) => ({ type: "Feature", properties: { nom }, geometry }));
  const text = JSON.stringify({ type: "FeatureCollection", features });
  return { name: "lieux.geojson", mimeType: "application/geo+json", buffer: Buffer.from(text) };
}
