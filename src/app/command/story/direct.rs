//! Elin's talks with one colleague each, and her notes.

use super::chats::{Chat, Kind, Said, said};
use super::people::{AIKO, BRAM, ELIN, FARID, HUONG, INES, LEILA, MAREN, NOUR, RADKA, RHYS, TOMASZ};

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

/// Elin Lindqvist and Maren Solberg.
pub const MAREN_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, MAREN), said: MAREN_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const MAREN_TO_ELIN_SAID: &[Said] = &[
    said(
        MAREN,
        11165,
        "Could you look at the plan for the two weeks around the museum? I think we are one press day short.",
    ),
    said(ELIN, 11153, "You are right. If the theatre takes the small press, it fits."),
    said(MAREN, 11152, "Then I will ask Dũng, he knows the small one best."),
    said(
        MAREN,
        3025,
        "I did not want to say it before everyone: the catalogue is a good plan, very clear to work from.",
    ),
    said(ELIN, 3021, "That means a lot, coming from you."),
    said(ELIN, 1064, "Are you in early tomorrow?"),
    said(MAREN, 1061, "From seven. I want the plates for sheet 4 on before the visitors are anywhere near."),
    said(ELIN, 153, "I am upstairs until the late morning, ring if you need me."),
    said(MAREN, 151, "Will do."),
];

/// Elin Lindqvist and Inês Duarte.
pub const INES_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, INES), said: INES_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const INES_TO_ELIN_SAID: &[Said] = &[
    said(INES, 14433, "The curator liked the paper samples so much that she asked whether she might keep them."),
    said(ELIN, 14430, "Of course. I will cut her a proper set, with the names on the back."),
    said(INES, 8687, "Delivery is settled. It was easier than I feared."),
    said(ELIN, 5401, "Please thank them for the launch date. Priya is relieved."),
    said(INES, 5399, "I did. Ms Aldous said that she wished her own readers were as careful."),
    said(ELIN, 1165, "Could you come to the press with the visitors? They know your voice."),
    said(INES, 1157, "Gladly. I will only need ear plugs 😊"),
    said(ELIN, 1156, "There is a fresh box by the door."),
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

/// Elin Lindqvist and Bram de Wit.
pub const BRAM_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, BRAM), said: BRAM_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const BRAM_TO_ELIN_SAID: &[Said] = &[
    said(BRAM, 5775, "What would you think of head bands in the same green?"),
    said(ELIN, 5769, "With the open back one would not see them, would one?"),
    said(BRAM, 5767, "True. I got carried away by the thread."),
    said(BRAM, 1501, "Zofia asked me for three folded copies of sheet 4 by hand. Do you have spoils that I may use?"),
    said(ELIN, 1498, "There is a pile of digital proofs in the right weight on my window sill. Take what you need."),
    said(BRAM, 1496, "Perfect."),
];

/// Elin Lindqvist and Tomasz Wilk.
pub const TOMASZ_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, TOMASZ), said: TOMASZ_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const TOMASZ_TO_ELIN_SAID: &[Said] = &[
    said(
        TOMASZ,
        12810,
        "The apprentice starts on the first. May she sit in the studio for her first week, so that she sees where the \
         pages come from?",
    ),
    said(ELIN, 12803, "Very gladly. Radka has a free table, and she likes to explain."),
    said(TOMASZ, 12802, "Thank you. I will tell her to bring a notebook."),
    said(ELIN, 4025, "Did you find somebody for Saturday?"),
    said(TOMASZ, 4007, "Dũng and I share it. He takes the morning, I take the washing up."),
];

/// Elin Lindqvist and Phạm Thị Hương.
pub const HUONG_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, HUONG), said: HUONG_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const HUONG_TO_ELIN_SAID: &[Said] = &[
    said(
        HUONG,
        7430,
        "I added you to the room of the morning shift. It is mostly Vietnamese, I hope that is all right.",
    ),
    said(ELIN, 7364, "More than all right. How do I say *good work* to everyone?"),
    said(HUONG, 7361, "\"Mọi người làm tốt lắm!\" They will like it."),
    said(ELIN, 1238, "I heard that the knife cuts to a tenth again. Chị giỏi quá!"),
    said(HUONG, 1230, "😄 Cảm ơn Elin. Your accents are better every week."),
];

/// Elin Lindqvist and Rhys Bowen.
pub const RHYS_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, RHYS), said: RHYS_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const RHYS_TO_ELIN_SAID: &[Said] = &[
    said(
        RHYS,
        17370,
        "Could we talk about the winter programme some time this week? I have half an idea about a calendar.",
    ),
    said(ELIN, 17345, "Half an idea is a good start. My desk, whenever you like."),
    said(RHYS, 11135, "Twelve ships, twelve papers. I keep thinking about it."),
    said(ELIN, 11129, "So do I. Let me ask the museum when the catalogue is out, not before."),
    said(RHYS, 11128, "Wise."),
];

/// Elin Lindqvist and Radka Nováková.
pub const RADKA_TO_ELIN: Chat =
    Chat { kind: Kind::Direct(ELIN, RADKA), said: RADKA_TO_ELIN_SAID, unread: &[], pinned: &[], muted: &[] };

const RADKA_TO_ELIN_SAID: &[Said] = &[
    said(
        RADKA,
        8305,
        "I would like to learn letterpress properly. Is there still an evening class at the old hand press?",
    ),
    said(ELIN, 8300, "Every second Wednesday, Priya runs it. I will tell her that you are coming."),
    said(RADKA, 2500, "The colophon is set. I put the plate room first 😊"),
    said(ELIN, 2496, "They will frame it."),
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
