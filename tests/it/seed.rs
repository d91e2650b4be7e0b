//! A small town: a mayor, two offices, a health centre with its team, and a second agency next door.

use jiff::civil::Date;
use kinerja::{
    domain::{
        calendar::Zone,
        id::{AgencyId, EmployeeId, IkiId, PostId, RhkId, SkpId, UnitId},
    },
    features::progress::rollup,
};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

/// Kota Uji: Wali Kota → Dinas Kesehatan (dr. Ratna) → Puskesmas Muara (Bu Sari) → two midwives; Dinas
/// Pendidikan (Pak Hadi) → one teacher. Plans of 2026 are agreed.
pub struct Town {
    pub agency: AgencyId,
    pub root: UnitId,
    pub health: UnitId,
    pub centre: UnitId,
    pub schools: UnitId,
    pub mayor: EmployeeId,
    /// Head of the health office.
    pub ratna: EmployeeId,
    /// Head of the health centre.
    pub sari: EmployeeId,
    /// Midwife; reports on [`Self::births`], [`Self::days`] and [`Self::monthly`].
    pub dewi: EmployeeId,
    /// Midwife; reports on [`Self::visits`].
    pub lina: EmployeeId,
    /// Head of the education office.
    pub hadi: EmployeeId,
    /// Teacher; reports on [`Self::lessons`].
    pub budi: EmployeeId,
    pub dewi_skp: SkpId,
    pub dewi_rhk: RhkId,
    /// 1,200 in the year, evenly, monthly reports.
    pub births: IkiId,
    /// From 14 days down to 3, a level.
    pub days: IkiId,
    /// 400 each month.
    pub monthly: IkiId,
    pub visits: IkiId,
    pub lessons: IkiId,
    /// Another agency, a person of it, and an indicator of theirs.
    pub strange_agency: AgencyId,
    pub stranger: EmployeeId,
    pub strange_unit: UnitId,
    pub strange_iki: IkiId,
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | n)
}

pub const TODAY: Date = Date::constant(2026, 6, 22);

impl Town {
    pub async fn build(owner: &PgPool) -> Self {
        let town = Self {
            agency: AgencyId(id(1)),
            root: UnitId(id(10)),
            health: UnitId(id(11)),
            centre: UnitId(id(12)),
            schools: UnitId(id(13)),
            mayor: EmployeeId(id(20)),
            ratna: EmployeeId(id(21)),
            sari: EmployeeId(id(22)),
            dewi: EmployeeId(id(23)),
            lina: EmployeeId(id(24)),
            hadi: EmployeeId(id(25)),
            budi: EmployeeId(id(26)),
            dewi_skp: SkpId(id(323)),
            dewi_rhk: RhkId(id(423)),
            births: IkiId(id(50)),
            days: IkiId(id(51)),
            monthly: IkiId(id(52)),
            visits: IkiId(id(53)),
            lessons: IkiId(id(54)),
            strange_agency: AgencyId(id(2)),
            stranger: EmployeeId(id(90)),
            strange_unit: UnitId(id(91)),
            strange_iki: IkiId(id(95)),
        };
        town.agencies(owner).await;
        town.people(owner).await;
        town.plans(owner).await;
        let mut db = owner.acquire().await.expect("a connection");
        for agency in [town.agency, town.strange_agency] {
            rollup::refresh(&mut db, agency, Zone::Wib, TODAY).await.expect("roll-ups");
        }
        town
    }

