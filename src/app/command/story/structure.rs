//! Who does what at Tidewater Press: its departments, and who is in them.

use super::people::{
    AIKO, ANAHERA, BRAM, DUNG, ELIN, FARID, GIORGOS, HUONG, INES, KHOI, KWAME, LEILA, MAREN, MATEO, NGOC, NOUR, PRIYA,
    RADKA, RHYS, SEUN, SINEAD, TOMASZ, TRANG, ZOFIA,
};
use crate::organization::position::Standing::{self, Deputy, Employee, Head};

/// A department.
#[derive(Clone, Copy, Debug)]
pub struct Department {
    /// What it is called.
    pub name: &'static str,
    /// The place of the one above it; none: the company itself.
    pub above: Option<usize>,
}

/// A person in a department; the first of a person is the main one.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Who.
    pub person: usize,
    /// The place of the department; none: the company itself.
    pub department: Option<usize>,
    /// As what.
    pub standing: Standing,
    /// Called what.
    pub title: &'static str,
}

/// How a person is reached.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Who.
    pub person: usize,
    /// The number inside of the house.
    pub inner: &'static str,
    /// In their pocket; the numbers are of those that nobody has.
    pub mobile: &'static str,
    /// `MM-DD`
    pub birthday: &'static str,
}

/// Who is on leave, and who stands in: some days around the end of the story.
pub const ON_LEAVE: (usize, usize) = (SINEAD, RHYS);

const STUDIO: usize = 0;
const PRODUCTION: usize = 1;
const PRINT_FLOOR: usize = 2;
const PLATE_ROOM: usize = 3;
const BINDERY: usize = 4;
const DISPATCH: usize = 5;
const PAPER_STORE: usize = 6;
const CLIENT_DESK: usize = 7;
const OFFICE: usize = 8;

/// All departments, each after the one above it.
pub const DEPARTMENTS: &[Department] = &[
    department("Studio", None),
    department("Production", None),
    department("Print floor", Some(PRODUCTION)),
    department("Plate room", Some(PRODUCTION)),
    department("Bindery", Some(PRODUCTION)),
    department("Dispatch", Some(BINDERY)),
    department("Paper store", Some(PRODUCTION)),
    department("Client desk", None),
    department("Office", None),
];

/// Everybody's places.
pub const PLACES: &[Place] = &[
    Place { person: RHYS, department: None, standing: Head, title: "Managing director" },
    place(ELIN, STUDIO, Head, "Art director"),
    place(PRIYA, STUDIO, Deputy, "Reads the proofs"),
    place(RADKA, STUDIO, Employee, "Typesetting"),
    place(MATEO, STUDIO, Employee, "Pictures"),
    place(MAREN, PRODUCTION, Head, "Production lead"),
    place(MAREN, PRINT_FLOOR, Head, ""),
    place(HUONG, PRINT_FLOOR, Deputy, "Morning shift"),
    place(TOMASZ, PRINT_FLOOR, Employee, "Press operator"),
    place(AIKO, PRINT_FLOOR, Employee, "Colour & proofing"),
    place(DUNG, PRINT_FLOOR, Employee, "Press operator"),
    place(ZOFIA, PLATE_ROOM, Head, "Plates"),
    place(KHOI, PLATE_ROOM, Employee, "Plates"),
    place(BRAM, BINDERY, Head, "Head of the bindery"),
    place(TRANG, BINDERY, Deputy, "Hand sewing"),
    place(NGOC, BINDERY, Employee, "Folding"),
    place(ANAHERA, BINDERY, Employee, "Hand sewing"),
    place(FARID, DISPATCH, Head, "Dispatch"),
    place(GIORGOS, DISPATCH, Employee, "Drives the small van"),
    place(KWAME, PAPER_STORE, Employee, "Storekeeper"),
    place(LEILA, CLIENT_DESK, Head, "Client desk lead"),
    place(INES, CLIENT_DESK, Employee, "Client desk"),
    place(NOUR, CLIENT_DESK, Employee, "Client desk"),
    place(SINEAD, OFFICE, Head, "Office manager"),
    place(SEUN, OFFICE, Employee, "Maintenance"),
];

/// How everybody is reached.
pub const REACHED: &[Reach] = &[
    reach(ELIN, "201", "+44 7700 900101", "05-17"),
    reach(MAREN, "214", "+44 7700 900114", "09-02"),
    reach(TOMASZ, "221", "", "12-28"),
    reach(AIKO, "218", "+44 7700 900118", "04-11"),
    reach(LEILA, "230", "+44 7700 900417", "03-03"),
    reach(INES, "231", "+44 7700 900131", "06-13"),
    reach(NOUR, "233", "", "01-20"),
    reach(FARID, "241", "+44 7700 900141", "08-30"),
    reach(BRAM, "247", "+44 7700 900147", "02-09"),
    reach(HUONG, "222", "+44 7700 900122", "10-20"),
    reach(DUNG, "223", "", "07-27"),
    reach(KHOI, "226", "", "11-05"),
    reach(TRANG, "248", "", "11-21"),
    reach(NGOC, "249", "", "02-14"),
    reach(KWAME, "252", "+44 7700 900152", "03-06"),
    reach(SINEAD, "260", "+44 7700 900160", "03-17"),
    reach(SEUN, "262", "+44 7700 900162", "10-01"),
    reach(RADKA, "204", "", "05-01"),
    reach(GIORGOS, "", "+44 7700 900143", "04-23"),
    reach(MATEO, "205", "", "12-12"),
    reach(PRIYA, "203", "+44 7700 900103", "08-15"),
    reach(RHYS, "200", "+44 7700 900100", "03-01"),
    reach(ANAHERA, "250", "", "02-06"),
    reach(ZOFIA, "225", "", "05-15"),
];

const fn department(name: &'static str, above: Option<usize>) -> Department {
    Department { name, above }
}

const fn place(person: usize, department: usize, standing: Standing, title: &'static str) -> Place {
    Place { person, department: Some(department), standing, title }
}

const fn reach(person: usize, inner: &'static str, mobile: &'static str, birthday: &'static str) -> Reach {
    Reach { person, inner, mobile, birthday }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::app::command::story::{PEOPLE, is_guest};

    #[test]
    fn everybody_is_somewhere_but_guests() {
        let placed: HashSet<usize> = PLACES.iter().map(|place| place.person).collect();
        let reached: HashSet<usize> = REACHED.iter().map(|reach| reach.person).collect();
        for (at, person) in PEOPLE.iter().enumerate() {
            assert_eq!(placed.contains(&at), !is_guest(at), "{}", person.name);
            assert_eq!(reached.contains(&at), !is_guest(at), "{}", person.name);
        }
    }

    #[test]
    fn departments_stand_after_those_above_them_and_have_one_head() {
        for (at, department) in DEPARTMENTS.iter().enumerate() {
            assert!(department.above.is_none_or(|above| above < at), "{}", department.name);
            let heads = PLACES.iter().filter(|place| place.department == Some(at) && place.standing == Head);
            assert!(heads.count() <= 1, "{}", department.name);
        }
        assert_eq!(DEPARTMENTS[OFFICE].name, "Office");
    }
}
