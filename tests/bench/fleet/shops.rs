//! Shops as an agency has them: fifty prompts each, all live, in three languages, and no text
//! like another one.

use anyhow::{Result, anyhow};
use serde_json::{Map, Value, json};
use survey::json::Json;
use survey::shop::Shop;

/// Prompts of each shop.
pub const PROMPTS: u32 = 50;
const STEPS: [&str; 4] = ["product", "cart", "checkout", "confirmation"];
const WORDS: [(&str, &str); 3] = [
    (
        "en",
        "what keeps you from buying today shipping price size colour later gift return delivery \
         address payment card doubt compare elsewhere question help voucher broken slow page \
         trust seller quality material picture description stock date store pickup order missing",
    ),
    (
        "de",
        "was hält Sie heute vom Kauf ab Versand Preis Größe Farbe später Geschenk Rückgabe \
         Lieferung Anschrift Zahlung Karte Zweifel Vergleich anderswo Frage Hilfe Gutschein \
         kaputt langsam Seite Vertrauen Verkäufer Qualität Stoff Bild Beschreibung Vorrat Termin",
    ),
    (
        "ar",
        "ما الذي يمنعك من الشراء اليوم الشحن السعر المقاس اللون لاحقا هدية إرجاع توصيل عنوان \
         دفع بطاقة شك مقارنة سؤال مساعدة قسيمة بطيء صفحة ثقة بائع جودة قماش صورة وصف مخزون موعد",
    ),
];

/// The key of a shop.
pub fn key(number: u32) -> String {
    format!("pk_fleet{number}")
}

/// A shop; its first question begins with `first` in English.
///
/// # Errors
/// Never in practice.
pub fn shop(number: u32, first: &str, state: &str) -> Result<Shop> {
    let mut texts = Texts(u64::from(number) << 32 | 1);
    let mut prompts: Vec<Value> = (0..PROMPTS).map(|n| prompt(n, &mut texts)).collect();
    if let Some(english) = prompts[0].pointer_mut("/question/text/en") {
        *english = json!(format!("{first} {}", english.as_str().unwrap_or_default()));
    }
    prompts[0]["state"] = json!(state);
    let shop = json!({
        "v": 1, "key": key(number), "name": format!("Shop {number}"),
        "origins": [format!("https://shop{number}.example")],
        "default_language": "en", "languages": ["en", "de", "ar"], "consent": "full",
        "prompts": prompts,
    });
    let shop: Json = serde_json::from_value(shop)?;
    Shop::decode(&shop).map_err(|error| anyhow!("{error}"))
}

fn prompt(number: u32, texts: &mut Texts) -> Value {
    let choices: Vec<Value> = (0..5)
        .map(|n| json!({ "id": format!("c{n}"), "text": texts.of(4) }))
        .collect();
    json!({
        "state": "live", "id": format!("prompt-{number}"), "version": 1,
        "steps": [STEPS[number as usize % STEPS.len()]],
        "question": { "kind": "choice", "text": texts.of(10), "choices": choices },
        "follow_ups": [{
            "when": { "choice": ["c0", "c1"] },
            "question": { "kind": "text", "text": texts.of(9) },
        }],
        "replies": [{ "text": texts.of(14) }],
        "trigger": { "time": 5 },
        "targeting": [{ "url": { "glob": format!("https://*/{}/*", texts.word(WORDS[0].1)) } }],
        "sampling": 5_000,
    })
}

/// Texts that are other ones each time, and the same ones in each run.
struct Texts(u64);

impl Texts {
    /// A text of so many words in each language.
    fn of(&mut self, words: usize) -> Value {
        let text = |(lang, known): &(&str, &str)| {
            let said: Vec<&str> = (0..words).map(|_| self.word(known)).collect();
            (String::from(*lang), json!(said.join(" ")))
        };
        Value::Object(WORDS.iter().map(text).collect::<Map<_, _>>())
    }

    fn word<'w>(&mut self, known: &'w str) -> &'w str {
        // A step of the generator that Knuth gives for 64 bits.
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        let known: Vec<&str> = known.split_whitespace().collect();
        known[(self.0 >> 33) as usize % known.len()]
    }
}
