//! A server that speaks S3 (s3s-fs) on this machine, for tests: its buckets are folders.

use std::net::SocketAddr;
use std::path::Path;

use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// The one bucket, and the key that it opens to.
pub const BUCKET: &str = "hallway";
pub const KEY: &str = "quoin";
pub const SECRET: &str = "left-ajar-for-tests";

/// The server, until it is dropped.
pub struct Server {
    folder: tempfile::TempDir,
    /// Where it listens.
    pub address: SocketAddr,
    runs: JoinSet<()>,
}

impl Server {
    /// One with an empty bucket.
    pub async fn open() -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let mut server = Server { folder, address, runs: JoinSet::new() };
        server.serve(listener);
        server
    }

    fn serve(&mut self, listener: TcpListener) {
        let mut builder = S3ServiceBuilder::new(FileSystem::new(self.folder.path()).expect("a folder"));
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        self.runs.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                lines.spawn(async move {
                    // Who asked may be gone.
                    let line = hyper::server::conn::http1::Builder::new();
                    let _ = line.serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
    }

    /// It does not answer any more.
    pub async fn stop(&mut self) {
        self.runs.shutdown().await;
    }

    /// It answers again, at the same address.
    pub async fn start(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the same port");
        self.serve(listener);
    }

    /// Where the bucket is on the disk.
    pub fn bucket(&self) -> std::path::PathBuf {
        Path::join(self.folder.path(), BUCKET)
    }
}
