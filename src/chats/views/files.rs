//! Files: in a message, in a composer, on a page of their own.

use askama::Template;
use askama::filters::HtmlSafe;

use super::composer::AimView;
use crate::accounts::company::Room;
use crate::chats::attachments::{self, Shown};
use crate::files::{Kind, bytes_text};
use crate::web::{Came, Fields, Ui, Unfit};

/// The room of a picture on a page, in CSS pixels.
const ROOM: i64 = 320;

/// A file as it is shown.
#[derive(Clone, Debug)]
pub struct FileParts {
    id: i64,
    kind: Kind,
    name: String,
    size: String,
    /// How long a voice message takes.
    length: String,
    /// The room of a picture, without which the page would jump when it comes.
    width: i64,
    height: i64,
    /// Where a picture is that is small enough.
    picture: String,
}

impl FileParts {
    /// Of this file.
    pub fn new(file: &Shown) -> FileParts {
        let (width, height) = fitted((file.width, file.height), ROOM);
        let id = file.id.0;
        FileParts {
            id,
            kind: file.kind,
            name: file.name.clone(),
            size: bytes_text(u64::try_from(file.bytes).unwrap_or(0)),
            length: if file.seconds > 0 { file.length() } else { String::new() },
            width,
            height,
            picture: if file.preview { format!("/files/{id}/preview") } else { format!("/files/{id}") },
        }
    }

    fn is(&self, kind: Kind) -> bool {
        self.kind == kind
    }
}

/// The sides of a picture that fits into its room, and is never made larger.
pub(super) fn fitted((width, height): (i64, i64), room: i64) -> (i64, i64) {
    let most = width.max(height).max(1);
    if most <= room { (width, height) } else { ((width * room / most).max(1), (height * room / most).max(1)) }
}

/// The files of a message: its pictures together, then the others.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/files.html")]
pub struct FilesView {
    pictures: Vec<FileParts>,
    others: Vec<FileParts>,
}

impl HtmlSafe for FilesView {}

impl FilesView {
    /// Those that a message keeps; nothing if it keeps none.
    pub fn of(kept: &str) -> Option<FilesView> {
        if kept.is_empty() {
            return None;
        }
        let files = attachments::of_text(kept);
        let (pictures, others) = files.iter().map(FileParts::new).partition(|file| file.is(Kind::Picture));
        Some(FilesView { pictures, others })
    }

    /// Into how many columns pictures go.
    fn columns(&self) -> usize {
        self.pictures.len().min(3)
    }
}

/// The files that wait for the message that is being written.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/tray.html")]
pub struct TrayView {
    ui: Ui,
    files: Vec<FileParts>,
    wrong: Vec<String>,
}

impl HtmlSafe for TrayView {}

impl TrayView {
    /// These wait, and this is wrong with what was sent.
    pub fn new(files: &[Shown], wrong: Vec<String>, ui: &Ui) -> TrayView {
        TrayView { ui: ui.clone(), files: files.iter().map(FileParts::new).collect(), wrong }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.wrong.is_empty()
    }

    /// Whether no file is in it.
    pub fn holds_nothing(&self) -> bool {
        self.files.is_empty()
    }

    /// The same without these, which have gone with a message.
    pub fn without(mut self, sent: &[i64]) -> TrayView {
        self.files.retain(|file| !sent.contains(&file.id));
        self
    }
}

/// What is wrong with a file that has come.
pub fn unfit(came: &Came, why: Unfit, room: Room, ui: &Ui) -> String {
    let name = came.name.as_str();
    match why {
        Unfit::Empty => ui.with("file-empty", "name", name),
        Unfit::TooMany => ui.count("files-too-many", attachments::FILES as i64),
        Unfit::TooLarge => {
            let most = bytes_text(u64::try_from(room.file).unwrap_or(0));
            ui.with2("file-too-large", ("name", name), ("most", most))
        }
    }
}

/// The page where files are chosen and sent, for who has no script.
#[derive(Template)]
#[template(path = "chats/attach.html")]
pub struct AttachView {
    /// The reader.
    pub ui: Ui,
    /// The chat.
    pub chat: i64,
    /// What it is called.
    pub title: String,
    /// What waits already.
    pub tray: TrayView,
    /// The message that is answered.
    pub aim: Option<AimView>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with that.
    pub error: Option<String>,
    /// How many people it calls, which its author is asked about.
    pub all: Option<i64>,
    /// How long a file may be.
    pub most: Option<String>,
}

impl AttachView {
    /// What the page is for.
    pub fn heading(&self) -> String {
        self.ui.t(if self.voice() { "voice-message" } else { "attach-title" })
    }

