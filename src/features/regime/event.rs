//! The events of rules.

use crate::domain::{event::Event, id::RuleId, regime::Rule};

/// A rule about a group of people was entered.
pub(crate) fn entered(id: RuleId, rule: &Rule) -> Event {
    let end = if rule.ends { " ends" } else { "" };
    Event::new("rule_entered").about(id).in_detail(format!("{} from {}{end}", rule.group.code(), rule.holds_from))
}
