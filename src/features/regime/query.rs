//! Rules in words.

use super::model::{GroupRules, RuleBook, RuleLine};
use crate::{
    domain::{
        calendar::Zone,
        org::Employment,
        regime::{Group, Rule, Rules},
    },
    error::{Error, Result},
    server::{door::Tx, regime},
    ui::format,
};
use jiff::civil::Date;

/// Returns the rules of the caller's agency.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the Pengelola.
pub(crate) async fn book(tx: &mut Tx) -> Result<RuleBook> {
    if !tx.actor.may_set_rules() {
        return Err(Error::NotFound);
    }
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let rules = regime::rules(tx.db(), agency).await?;
    let groups = rules.groups();
    Ok(RuleBook { groups: groups.into_iter().map(|group| of_group(&rules, group, zone, today)).collect() })
}

fn of_group(rules: &Rules, group: &Group, zone: Zone, today: Date) -> GroupRules {
    let in_force = rules.in_force(group, today);
    let about = rules.about(group);
    let is_later = |rule: &&&Rule| rule.holds_from > today;
    let is_earlier =
        |rule: &&&Rule| rule.holds_from <= today && in_force.is_none_or(|in_force| in_force.code != rule.code);
    GroupRules {
        name: group.name().to_owned(),
        about: who(group),
        in_force: in_force.map(|rule| line(rule, zone, today)),
        coming: about.iter().filter(is_later).rev().map(|rule| line(rule, zone, today)).collect(),
        earlier: about.iter().filter(is_earlier).map(|rule| line(rule, zone, today)).collect(),
    }
}

fn who(group: &Group) -> String {
    match group {
        Group::General => "Semua pegawai yang tidak masuk kelompok lain.".to_owned(),
        Group::Teachers => "Pegawai dengan jabatan guru atau kepala sekolah.".to_owned(),
        Group::PartTime => "Pegawai dengan status PPPK Paruh Waktu.".to_owned(),
        Group::Chosen { employment, title, .. } => {
            let employment = employment.map(|employment| format!("status {}", status(employment)));
            let title = title.as_ref().map(|title| format!("kata “{title}” dalam nama jabatan"));
            let parts: Vec<String> = employment.into_iter().chain(title).collect();
            format!("Pegawai dengan {}.", parts.join(" dan "))
        }
    }
}

const fn status(employment: Employment) -> &'static str {
    match employment {
        Employment::Pns => "PNS",
        Employment::Pppk => "PPPK",
        Employment::PppkParuhWaktu => "PPPK Paruh Waktu",
        Employment::Elected => "pejabat terpilih",
    }
}

fn line(rule: &Rule, zone: Zone, today: Date) -> RuleLine {
    let day = format::day(rule.holds_from);
    let regime = match (rule.ends, &rule.group) {
        (false, _) => rule.regime.to_string(),
        (true, Group::Chosen { .. }) => "Kelompok ini tidak dipakai lagi.".to_owned(),
        (true, _) => "Aturan bawaan berlaku lagi.".to_owned(),
    };
    let entered = rule.entered.as_ref().map_or_else(
        || "Aturan bawaan Kinerja".to_owned(),
        |(at, by)| format!("Dicatat {} oleh {by}", format::moment_within(zone.local(*at), today)),
    );
    let since = if rule.holds_from > today { "Berlaku mulai" } else { "Berlaku sejak" };
    RuleLine { since: format!("{since} {day}"), regime, source: rule.source.clone(), entered }
}
