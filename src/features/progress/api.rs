//! Server functions of results and reports. Reports themselves go to the stable `POST /api/v1/reports`.

use super::model::{History, Results};
use crate::wire::Packed;
use crate::{
    domain::id::{EmployeeId, IkiId, ReportId},
    error::Error,
};
use leptos::prelude::*;

/// The own results, with the report that is to be corrected, if one was chosen.
#[server(input = Packed, output = Packed)]
pub async fn my_results(corrects: Option<ReportId>) -> Result<Results, Error> {
    crate::server::door::read(async |tx| super::query::own_results_for(tx, corrects).await).await
}

/// The results of somebody whose work one follows.
#[server(input = Packed, output = Packed)]
pub async fn results_of(employee: EmployeeId) -> Result<Results, Error> {
    crate::server::door::read(async |tx| {
        super::store::must_follow(tx, employee).await?;
        super::query::results(tx, employee).await
    })
    .await
}

/// The history of an indicator.
#[server(input = Packed, output = Packed)]
pub async fn indicator_history(indicator: IkiId) -> Result<History, Error> {
    crate::server::door::read(async |tx| super::history::history(tx, indicator).await).await
}
