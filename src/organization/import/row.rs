//! What a row of a list wants, and what would become of it.

use serde::{Deserialize, Serialize};

use super::table::{APART, Column, Row, Table};
use crate::accounts::profile::{Birthday, parse_inner, parse_phone};
use crate::accounts::{Email, Name, Role, Wrong};
use crate::organization::department::parse_path;
use crate::organization::position::{MOST, Standing, Title};

/// Why a row is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Reason {
    /// It has more cells than the first row.
    Extra,
    /// What stands in the column is not of its kind.
    Field {
        /// Where.
        column: Column,
        /// Why.
        wrong: Wrong,
    },
    /// The address stands in an earlier row.
    Again {
        /// Its number.
        row: i64,
    },
    /// There is no such department, and none is made.
    NoDepartment {
        /// Its path, as it was written.
        path: String,
        /// The path that is most like it.
        closest: Option<String>,
    },
    /// A department could not be made.
    Department {
        /// Its path, as it was written.
        path: String,
    },
    /// An earlier row makes somebody else the head.
    TwoHeads {
        /// Which department.
        path: String,
        /// The number of the earlier row.
        row: i64,
    },
    /// The department has another head.
    HeadTaken {
        /// Which department.
        path: String,
        /// Who heads it.
        head: String,
    },
    /// The person has left.
    Dismissed,
    /// The person waits for approval.
    Pending,
    /// A guest is in no department.
    GuestPlaced,
    /// The role of who has an account is changed elsewhere.
    RoleHere,
    /// Administrators are made one by one.
    Administrator,
    /// Titles or standings are not as many as departments.
    Uneven,
    /// Something else changed it at the same time.
    Meanwhile,
}

/// A value of a person that would be another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub column: Column,
    /// What it is.
    pub from: String,
    /// What it would be.
    pub to: String,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// An account is made.
    New {
        /// The person's name.
        name: String,
        /// The paths of their departments.
        departments: String,
    },
    /// The person is changed.
    Changed {
        /// In what.
        changes: Vec<Change>,
    },
    /// The person is so already.
    Same,
    /// Nothing is done.
    LeftOut {
        /// Why.
        reason: Reason,
    },
}

impl Outcome {
    /// Its word in the database and in addresses.
    pub fn as_str(&self) -> &'static str {
        match self {
            Outcome::New { .. } => "new",
            Outcome::Changed { .. } => "changed",
            Outcome::Same => "same",
            Outcome::LeftOut { .. } => "left-out",
        }
    }

    /// As the database keeps it.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what the database keeps.
    pub fn of(text: &str) -> Outcome {
        serde_json::from_str(text).unwrap_or(Outcome::LeftOut { reason: Reason::Meanwhile })
    }
}

/// A department as a row names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The names of its path; empty is the root.
    pub path: Vec<Name>,
    /// None: the list says nothing of it.
    pub title: Option<Title>,
    /// None: the list says nothing of it.
    pub standing: Option<Standing>,
}

impl Place {
    /// The path as it is written.
    pub fn text(&self) -> String {
        self.path.iter().map(Name::as_str).collect::<Vec<_>>().join("/")
    }
}

/// What a row wants a person to be. What is `None`, or empty, the list says nothing of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Called so.
    pub name: Name,
    /// Who it is.
    pub email: Email,
    /// The departments.
    pub places: Vec<Place>,
    /// The role.
    pub role: Option<Role>,
    /// The number inside of the house.
    pub inner: Option<String>,
    /// The phone on the desk.
    pub desk: Option<String>,
    /// The phone in the pocket.
    pub mobile: Option<String>,
    /// Month and day.
    pub birthday: Option<String>,
}

impl Wanted {
    /// Reads the row.
    ///
    /// # Errors
    /// The first [`Reason`] why it cannot be.
    pub fn read(table: &Table, row: &Row) -> Result<Wanted, Reason> {
        if table.extra(row) > 0 {
            return Err(Reason::Extra);
        }
        let cell = |column| table.cell(row, column).unwrap_or_default();
        let email = field(Column::Email, Email::parse(cell(Column::Email)))?;
        // Somebody who types one address may mean a host of the office; in a list it is one that was cut off.
        if !email.as_str().rsplit('@').next().is_some_and(|host| host.contains('.')) {
            return Err(Reason::Field { column: Column::Email, wrong: Wrong::NotAnAddress });
        }
        let name = field(Column::Name, Name::parse(cell(Column::Name)))?;
        let role = match cell(Column::Role) {
            "" => None,
            word => Some(field(Column::Role, Role::of(&word.to_lowercase()).ok_or(Wrong::Unknown))?),
        };
        let birthday = field(Column::Birthday, Birthday::of(cell(Column::Birthday)))?;
        Ok(Wanted {
            name,
            email,
            places: places(table, row)?,
            role,
            inner: filled(field(Column::Inner, parse_inner(cell(Column::Inner)))?),
            desk: filled(field(Column::Desk, parse_phone(cell(Column::Desk)))?),
            mobile: filled(field(Column::Mobile, parse_phone(cell(Column::Mobile)))?),
            birthday: birthday.map(Birthday::to_text),
        })
    }
}

