//! A list of people as a CSV file (RFC 4180): which columns it has, and its rows.

use serde::{Deserialize, Serialize};

use crate::markup::fold;
use crate::web::{Language, Locale};

/// Rows that a list may have.
pub const ROWS: usize = 20_000;
/// Between several departments, titles or standings of one person.
pub const APART: char = crate::organization::department::BAR;
/// What a spreadsheet would take for a formula begins so; such a cell is written with an apostrophe in front, and read
/// without it (OWASP, "CSV Injection").
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The column of why a row was left out, in every language.
const WHY: &str = "why";

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// The person's name.
    Name,
    /// Their e-mail address: who they are.
    Email,
    /// Paths of their departments, the main one first.
    Department,
    /// Their titles there.
    Title,
    /// Their standings there: head, deputy, employee.
    Standing,
    /// Employee or guest.
    Role,
    /// The number inside of the house.
    Inner,
    /// The phone on the desk.
    Desk,
    /// The phone in the pocket.
    Mobile,
    /// Month and day: `MM-DD`.
    Birthday,
}

impl Column {
    /// All of them, in the order of the template and of an export.
    pub const ALL: [Column; 10] = [
        Column::Name,
        Column::Email,
        Column::Department,
        Column::Title,
        Column::Standing,
        Column::Role,
        Column::Inner,
        Column::Desk,
        Column::Mobile,
        Column::Birthday,
    ];

    /// What the first row calls it.
    pub fn header(self) -> &'static str {
        match self {
            Column::Name => "name",
            Column::Email => "email",
            Column::Department => "department",
            Column::Title => "title",
            Column::Standing => "standing",
            Column::Role => "role",
            Column::Inner => "inner number",
            Column::Desk => "desk phone",
            Column::Mobile => "mobile phone",
            Column::Birthday => "birthday",
        }
    }

    /// The key of the words that pages call it.
    pub fn key(self) -> String {
        ["column-", &self.header().replace(' ', "-")].concat()
    }

    /// That of the header, or of the words of any language.
    fn of(header: &str) -> Option<Column> {
        let plain = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let called = plain(header);
        let words = |one: Column| Language::ALL.map(|language| plain(&Locale::new(language, "UTC").t(&one.key())));
        Column::ALL.into_iter().find(|one| plain(one.header()) == called || words(*one).contains(&called))
    }
}

/// Why a file is no list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no UTF-8 text.
    NotText,
    /// It has no rows below the first.
    Empty,
    /// The first row names a column that there is not.
    Unknown(String),
    /// The first row names one twice.
    Twice(Column),
    /// The first row does not name one that has to be there.
    Missing(Column),
    /// A quotation mark that begins in this line is not closed.
    Quote(usize),
    /// More rows than [`ROWS`].
    TooMany(usize),
}

/// A row below the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line that it begins in; the header's is 1.
    pub number: i64,
    cells: Vec<String>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// None: why a row was left out. It is read over when the rows come back.
    columns: Vec<Option<Column>>,
    /// Those that are not blank.
    pub rows: Vec<Row>,
}

/// The text of a file, with or without a byte order mark.
///
/// # Errors
/// [`Unreadable::NotText`]
pub fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    let text = String::from_utf8(bytes).map_err(|_| Unreadable::NotText)?;
    if text.contains('\0') {
        return Err(Unreadable::NotText);
    }
    // Line ends of one kind, or lines would be counted by halves.
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

