//! The hub without a network: connections whose queues the tests drain by hand.

use super::{CloseCode, Connection, Frame, Hub, Limits, Owner, Topic, Variant};
use crate::clock::Clock;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::{Duration, Instant},
};

const CHAT: Topic = Topic::new("chat", 7);
const OTHER: Topic = Topic::new("chat", 8);
const ENGLISH: Variant = Variant(0);
const VIETNAMESE: Variant = Variant(1);
const SECOND: Duration = Duration::from_secs(1);
const HEARTBEAT: &[u8] = b"\x81\x00\x89\x00";

fn hub() -> Arc<Hub> {
    Hub::new(Limits::default(), Clock::system())
}

/// A connection of the user, whose session has ten times the user's number.
fn connect(hub: &Arc<Hub>, user: i64, variant: Variant) -> Connection {
    hub.open(Owner { user, session: user * 10, variant }, Duration::ZERO)
}

fn subscribed(hub: &Arc<Hub>, user: i64) -> Connection {
    let connection = connect(hub, user, ENGLISH);
    assert!(connection.subscribe(CHAT));
    connection
}

/// The chunks that a socket would write now, and whether it would end.
fn drain(connection: &Connection) -> (Vec<Vec<u8>>, bool) {
    let mut chunks = Vec::new();
    loop {
        match connection.delivery().poll_chunk(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(chunk)) => chunks.push(chunk.to_vec()),
            Poll::Ready(None) => return (chunks, true),
            Poll::Pending => return (chunks, false),
        }
    }
}

fn text(text: &str) -> Frame {
    Frame::text(text)
}

fn closed_with(code: CloseCode) -> (Vec<Vec<u8>>, bool) {
    (vec![Frame::close(code).bytes().to_vec()], true)
}

#[test]
fn a_frame_reaches_who_listens_and_reads_its_variant() {
    let hub = hub();
    let (english, vietnamese, elsewhere) =
        (subscribed(&hub, 1), connect(&hub, 2, VIETNAMESE), connect(&hub, 3, ENGLISH));
    vietnamese.subscribe(CHAT);
    elsewhere.subscribe(OTHER);
    assert_eq!(hub.send(CHAT, ENGLISH, &text("hello")), 1);
    assert_eq!(drain(&english), (vec![b"\x81\x05hello".to_vec()], false));
    assert_eq!(drain(&vietnamese), (vec![], false));
    assert_eq!(drain(&elsewhere), (vec![], false));
}

#[test]
fn variants_and_owners_are_told_once_each() {
    let hub = hub();
    assert_eq!(hub.variants(CHAT), []);
    let tabs = [connect(&hub, 2, ENGLISH), connect(&hub, 2, ENGLISH), connect(&hub, 1, VIETNAMESE)];
    tabs.iter().for_each(|tab| assert!(tab.subscribe(CHAT) && tab.subscribe(CHAT)));
    let mut variants = hub.variants(CHAT);
    variants.sort();
    assert_eq!(variants, [ENGLISH, VIETNAMESE]);
    assert_eq!(hub.owners(CHAT), [1, 2]);
    tabs[2].unsubscribe(CHAT);
    assert_eq!((hub.variants(CHAT), hub.owners(CHAT)), (vec![ENGLISH], vec![2]));
    assert_eq!(hub.send(CHAT, ENGLISH, &text("once per tab")), 2);
}

#[test]
fn who_has_left_leaves_no_trace() {
    let hub = hub();
    let connection = subscribed(&hub, 1);
    assert!(hub.is_connected(1) && hub.attendance().of(1).is_here());
    connection.leave();
    connection.leave();
    assert_eq!((hub.open_connections(), hub.is_connected(1)), (0, false));
    assert_eq!((hub.variants(CHAT), hub.owners(CHAT)), (vec![], vec![]));
    assert!(!connection.subscribe(CHAT), "a connection that has left cannot come back");
    assert_eq!(hub.variants(CHAT), []);
    assert!(hub.attendance().of(1).is_here(), "the grace");
}

#[test]
fn queued_frames_are_joined_into_one_chunk() {
    let hub = hub();
    let connection = subscribed(&hub, 1);
    ["a", "b", "c"].iter().for_each(|one| assert_eq!(hub.send(CHAT, ENGLISH, &text(one)), 1));
    assert_eq!(drain(&connection), (vec![b"\x81\x01a\x81\x01b\x81\x01c".to_vec()], false));
}

