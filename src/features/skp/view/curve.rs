//! The targets of the months as sliders: a curve to drag. The fields keep what is typed; the sliders, in a download of their
//! own, follow and fill them.

use super::indicator::MONTHS;
use crate::{
    domain::{id::IkiId, measure::Value},
    ui::format::plain_number,
};
use leptos::{
    lazy,
    leptos_dom::helpers::document,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlInputElement},
};

/// The steps of a slider up to the highest target.
const STEPS: i64 = 50;
/// The steps above it.
const HEADROOM: i64 = 10;

/// Where the sliders stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Curve {
    /// What one step is worth.
    step: Value,
    months: [Option<Value>; 12],
}

impl Curve {
    /// Reads the fields. Without targets of months it is the target of the year, spread evenly; `None` without any, and
    /// below zero.
    fn read(iki: IkiId, span: (i8, i8)) -> Option<Self> {
        let value = |name: &str| Value::parse_typed(&input(iki, name)?.value()).ok();
        let mut months = [None; 12];
        for (month, at) in (1_i8..).zip(&mut months).filter(|(month, _)| is_within(span, *month)) {
            *at = value(&format!("m{month}"));
        }
        if months.iter().all(Option::is_none) {
            let target = value("target")?;
            let count = i64::from(span.1 - span.0) + 1;
            for (month, at) in (1_i8..).zip(&mut months).filter(|(month, _)| is_within(span, *month)) {
                let share = target.times(i64::from(month - span.0) + 1).map(|share| share.divided(count));
                *at = if is_cumulative(iki) { share } else { Some(target) };
            }
        }
        let known = || months.iter().flatten();
        let highest = known().max().filter(|highest| **highest > Value::ZERO)?;
        known().all(|target| *target >= Value::ZERO).then_some(())?;
        Some(Self { step: step_for(*highest)?, months })
    }

    /// The position of a month's slider.
    fn position(&self, month: usize) -> i64 {
        let target = self.months.get(month).copied().flatten().unwrap_or(Value::ZERO);
        (0..=STEPS + HEADROOM).rev().find(|at| self.step.times(*at).is_some_and(|value| value <= target)).unwrap_or(0)
    }

    /// Moves the slider of a month; a total of the year carries the months before and behind with it, so that it never
    /// falls.
    fn moved(mut self, month: usize, to: i64, is_cumulative: bool) -> Self {
        let Some(value) = self.step.times(to) else { return self };
        for (at, target) in self.months.iter_mut().enumerate() {
            match target {
                Some(target) if at == month => *target = value,
                Some(target) if is_cumulative && at < month => *target = (*target).min(value),
                Some(target) if is_cumulative => *target = (*target).max(value),
                None if at == month => *target = Some(value),
                Some(_) | None => {}
            }
        }
        self
    }

    /// Fills the fields: what the months end with is the target of the year.
    fn write(&self, iki: IkiId) {
        for (month, target) in (1..).zip(&self.months) {
            if let (Some(target), Some(field)) = (target, input(iki, &format!("m{month}"))) {
                field.set_value(&plain_number(&target.to_string()));
            }
        }
        if let (Some(last), Some(field)) = (self.months.iter().rev().find_map(|at| *at), input(iki, "target")) {
            field.set_value(&plain_number(&last.to_string()));
        }
    }
}

const fn is_within((first, last): (i8, i8), month: i8) -> bool {
    first <= month && month <= last
}

/// Returns a field of the indicator; a list of choices has a value, too.
fn input(iki: IkiId, name: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(&format!("i{iki}-{name}")).map(JsCast::unchecked_into)
}

/// Returns whether the targets add up from month to month.
fn is_cumulative(iki: IkiId) -> bool {
    input(iki, "accumulation").is_some_and(|field| field.value() == "year")
}

/// Returns the round step (1, 2 or 5 of some power of ten) with which the highest target is reached in at most [`STEPS`].
fn step_for(highest: Value) -> Option<Value> {
    let mut power = Value::ONE.divided(10_000);
    loop {
        for factor in [1, 2, 5] {
            let step = power.times(factor)?;
            if step.times(STEPS).is_none_or(|reached| reached >= highest) {
                return Some(step);
            }
        }
        power = power.times(10)?;
    }
}

/// Draws the sliders of an indicator; they follow the fields at each change.
type DrawSliders = fn(IkiId, (i8, i8), ReadSignal<u32>) -> AnyView;

