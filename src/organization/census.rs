//! How many people are in each department and below it, and how many of them are in now.

use std::collections::{HashMap, HashSet};

use super::department::Tree;
use crate::id::{DepartmentId, UserId};
use crate::store::{Conn, Result, dialect, on};

/// How many people are in a department and below it, each once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Active people.
    pub people: i64,
    /// Those of them who are in.
    pub present: i64,
}

/// Counts of all departments, at one moment. The default one has counted nobody.
#[derive(Clone, Debug, Default)]
pub struct Census {
    own: HashMap<DepartmentId, Count>,
    with_below: HashMap<DepartmentId, Count>,
}

#[derive(sqlx::FromRow)]
struct Own {
    department_id: DepartmentId,
    people: i64,
    present: i64,
}

/// Of each department itself. Invited people are the only ones who have positions and are not active; the others are named
/// because a list that is looked into is faster than a join with ten thousand rows of users. The pair differs in that as well:
/// SQLite looks into a list by an index of its own, PostgreSQL joins it.
const OWN_SQLITE: &str = "SELECT department_id, COUNT(*) AS people,
    COUNT(CASE WHEN user_id IN (SELECT value FROM json_each($1)) THEN 1 END) AS present FROM positions
    WHERE user_id NOT IN (SELECT id FROM users WHERE state IN ('invited', 'pending', 'dismissed')) GROUP BY department_id";
const OWN_POSTGRES: &str = "SELECT p.department_id, COUNT(*) AS people, COUNT(h.value) AS present FROM positions p
    LEFT JOIN unnest(CAST($1 AS BIGINT[])) h(value) ON h.value = p.user_id
    WHERE p.user_id NOT IN (SELECT id FROM users WHERE state IN ('invited', 'pending', 'dismissed'))
    GROUP BY p.department_id";
/// Who is in several departments, and so counted more than once so far: they have one that is not the main one.
const SEVERAL: &str = "SELECT user_id, department_id FROM positions
    WHERE user_id IN (SELECT user_id FROM positions WHERE sort_order > 0)
    AND user_id NOT IN (SELECT id FROM users WHERE state IN ('invited', 'pending', 'dismissed'))";

impl Census {
    /// Counts everybody; `here` are those who are in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, tree: &Tree, here: &[i64]) -> Result<Census> {
        let own: Vec<Own> = dialect::fetch_by_ids(conn, OWN_SQLITE, OWN_POSTGRES, here).await?;
        let several: Vec<(UserId, DepartmentId)> = on!(conn, c => sqlx::query_as(SEVERAL).fetch_all(&mut *c).await)?;
        let count = |Own { department_id, people, present }| (department_id, Count { people, present });
        let own: HashMap<DepartmentId, Count> = own.into_iter().map(count).collect();
        let mut counts = own.clone();
        // Each before those below it: from the end, all below one are done before it is.
        for (_, one) in tree.walk().into_iter().rev() {
            let count = counts.entry(one.id).or_default().to_owned();
            if let Some(parent) = one.parent_id {
                let above = counts.entry(parent).or_default();
                above.people += count.people;
                above.present += count.present;
            }
        }
        let mut census = Census { own, with_below: counts };
        census.count_once(tree, &several, here);
        Ok(census)
    }

    /// Takes back what was counted twice: below the departments that two of a person's departments lie below.
    fn count_once(&mut self, tree: &Tree, several: &[(UserId, DepartmentId)], here: &[i64]) {
        let here: HashSet<i64> = here.iter().copied().collect();
        let mut seen: HashSet<(UserId, DepartmentId)> = HashSet::new();
        for (user, department) in several {
            for above in tree.path(*department) {
                if !seen.insert((*user, above.id))
                    && let Some(count) = self.with_below.get_mut(&above.id)
                {
                    count.people -= 1;
                    count.present -= i64::from(here.contains(&user.0));
                }
            }
        }
    }

    /// That of the department alone.
    pub fn own(&self, department: DepartmentId) -> Count {
        self.own.get(&department).copied().unwrap_or_default()
    }

    /// That of the department and all below it.
    pub fn of(&self, department: DepartmentId) -> Count {
        self.with_below.get(&department).copied().unwrap_or_default()
    }
}
