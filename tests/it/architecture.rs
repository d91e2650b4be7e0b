//! Architecture rules that the compiler does not check: allowed dependencies between modules, the places of `cfg`,
//! and calls that belong in one module only.

use crate::sources::{Source, below};
use std::collections::BTreeSet;

/// Returns whether a line refers to an item below `path` in the crate, `use` trees included.
fn names(source: &Source, path: &str) -> bool {
    imports(source).iter().any(|import| import == path || import.starts_with(&format!("{path}::")))
}

/// Returns every path below `crate` that a file imports or names, with `use` trees expanded and `super` resolved.
fn imports(source: &Source) -> Vec<String> {
    let code: String = source.code().map(|(_, line)| format!("{line}\n")).collect();
    let path = source.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let own: Vec<&str> = path.split('/').collect();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        spread(&code[at + "crate".len()..], String::new(), &mut found);
    }
    for (at, _) in code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("super::")) {
        let mut rest = &code[at..];
        let mut base = own.as_slice();
        while let Some(further) = rest.strip_prefix("super::") {
            (rest, base) = (further, base.split_last().map_or(&[][..], |(_, above)| above));
        }
        spread(&format!("::{rest}"), base.join("::"), &mut found);
    }
    found
}

/// Expands the path or `use` tree at the start of `text`.
fn spread(text: &str, before: String, found: &mut Vec<String>) -> usize {
    let mut path = before;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_alphanumeric() || c == '_' {
            path.push(c);
            at += c.len_utf8();
        } else if text[at..].starts_with("::{") {
            at += 3;
            loop {
                at += text[at..].len() - text[at..].trim_start_matches([' ', '\n', ',']).len();
                if at >= text.len() || text[at..].starts_with('}') {
                    return at + 1;
                }
                let read = spread(&text[at..], format!("{path}::"), found);
                if read == 0 {
                    return text.len();
                }
                at += read;
            }
        } else if text[at..].starts_with("::") {
            path.push_str("::");
            at += 2;
        } else {
            break;
        }
    }
    found.push(path.trim_matches(':').to_owned());
    at
}

/// Returns the files of a kind in every feature: `store.rs` and the files in `store/`.
fn in_features(kind: &str) -> Vec<Source> {
    let found: Vec<Source> = below("src/features", "rs")
        .into_iter()
        .filter(|source| {
            let mut parts = source.path.split('/').skip(3);
            parts.next().is_some_and(|part| part == kind || part.strip_suffix(".rs") == Some(kind))
        })
        .collect();
    assert!(!found.is_empty(), "no {kind} in any feature");
    found
}

fn feature_of(path: &str) -> &str {
    path.split('/').nth(2).unwrap_or_default()
}

/// Returns the features that a file refers to.
fn features_named(source: &Source) -> Vec<(String, String)> {
    imports(source)
        .iter()
        .filter_map(|import| import.strip_prefix("features::"))
        .map(|rest| {
            let (feature, part) = rest.split_once("::").unwrap_or((rest, ""));
            (feature.to_owned(), part.to_owned())
        })
        .collect()
}

#[test]
fn a_use_tree_is_spread_out() {
    let source = Source {
        path: "src/features/team/view/list.rs".to_owned(),
        text: "use crate::{\n    domain::{actor::{Actor, Role}, id::UnitId},\n    error::Error,\n};\nuse super::row::Row;\nlet x = crate::server::door::read();\nlet y = super::super::api::list();".to_owned(),
    };
    assert_eq!(
        imports(&source),
        [
            "domain::actor::Actor",
            "domain::actor::Role",
            "domain::id::UnitId",
            "error::Error",
            "server::door::read",
            "features::team::view::row::Row",
            "features::team::api::list"
        ]
    );
}

#[test]
fn the_domain_knows_nothing_but_itself() {
    for source in below("src/domain", "rs") {
        for import in imports(&source) {
            assert!(import.starts_with("domain"), "{} names crate::{import}", source.path);
        }
        for (number, line) in source.code() {
            for foreign in [
                "leptos",
                "sqlx",
                "axum",
                "tokio",
                "async ",
                "Timestamp::now",
                "std::fs",
                "std::env",
                "std::net",
                "cfg(",
            ] {
                assert!(!line.contains(foreign), "{}:{number}: {foreign}", source.path);
            }
        }
    }
}

