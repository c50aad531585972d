//! Which renderings of a frame are read now: a number for each way to read, of language, time zone, hours and sight.

use std::sync::RwLock;

use crate::live::Variant;
use crate::web::Locale;

/// The renderings, by number. They only grow: there are as many as people have chosen.
#[derive(Default)]
pub struct Variants(RwLock<Vec<Locale>>);

impl Variants {
    /// The number of this language and time zone.
    pub fn of(&self, locale: &Locale) -> Variant {
        if let Some(at) = self.position(locale) {
            return at;
        }
        let mut all = self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(at) = all.iter().position(|known| known == locale) {
            return Variant(at as u32);
        }
        all.push(locale.clone());
        Variant(all.len() as u32 - 1)
    }

    fn position(&self, locale: &Locale) -> Option<Variant> {
        let all = self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.iter().position(|known| known == locale).map(|at| Variant(at as u32))
    }

    /// The language and time zone of the number.
    pub fn locale(&self, variant: Variant) -> Option<Locale> {
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(variant.0 as usize).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    #[test]
    fn the_same_locale_has_the_same_number() {
        let variants = Variants::default();
        let hanoi = Locale::new(Language::Vietnamese, "Asia/Ho_Chi_Minh");
        let oslo = Locale::new(Language::English, "Europe/Oslo");
        let first = variants.of(&hanoi);
        assert_ne!(first, variants.of(&oslo));
        assert_eq!(first, variants.of(&hanoi.clone()));
        assert_eq!(variants.locale(first), Some(hanoi));
        assert_eq!(variants.locale(Variant(9)), None);
    }
}
