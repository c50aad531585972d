//! What the table of routes says of everybody, and what else is needed below a noun that has a right of its own.

use hallway::app::routes;
use hallway::web::Access;
use reqwest::Method;

use super::company::Company;

/// Those who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Nobody,
    Pending,
    Dismissed,
    /// A guest in the group.
    Guest,
    /// A guest who is in no chat with anybody.
    Outsider,
    NonMember,
    Employee,
    ChatAdministrator,
    Administrator,
}

impl Who {
    fn granted(self) -> Access {
        match self {
            Who::Nobody | Who::Pending | Who::Dismissed => Access::Anyone,
            Who::Guest | Who::Outsider => Access::User,
            Who::NonMember | Who::Employee | Who::ChatAdministrator => Access::Employee,
            Who::Administrator => Access::Administrator,
        }
    }

    /// Whether they are in the group.
    pub fn is_member(self) -> bool {
        matches!(self, Who::Guest | Who::Employee | Who::ChatAdministrator)
    }

    /// Whether they are signed in.
    pub fn is_inside(self) -> bool {
        self.granted() > Access::Anyone
    }
}

/// What is needed besides the route's access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Nothing.
    Nothing,
    /// To be in the chat.
    Member,
    /// To look after the group.
    Manager,
    /// To own the group, which none of them does.
    Owner,
    /// To have written the message.
    Author,
    /// The same, or to look after the group.
    Deleter,
    /// To see the person, with whom the guests share no chat.
    Sight,
    /// To invite, which administrators do here.
    Inviting,
    /// To be the one who was asked, or told: an administrator.
    Asked,
    /// That there is no company yet.
    Beginning,
}

/// The longest that a route begins with counts.
const RIGHTS: [(&str, Right); 56] = [
    ("GET /", Right::Nothing),
    ("/live", Right::Nothing),
    ("/live/state", Right::Member),
    ("/assets/{hash}/{path:.*}", Right::Nothing),
    ("/healthz", Right::Nothing),
    ("/readyz", Right::Nothing),
    ("/metrics", Right::Nothing),
    ("/setup", Right::Beginning),
    ("/sign-in", Right::Nothing),
    ("/sign-out", Right::Nothing),
    ("/reset/{token}", Right::Nothing),
    ("/invitations/{token}", Right::Nothing),
    ("/invitations", Right::Inviting),
    ("/pictures/{name}", Right::Nothing),
    ("/people", Right::Nothing),
    ("/people/{user}", Right::Sight),
    ("/departments/paths", Right::Nothing),
    ("/departments/{department}", Right::Nothing),
    ("/admin", Right::Nothing),
    ("/settings", Right::Nothing),
    ("/settings/notifications/sent/{mailing}", Right::Asked),
    ("/panel", Right::Nothing),
    ("/mail", Right::Nothing),
    ("/messages", Right::Nothing),
    ("/notifications", Right::Nothing),
    ("/notifications/{notification}", Right::Asked),
    ("/messages/{message}", Right::Member),
    ("/messages/{message}/edit", Right::Author),
    ("/messages/{message}/views", Right::Author),
    ("POST /messages/{message}/card", Right::Author),
    ("POST /messages/{message}/poll", Right::Deleter),
    ("/favourites", Right::Nothing),
    ("/formatting", Right::Nothing),
    ("/emoji", Right::Nothing),
    ("/text/clean", Right::Nothing),
    ("/later", Right::Nothing),
    ("/search", Right::Nothing),
    ("/scheduled/{scheduled}", Right::Asked),
    ("/forward", Right::Member),
    ("/deletion", Right::Member),
    ("POST /deletion", Right::Deleter),
    ("/chats", Right::Nothing),
    ("/chats/direct", Right::Sight),
    ("/chats/{chat}", Right::Member),
    ("/files/{attachment}", Right::Member),
    ("/chats/{chat}/settings", Right::Manager),
    ("/chats/{chat}/picture", Right::Manager),
    ("/chats/{chat}/link", Right::Manager),
    ("/chats/{chat}/rules", Right::Owner),
    ("/chats/{chat}/standing", Right::Owner),
    ("/chats/{chat}/join", Right::Nothing),
    ("/join/{link}", Right::Nothing),
    ("POST /chats/{chat}/members", Right::Manager),
    ("POST /chats/{chat}/departments", Right::Manager),
    ("/chats/{chat}/hooks", Right::Manager),
    ("/hooks/{token}", Right::Nothing),
];

