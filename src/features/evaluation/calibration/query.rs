//! The board of a unit: who stands where, who is looked at first, and how the predikat are spread.

use super::model::{
    CalibrationAct, CalibrationCard, CalibrationCell, CalibrationQuery, CalibrationSheet, OpenCard, SpreadSheet,
    place_code,
};
use crate::{
    domain::{
        calendar::PeriodKind,
        evaluation::{
            Distribution, EvaluationId, EvaluationPeriod, Matrix, Pattern, Patterns, Predikat, Rating, Ratings, Stance,
            UnitAchievement,
        },
        id::{SkpId, UnitId},
    },
    error::{Error, Result},
    features::evaluation::{
        desk::{Desk, Part},
        store::{self, AchievementRecord, Board, CardRecord, MarkRecord, SignedRecord, SpreadRecord},
        unit,
        words::{self, Moments},
    },
    server::{agency, door::Tx, evaluation_rule, fingerprint::fingerprint, regime},
    ui::format,
};
use std::collections::{HashMap, HashSet};

/// The most cards of a board; the counts are of everybody.
const MAX_CARDS: usize = 300;

/// A board with everything that decides about it.
pub(super) struct Room {
    pub unit: UnitId,
    pub name: String,
    pub period: EvaluationPeriod,
    pub board: Board,
    /// The unit above, where there is one within the perangkat daerah.
    above: Option<String>,
    pub signed: Vec<SignedRecord>,
    pub level: Option<AchievementRecord>,
    pub patterns: Patterns,
    matrix: Matrix,
    /// What was set before, the newest first; nothing for who stands on the board, too: their own predikat is in it.
    pub history: Vec<SpreadRecord>,
    is_on_board: bool,
}

impl Room {
    /// Returns the board of a unit, or that of the unit that the caller leads.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who does not lead it or a unit above it within the perangkat daerah.
    pub(super) async fn load(tx: &mut Tx, unit: Option<UnitId>, period: EvaluationPeriod) -> Result<Self> {
        let (agency, me) = (tx.actor.agency, tx.actor.employee.ok_or(Error::NotFound)?);
        let unit = unit.or_else(|| tx.actor.leads.first().copied()).ok_or(Error::NotFound)?;
        let path = agency::unit_path(tx.db(), agency, unit).await?;
        let ids: Vec<UnitId> = path.iter().map(|(unit, _)| *unit).collect();
        if !tx.actor.may_calibrate(&ids) {
            return Err(Error::NotFound);
        }
        let row = unit::period_of(tx, period).await?;
        let span = (period.starts_on(), period.ends_on());
        let board = Board { unit, is_agency: path.len() == 1, period: row, span, me };
        let signed = store::signed(tx, board).await?;
        let level = store::achievement(tx, unit, row).await?.into_iter().next();
        let rules = evaluation_rule::rules(tx).await?;
        let names = path.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        let above = names.get(1).filter(|_| names.len() > 2).cloned();
        let is_on_board = store::is_on_board(tx, board).await?;
        let history = if is_on_board { vec![] } else { store::spreads(tx, unit, row).await? };
        Ok(Self {
            unit,
            name: names.into_iter().next().unwrap_or_default(),
            period,
            board,
            above,
            signed,
            level,
            patterns: rules.patterns(period.ends_on(), tx.now),
            matrix: rules.matrix(period.ends_on(), tx.now),
            history,
            is_on_board,
        })
    }

    /// How the predikat are spread among who was evaluated.
    pub(super) fn people(&self) -> Distribution {
        let mut people = Distribution::default();
        for predikat in self.signed.iter().filter_map(|record| record.predikat) {
            people.0[predikat as usize] += 1;
        }
        people
    }

    /// What the unit achieved, where enough people were evaluated for its pattern, and the reader is none of them.
    pub(super) fn judged(&self) -> Option<UnitAchievement> {
        let is_enough = self.people().total() >= self.patterns.smallest && !self.is_on_board;
        self.level.as_ref().map(|record| record.level).filter(|_| is_enough)
    }

    /// What a signature of the spread rests on.
    pub(super) fn seen(&self) -> String {
        let newest = self.history.first().map(|record| record.id);
        let ground = |level| fingerprint(&(level, self.people(), self.patterns.of(level), newest));
        self.judged().map_or_else(String::new, ground)
    }
}

