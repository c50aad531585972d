//! Talks of others, which nobody else sees.

use super::chats::{Chat, Kind, Said, said};
use super::people::{BRAM, FARID, MAREN, TOMASZ};

/// Maren Solberg and Tomasz Wilk.
pub const MAREN_AND_TOMASZ: Chat =
    Chat { kind: Kind::Direct(MAREN, TOMASZ), said: MAREN_AND_TOMASZ_SAID, unread: &[], pinned: &[MAREN], muted: &[] };

const MAREN_AND_TOMASZ_SAID: &[Said] = &[
    said(MAREN, 4003, "Are you content with three sheets in two days, or is it too much?"),
    said(TOMASZ, 3995, "It is fine, if unit 2 gets its blanket before sheet 4."),
    said(MAREN, 3994, "It will. Seun has one in the store."),
    said(TOMASZ, 1092, "Blanket is here. I change it first thing."),
    said(MAREN, 16, "How does it look?"),
    said(TOMASZ, 15, "Tight and clean. Five minutes until it is warm."),
];

/// Bram de Wit and Farid Haddad.
pub const BRAM_AND_FARID: Chat =
    Chat { kind: Kind::Direct(BRAM, FARID), said: BRAM_AND_FARID_SAID, unread: &[(FARID, 1)], pinned: &[], muted: &[] };

const BRAM_AND_FARID_SAID: &[Said] = &[
    said(FARID, 2850, "The canal store takes pallets up to 1.40 m only. How high do the catalogues stack?"),
    said(BRAM, 2843, "Fourteen layers would be 1.34 with the pallet. I would strap at seven."),
    said(FARID, 2842, "Then fourteen. Thank you."),
    said(BRAM, 19, "Sheet 1 is coming off the folding machine nicely. You can count on the first 300 a day early."),
];
