//! The audit log: who did what to whom, when, from where. Written in the transaction that does it; nothing is ever changed
//! in it or taken from it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::SignedIn;
use crate::clock::Moment;
use crate::id::{AuditId, UserId};
use crate::store::{Conn, Result, Tx, on, run};
use crate::web::client_address;
use crate::words::words;

words! {
    /// What was done.
    Act {
        /// Signed in.
        SignedIn = "signed-in",
        /// Typed a wrong password or code.
        SignInRefused = "sign-in-refused",
        /// The company was set up.
        CompanyFounded = "company-founded",
        /// Settings of the company were changed.
        CompanyChanged = "company-changed",
        /// An invitation was made.
        InvitationMade = "invitation-made",
        /// An invitation was withdrawn.
        InvitationRevoked = "invitation-revoked",
        /// A person joined by an invitation.
        UserJoined = "user-joined",
        /// An account was made for a person, by an import.
        UserMade = "user-made",
        /// What is known of a person was changed.
        UserChanged = "user-changed",
        /// A person who waited was let in.
        UserApproved = "user-approved",
        /// A person who waited was not let in.
        UserRefused = "user-refused",
        /// A person's role was changed.
        RoleChanged = "role-changed",
        /// A person was dismissed.
        UserDismissed = "user-dismissed",
        /// A dismissed person came back.
        UserRehired = "user-rehired",
        /// A person's departments, titles or standings were changed.
        PositionsChanged = "positions-changed",
        /// A person's sessions were ended by an administrator.
        SessionsEnded = "sessions-ended",
        /// A link was made that sets a person's password.
        ResetMade = "reset-made",
        /// A person set another password.
        PasswordChanged = "password-changed",
        /// A person turned the second factor on.
        SecondFactorOn = "second-factor-on",
        /// A second factor was turned off.
        SecondFactorOff = "second-factor-off",
        /// A recovery code was used in place of a second factor.
        RecoveryUsed = "recovery-used",
        /// A person made new recovery codes.
        RecoveryMade = "recovery-made",
        /// A department was made.
        DepartmentMade = "department-made",
        /// A department was renamed.
        DepartmentRenamed = "department-renamed",
        /// A department was moved.
        DepartmentMoved = "department-moved",
        /// A department was removed.
        DepartmentRemoved = "department-removed",
        /// The mail server was set, or taken away.
        MailChanged = "mail-changed",
        /// An address was made at which a program writes to a group.
        HookMade = "hook-made",
        /// It was taken away.
        HookRemoved = "hook-removed",
        /// A list of people was imported.
        ImportRun = "import-run",
        /// People, or this log, were exported.
        Exported = "exported",
    }
}

words! {
    /// What kind of thing it was done to.
    Subject {
        /// A person.
        User = "user",
        /// The company.
        Company = "company",
        /// A department.
        Department = "department",
        /// An invitation.
        Invitation = "invitation",
        /// An address at which a program writes to a group.
        Hook = "hook",
        /// An import.
        Import = "import",
        /// The audit log.
        Audit = "audit",
    }
}

/// Who does it, and from where. An extractor; of anybody who is not signed in only the address is known.
#[derive(Clone, Debug)]
pub struct By {
    user: Option<UserId>,
    name: String,
    address: String,
}

impl By {
    /// The command line, which runs on the server itself.
    pub fn command_line() -> By {
        By { user: None, name: String::new(), address: String::new() }
    }

    /// As the extractor, for code that has the request only.
    pub fn of(request: &HttpRequest) -> By {
        let by = By { user: None, name: String::new(), address: client_address(request).to_string() };
        match request.extensions().get::<SignedIn>() {
            Some(SignedIn { viewer, .. }) => by.person(viewer.user.id, &viewer.user.name),
            None => by,
        }
    }

    /// Who; none: the command line, or nobody who is signed in.
    pub fn user(&self) -> Option<UserId> {
        self.user
    }

    /// This person, who was not signed in when the request came: by signing in or joining with it.
    pub fn person(self, user: UserId, name: &str) -> By {
        By { user: Some(user), name: name.to_owned(), ..self }
    }
}

impl FromRequest for By {
    type Error = crate::web::Error;
    type Future = Ready<std::result::Result<By, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(By::of(request)))
    }
}

/// What it was done to, under the name that it had.
#[derive(Clone, Copy, Debug)]
pub struct Done<'a> {
    /// What.
    pub act: Act,
    /// To what kind of thing.
    pub subject: Subject,
    /// To which one.
    pub id: Option<i64>,
    /// What that was called.
    pub name: &'a str,
    /// What changed, in data alone: names, codes, an arrow between before and after. Empty where the act says it all.
    pub detail: &'a str,
}

