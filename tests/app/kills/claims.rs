//! What a writer knows of what it has done, while the server is killed: of what was acknowledged that it is so, of the rest that
//! it is so or not.

use std::cell::Cell;

use crate::support::{Answer, House, PATIENCE, Person};

/// Posts the form until there is an answer that tells. None if nobody knows whether it was done: the server was killed
/// before it answered.
pub async fn attempt(person: &Person, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
    let deadline = std::time::Instant::now() + PATIENCE;
    let mut fields = fields.to_vec();
    loop {
        match person.try_send(person.form(path, &fields)).await {
            Ok(answer) if answer.status == 403 && answer.text.contains("confirm-password") => {
                assert!(fields.len() < 20, "the password does not count: {}", answer.text);
                fields.push(("confirm-password", &person.password));
            }
            Ok(answer) if answer.status < 500 => return Some(answer),
            // Nobody was there to be asked.
            Err(error) if error.is_connect() => assert!(std::time::Instant::now() < deadline, "{error:?}"),
            Ok(_) | Err(_) => return None,
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// Whether a form was taken: `Some(false)` if it was refused, None if nobody knows.
pub fn taken(answer: Option<&Answer>) -> Option<bool> {
    answer.map(|answer| answer.status < 400)
}

/// What one writer alone sets, and how often that changed.
pub struct Register<'w> {
    possible: Vec<String>,
    least: usize,
    most: usize,
    acknowledged: &'w Cell<usize>,
}

impl Register<'_> {
    /// It is this; `acknowledged` counts its writer's changes.
    pub fn new<'w>(value: &str, acknowledged: &'w Cell<usize>) -> Register<'w> {
        Register { possible: vec![value.to_owned()], least: 0, most: 0, acknowledged }
    }

    /// It was to be set to this.
    pub fn set(&mut self, value: &str, taken: Option<bool>) {
        let changes = self.possible.iter().all(|one| one != value);
        match taken {
            Some(true) => {
                self.possible = vec![value.to_owned()];
                self.least += usize::from(changes);
                self.most += 1;
                self.acknowledged.update(|count| count + usize::from(changes));
            }
            Some(false) => {}
            None => {
                self.possible.push(value.to_owned());
                self.most += 1;
            }
        }
    }
}

/// Statements that find one text, and which it may be.
#[derive(Default)]
pub struct Claims {
    all: Vec<(String, Vec<String>)>,
}

impl Claims {
    /// So many rows are there as this selects, which begins with a table.
    pub fn count(&mut self, from: &str, least: usize, most: usize) {
        let may = (least..=most).map(|count| count.to_string()).collect();
        self.all.push((format!("SELECT CAST(COUNT(*) AS TEXT) FROM {from}"), may));
    }

    /// It is there once if it was acknowledged, and once at most if nobody knows.
    pub fn once(&mut self, from: &str, taken: Option<bool>) {
        self.count(from, usize::from(taken == Some(true)), usize::from(taken != Some(false)));
    }

    /// The expression is, in the one row, what the register says.
    pub fn is(&mut self, expression: &str, from: &str, register: &Register<'_>) {
        let may = register.possible.clone();
        self.all.push((format!("SELECT CAST({expression} AS TEXT) FROM {from}"), may));
    }

    /// As many rows are there as the register has changed.
    pub fn changes(&mut self, from: &str, registers: &[&Register<'_>]) {
        let (least, most) = registers.iter().fold((0, 0), |(least, most), one| (least + one.least, most + one.most));
        self.count(from, least, most);
    }

    /// The same and these.
    pub fn and(mut self, others: Claims) -> Claims {
        self.all.extend(others.all);
        self
    }

    /// Looks whether all are true; says how many there are.
    pub async fn check(&self, house: &House) -> usize {
        let statements: Vec<String> = self.all.iter().map(|(statement, _)| statement.clone()).collect();
        let found = house.texts(&statements).await;
        let wrong = self.all.iter().zip(found).filter(|((_, may), found)| !may.contains(&found.concat()));
        let wrong: Vec<String> =
            wrong.map(|((statement, may), found)| format!("{statement}: {found:?}, not one of {may:?}")).collect();
        assert!(wrong.is_empty(), "of {} claims {} are wrong:\n{}", self.all.len(), wrong.len(), wrong.join("\n"));
        self.all.len()
    }
}