/// Returns the board of a unit in a period, and the card of the address.
///
/// # Errors
/// [`Error::NotFound`] for who does not lead the unit or one above it within the perangkat daerah, and for a card that is not
/// on the board.
pub(crate) async fn sheet(tx: &mut Tx, asked: CalibrationQuery) -> Result<CalibrationSheet> {
    let (period, periods) = unit::periods(tx, asked.period).await?;
    let room = Room::load(tx, asked.unit, period).await?;
    let moments = Moments::of_page(tx);
    let skps: Vec<SkpId> = room.signed.iter().map(|record| record.skp).collect();
    let marks = store::marks(tx, &skps, room.board.period).await?;
    let cells = cells(tx, &room, &marks).await?;
    let card = match asked.card {
        Some(card) => open_card(tx, &room, card, &marks, moments).await?,
        None => None,
    };

    let progress = progress(tx, &room).await?;
    let shown: usize = cells.iter().map(|cell| cell.cards.len()).sum();
    let rated: usize = cells.iter().map(|cell| cell.people as usize).sum();
    let mut notes = vec![];
    if shown < rated {
        notes.push(format!(
            "Ditampilkan {shown} dari {rated} pegawai: yang dipertanyakan, berubah, dan ekstrem dulu. Buka unit di bawahnya untuk \
             yang lain."
        ));
    }
    if period.ends_on() > moments.today {
        let day = format::day(period.ends_on());
        notes.push(format!("Periode ini berakhir {day}. Penilaian ditetapkan sesudahnya, lalu tampil di sini."));
    }
    Ok(CalibrationSheet {
        unit: room.unit,
        name: room.name.clone(),
        period,
        units: units(tx, room.unit).await?,
        periods,
        progress,
        notes,
        cells,
        spread: spread(&room, moments),
        card,
    })
}

/// The units below, and the others that the caller leads.
async fn units(tx: &mut Tx, unit: UnitId) -> Result<Vec<(UnitId, String)>> {
    let agency = tx.actor.agency;
    let mut units = vec![];
    for led in tx.actor.leads.clone().into_iter().filter(|led| *led != unit) {
        units.extend(agency::unit_path(tx.db(), agency, led).await?.into_iter().next());
    }
    let is_agency = agency::unit_path(tx.db(), agency, unit).await?.len() == 1;
    if !is_agency {
        units.extend(store::unit_names(tx, unit).await?);
    }
    let mut known = HashSet::new();
    units.retain(|(unit, _)| known.insert(*unit));
    Ok(units)
}

/// How many were signed of those whose evaluation the period has.
async fn progress(tx: &mut Tx, room: &Room) -> Result<String> {
    let agency = tx.actor.agency;
    let rules = regime::rules(tx.db(), agency).await?;
    let kind = room.period.kind();
    let counts = store::plan_counts(tx, room.board).await?;
    let is_evaluated = |regime: Option<&str>, is_last: bool| match kind {
        PeriodKind::Year => is_last,
        kind => rules.periods_of(regime) == kind,
    };
    let counts = counts.iter().filter(|count| is_evaluated(count.regime.as_deref(), count.is_last));
    let total: i64 = counts.map(|count| count.plans).sum();
    let signed = room.signed.len();
    let not_evaluated = room.signed.iter().filter(|record| record.not_evaluated.is_some()).count();
    let released = room.signed.iter().filter(|record| record.is_released).count();
    let total = total.max(i64::try_from(signed).unwrap_or(i64::MAX));
    let more = [(not_evaluated, "tidak dinilai"), (released, "dirilis")];
    let more = more.into_iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
    Ok([format!("{signed} dari {total} sudah ditetapkan")].into_iter().chain(more).collect::<Vec<_>>().join(", "))
}

