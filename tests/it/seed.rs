//! A small town: a mayor, two offices, a health centre with its team, and a second agency.

use jiff::civil::Date;
use kinerja::{
    domain::{
        calendar::Zone,
        id::{AgencyId, EmployeeId, IkiId, PostId, RhkId, SkpId, UnitId},
    },
    features::progress::rollup,
};
use sqlx::{AssertSqlSafe, PgPool};
use std::fmt::Display;
use uuid::Uuid;

/// Kota Uji: Wali Kota → Dinas Kesehatan (dr. Ratna) → Puskesmas Muara (Bu Sari) → two midwives; Dinas
/// Pendidikan (Pak Hadi) → one teacher. Plans of 2026 are agreed.
#[derive(Clone, Copy)]
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
    /// 1,200 in the year, evenly, with monthly reports.
    pub births: IkiId,
    /// From 14 days down to 3, a level.
    pub days: IkiId,
    /// 400 in each month.
    pub monthly: IkiId,
    pub visits: IkiId,
    pub lessons: IkiId,
    /// Another agency, with one of its people and an indicator of that person.
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
        sql(owner, town.agencies() + &town.people() + &town.plans()).await;
        let mut db = owner.acquire().await.expect("a connection");
        for agency in [town.agency, town.strange_agency] {
            rollup::refresh(&mut db, agency, Zone::Wib, TODAY).await.expect("roll-ups");
        }
        town
    }

    fn agencies(&self) -> String {
        let agencies = [(self.agency, "Kota Uji"), (self.strange_agency, "Kota Sebelah")].map(|(agency, name)| {
            format!(
                "insert into agency (id, name, zone, created_at) values ('{agency}', '{name}', 'WIB', '2026-01-01');
                 insert into period (agency_id, id, kind, starts_on, ends_on, due_on)
                 select '{agency}', gen_random_uuid(), 'month', d::date, (d + interval '1 month - 1 day')::date,
                     (d + interval '1 month + 4 days')::date
                 from generate_series('2026-01-01'::timestamp, '2026-12-01', interval '1 month') d;"
            )
        });
        let units = [
            (self.agency, self.root, None, "Kota Uji"),
            (self.agency, self.health, Some(self.root), "Dinas Kesehatan"),
            (self.agency, self.centre, Some(self.health), "Puskesmas Muara"),
            (self.agency, self.schools, Some(self.root), "Dinas Pendidikan"),
            (self.strange_agency, self.strange_unit, None, "Kota Sebelah"),
        ];
        let units = units.map(|(agency, unit, parent, name)| {
            let parent = literal(parent);
            format!(
                "insert into unit (agency_id, id, parent_id, name) values ('{agency}', '{unit}', {parent}, '{name}');"
            )
        });
        agencies.concat() + &units.concat()
    }

    fn people(&self) -> String {
        let people = [
            (self.agency, self.mayor, "Wali Kota", self.root, true, None),
            (self.agency, self.ratna, "dr. Ratna", self.health, true, Some(self.mayor)),
            (self.agency, self.sari, "Sari", self.centre, true, Some(self.ratna)),
            (self.agency, self.dewi, "Dewi", self.centre, false, Some(self.sari)),
            (self.agency, self.lina, "Lina", self.centre, false, Some(self.sari)),
            (self.agency, self.hadi, "Hadi", self.schools, true, Some(self.mayor)),
            (self.agency, self.budi, "Budi", self.schools, false, Some(self.hadi)),
            (self.strange_agency, self.stranger, "Orang Sebelah", self.strange_unit, false, None),
        ];
        let people = people.map(|(agency, person, name, unit, head, assessor)| {
            let post = PostId(id(person.0.as_u128() & 0xff | 0x1000));
            let assessor = literal(assessor);
            format!(
                "insert into employee (agency_id, id, name, kind, access_at)
                 values ('{agency}', '{person}', '{name}', 'pns', '2026-01-01');
                 insert into post (agency_id, id, unit_id, name, kind, template, is_head)
                 values ('{agency}', '{post}', '{unit}', 'Jabatan {name}', 'fungsional', 'generic', {head});
                 insert into assignment (agency_id, id, employee_id, post_id, unit_id, since)
                 values ('{agency}', '{post}', '{person}', '{post}', '{unit}', '2020-01-01');
                 insert into assessor (agency_id, employee_id, assessor_id, since)
                 select '{agency}', '{person}', assessor, '2020-01-01' from (values ({assessor}::uuid)) a (assessor)
                 where assessor is not null;"
            )
        });
        people.concat()
    }

    fn plans(&self) -> String {
        let even = |total: i64| (1..=12).map(|month| format!("{}", total * month / 12)).collect::<Vec<_>>().join(",");
        let same = |value: i64| vec![value.to_string(); 12].join(",");
        let (max, min) = ("maximise", "minimise");
        let plans = [
            (self.agency, self.dewi, self.births, "Persalinan ditolong", max, "year", None, even(1200)),
            (self.agency, self.dewi, self.days, "Median hari rujukan", min, "level", Some(14), same(3)),
            (self.agency, self.dewi, self.monthly, "Kunjungan ibu hamil", max, "month", None, same(400)),
            (self.agency, self.lina, self.visits, "Kunjungan rumah", max, "year", None, even(1200)),
            (self.agency, self.budi, self.lessons, "Pelajaran", max, "year", None, even(1200)),
            (self.strange_agency, self.stranger, self.strange_iki, "Rahasia sebelah", max, "year", None, even(1200)),
        ];
        let plans = plans.map(|(agency, person, iki, name, polarity, accumulation, baseline, targets)| {
            let n = person.0.as_u128() & 0xff;
            let (skp, rhk, post) = (id(300 + n), id(400 + n), id(n | 0x1000));
            let baseline = literal(baseline);
            format!(
                "insert into skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, version, agreed_at)
                 values ('{agency}', '{skp}', '{person}', '{post}', 2026, '2026-01-01', '2026-12-31', 1,
                     '2026-01-05') on conflict do nothing;
                 insert into rhk (agency_id, id, skp_id, ordinal, text)
                 values ('{agency}', '{rhk}', '{skp}', 1, 'Meningkatnya layanan') on conflict do nothing;
                 insert into iki (agency_id, id, rhk_id, ordinal, name, aspect, unit_of_measure, polarity, accumulation,
                     baseline, month_targets, frequency)
                 select '{agency}', '{iki}', '{rhk}', 1 + (select count(*) from iki where rhk_id = '{rhk}'), '{name}',
                     'quantity', 'kali', '{polarity}', '{accumulation}', {baseline}::int, '{{{targets}}}', 'monthly';
                 insert into standing (agency_id, iki_id, employee_id, status)
                 values ('{agency}', '{iki}', '{person}', 'silent');
                 insert into person_standing (agency_id, employee_id, year, unit_id, status, as_of)
                 select '{agency}', '{person}', 2026, unit_id, 'silent', '{TODAY}' from assignment
                 where employee_id = '{person}' on conflict do nothing;"
            )
        });
        plans.concat()
    }
}

