//! The plans that somebody can begin.

use super::{
    model::{Beginning, Origin},
    store::{self, NamedSkp},
    words,
};
use crate::{
    domain::{
        id::EmployeeId,
        regime::{Member, PlanOrigin, rule_day},
        skp::{free_span, plan_years},
        template::template,
    },
    error::Result,
    server::{door::Tx, regime},
    ui::format,
};

/// What is said where a plan is written in another system.
const MIRRORED: &str = ". Menurut aturan, SKP ini disusun di aplikasi lain dan disalin ke sini; buat sendiri hanya bila \
                        salinannya tidak datang.";

/// The plans that somebody can begin, or fill because nothing of theirs is in it yet: this year's first, the last year's
/// last.
pub(super) async fn beginnings(tx: &mut Tx, me: EmployeeId, plans: &[NamedSkp]) -> Result<Vec<Beginning>> {
    let (agency, today) = (tx.actor.agency, tx.today());
    let held = store::held_posts(tx, me).await?;
    let (rules, employment) = (regime::rules(tx.db(), agency).await?, regime::employment(tx, me).await?);
    let mut years: Vec<i16> = plan_years(today).collect();
    years.sort_unstable_by_key(|year| (*year < today.year(), *year));
    let followed = store::followed(tx, me).await?;
    let mut beginnings = Vec::new();
    for year in years {
        for post in &held {
            let of_post = || plans.iter().map(|plan| &plan.skp).filter(|skp| skp.post == post.post);
            let untouched = of_post().find(|skp| skp.starts_on.year() == year && skp.is_untouched());
            let taken = of_post().map(|skp| (skp.starts_on, skp.ends_on));
            let free = free_span(year, post.since, post.until, taken).ok();
            let spans = untouched.map(|skp| (Some(skp), (skp.starts_on, skp.ends_on)));
            for (skp, span) in spans.into_iter().chain(free.map(|span| (None, span))) {
                let has_earlier =
                    plans.iter().any(|plan| plan.skp.agreement().is_some() && plan.skp.starts_on.year() < year);
                let has_template = !template(&post.template).results.is_empty();
                let has_predecessor =
                    followed.contains(&(post.post, year)) || followed.contains(&(post.post, year - 1));
                let origins = [
                    (Origin::Empty, skp.is_none()),
                    (Origin::Earlier, has_earlier),
                    (Origin::Predecessor, has_predecessor),
                    (Origin::Template, has_template),
                ];
                let origins: Vec<Origin> =
                    origins.into_iter().filter_map(|(origin, there)| there.then_some(origin)).collect();
                if origins.is_empty() {
                    continue;
                }
                let acting = if post.is_definitive { "" } else { " (pelaksana tugas)" };
                let place = format::post(Some(&post.name), Some(&post.unit));
                let member = Member { employment, template: &post.template, post: &post.name };
                let rule = rules.of(member, rule_day(span, today));
                let is_mirrored = rule.is_some_and(|rule| rule.regime.origin == PlanOrigin::Mirrored);
                let elsewhere = if is_mirrored { MIRRORED } else { "" };
                beginnings.push(Beginning {
                    skp: skp.map(|skp| skp.id),
                    year,
                    post: post.post,
                    title: format!("SKP {year}"),
                    about: format!("{place}{acting} · {}{elsewhere}", words::span(span.0, span.1)),
                    origins,
                });
            }
        }
    }
    Ok(beginnings)
}