/// What an address needs behind its path.
const QUERIES: [(&str, &str); 6] = [
    ("GET /forward", "?message={message}"),
    ("GET /deletion", "?message={message}"),
    ("GET /live/state", "?chat={chat}&revision=0&epoch=x"),
    ("GET /chats/{chat}/messages", "?since=0"),
    ("GET /chats/{chat}/jump", "?after=0"),
    ("GET /chats/{chat}/since", "?after=0"),
];

type Fields = &'static [(&'static str, &'static str)];

/// Forms that would do something if they were not refused.
const FORMS: [(&str, Fields); 49] = [
    (
        "POST /admin/company",
        &[
            ("company", "Taken over"),
            ("language", "en"),
            ("time_zone", "UTC"),
            ("country", "GB"),
            ("posting", "everybody"),
            ("inviting", "administrators"),
            ("notification_days", "30"),
            ("edit_minutes", "60"),
            ("file_room", "100"),
            ("person_room", "0"),
            ("company_room", "0"),
        ],
    ),
    ("POST /admin/departments/{department}/departments", &[("below", "Cartography of the moon")]),
    ("POST /admin/departments/{department}/name", &[("name", "Cartography taken over")]),
    ("POST /admin/departments/{department}/people", &[("user", "{newcomer}"), ("title", ""), ("standing", "employee")]),
    ("POST /admin/departments/{department}/people/{user}", &[("do", "remove")]),
    ("POST /admin/departments/{department}/place", &[("parent", "{elsewhere}")]),
    (
        "POST /admin/mail",
        &[("host", "localhost"), ("port", "1"), ("security", "plain"), ("from_address", "taken@over.example")],
    ),
    (
        "POST /admin/mail/answers",
        &[
            ("address", "taken@over.example"),
            ("host", "127.0.0.1"),
            ("port", "{mailbox}"),
            ("security", "plain"),
            ("user_name", "taken"),
            ("password", "over"),
            ("folder", "INBOX"),
        ],
    ),
    ("POST /admin/people/change", &[("what", "dismiss"), ("user", "{user}")]),
    ("POST /admin/people/{user}", &[("name", "Quillfeather Taken-Over"), ("email", "quillfeather@harbour.example")]),
    (
        "POST /admin/people/{user}/positions",
        &[("department", "Zincography"), ("title", "Keeper"), ("standing", "employee"), ("main", "0")],
    ),
    ("POST /admin/people/{user}/role", &[("role", "guest")]),
    ("POST /admin/people/{user}/sessions", &[("end", "all")]),
    ("POST /chats", &[("name", "Taken over"), ("user", "{user}")]),
    ("POST /chats/direct", &[("user", "{user}")]),
    ("POST /chats/{chat}/departments", &[("department", "{linked}"), ("below", "1")]),
    ("POST /chats/{chat}/departments/{department}", &[("do", "remove")]),
    ("POST /chats/{chat}/draft", &[("text", "let me in"), ("base", "0"), ("key", "d")]),
    ("POST /chats/{chat}/hooks", &[("name", "Quoin robot")]),
    ("POST /chats/{chat}/members", &[("user", "{newcomer}")]),
    ("POST /chats/{chat}/members/{user}", &[("do", "remove")]),
    ("POST /chats/{chat}/membership", &[("muted", "1")]),
    ("POST /chats/{chat}/messages", &[("text", "let me in"), ("key", "k")]),
    ("POST /chats/{chat}/link", &[("link", "make")]),
    (
        "POST /chats/{chat}/rules",
        &[
            ("writers", "owner"),
            ("adders", "all"),
            ("removers", "all"),
            ("pinners", "all"),
            ("callers", "all"),
            ("keep_days", "1"),
        ],
    ),
    ("POST /chats/{chat}/settings", &[("name", "Zephyrine council, taken over"), ("about", "Ours now"), ("hue", "3")]),
    ("POST /chats/{chat}/standing", &[("standing", "archived")]),
    ("POST /chats/{chat}/notifications", &[("mute", "8"), ("mailing", "nothing")]),
    ("POST /chats/{chat}/poll", &[("question", "Who is in?"), ("answer", "I am"), ("answer", "Nobody"), ("key", "p")]),
    ("POST /chats/{chat}/read", &[("message", "999999")]),
    ("POST /chats/{chat}/reactions", &[("r", "{message} 👍")]),
    ("POST /deletion", &[("message", "{message}")]),
    ("POST /forward", &[("message", "{message}"), ("chat", "{chat}"), ("key", "f")]),
    ("POST /hooks/{token}", &[("payload", "{\"text\":\"Sheet 4 is dry\"}")]),
    ("POST /invitations", &[("uses", "1"), ("days", "7")]),
    ("POST /messages/{message}/card", &[("card", "0")]),
    ("POST /messages/{message}/edit", &[("text", "taken over"), ("version", "0")]),
    ("POST /messages/{message}/favourite", &[("favourite", "1")]),
    ("POST /messages/{message}/pin", &[("pinned", "1")]),
    ("POST /messages/{message}/poll", &[("closed", "1")]),
    ("POST /messages/{message}/reminder", &[("at", "{soon}")]),
    ("POST /notifications", &[("do", "read-all")]),
    ("POST /notifications/{notification}", &[("answer", "no")]),
    ("POST /notifications/{notification}/reply", &[("text", "let me in"), ("key", "r")]),
    ("POST /scheduled/{scheduled}", &[("text", "taken over"), ("at", "{soon}")]),
    ("POST /settings/contact", &[("inner_number", "4711")]),
    ("POST /settings/notifications", &[("delay", "30"), ("quiet", "1")]),
    ("POST /settings/profile", &[("name", "Taken Over")]),
    ("POST /settings/status", &[("quiet", "60")]),
];

