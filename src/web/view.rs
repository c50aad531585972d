//! What a template is rendered from.

use askama::Template;

use super::Error;
use crate::markup::Html;

/// A struct with a template. It holds all that the template shows, ready to print.
pub trait View: Template {
    /// The rendered HTML.
    ///
    /// # Errors
    /// [`Error::Defect`] if a filter fails, which no template of ours uses on data.
    fn html(&self) -> Result<Html, Error> {
        Ok(Html::trusted(self.render()?))
    }
}

impl<T: Template> View for T {}

/// Examples of a view, one for each way it can look: tests render them all, in every language.
#[cfg(test)]
pub trait Sample: View + Sized {
    /// Whether it is a letter: programs that show letters know no style sheets, so that it says all of its style inline.
    const IS_LETTER: bool = false;

    /// The examples, read by the holder of `ui`.
    fn samples(ui: &super::Ui) -> Vec<Self>;
}

/// Renders the samples of the views in every language and holds them to what is true of every page: every text is there,
/// tags are closed, ids are there once, and nothing is inline that the content security policy refuses.
#[cfg(test)]
pub fn check_samples<V: Sample>() {
    use super::{Language, Locale, Ui};
    use crate::clock::Moment;

    for language in Language::ALL {
        let ui = Ui::new(Locale::new(language, "Asia/Ho_Chi_Minh"), Moment(1_764_000_000_000_000));
        let samples = V::samples(&ui);
        let name = std::any::type_name::<V>();
        assert!(!samples.is_empty(), "{name} has no sample");
        for view in samples {
            let html = view.html().expect("a sample renders").into_string();
            let whole = html.trim_start().starts_with("<!doctype");
            let fragment =
                if whole { scraper::Html::parse_document(&html) } else { scraper::Html::parse_fragment(&html) };
            let mistakes: Vec<_> = fragment
                .errors
                .iter()
                // A fragment may be rows of a list, and SVG elements may close themselves.
                .filter(|said| !said.contains("Self-closing"))
                .collect();
            assert!(mistakes.is_empty(), "{name}: {mistakes:?}\n{html}");
            let mut ids = std::collections::HashSet::new();
            for element in fragment.root_element().descendants().filter_map(scraper::ElementRef::wrap) {
                for (attribute, value) in element.value().attrs() {
                    let inline = attribute == "style" && !V::IS_LETTER || attribute.starts_with("on");
                    assert!(!inline, "{name}: inline {attribute}\n{html}");
                    assert!(attribute != "id" || ids.insert(value.to_owned()), "{name}: #{value} twice\n{html}");
                }
                let named = element.value().name();
                let own = element.value().attr("src").is_some_and(|src| src.starts_with("/assets/"));
                assert!((named != "style" || V::IS_LETTER) && (named != "script" || own), "{name}: inline {named}");
            }
        }
    }
}