#[test]
fn looks_know_no_rule_and_no_server() {
    for source in below("src/ui", "rs") {
        for part in ["features", "server", "app"] {
            assert!(!names(&source, part), "{} names {part}", source.path);
        }
        for (number, line) in source.code() {
            assert!(!line.contains("#[server"), "{}:{number}", source.path);
        }
    }
}

#[test]
fn errors_know_the_domain_only() {
    let sources = below("src", "rs");
    let source = sources.iter().find(|source| source.path == "src/error.rs").expect("the errors");
    for import in imports(source) {
        // Errors may use `wire`: they are encoded like the answers.
        assert!(import.starts_with("domain") || import.starts_with("wire"), "{import}");
    }
}

#[test]
fn models_are_fields_without_sql_or_screens() {
    for source in in_features("model") {
        for part in ["server", "app"] {
            assert!(!names(&source, part), "{} names {part}", source.path);
        }
        for (number, line) in source.code() {
            assert!(!line.contains("sqlx"), "{}:{number}", source.path);
        }
    }
}

#[test]
fn stores_decide_nothing_about_http() {
    for source in in_features("store") {
        for (number, line) in source.code() {
            for foreign in ["axum", "leptos", "StatusCode", "ServerFn"] {
                assert!(!line.contains(foreign), "{}:{number}: {foreign}", source.path);
            }
        }
    }
}

#[test]
fn server_functions_are_one_call_through_the_door() {
    for source in in_features("api") {
        for (number, line) in source.code() {
            for sql in ["sqlx", "query!", "query_as!", "query_scalar!"] {
                assert!(!line.contains(sql), "{}:{number}: {sql}", source.path);
            }
            let server = line.trim_start().starts_with("use ") && line.contains("server::") && !line.contains("leptos");
            assert!(
                !server,
                "{}:{number}: the browser drops the body, so server items are called by path",
                source.path
            );
        }
    }
}

#[test]
fn views_hold_no_sql_and_no_policy() {
    for source in in_features("view") {
        assert!(!names(&source, "server"), "{} names the server", source.path);
        for (number, line) in source.code() {
            for foreign in ["sqlx", "query!", ".may_", "rust_decimal", "store::"] {
                assert!(!line.contains(foreign), "{}:{number}: {foreign}", source.path);
            }
        }
    }
}

/// A feature may use the models, server functions and components of another one, and no other part.
#[test]
fn features_know_each_others_models_and_components_only() {
    for source in below("src/features", "rs") {
        let own = feature_of(&source.path);
        for (feature, part) in features_named(&source) {
            if feature == own {
                continue;
            }
            for inner in ["store", "action", "query", "form", "rest", "view"] {
                let through = part == inner || part.starts_with(&format!("{inner}::"));
                let known = KNOWN.contains(&(source.path.as_str(), &format!("{feature}::{inner}")));
                assert!(!through || known, "{} reaches into {feature}::{part}", source.path);
            }
        }
    }
}

/// Exceptions: files that use another part of a feature.
const KNOWN: [(&str, &str); 1] = [
    // One wording for a report on every page: a pure function.
    ("src/features/team/query.rs", "feedback::query"),
];

/// The layers of the crate, lowest first. A module may use its own layer and those below.
const LAYERS: [&[&str]; 6] = [
    &["domain"],
    &["wire", "error", "query", "form_input", "document", "ui"],
    &["server"],
    &["features"],
    &["app"],
    &["boot", "hydrate"],
];

fn layer(module: &str) -> Option<usize> {
    let top = module.split("::").next()?;
    LAYERS.iter().position(|layer| layer.contains(&top))
}

/// Returns the module of a file: `src/server/live.rs` and every file below it is `server::live`.
fn module_of(path: &str) -> String {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').take(2).collect::<Vec<_>>().join("::")
}

