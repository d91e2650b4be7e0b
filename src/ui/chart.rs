//! Charts: SVG that is drawn on the server, can be printed, and works by touch, mouse and keyboard.
//!
//! Drawings have no size of their own: positions are percentages of the box that the style sheet gives them, so dots
//! stay round and words unstretched. Only lines are in a stretched inner box, with strokes that are not stretched.
//! Inline styles, which the content security policy forbids, position nothing.

use super::{
    plot::{BulletPlot, COMPLETE, LinePlot, Point, REACHED, STACK, StackPlot, Tick, UnitBars, WeekPlot},
    status::{StatusMark, status_class, status_symbol, status_word},
    table::{DataTable, TextTable},
};
use crate::domain::measure::Status;
use leptos::{
    ev::KeyboardEvent,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, EventTarget, SvgElement},
};

/// Returns a thousandth as a percentage of SVG.
fn percent(place: i32) -> String {
    format!("{}.{}%", place / 10, place % 10)
}

/// An indicator's bar, with the marks of the value expected by now and of the target. Small enough for a row: the
/// numbers beside it are its table. `preview` moves the bar while somebody types.
#[component]
pub fn Bullet(plot: BulletPlot, #[prop(optional, into)] preview: Signal<Option<i32>>) -> impl IntoView {
    let BulletPlot { zero, target, expected, value, .. } = plot;
    let end = move || preview.get().or(value);
    let x = move || percent(end().map_or(zero, |end| end.min(zero)));
    let width = move || percent(end().map_or(0, |end| (end - zero).abs()));
    view! {
        <svg class=format!("bullet {}", status_class(plot.status)) role="img">
            <title>{plot.summary}</title>
            <rect class="bullet-track" x="0" y="6" width="100%" height="12" rx="3"></rect>
            <rect class="bullet-promise" x=percent(zero) y="6" width=percent(target - zero) height="12" rx="3"></rect>
            <rect class="bullet-bar" x=x y="8" width=width height="8" rx="2"></rect>
            {expected
                .map(|expected| {
                    view! { <line class="bullet-expected" x1=percent(expected) x2=percent(expected) y1="1" y2="23"></line> }
                })}
            <line class="bullet-target" x1=percent(target) x2=percent(target) y1="3" y2="21"></line>
        </svg>
    }
    .into_any()
}

/// The reports of an indicator against the plan.
#[component]
pub fn LineChart(#[prop(into)] id: String, #[prop(into)] caption: String, plot: Signal<LinePlot>) -> impl IntoView {
    let points = Memo::new(move |_| plot.with(|plot| (plot.points.clone(), plot.points.len())));
    let behind = move || {
        plot.with(|plot| {
            let today = plot.today.map(|at| {
                view! { <line class="chart-today" x1=percent(at) x2=percent(at) y1="0" y2="100%"></line> }
            });
            view! {
                {ticks(&plot.x_ticks, &plot.y_ticks)}
                {today}
                <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%">
                    <polyline class="chart-plan" points=plot.plan.clone()></polyline>
                    <polyline class="chart-line" points=plot.line.clone()></polyline>
                </svg>
            }
            .into_any()
        })
    };
    let legend = legend(&[("chart-line", "Realisasi"), ("chart-plan", "Rencana")]);
    let drawing = plane(&id, &caption, points, behind);
    let (summary, table) =
        (move || plot.with(|plot| plot.summary.clone()), move || plot.with(|plot| plot.table.clone()));
    frame(id, caption, summary, view! { {legend}{drawing} }.into_any(), table)
}

/// Progress and completeness week by week.
#[component]
pub fn WeekChart(#[prop(into)] id: String, #[prop(into)] caption: String, plot: Signal<WeekPlot>) -> impl IntoView {
    let points =
        Memo::new(move |_| plot.with(|plot| (plot.points.clone(), usize::try_from(plot.known).unwrap_or_default())));
    let behind = move || {
        plot.with(|plot| {
            view! {
                {ticks(&plot.x_ticks, &plot.y_ticks)}
                <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%">
                    <polygon class="chart-area" points=plot.area.clone()></polygon>
                    <polygon class="chart-band" points=plot.band.clone()></polygon>
                    <polyline class="chart-plan" points=plot.completeness.clone()></polyline>
                    <polyline class="chart-line" points=plot.progress.clone()></polyline>
                    <polyline class="chart-forecast" points=plot.forecast.clone()></polyline>
                </svg>
            }
            .into_any()
        })
    };
    let legend = legend(&[("chart-line", REACHED), ("chart-forecast", "Perkiraan"), ("chart-plan", COMPLETE)]);
    let drawing = plane(&id, &caption, points, behind);
    let (summary, table) =
        (move || plot.with(|plot| plot.summary.clone()), move || plot.with(|plot| plot.table.clone()));
    frame(id, caption, summary, view! { {legend}{drawing} }.into_any(), table)
}