#[test]
fn chunks_end_at_8_kilobytes_and_a_lone_frame_is_not_copied() {
    let hub = hub();
    let connection = subscribed(&hub, 1);
    let (small, big) = (text(&"x".repeat(996)), text(&"x".repeat(40_000)));
    for frame in [&small; 20].into_iter().chain([&big, &small]) {
        assert_eq!(hub.send(CHAT, ENGLISH, frame), 1);
    }
    let (chunks, _) = drain(&connection);
    assert_eq!(chunks.iter().map(Vec::len).collect::<Vec<_>>(), [8_000, 8_000, 4_000, 40_004, 1_000]);

    hub.send(CHAT, ENGLISH, &big);
    let Poll::Ready(Some(chunk)) = connection.delivery().poll_chunk(&mut Context::from_waker(Waker::noop())) else {
        panic!("a chunk is ready")
    };
    assert_eq!(chunk.as_ptr(), big.bytes().as_ptr());
}

#[test]
fn a_full_queue_cuts_the_connection_off() {
    let hub = Hub::new(Limits { frames: 3, bytes: 1000, ..Limits::default() }, Clock::system());
    let (slow, quick) = (subscribed(&hub, 1), subscribed(&hub, 2));
    for _ in 0..3 {
        assert_eq!(hub.send(CHAT, ENGLISH, &text("a")), 2);
        drain(&quick);
    }
    assert_eq!(hub.send(CHAT, ENGLISH, &text("a")), 1);
    assert_eq!((hub.open_connections(), hub.owners(CHAT)), (1, vec![2]));
    assert_eq!(drain(&slow), closed_with(CloseCode::LAGGING));
    assert_eq!(hub.send(CHAT, ENGLISH, &text("a")), 1);
    assert_eq!(drain(&quick).0, [b"\x81\x01a\x81\x01a"]);
}

#[test]
fn the_queue_is_bounded_in_bytes_but_takes_one_frame_of_any_size() {
    let hub = Hub::new(Limits { frames: 100, bytes: 1000, ..Limits::default() }, Clock::system());
    let connection = subscribed(&hub, 1);
    assert!(connection.send(&text(&"x".repeat(5000))));
    assert_eq!(drain(&connection).0[0].len(), 5004);
    assert!(connection.send(&text(&"x".repeat(900))));
    assert!(!connection.send(&text(&"x".repeat(100))));
    assert_eq!(drain(&connection), closed_with(CloseCode::LAGGING));
    assert!(!connection.send(&text("late")));
}

#[test]
fn drained_bytes_make_room_again() {
    let hub = Hub::new(Limits { frames: 2, bytes: 100, ..Limits::default() }, Clock::system());
    let connection = subscribed(&hub, 1);
    for _ in 0..50 {
        assert!(connection.send(&text(&"x".repeat(40))) && connection.send(&text(&"y".repeat(40))));
        assert_eq!(drain(&connection).0[0].len(), 84);
    }
}

#[test]
fn a_revocation_takes_the_subscription_and_what_is_queued() {
    let hub = Hub::new(Limits { frames: 4, bytes: 1000, ..Limits::default() }, Clock::system());
    let (removed, member) = (subscribed(&hub, 1), subscribed(&hub, 2));
    removed.subscribe(OTHER);
    hub.send(CHAT, ENGLISH, &text("secret"));
    hub.send(OTHER, ENGLISH, &text("public"));
    removed.send(&text("own"));
    hub.revoke(1, CHAT);
    assert_eq!(hub.send(CHAT, ENGLISH, &text("more")), 1);
    assert!(!removed.send_on(CHAT, &text("a replay that was read before")));
    assert!(removed.send_on(OTHER, &text("b")) && removed.send(&text("c")), "the dropped frame makes room");
    assert_eq!(drain(&removed), (vec![b"\x81\x06public\x81\x03own\x81\x01b\x81\x01c".to_vec()], false));
    assert_eq!(drain(&member), (vec![b"\x81\x06secret\x81\x04more".to_vec()], false));
}

#[test]
fn a_frame_to_a_user_reaches_every_connection() {
    let hub = hub();
    let (one, two, other) = (connect(&hub, 1, ENGLISH), connect(&hub, 1, VIETNAMESE), connect(&hub, 17, ENGLISH));
    assert_eq!(hub.send_to_user(1, &text("n")), 2);
    assert_eq!((drain(&one).0.len(), drain(&two).0.len(), drain(&other).0.len()), (1, 1, 0));
    assert_eq!(hub.send_to_user(99, &text("n")), 0);
}