/// Returns the dependencies between modules, each by the first two segments of its path.
fn arrows() -> BTreeSet<(String, String)> {
    let sources = below("src", "rs");
    let modules: BTreeSet<String> = sources.iter().map(|source| module_of(&source.path)).collect();
    let mut arrows = BTreeSet::new();
    for source in &sources {
        let own = module_of(&source.path);
        for import in imports(source) {
            let mut parts = import.split("::");
            let (Some(top), inner) = (parts.next(), parts.next().unwrap_or_default()) else { continue };
            let inner = if (top, inner) == ("server", "App") { "app" } else { inner };
            let module = format!("{top}::{inner}");
            let named = if modules.contains(&module) { module } else { top.to_owned() };
            if named != own {
                arrows.insert((own.clone(), named));
            }
        }
    }
    arrows
}

#[test]
fn every_module_has_its_layer() {
    for source in below("src", "rs") {
        let module = module_of(&source.path);
        assert!(["lib", "main"].contains(&module.as_str()) || layer(&module).is_some(), "{module}: add it to LAYERS");
    }
}

#[test]
fn modules_know_their_own_layer_and_those_below() {
    for (from, to) in arrows() {
        let Some(layer_of_from) = layer(&from) else { continue };
        let known = UPWARD.contains(&(from.as_str(), to.as_str()));
        assert!(
            known || layer(&to).is_none_or(|layer_of_to| layer_of_to <= layer_of_from),
            "{from} names {to} above it"
        );
    }
}

/// Dependencies on a higher layer, with the reason.
const UPWARD: [(&str, &str); 0] = [];

#[test]
fn modules_do_not_go_in_circles() {
    let arrows = arrows();
    // The transitive closure must not contain a module's dependency on itself.
    let mut reached = arrows.clone();
    loop {
        let further: Vec<_> = reached
            .iter()
            .flat_map(|(from, to)| {
                arrows.iter().filter(move |(next, _)| next == to).map(|(_, end)| (from.clone(), end.clone()))
            })
            .filter(|arrow| !reached.contains(arrow))
            .collect();
        if further.is_empty() {
            break;
        }
        reached.extend(further);
    }
    let circles: Vec<_> = reached.iter().filter(|(from, to)| from == to).collect();
    assert!(circles.is_empty(), "{circles:?} by {arrows:?}");
}

#[test]
fn boards_write_nothing() {
    for source in below("src/features/dashboard", "rs") {
        for (number, line) in source.code() {
            let line = line.to_lowercase();
            for writing in ["insert into", "update ", "delete from", "door::write", "caller.write"] {
                assert!(!line.contains(writing), "{}:{number}: {writing}", source.path);
            }
        }
    }
}

/// Files that re-export a server item for the command line, below the module line.
const OTHER_CFG: [&str; 2] = ["src/features/admin/mod.rs", "src/features/sandbox/mod.rs"];

/// The constant by which server code is left out of the browser's download; all other code reads it.
const ONE_CONSTANT: &str = "pub const SERVER: bool = cfg!(feature = \"ssr\");";

#[test]
fn cfg_stands_alone_above_a_module_line() {
    for source in below("src", "rs") {
        let lines: Vec<(usize, &str)> = source.code().collect();
        for (at, (number, line)) in lines.iter().enumerate() {
            assert!(!line.contains("cfg_attr"), "{}:{number}", source.path);
            assert!(!line.contains("cfg!(") || *line == ONE_CONSTANT, "{}:{number}", source.path);
            if line.trim_start().starts_with("#[cfg(feature") {
                let next = lines.get(at + 1).map_or("", |(_, next)| next);
                let module = ["pub mod ", "pub(crate) mod ", "mod "].iter().any(|word| next.starts_with(word))
                    && next.ends_with(';');
                assert!(module || OTHER_CFG.contains(&source.path.as_str()), "{}:{number}: {next}", source.path);
            }
        }
    }
}

#[test]
fn a_raw_textarea_stands_in_one_place_only() {
    for source in below("src", "rs") {
        let raw = source.code().any(|(_, line)| line.contains("<textarea"));
        assert_eq!(raw, source.path == "src/ui/field.rs", "{}: use ui::field::TextArea, it escapes", source.path);
    }
}

