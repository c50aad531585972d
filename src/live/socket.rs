//! The body of a 101 response: reads what the page sends, writes what waits for it.
//!
//! No task and no channel per connection: actix polls the body with the connection it belongs to, so an idle one costs
//! its buffers only (10.7 KB with all of actix, against 15 KB with a task each; 10,000 sockets, glibc).

use super::{CloseCode, Connection, Frame};
use actix_http::ws::{OpCode, Parser, ProtocolError};
use actix_web::{
    body::{BodySize, MessageBody},
    dev::Payload,
};
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

/// The longest message a page may send, in one frame or in several. Pages say next to nothing here: what they do are HTTP
/// requests.
const INBOUND_BYTES: usize = 4096;

/// The longest head of a frame from a page (RFC 6455 §5.2): two bytes, a length of eight, a mask of four.
const INBOUND_HEAD: usize = 14;

/// The WebSocket of one connection. Dropping it makes the hub forget the connection.
pub(super) struct Socket {
    connection: Connection,
    payload: Payload,
    inbound: BytesMut,
    /// The text that was begun and goes on in the next frame: pages send none, and a proxy may cut what they send.
    begun: Option<Vec<u8>>,
    /// Whether it has been told to close: what else comes is not read.
    deaf: bool,
    /// Whether the last poll gave a chunk.
    wrote: bool,
    over: bool,
}

impl Socket {
    pub(super) fn new(connection: Connection, payload: Payload) -> Socket {
        Socket { connection, payload, inbound: BytesMut::new(), begun: None, deaf: false, wrote: false, over: false }
    }

    /// Reads all that has come. False if the other side is gone.
    fn read(&mut self, cx: &mut Context<'_>) -> bool {
        while let Poll::Ready(part) = Pin::new(&mut self.payload).poll_next(cx) {
            let Some(Ok(bytes)) = part else { return false };
            if self.deaf {
                continue;
            }
            self.connection.delivery().hear();
            self.inbound.extend_from_slice(&bytes);
            if let Err(code) = self.decode() {
                tracing::debug!(
                    user = self.connection.owner().user,
                    code = code.0,
                    "a socket is closed for what it sent"
                );
                self.connection.close(code);
                // Nothing after garbage or a close frame means anything (RFC 6455 §7.1.7).
                (self.inbound, self.begun, self.deaf) = (BytesMut::new(), None, true);
                return true;
            }
        }
        true
    }

    /// Answers the whole frames that have come. The error is the code to close with.
    fn decode(&mut self) -> Result<(), CloseCode> {
        while let Some((last, opcode, payload)) =
            Parser::parse(&mut self.inbound, true, INBOUND_BYTES).map_err(|error| match error {
                ProtocolError::Overflow => CloseCode::TOO_BIG,
                _ => CloseCode::PROTOCOL,
            })?
        {
            self.take(last, opcode, &payload.unwrap_or_default())?;
        }
        // The parser waits for the whole of a frame, however long it says it is.
        if self.inbound.len() > INBOUND_HEAD + INBOUND_BYTES {
            return Err(CloseCode::TOO_BIG);
        }
        if self.inbound.is_empty() {
            self.inbound = BytesMut::new();
        }
        Ok(())
    }

    /// Answers one frame.
    fn take(&mut self, last: bool, opcode: OpCode, payload: &[u8]) -> Result<(), CloseCode> {
        if !self.connection.delivery().may_say() {
            return Err(CloseCode::POLICY);
        }
        match opcode {
            OpCode::Binary => return Err(CloseCode::UNSUPPORTED),
            OpCode::Text if self.begun.is_none() && last => self.hear(payload)?,
            OpCode::Text if self.begun.is_none() => self.begun = Some(payload.to_vec()),
            OpCode::Continue => {
                let mut text = self.begun.take().ok_or(CloseCode::PROTOCOL)?;
                if text.len() + payload.len() > INBOUND_BYTES {
                    return Err(CloseCode::TOO_BIG);
                }
                text.extend_from_slice(payload);
                if last {
                    self.hear(&text)?;
                } else {
                    self.begun = Some(text);
                }
            }
            OpCode::Ping if last => {
                self.connection.send(&Frame::pong(payload));
            }
            OpCode::Pong if last => {}
            OpCode::Close if last => return Err(echoed(payload)),
            _ => return Err(CloseCode::PROTOCOL),
        }
        Ok(())
    }

    fn hear(&self, text: &[u8]) -> Result<(), CloseCode> {
        self.connection.hear(str::from_utf8(text).map_err(|_| CloseCode::INVALID)?);
        Ok(())
    }
}

/// The code to answer a close frame with: the same (RFC 6455 §5.5.1).
fn echoed(payload: &[u8]) -> CloseCode {
    match Parser::try_parse_close_payload(payload) {
        Ok(Some(reason)) => CloseCode(reason.code.into()),
        Ok(None) => CloseCode::NONE,
        Err(_) => CloseCode::PROTOCOL,
    }
}

impl MessageBody for Socket {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let socket = self.get_mut();
        if socket.over || !socket.read(cx) {
            socket.over = true;
            return Poll::Ready(None);
        }
        // One chunk at a time: actix asks on until its buffer holds 32 KB, and then keeps that buffer for ever.
        if std::mem::take(&mut socket.wrote) && socket.connection.delivery().is_waiting() {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        socket.connection.delivery().poll_chunk(cx).map(|chunk| {
            socket.wrote = chunk.is_some();
            socket.over = chunk.is_none();
            chunk.map(Ok)
        })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.connection.leave();
    }
}
