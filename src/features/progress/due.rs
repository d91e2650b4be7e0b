//! Until when reports of an indicator are in time.

use super::store;
use crate::{
    domain::{
        calendar::{Period, PeriodKind},
        id::IkiId,
        rhythm::is_late,
    },
    error::Result,
    server::{calendar::opened_periods, door::Tx, regime},
};
use jiff::civil::Date;

/// The periods by which reports of an indicator are in time.
pub(super) struct DuePeriods {
    opened: Vec<Period>,
    kind: PeriodKind,
}

impl DuePeriods {
    pub(super) async fn of(tx: &mut Tx, iki: IkiId) -> Result<Self> {
        let (agency, opened) = (tx.actor.agency, opened_periods(tx).await?);
        let recorded = store::recorded_regime(tx, iki).await?;
        let kind = regime::rules(tx.db(), agency).await?.periods_of(recorded.as_deref());
        Ok(Self { opened, kind })
    }

    pub(super) fn is_late(&self, on: Date, received_on: Date, asked_from: Option<Date>) -> bool {
        is_late(&self.opened, self.kind, on, received_on, asked_from)
    }
}
