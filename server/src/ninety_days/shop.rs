//! What the shop asks in the course of the story: the prompts of its file and four of our
//! templates, and when which of them was published.

use survey::experiment::{Experiment, Variant};
use survey::json::Json;
use survey::prompt::Prompt;
use survey::shop::{Shop, State};
use survey::text::Text;
use survey::{DAY, Millis};

use super::NotLoaded;
use super::story::{DOUBT_FROM, DOUBT_UNTIL, EFFORT_FROM, NEW_WORDING};
use crate::console_api::templates;

/// The shop as it was published at one moment.
#[derive(Clone, Debug)]
pub(super) struct Chapter {
    /// When.
    pub at: Millis,
    /// What.
    pub shop: Shop,
}

/// The shop of a file in the course of ninety days, of which `first` is the first UTC day. In the
/// end it is as the file has it, with the templates among its prompts.
///
/// # Errors
/// Where the file lacks one of the prompts that the story speaks of.
pub(super) fn chapters(file: &Shop, first: i64) -> Result<Vec<Chapter>, NotLoaded> {
    let own = |id: &str| {
        let found = file.prompts.iter().find(|(_, prompt)| prompt.id == id);
        let found = found.map(|(_, prompt)| prompt.clone());
        found.ok_or_else(|| NotLoaded::OtherShop(id.to_owned()))
    };
    let (cart, checkout, order) = (
        own("cart-hesitation")?,
        own("checkout-trouble")?,
        own("order-nps")?,
    );
    let earlier = Prompt {
        version: 1,
        ..worded(&order, EARLIER)?
    };
    let order = Prompt {
        version: 2,
        ..order
    };
    let doubt = template(file, "product-doubt")?;
    let doubt = experiment(doubt, "doubt-wording", 1_000, ["plain", "offer"], OFFER)?;
    let heard = Prompt {
        sampling: 3_000,
        ..template(file, "heard-about-us")?
    };
    let heard = experiment(
        heard,
        "heard-wording",
        0,
        ["heard", "came-across"],
        CAME_ACROSS,
    )?;
    let effort = Prompt {
        sampling: 3_500,
        ..template(file, "checkout-effort")?
    };
    let delivery = template(file, "delivery-csat")?;

    use State::{Live, Paused};
    let chapter = |day: i64, minute: i64, prompts: Vec<(State, &Prompt)>| Chapter {
        at: (first + day) * DAY + minute * 60_000,
        shop: Shop {
            prompts: prompts
                .into_iter()
                .map(|(state, prompt)| (state, prompt.clone()))
                .collect(),
            ..file.clone()
        },
    };
    let begin = vec![
        (Live, &cart),
        (Live, &checkout),
        (Live, &heard),
        (Live, &earlier),
        (Live, &delivery),
    ];
    let with_doubt = [begin.clone(), vec![(Live, &doubt)]].concat();
    let worded_anew = vec![
        (Live, &cart),
        (Live, &checkout),
        (Live, &heard),
        (Live, &order),
        (Live, &delivery),
        (Live, &doubt),
    ];
    let end = |doubt_is| {
        vec![
            (Live, &cart),
            (Live, &checkout),
            (Live, &effort),
            (Live, &order),
            (Live, &delivery),
            (Paused, &heard),
            (doubt_is, &doubt),
        ]
    };
    Ok(vec![
        chapter(-1, 16 * 60, begin),
        chapter(DOUBT_FROM, 9 * 60 + 12, with_doubt),
        chapter(NEW_WORDING, 13 * 60 + 20, worded_anew),
        chapter(EFFORT_FROM, 10 * 60 + 5, end(Live)),
        chapter(DOUBT_UNTIL, 15 * 60 + 40, end(Paused)),
    ])
}

/// A text in the four languages of the templates.
type Texts = [(&'static str, &'static str); 4];

const EARLIER: Texts = [
    ("en", "Would you recommend us?"),
    ("ar", "هل توصي بنا؟"),
    ("th", "คุณจะแนะนำร้านเราไหม"),
    ("ru", "Порекомендуете ли вы нас?"),
];
const OFFER: Texts = [
    ("en", "Can we tell you anything else about this piece?"),
    ("ar", "هل تود أن نخبرك بشيء آخر عن هذه القطعة؟"),
    ("th", "อยากให้เราเล่าอะไรเพิ่มเกี่ยวกับชิ้นนี้ไหม"),
    ("ru", "Рассказать вам ещё что-нибудь об этой вещи?"),
];
const CAME_ACROSS: Texts = [
    ("en", "How did you come across us?"),
    ("ar", "كيف وصلت إلينا؟"),
    ("th", "คุณมาเจอร้านเราได้อย่างไร"),
    ("ru", "Как вы нас нашли?"),
];

fn text(texts: Texts) -> Result<Text, NotLoaded> {
    let text = Text::decode(&Json::object(texts.map(|(tag, text)| (tag, text.into()))));
    text.map_err(|error| NotLoaded::Unreadable("a wording".to_owned(), error.to_string()))
}

/// The same prompt with another text of its question.
fn worded(prompt: &Prompt, texts: Texts) -> Result<Prompt, NotLoaded> {
    let mut prompt = prompt.clone();
    prompt.question.text = text(texts)?;
    Ok(prompt)
}

/// The same prompt in two wordings, its own and another one.
fn experiment(
    prompt: Prompt,
    id: &str,
    holdout: u32,
    [own, other]: [&str; 2],
    texts: Texts,
) -> Result<Prompt, NotLoaded> {
    let variant = |id: &str, text| Variant {
        id: id.to_owned(),
        weight: 1,
        text,
    };
    Ok(Prompt {
        experiment: Some(Experiment {
            id: id.to_owned(),
            holdout,
            variants: vec![variant(own, None), variant(other, Some(text(texts)?))],
        }),
        ..prompt
    })
}

/// A template in its first version.
fn template(file: &Shop, id: &str) -> Result<Prompt, NotLoaded> {
    let unreadable = |why: String| NotLoaded::Unreadable(format!("the template {id}"), why);
    let json = templates::for_shop(id, file);
    let json = json.ok_or_else(|| unreadable("it is missing".to_owned()))?;
    let prompt = Prompt::decode(&json).map_err(|error| unreadable(error.to_string()))?;
    Ok(Prompt {
        version: 1,
        ..prompt
    })
}
