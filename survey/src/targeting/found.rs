//! What there is now of what a rule looks at, to be shown beside it.

use super::{Rule, fact};
use crate::context::Context;
use crate::json::Json;
use crate::prompt::strings;

impl Rule {
    /// The value that the rule looks at; null where it is not known or the rule combines
    /// others.
    pub(crate) fn found(&self, context: &Context) -> Json {
        match self {
            Rule::Url(_) => (&context.url).into(),
            Rule::Referrer(_) => (&context.referrer).into(),
            Rule::Device(_) => context.device.name().into(),
            Rule::Language(_) => (&context.language).into(),
            Rule::Fact(fact, _) => {
                let mut values = Vec::new();
                fact.any(context, |value| {
                    values.push(value.to_owned());
                    false
                });
                strings(&values)
            }
            Rule::Returning(_) => if context.returning {
                "returning"
            } else {
                "new"
            }
            .into(),
            Rule::Visits(_) => context.visits.into(),
            Rule::CartValue { .. } => Json::object([
                ("value", context.value.into()),
                ("currency", context.currency.as_ref().into()),
            ]),
            Rule::CartItems(_) => context.items.into(),
            Rule::Coupon(_) => fact::has_coupon(context).into(),
            Rule::StepsSeen(_) => strings(&context.steps_seen),
            Rule::AddedToCart(_) => context.added_to_cart.into(),
            Rule::Utm(named) => named.value(&context.utm).into(),
            Rule::Attribute(named) => named.value(&context.attributes).into(),
            Rule::Not(_) | Rule::Any(_) => Json::Null,
        }
    }
}