/// Forms with a file: its field.
const FILES: [(&str, &str); 4] = [
    ("POST /admin/import", "list"),
    ("POST /settings/picture", "picture"),
    ("POST /chats/{chat}/picture", "picture"),
    ("POST /chats/{chat}/uploads", "files"),
];

/// What takes away what other routes need is asked at the end, in this order.
const LAST: [&str; 20] = [
    "POST /deletion",
    "POST /chats/{chat}/hooks/{hook}",
    "POST /admin/departments/{department}/people/{user}",
    "POST /admin/people/{user}/positions",
    "POST /admin/departments/{department}/remove",
    "POST /admin/import/{import}/forget",
    "POST /invitations/{invitation}/revoke",
    "POST /admin/people/{user}/role",
    "POST /admin/people/{user}/dismiss",
    "POST /admin/people/change",
    "POST /admin/people/{user}/rehire",
    "POST /admin/mail/remove",
    "POST /notifications/{notification}",
    "POST /admin/people/{user}/approve",
    "POST /admin/people/{user}/refuse",
    "POST /settings/profile",
    "POST /chats/{chat}/leave",
    "POST /settings/sessions",
    // Who comes into a group learns who is in it.
    "POST /join/{link}",
    "POST /sign-out",
];

/// What becomes of somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are shown where one signs in.
    Door,
    /// The status.
    Refused(u16),
    Admitted,
}

/// A route with an address of it.
pub struct Asked {
    pub method: Method,
    /// Method and pattern.
    pub name: String,
    pub address: String,
    /// The same address of what is not there.
    pub nowhere: String,
    pub access: Access,
    pub right: Right,
    pub fields: Vec<(String, String)>,
    /// The field of a file.
    pub file: Option<&'static str>,
}

