//! The `OpenAPI` 3.1 document for other programs, merged from the `rest.rs` of each feature.

use crate::{
    domain::{
        actor::Role,
        measure::{Accumulation, Polarity, Status},
        skp::{RhkKind, Stage},
        value::Value,
    },
    server::{problem::PROBLEM, session::cookie_name},
};
use std::borrow::Cow;
use utoipa::{
    OpenApi, PartialSchema, ToSchema,
    openapi::{
        self, ContentBuilder, ObjectBuilder, Ref, RefOr, ResponseBuilder, Schema,
        path::Operation,
        schema::Type,
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

/// The head of the document.
#[derive(OpenApi)]
#[openapi(info(
    title = "Kinerja",
    description = "Performance of an Indonesian government agency, by the same rules as the pages. Decimals are \
            strings, moments RFC 3339, whatever was refused a problem document (RFC 9457). A cross-site POST or \
            DELETE from a browser is refused (403), and so is a body above 256 KiB (413)."
))]
struct Api;

/// Returns the document as JSON with the routes of each feature; on https the session cookie has another name.
pub(crate) fn document(of_features: &[openapi::OpenApi], https: bool) -> String {
    const SESSION: &str = "session";
    let mut api = of_features.iter().cloned().fold(Api::openapi(), openapi::OpenApi::merge_from);
    // There is no licence yet, and the crate's name in its place says nothing to a reader.
    api.info.license = None;
    let cookie = ApiKey::Cookie(ApiKeyValue::new(cookie_name(https)));
    api.components.get_or_insert_default().add_security_scheme(SESSION, SecurityScheme::ApiKey(cookie));
    api.security = Some(vec![SecurityRequirement::new(SESSION, Vec::<String>::new())]);
    for path in api.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.post, &mut path.delete].into_iter().flatten() {
            operation.tags = None;
            may_answer(operation, 401, "Nobody is signed in, or the sign-in is wrong");
            may_answer(operation, 503, "The service is disturbed: try again later");
        }
    }
    serde_json::to_string(&api).unwrap_or_default()
}

/// Adds a response that every address may give.
fn may_answer(operation: &mut Operation, status: u16, description: &str) {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let answer = ResponseBuilder::new().description(description).content(PROBLEM, problem).build();
    operation.responses.responses.insert(status.to_string(), RefOr::T(answer));
}

/// Registers domain types: the document describes them by the text that they serialize to.
macro_rules! words {
    ($($kind:ident: $all:expr),+ $(,)?) => {$(
        impl PartialSchema for $kind {
            fn schema() -> RefOr<Schema> {
                let words = $all.iter().filter_map(|word| serde_json::to_value(word).ok());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
            }
        }

        impl ToSchema for $kind {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($kind))
            }
        }
    )+};
}

words! {
    Role: Role::ALL,
    Status: Status::ALL,
    Polarity: [Polarity::Maximise, Polarity::Minimise, Polarity::Stabilise],
    Stage: [Stage::Draft, Stage::Submitted, Stage::Returned, Stage::Agreed, Stage::Closed],
    RhkKind: [RhkKind::Main, RhkKind::Additional],
    Accumulation: [Accumulation::Year, Accumulation::Month, Accumulation::Level],
}

impl PartialSchema for Value {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(openapi::schema::SchemaType::Type(Type::String))
            .pattern(Some(r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$"))
            .description(Some("A decimal number, with a point."))
            .into()
    }
}

impl ToSchema for Value {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Decimal")
    }
}
