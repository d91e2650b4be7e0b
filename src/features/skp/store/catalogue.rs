//! The templates of an agency: the newest version of each, and those out of use.

use crate::domain::{
    id::AgencyId,
    org::PostKind,
    skp::SkpContent,
    template::{ALL, PlanTemplate, general, template},
};
use sqlx::{PgConnection, types::Json};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The templates that new plans are made from.
#[derive(Debug)]
pub(crate) struct Catalogue {
    newest: HashMap<&'static str, Arc<PlanTemplate>>,
    retired: HashSet<String>,
}

impl Catalogue {
    /// Returns the template of a post by the code that the post has: the general one for its kind if that is out of use.
    pub(crate) fn of(&self, code: &str, kind: PostKind, is_head: bool) -> Arc<PlanTemplate> {
        let code = template(code).code;
        self.newest(if self.retired.contains(code) { general(kind, is_head) } else { code })
    }

    /// Returns the newest version of a template, in use or not; of the general one for an unknown code.
    pub(crate) fn newest(&self, code: &str) -> Arc<PlanTemplate> {
        self.newest.get(code).cloned().unwrap_or_else(|| Arc::new(PlanTemplate::built_in(code)))
    }

    pub(crate) fn is_retired(&self, code: &str) -> bool {
        self.retired.contains(code)
    }
}

/// Returns the templates of an agency.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn catalogue(conn: &mut PgConnection, agency: AgencyId) -> sqlx::Result<Catalogue> {
    let published = sqlx::query!(
        r#"select distinct on (code) code, version, content as "content: Json<SkpContent>"
        from template_version where agency_id = $1 order by code, version desc"#,
        agency.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let retired = sqlx::query_scalar!("select code from template_retirement where agency_id = $1", agency.0);
    let retired = retired.fetch_all(conn).await?.into_iter().collect();
    let mut newest: HashMap<&'static str, Arc<PlanTemplate>> =
        ALL.iter().map(|built_in| (built_in.code, Arc::new(PlanTemplate::built_in(built_in.code)))).collect();
    for row in published {
        let Some(known) = ALL.iter().find(|known| known.code == row.code) else { continue };
        newest.insert(known.code, Arc::new(PlanTemplate::published(known, row.version, row.content.0)));
    }
    Ok(Catalogue { newest, retired })
}
