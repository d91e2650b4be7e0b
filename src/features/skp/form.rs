//! The plain forms of plans: `POST /skp` begins one, `POST /skp/{skp}` acts on it as a whole, `POST /skp/{skp}/ubah` writes
//! in it, `POST /skp/{skp}/matriks` writes a cell of its matrix; those below `/skp/kelengkapan` are about many. They answer
//! with a redirect, or with the page as it was typed.

use super::{
    action, batch, begin as beginning, completion, further, matrix,
    model::{
        BatchQuery, DIRECT, NewBatch, NewCell, NewPlan, Origin, PlanAct, PlanBoardQuery, REMOVE, employment_of,
        is_template_code,
    },
    write as writing,
};
use crate::{
    domain::{
        id::{EmployeeId, PostId, RhkId, SkpId},
        skp::Completion,
    },
    error::{Error, Result},
    server::{
        clock::new_id,
        door::{Caller, Tx},
        form::{Posted, again, see_other},
    },
};
use axum::{
    extract::{Extension, Path},
    response::Response,
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct BeginForm {
    #[serde(default)]
    id: String,
    #[serde(default)]
    year: i16,
    #[serde(default)]
    post: String,
    #[serde(default)]
    origin: String,
}

pub(crate) async fn begin(Extension(caller): Extension<Caller>, Posted(form): Posted<BeginForm>) -> Response {
    let outcome = match parse(&form) {
        Ok(new) => {
            let begun = caller.write(async |tx: &mut Tx| beginning::begin(tx, &new).await).await;
            begun.map(|()| new.id)
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(skp) => see_other(&format!("/skp/{skp}/ubah")),
        Err(error) => again("/skp", vec![], error),
    }
}

fn parse(form: &BeginForm) -> Result<NewPlan> {
    let id = form.id.parse().unwrap_or_else(|_| SkpId(new_id()));
    let post = form.post.parse::<PostId>().map_err(|_| Error::NotFound)?;
    let origin = Origin::of_code(&form.origin).unwrap_or(Origin::Empty);
    Ok(NewPlan { id, year: form.year, post, origin })
}

#[derive(Debug, Deserialize)]
pub(crate) struct ActForm {
    #[serde(default)]
    aksi: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    note: String,
}

pub(crate) async fn act(
    Extension(caller): Extension<Caller>,
    Path(skp): Path<String>,
    Posted(form): Posted<ActForm>,
) -> Response {
    let Ok(skp) = skp.parse::<SkpId>() else { return again("/skp", vec![], Error::NotFound) };
    let page = format!("/skp/{skp}");
    let ActForm { aksi, seen, note } = form;
    let Some(wanted) = PlanAct::of_code(&aksi) else { return again(page, vec![], Error::NotFound) };
    match caller.write(async |tx: &mut Tx| action::act(tx, skp, wanted, &seen, &note).await).await {
        Ok(()) if wanted == PlanAct::Revise => see_other(&format!("{page}/ubah")),
        // The plan may be gone.
        Ok(()) if wanted == PlanAct::Discard => see_other("/skp"),
        Ok(()) => see_other(&page),
        Err(error) => {
            let fields = [("aksi", aksi), ("seen", seen), ("note", note)];
            again(page, fields.map(|(name, value)| (name.to_owned(), value)).into(), error)
        }
    }
}

/// The field with the result that a form is about.
const RESULT: &str = "hasil";

pub(crate) async fn write(
    Extension(caller): Extension<Caller>,
    Path(skp): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Response {
    let Ok(skp) = skp.parse::<SkpId>() else { return again("/skp", vec![], Error::NotFound) };
    let page = format!("/skp/{skp}/ubah");
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    if field("aksi") == "lampiran" {
        let saved = caller.write(async |tx: &mut Tx| further::save(tx, skp, field("seen"), &fields).await).await;
        return match saved {
            Ok(_) => see_other(&page),
            Err(error) => again(page, fields, error),
        };
    }
    let Ok(result) = field(RESULT).parse::<RhkId>() else { return again(page, fields, Error::NotFound) };
    let of_result = format!("{page}?{RESULT}={result}");
    let outcome = match field("aksi") {
        REMOVE => {
            let seen = field("seen");
            return match caller.write(async |tx: &mut Tx| writing::remove(tx, skp, result, seen).await).await {
                Ok(_) => see_other(&page),
                // Nothing was typed: the sentence belongs to the list, not to the form of a result.
                Err(error) => again(page, vec![("aksi".to_owned(), REMOVE.to_owned())], error),
            };
        }
        wanted => {
            let next = if wanted == "indikator" { &of_result } else { &page };
            let saved =
                caller.write(async |tx: &mut Tx| writing::save(tx, skp, result, field("seen"), &fields).await).await;
            saved.map(|_| next.clone())
        }
    };
    match outcome {
        Ok(next) => see_other(&next),
        Err(error) => again(of_result, fields, error),
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct CellForm {
    #[serde(default)]
    employee: String,
    #[serde(default)]
    above: String,
    #[serde(default)]
    result: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    text: String,
}

pub(crate) async fn put_cell(
    Extension(caller): Extension<Caller>,
    Path(skp): Path<String>,
    Posted(form): Posted<CellForm>,
) -> Response {
    let Ok(skp) = skp.parse::<SkpId>() else { return again("/skp", vec![], Error::NotFound) };
    let page = format!("/skp/{skp}/matriks");
    let (employee, above) = (form.employee.parse::<EmployeeId>(), form.above.parse::<RhkId>());
    let (Ok(employee), Ok(above)) = (employee, above) else { return again(page, vec![], Error::NotFound) };
    let (seen, text) = (form.seen.clone(), form.text.clone());
    let cell = NewCell { skp, employee, above, result: form.result.parse().ok(), seen, text };
    match caller.write(async |tx: &mut Tx| matrix::put(tx, &cell).await).await {
        Ok(_) => see_other(&page),
        Err(error) => {
            let CellForm { employee, above, result, seen, text } = form;
            let fields = [("employee", employee), ("above", above), ("result", result), ("seen", seen), ("text", text)];
            again(page, fields.map(|(name, value)| (name.to_owned(), value)).into(), error)
        }
    }
}

/// A form of the board of plans: which count it is about, and what an offer showed.
#[derive(Debug, Deserialize)]
pub(crate) struct BoardForm {
    #[serde(default)]
    tahun: i16,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    keadaan: String,
    #[serde(default)]
    langsung: String,
    #[serde(default)]
    kelompok: Option<String>,
    #[serde(default)]
    jumlah: u64,
    #[serde(default)]
    saat: i64,
    #[serde(default)]
    status: String,
    #[serde(default)]
    jabatan: String,
}

impl BoardForm {
    fn asked(&self) -> PlanBoardQuery {
        PlanBoardQuery {
            year: Some(self.tahun),
            unit: self.unit.parse().ok(),
            of: Completion::of_code(&self.keadaan),
            is_direct: self.langsung == DIRECT,
            after: None,
            group: self.kelompok.clone(),
        }
    }

    fn page(&self) -> String {
        self.asked().address(false)
    }

    /// For whom plans are made; `None` without a unit.
    fn batch(&self) -> Option<BatchQuery> {
        let template = Some(self.jabatan.clone()).filter(|code| is_template_code(code));
        let employment = employment_of(&self.status);
        let unit = self.unit.parse().ok()?;
        Some(BatchQuery { year: self.tahun, unit, employment, template, listed: None, after: None })
    }

    /// The page of plans for many.
    fn offer(&self) -> String {
        self.batch().map_or_else(|| self.page(), |asked| asked.address())
    }
}

pub(crate) async fn remind(Extension(caller): Extension<Caller>, Posted(form): Posted<BoardForm>) -> Response {
    let asked = form.asked();
    match caller.write(async |tx: &mut Tx| completion::remind(tx, &asked).await).await {
        Ok(_) => see_other(&form.page()),
        Err(error) => again(form.page(), vec![], error),
    }
}

pub(crate) async fn plan(Extension(caller): Extension<Caller>, Posted(form): Posted<BoardForm>) -> Response {
    let Some(asked) = form.batch() else { return again(form.page(), vec![], Error::NotFound) };
    let batch = NewBatch { asked, plans: form.jumlah };
    let progress = caller.app().caches.get();
    match caller.write(async |tx: &mut Tx| batch::plan(tx, &batch, &progress).await).await {
        Ok(_) => see_other(&form.offer()),
        Err(error) => again(form.offer(), vec![], error),
    }
}

pub(crate) async fn undo(Extension(caller): Extension<Caller>, Posted(form): Posted<BoardForm>) -> Response {
    let Ok(unit) = form.unit.parse() else { return again(form.page(), vec![], Error::NotFound) };
    let (year, at) = (form.tahun, form.saat);
    match caller.write(async |tx: &mut Tx| batch::undo(tx, year, unit, at).await).await {
        Ok(_) => see_other(&form.offer()),
        Err(error) => again(form.offer(), vec![], error),
    }
}
