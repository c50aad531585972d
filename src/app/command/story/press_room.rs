//! Press room 2: the museum's catalogue on the press, over three days.

use super::chats::{Chat, Kind, Said, said};
use super::people::{AIKO, DUNG, ELIN, FARID, HUONG, MAREN, NOUR, TOMASZ, ZOFIA};

/// The group “Press room 2”.
pub const PRESS_ROOM: Chat = Chat {
    kind: Kind::Group {
        name: "Press room 2",
        owner: MAREN,
        members: &[ELIN, MAREN, TOMASZ, AIKO, NOUR, FARID, HUONG, DUNG, ZOFIA],
    },
    said: PRESS_ROOM_SAID,
    unread: &[(ELIN, 3), (NOUR, 3), (FARID, 3)],
    pinned: &[ELIN, TOMASZ],
    muted: &[],
};

const PRESS_ROOM_SAID: &[Said] = &[
    said(
        TOMASZ,
        3053,
        "Hello all. The first pallet of the 150 gsm silk is in. It stands wrapped beside unit 1 so that it can get \
         used to the room.",
    ),
    said(MAREN, 3051, "Good. What does the hygrometer say?"),
    said(TOMASZ, 3050, "52 per cent, 21 degrees."),
    said(TOMASZ, 3050, "Give it two hours and we can cut the wrapping."),
    said(
        ELIN,
        3035,
        "The museum catalogue, so that it stands in one place:\n\n- 96 pages, **six sheets** of sixteen\n- 1,800 \
         copies, plus 120 per sheet for make-ready\n- four colours on both sides, then a matt dispersion varnish\n- \
         endpapers apart, on the 140 gsm uncoated\n\nThe imposition is at \
         https://files.tidewater.example/museum/imposition.pdf",
    ),
    said(MAREN, 3033, "Thank you. I have hung a copy on the board as well."),
    said(MAREN, 3032, "One thing: 120 is tight for sheet 1. I would count 200 there and leave the others as they are."),
    said(ELIN, 3030, "Agreed, 200 for sheet 1."),
    said(
        FARID,
        3014,
        "After this job the store still holds fourteen reams of the silk, so nobody has to be afraid of a second \
         make-ready.",
    ),
    said(TOMASZ, 2927, "Wrapping is off. The edges lie flat, no waves."),
    said(HUONG, 2921, "Dũng ơi, em thay nước máng ẩm cho cụm 3 nhé. Độ dẫn điện hơi cao rồi."),
    said(DUNG, 2919, "Vâng chị, em làm ngay. Khoảng mười lăm phút ạ."),
    said(HUONG, 2918, "For the others: Dũng is changing the fountain solution on unit 3. Fifteen minutes."),
    said(DUNG, 2901, "Done. pH 5.1, conductivity 1,150. Unit 3 is ready."),
    said(TOMASZ, 2884, "Running up sheet 1, front. The first pull goes to Aiko."),
    said(
        AIKO,
        2867,
        "First pull, middle of the sheet:\n```csv\nunit,ink,target,read\n1,K,1.75,1.71\n2,C,1.42,1.49\n3,M,1.42,1.40\n\
         4,Y,1.10,1.08\n```",
    ),
    said(
        AIKO,
        2867,
        "Cyan is too full, the rest is fine. A little less on keys 9 to 14, please. The sky on page 8 is where one \
         sees it.",
    ),
    said(TOMASZ, 2862, "Done. The second pull is on your table."),
    said(AIKO, 2856, "`C 1.43`. That is the one. Signed, you can run."),
    said(MAREN, 2855, "👏"),
    said(TOMASZ, 2813, "Sheet 1 front is through, 1,870 good ones on the pile."),
    said(MAREN, 2811, "Then it stands overnight and we turn it tomorrow. Not before: the blacks on page 5 are heavy."),
    said(ZOFIA, 2665, "Plates for sheet 2 are made, both sides. The folding dummy hangs on the rail."),
    said(
        ZOFIA,
        2662,
        "Page 31 has moved since the first file, so there is a second magenta for the back. Please do not mount the \
         old one, it has a cross in pencil at the gripper.",
    ),
    said(TOMASZ, 2659, "Found it. It is in the scrap."),
    said(ELIN, 2578, "The client desk asks when the museum could see a sheet on the press. نور, what would suit them?"),
    said(NOUR, 2573, "They would like to come for sheet 4, because of the map. Two people, about an hour."),
    said(ELIN, 2572, "Sheet 4 it is. I will have tea and a clean table ready."),
    said(TOMASZ, 2530, "Sheet 2 front is on the rack too. Washing up, see you tomorrow."),
    said(TOMASZ, 1617, "Sheet 1 feels dry. I would turn it now."),
    said(MAREN, 1615, "Look for set-off under page 5 first, please."),
    said(TOMASZ, 1609, "Clean. I took ten from the middle of the pile, there is nothing on the backs."),
    said(MAREN, 1608, "Then go 🙂"),
    said(
        AIKO,
        1565,
        "Sheet 1 back is signed at the second pull. Magenta `1.41`, black `1.74`, grey balance calm from edge to edge.",
    ),
    said(MAREN, 1563, "That was quick."),
    said(AIKO, 1562, "The paper helps. It takes the ink very evenly."),
    said(NOUR, 1530, "فريد، وصلت عيّنات الورق إلى المتحف وأعجبهم ملمسها كثيراً. شكراً لك!"),
    said(
        FARID,
        1526,
        "Glad to hear it. For the others: the paper samples have arrived at the museum and they like how it feels.",
    ),
    said(
        MAREN,
        1480,
        "The second proof is back from the museum. Three remarks:\n\n1. the endpapers warmer, \"like the inside of a \
         shell\"\n2. the caption on page 22 is ~~Oak and ash~~ *Oak and larch*\n3. the map on pages 62 and 63 must \
         meet exactly across the fold",
    ),
    said(
        ELIN,
        1478,
        "The caption is a new black plate for the back of sheet 2. Zofia, the corrected page is in your folder in ten \
         minutes.",
    ),
    said(ZOFIA, 1477, "Fine. Only the black, then. I will have it before you have finished your coffee."),
    said(
        ELIN,
        1473,
        "For the endpapers I would mix the tint with a little more yellow and take some cyan out. Say `Y +3` and `C \
         -1`. I will make a strip with four steps, so that we can choose.",
    ),
    said(
        AIKO,
        1459,
        "> I will make a strip with four steps, so that we can choose.\n\nYes, please. Bring it to me under *both* \
         lamps. On the uncoated everything turns a shade greyer when it dries.",
    ),
    said(ELIN, 1458, "I will."),
    said(ZOFIA, 1394, "New black for sheet 2 back is on the rail, marked with today's date."),
    said(TOMASZ, 1392, "Got it. Mounting."),
    said(AIKO, 1345, "Sheet 2 back: first pull was a touch red in the skin on page 23, second pull is signed."),
    said(HUONG, 1265, "Dũng, chiều nay em chạy tờ 3 mặt trước với anh Tomasz được không? Chị phải xem lại dao xén."),
    said(DUNG, 1263, "Được chị. Em xuống ngay đây."),
    said(HUONG, 1262, "Dũng will run sheet 3 with Tomasz, I am at the guillotine if you look for me."),
    said(TOMASZ, 1187, "Sheet 3 front is running. Dũng sets the register faster than I do, I may as well say it."),
    said(DUNG, 1184, "😄 Cảm ơn anh."),
    said(ELIN, 1155, "The strip for the endpapers is dry enough to look at. Steps 2 and 3 are close, 4 is too much."),
    said(AIKO, 1141, "**Step 3.** It is warm by daylight and it does not go green under the shop lamp."),
    said(ELIN, 1140, "Step 3, then. نور, could you send the museum a cut-off of it with the courier?"),
    said(NOUR, 1136, "It leaves with the afternoon post, with a line from me."),
    said(TOMASZ, 1097, "Sheet 3 front done, 1,860 good ones. The machine is washed up."),
    said(TOMASZ, 170, "Turning sheet 3. Same ink, same settings, so it should be short."),
    said(AIKO, 144, "It was short. Signed at the first pull, that happens twice a year ✨"),
    said(MAREN, 142, "I shall write it in the book."),
    said(
        FARID,
        103,
        "The varnish for tomorrow is in bay C, two drums. Please roll, do not drag, the floor was painted there last \
         week.",
    ),
    said(NOUR, 71, "The museum says yes to step 3. They write that it is \"exactly the shell\"."),
    said(ELIN, 69, "Lovely. Then the endpapers can go on the small press as soon as it is free."),
    said(
        ZOFIA,
        55,
        "Sheet 4: I checked the map twice against the [folding \
         dummy](https://files.tidewater.example/museum/sheet-4-dummy.pdf). With 0.3 mm of creep taken back, both \
         halves meet.",
    ),
    said(MAREN, 53, "And when it is folded for real?"),
    said(ZOFIA, 44, "Bram folded three by hand for me. Two are perfect, on the third one can see it if one knows."),
    said(
        ELIN,
        40,
        "That is better than I hoped. The visitors come after lunch, for the back. We should have the front out of \
         the way by then.",
    ),
    said(TOMASZ, 9, "Unit 2 has its new blanket and the temperature is right. From my side sheet 4 can start."),
    said(MAREN, 4, "The plates for the front are mounted, all four."),
    said(MAREN, 2, "@Elin, do you come down for the first pull? I would like you to see the coastline before we run."),
];
