//! The people of Tidewater Press.

/// One of the people.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// As everyone reads it.
    pub name: &'static str,
    /// Where mail would go; the domain cannot exist.
    pub email: &'static str,
    /// The language of their pages: `en` or `vi`.
    pub language: &'static str,
}

/// Studio; the administrator one signs in as.
pub const ELIN: usize = 0;
/// Production lead.
pub const MAREN: usize = 1;
/// Press operator.
pub const TOMASZ: usize = 2;
/// Colour and proofing.
pub const AIKO: usize = 3;
/// Client desk.
pub const LEILA: usize = 4;
/// Client desk.
pub const INES: usize = 5;
/// Client desk.
pub const NOUR: usize = 6;
/// Dispatch.
pub const FARID: usize = 7;
/// Head of the bindery.
pub const BRAM: usize = 8;
/// Leads the morning shift.
pub const HUONG: usize = 9;
/// Press operator.
pub const DUNG: usize = 10;
/// Plate room.
pub const KHOI: usize = 11;
/// Bindery.
pub const TRANG: usize = 12;
/// Folding.
pub const NGOC: usize = 13;
/// Paper store.
pub const KWAME: usize = 14;
/// Office.
pub const SINEAD: usize = 15;
/// Maintenance.
pub const SEUN: usize = 16;
/// Studio.
pub const RADKA: usize = 17;
/// Drives the small van.
pub const GIORGOS: usize = 18;
/// Studio, pictures.
pub const MATEO: usize = 19;
/// Studio, reads the proofs.
pub const PRIYA: usize = 20;
/// Runs the house.
pub const RHYS: usize = 21;
/// Bindery.
pub const ANAHERA: usize = 22;
/// Plate room.
pub const ZOFIA: usize = 23;
/// The museum's curator: a guest.
pub const HARRIET: usize = 24;

/// Whether they work elsewhere.
pub fn is_guest(person: usize) -> bool {
    person == HARRIET
}

/// Everybody, in the order of the constants above: [`ELIN`] is the administrator.
pub const PEOPLE: &[Person] = &[
    person("Elin Lindqvist", "elin@tidewater.example", "en"),
    person("Maren Solberg", "maren@tidewater.example", "en"),
    person("Tomasz Wilk", "tomasz@tidewater.example", "en"),
    person("Aiko Tanabe", "aiko@tidewater.example", "en"),
    person("Leila Karimi", "leila@tidewater.example", "en"),
    person("Inês Duarte", "ines@tidewater.example", "en"),
    person("نور عزيز", "nour@tidewater.example", "en"),
    person("Farid Haddad", "farid@tidewater.example", "en"),
    person("Bram de Wit", "bram@tidewater.example", "en"),
    person("Phạm Thị Hương", "pham.huong@tidewater.example", "vi"),
    person("Đặng Dũng", "dang.dung@tidewater.example", "vi"),
    person("Nguyễn Minh Khôi", "nguyen.khoi@tidewater.example", "vi"),
    person("Lê Thu Trang", "le.trang@tidewater.example", "vi"),
    person("Trần Bảo Ngọc", "tran.ngoc@tidewater.example", "vi"),
    person("Kwame Mensah", "kwame@tidewater.example", "en"),
    person("Sinéad Gallagher", "sinead@tidewater.example", "en"),
    person("Oluwaseun Adeyemi", "seun@tidewater.example", "en"),
    person("Radka Nováková", "radka@tidewater.example", "en"),
    person("Giorgos Pappas", "giorgos@tidewater.example", "en"),
    person("Mateo Ibarra", "mateo@tidewater.example", "en"),
    person("Priya Raman", "priya@tidewater.example", "en"),
    person("Rhys Bowen", "rhys@tidewater.example", "en"),
    person("Anahera Tipene", "anahera@tidewater.example", "en"),
    person("Zofia Krawczyk", "zofia@tidewater.example", "en"),
    person("Harriet Aldous", "harriet.aldous@harbour-museum.example", "en"),
];

const fn person(name: &'static str, email: &'static str, language: &'static str) -> Person {
    Person { name, email, language }
}
