//! A plan as its owner writes it.

use super::{
    further,
    model::{EditorLine, PlanEditor, SuperiorOptions},
    query::{is_written, moments, returned},
    store, words,
    write::OpenPlan,
};
use crate::{
    domain::{
        cascade::SuperiorResult,
        id::{EmployeeId, RhkId, SkpId},
        skp::{Change, Rhk, SkpField, SkpRefusal, Stage, change_of},
    },
    error::Result,
    server::{door::Tx, evaluation_rule, fingerprint::fingerprint},
    ui::format,
};
use std::collections::HashMap;

/// Returns the caller's own plan with the form of one of its results, or of a new one.
///
/// # Errors
/// [`Error::NotFound`] for the plan of anybody else, and the refusal of a plan that is not written now.
pub(crate) async fn editor(tx: &mut Tx, skp: SkpId, asked: Option<RhkId>) -> Result<PlanEditor> {
    let moments = moments(tx);
    let open = OpenPlan::load(tx, skp, false).await?;
    let content = open.content()?;
    let plan = &open.named;
    let Some(revision) = plan.skp.revision().filter(|revision| is_written(revision)) else {
        return Err(SkpRefusal::Waiting.into());
    };
    let asked = asked.filter(|asked| content.results.iter().any(|result| result.id == *asked));
    let form = open.context(asked.unwrap_or_else(|| open.next(None))).form();
    let leaders: Vec<EmployeeId> = content.results.iter().filter_map(|result| result.assigned_by).collect();
    let givers = store::names(tx, &leaders).await?;
    let mut superiors = open.superiors.clone();
    let before = content.results.iter().find(|result| Some(result.id) == asked).and_then(|result| result.supports);
    if let Some((above, _)) = before.filter(|(above, _)| superiors.iter().all(|known| known.id != *above)) {
        let texts = store::texts(tx, &[above], &leaders).await?.into_iter();
        superiors.extend(texts.map(|(id, text)| SuperiorResult { id, text, indicators: vec![] }));
    }
    let words = match &plan.assessor {
        None => {
            "Belum ada pejabat penilai, jadi belum ada hasil atasan untuk didukung. SKP tetap dapat disusun.".to_owned()
        }
        Some((_, name)) if open.superiors.is_empty() => {
            format!(
                "{name} belum punya SKP yang disetujui untuk tahun ini. SKP Anda tetap dapat disusun dan diajukan; hubungkan nanti."
            )
        }
        Some((_, name)) => words::ended(format!("Dari SKP {name}")),
    };
    let place = format::post(Some(&plan.post), Some(&plan.unit));
    let guidance = evaluation_rule::rules(tx).await?.guidance(tx.today(), tx.now);
    Ok(PlanEditor {
        id: skp,
        title: words::title(&plan.skp),
        about: format!("{place} · {} · versi {}", words::span(plan.skp.starts_on, plan.skp.ends_on), revision.version),
        returned: returned(revision, plan),
        rules: rules(plan.skp.agreement().is_some()),
        results: content.results.iter().map(|result| editor_line(result, &givers)).collect(),
        asked,
        form,
        superiors: superior_options(&superiors, words),
        saved: plan.edited_at.map(|at| moments.say(at)),
        seen: fingerprint(&revision.content),
        further: further::form(&content.further, guidance, plan.skp.agreement().is_some()),
    })
}

fn superior_options(superiors: &[SuperiorResult], words: String) -> SuperiorOptions {
    let indicators = superiors.iter().flat_map(|superior| {
        superior.indicators.iter().map(|iki| {
            let label = format!("{} ({}): {}", iki.name, iki.kind.unit, words::quoted(&superior.text));
            (iki.id.to_string(), label)
        })
    });
    SuperiorOptions {
        results: superiors.iter().map(|superior| (superior.id.to_string(), superior.text.clone())).collect(),
        indicators: indicators.collect(),
        words,
    }
}

fn editor_line(result: &Rhk, givers: &HashMap<EmployeeId, String>) -> EditorLine {
    let giver = result.assigned_by.and_then(|by| givers.get(&by)).map(|name| format!(" · penugasan dari {name}"));
    EditorLine {
        id: result.id,
        text: if result.text.is_empty() { words::quoted("") } else { result.text.clone() },
        about: format!("{} indikator{}", result.indicators.len(), giver.unwrap_or_default()),
        missing: words::missing(result),
        seen: fingerprint(result),
    }
}

/// What may be changed in a revision, from the table of the domain.
fn rules(is_revision: bool) -> Vec<String> {
    if !is_revision {
        return vec![];
    }
    let named = |wanted: Change| -> String {
        let fields = SkpField::ALL.into_iter().filter(|field| change_of(Stage::Agreed, *field) == wanted);
        fields.map(field_word).collect::<Vec<_>>().join(", ")
    };
    vec![
        format!("Berlaku setelah disetujui lagi oleh pejabat penilai: {}.", named(Change::BothSignatures)),
        format!(
            "Tidak dapat diubah pada yang sudah disetujui: {}. Hapus indikatornya dan tambahkan yang baru.",
            named(Change::Never)
        ),
    ]
}

const fn field_word(field: SkpField) -> &'static str {
    match field {
        SkpField::Span => "jabatan dan masa SKP",
        SkpField::Approach => "pendekatan kuantitatif atau kualitatif",
        SkpField::Results => "menambah dan menghapus hasil kerja",
        SkpField::Result => {
            "rumusan, jenis, klasifikasi, dan dasar hasil kerja, dan hasil atasan yang didukung dengan bagiannya"
        }
        SkpField::Indicators => "menambah dan menghapus indikator",
        SkpField::Name => "nama indikator",
        SkpField::Aspect => "aspek",
        SkpField::Measure => "satuan, arah, dan cara hitung indikator",
        SkpField::Baseline => "angka awal",
        SkpField::Targets => "target dan sasaran",
        SkpField::AddsTo => "indikator atasan yang ditambah",
        SkpField::Frequency => "seberapa sering dilaporkan",
        SkpField::Actions => "rencana aksi",
        SkpField::Manual => "perspektif, sumber data, dan manual indikator",
        SkpField::Further => "ekspektasi perilaku dan lampiran",
    }
}