#[test]
fn a_sign_out_closes_the_session_and_drops_what_is_queued() {
    let hub = hub();
    let (out, stays) = (subscribed(&hub, 1), subscribed(&hub, 2));
    hub.send(CHAT, ENGLISH, &text("secret"));
    hub.close_session(10, CloseCode::SIGNED_OUT);
    assert_eq!(drain(&out), closed_with(CloseCode::SIGNED_OUT));
    assert_eq!((hub.open_connections(), hub.owners(CHAT)), (1, vec![2]));
    hub.close_session(20, CloseCode::SIGNED_OUT);
    assert_eq!(drain(&stays), closed_with(CloseCode::SIGNED_OUT));
}

#[test]
fn a_shutdown_sends_what_is_queued_first_and_keeps_the_first_code() {
    let hub = hub();
    let connection = subscribed(&hub, 1);
    hub.send(CHAT, ENGLISH, &text("last"));
    hub.close_all(CloseCode::RESTART);
    hub.close_all(CloseCode::SIGNED_OUT);
    connection.close(CloseCode::SIGNED_OUT);
    let (chunks, over) = drain(&connection);
    assert_eq!((chunks.concat(), over), (b"\x81\x04last\x88\x02\x03\xf4".to_vec(), true));
    assert_eq!(hub.open_connections(), 0);
}

#[test]
fn heartbeats_are_spread_over_25_seconds() {
    let (hub, start) = (hub(), Instant::now());
    let connections: Vec<_> = (0..100).map(|user| connect(&hub, user, ENGLISH)).collect();
    let mut beats = vec![0; 100];
    for second in 0..75 {
        hub.beat(start + second * SECOND);
        let mut written = 0;
        for (connection, beats) in connections.iter().zip(&mut beats) {
            let (chunks, over) = drain(connection);
            assert!(!over);
            assert!(chunks.iter().all(|chunk| chunk == HEARTBEAT));
            written += chunks.len();
            *beats += chunks.len();
            connection.delivery().hear();
        }
        assert_eq!(written, 4, "a hundred connections, four each second");
    }
    assert_eq!(beats, vec![3; 100]);
}

#[test]
fn who_is_silent_for_70_seconds_is_closed() {
    let (hub, start) = (hub(), Instant::now());
    let (alive, dead) = (subscribed(&hub, 1), subscribed(&hub, 2));
    for second in 0..=69 {
        alive.delivery().hear();
        hub.beat(start + second * SECOND);
    }
    assert_eq!(hub.open_connections(), 2);
    alive.delivery().hear();
    hub.beat(start + 70 * SECOND);
    assert_eq!((hub.open_connections(), hub.owners(CHAT)), (1, vec![1]));
    assert_eq!(drain(&dead), closed_with(CloseCode::LAGGING));
}

/// How many times a socket was woken.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn what_is_queued_for_a_user_waits_until_something_wakes_the_socket() {
    let (hub, count) = (hub(), Arc::new(Count::default()));
    let connection = subscribed(&hub, 1);
    let waker = Waker::from(count.clone());
    let poll = || connection.delivery().poll_chunk(&mut Context::from_waker(&waker));
    let woken = || count.0.load(Ordering::SeqCst);
    assert!(poll().is_pending());
    hub.wake_user(1);
    assert_eq!(woken(), 0, "nothing waits");
    hub.queue_rendered(1, |variant| (variant == ENGLISH).then(|| text("own")));
    assert_eq!(woken(), 0);
    hub.send(CHAT, ENGLISH, &text("all"));
    hub.wake_user(1);
    assert_eq!(woken(), 1);
    assert!(matches!(poll(), Poll::Ready(Some(chunk)) if chunk[..] == *b"\x81\x03own\x81\x03all"), "one write");
    assert!(poll().is_pending());
    hub.queue_rendered(1, |_| Some(text("alone")));
    hub.wake_user(1);
    assert_eq!(woken(), 2);
}

#[test]
fn a_queued_frame_wakes_the_socket_once() {
    let (hub, count) = (hub(), Arc::new(Count::default()));
    let connection = subscribed(&hub, 1);
    let waker = Waker::from(count.clone());
    let poll = || connection.delivery().poll_chunk(&mut Context::from_waker(&waker)).is_pending();
    assert!(poll() && poll());
    hub.send(CHAT, ENGLISH, &text("a"));
    hub.send(CHAT, ENGLISH, &text("b"));
    assert_eq!(count.0.load(Ordering::SeqCst), 1);
    assert!(!poll() && poll());
    connection.close(CloseCode::SIGNED_OUT);
    assert_eq!(count.0.load(Ordering::SeqCst), 2);
}