    async fn agencies(&self, owner: &PgPool) {
        for (agency, name) in [(id(1), "Kota Uji"), (id(2), "Kota Sebelah")] {
            run(owner, "insert into agency (id, name, zone, created_at) values ($1, $2, 'WIB', '2026-01-01')", |q| {
                q.bind(agency).bind(name)
            })
            .await;
            run(
                owner,
                "insert into period (agency_id, id, kind, starts_on, ends_on, due_on)
                 select $1, gen_random_uuid(), 'month', d::date, (d + interval '1 month - 1 day')::date,
                     (d + interval '1 month + 4 days')::date
                 from generate_series('2026-01-01'::timestamp, '2026-12-01', interval '1 month') d",
                |q| q.bind(agency),
            )
            .await;
        }
        for (agency, unit, parent, name) in [
            (id(1), self.root, None, "Kota Uji"),
            (id(1), self.health, Some(self.root), "Dinas Kesehatan"),
            (id(1), self.centre, Some(self.health), "Puskesmas Muara"),
            (id(1), self.schools, Some(self.root), "Dinas Pendidikan"),
            (id(2), self.strange_unit, None, "Kota Sebelah"),
        ] {
            run(owner, "insert into unit (agency_id, id, parent_id, name) values ($1, $2, $3, $4)", |q| {
                q.bind(agency).bind(unit).bind(parent).bind(name)
            })
            .await;
        }
    }

    async fn people(&self, owner: &PgPool) {
        for (agency, person, name, unit, head, assessor) in [
            (id(1), self.mayor, "Wali Kota", self.root, true, None),
            (id(1), self.ratna, "dr. Ratna", self.health, true, Some(self.mayor)),
            (id(1), self.sari, "Sari", self.centre, true, Some(self.ratna)),
            (id(1), self.dewi, "Dewi", self.centre, false, Some(self.sari)),
            (id(1), self.lina, "Lina", self.centre, false, Some(self.sari)),
            (id(1), self.hadi, "Hadi", self.schools, true, Some(self.mayor)),
            (id(1), self.budi, "Budi", self.schools, false, Some(self.hadi)),
            (id(2), self.stranger, "Orang Sebelah", self.strange_unit, false, None),
        ] {
            let post = PostId(id(person.0.as_u128() & 0xff | 0x1000));
            run(owner, "insert into employee (agency_id, id, name, kind) values ($1, $2, $3, 'pns')", |q| {
                q.bind(agency).bind(person).bind(name)
            })
            .await;
            run(
                owner,
                "insert into post (agency_id, id, unit_id, name, kind, template, is_head)
                 values ($1, $2, $3, $4, 'fungsional', 'generic', $5)",
                |q| q.bind(agency).bind(post).bind(unit).bind(format!("Jabatan {name}")).bind(head),
            )
            .await;
            run(
                owner,
                "insert into assignment (agency_id, id, employee_id, post_id, unit_id, since)
                 values ($1, $2, $3, $4, $5, '2020-01-01')",
                |q| q.bind(agency).bind(post.0).bind(person).bind(post).bind(unit),
            )
            .await;
            if let Some(assessor) = assessor {
                run(
                    owner,
                    "insert into assessor (agency_id, employee_id, assessor_id, since) values ($1, $2, $3, '2020-01-01')",
                    |q| q.bind(agency).bind(person).bind(assessor),
                )
                .await;
            }
        }
    }