async fn cells(tx: &mut Tx, room: &Room, marks: &[MarkRecord]) -> Result<Vec<CalibrationCell>> {
    let versions: HashMap<SkpId, i16> = room.signed.iter().map(|record| (record.skp, record.version)).collect();
    let open = marks.iter().filter(|mark| versions.get(&mark.skp).is_some_and(|version| mark.mark.is_open(*version)));
    let open: HashSet<SkpId> = open.map(|mark| mark.skp).collect();
    let questioned = |record: &SignedRecord| open.contains(&record.skp);
    let rank = |record: &SignedRecord| {
        let is_extreme =
            matches!(record.predikat, Some(Predikat::SangatBaik | Predikat::Kurang | Predikat::SangatKurang));
        (!questioned(record), record.version == 1, !is_extreme)
    };
    let mut rated: Vec<&SignedRecord> = room.signed.iter().filter(|record| record.ratings.is_some()).collect();
    rated.sort_by_cached_key(|record| rank(record));
    let shown: Vec<SkpId> = rated.iter().take(MAX_CARDS).map(|record| record.skp).collect();
    let named: HashMap<SkpId, CardRecord> =
        store::cards(tx, &shown).await?.into_iter().map(|card| (card.skp, card)).collect();
    let card = |record: &SignedRecord| {
        let CardRecord { person, post, unit, .. } = named.get(&record.skp)?;
        let tags =
            [(questioned(record), "Dipertanyakan"), (record.version > 1, "Berubah"), (record.is_released, "Dirilis")];
        let tags = tags.into_iter().filter(|(is, _)| *is).map(|(_, word)| word.to_owned());
        let first = rank(record);
        let card = CalibrationCard {
            skp: record.skp,
            person: person.clone(),
            post: format::post(Some(post), Some(unit)),
            tags: tags.collect(),
            is_fixed: record.is_released,
        };
        Some((first, card))
    };
    let cell = |place: Ratings| {
        let there = || rated.iter().filter(|record| record.ratings == Some(place));
        let mut cards: Vec<_> = there().filter_map(|record| card(record)).collect();
        cards.sort_by(|(first, one), (second, other)| (first, &one.person).cmp(&(second, &other.person)));
        CalibrationCell {
            place,
            predikat: room.matrix.predikat(place),
            people: u32::try_from(there().count()).unwrap_or(u32::MAX),
            cards: cards.into_iter().map(|(_, card)| card).collect(),
        }
    };
    Ok(places().map(cell).collect())
}

/// The nine places, as the board has them.
fn places() -> impl Iterator<Item = Ratings> {
    Rating::ALL.into_iter().rev().flat_map(|results| Rating::ALL.map(|conduct| Ratings { results, conduct }))
}

/// `Hasil di atas, perilaku sesuai: Baik`
fn place_words(place: Ratings, matrix: Matrix) -> String {
    let name = |rating: Rating| rating.short_name().to_lowercase();
    format!("Hasil {}, perilaku {}: {}", name(place.results), name(place.conduct), matrix.predikat(place).name())
}

async fn open_card(
    tx: &mut Tx,
    room: &Room,
    card: SkpId,
    marks: &[MarkRecord],
    moments: Moments,
) -> Result<Option<OpenCard>> {
    let is_here = room.signed.iter().any(|record| record.skp == card && record.ratings.is_some());
    if !is_here {
        return Err(Error::NotFound);
    }
    let id = EvaluationId { skp: card, period: room.period };
    // Who leads a unit for a while reads its board, and not what the assessors' superiors read.
    let desk = match Desk::load(tx, id, false).await {
        Err(Error::NotFound) => return Ok(None),
        desk => desk?,
    };
    if !matches!(desk.part, Part::Evaluator | Part::Superior) {
        return Ok(None);
    }
    let evaluation = &desk.stored.evaluation;
    let (version, place) =
        evaluation.signed().and_then(|version| Some((version, version.content.ratings()?))).ok_or(Error::NotFound)?;
    let matrix = room.matrix;
    let signer = desk.stored.signers.last().map(|(name, _)| name.clone()).unwrap_or_default();
    let mut facts = vec![
        ("Tempat", place_words(place, matrix)),
        ("Alasan rating hasil kerja", version.content.results.reason.clone()),
        ("Alasan rating perilaku kerja", version.content.conduct.reason.clone()),
        ("Ditetapkan", format!("{} oleh {signer}", moments.say(version.signed_at))),
    ];
    if let Some(reason) = &version.reason {
        facts.push(("Alasan perubahan", reason.to_string()));
    }
    let said = marks.iter().filter(|record| record.skp == card);
    let said = said.map(|record| mark_words(record, version.number, matrix, moments)).collect();
    let other = |other: Ratings| (place_code(other), place_words(other, matrix));
    let others: Vec<(String, String)> = places().filter(|to| *to != place).map(other).collect();
    let (act, about, first) = match (evaluation.movable(), desk.part) {
        (Err(refusal), _) => (None, refusal.to_string(), vec![]),
        (Ok(_), Part::Evaluator) => (
            Some(CalibrationAct::Move),
            "Pemindahan adalah versi baru penilaian: alasannya menggantikan alasan rating yang berubah dan terbaca pegawai \
             sesudah dirilis."
                .to_owned(),
            vec![(String::new(), "Pilih tempatnya".to_owned())],
        ),
        (Ok(_), Part::Superior) => (
            Some(CalibrationAct::Mark),
            format!("{signer} yang memindahkan. Tanggapan Anda terbaca olehnya dan tidak terbaca pegawai yang dinilai."),
            vec![
                (String::new(), "Pilih tanggapannya".to_owned()),
                ("agree".to_owned(), "Setuju: tetap di tempatnya".to_owned()),
                ("question".to_owned(), "Pertanyakan, tanpa usul tempat".to_owned()),
            ],
        ),
        (Ok(_), Part::Owner | Part::Follower) => (None, String::new(), vec![]),
    };
    let places = first.into_iter().chain(others).collect();
    let facts = facts.into_iter().map(|(label, words)| (label.to_owned(), words)).collect();
    let person = desk.subject.person.clone();
    let seen = version.number;
    Ok(Some(OpenCard { id, person, facts, marks: said, place, act, places, about, seen }))
}