/// A function instead of a view, so that the form owns what it draws.
#[lazy]
fn target_sliders() -> DrawSliders {
    sliders
}

/// The fields with the sliders above them, whose download is fetched once the page can be used; `children` are the fields.
/// `span` has the first and the last month of the plan.
#[component]
pub(super) fn TargetCurve(iki: IkiId, span: (i8, i8), is_open: bool, children: Children) -> impl IntoView {
    let draw = RwSignal::new(None::<DrawSliders>);
    let (changes, count) = signal(0_u32);
    let follow = move || {
        count.try_update(|changes| *changes += 1);
    };
    Effect::new(move |_| {
        spawn_local(async move {
            draw.try_set(Some(target_sliders().await));
        });
    });
    let sliders = move || draw.get().map(|draw| draw(iki, span, changes));
    view! {
        <details class="plan-months" open=is_open on:toggle=move |_| follow()>
            <summary>"Isi target sendiri tiap bulan"</summary>
            <p class="field-hint">"Kosongkan semua untuk membagi rata. Isi angka sampai bulan itu."</p>
            {sliders}
            <div class="plan-month-fields" on:input=move |_| follow()>
                {children()}
            </div>
        </details>
    }
    .into_any()
}

fn sliders(iki: IkiId, span: (i8, i8), changes: ReadSignal<u32>) -> AnyView {
    let curve = RwSignal::new(None::<Curve>);
    let follow = move || {
        let read = Curve::read(iki, span);
        if curve.try_get_untracked().is_some_and(|known| known != read) {
            curve.try_set(read);
        }
    };
    let slider = move |month: usize, word: &'static str| {
        let position = move || curve.get().map_or(0, |curve| curve.position(month)).to_string();
        let said = move || {
            let target = curve.get().and_then(|curve| curve.months.get(month).copied().flatten());
            target.map(|target| plain_number(&target.to_string())).unwrap_or_default()
        };
        let drag = move |event: Event| {
            let to = event_target_value(&event).parse::<i64>().ok();
            if let (Some(now), Some(to)) = (curve.get_untracked(), to) {
                let moved = now.moved(month, to, is_cumulative(iki));
                moved.write(iki);
                curve.set(Some(moved));
            }
        };
        view! {
            <label>
                <input
                    type="range"
                    min="0"
                    max=(STEPS + HEADROOM).to_string()
                    prop:value=position
                    aria-valuetext=said
                    on:input=drag
                />
                {word}
            </label>
        }
    };
    let is_there = Memo::new(move |_| curve.with(Option::is_some));
    let sliders = move || {
        is_there.get().then(|| {
            let months = (0..).zip((1_i8..).zip(MONTHS)).filter(|(_, (month, _))| is_within(span, *month));
            let sliders = months.map(|(at, (_, word))| slider(at, word)).collect_view();
            view! {
                <fieldset class="plan-curve">
                    <legend>"Geser target tiap bulan"</legend>
                    {sliders}
                </fieldset>
            }
        })
    };
    // The fields are filled by then, also with what is restored.
    Effect::new(move |_| {
        let _ = changes.get();
        request_animation_frame(follow);
    });
    sliders.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_round_and_reaches_the_highest_target() {
        for (highest, step) in
            [(1200, "50"), (1, "0.02"), (50, "1"), (51, "2"), (365, "10"), (999_999_999_999, "20000000000")]
        {
            assert_eq!(
                step_for(Value::whole(highest)).map(|step| step.to_string()).as_deref(),
                Some(step),
                "{highest}"
            );
        }
    }

    #[test]
    fn a_total_of_the_year_never_falls_and_a_level_goes_its_own_way() {
        let months =
            std::array::from_fn(|month| i64::try_from(month).ok().map(|month| Value::whole((month + 1) * 100)));
        let curve = Curve { step: Value::whole(50), months };
        assert_eq!((curve.position(0), curve.position(11)), (2, 24));
        let raised = curve.moved(2, 20, true);
        assert_eq!(raised.months[1..5], [200, 1000, 1000, 1000].map(|value| Some(Value::whole(value))));
        assert_eq!(raised.months[11], Some(Value::whole(1200)));
        let lowered = curve.moved(4, 1, true);
        assert_eq!(lowered.months[..6], [50, 50, 50, 50, 50, 600].map(|value| Some(Value::whole(value))));
        assert_eq!(curve.moved(4, 1, false).months[3..6], [400, 50, 600].map(|value| Some(Value::whole(value))));
    }
}