    async fn plans(&self, owner: &PgPool) {
        let even = |total: i64| (1..=12).map(|month| format!("{}", total * month / 12)).collect::<Vec<_>>().join(",");
        let same = |value: i64| vec![value.to_string(); 12].join(",");
        let (max, min) = ("maximise", "minimise");
        for (agency, person, iki, name, polarity, accumulation, baseline, targets) in [
            (id(1), self.dewi, self.births, "Persalinan ditolong", max, "year", None, even(1200)),
            (id(1), self.dewi, self.days, "Median hari rujukan", min, "level", Some(14), same(3)),
            (id(1), self.dewi, self.monthly, "Kunjungan ibu hamil", max, "month", None, same(400)),
            (id(1), self.lina, self.visits, "Kunjungan rumah", max, "year", None, even(1200)),
            (id(1), self.budi, self.lessons, "Pelajaran", max, "year", None, even(1200)),
            (id(2), self.stranger, self.strange_iki, "Rahasia sebelah", max, "year", None, even(1200)),
        ] {
            let n = person.0.as_u128() & 0xff;
            let (skp, rhk) = (id(300 + n), id(400 + n));
            run(
                owner,
                "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at)
                 values ($1, $2, $3, $4, 2026, '2026-01-01', '2026-12-31', 1, '2026-01-05') on conflict do nothing",
                |q| q.bind(agency).bind(skp).bind(person).bind(id(n | 0x1000)),
            )
            .await;
            run(
                owner,
                "insert into rhk (agency_id, id, skp_id, ordinal, text)
                 values ($1, $2, $3, 1, 'Meningkatnya layanan') on conflict do nothing",
                |q| q.bind(agency).bind(rhk).bind(skp),
            )
            .await;
            run(
                owner,
                "insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, unit_of_measure, polarity, accumulation,
                     baseline, month_targets, frequency)
                 select $1, $2, $3, 1 + (select count(*) from iki where rhk_id = $3), $4, 'quantity', 'kali', $5, $6,
                     $7::int, string_to_array($8, ',')::numeric[], 'monthly'",
                |q| q.bind(agency).bind(iki).bind(rhk).bind(name).bind(polarity).bind(accumulation).bind(baseline).bind(targets),
            )
            .await;
            run(
                owner,
                "insert into standing (agency_id, iki_id, employee_id, status) values ($1, $2, $3, 'silent')",
                |q| q.bind(agency).bind(iki).bind(person),
            )
            .await;
            run(
                owner,
                "insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of)
                 select $1, $2, 2026, unit_id, 'silent', $3 from assignment where employee_id = $2 on conflict do nothing",
                |q| q.bind(agency).bind(person).bind(jiff_sqlx::ToSqlx::to_sqlx(TODAY)),
            )
            .await;
        }
    }
}

impl Town {
    /// Somebody new in a unit, without a plan.
    pub async fn hire(&self, owner: &PgPool, person: EmployeeId, name: &str, unit: UnitId) {
        let agency = self.agency;
        sql(
            owner,
            format!(
                "insert into employee (agency_id, id, name, kind) values ('{agency}', '{person}', '{name}', 'pns');
                 insert into post (agency_id, id, unit_id, name, kind, template)
                 values ('{agency}', '{person}', '{unit}', 'Jabatan {name}', 'pelaksana', 'generic');
                 insert into assignment (agency_id, id, employee_id, post_id, unit_id, since)
                 values ('{agency}', '{person}', '{person}', '{person}', '{unit}', '2020-01-01')"
            ),
        )
        .await;
    }

    /// Moves somebody to another unit, to a post like their own.
    pub async fn transfer(&self, owner: &PgPool, person: EmployeeId, unit: UnitId, on: Date) {
        sql(
            owner,
            format!(
                "with left_post as (
                     update assignment set until = '{on}' where employee_id = '{person}' and until is null
                     returning agency_id, post_id
                 ), taken as (
                     insert into post (agency_id, id, unit_id, name, kind, template)
                     select p.agency_id, gen_random_uuid(), '{unit}', p.name, p.kind, p.template
                     from left_post l join post p on p.agency_id = l.agency_id and p.id = l.post_id
                     returning agency_id, id
                 )
                 insert into assignment (agency_id, id, employee_id, post_id, unit_id, since)
                 select agency_id, gen_random_uuid(), '{person}', id, '{unit}', '{on}' from taken"
            ),
        )
        .await;
    }
}

/// Statements of a test as the owner; what they are made of is the test's own.
pub async fn sql(owner: &PgPool, statements: String) {
    sqlx::raw_sql(AssertSqlSafe(statements.clone()))
        .execute(owner)
        .await
        .unwrap_or_else(|error| panic!("{statements}: {error}"));
}

/// Makes the evaluation of a person final for the periods that begin on a day.
pub fn final_for(person: EmployeeId, starts_on: &str) -> String {
    format!(
        "insert into evaluation (agency_id, employee_id, period_id, final_at)
         select p.agency_id, e.id, p.id, now() from period p join employee e using (agency_id)
         where e.id = '{person}' and p.starts_on = '{starts_on}'"
    )
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

async fn run<'q>(owner: &PgPool, sql: &'static str, bind: impl FnOnce(Query<'q>) -> Query<'q>) {
    bind(sqlx::query(sql)).execute(owner).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
