//! Units and posts.

use super::{
    super::import::{AgencyData, Person, Post, Unit},
    Written,
};
use crate::{
    domain::id::{AgencyId, PostId, UnitId},
    domain::org::PostKind,
    server::{clock::new_id, codec::word},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Puts a new root with the agency's name above the present one and other units below it. They keep their ids and
/// therefore their history.
pub(crate) async fn put_agency_above(
    conn: &mut PgConnection,
    agency: AgencyId,
    old: UnitId,
    raised: &[UnitId],
    known: &AgencyData,
    written: &mut Written,
) -> sqlx::Result<()> {
    // There is one root at a time: the new one begins below the old one.
    sqlx::query!(
        "insert into unit (agency_id, id, parent_id, name) values ($1, $2, $3, $4)",
        agency.0,
        known.spare,
        old.0,
        known.agency
    )
    .execute(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = raised.iter().map(|unit| unit.0).collect();
    move_units(conn, agency, &ids, &vec![Some(known.spare); ids.len()]).await?;
    move_units(conn, agency, &[known.spare], &[None]).await?;
    written.units += 1 + ids.len() as u64;
    Ok(())
}

async fn move_units(
    conn: &mut PgConnection,
    agency: AgencyId,
    ids: &[Uuid],
    parents: &[Option<Uuid>],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update unit set parent_id = new.parent_id from unnest($2::uuid[], $3::uuid[]) as new (id, parent_id)
         where agency_id = $1 and unit.id = new.id",
        agency.0,
        ids,
        parents as &[Option<Uuid>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Returns the id of each unit, in the order of `units`; creates the new ones and moves those that are to be moved.
pub(crate) async fn save_units(
    conn: &mut PgConnection,
    agency: AgencyId,
    units: &[Unit],
    written: &mut Written,
) -> sqlx::Result<Vec<UnitId>> {
    let mut ids: Vec<UnitId> = Vec::with_capacity(units.len());
    let (mut new, mut parents, mut names): (Vec<Uuid>, Vec<Option<Uuid>>, Vec<String>) = (vec![], vec![], vec![]);
    let (mut moved, mut places): (Vec<Uuid>, Vec<Option<Uuid>>) = (vec![], vec![]);
    for unit in units {
        let parent = unit.parent.and_then(|parent| ids.get(parent).copied()).map(|parent| parent.0);
        let id = unit.known.unwrap_or_else(|| UnitId(new_id()));
        if unit.known.is_none() {
            new.push(id.0);
            parents.push(parent);
            names.push(unit.name.clone());
        } else if unit.is_moved {
            moved.push(id.0);
            places.push(parent);
        }
        ids.push(id);
    }
    let done = sqlx::query!(
        "insert into unit (agency_id, id, parent_id, name)
         select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[])",
        agency.0,
        &new,
        &parents as &[Option<Uuid>],
        &names
    )
    .execute(&mut *conn)
    .await?;
    written.units += done.rows_affected() + moved.len() as u64;
    move_units(conn, agency, &moved, &places).await?;
    Ok(ids)
}

/// Returns the id of each person's post. People of one unit with the same title hold the same post.
pub(crate) async fn save_posts(
    conn: &mut PgConnection,
    agency: AgencyId,
    people: &[Person],
    units: &[UnitId],
    written: &mut Written,
) -> sqlx::Result<Vec<PostId>> {
    type Key = (Uuid, String, PostKind);
    let key = |unit: UnitId, post: &Post| (unit.0, post.name.as_str().to_lowercase(), post.kind);
    let mut wanted: HashMap<Key, Post> = HashMap::new();
    let keys: Vec<Key> = people.iter().filter_map(|person| Some(key(*units.get(person.unit)?, &person.post))).collect();
    for (person, key) in people.iter().zip(&keys) {
        let post = wanted.entry(key.clone()).or_insert_with(|| person.post.clone());
        post.is_head |= person.post.is_head;
    }
    let rows = sqlx::query!(
        r#"select id, unit_id, name, kind as "kind: PostKind", template, is_head from post where agency_id = $1"#,
        agency.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut ids: HashMap<Key, Uuid> = HashMap::new();
    let mut changed = PostColumns::default();
    for row in rows {
        let key = (row.unit_id, row.name.to_lowercase(), row.kind);
        let Some(post) = wanted.get(&key) else {
            continue;
        };
        if !ids.contains_key(&key) && (row.is_head != post.is_head || row.template != post.template()) {
            changed.push(row.id, row.unit_id, post);
        }
        ids.entry(key).or_insert(row.id);
    }
    let mut new = PostColumns::default();
    for (key, post) in &wanted {
        if !ids.contains_key(key) {
            let id = new_id();
            new.push(id, key.0, post);
            ids.insert(key.clone(), id);
        }
    }
    written.posts += sqlx::query!(
        "insert into post (agency_id, id, unit_id, name, kind, template, is_head)
         select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::boolean[])",
        agency.0,
        &new.ids,
        &new.units,
        &new.names,
        &new.kinds,
        &new.templates,
        &new.heads
    )
    .execute(&mut *conn)
    .await?
    .rows_affected();
    written.posts += sqlx::query!(
        "update post set template = new.template, is_head = new.is_head
         from unnest($2::uuid[], $3::text[], $4::boolean[]) as new (id, template, is_head)
         where agency_id = $1 and post.id = new.id",
        agency.0,
        &changed.ids,
        &changed.templates,
        &changed.heads
    )
    .execute(conn)
    .await?
    .rows_affected();
    Ok(keys.iter().filter_map(|key| ids.get(key).copied().map(PostId)).collect())
}

/// Posts as the arrays of a statement.
#[derive(Default)]
struct PostColumns {
    ids: Vec<Uuid>,
    units: Vec<Uuid>,
    names: Vec<String>,
    kinds: Vec<String>,
    templates: Vec<String>,
    heads: Vec<bool>,
}

impl PostColumns {
    fn push(&mut self, id: Uuid, unit: Uuid, post: &Post) {
        self.ids.push(id);
        self.units.push(unit);
        self.names.push(post.name.as_str().to_owned());
        self.kinds.push(word(&post.kind));
        self.templates.push(post.template().to_owned());
        self.heads.push(post.is_head);
    }
}
