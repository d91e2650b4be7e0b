//! Where an indicator's figure comes from, in words: the arithmetic, the units below, the people.

use super::{
    ids, moment,
    results::OF_FEW,
    rolled::{Rolled, cascade},
};
use crate::{
    domain::{
        actor::BoardScope,
        calendar::{Month, Zone},
        cascade::{CascadeNode, CascadePart, CascadeTree, Figure, NotAdded},
        id::{IkiId, UnitId},
        measure::{Polarity, Value},
    },
    error::{Error, Result},
    features::dashboard::{
        model::{Contribution, OriginUnit, ResultOrigin},
        store::{
            self,
            origin::{IndicatorOwner, NamedBy},
        },
    },
    server::{agency::thresholds, door::Tx},
    ui::{format, plot::amount},
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

/// Returns where the figure of an indicator in force comes from.
///
/// # Errors
/// [`Error::NotFound`] if the caller does not see the whole board of its unit; of a unit's people who do not head it, only
/// those who see persons read anything.
pub(crate) async fn origin(tx: &mut Tx, iki: IkiId, after: Option<IkiId>) -> Result<ResultOrigin> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let owner = store::origin::owner(tx, iki).await?.ok_or(Error::NotFound)?;
    let path = store::path(tx, owner.unit).await?;
    if tx.actor.board_scope(&ids(&path)) != Some(BoardScope::Full) {
        return Err(Error::NotFound);
    }
    let sees_persons = tx.actor.may_see_reporters(&ids(&path));
    if !sees_persons && !owner.is_head {
        return Err(Error::NotFound);
    }
    let heads = store::results::head_indicators(tx, None, Some(iki)).await?;
    let head = heads.first().ok_or(Error::NotFound)?;
    let cascade = cascade(tx, owner.unit, &heads).await?;
    let rolled = cascade.roll(head, today);
    let status = rolled.status(today, thresholds(tx.db(), agency).await?);
    let units = store::results::units(tx, owner.unit).await?;
    let above = match head.node.adds_to {
        Some(above) => opened_above(tx, above).await?,
        None => None,
    };
    let is_shown = rolled.is_shown(sees_persons);
    let (contributions, shown, next) =
        if sees_persons { contributions(tx, &cascade.tree, &rolled, after).await? } else { (None, None, None) };
    Ok(ResultOrigin {
        unit: owner.unit,
        unit_name: path.first().map(|(_, name)| name.clone()).unwrap_or_default(),
        result: rolled.result.clone(),
        indicator: rolled.name.clone(),
        owner: sees_persons.then(|| format!("{}, {}", owner.name, owner.post)),
        bar: rolled.bar(today, status).filter(|_| is_shown),
        status: is_shown.then_some(status),
        sentences: if is_shown {
            sentences(&rolled, &cascade.tree, (&owner, &units), zone, today)
        } else {
            vec![format!("Angka ini {OF_FEW}.")]
        },
        history: owner.opens.then_some(iki),
        above,
        units: if is_shown { unit_rows(&rolled, (owner.unit, &units), sees_persons) } else { vec![] },
        contributions,
        shown,
        next,
    })
}

/// Returns the superior's indicator, if it is in force and the caller sees the whole board of its unit.
async fn opened_above(tx: &mut Tx, iki: IkiId) -> Result<Option<(IkiId, String)>> {
    let Some(owner) = store::origin::owner(tx, iki).await? else { return Ok(None) };
    let path = ids(&store::path(tx, owner.unit).await?);
    let is_seen =
        tx.actor.board_scope(&path) == Some(BoardScope::Full) && (owner.is_head || tx.actor.may_see_reporters(&path));
    if !is_seen {
        return Ok(None);
    }
    let above = store::results::head_indicators(tx, None, Some(iki)).await?;
    Ok(above.into_iter().next().map(|above| (iki, above.name)))
}

/// A page of the indicators that name another one, which part of them it is, and the key of the next page.
type ContributionPage = (Option<Vec<Contribution>>, Option<String>, Option<IkiId>);

