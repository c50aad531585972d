//! A crowd: many made-up people in many departments, the same every time, to see how a large company looks.

use anyhow::{Context, anyhow};

use crate::accounts::{Email, Name, NewUser, Profile, Role, State, User};
use crate::chats::found;
use crate::clock::Moment;
use crate::id::{DepartmentId, UserId};
use crate::markup::fold;
use crate::organization::department;
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::store::{Store, Tx};

/// People of one transaction.
const BATCH: usize = 500;
/// Departments right below one.
const BELOW: usize = 9;
/// People of the second department, if there are enough of them: the others have a dozen each.
const LARGE: usize = 100;

const FAMILIES: [&str; 16] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý",
];
const MIDDLES: [&str; 11] = ["Văn", "Thị", "Minh", "Thu", "Bảo", "Quốc", "Ngọc", "Đức", "Thanh", "Gia", "Hữu"];
const GIVEN: [&str; 19] = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Đường",
    "Giang",
    "Hà",
    "Hương",
    "Khôi",
    "Lan",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Trang",
    "Uyên",
    "Yến",
];
const FIRST: [&str; 17] = [
    "Amara",
    "Björn",
    "Chloé",
    "Darío",
    "Elif",
    "Fatima",
    "Gustav",
    "Hana",
    "Imre",
    "Jonas",
    "Kateřina",
    "Lucía",
    "Mira",
    "Nikos",
    "Olga",
    "Pedro",
    "Ruth",
];
const LAST: [&str; 13] = [
    "Andersen",
    "Bianchi",
    "Castro",
    "Dubois",
    "Eriksson",
    "Fernandes",
    "García",
    "Horák",
    "Ivanova",
    "Jansen",
    "Kovács",
    "Müller",
    "Okafor",
];
const CITIES: [&str; 23] = [
    "Hà Nội",
    "Oslo",
    "Đà Nẵng",
    "Lisbon",
    "Kraków",
    "Nairobi",
    "Huế",
    "Lyon",
    "Cần Thơ",
    "Accra",
    "Porto",
    "Gdańsk",
    "Hải Phòng",
    "Leeds",
    "Brno",
    "Quito",
    "Vinh",
    "Turin",
    "Malmö",
    "Izmir",
    "Bergen",
    "Đà Lạt",
    "Cork",
];
const TITLES: [&str; 7] = ["Sales", "Kế toán", "Press operator", "Thiết kế", "Client desk", "Kho", "Dispatch"];

/// How large it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// So many people.
    pub people: usize,
    /// In so many departments; one at least.
    pub departments: usize,
}

/// The people of a department.
pub(super) struct Team {
    /// The department's name.
    pub name: String,
    /// Who is in it.
    pub people: Vec<UserId>,
}

/// Makes the people, who all sign in by the password of this hash, and says on stderr how far it is.
///
/// # Errors
/// What the database says.
pub(super) async fn gather(store: &Store, size: Size, hash: &str, now: Moment) -> anyhow::Result<Vec<Team>> {
    if size.people == 0 {
        return Ok(Vec::new());
    }
    let departments = departments(store, size.departments, now).await?;
    let mut teams: Vec<Team> = (0..size.departments).map(|at| Team { name: city(at), people: Vec::new() }).collect();
    for from in (0..size.people).step_by(BATCH) {
        let mut tx = store.begin().await?;
        let to = size.people.min(from + BATCH);
        for at in from..to {
            let (department, nth) = place(at, size);
            let joined = join(&mut tx, at, (departments[department], nth), (hash, now)).await;
            teams[department].people.push(joined.with_context(|| name(at))?);
        }
        tx.commit().await?;
        eprintln!("{to} of {} people", size.people);
    }
    Ok(teams)
}

/// A tree in which each has [`BELOW`] below it.
async fn departments(store: &Store, count: usize, now: Moment) -> anyhow::Result<Vec<DepartmentId>> {
    let mut tx = store.begin().await?;
    let root = department::root(&mut tx, now).await?;
    let mut departments: Vec<DepartmentId> = Vec::with_capacity(count);
    for at in 0..count {
        let above = at.checked_sub(1).map_or(root, |at| departments[at / BELOW]);
        departments.push(department::create(&mut tx, above, &parsed(Name::parse(&city(at)))?, now).await??);
    }
    tx.commit().await?;
    Ok(departments)
}

fn city(at: usize) -> String {
    let city = CITIES[at % CITIES.len()];
    if at < CITIES.len() { city.to_owned() } else { format!("{city} {}", at / CITIES.len() + 1) }
}

async fn join(
    tx: &mut Tx,
    at: usize,
    (department, nth): (DepartmentId, usize),
    (hash, now): (&str, Moment),
) -> anyhow::Result<UserId> {
    let name = name(at);
    let address = format!("{}.{at}@tidewater.example", fold(&name).replace(' ', "."));
    let new = NewUser {
        name: parsed(Name::parse(&name))?,
        email: parsed(Email::parse(&address))?,
        password_hash: hash.to_owned(),
        role: Role::Employee,
        state: State::Active,
        language: None,
    };
    let user = User::create(tx, &new, now).await?;
    let standing = match nth {
        0 => Standing::Head,
        1 => Standing::Deputy,
        _ => Standing::Employee,
    };
    let title = parsed(Title::parse(TITLES[at % TITLES.len()]))?;
    position::set(tx, user, &[NewPosition { department, standing, title }]).await??;
    let (inner, mobile) = ((1000 + at).to_string(), format!("+84 90 {:07}", at));
    Profile { inner_number: inner, mobile_phone: mobile, ..Profile::default() }.update(tx, user).await?;
    found::welcome(tx, user, now).await?;
    Ok(user)
}

/// Which department the person is in, and the how manyeth they are there.
fn place(at: usize, size: Size) -> (usize, usize) {
    if size.departments < 2 {
        return (0, at);
    }
    let large = LARGE.min(size.people / 2);
    let others = size.departments - 1;
    match at.checked_sub(large) {
        None => (1, at),
        Some(at) => ((at % others + 2) % size.departments, at / others),
    }
}

fn name(at: usize) -> String {
    if at.is_multiple_of(2) {
        let at = at / 2;
        let (family, middle) = (FAMILIES[at % FAMILIES.len()], MIDDLES[at % MIDDLES.len()]);
        format!("{family} {middle} {}", GIVEN[at % GIVEN.len()])
    } else {
        format!("{} {}", FIRST[at % FIRST.len()], LAST[at % LAST.len()])
    }
}

fn parsed<T>(parsed: Result<T, crate::accounts::Wrong>) -> anyhow::Result<T> {
    parsed.map_err(|wrong| anyhow!("a made-up name is refused: {wrong:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_place_of_their_own() {
        for size in [Size { people: 1_000, departments: 80 }, Size { people: 300, departments: 1 }] {
            let mut places: Vec<_> = (0..size.people).map(|at| place(at, size)).collect();
            places.sort_unstable();
            assert!(places.windows(2).all(|two| two[0] != two[1]), "{size:?}");
            assert!(places.iter().all(|(department, _)| *department < size.departments), "{size:?}");
        }
        let large = (0..1_000).filter(|at| place(*at, Size { people: 1_000, departments: 80 }).0 == 1);
        assert_eq!(large.count(), LARGE);
    }
}
