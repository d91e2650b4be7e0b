//! The fields that link a result and its indicators to those of superiors, beside which result it supports.

use super::{
    input::{Context, field},
    typed::{NONE, Typed},
};
use crate::{
    domain::{
        cascade::MeasureKind,
        id::{IkiId, RhkId},
        skp::{Cascade, Division, Iki, Link, percent_of, share_of},
    },
    server::codec::word,
    ui::format::number,
};

/// The most further results that one supports.
const MAX_FURTHER: usize = 10;

/// The prefix of the boxes that choose further results.
pub(crate) const ALSO: &str = "also-";

impl Context<'_> {
    /// Returns the fields of the part that the stored result is of the superior's.
    pub(super) fn cascade_fields(&self) -> Vec<(String, String)> {
        let cascade = self.stored.map(|result| (*result.cascade).clone()).unwrap_or_default();
        let share = cascade.share.map(|share| number(percent_of(share))).unwrap_or_default();
        let own = [("division".to_owned(), word(&cascade.division)), ("share".to_owned(), share)];
        let also = cascade.also.into_iter().map(|above| (format!("{ALSO}{above}"), "true".to_owned()));
        own.into_iter().chain(also).collect()
    }

    /// Reads which part of the superior's result this one is; a page that does not show it leaves it as it is. A result
    /// without a direct link is no part of anything.
    pub(super) fn read_cascade(&self, reader: &mut Typed<'_>, supports: Option<(RhkId, Link)>) -> Cascade {
        let stored = self.stored.map(|result| result.cascade.clone()).unwrap_or_default();
        let is_direct = matches!(supports, Some((_, Link::Direct)));
        let mut cascade = if reader.has("division") { self.typed_cascade(reader, &stored) } else { *stored };
        cascade.also.retain(|further| supports.is_none_or(|(above, _)| above != *further));
        if cascade.also.len() > MAX_FURTHER {
            reader.wrong("division", "Paling banyak 10 hasil lain yang ikut didukung.");
        }
        if !is_direct {
            cascade = Cascade { also: cascade.also, ..Cascade::default() };
        }
        cascade
    }

    fn typed_cascade(&self, reader: &mut Typed<'_>, stored: &Cascade) -> Cascade {
        let division = reader.choice("division", Division::Volume);
        let share = reader.value("share").and_then(|percent| {
            let share = share_of(percent);
            if share.is_none() {
                reader.wrong("share", "Isi di atas 0 sampai 100 persen, paling banyak dua angka di belakang koma.");
            }
            share
        });
        let known = self.superiors.iter().map(|superior| superior.id);
        let known = known.chain(stored.also.iter().copied());
        let mut also: Vec<RhkId> = vec![];
        for further in known {
            if !also.contains(&further) && reader.get(&format!("{ALSO}{further}")) == "true" {
                also.push(further);
            }
        }
        Cascade { division, share, also }
    }

    /// Reads to which of the superior's indicators one is added. Where nothing is chosen, or the choice is of another
    /// result, it is the one that it can only mean. A superior's plan that is not in force any more leaves it as it is.
    pub(super) fn read_adds_to(
        &self,
        reader: &mut Typed<'_>,
        iki: &Iki,
        supports: Option<(RhkId, Link)>,
        division: Division,
    ) -> Option<IkiId> {
        let Some((above, Link::Direct)) = supports else { return None };
        let name = field(iki.id, "adds");
        let typed = reader.get(&name).to_owned();
        let Some(above) = self.superiors.iter().find(|superior| superior.id == above) else { return iki.adds_to };
        if typed == NONE || (!reader.has(&name) && self.stored().iter().any(|stored| stored.id == iki.id)) {
            return iki.adds_to.filter(|_| typed != NONE);
        }
        let chosen = typed.parse::<IkiId>().ok();
        match above.indicators.iter().find(|known| Some(known.id) == chosen) {
            Some(known) if known.kind.differs_from(&MeasureKind::of(iki)).is_some() => {
                let said = format!(
                    "{} dihitung dengan cara lain ({}). Samakan satuan, arah, dan cara hitungnya, atau pilih yang lain.",
                    known.name, known.kind.unit
                );
                reader.wrong(&name, &said);
                None
            }
            Some(known) => Some(known.id),
            None => above.matching(iki, division),
        }
    }
}
