//! What a link leads to, asked for by the server: title, description and picture of a page, and whom we ask for them.
//!
//! Who posts a link chooses whom the server speaks to. So it speaks to the public internet alone (`reach`), to the very address that was looked at,
//! and is sent on by hand, each step looked at anew; what comes is bounded in time, in length as it comes and as it is unpacked, and in kind
//! (`fetch`, `body`). Of a page its few words are read (`page`); a picture is drawn anew. Nothing that a browser could load comes from there.
//! Why so: docs/decisions/0028-link-previews.md.

mod body;
mod fetch;
mod page;
mod reach;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::files::{Thumb, thumb};

pub use reach::Reach;

use fetch::{PAGE, PICTURE};

/// Finds the addresses of a name.
type Names = dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync;

/// The way to the pages of links.
#[derive(Clone)]
pub struct Links {
    reach: Reach,
    names: Arc<Names>,
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").field("reach", &self.reach).finish_non_exhaustive()
    }
}

/// What a page says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What the whole site is called, if the page says so.
    pub site: String,
    /// What the page is called.
    pub title: String,
    /// What is on it; may be empty.
    pub description: String,
    /// A small picture of it.
    pub picture: Option<Thumb>,
}

/// Why a link has no card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCard {
    /// It would have none another time either.
    #[error("{0}")]
    Never(&'static str),
    /// It may have one later.
    #[error("{0}")]
    NotNow(&'static str),
}

/// What the functions of this room return.
type Result<T> = std::result::Result<T, NoCard>;

impl Links {
    /// The way to pages that are within reach.
    pub fn new(reach: Reach) -> Links {
        Links { reach, names: Arc::new(|name| Box::pin(fetch::addresses(name))) }
    }

    /// The same with other answers to who has a name.
    #[cfg(test)]
    fn asking(self, names: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Links {
        Links { names: Arc::new(move |name| Box::pin(std::future::ready(Ok(names(&name))))), ..self }
    }

    /// What the page says that the link leads to, once it and its picture are there: ten seconds at most.
    ///
    /// # Errors
    /// [`NoCard`]
    pub async fn look(&self, link: &str) -> Result<Found> {
        let page = self.fetch(link, PAGE).await?;
        let read = tokio::task::spawn_blocking(move || page::read(&page)).await;
        let said = read.ok().flatten().ok_or(NoCard::Never("a page without a title"))?;
        let picture = match &said.picture {
            Some(at) => self.picture(at).await,
            None => None,
        };
        Ok(Found { site: said.site, title: said.title, description: said.description, picture })
    }

    /// The picture that a page names, if it is one.
    async fn picture(&self, at: &str) -> Option<Thumb> {
        let found =
            self.fetch(at, PICTURE).await.inspect_err(|error| tracing::debug!(at, %error, "no picture")).ok()?;
        thumb(found.bytes).await.inspect_err(|error| tracing::debug!(at, %error, "no picture")).ok()
    }
}
