//! A table as lines of text: RFC 4180.

/// One line of comma-separated values, each in quotes. What a spreadsheet would take for a formula gets an apostrophe in
/// front (OWASP: CSV injection).
pub fn csv_line(cells: &[&str]) -> String {
    let mut line = String::new();
    for (n, cell) in cells.iter().enumerate() {
        line.push_str(if n == 0 { "\"" } else { ",\"" });
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            line.push('\'');
        }
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    }
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use super::csv_line;

    #[test]
    fn cells_stay_cells_and_are_no_formulas() {
        assert_eq!(csv_line(&["a, \"b\"", "", "1\n2"]), "\"a, \"\"b\"\"\",\"\",\"1\n2\"\r\n");
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(csv_line(&[formula]), format!("\"'{formula}\"\r\n"), "{formula:?}");
        }
        assert_eq!(csv_line(&["a=1"]), "\"a=1\"\r\n");
    }
}
