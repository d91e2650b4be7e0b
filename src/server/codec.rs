//! The columns of domain types: enums as text, a target and a subject as one record each.
//!
//! Each enum writes and reads the words of its `check` constraint, which are those of its serde form.
//! To add one, add a line to the macro call.

use crate::domain::{
    actor::Role,
    calendar::{Counting, DeadlineKind, PeriodKind, WorkWeek, Zone},
    evaluation::{Acknowledgement, NotEvaluated, Predikat, Rating, UnitAchievement},
    feedback::{MessageKind, Subject},
    measure::{Accumulation, Frequency, MonthTargets, Polarity, Status, Target, Value},
    org::{AgencyKind, Employment, PostKind},
    post::Tenure,
    regime::{Evidence, PlanOrigin},
    skp::{Aspect, Classification, Completion, Division, Link, Perspective, PlanSource, RhkKind},
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef},
};

/// Returns the word that the database stores for a value.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Returns the value of a word in the database.
///
/// # Errors
/// When the type has no such word: the row is inconsistent.
pub(crate) fn value<T: DeserializeOwned>(word: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(serde_json::Value::String(word.to_owned()))
}

macro_rules! words {
    ($($name:ty),+ $(,)?) => {$(
        impl Type<Postgres> for $name {
            fn type_info() -> PgTypeInfo {
                <str as Type<Postgres>>::type_info()
            }
            fn compatible(ty: &PgTypeInfo) -> bool {
                <str as Type<Postgres>>::compatible(ty)
            }
        }

        impl PgHasArrayType for $name {
            fn array_type_info() -> PgTypeInfo {
                <String as PgHasArrayType>::array_type_info()
            }
        }

        impl Encode<'_, Postgres> for $name {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                Encode::<Postgres>::encode(word(self).as_str(), buffer)
            }
        }

        impl<'r> Decode<'r, Postgres> for $name {
            fn decode(raw: PgValueRef<'r>) -> Result<Self, BoxDynError> {
                Ok(value(<&str as Decode<Postgres>>::decode(raw)?)?)
            }
        }
    )+};
}

words! {
    Accumulation, Acknowledgement, AgencyKind, Aspect, Classification, Completion, Counting, DeadlineKind, Division, Employment, Evidence,
    Frequency, Link, MessageKind, NotEvaluated, PeriodKind, Perspective, PlanOrigin, PlanSource, Polarity, PostKind, Predikat,
    Rating, RhkKind, Role, Status, Tenure, UnitAchievement, WorkWeek, Zone,
}

/// Ids and values are newtypes over types that sqlx knows.
macro_rules! wrapped {
    ($($name:ident($inner:ty)),+ $(,)?) => {$(
        impl Type<Postgres> for crate::domain::id::$name {
            fn type_info() -> PgTypeInfo {
                <$inner as Type<Postgres>>::type_info()
            }
        }

        impl PgHasArrayType for crate::domain::id::$name {
            fn array_type_info() -> PgTypeInfo {
                <$inner as PgHasArrayType>::array_type_info()
            }
        }

        impl Encode<'_, Postgres> for crate::domain::id::$name {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                self.0.encode_by_ref(buffer)
            }
        }

        impl<'r> Decode<'r, Postgres> for crate::domain::id::$name {
            fn decode(raw: PgValueRef<'r>) -> Result<Self, BoxDynError> {
                Ok(Self(<$inner as Decode<Postgres>>::decode(raw)?))
            }
        }
    )+};
}

wrapped! {
    AccountId(uuid::Uuid), AssessorRequestId(uuid::Uuid), AgencyId(uuid::Uuid), EmployeeId(uuid::Uuid), FollowUpId(uuid::Uuid), IkiId(uuid::Uuid),
    MessageId(uuid::Uuid), PeriodId(uuid::Uuid),
    AssignmentId(uuid::Uuid), PostChangeId(uuid::Uuid), PostId(uuid::Uuid), ReportId(uuid::Uuid), RhkId(uuid::Uuid),
    ObjectionId(uuid::Uuid), RuleId(uuid::Uuid), SessionId(uuid::Uuid), SkpId(uuid::Uuid),
    ThreadId(uuid::Uuid), UnitId(uuid::Uuid),
}

impl Type<Postgres> for Value {
    fn type_info() -> PgTypeInfo {
        <rust_decimal::Decimal as Type<Postgres>>::type_info()
    }
}

impl PgHasArrayType for Value {
    fn array_type_info() -> PgTypeInfo {
        <rust_decimal::Decimal as PgHasArrayType>::array_type_info()
    }
}

impl Encode<'_, Postgres> for Value {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        self.decimal().encode_by_ref(buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Value {
    fn decode(raw: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self::new(<rust_decimal::Decimal as Decode<Postgres>>::decode(raw)?)?)
    }
}

/// The subject of a thread as every statement selects it: `row(t.subject_kind, t.subject_id)`
type SubjectRow = (String, uuid::Uuid);

impl Type<Postgres> for Subject {
    fn type_info() -> PgTypeInfo {
        <SubjectRow as Type<Postgres>>::type_info()
    }
}

impl<'r> Decode<'r, Postgres> for Subject {
    fn decode(raw: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let (kind, id) = <SubjectRow as Decode<Postgres>>::decode(raw)?;
        Ok(Self::from_word(&kind, id).ok_or("a thread has a subject of a known kind")?)
    }
}

/// A target as every statement selects it from `indicator i`:
/// `row(i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency, i.starts_on, i.ends_on, i.asked_from)`
type TargetRow = (
    Polarity,
    Accumulation,
    Option<Value>,
    Vec<Option<Value>>,
    Frequency,
    jiff_sqlx::Date,
    jiff_sqlx::Date,
    Option<jiff_sqlx::Date>,
);

impl Type<Postgres> for Target {
    fn type_info() -> PgTypeInfo {
        <TargetRow as Type<Postgres>>::type_info()
    }
}

impl<'r> Decode<'r, Postgres> for Target {
    fn decode(raw: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let (polarity, accumulation, baseline, months, frequency, starts_on, ends_on, asked_from) =
            <TargetRow as Decode<Postgres>>::decode(raw)?;
        let months = MonthTargets(months.try_into().map_err(|_| "an indicator has twelve month targets")?);
        let (starts_on, ends_on) = (starts_on.to_jiff(), ends_on.to_jiff());
        let asked_from = asked_from.map(jiff_sqlx::Date::to_jiff);
        Ok(Self { polarity, accumulation, baseline, months, frequency, starts_on, ends_on, asked_from })
    }
}