#[test]
fn no_style_is_written_into_the_page() {
    for source in below("src", "rs") {
        for (number, line) in source.code() {
            for style in [" style=", " style:", "inner_html=format", "<style"] {
                assert!(!line.contains(style), "{}:{number}: the policy blocks it", source.path);
            }
        }
    }
}

#[test]
fn inner_html_is_made_by_the_one_component_that_escapes() {
    for source in below("src", "rs") {
        let raw = source.code().any(|(_, line)| line.contains("inner_html"));
        assert!(!raw || source.path == "src/ui/field.rs", "{}", source.path);
    }
}

#[test]
fn nothing_in_the_database_rings_within_a_transaction() {
    for source in below("migrations", "sql") {
        for line in source.text.lines().filter(|line| !line.trim_start().starts_with("--")) {
            assert!(!line.to_lowercase().contains("notify"), "{}: {line}", source.path);
        }
    }
    // Notifications are sent in one place, on a separate connection after the commit.
    assert_eq!(crate::sources::uses("pg_notify"), ["src/server/live.rs"]);
}

#[test]
fn time_and_ids_come_from_the_door() {
    for source in below("src", "rs") {
        for (number, line) in source.code() {
            for now in ["Timestamp::now()", "Zoned::now()", "SystemTime::now()", "Uuid::new_v4()", "Uuid::now_v7()"] {
                // In the browser the sender of a form makes the key of the submission.
                let known = source.path == "src/server/clock.rs"
                    || line.contains("Uuid::now_v7()") && source.path == "src/ui/submission/mod.rs";
                assert!(!line.contains(now) || known, "{}:{number}: {now}", source.path);
            }
        }
    }
}

#[test]
fn every_plain_form_names_the_account_it_is_written_for() {
    for source in below("src", "rs") {
        // What nobody in particular sends: signing in and out, and accepting an invitation.
        if source.path.starts_with("src/features/auth/") || source.path == "src/ui/shell.rs" {
            continue;
        }
        for form in source.text.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
            let form = form.split("</form>").next().unwrap_or_default();
            let is_named = ["written_for()", "document::written_for"].iter().any(|call| form.contains(call));
            assert!(is_named, "{}: a form on a shared device: {form}", source.path);
        }
    }
}

#[test]
fn no_page_has_the_words_that_nobody_understood() {
    for source in below("src", "rs") {
        let said = source.text.to_lowercase();
        for phrase in
            ["isi total sejak", "waktu tengah", "irama lapor", "delapan dari sepuluh kemungkinan", "capaian kini"]
        {
            assert!(!said.contains(phrase), "{}: {phrase}", source.path);
        }
    }
}

#[test]
fn a_file_is_about_four_hundred_lines_at_most() {
    let mut long = Vec::new();
    for source in below("src", "rs") {
        let lines = source.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        if lines > 410 {
            long.push(source.path);
        }
    }
    assert!(long.is_empty(), "split by noun: {long:?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    for source in below("src", "rs") {
        assert!(source.text.starts_with("//! "), "{}", source.path);
    }
}

#[test]
fn no_test_sleeps_retries_or_is_left_out() {
    for source in below("tests", "rs").into_iter().filter(|source| source.path != "tests/it/architecture.rs") {
        for (number, line) in source.code() {
            for word in ["sleep(", "#[ignore", "retry("] {
                assert!(!line.contains(word), "{}:{number}: {word}", source.path);
            }
        }
    }
}

#[test]
fn what_the_security_document_holds_up_as_a_test_is_there() {
    let document = std::fs::read_to_string("docs/security.md").expect("the document");
    let sources: String =
        ["src", "tests"].into_iter().flat_map(|folder| below(folder, "rs")).map(|it| it.text).collect();
    let is_test = |name: &&str| {
        name.matches('_').count() > 2 && name.chars().all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let words = document.split('`').skip(1).step_by(2).filter_map(|word| word.rsplit("::").next());
    let (there, missing): (Vec<&str>, Vec<&str>) = words.filter(is_test).partition(|name| sources.contains(name));
    assert_eq!(missing, Vec::<&str>::new());
    assert!(there.len() > 100, "the names of tests are found: {}", there.len());
}
