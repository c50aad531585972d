//! What the whole house reads, and who eats where.

use super::chats::{Chat, Kind, Said, said};
use super::people::{ANAHERA, BRAM, ELIN, GIORGOS, KWAME, LEILA, MATEO, PRIYA, RADKA, RHYS, SEUN, SINEAD, TRANG};

/// Everybody's chat.
pub const GENERAL: Chat =
    Chat { kind: Kind::General, said: GENERAL_SAID, unread: &[(GIORGOS, 1), (BRAM, 1)], pinned: &[], muted: &[] };

const GENERAL_SAID: &[Said] = &[
    said(
        RHYS,
        18855,
        "Welcome to everybody's room. News that concern the whole house go here; all else is better off in your own \
         rooms.\n\nWho is new: say hello, we are glad to have you.",
    ),
    said(
        MATEO,
        18833,
        "Hello, then! I am Mateo, since last week in the studio. I retouch the pictures, and I am still learning \
         where the light switches are.",
    ),
    said(
        KWAME,
        18830,
        "Welcome, Mateo. The one for the paper store is *outside* the door, we have all stood there in the dark.",
    ),
    said(
        SINEAD,
        12925,
        "Holiday requests for the winter weeks, please, by the end of the month. The form is at \
         https://office.tidewater.example/holidays, or simply come by my desk.",
    ),
    said(
        SEUN,
        9820,
        "The compressor for the folding machines is being serviced on Thursday. It will be quiet in the bindery from \
         noon, and the doors at the loading bay have to be opened by hand.",
    ),
    said(BRAM, 9816, "Thank you for the warning. We will do the hand sewing that afternoon."),
    said(
        RHYS,
        7245,
        "The choir's songbook has been delivered, 400 copies, a day early. The conductor rang to say that it *lies \
         open on the stand by itself*. That is the sewing. Well done, bindery.",
    ),
    said(ANAHERA, 7239, "Thank you! She sent us a card too, it is on the wall by the glue pots 🎶"),
    said(
        LEILA,
        4113,
        "From next week the client desk opens at eight. If you send a customer to us earlier than that, please ring \
         first and one of us will come down.",
    ),
    said(
        PRIYA,
        2980,
        "I have left a box of old type specimens on the long table. Whatever is still there by the end of the week \
         goes to the school.",
    ),
    said(
        RHYS,
        1363,
        "The museum's catalogue is on the press. If you have a moment, go and look at sheet 1, from a distance and \
         then from close by. I think it will be the best thing we have made this year.",
    ),
    said(
        SEUN,
        160,
        "The floor in bay C is dry, the tape is gone. Please still go slowly with the pallet truck for a day or two.",
    ),
];

/// The group “Lunch table”.
pub const LUNCH_TABLE: Chat = Chat {
    kind: Kind::Group {
        name: "Lunch table",
        owner: KWAME,
        members: &[ELIN, TRANG, KWAME, SINEAD, RADKA, GIORGOS, MATEO, ANAHERA],
    },
    said: LUNCH_TABLE_SAID,
    unread: &[(ELIN, 4), (SINEAD, 4)],
    pinned: &[],
    muted: &[ELIN],
};

const LUNCH_TABLE_SAID: &[Said] = &[
    said(KWAME, 8615, "Soup today is lentil, and I have brought too much bread."),
    said(GIORGOS, 8613, "There is no such thing as too much bread."),
    said(ELIN, 8610, "Keep me a seat, I am ten minutes late."),
    said(ANAHERA, 5415, "It is Trang's birthday tomorrow. I bake, who brings candles?"),
    said(MATEO, 5411, "I have candles. Not many, but nobody has to count."),
    said(SINEAD, 5404, "Card is in my drawer, come and sign it when she is not looking."),
    said(
        TRANG,
        4205,
        "Thank you all so much! The cake was wonderful 🎂 There are two pieces left in the small kitchen.",
    ),
    said(ELIN, 4197, "One piece left."),
    said(GIORGOS, 1394, "I pass the fish market on the way back from the harbour. Does anybody want anything?"),
    said(RADKA, 1389, "Two mackerel, please. I will pay you at lunch."),
    said(ELIN, 1386, "Nothing for me, thanks."),
    said(KWAME, 33, "Who eats here today? I would put the big pot on."),
    said(ANAHERA, 31, "Four from the bindery."),
    said(RADKA, 30, "Me, and Mateo says yes as well."),
    said(KWAME, 23, "Good. At half past twelve, then, and somebody else washes up 🍲"),
];
