//! The intended status of everybody today: most on plan, some ahead, some in need of support, some silent.

use super::{
    course::can_be_ahead,
    dice::Dice,
    history::{Horizon, Wish, report},
    people::{Cast, Staff},
    plans::Plan,
    structure::{DEMO_PUSKESMAS, Unit},
    wording::Field,
};
use crate::domain::measure::{Accumulation, Status};
use jiff::{ToSpan, civil::Date};

/// The team of the demo, one for each place after the first.
const DEMO_TEAM: [Status; 25] = {
    use Status::{Ahead, NeedsSupport, NotDue, OnPlan, Silent};
    [
        NeedsSupport,
        OnPlan,
        OnPlan,
        Ahead,
        OnPlan,
        Silent,
        OnPlan,
        NeedsSupport,
        OnPlan,
        OnPlan,
        Ahead,
        OnPlan,
        Silent,
        OnPlan,
        NeedsSupport,
        OnPlan,
        Ahead,
        OnPlan,
        NeedsSupport,
        OnPlan,
        Silent,
        OnPlan,
        NeedsSupport,
        OnPlan,
        NotDue,
    ]
};

/// Gives every plan its reports.
pub(crate) fn report_all(
    plans: &mut [Plan],
    staff: &Staff,
    units: &[Unit],
    cast: Cast,
    horizon: &Horizon,
    dice: &mut Dice,
) {
    let moods: Vec<_> = units.iter().map(|_| dice.within(-7..=9)).collect();
    let mut demo_team = DEMO_TEAM.iter();
    for plan in plans {
        let field = Field::of(staff.posts[plan.post].template);
        let from = horizon.zone.day(plan.agreed_at).saturating_add(1.day());
        if !plan.is_open() {
            let sparse = plan.year < horizon.today.year();
            for indicator in plan.indicators_mut() {
                let until = indicator.target.ends_on;
                let wish = Wish { aim: None, from, until, gap: None, exactly: false, field, sparse };
                report(dice, horizon, &wish, indicator);
            }
            continue;
        }
        let in_demo_team = units[plan.unit].name == DEMO_PUSKESMAS && plan.person != cast.atasan;
        let aim = if plan.person == cast.atasan || plan.person == cast.pimpinan {
            Status::OnPlan
        } else if in_demo_team {
            demo_team.next().copied().unwrap_or(Status::OnPlan)
        } else {
            person_aim(dice, plan, moods[plan.unit], horizon.today)
        };
        let mut wishes = wishes(dice, plan, aim, field, horizon);
        if plan.person == cast.pegawai {
            prepare(&mut wishes, plan, field, horizon);
        }
        for (indicator, wish) in plan.indicators_mut().zip(wishes) {
            if let Some(wish) = wish {
                report(dice, horizon, &wish, indicator);
            }
        }
    }
}

/// Returns the status of a person. Units differ: in some, more people need support.
fn person_aim(dice: &mut Dice, plan: &Plan, mood: i32, today: Date) -> Status {
    if plan.starts_on == today.first_of_month() && today.month() > 1 {
        return Status::NotDue;
    }
    let more = |base: i32, slope: i32| u32::try_from(base + slope * mood / 10).unwrap_or(0);
    let room = plan.indicators().all(|indicator| can_be_ahead(indicator.template, &indicator.target, today));
    let shares = [
        (Status::Ahead, if room { more(17, -12) } else { 0 }),
        (Status::OnPlan, more(60, -6)),
        (Status::NeedsSupport, more(13, 12)),
        (Status::Silent, more(10, 6)),
    ];
    dice.weighted(&shares, |share| share.1).0
}

/// Returns the requirements of each indicator for a status; `None` for one without reports yet.
fn wishes(dice: &mut Dice, plan: &Plan, aim: Status, field: Field, horizon: &Horizon) -> Vec<Option<Wish>> {
    let count = plan.indicators().count();
    let chosen = dice.within(0..count.max(1));
    let second = dice.chance(30).then(|| dice.within(0..count.max(1)));
    let all_silent = dice.chance(75);
    let silent_for = if dice.chance(70) { dice.within(4..=45_i64) } else { dice.within(45..=140) };
    let gap = dice.chance(28).then(|| gap(dice, plan, horizon.today)).flatten();
    let from = horizon.zone.day(plan.agreed_at).saturating_add(1.day());
    let never = dice.chance(6);
    plan.indicators()
        .enumerate()
        .map(|(at, indicator)| {
            let room = can_be_ahead(indicator.template, &indicator.target, horizon.today);
            let own = match aim {
                Status::NotDue => return None,
                Status::Ahead => Status::Ahead,
                Status::NeedsSupport if at == chosen || Some(at) == second => Status::NeedsSupport,
                Status::Silent if all_silent || at == chosen => Status::Silent,
                _ if room && at != chosen && dice.chance(24) => Status::Ahead,
                _ => Status::OnPlan,
            };
            let silence = i64::from(indicator.target.frequency.days()) + silent_for;
            let until = match own {
                Status::Silent => horizon.today.saturating_sub(silence.days()),
                _ => horizon.yesterday(),
            };
            if never && own == Status::Silent && until > indicator.target.starts_on {
                return None;
            }
            let aim = (own != Status::Silent).then_some(own);
            Some(Wish { aim, from, until, gap, exactly: false, field, sparse: false })
        })
        .collect()
}

/// Returns some past weeks, well before today, without reports.
fn gap(dice: &mut Dice, plan: &Plan, today: Date) -> Option<(Date, Date)> {
    let days = (today - plan.starts_on).get_days() - 120;
    let from = plan.starts_on.saturating_add(i64::from(dice.within(20..=days.max(20))).days());
    let length = dice.within(40..=75_i64);
    (days > 20).then(|| (from, from.saturating_add(length.days())))
}

/// The midwife of the demo: a coverage ahead, records due for a report now, visits that need support, and a
/// waiting time that falls as planned. In December no coverage can be ahead any more; the waiting time is then.
fn prepare(wishes: &mut [Option<Wish>], plan: &Plan, field: Field, horizon: &Horizon) {
    let room = plan.indicators().next().is_some_and(|iki| can_be_ahead(iki.template, &iki.target, horizon.today));
    for ((at, wish), indicator) in wishes.iter_mut().enumerate().zip(plan.indicators()) {
        let (aim, ago) = match at {
            0 if room => (Status::Ahead, 4),
            0 => (Status::OnPlan, 4),
            1 => (Status::OnPlan, indicator.target.frequency.days()),
            2 => (Status::NeedsSupport, 4),
            _ => (if room { Status::OnPlan } else { Status::Ahead }, 5),
        };
        let until = horizon.today.saturating_sub(ago.days());
        let exactly = until > indicator.target.starts_on && indicator.target.accumulation != Accumulation::Month;
        let from = horizon.zone.day(plan.agreed_at).saturating_add(1.day());
        *wish = Some(Wish { aim: Some(aim), from, until, gap: None, exactly, field, sparse: false });
    }
}
