//! Bindery and dispatch, and the plate room, which Elin is not in.

use super::chats::{Chat, Kind, Said, said};
use super::people::{AIKO, ANAHERA, BRAM, ELIN, FARID, GIORGOS, HUONG, KHOI, KWAME, NGOC, TRANG, ZOFIA};

/// The group “Bindery & dispatch”.
pub const BINDERY: Chat = Chat {
    kind: Kind::Group {
        name: "Bindery & dispatch",
        owner: BRAM,
        members: &[ELIN, FARID, BRAM, HUONG, TRANG, NGOC, KWAME, GIORGOS, ANAHERA],
    },
    said: BINDERY_SAID,
    unread: &[(GIORGOS, 6)],
    pinned: &[BRAM],
    muted: &[KWAME],
};

const BINDERY_SAID: &[Said] = &[
    said(
        BRAM,
        10230,
        "Folding plan for the week is on the door. Songbook first, then the theatre, and the catalogue as the sheets \
         come.",
    ),
    said(TRANG, 10223, "Trang here, I take the songbook with Anahera."),
    said(ANAHERA, 8395, "All 400 songbooks are sewn. Pressing overnight, trimming tomorrow."),
    said(FARID, 8390, "I need them in boxes of twenty, please. The church has stairs."),
    said(ANAHERA, 8389, "Twenty it is."),
    said(GIORGOS, 7295, "Delivered and signed for. They carried the boxes up themselves, singing."),
    said(
        NGOC,
        4165,
        "The second folding machine leaves a mark at the third fold. I have changed the roller and it is gone, but \
         please look at the first ten of every pile.",
    ),
    said(BRAM, 4161, "Well spotted, Ngọc. Thank you."),
    said(
        KWAME,
        2555,
        "Grey board for the catalogue has come, 2 mm, 260 sheets. It lies flat in row 4 with a weight on it. Leave \
         the weight there, please.",
    ),
    said(BRAM, 2551, "And the green thread?"),
    said(KWAME, 2550, "Three cones, top shelf, behind the bookcloth."),
    said(
        FARID,
        1573,
        "Tours today:\n\n- harbour and old town: Giorgos, the small van\n- the school and the theatre: me, after ten\n\
         - pallets to the canal store: tomorrow",
    ),
    said(GIORGOS, 1569, "Small van has a new tyre and I have the key."),
    said(
        HUONG,
        1250,
        "Guillotine: the knife has been turned, and the back gauge reads right again. I cut a test pile of 50, the \
         first and the last are the same to a tenth.",
    ),
    said(TRANG, 1247, "Cảm ơn chị Hương, vậy là chiều nay em xén được bìa rồi."),
    said(HUONG, 1244, "Ừ, em cứ làm đi."),
    said(
        BRAM,
        125,
        "Sheet 1 can be folded today, Maren has released it. Ngọc, would you set up the machine for sixteens?",
    ),
    said(NGOC, 122, "Yes. I start with twenty by hand speed and bring them to you."),
    said(NGOC, 57, "The twenty are on your bench. No mark."),
    said(BRAM, 50, "They are good. Go on, and thank you."),
    said(ELIN, 37, "Would you keep three folded copies of sheet 1 for the visitors? They like to hold something."),
    said(BRAM, 35, "Three are put aside, under the green paper."),
];

/// The group “Plate room”.
pub const PLATE_ROOM: Chat = Chat {
    kind: Kind::Group { name: "Plate room", owner: ZOFIA, members: &[AIKO, KHOI, ZOFIA] },
    said: PLATE_ROOM_SAID,
    unread: &[(ZOFIA, 1)],
    pinned: &[],
    muted: &[],
};

const PLATE_ROOM_SAID: &[Said] = &[
    said(ZOFIA, 5865, "The processor has fresh chemistry. Please note the number of plates on the card, as always."),
    said(KHOI, 5857, "Twelve so far. I write them down at noon."),
    said(
        ZOFIA,
        5623,
        "Please measure the 50 per cent patch after every tenth plate, it drifted a little with the old bath.",
    ),
    said(KHOI, 5595, "50.2, 50.1, 50.3. Very steady."),
    said(ZOFIA, 1397, "The new black for sheet 2 is out. Dot and dash are right, page 22 says *larch*."),
    said(KHOI, 1395, "I read it twice. Larch."),
    said(KHOI, 137, "Sheet 4 front is on the rail, four plates. The back before noon."),
    said(ZOFIA, 129, "Thank you, Khôi. I check the map with the glass once more and then it goes down."),
    said(
        AIKO,
        25,
        "Could one of you bring me the plate with the coastline when it comes back? I would like to see how the fine \
         lines held.",
    ),
];
