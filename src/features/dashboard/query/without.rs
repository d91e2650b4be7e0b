//! The people who lack something before reports are asked of them, in words.

use crate::{
    domain::{
        actor::{BoardScope, Role},
        board::Lack,
        id::UnitId,
    },
    error::{Error, Result},
    features::dashboard::{
        model::{PeopleList, PersonRow},
        store::{self, people::Page},
    },
    server::{
        agency::{locate, unit_path},
        door::Tx,
    },
};

/// Returns so many people of a unit who lack something, with what the reader can do.
///
/// # Errors
/// [`Error::NotFound`] if the caller may not see the board at all, [`Error::Forbidden`] if they see counts only.
pub(crate) async fn people_without(tx: &mut Tx, unit: Option<UnitId>, lack: Lack, asked: Page) -> Result<PeopleList> {
    let (unit, scope) = locate(tx, unit).await?;
    if scope != BoardScope::Full {
        return Err(Error::Forbidden);
    }
    let (agency, year, is_officer) = (tx.actor.agency, tx.today().year(), tx.actor.has(Role::Pengelola));
    let path = unit_path(tx.db(), agency, unit).await?;
    let (_, unit_name) = path.into_iter().next().ok_or(Error::NotFound)?;
    let total = store::without::total(tx, unit, lack).await?;
    let is_search = asked.wanted.is_some();
    let from = store::without::before(tx, unit, lack, &asked).await?;
    let (found, next) = store::without::page(tx, unit, lack, asked).await?;
    let shown = store::people::shown(from, found.len(), total, is_search, next.is_some());
    let people = found.into_iter().map(|(person, has_account)| PersonRow {
        id: person.id,
        name: person.name,
        post: person.post,
        unit: person.unit,
        reason: (lack == Lack::Access).then(|| {
            let state = if has_account { "sudah punya akun, belum pernah masuk" } else { "belum punya akun" };
            state.to_owned()
        }),
        last_report: None,
    });
    let way = Some(way(lack, year, is_officer));
    Ok(PeopleList { unit, unit_name, way, total, people: people.collect(), shown, next })
}

/// Returns what the reader can do about it.
fn way(lack: Lack, year: i16, is_officer: bool) -> String {
    match (lack, is_officer) {
        (Lack::Access, true) => {
            "Kirim undangan: perintah “kinerja user invite --all --letters undangan.html” membuat surat undangan bagi \
             semua yang belum dapat masuk. Sebelum seseorang masuk pertama kali, laporannya belum ditagih."
                .to_owned()
        }
        (Lack::Access, false) => {
            "Undangan dikirim pengelola kepegawaian; sampaikan daftar ini kepadanya. Sebelum seseorang masuk pertama \
             kali, laporannya belum ditagih."
                .to_owned()
        }
        (Lack::Plan, true) => format!(
            "Buat SKP dari templat jabatan: perintah “kinerja plan --from-templates --year {year}”. Yang jabatannya belum \
             punya templat disebut di keluarannya."
        ),
        (Lack::Plan, false) => {
            "SKP dibuat pengelola kepegawaian dari templat jabatan; sampaikan daftar ini kepadanya.".to_owned()
        }
    }
}
