//! What travels: frames encoded once for everybody, and the codes that end a connection.

use actix_http::ws::{CloseReason, OpCode, Parser};
use bytes::{Bytes, BytesMut};

/// The longest head of a frame from a server (RFC 6455 §5.2): two bytes and a length of eight.
const HEAD: usize = 10;

/// One WebSocket frame, encoded once; a clone shares the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    /// A text frame. An empty text is the heartbeat that pages count on, so real frames are never empty.
    pub fn text(text: &str) -> Frame {
        Frame::encoded(OpCode::Text, text.as_bytes())
    }

    /// An empty text, since a page's script cannot see pings, and a ping, since a page answers no text: one write.
    pub(super) const fn heartbeat() -> Frame {
        Frame(Bytes::from_static(b"\x81\x00\x89\x00"))
    }

    /// The answer to a ping with the same payload, at most 125 bytes.
    pub(super) fn pong(payload: &[u8]) -> Frame {
        Frame::encoded(OpCode::Pong, payload)
    }

    /// The last frame of a connection. Code 1005 (none was given) has no place on the wire, so it is sent without one.
    pub(super) fn close(code: CloseCode) -> Frame {
        let reason = (code != CloseCode::NONE).then(|| CloseReason { code: code.0.into(), description: None });
        let mut bytes = BytesMut::with_capacity(4);
        Parser::write_close(&mut bytes, reason, false);
        Frame(bytes.freeze())
    }

    fn encoded(opcode: OpCode, payload: &[u8]) -> Frame {
        let mut bytes = BytesMut::with_capacity(HEAD + payload.len());
        Parser::write_message(&mut bytes, payload, opcode, true, false);
        Frame(bytes.freeze())
    }

    /// What goes onto the wire, head included.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }
}

/// Why a connection ends, and with that what its page does next (RFC 6455 §7.4; 4000 and above are Hallway's own).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseCode(pub u16);

impl CloseCode {
    /// The page was left.
    pub const NORMAL: CloseCode = CloseCode(1000);
    /// The server stops. The page comes back after a random moment.
    pub const GOING_AWAY: CloseCode = CloseCode(1001);
    /// Bytes that are no WebSocket.
    pub const PROTOCOL: CloseCode = CloseCode(1002);
    /// Binary frames, which nothing here reads.
    pub const UNSUPPORTED: CloseCode = CloseCode(1003);
    /// What the other side says if it gives no code; never sent.
    pub(super) const NONE: CloseCode = CloseCode(1005);
    /// A text that is no UTF-8.
    pub const INVALID: CloseCode = CloseCode(1007);
    /// More frames in a moment than a page ever has to send.
    pub const POLICY: CloseCode = CloseCode(1008);
    /// More in one message than a page ever has to say.
    pub const TOO_BIG: CloseCode = CloseCode(1009);
    /// The server restarts. The page comes back after a random moment.
    pub const RESTART: CloseCode = CloseCode(1012);
    /// The session has ended. The page reloads, and so shows the sign-in form.
    pub const SIGNED_OUT: CloseCode = CloseCode(4401);
    /// More was waiting than the queue holds, or nothing was heard for too long. The page comes back at once and catches up.
    pub const LAGGING: CloseCode = CloseCode(4408);

    /// Whether what is still queued is sent first. Only where the page stays as it is and the other side still reads.
    pub(super) fn after_queued(self) -> bool {
        matches!(self, CloseCode::NORMAL | CloseCode::GOING_AWAY | CloseCode::RESTART)
    }
}

#[cfg(test)]
mod tests {
    use super::{CloseCode, Frame};

    #[test]
    fn frames_are_encoded_as_the_standard_says() {
        assert_eq!(&Frame::text("ab").bytes()[..], b"\x81\x02ab");
        assert_eq!(Frame::text(&"x".repeat(200)).bytes()[..4], [0x81, 126, 0, 200]);
        assert_eq!(&Frame::pong(b"p").bytes()[..], b"\x8a\x01p");
        assert_eq!(&Frame::close(CloseCode::SIGNED_OUT).bytes()[..], [0x88, 2, 0x11, 0x31]);
        assert_eq!(&Frame::close(CloseCode::NONE).bytes()[..], [0x88, 0]);
    }

    #[test]
    fn a_clone_shares_the_bytes() {
        let frame = Frame::text("shared");
        assert_eq!(frame.clone().bytes().as_ptr(), frame.bytes().as_ptr());
    }
}