async fn contributions(
    tx: &mut Tx,
    tree: &CascadeTree,
    rolled: &Rolled,
    after: Option<IkiId>,
) -> Result<ContributionPage> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let from = match after {
        Some(after) => store::origin::before(tx, rolled.iki, after).await?,
        None => 0,
    };
    let (rows, next) = store::origin::page(tx, rolled.iki, after).await?;
    let (not_added, month) = (tree.not_added(rolled.iki), tree.month(rolled.iki));
    let total = i32::try_from(tree.contributions(rolled.iki).len() + not_added.len()).unwrap_or(i32::MAX);
    let shown = format::part_of(from, rows.len(), total, "indikator");
    let why: HashMap<IkiId, NotAdded> = not_added.iter().copied().collect();
    let rows = rows.into_iter().map(|row| contribution(row, tree, &why, month, (zone, today)));
    Ok((Some(rows.collect()), shown, next))
}

fn contribution(
    row: NamedBy,
    tree: &CascadeTree,
    why: &HashMap<IkiId, NotAdded>,
    month: Option<Month>,
    (zone, today): (Zone, Date),
) -> Contribution {
    let unit = tree.node(row.iki).map(|node| node.kind.unit.clone()).unwrap_or_default();
    let is_rolled_up = !tree.contributions(row.iki).is_empty();
    let not_added = why.get(&row.iki);
    let figure = if not_added.is_some() { tree.figure(row.iki) } else { tree.figure_in(row.iki, month) };
    // What is not added is shown as it was reported.
    let standing = figure.standing.or_else(|| tree.own(row.iki).filter(|_| !is_rolled_up));
    let value = match (standing, figure.fraction) {
        (None, _) => "–".to_owned(),
        (Some(at), None) => amount(at.value.decimal(), &unit),
        (Some(at), Some((numerator, denominator))) => {
            let (numerator, denominator) = (format::number(numerator), format::number(denominator));
            format!("{} ({numerator} dari {denominator})", amount(at.value.decimal(), &unit))
        }
    };
    Contribution {
        id: row.iki,
        name: row.name,
        post: format::post(row.post.as_deref(), row.unit.as_deref()),
        indicator: row.indicator,
        value,
        reported: row.observed_at.filter(|_| !is_rolled_up).map(|at| moment(at, zone, today)),
        note: match not_added {
            Some(why) => Some(format!("tidak dijumlahkan: {}", reason(*why))),
            None => note(&figure, tree.node(row.iki).is_some_and(|node| lacks_fraction(node, &figure))),
        },
        opens: row.opens,
        is_rolled_up,
    }
}

/// Whether an indicator is a coverage whose own report has no numerator and denominator.
fn lacks_fraction(node: &CascadeNode, figure: &Figure) -> bool {
    figure.is_own && node.kind.is_coverage && node.own.is_some_and(|own| own.fraction.is_none())
}

/// Returns why a contribution does not count yet, or that it is old.
fn note(figure: &Figure, lacks_fraction: bool) -> Option<String> {
    let words = if lacks_fraction {
        "laporan tanpa pembilang dan penyebut, tidak dijumlahkan".to_owned()
    } else if figure.counted == 0 && figure.of_other_months > 0 {
        "laporan terakhir tentang bulan lain, tidak dijumlahkan".to_owned()
    } else if figure.is_own {
        let old = figure.standing.filter(|_| figure.old > 0).map(|at| format::old_number(at.observed_on));
        return if figure.counted == 0 { Some("belum ada laporan".to_owned()) } else { old };
    } else {
        let old = if figure.old > 0 { format!(", {} angka lama", figure.old) } else { String::new() };
        format!("{} dari {} indikator sudah dilaporkan{old}", figure.counted, figure.sources)
    };
    Some(words)
}

/// Returns the reason why an indicator is not added to the one that it names.
const fn reason(why: NotAdded) -> &'static str {
    match why {
        NotAdded::IndirectLink => "tautan tidak langsung",
        NotAdded::OtherResult => "mendukung hasil lain",
        NotAdded::OtherUnit => "satuan berbeda",
        NotAdded::OtherPolarity => "arah target berbeda",
        NotAdded::OtherAccumulation => "cara menghitung waktu berbeda",
        NotAdded::OtherKind => "cakupan dan angka biasa",
        NotAdded::Level => "indeks atau median tidak dapat dijumlahkan",
        NotAdded::Percentage => "persentase tanpa pembilang dan penyebut",
        NotAdded::SharedAspect => "hanya satu indikator dapat mewakili satu aspek",
    }
}