impl Table {
    /// Reads the list; commas, semicolons or tabs are between its cells, whichever the first row has most of.
    ///
    /// # Errors
    /// [`Unreadable`]
    pub fn read(text: &str) -> Result<Table, Unreadable> {
        let between = delimiter(text);
        if let Some(line) = open_quote(text, between) {
            return Err(Unreadable::Quote(line));
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(between)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut records = reader.records().map_while(Result::ok);
        let columns = columns(&records.next().ok_or(Unreadable::Empty)?)?;
        let rows: Vec<Row> = records
            .filter(|record| record.iter().any(|cell| !cell.is_empty()))
            .map(|record| Row {
                number: record.position().map_or(0, |at| i64::try_from(at.line()).unwrap_or(i64::MAX)),
                cells: record.iter().map(unescaped).collect(),
            })
            .collect();
        match rows.len() {
            0 => Err(Unreadable::Empty),
            count if count > ROWS => Err(Unreadable::TooMany(count)),
            _ => Ok(Table { columns, rows }),
        }
    }

    /// The cell; none if the list has no such column.
    pub fn cell<'r>(&self, row: &'r Row, column: Column) -> Option<&'r str> {
        let at = self.columns.iter().position(|one| *one == Some(column))?;
        Some(row.cells.get(at).map_or("", String::as_str))
    }

    /// Filled cells past the last column: a comma too many, or quotation marks that are missing.
    pub fn extra(&self, row: &Row) -> usize {
        row.cells.iter().skip(self.columns.len()).filter(|cell| !cell.is_empty()).count()
    }

    /// These rows as a list of the same columns, each with a sentence why it was left out in a last one.
    pub fn some(&self, rows: &[(&Row, String)]) -> String {
        let columns: Vec<Column> = self.columns.iter().copied().flatten().collect();
        let mut list = write_row(columns.iter().map(|one| one.header()).chain([WHY]));
        for (row, sentence) in rows {
            let cells = columns.iter().map(|column| self.cell(row, *column).unwrap_or_default());
            list.push_str(&write_row(cells.chain([sentence.as_str()])));
        }
        list
    }
}

fn columns(header: &csv::StringRecord) -> Result<Vec<Option<Column>>, Unreadable> {
    let mut columns = Vec::new();
    // A sheet that was wider once leaves empty cells at the end.
    let names: Vec<&str> = header.iter().collect();
    let used = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    for name in &names[..used] {
        if *name == WHY {
            columns.push(None);
            continue;
        }
        let column = Column::of(name).ok_or_else(|| Unreadable::Unknown((*name).to_owned()))?;
        if columns.contains(&Some(column)) {
            return Err(Unreadable::Twice(column));
        }
        columns.push(Some(column));
    }
    match [Column::Email, Column::Name].into_iter().find(|one| !columns.contains(&Some(*one))) {
        Some(missing) => Err(Unreadable::Missing(missing)),
        None => Ok(columns),
    }
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |of: u8| first.bytes().filter(|b| *b == of).count();
    // Of equals the last counts, so a comma is what is taken when there is none.
    [b'\t', b';', b','].into_iter().max_by_key(|of| count(*of)).unwrap_or(b',')
}

/// The line of a quotation mark that opens a cell and is not closed before the end, or is closed inside of a cell.
fn open_quote(text: &str, between: u8) -> Option<usize> {
    let (mut line, mut opened, mut fresh) = (1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, opened) {
            (b'"', None) if fresh => opened = Some(line),
            (b'"', Some(_)) if bytes.peek() == Some(&b'"') => drop(bytes.next()),
            (b'"', Some(from)) => {
                let ends = |next: &u8| matches!(*next, b'\r' | b'\n' | b' ') || *next == between;
                if !bytes.peek().is_none_or(ends) {
                    return Some(from);
                }
                opened = None;
            }
            _ => {}
        }
        fresh = byte == between || byte == b'\n' || (fresh && byte == b' ');
        line += usize::from(byte == b'\n');
    }
    opened
}

