//! Writing the rows of a table in each form.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
};

use rust_xlsxwriter::{Format as Look, Workbook, Worksheet};
use serde::{Serializer, ser::SerializeMap};
use serde_json::{Value, json};

use super::{
    Edition, Format, Table,
    read::Row,
    tables::{Column, Kind},
};
use crate::{Error, Result};

/// What UTF-8 begins with so that spreadsheets take it for that.
const MARK: &[u8] = "\u{feff}".as_bytes();
/// The most UTF-16 units of a cell of a workbook.
const CELL: usize = 32_767;
/// How much of a saved workbook goes out at once.
const PART: usize = 64 * 1024;

/// A table that is being written.
pub(super) struct Sheet {
    format: Format,
    columns: Vec<&'static Column>,
    rows: u64,
    book: Option<Workbook>,
}

/// What is left to write of a table once its last row is known: the workbook, from a file without a name.
pub(super) struct Saved(Option<File>);

impl Sheet {
    pub(super) fn begin(
        format: Format,
        table: Table,
        edition: Edition,
        out: &mut impl Write,
    ) -> Result<Self> {
        let mut sheet = Self {
            format,
            columns: table.columns(edition),
            rows: 0,
            book: None,
        };
        match format {
            Format::Csv => {
                out.write_all(MARK).map_err(Error::internal)?;
                let names = sheet.columns.iter().map(|column| column.name.to_owned());
                csv_line(names, out).map_err(Error::internal)?;
            }
            Format::Xlsx => sheet.book = Some(book(table, &sheet.columns)?),
            Format::JsonLines => {}
            Format::GeoJson => out
                .write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")
                .map_err(Error::internal)?,
        }
        Ok(sheet)
    }

    pub(super) fn row(&mut self, row: &Row, out: &mut impl Write) -> Result<()> {
        let columns = &self.columns;
        match self.format {
            Format::Csv => {
                let cells = columns.iter().map(|column| cell(column, row.get(column.name)));
                csv_line(cells, out).map_err(Error::internal)?;
            }
            Format::Xlsx => {
                let number = u32::try_from(self.rows + 1).map_err(Error::internal)?;
                if let Some(book) = &mut self.book {
                    let sheet = book.worksheet_from_index(0).map_err(Error::internal)?;
                    cells(sheet, number, columns, row).map_err(Error::internal)?;
                }
            }
            Format::JsonLines => json_line(columns, row, out).map_err(Error::internal)?,
            Format::GeoJson => feature(columns, row, self.rows == 0, out).map_err(Error::internal)?,
        }
        self.rows += 1;
        Ok(())
    }

    /// How many rows there were, and what has yet to be copied.
    pub(super) async fn end(self, out: &mut (impl Write + Send)) -> Result<(u64, Saved)> {
        if self.format == Format::GeoJson {
            out.write_all(b"\n]}\n").map_err(Error::internal)?;
        }
        let Some(book) = self.book else {
            return Ok((self.rows, Saved(None)));
        };
        let saving = tokio::task::spawn_blocking(move || saved(book));
        let file = saving.await.map_err(Error::internal)??;
        Ok((self.rows, Saved(Some(file))))
    }
}

impl Saved {
    /// The next part; nothing after the last.
    pub(super) fn next_part(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = &mut self.0 else {
            return Ok(None);
        };
        let mut part = Vec::with_capacity(PART);
        file.take(PART as u64).read_to_end(&mut part)?;
        Ok(Some(part).filter(|part| !part.is_empty()))
    }
}

fn saved(mut book: Workbook) -> Result<File> {
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    book.save_to_writer(&mut file).map_err(Error::internal)?;
    file.rewind().map_err(Error::internal)?;
    Ok(file)
}

fn book(table: Table, columns: &[&'static Column]) -> Result<Workbook> {
    let mut book = Workbook::new();
    let sheet = book
        .add_worksheet_with_constant_memory()
        .map_err(Error::internal)?;
    let title = Look::new().set_bold();
    sheet.set_name(table.as_str()).map_err(Error::internal)?;
    sheet.set_freeze_panes(1, 0).map_err(Error::internal)?;
    for (place, column) in (0..).zip(columns) {
        sheet
            .write_string_with_format(0, place, column.name, &title)
            .map_err(Error::internal)?;
    }
    Ok(book)
}

fn cells(
    sheet: &mut Worksheet,
    number: u32,
    columns: &[&'static Column],
    row: &Row,
) -> std::result::Result<(), rust_xlsxwriter::XlsxError> {
    for (place, column) in (0..).zip(columns) {
        match row.get(column.name) {
            None | Some(Value::Null) => {}
            Some(Value::Number(value)) => {
                sheet.write_number(number, place, value.as_f64().unwrap_or_default())?;
            }
            Some(value) => {
                // Always a text: nothing that a person wrote is ever computed.
                sheet.write_string(number, place, within(&plain(value)))?;
            }
        }
    }
    Ok(())
}

/// A text that a cell of a workbook can hold.
fn within(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > CELL
    });
    end.map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The cell of a column. A text that a spreadsheet would compute begins with an apostrophe instead.
fn cell(column: &Column, value: Option<&Value>) -> String {
    let text = value.map(plain).unwrap_or_default();
    let computed = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if column.kind == Kind::Text && computed {
        return format!("'{text}");
    }
    text
}

fn csv_line(cells: impl Iterator<Item = String>, out: &mut impl Write) -> io::Result<()> {
    let mut line = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    line.write_record(cells)?;
    let line = line.into_inner().map_err(csv::IntoInnerError::into_error)?;
    out.write_all(&line)
}

fn json_line(columns: &[&'static Column], row: &Row, out: &mut impl Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::new(&mut *out);
    let mut map = serializer.serialize_map(Some(columns.len()))?;
    for column in columns {
        map.serialize_entry(column.name, row.get(column.name).unwrap_or(&Value::Null))?;
    }
    map.end()?;
    out.write_all(b"\n")
}

fn feature(columns: &[&'static Column], row: &Row, first: bool, out: &mut impl Write) -> io::Result<()> {
    let properties: Row = columns
        .iter()
        .filter(|column| column.kind != Kind::Shape)
        .map(|column| {
            let value = row.get(column.name).cloned().unwrap_or_default();
            (column.name.to_owned(), value)
        })
        .collect();
    let feature = json!({
        "type": "Feature",
        "id": row.get("id"),
        "geometry": row.get("geometry"),
        "properties": properties,
    });
    out.write_all(if first { b"\n" } else { b",\n" })?;
    serde_json::to_writer(&mut *out, &feature)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_computed() {
        let columns = Table::Proposals.columns(Edition::Open);
        let title = columns.iter().find(|column| column.name == "title").unwrap();
        let longitude = columns.iter().find(|column| column.name == "longitude").unwrap();
        for begins in ["=", "+", "-", "@", "\t", "\r", "＝"] {
            let typed = format!("{begins}HYPERLINK(\"https://evil.example\")");
            let written = cell(title, Some(&Value::from(typed.clone())));
            assert_eq!(written, format!("'{typed}"));
        }
        assert_eq!(cell(title, Some(&Value::from("1 = 1"))), "1 = 1");
        assert_eq!(cell(longitude, Some(&Value::from(-1.5))), "-1.5");
    }

    #[test]
    fn a_cell_of_a_workbook_holds_as_much_as_it_can() {
        let long = "🌳".repeat(20_000);
        assert_eq!(within(&long).encode_utf16().count(), CELL - 1);
        assert_eq!(within("court"), "court");
    }
}
