//! What comes, up to a length: as it comes, and as it is unpacked.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

/// Bytes up to a length; those behind it are refused.
#[derive(Debug)]
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.most - self.bytes.len();
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A body that arrives in pieces.
pub(super) struct Body {
    way: Way,
    most: usize,
    /// Bytes that came.
    came: usize,
}

enum Way {
    Plain(Bounded),
    Packed(Box<MultiGzDecoder<Bounded>>),
}

/// How a body goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goes {
    /// There is room for more.
    On,
    /// It is longer than it may be.
    TooLong,
    /// It cannot be unpacked.
    Broken,
}

impl Body {
    /// One of at most so many bytes, packed as its head says; none, if that is a way which is not known.
    pub(super) fn new(encoding: &str, most: usize) -> Option<Body> {
        let bounded = Bounded { bytes: Vec::new(), most };
        let way = match encoding.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Way::Plain(bounded),
            "gzip" | "x-gzip" => Way::Packed(Box::new(MultiGzDecoder::new(bounded))),
            _ => return None,
        };
        Some(Body { way, most, came: 0 })
    }

    /// Takes what came.
    pub(super) fn take(&mut self, piece: &[u8]) -> Goes {
        // Something of which nothing is left when it is unpacked could go on for ever.
        self.came += piece.len();
        let written = match &mut self.way {
            Way::Plain(bounded) => bounded.write_all(piece),
            Way::Packed(unpacking) => unpacking.write_all(piece),
        };
        match written {
            Ok(()) if self.came <= self.most => Goes::On,
            Ok(()) => Goes::TooLong,
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Goes::TooLong,
            Err(_) => Goes::Broken,
        }
    }

    /// All that there is of it.
    pub(super) fn bytes(self) -> Vec<u8> {
        match self.way {
            Way::Plain(bounded) => bounded.bytes,
            Way::Packed(mut unpacking) => {
                // What is full or breaks off holds what is there.
                let _ = unpacking.try_finish();
                std::mem::take(&mut unpacking.get_mut().bytes)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    pub fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packing = GzEncoder::new(Vec::new(), Compression::best());
        packing.write_all(bytes).expect("a Vec");
        packing.finish().expect("a Vec")
    }

    #[test]
    fn a_body_is_what_came_up_to_its_length() {
        for (encoding, whole) in [("", b"0123456789".to_vec()), ("gzip", packed(b"0123456789"))] {
            let mut body = Body::new(encoding, 100).expect("a known way");
            assert!(whole.chunks(3).all(|piece| body.take(piece) == Goes::On));
            assert_eq!(body.bytes(), b"0123456789", "{encoding}");
        }
        let mut body = Body::new("Identity", 4).expect("a known way");
        assert_eq!(body.take(b"0123456789"), Goes::TooLong);
        assert_eq!(body.bytes(), b"0123");
        assert!(Body::new("br", 4).is_none() && Body::new("gzip, gzip", 4).is_none());
    }

    #[test]
    fn a_bomb_is_not_unpacked_past_its_length() {
        let bomb = packed(&vec![b'0'; 50_000_000]);
        assert!(bomb.len() < 100_000);
        let mut body = Body::new("gzip", 100_000).expect("a known way");
        assert!(bomb.chunks(1000).any(|piece| body.take(piece) == Goes::TooLong));
        assert_eq!(body.bytes().len(), 100_000);
    }

    #[test]
    fn what_unpacks_to_nothing_ends_too_and_what_is_broken_is_told() {
        let nothing = packed(b"");
        let mut body = Body::new("gzip", 1000).expect("a known way");
        assert_eq!((0..1000).find(|_| body.take(&nothing) == Goes::TooLong), Some(1000 / nothing.len()));
        assert!(body.bytes().is_empty());
        let mut body = Body::new("gzip", 1000).expect("a known way");
        assert_eq!(body.take(b"this is no such thing"), Goes::Broken);
    }
}
