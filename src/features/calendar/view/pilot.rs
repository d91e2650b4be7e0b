//! Years that are open to some units first.

use super::{ADDRESS, Desk, folded, typed};
use crate::{
    features::calendar::model::{CalendarAct, PilotSheet},
    ui::{
        field::{SelectField, TextField},
        form::written_for,
        submission::{Fields, SendButton, SubmissionForm, SubmissionOutcome},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// Draws the pilots, with the form for another unit; nothing where there is none and the reader cannot.
pub(super) fn section(pilots: Vec<PilotSheet>, years: &[i16], may_change: bool, desk: &Desk) -> Option<AnyView> {
    if pilots.is_empty() && !may_change {
        return None;
    }
    let lines = pilots.into_iter().map(|pilot| line(pilot, may_change, desk)).collect_view();
    let form =
        may_change.then(|| folded(desk, CalendarAct::Pilot, "Uji coba: hanya unit ini", pilot_form(years, desk)));
    let section = view! {
        <section class="plan-part" aria-labelledby="uji-coba">
            <h2 id="uji-coba">"Uji coba"</h2>
            <p class="plan-about">
                "Tanpa uji coba, SKP dan laporan diminta dari semua unit. Unit di luar uji coba tidak ditagih dan tidak dihitung belum atau terlambat."
            </p>
            <ul class="plan-versions calendar-list">{lines}</ul>
            <SubmissionOutcome submission=desk.unpiloting />
            {form}
        </section>
    };
    Some(section.into_any())
}

fn line(pilot: PilotSheet, may_change: bool, desk: &Desk) -> AnyView {
    let PilotSheet { year, words, source, units } = pilot;
    let unpiloting = desk.unpiloting;
    let units = units.into_iter().map(|(unit, name, since)| {
        let (unit, year) = (unit.to_string(), year.to_string());
        let remove = may_change.then(|| {
            let fields = Fields::default().with("unit", &unit).with("year", &year);
            let submit = move |event: SubmitEvent| unpiloting.act(&event, fields.clone());
            let which = format!(" dari uji coba: {name}");
            view! {
                <form method="post" action=ADDRESS on:submit=submit>
                    {written_for()}
                    <input type="hidden" name="aksi" value=CalendarAct::Unpilot.code() />
                    <input type="hidden" name="unit" value=unit />
                    <input type="hidden" name="year" value=year />
                    <button class="quiet" type="submit">
                        "Keluarkan"
                        <span class="visually-hidden">{which}</span>
                    </button>
                </form>
            }
        });
        view! {
            <p>{format!("{name}, mulai {since}")}</p>
            {remove}
        }
    });
    view! {
        <li>
            <p>{words}</p>
            <p class="plan-about">"Sumber: " {source}</p>
            {units.collect_view()}
        </li>
    }
    .into_any()
}

fn pilot_form(years: &[i16], desk: &Desk) -> AnyView {
    let (submission, act) = (desk.piloting, CalendarAct::Pilot);
    let options: Vec<(String, String)> = years.iter().map(|year| (year.to_string(), year.to_string())).collect();
    let [year, unit, day, until, reason] =
        ["year", "unit", "day", "until", "reason"].map(|name| typed(desk, act, name));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Uji coba: hanya unit ini">
            <input type="hidden" name="aksi" value=act.code() />
            <SelectField
                id="uji-tahun"
                name="year"
                label="Tahun"
                options=options
                selected=year
                error=submission.error("year")
            />
            <TextField
                id="uji-unit"
                name="unit"
                label="Unit"
                hint="Berlaku juga untuk unit di bawahnya."
                value=unit
                error=submission.error("unit")
            />
            <TextField id="uji-mulai" name="day" label="Mulai" kind="date" value=day error=submission.error("day") />
            <TextField
                id="uji-sampai"
                name="until"
                label="Sampai"
                hint="Sesudah hari itu semua unit diminta, juga dari unit uji coba lain. Kosongkan bila belum ditentukan atau tetap seperti yang dicatat."
                kind="date"
                value=until
                error=submission.error("until")
            />
            <TextField
                id="uji-sumber"
                name="reason"
                label="Sumber"
                hint="Peraturan atau surat."
                value=reason
                error=submission.error("reason")
            />
            <SendButton submission label="Catat uji coba" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}