fn mark_words(record: &MarkRecord, newest: i16, matrix: Matrix, moments: Moments) -> String {
    let MarkRecord { mark, author, .. } = record;
    let word = match (mark.stance, mark.proposal) {
        (Stance::Agree, _) => "setuju".to_owned(),
        (Stance::Question, None) => "mempertanyakan".to_owned(),
        (Stance::Question, Some(place)) => format!("mengusulkan {}", place_words(place, matrix).to_lowercase()),
    };
    let note = mark.note.as_ref().map_or_else(String::new, |note| format!(" – {note}"));
    let about = if mark.version == newest { "" } else { " (tentang versi sebelumnya)" };
    format!("{author} {word} {}{about}{note}", moments.say(mark.at))
}

fn spread(room: &Room, moments: Moments) -> SpreadSheet {
    let people = room.people();
    let judged = room.judged();
    let pattern = judged.map(|level| room.patterns.of(level).clone());
    let total = people.total();
    let about = match (&room.level, judged) {
        _ if room.is_on_board => {
            "Anda sendiri ada di papan ini dan tidak dihitung; sebarannya ditetapkan atasan Anda.".to_owned()
        }
        (_, Some(level)) => {
            format!("Capaian {}: {}. {total} pegawai dinilai, polanya:", room.name, level.name())
        }
        (None, _) => format!(
            "Capaian {} dalam {} belum ditetapkan, jadi polanya belum ada.",
            room.name,
            words::period(room.period)
        ),
        (Some(_), None) => {
            let smallest = room.patterns.smallest;
            let above = room.above.as_ref().map_or_else(String::new, |above| format!(" bersama {above}"));
            format!("Baru {total} pegawai dinilai: pola dilihat mulai {smallest} pegawai{above}.")
        }
    };
    let line = |(at, record): (usize, &SpreadRecord)| {
        let (name, post) = &record.signer;
        let by = if post.is_empty() { name.clone() } else { format!("{name}, {post}") };
        let counts = Predikat::ALL.into_iter().rev().map(|it| format!("{} {}", it.name(), record.people.of(it)));
        let reason = record.reason.as_ref().map_or_else(String::new, |reason| format!(" Alasan: {reason}"));
        let moved = if at == 0 && record.people != people { " Sebarannya berubah sejak itu." } else { "" };
        let departures = record.departures.join(" ");
        format!(
            "Ditetapkan {} oleh {by} (capaian {}): {}. {departures}{reason}{moved}",
            moments.say(record.signed_at),
            record.level.name(),
            counts.collect::<Vec<_>>().join(", ")
        )
    };
    SpreadSheet {
        people,
        words: pattern.as_ref().map(Pattern::words).unwrap_or_default(),
        departures: pattern.as_ref().map(|pattern| pattern.departures(people)).unwrap_or_default(),
        pattern,
        about,
        history: room.history.iter().enumerate().map(line).collect(),
        seen: room.seen(),
    }
}