impl Asked {
    /// Every route of the house, filled with what there is in the company, in an order in which one leaves the next what it
    /// needs.
    pub fn all(company: &Company) -> Vec<Asked> {
        let mut all: Vec<Asked> = routes::all()
            .into_iter()
            .map(|route| {
                let method = Method::from_bytes(route.method.as_str().as_bytes()).expect("a method");
                Asked::new(method, route.path, route.access, company)
            })
            .collect();
        let named = FORMS.iter().map(|row| row.0).chain(QUERIES.iter().chain(&FILES).map(|row| row.0)).chain(LAST);
        for name in named {
            assert!(
                all.iter().any(|asked| asked.name == name),
                "{name} of tests/app/matrix/rights.rs is no route any more"
            );
        }
        let turn = |asked: &Asked| match LAST.iter().position(|name| *name == asked.name) {
            Some(at) => 2 + at,
            None => usize::from(asked.method != Method::GET),
        };
        all.sort_by_key(turn);
        all
    }

    fn new(method: Method, pattern: &'static str, access: Access, company: &Company) -> Asked {
        let name = format!("{method} {pattern}");
        let of =
            |table: &[(&'static str, &'static str)]| table.iter().find(|(route, _)| *route == name).map(|row| row.1);
        let fields = FORMS.iter().find(|(route, _)| *route == name).map_or(&[][..], |row| row.1);
        let fill = |text: &str| filled(text, |parameter| company.noun(parameter, pattern).to_owned());
        let address = [pattern, of(&QUERIES).unwrap_or("")].concat();
        Asked {
            address: fill(&address),
            nowhere: filled(&address, |_| "99999".to_owned()),
            right: right(&method, pattern),
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), fill(value))).collect(),
            file: of(&FILES),
            method,
            name,
            access,
        }
    }

    pub fn verdict(&self, who: Who) -> Verdict {
        if who.granted() < self.access {
            return if who.is_inside() { Verdict::Refused(403) } else { Verdict::Door };
        }
        match self.right {
            Right::Beginning => Verdict::Refused(404),
            Right::Member | Right::Manager | Right::Owner | Right::Author | Right::Deleter if !who.is_member() => {
                Verdict::Refused(404)
            }
            Right::Manager if who != Who::ChatAdministrator => Verdict::Refused(403),
            Right::Owner => Verdict::Refused(403),
            Right::Author if who != Who::Employee => Verdict::Refused(403),
            Right::Deleter if who == Who::Guest => Verdict::Refused(403),
            Right::Sight if matches!(who, Who::Guest | Who::Outsider) => Verdict::Refused(404),
            Right::Inviting if who != Who::Administrator => Verdict::Refused(403),
            Right::Asked if who != Who::Administrator => Verdict::Refused(404),
            _ => Verdict::Admitted,
        }
    }
}

/// The text with something in the place of each `{parameter}`.
fn filled(text: &str, noun: impl Fn(&str) -> String) -> String {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let (parameter, after) = after.split_once('}').expect("it ends");
        // What a program says is JSON.
        let stands = if parameter.starts_with('"') { format!("{{{parameter}}}") } else { noun(parameter) };
        filled = filled + before + &stands;
        rest = after;
    }
    filled + rest
}

fn right(method: &Method, pattern: &str) -> Right {
    let covers = |row: &&(&str, Right)| {
        let (of, path) = row.0.split_once(' ').unwrap_or((method.as_str(), row.0));
        let rest = pattern.strip_prefix(path);
        of == method.as_str() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let longest = RIGHTS.iter().filter(covers).max_by_key(|(path, _)| path.trim_start_matches(|c| c != '/').len());
    longest.map(|row| row.1).unwrap_or_else(|| {
        panic!(
            "{method} {pattern} is new: say in RIGHTS of tests/app/matrix/rights.rs what it needs besides its access"
        )
    })
}
