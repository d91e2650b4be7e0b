//! The expected conduct and the appendix of a plan: read from their form, written into it.

use super::{
    model::{ConductSheet, FurtherForm},
    write::{OpenPlan, write},
};
use crate::{
    domain::{
        event::Event,
        id::SkpId,
        skp::{APPENDIX, CORE_VALUES, Further, Guidance, MAX_ROWS, SkpContent, SkpRefusal},
        text::{PlanLine, TextError},
    },
    error::{Error, FieldErrors, Result},
    server::{
        codec::{value, word},
        door::Tx,
        fingerprint::fingerprint,
    },
    ui::format,
};

/// The field of the approach.
const APPROACH: &str = "pendekatan";

/// Returns the core values with what is expected beyond their guidance.
pub(crate) fn conduct(further: &Further, Guidance(guidance): Guidance) -> Vec<ConductSheet> {
    let values = CORE_VALUES.iter().zip(guidance).zip(&further.expectations);
    values
        .map(|((value, guidance), expectation)| ConductSheet {
            name: value.name.to_owned(),
            guidance,
            expectation: expectation.clone(),
        })
        .collect()
}

/// Returns the lists of the appendix with their names.
pub(crate) fn appendix(further: &Further) -> Vec<(String, Vec<String>)> {
    APPENDIX.iter().zip(&further.appendix).map(|(name, rows)| ((*name).to_owned(), rows.clone())).collect()
}

/// Returns the form.
pub(crate) fn form(further: &Further, guidance: Guidance, is_approach_fixed: bool) -> FurtherForm {
    let appendix = appendix(further).into_iter().map(|(name, rows)| (name, rows.join("\n")));
    FurtherForm {
        seen: fingerprint(further),
        approach: word(&further.approach),
        is_approach_fixed,
        conduct: conduct(further, guidance),
        appendix: appendix.collect(),
    }
}

/// Reads the form; a page that does not show the approach leaves it as it is stored.
fn read(typed: &[(String, String)], stored: &Further) -> Result<Further> {
    let mut wrong = Vec::new();
    let mut line = |name: &str, text: &str| match PlanLine::parse(text) {
        Ok(line) => String::from(line),
        Err(TextError::Empty) => String::new(),
        Err(error) => {
            wrong.push((name.to_owned(), error.to_string()));
            String::new()
        }
    };
    let get = |name: &str| typed.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let approach = match get(APPROACH) {
        "" => stored.approach,
        chosen => value(chosen).map_err(|_| Error::field(APPROACH, "Pilih salah satu."))?,
    };
    let mut further = Further { approach, ..Further::default() };
    for (number, expectation) in (1..).zip(&mut further.expectations) {
        let name = format!("nilai{number}");
        *expectation = line(&name, get(&name));
    }
    for (number, rows) in (1..).zip(&mut further.appendix) {
        let name = format!("lampiran{number}");
        *rows = get(&name).lines().map(|row| line(&name, row)).filter(|row| !row.is_empty()).collect();
    }
    let too_long = (1..).zip(&further.appendix).filter(|(_, rows)| rows.len() > MAX_ROWS);
    wrong.extend(too_long.map(|(number, _)| (format!("lampiran{number}"), format!("Paling banyak {MAX_ROWS} baris."))));
    if wrong.is_empty() { Ok(further) } else { Err(Error::Invalid(FieldErrors(wrong))) }
}

/// Saves the expected conduct and the appendix in the version in work. Returns the time, and what is stored now.
/// Repeating it changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else, the errors of the fields, and the refusals of a plan that is not in
/// work and of what was changed elsewhere since it was shown.
pub(crate) async fn save(
    tx: &mut Tx,
    skp: SkpId,
    seen: &str,
    typed: &[(String, String)],
) -> Result<(Event, (String, String))> {
    let plan = OpenPlan::load(tx, skp, true).await?;
    let content = plan.content()?.clone();
    let further = read(typed, &content.further)?;
    if further.approach != content.further.approach {
        if plan.named.skp.agreement().is_some() {
            return Err(Error::field(APPROACH, "Pendekatan SKP yang sudah disetujui tetap."));
        }
        if content.other_approach().count() < content.indicators().count() {
            return Err(Error::field(
                APPROACH,
                "Satu SKP memakai satu pendekatan. Hapus dulu indikator yang sudah ada, lalu ubah pendekatannya.",
            ));
        }
    }
    let is_same = *content.further == further;
    if !is_same && fingerprint(&content.further) != seen {
        return Err(SkpRefusal::ChangedElsewhere.into());
    }
    let saved = (format::time(tx.actor.zone.local(tx.now)), fingerprint(&further));
    let event = write(tx, plan.named, SkpContent { further: Box::new(further), ..content }, is_same).await?;
    Ok((event, saved))
}