/// The most units without a contribution that are named.
const MAX_NAMED: usize = 6;

/// Returns the arithmetic in sentences.
fn sentences(
    rolled: &Rolled,
    tree: &CascadeTree,
    (owner, units): (&IndicatorOwner, &[(UnitId, String)]),
    zone: Zone,
    today: Date,
) -> Vec<String> {
    let mut words = vec![how(rolled, owner, zone, today)];
    let Figure { is_own, without_fraction, of_other_months, standing, old, .. } = rolled.figure;
    if old > 0 {
        words.push(if is_own {
            "Angka lama: laporan barunya sudah lewat waktunya.".to_owned()
        } else {
            format!("{old} di antaranya angka lama: laporan barunya sudah lewat waktunya.")
        });
    }
    let outside = units.iter().skip(1).filter(|(unit, _)| !rolled.parts.contains_key(&Some(*unit)));
    let outside: Vec<&str> = outside.map(|(_, name)| name.as_str()).collect();
    if !is_own && !outside.is_empty() && outside.len() + 1 < units.len() {
        let rest = outside.len().saturating_sub(MAX_NAMED);
        let named: Vec<&str> = outside.into_iter().take(MAX_NAMED).collect();
        let more = if rest > 0 { format!(", dan {rest} unit lain") } else { String::new() };
        words.push(format!("Tidak ada yang dijumlahkan dari {}{more}.", named.join(", ")));
    }
    if without_fraction > 0 {
        words.push(format!("{without_fraction} laporan tanpa pembilang dan penyebut tidak ikut dijumlahkan."));
    }
    if of_other_months > 0 {
        let month = standing.map(|at| format::month(at.observed_on)).unwrap_or_default();
        words.push(format!(
            "Yang dijumlahkan laporan tentang {month}; {of_other_months} laporan terakhir tentang bulan lain."
        ));
    }
    if let Some(planned) = rolled.planned {
        words.push(plan_gap(rolled, planned, today));
    }
    if let Some(own) = rolled.own.filter(|own| !is_own && standing.map(|at| at.value) != Some(own.value)) {
        let (value, day) = (rolled.amount(own.value.decimal()), format::short_day(own.observed_on));
        words.push(format!("Laporan pemilik hasil sendiri {value} ({day}); angka itu tidak ikut dijumlahkan."));
    }
    let mut reasons: BTreeMap<NotAdded, u32> = BTreeMap::new();
    for (_, why) in tree.not_added(rolled.iki) {
        *reasons.entry(*why).or_default() += 1;
    }
    if !reasons.is_empty() {
        let all: u32 = reasons.values().sum();
        let reasons: Vec<String> = reasons.into_iter().map(|(why, count)| format!("{count} {}", reason(why))).collect();
        words.push(format!("{all} indikator menyebut hasil ini tetapi tidak dijumlahkan: {}.", reasons.join(", ")));
    }
    words
}

/// Returns how the figure comes about.
fn how(rolled: &Rolled, owner: &IndicatorOwner, zone: Zone, today: Date) -> String {
    let Figure { standing, fraction, is_own, sources, counted, .. } = rolled.figure;
    if is_own {
        let none = "tidak ada indikator di bawahnya yang dijumlahkan";
        return match owner.observed_at.filter(|_| standing.is_some()) {
            Some(at) => {
                let at = format::moment_within(zone.local(at.to_jiff()), today);
                format!("Angka ini dari laporan pemilik hasil sendiri, {at}; {none}.")
            }
            None => format!("Belum ada laporan; {none}."),
        };
    }
    let Some(standing) = standing else {
        return format!(
            "{sources} indikator menyumbang dan belum ada laporan yang dapat dihitung: belum ada angka, bukan nol."
        );
    };
    let value = rolled.amount(standing.value.decimal());
    if rolled.is_aspect && counted == 1 {
        return format!("{value}: dari satu indikator yang mewakili aspeknya.");
    }
    match fraction.filter(|_| rolled.kind.is_coverage) {
        Some((numerator, denominator)) => format!(
            "{value} = {} dari {}: jumlah pembilang dibagi jumlah penyebut dari {counted} laporan; {sources} indikator \
             menyumbang, {counted} sudah dilaporkan.",
            format::number(numerator),
            format::number(denominator)
        ),
        None => format!(
            "{value} = jumlah {counted} laporan terbaru; {sources} indikator menyumbang, {counted} sudah dilaporkan."
        ),
    }
}

