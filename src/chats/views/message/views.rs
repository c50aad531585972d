//! Who has viewed a message.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::chats::message::Reached;
use crate::chats::viewed::{Line, Seen, Untold, Viewer, Viewers};
use crate::chats::views::EntryView;
use crate::web::{Door, Locale, Ui};

/// Under its author's newest message, who has viewed it; or that nothing is said of that.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/seen.html")]
pub struct SeenView {
    message: i64,
    viewed: bool,
    words: Option<String>,
}

impl HtmlSafe for SeenView {}

impl SeenView {
    /// The line; an element that takes it away if there is none.
    pub fn new(line: Option<Line>, locale: &Locale) -> SeenView {
        let Some((message, seen)) = line else { return SeenView { message: 0, viewed: false, words: None } };
        let words = match seen {
            Seen::Sent => locale.t("seen-sent"),
            Seen::ByPartner => locale.t("seen"),
            Seen::ByAll => locale.t("seen-all"),
            Seen::By(people) => locale.count("seen-by", people),
        };
        SeenView { message: message.0, viewed: seen != Seen::Sent, words: Some(words) }
    }

    /// Of which message.
    pub fn message(&self) -> i64 {
        self.message
    }
}

#[derive(Clone, Debug)]
struct ViewerParts {
    id: i64,
    name: String,
    door: Door,
    when: Option<(String, String)>,
}

/// Who has viewed a message, and who has not.
#[derive(Template)]
#[template(path = "chats/message/views.html")]
pub struct ViewsView {
    ui: Ui,
    id: i64,
    entry: EntryView,
    untold: Option<String>,
    hiding: bool,
    viewed: Vec<ViewerParts>,
    others: Vec<ViewerParts>,
    hidden: i64,
    earlier: String,
}

impl ViewsView {
    /// The message, and who has viewed it; or why its author is not told.
    pub fn new(message: &Reached, entry: EntryView, viewers: Result<Viewers, Untold>, ui: &Ui) -> ViewsView {
        let parts = |of: &Viewer| ViewerParts {
            id: of.user_id.0,
            name: of.name.clone(),
            door: Door::of_person(of.user_id.0, &of.name, of.hue, of.picture.clone()),
            when: of.viewed_at.map(|at| (ui.datetime(at), ui.when_time(&at))),
        };
        let why = |untold: &Untold| match untold {
            Untold::Hiding => ui.t("views-hiding"),
            Untold::Many => ui.count("views-many", crate::chats::viewed::PEOPLE as i64),
        };
        let untold = viewers.as_ref().err();
        ViewsView {
            ui: ui.clone(),
            id: message.id.0,
            entry,
            hiding: untold == Some(&Untold::Hiding),
            untold: untold.map(why),
            viewed: viewers.iter().flat_map(|all| &all.viewed).map(parts).collect(),
            others: viewers.iter().flat_map(|all| &all.others).map(parts).collect(),
            hidden: viewers.as_ref().map_or(0, |all| all.hidden),
            earlier: ui.t("views-earlier"),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::{NASTY, reached};
    use crate::clock::Moment;
    use crate::id::{MessageId, UserId};
    use crate::web::{Sample, check_samples};

    impl Sample for SeenView {
        fn samples(ui: &Ui) -> Vec<SeenView> {
            let line = |seen| SeenView::new(Some((MessageId(45), seen)), ui);
            let mut all: Vec<_> = [Seen::Sent, Seen::By(3), Seen::ByPartner, Seen::ByAll].map(line).into();
            all.push(SeenView::new(None, ui));
            all
        }
    }

    impl Sample for ViewsView {
        fn samples(ui: &Ui) -> Vec<ViewsView> {
            let entry = || EntryView::samples(ui).remove(0);
            let viewer = |viewed_at| Viewer::sample(UserId(2), NASTY, viewed_at);
            let some =
                Viewers { viewed: vec![viewer(Some(Moment(0))), viewer(None)], others: vec![viewer(None)], hidden: 2 };
            let view = |viewers| ViewsView::new(&reached(true), entry(), viewers, ui);
            vec![view(Ok(some)), view(Ok(Viewers::default())), view(Err(Untold::Hiding)), view(Err(Untold::Many))]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<SeenView>();
        check_samples::<ViewsView>();
    }
}