    fn voice(&self) -> bool {
        self.fields.has("voice")
    }

    fn back(&self) -> String {
        format!("/chats/{}", self.chat)
    }
}

/// The files of a chat, newest first.
#[derive(Template)]
#[template(path = "chats/kept.html")]
pub struct KeptView {
    /// The reader.
    pub ui: Ui,
    /// The chat.
    pub chat: i64,
    /// What it is called.
    pub title: String,
    /// Which are shown: pictures and what moves, or all else.
    pub pictures: bool,
    /// The files, each with its message, who sent it, and when.
    pub rows: Vec<KeptParts>,
    /// The message before which the next page begins.
    pub older: Option<i64>,
}

impl KeptView {
    fn back(&self) -> String {
        format!("/chats/{}", self.chat)
    }

    fn shown(&self) -> &'static str {
        if self.pictures { "pictures" } else { "files" }
    }
}

/// A file of a chat.
#[derive(Clone, Debug)]
pub struct KeptParts {
    /// The file.
    pub file: FileParts,
    /// Its message.
    pub message: i64,
    /// Who sent it.
    pub author: String,
    /// When, for machines.
    pub datetime: String,
    /// When.
    pub when: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::{NASTY, reached};
    use crate::id::AttachmentId;
    use crate::web::{Sample, check_samples};

    fn files() -> Vec<Shown> {
        let of = |(n, kind): (usize, &Kind)| Shown {
            id: AttachmentId(n as i64 + 1),
            kind: *kind,
            bytes: 1 << (4 * n),
            width: 4000,
            height: 3,
            seconds: 64 * n as i64,
            preview: n % 2 == 1,
            name: NASTY.replace('\n', " "),
        };
        Kind::ALL.iter().chain(Kind::ALL).enumerate().map(of).collect()
    }

    impl Sample for FilesView {
        fn samples(_: &Ui) -> Vec<FilesView> {
            let texts = [attachments::to_text(&files()), attachments::to_text(&files()[1..2])];
            texts.iter().filter_map(|text| FilesView::of(text)).collect()
        }
    }

    impl Sample for TrayView {
        fn samples(ui: &Ui) -> Vec<TrayView> {
            let wrong = |came: &Came| unfit(came, Unfit::TooLarge, Room { file: 5, person: 0, all: 0 }, ui);
            let came = Came { name: NASTY.to_owned(), file: Err(Unfit::TooLarge) };
            vec![TrayView::new(&files(), vec![wrong(&came)], ui), TrayView::new(&[], Vec::new(), ui)]
        }
    }

    impl Sample for AttachView {
        fn samples(ui: &Ui) -> Vec<AttachView> {
            let trays = TrayView::samples(ui);
            let of = |tray: TrayView| AttachView {
                ui: ui.clone(),
                chat: 7,
                title: NASTY.to_owned(),
                error: (!tray.is_empty()).then(|| NASTY.to_owned()),
                most: (!tray.is_empty()).then(|| "5 MB".to_owned()),
                aim: tray.is_empty().then(|| AimView::answer(&reached(true), ui)),
                all: tray.is_empty().then_some(42),
                tray,
                fields: Fields::of(&[("text", NASTY), ("reply", "45"), ("base", "2"), ("voice", "1")]),
            };
            trays.into_iter().map(of).collect()
        }
    }

    impl Sample for KeptView {
        fn samples(ui: &Ui) -> Vec<KeptView> {
            let row = |file: &Shown| KeptParts {
                file: FileParts::new(file),
                message: 45,
                author: NASTY.to_owned(),
                datetime: "2026-11-24T09:15".to_owned(),
                when: "09:15".to_owned(),
            };
            let of = |(pictures, older)| KeptView {
                ui: ui.clone(),
                chat: 7,
                title: NASTY.to_owned(),
                pictures,
                rows: files().iter().filter(|file| (file.kind == Kind::Picture) == pictures).map(row).collect(),
                older,
            };
            let none = KeptView { rows: Vec::new(), ..of((true, None)) };
            vec![of((true, Some(45))), of((false, None)), none]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<FilesView>();
        check_samples::<TrayView>();
        check_samples::<AttachView>();
        check_samples::<KeptView>();
    }

    #[test]
    fn a_picture_fits_into_its_room() {
        assert_eq!(fitted((4000, 3000), ROOM), (320, 240));
        assert_eq!(fitted((3, 4000), ROOM), (1, 320));
        assert_eq!(fitted((20, 10), ROOM), (20, 10));
        assert_eq!(fitted((0, 0), ROOM), (0, 0));
    }
}