/// Returns what the targets of the contributions add up to beside the indicator's own.
fn plan_gap(rolled: &Rolled, planned: Decimal, today: Date) -> String {
    let aim = rolled.target.aim(rolled.judged_on(today)).map_or(Decimal::ZERO, Value::decimal);
    let gap = match aim - planned {
        gap if gap.is_zero() => "sama".to_owned(),
        gap if gap.is_sign_positive() => format!("masih {} yang belum dibagi", rolled.amount(gap)),
        gap => format!("{} lebih banyak", rolled.amount(gap.abs())),
    };
    format!("Target mereka berjumlah {} dari target {}: {gap}.", rolled.amount(planned), rolled.amount(aim))
}

/// Returns the parts by the units below, the one that is short of most first; the unit's own people and those of other
/// units come last.
fn unit_rows(rolled: &Rolled, (unit, names): (UnitId, &[(UnitId, String)]), sees_persons: bool) -> Vec<OriginUnit> {
    let (parts, together) = rolled.parts(sees_persons);
    let parts: HashMap<Option<UnitId>, CascadePart> = parts.into_iter().collect();
    let row = |id: Option<UnitId>, name: String, part: &CascadePart| unit_row(rolled, (id, name), part);
    let below = names.iter().filter(|(id, _)| *id != unit);
    let mut below: Vec<_> = below.filter_map(|(id, name)| Some((id, name, parts.get(&Some(*id))?))).collect();
    below.sort_by_cached_key(|(.., part)| Reverse(part.shortfall(&rolled.kind)));
    let mut rows: Vec<OriginUnit> =
        below.into_iter().map(|(id, name, part)| row(Some(*id), name.clone(), part)).collect();
    rows.extend(parts.get(&Some(unit)).map(|part| row(None, "Langsung di unit ini".to_owned(), part)));
    rows.extend(parts.get(&None).map(|part| row(None, "Pegawai unit lain".to_owned(), part)));
    rows.extend(together.map(|part| row(None, "Kelompok kecil, bersama-sama".to_owned(), &part)));
    rows
}

fn unit_row(rolled: &Rolled, (id, name): (Option<UnitId>, String), part: &CascadePart) -> OriginUnit {
    let kind = &rolled.kind;
    let value = match (part.value(kind), part.fraction().filter(|_| kind.is_coverage)) {
        (None, _) => "belum ada laporan".to_owned(),
        (Some(value), None) => rolled.amount(value),
        (Some(value), Some((numerator, denominator))) => {
            format!("{} ({} dari {})", rolled.amount(value), format::number(numerator), format::number(denominator))
        }
    };
    let shortfall = part.shortfall(kind);
    let unit = if kind.is_coverage { "" } else { kind.unit.as_str() };
    let (short, ahead) = match kind.polarity {
        Polarity::Maximise => ("kurang", "lebih"),
        Polarity::Minimise => ("lebih", "kurang"),
        Polarity::Stabilise => ("selisih", "selisih"),
    };
    let shortfall = match shortfall.round_dp(2) {
        none if none.is_zero() => "sama".to_owned(),
        gap if gap.is_sign_positive() => format!("{short} {}", amount(gap, unit)),
        gap => format!("{ahead} {}", amount(gap.abs(), unit)),
    };
    OriginUnit { id, name, value, reported: format!("{} dari {}", part.counted, part.sources), shortfall }
}
