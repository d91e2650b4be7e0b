//! The address of the team's workbook.

use super::{download, form};
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default().export("/tim/unduh.xlsx", download::team).post("/tim", form::defer)
}