/// Returns a value as an SQL literal.
fn literal(value: Option<impl Display>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| format!("'{value}'"))
}

impl Town {
    /// Adds a person without a plan to a unit.
    pub async fn hire(&self, owner: &PgPool, person: EmployeeId, name: &str, unit: UnitId) {
        let agency = self.agency;
        sql(
            owner,
            format!(
                "insert into employee (agency_id, id, name, kind, access_at)
                 values ('{agency}', '{person}', '{name}', 'pns', '2026-01-01');
                 insert into post (agency_id, id, unit_id, name, kind, template)
                 values ('{agency}', '{person}', '{unit}', 'Jabatan {name}', 'pelaksana', 'generic');
                 insert into assignment (agency_id, id, employee_id, post_id, unit_id, since)
                 values ('{agency}', '{person}', '{person}', '{person}', '{unit}', '2020-01-01')"
            ),
        )
        .await;
    }

    /// Moves a person to another unit, to a post like their own.
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

/// Runs a test's statements as the database owner; their text comes from the test alone.
pub async fn sql(owner: &PgPool, statements: String) {
    sqlx::raw_sql(AssertSqlSafe(statements.clone()))
        .execute(owner)
        .await
        .unwrap_or_else(|error| panic!("{statements}: {error}"));
}

/// Returns SQL that makes a person's evaluation final for the periods that begin on a day.
pub fn final_for(person: EmployeeId, starts_on: &str) -> String {
    format!(
        "insert into evaluation (agency_id, employee_id, skp_id, period_id, final_at)
         select p.agency_id, k.employee_id, k.id, p.id, now() from period p join skp k using (agency_id)
         where k.employee_id = '{person}' and p.starts_on = '{starts_on}'"
    )
}