/// Units below each other, each a stack of statuses whose segments link to the lists behind them.
#[component]
pub fn UnitChart(#[prop(into)] id: String, #[prop(into)] caption: String, plot: Signal<UnitBars>) -> impl IntoView {
    let bars = move || {
        plot.with(|plot| plot.bars.clone())
            .into_iter()
            .map(|plot| {
                view! {
                    <li>
                        <StackBar plot />
                    </li>
                }
            })
            .collect_view()
    };
    let words = STACK.map(|status| view! { <li><StatusMark status /></li> }).collect_view();
    let drawing = view! {
        <ul class="chart-legend">{words}</ul>
        <ul class="unit-bars">{bars}</ul>
    };
    let (summary, table) =
        (move || plot.with(|plot| plot.summary.clone()), move || plot.with(|plot| plot.table.clone()));
    frame(id, caption, summary, drawing.into_any(), table)
}

/// One stack, with its counts below as links. The drawing's segments are links for mouse and finger only: keyboard and
/// screen reader use the counts.
#[component]
pub fn StackBar(plot: StackPlot) -> impl IntoView {
    let parts = plot
        .segments
        .iter()
        .map(|segment| {
            let rect = view! {
                <rect
                    class=status_class(segment.status)
                    x=percent(segment.x)
                    width=percent(segment.width)
                    height="100%"
                ></rect>
            };
            match segment.href.clone() {
                Some(href) => view! {
                    <g>
                        <a href=href tabindex="-1">
                            <title>{segment.label.clone()}</title>
                            {rect}
                        </a>
                    </g>
                }
                .into_any(),
                None => rect.into_any(),
            }
        })
        .collect_view();
    let counts = plot
        .segments
        .into_iter()
        .map(|segment| {
            let mark = mark(segment.status, segment.count);
            match segment.href {
                Some(href) => {
                    let of = format!(" dari {}", plot.name);
                    view! { <li><a href=href>{mark}<span class="visually-hidden">{of}</span></a></li> }.into_any()
                }
                None => view! { <li>{mark}</li> }.into_any(),
            }
        })
        .collect_view();
    view! {
        <div class="stack-bar">
            <p class="stack-name">
                <span>{plot.name.clone()}</span>
                <span class="stack-total">{plot.total}</span>
            </p>
            <svg class="stack-drawing" aria-hidden="true">
                {parts}
            </svg>
            <ul class="stack-counts">{counts}</ul>
        </div>
    }
    .into_any()
}

/// A status' symbol with its count.
fn mark(status: Status, count: String) -> AnyView {
    view! {
        <span class=format!("status-mark {}", status_class(status)) title=status_word(status)>
            <span class="status-symbol" aria-hidden="true">{status_symbol(status)}</span>
            {count}
            <span class="stack-word">{format!(" {}", status_word(status))}</span>
        </span>
    }
    .into_any()
}

