//! The address of the team's workbook.

use super::download;
use crate::server::routes::Routes;

pub fn routes() -> Routes {
    Routes::default().get("/tim/unduh.xlsx", download::team)
}
