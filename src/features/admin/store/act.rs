//! What replacements of heads and accepted requests gave to people.

use super::super::import::{Act, ActAssessor, ActPost};
use crate::domain::{
    id::{AgencyId, UnitId},
    nip::Nip,
};
use sqlx::PgConnection;
use std::collections::HashMap;

/// Returns what acts gave to people with a number, or took from them, and is so still.
pub(crate) async fn acts(conn: &mut PgConnection, agency: AgencyId) -> sqlx::Result<HashMap<Nip, Act>> {
    let mut acts: HashMap<Nip, Act> = HashMap::new();
    let posts = sqlx::query!(
        r#"select e.nip as "nip!", c.id as "change!", p.unit_id as "unit!: UnitId", p.name as "name!",
            c.letter as "letter!", c.since as "since!: jiff_sqlx::Date", a.until is null as "holds!"
        from post_change c
        join post p on p.agency_id = $1 and p.id = c.post_id
        join assignment a on a.agency_id = $1 and a.definitive and (
            a.id = c.id and a.until is null
            or a.post_id = c.post_id and a.until = c.since and c.tenure <> 'plh' and not exists (
                select from current_assignment o where o.agency_id = $1 and o.employee_id = a.employee_id))
        join employee e on e.agency_id = $1 and e.id = a.employee_id and e.nip is not null
        where c.agency_id = $1 and c.done_at is not null
        order by c.since"#,
        agency.0
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in posts {
        let Ok(nip) = Nip::parse(&row.nip) else { continue };
        let (change, unit, name, letter) = (row.change, row.unit, row.name, row.letter);
        let post = ActPost { change, unit, name, letter, since: row.since.to_jiff() };
        let act = acts.entry(nip).or_default();
        if row.holds {
            act.holds = Some(post);
        } else {
            act.lost = Some(post);
        }
    }
    let assessors = sqlx::query!(
        r#"select e.nip as "nip!", o.nip as assessor, o.name, s.change_id
        from assessor s
        join employee e on e.agency_id = $1 and e.id = s.employee_id and e.nip is not null
        join employee o on o.agency_id = $1 and o.id = s.assessor_id
        where s.agency_id = $1 and s.until is null and (s.change_id is not null or s.request_id is not null)"#,
        agency.0
    )
    .fetch_all(conn)
    .await?;
    for row in assessors {
        let Ok(nip) = Nip::parse(&row.nip) else { continue };
        let assessor = row.assessor.and_then(|assessor| Nip::parse(&assessor).ok());
        let act = acts.entry(nip).or_default();
        act.assessor = Some(ActAssessor { nip: assessor, name: row.name, change: row.change_id });
    }
    Ok(acts)
}
