//! Elin's talks with one colleague each, and her notes.

use super::chats::{Chat, Kind, Said, said};
use super::people::{AIKO, ELIN, FARID, LEILA, NOUR};

/// Elin Lindqvist and Farid Haddad.
pub const FARID_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, FARID), said: FARID_TO_ELIN_SAID, unread: &[(ELIN, 1)], pinned: &[], muted: &[] };

const FARID_TO_ELIN_SAID: &[Said] = &[
    said(ELIN, 8683, "Thank you for offering to drive the first 300 yourself."),
    said(FARID, 8680, "I know the lane. There is a cat that owns it."),
    said(ELIN, 1110, "The cut-offs for the museum: did they make the afternoon post?"),
    said(FARID, 1103, "They did, between two boards, so that nothing bends."),
    said(
        ELIN,
        107,
        "Could you keep the big van free for the day after tomorrow? The school would like its exercise books.",
    ),
    said(FARID, 101, "It is free until noon. How many boxes?"),
    said(ELIN, 98, "Thirty-two, small ones."),
    said(
        FARID,
        12,
        "Then it goes in one tour. I would load the evening before, if somebody leaves me the key to bay C.",
    ),
];

/// Elin Lindqvist and Leila Karimi.
pub const LEILA_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, LEILA), said: LEILA_TO_ELIN_SAID, unread: &[(ELIN, 2)], pinned: &[], muted: &[] };

const LEILA_TO_ELIN_SAID: &[Said] = &[
    said(ELIN, 4105, "Opening at eight is a good idea. The baker's people always come before nine."),
    said(LEILA, 4101, "They inspired it."),
    said(LEILA, 1420, "The theatre chose the second cover, in the blue of the third. Radka will be pleased."),
    said(ELIN, 1417, "She will act as if she were not. Thank you!"),
    said(
        LEILA,
        47,
        "A wine grower would like 600 labels on a paper that survives the ice bucket. Do we have anything like that?",
    ),
    said(ELIN, 42, "Kwame has two rolls of a wet-strength felt. It takes foil nicely as well."),
    said(
        LEILA,
        8,
        "He found it, and I have written a quote: 600 labels, one foil, two weeks. It is in [your \
         tray](https://office.tidewater.example/quotes/2214).",
    ),
    said(LEILA, 6, "Would you look over it before I send it? I am not sure about the foil."),
];

/// Elin Lindqvist and Aiko Tanabe.
pub const AIKO_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, AIKO), said: AIKO_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const AIKO_TO_ELIN_SAID: &[Said] = &[
    said(AIKO, 7055, "Do you have the old swatch of the museum's grey? The one with the torn corner."),
    said(ELIN, 7051, "In the flat drawer, second from above. I will bring it over."),
    said(AIKO, 7034, "It has yellowed, I thought so. I will measure the inside of the fold."),
    said(ELIN, 4255, "Your new profile makes the timber look like timber. Thank you."),
    said(AIKO, 4250, "Then the three evenings were worth it."),
    said(ELIN, 1455, "Strip for the endpapers: four steps, 140 gsm, ready this afternoon. Is three o'clock good?"),
    said(AIKO, 1454, "Half past, please. Then the daylight is honest."),
    said(AIKO, 1115, "I looked at it again on the way out. Step 3 was right."),
    said(
        ELIN,
        93,
        "I compared the dried strip with the proof once more. It is much warmer than the first one, and it stays \
         quiet beside the grey.",
    ),
    said(AIKO, 87, "Good. I put both into the envelope for this job."),
    said(ELIN, 86, "You are a treasure."),
];

/// Elin Lindqvist and نور عزيز.
pub const NOUR_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, NOUR), said: NOUR_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const NOUR_TO_ELIN_SAID: &[Said] = &[
    said(NOUR, 10004, "أهلاً إيلين، أرسلتُ لكِ ملف الخرائط قبل قليل."),
    said(ELIN, 10001, "It is here, thank you. All nine maps, and they open."),
    said(NOUR, 10000, "شكراً، هذا خبر جيد 🙏"),
    said(ELIN, 2575, "How long do the visitors usually stay?"),
    said(NOUR, 2571, "The curator stays until she has understood everything. Plan for two hours and call it one."),
    said(ELIN, 68, "\"Exactly the shell\" is going on my wall."),
    said(NOUR, 65, "I will print the whole letter for you. It is a kind one."),
];

/// What Elin Lindqvist keeps in mind.
pub const NOTES_OF_ELIN: Chat =
    Chat { kind: Kind::Notes(ELIN), said: NOTES_OF_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const NOTES_OF_ELIN_SAID: &[Said] = &[
    said(
        ELIN,
        12565,
        "For the colophon:\n\n- paper: silk 150 gsm, uncoated 140 gsm, grey board 2 mm\n- plates: Zofia Krawczyk, \
         Nguyễn Minh Khôi\n- press: Tomasz Wilk, Phạm Thị Hương, Đặng Dũng\n- binding: Bram de Wit, Anahera Tipene, \
         Lê Thu Trang, Trần Bảo Ngọc",
    ),
    said(ELIN, 5863, "Ring the archive about the reading room in spring. Mateo has the number."),
    said(ELIN, 1067, "Endpapers: `Y +3`, `C -1`, step 3. Keep the strip, with the date on the back."),
];
