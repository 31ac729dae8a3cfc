//! Bytes in: gzip seen by its first bytes, lines and rows of bounded length.

use flate2::read::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// The longest line or row that is read, in bytes.
pub(super) const LONGEST_ROW: usize = 1 << 20;

/// One line or row, or why there is none.
#[derive(Debug)]
pub(super) enum Piece<T> {
    /// It is there.
    Whole(T),
    /// It is longer than 1 MiB and was passed over.
    TooLong,
    /// Nothing more can be read.
    Broken(io::Error),
    /// The file ends.
    End,
}

/// Reads a file, unpacked if it is a gzip.
pub fn unpacked(mut input: Box<dyn Read>) -> io::Result<Box<dyn BufRead>> {
    let mut head = Vec::new();
    input.by_ref().take(2).read_to_end(&mut head)?;
    let is_gzip = head == [0x1f, 0x8b];
    let whole = Cursor::new(head).chain(input);
    if is_gzip {
        Ok(Box::new(BufReader::new(MultiGzDecoder::new(BufReader::new(
            whole,
        )))))
    } else {
        Ok(Box::new(BufReader::new(whole)))
    }
}

/// The next line without its end.
pub(super) fn next_line(input: &mut dyn BufRead) -> Piece<Vec<u8>> {
    let mut line = Vec::new();
    let mut length = 0_usize;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Piece::Broken(error),
        };
        if available.is_empty() && length == 0 {
            return Piece::End;
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = available
            .get(..end.unwrap_or(available.len()))
            .unwrap_or_default();
        let is_last = end.is_some() || available.is_empty();
        if length + part.len() <= LONGEST_ROW {
            line.extend_from_slice(part);
        }
        length += part.len() + usize::from(end.is_some());
        let used = part.len() + usize::from(end.is_some());
        input.consume(used);
        if is_last {
            break;
        }
    }
    if length > LONGEST_ROW + 1 {
        return Piece::TooLong;
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Piece::Whole(line)
}

/// The rows of a CSV file, quoted as RFC 4180.
pub(super) struct Rows {
    input: Box<dyn BufRead>,
    csv: csv_core::Reader,
    at_end: bool,
}

impl Rows {
    /// Finds the separator in the header: whichever of `;`, `,`, tab and `|` it has most of.
    pub(super) fn new(mut input: Box<dyn BufRead>) -> io::Result<Self> {
        let mut head = Vec::new();
        input
            .by_ref()
            .take(LONGEST_ROW as u64)
            .read_until(b'\n', &mut head)?;
        let separator = separator(&head);
        let bom = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let input = Box::new(Cursor::new(head.split_off(bom)).chain(input));
        Ok(Self {
            input,
            csv: csv_core::ReaderBuilder::new().delimiter(separator).build(),
            at_end: false,
        })
    }

    /// The next row, cell by cell.
    pub(super) fn next_row(&mut self) -> Piece<Vec<Vec<u8>>> {
        if self.at_end {
            return Piece::End;
        }
        let mut row = RowBuffer::default();
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.at_end = true;
                    return Piece::Broken(error);
                }
            };
            let (result, used, written, cells) =
                self.csv
                    .read_record(available, &mut row.chunk, &mut row.chunk_ends);
            self.input.consume(used);
            row.keep(written, cells);
            match result {
                csv_core::ReadRecordResult::Record => break,
                csv_core::ReadRecordResult::End => {
                    self.at_end = true;
                    return Piece::End;
                }
                _ => {}
            }
        }
        if row.length > LONGEST_ROW {
            Piece::TooLong
        } else {
            Piece::Whole(row.cells())
        }
    }
}

/// What stands between the cells of a header, outside its quotes.
fn separator(header: &[u8]) -> u8 {
    let mut in_quotes = false;
    let mut counts = [(b'|', 0), (b'\t', 0), (b',', 0), (b';', 0_usize)];
    for byte in header {
        in_quotes ^= *byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(byte == separator && !in_quotes);
        }
    }
    counts
        .iter()
        .max_by_key(|(_, count)| *count)
        .map_or(b';', |(separator, _)| *separator)
}

/// One row while it is read: never more than 1 MiB of it is held.
struct RowBuffer {
    chunk: [u8; 4096],
    chunk_ends: [usize; 64],
    bytes: Vec<u8>,
    ends: Vec<usize>,
    length: usize,
}

impl Default for RowBuffer {
    fn default() -> Self {
        Self {
            chunk: [0; 4096],
            chunk_ends: [0; 64],
            bytes: Vec::new(),
            ends: Vec::new(),
            length: 0,
        }
    }
}