/// The legend of a chart's lines.
fn legend(lines: &[(&'static str, &'static str)]) -> AnyView {
    let lines = lines
        .iter()
        .map(|(class, word)| {
            view! {
                <li>
                    <svg width="24" height="8" aria-hidden="true">
                        <line class=*class x1="1" x2="23" y1="4" y2="4"></line>
                    </svg>
                    {*word}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="chart-legend">{lines}</ul> }.into_any()
}

/// Axes and lines behind the points that can be hovered, tapped and walked through by arrow keys; the line below has
/// the words of the selected point, at first those of the last past one. The selection stays when the drawing changes.
/// `points` come with the number of past ones; the others are a forecast.
fn plane(
    id: &str,
    caption: &str,
    points: Memo<(Vec<Point>, usize)>,
    behind: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let picked = RwSignal::new(None::<usize>);
    let last = move || points.with(|(points, _)| points.len()).saturating_sub(1);
    let first = move || points.with(|(_, known)| known.saturating_sub(1));
    let chosen = Memo::new(move |_| picked.get().unwrap_or_else(first).min(last()));
    let choose = move |target: Option<EventTarget>| {
        let at = target
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.get_attribute("data-point"))
            .and_then(|at| at.parse().ok());
        if at.is_some() {
            picked.set(at);
        }
    };
    let prefix = id.to_owned();
    let walk = move |event: KeyboardEvent| {
        let at = chosen.get_untracked();
        let to = match event.key().as_str() {
            "ArrowLeft" => at.saturating_sub(1),
            "ArrowRight" => (at + 1).min(untrack(last)),
            "Home" => 0,
            "End" => untrack(last),
            _ => return,
        };
        event.prevent_default();
        let mark = document().get_element_by_id(&format!("{prefix}-titik-{to}"));
        if let Some(mark) = mark.and_then(|mark| mark.dyn_into::<SvgElement>().ok()) {
            // A mark that cannot take the focus changes nothing.
            let _ = mark.focus();
        }
    };
    let prefix = id.to_owned();
    let marks = move || {
        let (points, known) = points.get();
        let dots = points.into_iter().enumerate();
        dots.map(|(at, point)| dot(&prefix, at, at >= known, point, chosen)).collect_view()
    };
    let readout = move || {
        points.with(|(points, _)| {
            points.get(chosen.get()).map(|point| match &point.note {
                Some(note) => format!("{} – {note}", point.label),
                None => point.label.clone(),
            })
        })
    };
    view! {
        <svg
            class="chart-plane"
            role="group"
            aria-label=caption.to_owned()
            on:pointerover=move |event| choose(event.target())
            on:focusin=move |event| choose(event.target())
            on:keydown=walk
        >
            {behind}
            {move || points.with(|(points, _)| columns(points))}
            {marks}
        </svg>
        <p class="chart-readout" aria-live="polite">
            {readout}
        </p>
    }
    .into_any()
}

fn ticks(x: &[Tick], y: &[Tick]) -> AnyView {
    let (x, y) = (x.iter().cloned().map(x_tick).collect_view(), y.iter().cloned().map(y_tick).collect_view());
    view! { {y}{x} }.into_any()
}

/// The area nearest to each point, from left to right, so that no finger has to meet a dot.
fn columns(points: &[Point]) -> AnyView {
    let mut from = 0;
    let mut next = points.iter().skip(1);
    points
        .iter()
        .enumerate()
        .map(|(at, point)| {
            let to = next.next().map_or(1000, |next| i32::midpoint(point.x, next.x));
            let (x, width) = (percent(from), percent(to - from));
            from = to;
            view! { <rect class="chart-column" x=x y="0" width=width height="100%" data-point=at.to_string()></rect> }
        })
        .collect_view()
        .into_any()
}

fn dot(id: &str, at: usize, is_likely: bool, point: Point, chosen: Memo<usize>) -> AnyView {
    view! {
        <circle
            id=format!("{id}-titik-{at}")
            class=if is_likely { "chart-dot likely" } else { "chart-dot" }
            class:chosen=move || chosen.get() == at
            cx=percent(point.x)
            cy=percent(point.y)
            r="4"
            data-point=at.to_string()
            role="img"
            aria-label=point.label
            tabindex=move || if chosen.get() == at { "0" } else { "-1" }
        ></circle>
    }
    .into_any()
}

fn y_tick(tick: Tick) -> AnyView {
    view! {
        <g class="chart-tick">
            <line x1="0" x2="100%" y1=percent(tick.at) y2=percent(tick.at)></line>
            <text x="0" y=percent(tick.at) dx="-8" dy="4" text-anchor="end">{tick.label}</text>
        </g>
    }
    .into_any()
}

fn x_tick(tick: Tick) -> AnyView {
    view! {
        <g class="chart-tick">
            <line class="chart-notch" x1=percent(tick.at) x2=percent(tick.at) y1="100%" y2="103%"></line>
            <text x=percent(tick.at) y="100%" dy="20" text-anchor="middle">{tick.label}</text>
        </g>
    }
    .into_any()
}

/// Caption, summary, drawing, and the table behind a button that works without JavaScript. The table stays open
/// while its numbers change.
fn frame(
    id: String,
    caption: String,
    summary: impl Fn() -> String + Send + Sync + 'static,
    drawing: AnyView,
    table: impl Fn() -> TextTable + Send + Sync + 'static,
) -> AnyView {
    let popover = format!("{id}-tabel");
    let data = {
        let caption = caption.clone();
        move || view! { <DataTable caption=caption.clone() table=table() /> }
    };
    view! {
        <figure class="chart" id=id>
            <figcaption>{caption.clone()}</figcaption>
            <p class="chart-summary">{summary}</p>
            {drawing}
            <button class="quiet chart-switch" type="button" popovertarget=popover.clone()>
                "Lihat tabel"
                <span class="visually-hidden">{format!(": {caption}")}</span>
            </button>
            <div class="chart-table" id=popover.clone() popover="auto" role="dialog" aria-label=caption.clone() tabindex="-1">
                <button class="quiet" type="button" popovertarget=popover.clone() popovertargetaction="hide">
                    "Tutup"
                </button>
                // Takes the focus, for the keys that scroll it.
                <div class="chart-data" tabindex="0" autofocus=true>
                    {data}
                </div>
            </div>
        </figure>
    }
    .into_any()
}