fn unescaped(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// One row of CSV. A cell that a spreadsheet would run as a formula gets an apostrophe; each stands in quotation marks, or a
/// semicolon in it would begin another where spreadsheets take that for a comma.
pub fn write_row<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let escaped = cells.map(|cell| if cell.starts_with(FORMULA) { ["'", cell].concat() } else { cell.to_owned() });
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory does not fail, and what is written is what was given: UTF-8.
    let _ = writer.write_record(escaped);
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// An empty list with the header, and two rows as an example.
pub fn template() -> String {
    let mut list = write_row(Column::ALL.into_iter().map(Column::header));
    let example = [
        [
            "Lan Phạm",
            "lan@harbour.example",
            "Sales/North",
            "Team lead",
            "head",
            "employee",
            "214",
            "",
            "+84 912 345 678",
            "03-21",
        ],
        ["Omar Haddad", "omar@harbour.example", "Sales/North | Dispatch", "Clerk | Driver", "", "", "", "", "", ""],
    ];
    example.iter().for_each(|row| list.push_str(&write_row(row.iter().copied())));
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table, Unreadable> {
        Table::read(&decode(text.as_bytes().to_vec())?)
    }

    #[test]
    fn lists_are_read_as_programs_write_them() {
        let expected = read("name,email\nLan,lan@a.example\n").expect("a list");
        for text in [
            "\u{feff}name,email\r\nLan,lan@a.example",
            "Name;E-Mail\nLan;lan@a.example\n\n;\n",
            "name\temail\nLan\tlan@a.example\n",
            "\"name\" , \"email\"\n\"Lan\",\"lan@a.example\"\n",
        ] {
            assert_eq!(read(text), Ok(expected.clone()), "{text:?}");
        }
        let table = read("email,inner number,name,,\na@b.c,12,\"Lan \"\"L\"\", Phạm\",,x\n").expect("a list");
        let row = &table.rows[0];
        assert_eq!(table.cell(row, Column::Name), Some("Lan \"L\", Phạm"));
        assert_eq!(table.cell(row, Column::Inner), Some("12"));
        assert_eq!(table.cell(row, Column::Title), None);
        assert_eq!((row.number, table.extra(row)), (2, 1));
    }

    #[test]
    fn columns_are_called_as_pages_call_them_in_every_language() {
        let list = "Họ tên;E-mail;Phòng ban;Cương vị;Số nội bộ\nLan;lan@a.example;Sales;head;12\n";
        let table = read(list).expect("a list");
        let cell = |column| table.cell(&table.rows[0], column);
        assert_eq!((cell(Column::Name), cell(Column::Department)), (Some("Lan"), Some("Sales")));
        assert_eq!((cell(Column::Standing), cell(Column::Inner)), (Some("head"), Some("12")));
        let template = "name,email,department,title,standing,role,inner number,desk phone,mobile phone,birthday";
        for language in Language::ALL {
            let words = Column::ALL.map(|one| Locale::new(language, "UTC").t(&one.key())).join(",");
            let columns = |header: &str| read(&[header, "\nx,"].concat()).expect("a list").columns;
            assert_eq!(columns(&words), columns(template), "{words}");
        }
    }

    #[test]
    fn rows_that_were_left_out_come_back_without_why() {
        let table = read("email,name,title\na@b.c,Lan,x|y\nb@b.c,Omar,\n").expect("a list");
        let left = table.some(&[(&table.rows[0], "Two titles; one department".to_owned())]);
        let again = read(&left).expect("a list");
        assert_eq!(again.rows.len(), 1);
        let row = &again.rows[0];
        assert_eq!((again.cell(row, Column::Title), again.extra(row)), (Some("x|y"), 0));
        assert_eq!(read(&again.some(&[(row, String::new())])).expect("a list").cell(row, Column::Name), Some("Lan"));
    }

    #[test]
    fn what_is_no_list_says_why() {
        for (text, why) in [
            ("", Unreadable::Empty),
            ("name,email\n", Unreadable::Empty),
            ("name,email,shoe\na,b,c\n", Unreadable::Unknown("shoe".to_owned())),
            ("name,name,email\n", Unreadable::Twice(Column::Name)),
            ("name,title\na,b\n", Unreadable::Missing(Column::Email)),
            ("name,email\na,b\n\"c,d\ne,f\n", Unreadable::Quote(3)),
            ("name,email\n\"a\"b,c\n", Unreadable::Quote(2)),
        ] {
            assert_eq!(read(text), Err(why), "{text:?}");
        }
        assert_eq!(decode(vec![b'n', 0xff]), Err(Unreadable::NotText));
        assert_eq!(decode(b"name\0".to_vec()), Err(Unreadable::NotText));
        let many = format!("name,email\n{}", "a,b\n".repeat(ROWS + 1));
        assert_eq!(read(&many), Err(Unreadable::TooMany(ROWS + 1)));
    }

    #[test]
    fn a_formula_is_written_as_text_and_read_as_it_was() {
        for cell in ["=1+1", "+44 1632", "-1", "@sum", "a;\"b\"\nc", "it's", "'quoted'", " x "] {
            let text = ["name,email\r\n", &write_row([cell, "a@b.c"].into_iter())].concat();
            let table = read(&text).expect("a list");
            assert_eq!(table.cell(&table.rows[0], Column::Name), Some(cell.trim()), "{cell:?}");
        }
        assert_eq!(write_row(["=1", "a"].into_iter()), "\"'=1\",\"a\"\r\n");
        assert_eq!(read(&template()).expect("a list").rows.len(), 2);
    }
}
