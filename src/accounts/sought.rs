//! What a search for people looks in: one folded text for each person.

use crate::id::{DepartmentId, UserId};
use crate::store::{Result, Tx, run};

/// Name, e-mail address, phones, titles and departments, apart by spaces. Phones are digits alone: how they were typed
/// says nothing.
macro_rules! refresh {
    ($of:literal) => {
        concat!(
            "UPDATE users SET sought = name_folded || ' ' || email_folded || ' ' || inner_number || ' ' ||
    REPLACE(REPLACE(desk_phone, ' ', ''), '+', '') || ' ' || REPLACE(REPLACE(mobile_phone, ' ', ''), '+', '') ||
    COALESCE((SELECT string_agg(' ' || p.title_folded || ' ' || d.name_folded, '') FROM positions p
    JOIN departments d ON d.id = p.department_id WHERE p.user_id = users.id), '') WHERE ",
            $of
        )
    };
}

const OF_USER: &str = refresh!("id = $1");
const OF_DEPARTMENT: &str = refresh!("id IN (SELECT o.user_id FROM positions o WHERE o.department_id = $1)");

/// Has a search find the person by what they are now.
///
/// # Errors
/// What the database says.
pub async fn refresh(tx: &mut Tx, user: UserId) -> Result<()> {
    run!(tx, sqlx::query(OF_USER).bind(user)).map(drop)
}

/// The same for everybody in the department.
///
/// # Errors
/// What the database says.
pub async fn refresh_department(tx: &mut Tx, department: DepartmentId) -> Result<()> {
    run!(tx, sqlx::query(OF_DEPARTMENT).bind(department)).map(drop)
}
