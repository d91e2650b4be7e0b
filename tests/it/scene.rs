//! The content of the town: people and messages around Dewi, or a row in every table.

use crate::{
    access::{Filled, fills},
    app::key,
    seed::{Town, sql},
};
use kinerja::domain::id::{AgencyId, EmployeeId, FollowUpId, ThreadId};
use sqlx::PgPool;

/// The town with a thread about Dewi's result, a follow-up for her, and the people around her.
#[derive(Clone, Copy)]
pub struct Scene {
    pub town: Town,
    pub thread: ThreadId,
    /// A follow-up that Sari assigned to Dewi.
    pub follow_up: FollowUpId,
    pub acting: EmployeeId,
    pub former: EmployeeId,
    pub guest: EmployeeId,
}

/// Sari's message about Dewi's result.
pub const WORDS: &str = "Terima kasih atas kerja malam itu";
/// The text of the follow-up that Sari assigned to Dewi.
pub const AGREED: &str = "Jadwal posyandu disepakati dengan kader";

impl Scene {
    pub async fn build(owner: &PgPool) -> Self {
        let [acting, former, guest] = [EmployeeId(key()), EmployeeId(key()), EmployeeId(key())];
        let (thread, follow_up) = (ThreadId(key()), FollowUpId(key()));
        let scene = Self { town: Town::build(owner).await, thread, follow_up, acting, former, guest };
        for (person, name) in [(acting, "Tuti"), (former, "Joko"), (guest, "Wati")] {
            scene.town.hire(owner, person, name, scene.town.schools).await;
        }
        sql(owner, scene.posts() + &scene.thread() + &scene.meeting() + &scene.revisions()).await;
        scene
    }

    /// Returns SQL by which Tuti acts as head of the Puskesmas, and Joko assessed Dewi there until April.
    fn posts(&self) -> String {
        let Self { acting, former, town: Town { agency, centre, dewi, .. }, .. } = self;
        format!(
            "insert into assignment (agency_id, id, employee_id, post_id, unit_id, definitive, since)
             select agency_id, gen_random_uuid(), '{acting}', id, unit_id, false, '2026-05-01' from post
             where unit_id = '{centre}' and is_head;
             update assessor set since = '2026-04-01' where employee_id = '{dewi}';
             insert into assessor (agency_id, employee_id, assessor_id, since, until)
             values ('{agency}', '{dewi}', '{former}', '2025-01-01', '2026-04-01');"
        )
    }

    /// Returns SQL for a thread: Sari wrote about Dewi's result and added Wati.
    fn thread(&self) -> String {
        let Self { thread, guest, town: Town { agency, dewi, dewi_rhk, sari, .. }, .. } = self;
        format!(
            "insert into thread (agency_id, id, employee_id, skp_id, subject_kind, subject_id, created_at)
             select '{agency}', '{thread}', '{dewi}', skp_id, 'rhk', id, '2026-06-20' from rhk where id = '{dewi_rhk}';
             insert into message (agency_id, id, thread_id, author_id, kind, text, sent_at)
             values ('{agency}', gen_random_uuid(), '{thread}', '{sari}', 'appreciation', '{WORDS}', '2026-06-20');
             insert into thread_guest (agency_id, thread_id, employee_id, added_by, added_at)
             values ('{agency}', '{thread}', '{guest}', '{sari}', '2026-06-20');"
        )
    }

    /// Returns SQL for revisions: Dewi writes one, and Lina has submitted one to Sari.
    fn revisions(&self) -> String {
        let Self { town: Town { agency, dewi, lina, .. }, .. } = self;
        format!(
            "insert into skp_revision (agency_id, skp_id, version, state, content, submitted_at)
             select '{agency}', id, 2, case employee_id when '{lina}' then 'submitted' else 'draft' end,
                 '{{\"results\": []}}', case employee_id when '{lina}' then '2026-06-21'::timestamptz end
             from skp where employee_id in ('{dewi}', '{lina}');"
        )
    }

    /// Returns SQL for a follow-up that Sari assigned to Dewi in a meeting.
    fn meeting(&self) -> String {
        let Self { follow_up, town: Town { agency, centre, dewi, sari, .. }, .. } = self;
        format!(
            "insert into follow_up (agency_id, id, unit_id, text, assignee_id, assigned_by, due_on, assigned_at)
             values ('{agency}', '{follow_up}', '{centre}', '{AGREED}', '{dewi}', '{sari}', '2026-06-30', '2026-06-20');"
        )
    }
}

/// Builds the town and its neighbour, each with at least one row in every table of an agency.
pub async fn two_full_agencies(owner: &PgPool) -> (AgencyId, AgencyId) {
    let town = Town::build(owner).await;
    let Town { strange_agency, stranger, .. } = town;
    let mut statements = vec![format!(
        "insert into employee (agency_id, id, name, kind) values ('{strange_agency}', gen_random_uuid(), 'Rekan', 'pns');
         insert into assessor (agency_id, employee_id, assessor_id, since)
         select '{strange_agency}', '{stranger}', id, '2020-01-01' from employee where name = 'Rekan';"
    )];
    for (agency, employee, iki) in [(town.agency, town.dewi, town.births), (strange_agency, stranger, town.strange_iki)]
    {
        statements.extend(fills().iter().map(|fill| fill(Filled { agency, employee, iki }) + ";"));
        statements.push(format!(
            "insert into event (agency_id, id, at, kind) values ('{agency}', gen_random_uuid(), now(), 'test');"
        ));
    }
    sql(owner, statements.concat()).await;
    (town.agency, strange_agency)
}
