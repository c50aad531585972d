//! The handle of one connection, and how an HTTP request becomes one.

use super::{CloseCode, Frame, Hub, Owner, Topic, delivery::Delivery, locked, socket::Socket};
use actix_http::ws;
use actix_web::{
    HttpRequest, HttpResponse,
    error::{ErrorInternalServerError, InternalError},
    http::Version,
    web,
};
use std::{fmt, sync::Arc, time::Duration};

/// One open connection, for subscribing it and sending to it alone. A clone is the same connection. It may outlive the
/// socket: then its methods do nothing.
#[derive(Clone)]
pub struct Connection {
    hub: Arc<Hub>,
    delivery: Arc<Delivery>,
}

/// Answers a request for a WebSocket with 101 and a body that carries the connection.
///
/// Subscribe and replay before returning the response: what is queued until then is written right after the head. The
/// connection is open from now on, and ends when the response is dropped, sent or not. Nobody has used its page for
/// `unused`.
///
/// # Errors
/// The request is no proper WebSocket handshake (RFC 6455 §4.2.1): 400, 405 or 426, and no connection was opened.
pub fn upgrade(
    request: &HttpRequest,
    payload: web::Payload,
    hub: &Arc<Hub>,
    owner: Owner,
    unused: Duration,
) -> Result<(HttpResponse, Connection), actix_web::Error> {
    // HTTP/1.0 knows no upgrade (RFC 9110 §7.8).
    if request.version() < Version::HTTP_11 {
        return Err(refused(ws::HandshakeError::NoWebsocketUpgrade));
    }
    let mut head = ws::handshake(request.head()).map_err(refused)?;
    let connection = hub.open(owner, unused);
    let socket = Socket::new(connection.clone(), payload.into_inner());
    let response = head.message_body(socket).map_err(ErrorInternalServerError)?;
    Ok((response.map_into_boxed_body().into(), connection))
}

/// The answer that actix-http has for a bad handshake, as an error.
fn refused(error: ws::HandshakeError) -> actix_web::Error {
    let response = HttpResponse::from(actix_http::Response::from(error));
    InternalError::from_response(error, response).into()
}

impl Connection {
    pub(super) fn new(hub: Arc<Hub>, delivery: Arc<Delivery>) -> Connection {
        Connection { hub, delivery }
    }

    /// The number of this connection, unique in this process.
    pub fn id(&self) -> u64 {
        self.delivery.id
    }

    /// Whose it is and how it reads.
    pub fn owner(&self) -> Owner {
        self.delivery.owner
    }

    /// Whether it listens to the topic.
    pub fn listens(&self, topic: Topic) -> bool {
        locked(&self.delivery.subscriptions).as_ref().is_some_and(|topics| topics.contains(&topic))
    }

    /// Whether its page may ask about so many more: each asking costs the database something, so that a page that asks
    /// without end gets no answers any more.
    pub fn may_ask(&self, more: usize) -> bool {
        self.delivery.may_ask(more)
    }

    /// Makes it listen to the topic, from the next frame on. Again is no change. False if the connection has ended.
    pub fn subscribe(&self, topic: Topic) -> bool {
        self.hub.subscribe(&self.delivery, topic)
    }

    /// Ends the subscription; what is queued of the topic is still sent.
    pub fn unsubscribe(&self, topic: Topic) {
        self.hub.unsubscribe(&self.delivery, topic);
    }

    /// Queues a frame that belongs to no topic: no revocation takes it back. False if the connection has ended or, for
    /// want of room, ends now as lagging.
    pub fn send(&self, frame: &Frame) -> bool {
        self.hub.push(&self.delivery, None, frame)
    }

    /// How many frames of no topic were queued so far: to be asked before a state is read.
    pub fn stated(&self) -> u64 {
        self.delivery.stated()
    }

    /// Queues a state that was read after [`stated`](Connection::stated) had this answer. False if another frame of no topic
    /// was queued since: it may be newer than what was read, so read again.
    pub fn send_state(&self, since: u64, frame: &Frame) -> bool {
        self.hub.push_unless_stated(&self.delivery, since, frame)
    }

    /// Queues a frame of the topic, such as a replay. False as for [`send`](Connection::send), or if the connection does not
    /// listen to the topic, perhaps no longer, since it was revoked meanwhile.
    pub fn send_on(&self, topic: Topic, frame: &Frame) -> bool {
        self.hub.push_subscribed(&self.delivery, topic, frame)
    }

    /// Ends it with this code. Most codes drop what is queued.
    pub fn close(&self, code: CloseCode) {
        self.hub.close(&self.delivery, code);
    }

    /// Forgets it: no subscription, not counted any more. The socket does this when it is dropped.
    pub fn leave(&self) {
        self.hub.forget(&self.delivery);
    }

    /// Takes what its page says.
    pub(super) fn hear(&self, text: &str) {
        self.hub.hear(&self.delivery, text);
    }

    pub(super) fn delivery(&self) -> &Delivery {
        &self.delivery
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("id", &self.id()).field("owner", &self.owner()).finish()
    }
}