fn person(user: i64) -> Topic {
    Topic::new("person", user)
}

#[test]
fn pages_of_several_topics_get_one_frame_and_share_it() {
    let hub = hub();
    let (both, one, other) = (connect(&hub, 1, ENGLISH), connect(&hub, 2, ENGLISH), connect(&hub, 3, VIETNAMESE));
    for (page, shown) in [(&both, vec![1, 2]), (&one, vec![2]), (&other, vec![1, 2])] {
        shown.into_iter().for_each(|user| assert!(page.subscribe(person(user))));
    }
    let mut rendered = Vec::new();
    let queued = hub.send_together(&[person(1), person(2), person(3)], |variant, places| {
        rendered.push((variant, places.to_vec()));
        (variant == ENGLISH).then(|| text(&format!("{places:?}")))
    });
    rendered.sort();
    assert_eq!(rendered, [(ENGLISH, vec![0, 1]), (ENGLISH, vec![1]), (VIETNAMESE, vec![0, 1])]);
    assert_eq!(queued, 2);
    assert_eq!(drain(&both).0, [b"\x81\x06[0, 1]".to_vec()]);
    assert_eq!(drain(&one).0, [b"\x81\x03[1]".to_vec()]);
    assert_eq!(drain(&other).0.len(), 0);
    assert_eq!(hub.send_together(&[], |_, _| None), 0);
    assert_eq!(both.stated(), 0, "it is of topics, not of the page alone");
}

/// After a restart: each page gets one frame for each batch, of those whom it shows.
#[test]
fn a_company_that_returns_makes_no_storm() {
    const PEOPLE: i64 = 10_000;
    let hub = hub();
    let shown = |user: i64| (0..20).map(move |n| (user + n * 37) % PEOPLE);
    let (mut pages, mut batches, mut frames, mut told) = (Vec::new(), 0, 0, 0);
    for wave in 0..3 {
        for user in (wave * PEOPLE / 3)..((wave + 1) * PEOPLE / 3) {
            let page = connect(&hub, user, ENGLISH);
            shown(user).for_each(|user| assert!(page.subscribe(person(user))));
            pages.push(page);
        }
        let batch = hub.attendance().settle(Clock::system().now());
        batches += 1;
        told += batch.told.len();
        let topics: Vec<Topic> = batch.told.iter().map(|(user, _)| person(*user)).collect();
        frames += hub.send_together(&topics, |_, places| Some(text(&places.len().to_string())));
    }
    assert_eq!((batches, told), (3, PEOPLE as usize));
    assert!((PEOPLE as usize..=3 * PEOPLE as usize).contains(&frames), "{frames} frames");
    for page in &pages {
        let bytes = drain(page).0.concat();
        let numbers: Vec<usize> = String::from_utf8_lossy(&bytes)
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|n| n.parse().ok())
            .collect();
        assert!(numbers.len() <= 3 && numbers.iter().sum::<usize>() <= 20, "{numbers:?}");
    }
    assert_eq!(hub.attendance().settle(Clock::system().now()).told, []);
}

/// Threads join, leave, send and revoke at once; afterwards nothing is left and every frame was in order.
#[test]
fn many_threads_agree() {
    let hub = hub();
    let listener = subscribed(&hub, 1000);
    std::thread::scope(|scope| {
        for user in 0..4 {
            let hub = &hub;
            scope.spawn(move || {
                for _ in 0..500 {
                    let connection = subscribed(hub, user);
                    hub.send(OTHER, ENGLISH, &text("nobody"));
                    hub.revoke((user + 1) % 4, CHAT);
                    drain(&connection);
                    connection.leave();
                }
            });
        }
        scope.spawn(|| {
            for number in 0..200 {
                assert!(hub.send(CHAT, ENGLISH, &text(&format!("{number:03}"))) >= 1);
            }
        });
    });
    assert_eq!((hub.open_connections(), hub.owners(CHAT)), (1, vec![1000]));
    let bytes = drain(&listener).0.concat();
    let numbers: Vec<_> = bytes.chunks(5).map(|frame| String::from_utf8_lossy(&frame[2..]).into_owned()).collect();
    assert_eq!(numbers, (0..200).map(|number| format!("{number:03}")).collect::<Vec<_>>());
}
