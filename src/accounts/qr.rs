//! A text as a picture that a phone reads: a QR code (ISO/IEC 18004), drawn as one path of a template.

use qrcode::{Color, EcLevel, QrCode};

/// Empty modules around it that readers need (ISO/IEC 18004 §9.1).
const QUIET: usize = 4;

/// The dark modules of a QR code, on a square of `side` modules.
#[derive(Clone, Debug)]
pub struct Qr {
    /// Modules on a side, with the empty ones around it.
    pub side: usize,
    /// The data of an SVG path: each run of dark modules is a rectangle one module high.
    pub path: String,
}

impl Qr {
    /// That of the text; none if it is too long for one, which is at 2,331 bytes.
    pub fn of(text: &str) -> Option<Qr> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (width, modules) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (row, line) in modules.chunks(width).enumerate() {
            let mut column = 0;
            for run in line.chunk_by(|one, next| one == next) {
                if run[0] == Color::Dark {
                    let (x, y, length) = (column + QUIET, row + QUIET, run.len());
                    path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
                }
                column += run.len();
            }
        }
        Some(Qr { side: width + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules that the path fills.
    fn drawn(qr: &Qr) -> Vec<bool> {
        let mut modules = vec![false; qr.side * qr.side];
        for rectangle in qr.path.split('M').skip(1) {
            let numbers: Vec<usize> =
                rectangle.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            let [x, y, length, 1, back] = numbers[..] else { panic!("{rectangle}") };
            assert_eq!(length, back);
            modules[y * qr.side + x..][..length].fill(true);
        }
        modules
    }

    #[test]
    fn the_path_is_the_matrix_with_its_quiet_zone() {
        let text = "otpauth://totp/Harbour:lan%40harbour.example?secret=GEZDGNBV&issuer=Harbour";
        let qr = Qr::of(text).expect("a short text");
        let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("a short text");
        let drawn = drawn(&qr);
        for (at, dark) in drawn.iter().enumerate() {
            let (x, y) = (at % qr.side, at / qr.side);
            let inside = [x, y].iter().all(|n| (QUIET..qr.side - QUIET).contains(n));
            let expected = inside && code[(x.saturating_sub(QUIET), y.saturating_sub(QUIET))] == Color::Dark;
            assert_eq!(*dark, expected, "{x} {y}");
        }
        assert!(Qr::of(&"a".repeat(2332)).is_none());
    }
}
