//! What planning from templates would do.

use super::{
    batch::{BatchPerson, Selection, batch_people},
    catalogue::catalogue,
};
use crate::domain::id::AgencyId;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// The plans that would be made from templates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanPreview {
    /// The number of plans by the code of their template.
    pub plans: BTreeMap<&'static str, u64>,
    /// How many of them have no assessor, so that their results support nobody's.
    pub without_assessor: u64,
    /// People without a definitive post, who are in no unit.
    pub without_post: i64,
}

/// Returns the plans of people who are to get one, counted.
pub(crate) fn preview(people: &[BatchPerson]) -> PlanPreview {
    let mut preview = PlanPreview::default();
    for person in people {
        *preview.plans.entry(person.template.code).or_default() += 1;
        preview.without_assessor += u64::from(person.assessor.is_none());
    }
    preview
}

/// Returns the plans that [`super::plan_from_templates`] would create.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn preview_from_templates(
    conn: &mut PgConnection,
    agency: AgencyId,
    selection: &Selection,
    year: i16,
    today: Date,
) -> Result<PlanPreview, sqlx::Error> {
    let catalogue = catalogue(conn, agency).await?;
    let preview = preview(&batch_people(conn, agency, selection, &catalogue, year, today).await?);
    if selection.within.is_some() {
        return Ok(preview);
    }
    let without_post = sqlx::query_scalar!(
        r#"select count(*) as "people!" from employee e where e.agency_id = $1 and not exists (
            select from assignment a where a.agency_id = $1 and a.employee_id = e.id and a.definitive
              and a.since <= $2 and (a.until is null or a.until > $2))"#,
        agency.0,
        today.to_sqlx() as _
    )
    .fetch_one(conn)
    .await?;
    Ok(PlanPreview { without_post, ..preview })
}