impl<'a> Done<'a> {
    /// Done to a person.
    pub fn to_user(act: Act, user: UserId, name: &'a str) -> Done<'a> {
        Done { act, subject: Subject::User, id: Some(user.0), name, detail: "" }
    }

    /// The same, with what changed.
    pub fn detail(self, detail: &'a str) -> Done<'a> {
        Done { detail, ..self }
    }
}

/// A line of the log.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// Which; later ones have higher numbers.
    pub id: AuditId,
    /// When.
    pub at: Moment,
    /// Who; none: the command line, or nobody who is signed in.
    pub actor_id: Option<UserId>,
    /// What they were called.
    pub actor: String,
    /// What.
    #[sqlx(try_from = "String")]
    pub act: Act,
    /// To what kind of thing.
    #[sqlx(try_from = "String")]
    pub subject: Subject,
    /// To which one.
    pub subject_id: Option<i64>,
    /// What it was called.
    pub subject_name: String,
    /// What changed.
    pub detail: String,
    /// From where; empty: the command line.
    pub address: String,
}

const WRITE: &str = "INSERT INTO audit (at, actor_id, actor, act, subject, subject_id, subject_name, detail, address)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Writes a line.
///
/// # Errors
/// What the database says.
pub async fn write(tx: &mut Tx, by: &By, done: Done<'_>, now: Moment) -> Result<()> {
    run!(
        tx,
        sqlx::query(WRITE)
            .bind(now)
            .bind(by.user)
            .bind(&by.name)
            .bind(done.act.as_str())
            .bind(done.subject.as_str())
            .bind(done.id)
            .bind(done.name)
            .bind(done.detail)
            .bind(&by.address)
    )?;
    Ok(())
}

/// Which lines are looked for. What is not given is not asked.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this person's doing.
    pub actor: Option<UserId>,
    /// Of this act.
    pub act: Option<Act>,
    /// Done to this person.
    pub user: Option<UserId>,
    /// At this moment or after it.
    pub from: Option<Moment>,
    /// Before this moment.
    pub until: Option<Moment>,
}

const AT: &str = "SELECT at FROM audit WHERE id = $1";
/// Lines before the moment `$6`, or of it with a number below `$1`, the newest first. The condition is what an index is
/// sought by.
macro_rules! page {
    ($by:literal) => {
        concat!(
            "SELECT id, at, actor_id, actor, act, subject, subject_id, subject_name, detail, address FROM audit WHERE ",
            $by,
            " AND at >= $5 AND (at, id) < ($6, $1) AND (CAST($2 AS BIGINT) IS NULL OR actor_id = $2) AND (CAST($3 AS TEXT) IS NULL OR act = $3)
    AND (CAST($4 AS BIGINT) IS NULL OR subject = 'user' AND subject_id = $4)
    ORDER BY at DESC, id DESC LIMIT CAST($7 AS BIGINT)"
        )
    };
}
const PAGE: &str = page!("1 = 1");
const PAGE_OF_ACTOR: &str = page!("actor_id = $2");
const PAGE_OF_USER: &str = page!("subject = 'user' AND subject_id = $4");
const PAGE_OF_ACT: &str = page!("act = $3");

/// At most `most` lines, the newest first, before the given one.
///
/// # Errors
/// What the database says.
pub async fn page(conn: &mut Conn, filter: &Filter, before: Option<AuditId>, most: i64) -> Result<Vec<Line>> {
    let (mut before, mut until) = (before.unwrap_or(AuditId(0)), filter.until.unwrap_or(Moment(i64::MAX)));
    let at: Option<Moment> = on!(conn, c => sqlx::query_scalar(AT).bind(before).fetch_optional(&mut *c).await)?;
    match at {
        Some(at) => until = until.min(at),
        None => before = AuditId(0),
    }
    // Each has an index. A person's lines are the fewest, those of an act may be most.
    let text = match filter {
        Filter { actor: Some(_), .. } => PAGE_OF_ACTOR,
        Filter { user: Some(_), .. } => PAGE_OF_USER,
        Filter { act: Some(_), .. } => PAGE_OF_ACT,
        _ => PAGE,
    };
    let from = filter.from.unwrap_or(Moment(i64::MIN));
    on!(conn, c => sqlx::query_as(text)
        .bind(before).bind(filter.actor).bind(filter.act.map(Act::as_str)).bind(filter.user)
        .bind(from).bind(until).bind(most).fetch_all(&mut *c).await)
}
