//! The slowest statements of the program, with their plans.

use super::{Result, stage::Stage, table::ms};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::time::Duration;

/// A statement that takes longer, on average or once, is shown. Milliseconds.
const SLOW: f64 = 20.0;
/// Characters of a statement that are shown.
const SHOWN: usize = 160;

#[derive(sqlx::FromRow)]
struct Statement {
    query: String,
    calls: i64,
    mean: f64,
    max: f64,
}

/// Prints the statements that were slow on this stage. `url` is the database that has `pg_stat_statements`.
pub async fn show(url: &str, stage: &Stage) -> Result<()> {
    let mut db = PgConnection::connect(url).await?;
    let there: bool =
        sqlx::query_scalar("select to_regclass('pg_stat_statements') is not null").fetch_one(&mut db).await?;
    if !there {
        println!("Which statements were slow is not known: pg_stat_statements is missing.");
        return Ok(());
    }
    let name: String = sqlx::query_scalar("select current_database()").fetch_one(&stage.owner).await?;
    let slow: Vec<Statement> = sqlx::query_as(
        "select query, calls, mean_exec_time as mean, max_exec_time as max from pg_stat_statements s
         join pg_database d on d.oid = s.dbid
         where d.datname = $1 and s.userid = 'kinerja_app'::regrole and (mean_exec_time > $2 or max_exec_time > $2)
         order by mean_exec_time desc",
    )
    .bind(&name)
    .bind(SLOW)
    .fetch_all(&mut db)
    .await?;
    db.close().await?;
    println!("{} statements took longer than {SLOW:.0} ms at least once.", slow.len());
    let mut db = PgConnection::connect(stage.url()).await?;
    // As the program plans it: bound by row-level security, for any parameters.
    sqlx::raw_sql(
        "select set_config('kinerja.agency', (select id::text from agency limit 1), false);
         set role kinerja_app; set plan_cache_mode = force_generic_plan; set jit = off",
    )
    .execute(&mut db)
    .await?;
    for Statement { query, calls, mean, max } in slow {
        let text = query.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String = text.chars().take(SHOWN).collect();
        let time = |milliseconds: f64| ms(Duration::from_secs_f64(milliseconds / 1000.0));
        println!("\n{calls} times, mean {}, max {}: {shown}", time(mean), time(max));
        match plan(&mut db, written(&query).as_deref().unwrap_or(&query)).await {
            Ok(lines) => lines.iter().for_each(|line| println!("    {line}")),
            // Constants are removed from the statistics; not every statement can be explained without them.
            Err(error) => println!("    no plan: {error}"),
        }
    }
    println!();
    db.close().await?;
    Ok(())
}

/// The program's statement that was kept without its constants, where `.sqlx` has it.
fn written(kept: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Known {
        query: String,
    }
    let files = std::fs::read_dir(".sqlx").ok()?.flatten();
    let mut queries = files.filter_map(|file| {
        let known: Known = serde_json::from_slice(&std::fs::read(file.path()).ok()?).ok()?;
        Some(known.query)
    });
    let kept = shape(kept);
    queries.find(|query| shape(query) == kept)
}

/// Returns a statement with a question mark for each constant and parameter, shortened.
fn shape(statement: &str) -> String {
    let mut shape = String::new();
    let mut before = ' ';
    let mut letters = statement.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => {
                letters.find(|letter| *letter == '\'');
                shape.push('?');
            }
            '$' | '0'..='9' if !before.is_alphanumeric() && before != '_' => {
                while letters.next_if(|letter| letter.is_ascii_digit() || *letter == '.').is_some() {}
                shape.push('?');
            }
            letter if letter.is_whitespace() => {}
            letter => shape.push(letter),
        }
        before = letter;
    }
    // The part of a time that is asked for is kept as a constant, too.
    shape.replace("extract(epochfrom", "extract(?from")
}

async fn plan(db: &mut PgConnection, query: &str) -> Result<Vec<String>> {
    let parameters = query.split('$').skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().ok()
    });
    let nulls = vec!["null"; parameters.max().unwrap_or(0)].join(", ");
    let nulls = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    sqlx::raw_sql(AssertSqlSafe(format!("prepare slow as {query}"))).execute(&mut *db).await?;
    let lines =
        sqlx::raw_sql(AssertSqlSafe(format!("explain (costs off) execute slow{nulls}"))).fetch_all(&mut *db).await;
    sqlx::raw_sql("deallocate slow").execute(db).await?;
    lines?.iter().map(|line| Ok(sqlx::Row::try_get(line, 0)?)).collect()
}
