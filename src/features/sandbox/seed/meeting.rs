//! The follow-ups of the demo's leader, a week old: one is late, others are to come.

use super::{
    Agency, SeedOptions,
    copy::{Table, row},
};
use jiff::{SignedDuration, ToSpan};

/// The text, whether it is for the head of the puskesmas or for the midwife, and the due day in days from today.
const AGREED: [(&str, bool, i32); 3] = [
    ("Usulan tambahan vaksin campak dikirim ke dinas beserta hitungan kebutuhannya", true, -2),
    ("Data sasaran ibu hamil dicocokkan dengan catatan kader posyandu", false, 3),
    ("Jadwal puskesmas keliling untuk triwulan depan disepakati dengan para lurah", true, 12),
];

pub(crate) fn follow_ups<'a>(options: &SeedOptions, agency: &'a Agency) -> Table<'a> {
    let mut dice = options.dice("meeting");
    let (cast, today) = (agency.staff.cast, agency.horizon.today);
    let at = agency.horizon.end() - SignedDuration::from_hours(7 * 24 - 10);
    let post = agency.staff.people[cast.pimpinan].spans.iter().find(|span| span.definitive && span.until.is_none());
    let unit = post.map(|span| agency.units[agency.staff.posts[span.post].unit].id.0);
    let rows = AGREED.iter().map(move |(text, head, days)| {
        let assignee = agency.person(if *head { cast.atasan } else { cast.pegawai });
        let due_on = today.saturating_add(days.days());
        row(&[&agency.id.0, &dice.id(at), &unit, text, &assignee, &agency.person(cast.pimpinan), &due_on, &at])
    });
    Table::new("follow_up (agency_id, id, unit_id, text, assignee_id, assigned_by, due_on, assigned_at)", rows)
}
