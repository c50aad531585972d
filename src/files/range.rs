//! A blob in pieces, from one byte to another.

use std::io::{self, Read, Seek, SeekFrom};

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::{BoxStream, StreamExt, try_unfold};

use super::{Files, is_name};

/// Bytes of a piece.
const PIECE: u64 = 64 * 1024;

/// The bytes of the blob from `first` on, so many, as they are asked for: a reader that is slow costs one piece. What is not on this disk is in the
/// bucket, if there is one.
///
/// # Errors
/// `NotFound` if there is no such blob; what the bucket says; in the stream, what the file system says, too.
pub async fn pieces(files: &Files, name: &str, part: (u64, u64)) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
    match (here(files, name, part).await, &files.bucket) {
        (Err(error), Some(bucket)) if error.kind() == io::ErrorKind::NotFound && is_name(name) => {
            bucket.pieces(name, part).await
        }
        (found, _) => Ok(found?.boxed()),
    }
}

async fn here(
    files: &Files,
    name: &str,
    (first, length): (u64, u64),
) -> io::Result<impl Stream<Item = io::Result<Bytes>> + Send + use<>> {
    let (files, name) = (files.clone(), name.to_owned());
    let open = move || {
        let mut file = files.open(&name)?;
        file.seek(SeekFrom::Start(first))?;
        Ok::<_, io::Error>(file)
    };
    let file = apart(open).await?;
    Ok(try_unfold((file, length), |(mut file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        apart(move || {
            let mut piece = Vec::new();
            (&mut file).take(left.min(PIECE)).read_to_end(&mut piece)?;
            let left = if piece.is_empty() { 0 } else { left - piece.len() as u64 };
            Ok((!piece.is_empty()).then(|| (Bytes::from(piece), (file, left))))
        })
        .await
    }))
}

/// On a thread that may wait for a disk.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::TryStreamExt;

    #[actix_web::test]
    async fn any_part_of_a_blob_is_read() {
        let data = tempfile::tempdir().expect("a folder");
        let files = Files::new(data.path());
        let whole: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
        let name = files.put(&whole).expect("room on the disk");
        for (first, length) in [(0, 200_000), (0, 1), (65_535, 3), (199_999, 1), (199_999, 9), (0, 0)] {
            let read: Vec<Bytes> =
                pieces(&files, &name, (first, length)).await.expect("a blob").try_collect().await.expect("its bytes");
            let end = (first + length).min(200_000);
            assert_eq!(read.concat(), whole[first as usize..end as usize], "{first} {length}");
        }
        assert!(pieces(&files, "aaaaaaaaaaaaaaaaaaaaaa", (0, 1)).await.is_err());
    }
}
