//! A bucket of a store that speaks S3, which keeps files of messages in the place of the data folder.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt, empty};
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect;
use hyper_util::rt::TokioExecutor;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use object_store::path::Path as Place;
use object_store::{
    BackoffConfig, ClientOptions, Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart,
};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::{has_key, is_name};
use crate::clock::{Clock, Moment};
use crate::config::S3;

/// Bytes of a part: what is longer goes up in several, two at a time.
const PART: usize = 8 * 1024 * 1024;
const AT_ONCE: usize = 2;
/// How often what failed is tried again, and how long all tries together may take.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a connection may take to be there, and a whole part to be taken.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(120);
/// After how long of silence is looked whether the other side is still there.
const ALIVE: Duration = Duration::from_secs(30);

/// The bucket.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    store: Arc<AmazonS3>,
}

impl Bucket {
    /// The one of the settings. Nothing is asked of it yet.
    pub(super) fn new(of: &S3) -> io::Result<Bucket> {
        let tries = RetryConfig { max_retries: TRIES, retry_timeout: PATIENCE, backoff: BackoffConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&of.bucket)
            .with_region(&of.region)
            .with_access_key_id(of.key.expose())
            .with_secret_access_key(of.secret.expose())
            .with_http_connector(Wire)
            .with_retry(tries);
        if let Some(endpoint) = &of.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        Ok(Bucket { store: Arc::new(builder.build().map_err(told)?) })
    }

    /// Keeps the bytes: they are there when this returns.
    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        self.store.put(&Place::from(name), bytes.into()).await.map(drop).map_err(told)
    }

    /// The same of a file, whatever its length.
    pub(super) async fn put_file(&self, name: &str, path: &Path) -> io::Result<()> {
        let mut file = tokio::fs::File::open(path).await?;
        if file.metadata().await?.len() <= PART as u64 {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            return self.put(name, bytes).await;
        }
        let upload = self.store.put_multipart(&Place::from(name)).await.map_err(told)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        let mut piece = vec![0; 256 * 1024];
        let read = loop {
            match file.read(&mut piece).await {
                Ok(0) => break Ok(()),
                Ok(length) => upload.write(&piece[..length]),
                Err(error) => break Err(error),
            }
            if let Err(error) = upload.wait_for_capacity(AT_ONCE).await {
                break Err(told(error));
            }
        };
        if let Err(error) = read {
            // Parts that stay cost room until the bucket's own rules remove them.
            let _ = upload.abort().await;
            return Err(error);
        }
        upload.finish().await.map(drop).map_err(told)
    }

    /// So many bytes from the first on, as they are asked for.
    pub(super) async fn pieces(
        &self,
        name: &str,
        (first, length): (u64, u64),
    ) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
        let place = Place::from(name);
        if length == 0 {
            self.store.head(&place).await.map_err(told)?;
            return Ok(empty().boxed());
        }
        let range = GetRange::Bounded(first..first.saturating_add(length));
        let options = GetOptions { range: Some(range), ..GetOptions::default() };
        let found = self.store.get_opts(&place, options).await.map_err(told)?;
        Ok(found.into_stream().map_err(told).boxed())
    }

    /// Removes it; it may be gone already.
    pub(super) async fn remove(&self, name: &str) -> io::Result<()> {
        match self.store.delete(&Place::from(name)).await.map_err(told) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The names of what was put there so long ago, by the store's clock and ours.
    pub(super) async fn older_than(&self, age: Duration) -> io::Result<Vec<String>> {
        let before = Clock::system().now().before(age);
        let mut names = Vec::new();
        let mut all = self.store.list(None);
        while let Some(one) = all.try_next().await.map_err(told)? {
            let name = one.location.as_ref();
            if is_name(name) && has_key(name) && Moment(one.last_modified.timestamp_micros()) < before {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    /// Whether it answers, and lets us look.
    pub(super) async fn ping(&self) -> io::Result<()> {
        self.store.list(None).try_next().await.map(drop).map_err(told)
    }
}

/// What the store says: that there is no such thing, or that it cannot be asked.
fn told(error: Error) -> io::Error {
    let kind = match error {
        Error::NotFound { .. } => ErrorKind::NotFound,
        _ => ErrorKind::NotConnected,
    };
    io::Error::new(kind, error)
}

/// Our own connections to it. With those that the crate would make comes a second library of TLS, or one that is chosen for the whole process.
#[derive(Debug)]
struct Wire;

type Line = HttpsConnector<connect::HttpConnector>;

static TLS: LazyLock<Option<ClientConfig>> = LazyLock::new(|| {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(config.with_root_certificates(roots).with_no_client_auth())
});

impl HttpConnector for Wire {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let failed = || Error::Generic { store: "S3", source: "no TLS".into() };
        let mut tcp = connect::HttpConnector::new();
        tcp.set_connect_timeout(Some(CONNECT));
        tcp.set_keepalive(Some(ALIVE));
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        let tls = HttpsConnectorBuilder::new().with_tls_config(TLS.clone().ok_or_else(failed)?);
        let line = tls.https_or_http().enable_http1().wrap_connector(tcp);
        Ok(HttpClient::new(Lines(Client::builder(TokioExecutor::new()).build(line))))
    }
}

#[derive(Debug)]
struct Lines(Client<Line, HttpRequestBody>);

#[async_trait]
impl HttpService for Lines {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = timeout(ANSWER, self.0.request(request)).await;
        let answer = answer.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?;
        let answer = answer.map_err(|error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
            HttpError::new(kind, error)
        })?;
        let (head, body) = answer.into_parts();
        let body = body.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error));
        Ok(HttpResponse::from_parts(head, HttpResponseBody::new(body)))
    }
}
