//! Server functions of the boards.

use super::model::{Arrivals, Attention, Board, PeopleList, Reporting, ResultOrigin, UnitResults};
use crate::wire::Packed;
use crate::{
    domain::{
        board::Lack,
        id::{EmployeeId, IkiId, UnitId},
        measure::Status,
    },
    error::Error,
};
use leptos::prelude::*;

/// Returns the board of a unit; without one, of the unit that the caller leads or belongs to.
#[server(input = Packed, output = Packed)]
pub async fn get_board(unit: Option<UnitId>) -> Result<Board, Error> {
    super::action::board(&crate::server::door::Caller::current()?, unit).await
}

/// Returns what needs the caller first, and who has begun to need support in a unit this week.
#[server(input = Packed, output = Packed)]
pub async fn get_attention(unit: Option<UnitId>) -> Result<Attention, Error> {
    super::action::attention(&crate::server::door::Caller::current()?, unit).await
}

/// Returns the people behind a count of a board, only those of the unit itself if `is_direct`; those whose name contains
/// `wanted`, if that is not empty.
#[server(input = Packed, output = Packed)]
pub async fn list_people(
    unit: Option<UnitId>,
    status: Status,
    is_direct: bool,
    wanted: String,
    after: Option<EmployeeId>,
) -> Result<PeopleList, Error> {
    let caller = crate::server::door::Caller::current()?;
    let (most, wanted) = (super::store::people::PAGE_SIZE, crate::domain::text::name_part(&wanted));
    let page = super::store::people::Page { is_direct, wanted, after, most };
    caller.look(async |tx| super::store::people::list(tx, unit, status, page.clone()).await).await
}

/// Returns the people of a unit who lack something before reports are asked of them; those whose name contains `wanted`,
/// if that is not empty.
#[server(input = Packed, output = Packed)]
pub async fn list_without(
    unit: Option<UnitId>,
    lack: Lack,
    wanted: String,
    after: Option<EmployeeId>,
) -> Result<PeopleList, Error> {
    let caller = crate::server::door::Caller::current()?;
    let (most, wanted) = (super::store::people::PAGE_SIZE, crate::domain::text::name_part(&wanted));
    let page = super::store::people::Page { is_direct: false, wanted, after, most };
    caller.look(async |tx| super::query::people_without(tx, unit, lack, page.clone()).await).await
}

/// Returns the newest reports, how regularly the people of a unit report, and how long reports wait for feedback.
#[server(input = Packed, output = Packed)]
pub async fn get_reporting(unit: Option<UnitId>, after: Option<EmployeeId>) -> Result<Reporting, Error> {
    super::action::reporting(&crate::server::door::Caller::current()?, unit, after).await
}

/// Returns the newest reports for a screen that a whole room reads: without `names` no name leaves the server.
#[server(input = Packed, output = Packed)]
pub async fn get_arrivals(unit: UnitId, names: bool) -> Result<Arrivals, Error> {
    let caller = crate::server::door::Caller::current()?;
    caller.look(async |tx| super::query::arrivals(tx, unit, names).await).await
}

/// Returns the results of a unit's head, rolled up from those below; `None` for those who see totals only.
#[server(input = Packed, output = Packed)]
pub async fn get_results(unit: Option<UnitId>) -> Result<Option<UnitResults>, Error> {
    super::action::results(&crate::server::door::Caller::current()?, unit).await
}

/// Returns where an indicator's figure comes from, down to the reports.
#[server(input = Packed, output = Packed)]
pub async fn get_result_origin(iki: IkiId, after: Option<IkiId>) -> Result<ResultOrigin, Error> {
    super::action::origin(&crate::server::door::Caller::current()?, iki, after).await
}