impl RowBuffer {
    fn keep(&mut self, written: usize, cells: usize) {
        self.length += written + cells;
        if self.length <= LONGEST_ROW {
            self.bytes.extend(self.chunk.iter().take(written));
            self.ends.extend(self.chunk_ends.iter().take(cells));
        }
    }

    fn cells(&self) -> Vec<Vec<u8>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, end)| self.bytes.get(start..*end).unwrap_or_default().to_vec())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn rows(text: &[u8]) -> Vec<Vec<String>> {
        let mut rows = Rows::new(unpacked(Box::new(Cursor::new(text.to_vec()))).unwrap()).unwrap();
        let mut read = Vec::new();
        loop {
            match rows.next_row() {
                Piece::Whole(cells) => {
                    read.push(
                        cells
                            .into_iter()
                            .map(|cell| String::from_utf8(cell).unwrap())
                            .collect(),
                    );
                }
                Piece::TooLong => read.push(vec!["(too long)".to_owned()]),
                Piece::Broken(error) => panic!("{error}"),
                Piece::End => return read,
            }
        }
    }

    #[test]
    fn separators_quotes_and_marks_are_seen() {
        let expected = vec![vec!["id", "a/fr"], vec!["1", "x;\n\"y\""]];
        for text in [
            "id;a/fr\r\n1;\"x;\n\"\"y\"\"\"\r\n",
            "\u{FEFF}id,a/fr\n1,\"x;\n\"\"y\"\"\"",
            "id\ta/fr\n1\t\"x;\n\"\"y\"\"\"\n",
        ] {
            assert_eq!(rows(text.as_bytes()), expected, "{text:?}");
        }
        assert_eq!(rows(b"\"a;b;c\",d\n"), [["a;b;c", "d"]]);
    }

    #[test]
    fn a_row_too_long_is_passed_over() {
        let long = "x".repeat(LONGEST_ROW + 1);
        let read = rows(format!("id;a\n1;{long}\n2;b\n").as_bytes());
        assert_eq!(read, [vec!["id", "a"], vec!["(too long)"], vec!["2", "b"]]);
        let many = ";".repeat(LONGEST_ROW + 1);
        let read = rows(format!("id;a\n{many}\n2;b\n").as_bytes());
        assert_eq!(read, [vec!["id", "a"], vec!["(too long)"], vec!["2", "b"]]);
        let read = rows(format!("id;a\n1;\"{long}\n2;b\n").as_bytes());
        assert_eq!(read, [vec!["id", "a"], vec!["(too long)"]]);
        let wide = ["a"; 500].join(";");
        assert_eq!(rows(format!("{wide}\n").as_bytes())[0].len(), 500);
    }

    #[test]
    fn no_more_than_the_longest_row_is_held() {
        let mut row = RowBuffer::default();
        (0..1_000).for_each(|_| row.keep(4_096, 64));
        assert_eq!(row.length, 1_000 * (4_096 + 64));
        assert!(row.bytes.len() + row.ends.len() <= LONGEST_ROW);
    }

    fn lines(text: Vec<u8>) -> Vec<String> {
        let mut input = unpacked(Box::new(Cursor::new(text))).unwrap();
        let mut read = Vec::new();
        loop {
            match next_line(&mut input) {
                Piece::Whole(line) => read.push(String::from_utf8(line).unwrap()),
                Piece::TooLong => read.push("(too long)".to_owned()),
                Piece::Broken(_) => read.push("(broken)".to_owned()),
                Piece::End => return read,
            }
            if read.last().unwrap() == "(broken)" {
                return read;
            }
        }
    }

    #[test]
    fn lines_are_bounded_and_gzip_is_seen_by_its_first_bytes() {
        assert_eq!(lines(b"a\r\n\nb".to_vec()), ["a", "", "b"]);
        assert_eq!(lines(Vec::new()), [""; 0]);
        assert_eq!(lines(b"x".to_vec()), ["x"]);
        let limit = "y".repeat(LONGEST_ROW);
        assert_eq!(
            lines(format!("{limit}\n{limit}y\nb\n").into_bytes()),
            [&*limit, "(too long)", "b"]
        );
        let packed = |text: &str| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(text.as_bytes()).unwrap();
            packer.finish().unwrap()
        };
        let twice = [packed("a\nb\n"), packed("c\n")].concat();
        assert_eq!(lines(twice.clone()), ["a", "b", "c"]);
        assert_eq!(
            lines(twice[..twice.len() - 4].to_vec()).last().unwrap(),
            "(broken)"
        );
        assert_eq!(lines(b"\x1f\x8bnothing".to_vec()), ["(broken)"]);
    }
}
