//! Figures of several runs.

use std::fmt::{Display, Formatter};

/// Least, median and most.
pub struct Spread {
    pub least: f64,
    pub median: f64,
    pub most: f64,
}

impl Spread {
    pub fn of(mut all: Vec<f64>) -> Spread {
        all.sort_by(f64::total_cmp);
        Spread { least: all[0], median: all[all.len() / 2], most: all[all.len() - 1] }
    }
}

impl Display for Spread {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let places = if self.most < 100.0 { 1 } else { 0 };
        write!(f, "{:.places$} / {:.places$} / {:.places$}", self.least, self.median, self.most)
    }
}
