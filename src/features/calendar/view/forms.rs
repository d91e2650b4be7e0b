//! The forms of the calendar.

use super::{ADDRESS, Desk, typed};
use crate::{
    features::calendar::model::{CalendarAct, Deadline},
    ui::{
        field::{SelectField, TextField},
        submission::{SendButton, SubmissionForm, SubmissionOutcome},
    },
};
use leptos::prelude::*;

pub(super) fn enter_form(desk: &Desk) -> AnyView {
    let (submission, act) = (desk.entering, CalendarAct::Enter);
    let (day, name) = (typed(desk, act, "day"), typed(desk, act, "name"));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Hari libur daerah">
            <input type="hidden" name="aksi" value=act.code() />
            <TextField id="hari-libur" name="day" label="Tanggal libur" kind="date" value=day error=submission.error("day") />
            <TextField id="nama-libur" name="name" label="Nama hari libur" value=name error=submission.error("name") />
            <SendButton submission label="Catat hari libur" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

fn periods(deadlines: &[Deadline]) -> Vec<(String, String)> {
    deadlines.iter().map(|deadline| (deadline.id.to_string(), deadline.period.clone())).collect()
}

pub(super) fn move_form(deadlines: &[Deadline], desk: &Desk) -> AnyView {
    let (submission, act) = (desk.moving, CalendarAct::Move);
    let options = periods(deadlines);
    let [period, day, reason] = ["period", "day", "reason"].map(|name| typed(desk, act, name));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Pindah tenggat">
            <input type="hidden" name="aksi" value=act.code() />
            <SelectField
                id="periode"
                name="period"
                label="Periode"
                options=options
                selected=period
                error=submission.error("period")
            />
            <TextField id="tenggat-baru" name="day" label="Tenggat baru" kind="date" value=day error=submission.error("day") />
            <TextField id="alasan" name="reason" label="Alasan" value=reason error=submission.error("reason") />
            <SendButton submission label="Pindah tenggat" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

pub(super) fn extend_form(deadlines: &[Deadline], desk: &Desk) -> AnyView {
    let (submission, act) = (desk.extending, CalendarAct::Extend);
    let options = periods(deadlines);
    let [unit, period, day, reason] = ["unit", "period", "day", "reason"].map(|name| typed(desk, act, name));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Perpanjang tenggat satu unit">
            <input type="hidden" name="aksi" value=act.code() />
            <TextField
                id="unit-diperpanjang"
                name="unit"
                label="Unit"
                hint="Berlaku juga untuk unit di bawahnya."
                value=unit
                error=submission.error("unit")
            />
            <SelectField
                id="periode-unit"
                name="period"
                label="Periode"
                options=options
                selected=period
                error=submission.error("period")
            />
            <TextField id="tenggat-unit" name="day" label="Tenggat unit" kind="date" value=day error=submission.error("day") />
            <TextField id="alasan-unit" name="reason" label="Alasan" value=reason error=submission.error("reason") />
            <SendButton submission label="Perpanjang tenggat" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

pub(super) fn ask_form(years: &[i16], desk: &Desk) -> AnyView {
    let (submission, act) = (desk.asking, CalendarAct::AskPlans);
    let options: Vec<(String, String)> = years.iter().map(|year| (year.to_string(), format!("SKP {year}"))).collect();
    let [year, day, reason] = ["year", "day", "reason"].map(|name| typed(desk, act, name));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Batas pengajuan SKP">
            <input type="hidden" name="aksi" value=act.code() />
            <SelectField
                id="tahun-skp"
                name="year"
                label="SKP tahun"
                options=options
                selected=year
                error=submission.error("year")
            />
            <TextField id="batas-skp" name="day" label="Paling lambat" kind="date" value=day error=submission.error("day") />
            <TextField
                id="sumber-skp"
                name="reason"
                label="Sumber"
                hint="Peraturan atau surat."
                value=reason
                error=submission.error("reason")
            />
            <SendButton submission label="Catat batas pengajuan" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}

pub(super) fn week_form(desk: &Desk) -> AnyView {
    let (submission, act) = (desk.weeks, CalendarAct::Week);
    let options = [("five", "5 hari, Senin sampai Jumat"), ("six", "6 hari, Senin sampai Sabtu")];
    let options = options.map(|(value, words)| (value.to_owned(), words.to_owned())).to_vec();
    let [week, day, reason] = ["week", "day", "reason"].map(|name| typed(desk, act, name));
    view! {
        <SubmissionForm submission class="plan-result" action=ADDRESS label="Hari kerja">
            <input type="hidden" name="aksi" value=act.code() />
            <SelectField
                id="pekan"
                name="week"
                label="Hari kerja seminggu"
                options=options
                selected=week
                error=submission.error("week")
            />
            <TextField id="pekan-mulai" name="day" label="Berlaku mulai" kind="date" value=day error=submission.error("day") />
            <TextField
                id="pekan-sumber"
                name="reason"
                label="Sumber"
                hint="Peraturan atau surat."
                value=reason
                error=submission.error("reason")
            />
            <SendButton submission label="Catat hari kerja" />
            <SubmissionOutcome submission />
        </SubmissionForm>
    }
    .into_any()
}
