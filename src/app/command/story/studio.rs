//! The studio, and the room of the one big job it has just now.

use super::chats::{Chat, Kind, Said, said};
use super::people::{AIKO, BRAM, ELIN, FARID, HARRIET, INES, MAREN, MATEO, NOUR, PRIYA, RADKA};

/// The group “Studio”.
pub const STUDIO: Chat = Chat {
    kind: Kind::Group { name: "Studio", owner: ELIN, members: &[ELIN, AIKO, RADKA, MATEO, PRIYA] },
    said: STUDIO_SAID,
    unread: &[(PRIYA, 2)],
    pinned: &[RADKA],
    muted: &[],
};

const STUDIO_SAID: &[Said] = &[
    said(
        RADKA,
        11605,
        "First covers for the theatre programme are on the wall. Three of them, please look without asking me which \
         one is mine.",
    ),
    said(PRIYA, 11584, "The second. One can read it from across the street."),
    said(MATEO, 11581, "Second for me too, although the blue of the third is better."),
    said(ELIN, 11575, "Then the second in the blue of the third. I will show both to the theatre, and we say nothing."),
    said(RADKA, 11574, "Agreed 😊"),
    said(
        MATEO,
        8503,
        "The scans of the ship's plans came in at 300 dpi. They want them across two pages, that will be soft.",
    ),
    said(
        ELIN,
        8500,
        "Ask the archive for 600. They have the originals, and they are friendly if one rings instead of writing.",
    ),
    said(MATEO, 8397, "I rang. 600 by tomorrow, and she told me the story of every ship."),
    said(
        PRIYA,
        7230,
        "House style, since I was asked three times:\n\n- years with an en dash, *1884–1891*\n- names of ships in \
         italics, without quotation marks\n- measurements in metric, the old ones in brackets\n- single figures in \
         words, from 10 in numerals",
    ),
    said(RADKA, 7227, "And ships are \"it\", not \"she\"?"),
    said(PRIYA, 7226, "\"It\" in captions. In quotations they stay what they were."),
    said(
        AIKO,
        4265,
        "The new profile for the uncoated stock is measured. Please use `Tidewater_Uncoated_140` from today and \
         delete the spring one.",
    ),
    said(MATEO, 4263, "Installed. The shadows open up a lot."),
    said(AIKO, 4262, "That is the point. The spring one closed up at 85 per cent."),
    said(RADKA, 2973, "Elin, the colophon: do we name the typefaces?"),
    said(ELIN, 2970, "Yes, and the paper, and everybody who touched it. I have a list."),
    said(ELIN, 2969, "Last time we forgot the plate room, and they remembered."),
    said(
        PRIYA,
        1515,
        "Last reading of the catalogue is finished. Eleven corrections, all in the notes, only one of them matters: \
         page 22.",
    ),
    said(ELIN, 1512, "Thank you, Priya. Eleven in 96 pages is very little."),
    said(PRIYA, 1510, "I was hoping for ten."),
    said(
        MATEO,
        1120,
        "The retouched map is in the folder. I took the stain out of the bay, but left the crease, since it belongs \
         to it.",
    ),
    said(RADKA, 1116, "Good decision."),
    said(
        ELIN,
        117,
        "Visitors from the museum this afternoon. If your desk is in the way between the stairs and the light table, \
         please make a path.",
    ),
    said(RADKA, 112, "Path is made. I found a ruler that I have missed since spring."),
    said(
        MATEO,
        85,
        "Shall I put the ship's plans on the light table? They are not theirs yet, but they will want to see them.",
    ),
    said(ELIN, 83, "Yes, please do."),
];

/// The group “Museum catalogue”.
pub const MUSEUM: Chat = Chat {
    kind: Kind::Group {
        name: "Museum catalogue",
        owner: INES,
        members: &[ELIN, MAREN, INES, NOUR, FARID, BRAM, PRIYA, HARRIET],
    },
    said: MUSEUM_SAID,
    unread: &[(FARID, 2)],
    pinned: &[INES],
    muted: &[],
};

const MUSEUM_SAID: &[Said] = &[
    said(
        INES,
        23085,
        "I open this room for everybody who works on the Harbour Museum's catalogue, *Tide and Timber*. Questions to \
         the museum go through me or نور, so that they hear one voice.",
    ),
    said(INES, 23083, "Their page about the exhibition: https://harbour-museum.example/tide-and-timber"),
    said(ELIN, 23065, "Thank you. Who decides on their side?"),
    said(INES, 23063, "The curator, Ms Aldous. She is careful and quick, the best kind."),
    said(
        NOUR,
        15635,
        "The curator has approved the dummy. She asked whether the book could be **one centimetre narrower**, to fit \
         the shelf in their shop.",
    ),
    said(ELIN, 15629, "Narrower costs us nothing at this point, the margins are wide. A new dummy by tomorrow."),
    said(MAREN, 15627, "It even helps, the sheet fits better. We save about four per cent of the paper."),
    said(NOUR, 15614, "She is delighted."),
    said(
        INES,
        8705,
        "Delivery, as agreed today:\n\n1. 300 copies to the museum for the opening\n2. 1,300 to their store by the \
         canal\n3. 200 stay with us until they call for them",
    ),
    said(
        FARID,
        8693,
        "Written down. For the first 300 I would go myself, the lane behind the museum is narrow and they have no \
         ramp.",
    ),
    said(INES, 8692, "That would be very kind."),
    said(
        PRIYA,
        5490,
        "A question for the museum: the *Anna Louise* has two dates of launch, 1884 on page 17 and 1886 on page 70. \
         Which one is right?",
    ),
    said(INES, 5405, "1884. The other one is the year in which she was lengthened. They thank you for noticing."),
    said(
        BRAM,
        4343,
        "Binding: thread sewn in sixteens, open back with the green thread on view, boards 2 mm. I have made one \
         blank copy, it is on my bench for everyone to pick up.",
    ),
    said(ELIN, 4328, "I was just there. The green is beautiful against the grey board."),
    said(BRAM, 4325, "It took four tries, the first three looked like a garden chair."),
    said(
        NOUR,
        2569,
        "The museum comes to see sheet 4 on the press, two people. I will bring them up through the studio.",
    ),
    said(INES, 1484, "The second proof has come back with three remarks. Maren has them."),
    said(ELIN, 1123, "Endpapers: we chose step 3 of the strip, a cut-off is on its way to the museum."),
    said(NOUR, 72, "Yes from the museum to the endpapers, in writing."),
    said(INES, 64, "Then nothing is open on their side. 🎉 Thank you, everybody."),
];