fn field<T>(column: Column, read: Result<T, Wrong>) -> Result<T, Reason> {
    read.map_err(|wrong| Reason::Field { column, wrong })
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn places(table: &Table, row: &Row) -> Result<Vec<Place>, Reason> {
    let cells = |column| match table.cell(row, column) {
        None | Some("") => Vec::new(),
        Some(cell) => cell.split(APART).map(str::trim).collect(),
    };
    let (paths, titles, standings) = (cells(Column::Department), cells(Column::Title), cells(Column::Standing));
    // A title without a department is that of the main one.
    let count = paths.len().max(usize::from(!titles.is_empty() || !standings.is_empty()));
    if titles.len() > count || standings.len() > count || count > MOST {
        return Err(Reason::Uneven);
    }
    let mut places: Vec<Place> = Vec::new();
    for at in 0..count {
        let path = paths.get(at).copied().unwrap_or_default();
        let path = if path.is_empty() { Ok(Vec::new()) } else { parse_path(path) };
        let title = titles.get(at).filter(|title| !title.is_empty()).map(|title| Title::parse(title));
        let standing = standings.get(at).filter(|word| !word.is_empty());
        let standing = standing.map(|word| Standing::of(&word.to_lowercase()).ok_or(Wrong::Unknown));
        let place = Place {
            path: field(Column::Department, path)?,
            title: field(Column::Title, title.transpose())?,
            standing: field(Column::Standing, standing.transpose())?,
        };
        if places.iter().any(|one| one.path == place.path) {
            return Err(Reason::Uneven);
        }
        places.push(place);
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &str) -> Result<Wanted, Reason> {
        let text = ["name,email,department,title,standing,role,inner number,desk phone,mobile phone,birthday\n", cells]
            .concat();
        let table = Table::read(&text).expect("a list");
        Wanted::read(&table, &table.rows[0])
    }

    #[test]
    fn a_row_says_what_it_wants() {
        let wanted = read("Lan,lan@a.example,Sales / North|Dispatch,Lead|,Head,guest,2 14,+44 1632,'+84 9 123,3-1")
            .expect("a person");
        assert_eq!(wanted.places.iter().map(Place::text).collect::<Vec<_>>(), ["Sales/North", "Dispatch"]);
        assert_eq!(wanted.places[0].title.as_ref().map(Title::as_str), Some("Lead"));
        assert_eq!((wanted.places[0].standing, wanted.places[1].standing), (Some(Standing::Head), None));
        assert_eq!(wanted.role, Some(Role::Guest));
        assert_eq!((wanted.inner.as_deref(), wanted.birthday.as_deref()), (Some("214"), Some("03-01")));
        let plain = read("Lan,lan@a.example").expect("a person");
        assert!(plain.places.is_empty() && plain.role.is_none() && plain.desk.is_none());
    }

    #[test]
    fn a_row_says_why_not() {
        let field = |column, wrong| Reason::Field { column, wrong };
        for (cells, why) in [
            ("Lan,lan@a@", field(Column::Email, Wrong::NotAnAddress)),
            ("Lan,lan@harbour", field(Column::Email, Wrong::NotAnAddress)),
            (",lan@a.example", field(Column::Name, Wrong::Missing)),
            ("Lan,lan@a.example,A//B", field(Column::Department, Wrong::Missing)),
            ("Lan,lan@a.example,A,,boss", field(Column::Standing, Wrong::Unknown)),
            ("Lan,lan@a.example,,,,king", field(Column::Role, Wrong::Unknown)),
            ("Lan,lan@a.example,A,x|y", Reason::Uneven),
            ("Lan,lan@a.example,A|A", Reason::Uneven),
            ("Lan,lan@a.example,,,,,,,,,zzz", Reason::Extra),
        ] {
            assert_eq!(read(cells), Err(why), "{cells}");
        }
        for cells in ["Lan,l@a.b,,,,,x", "Lan,l@a.b,,,,,,phone", "Lan,l@a.b,,,,,,,,13-40"] {
            assert!(matches!(read(cells), Err(Reason::Field { .. })), "{cells}");
        }
        let outcome = Outcome::LeftOut { reason: field(Column::Name, Wrong::TooLong { count: 90, most: 80 }) };
        assert_eq!(Outcome::of(&outcome.to_text()), outcome);
    }
}
