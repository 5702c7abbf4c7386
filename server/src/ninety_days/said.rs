//! What visitors say to each question of the shop.

use survey::answer::Value;
use survey::context::Device;
use survey::prompt::Prompt;
use survey::question::Question;
use survey::shuffle;

use super::chance::Chance;
use super::story::{self, Day};
use super::visit::Moment;
use super::words::{Theme, Words};

/// What one visitor says.
pub(super) struct Said {
    pub question: Value,
    pub follow_up: Option<Value>,
    /// What the words in it are about, if there are any.
    pub theme: Option<Theme>,
}

/// Who says it, when and where, and by which chance.
pub(super) struct Speaker<'a> {
    pub day: Day,
    pub moment: &'a Moment,
    /// The answer's id.
    pub answer: &'a str,
    pub chance: &'a mut Chance,
    pub words: &'a Words,
}

impl Speaker<'_> {
    /// Says something to a prompt; nothing where the story has nothing to say to it.
    pub fn say(self, prompt: &Prompt) -> Option<Said> {
        let (lang, device) = (self.moment.lang, self.moment.device);
        match prompt.id.as_str() {
            "product-doubt" => {
                let choice = self.chance.weighed(&[
                    ("clear", 28.0),
                    ("size", 26.0),
                    ("quality", 16.0),
                    ("delivery", 13.0),
                    ("photos", 11.0),
                    ("other", 6.0),
                ]);
                let theme = match choice {
                    "size" => Theme::QuestionSize,
                    "quality" => Theme::QuestionQuality,
                    "delivery" => Theme::QuestionDelivery,
                    _ => Theme::Aside,
                };
                Some(self.chosen(prompt, choice, theme, 0.55))
            }
            "cart-hesitation" => {
                let value = self.moment.cart.map_or(0.0, |cart| cart.value);
                let choice = self.chance.weighed(&story::at_the_cart(self.day, value));
                let theme = if value >= 100.0 && self.chance.is(0.4) {
                    Theme::Trust
                } else {
                    self.chance.weighed(&[
                        (Theme::Aside, 50.0),
                        (Theme::Choice, 20.0),
                        (Theme::Coupon, 12.0),
                        (Theme::Returns, 10.0),
                        (Theme::SlowPage, 8.0),
                    ])
                };
                Some(self.chosen(prompt, choice, theme, 0.0))
            }
            "checkout-trouble" => {
                let choice = self.chance.weighed(&story::at_the_checkout(lang, device));
                let theme = self.chance.weighed(&[
                    (Theme::SlowPage, 30.0),
                    (Theme::DeliveryTime, 18.0),
                    (Theme::Coupon, 14.0),
                    (Theme::Address, 14.0),
                    (Theme::Trust, 12.0),
                    (Theme::Returns, 12.0),
                ]);
                Some(self.chosen(prompt, choice, theme, 0.0))
            }
            "heard-about-us" => {
                let choice = self.chance.weighed(&[
                    ("friends", 25.0),
                    ("search", 21.0),
                    ("social", 27.0),
                    ("video", 8.0),
                    ("ad", 7.0),
                    ("press", 6.0),
                    ("other", 6.0),
                ]);
                Some(self.chosen(prompt, choice, Theme::Heard, 0.0))
            }
            "order-nps" => {
                let score = self.chance.weighed(&story::recommending(self.day, lang));
                let theme = match score {
                    9.. => Theme::Praise,
                    _ => self.chance.weighed(&story::wishes(self.day, lang, device)),
                };
                Some(self.scored(prompt, score, theme, 0.58))
            }
            "checkout-effort" => {
                let easy = if device == Device::Phone { 26.0 } else { 40.0 };
                let score = self.chance.weighed(&[
                    (1, 3.0),
                    (2, 4.0),
                    (3, 7.0),
                    (4, 10.0),
                    (5, 15.0),
                    (6, 27.0),
                    (7, easy),
                ]);
                let theme = self.chance.weighed(&[
                    (Theme::Address, 30.0),
                    (Theme::SlowPage, 30.0),
                    (Theme::Payment, 22.0),
                    (Theme::Coupon, 18.0),
                ]);
                Some(self.scored(prompt, score, theme, 0.6))
            }
            "delivery-csat" => {
                let score =
                    self.chance
                        .weighed(&[(1, 4.0), (2, 6.0), (3, 12.0), (4, 33.0), (5, 45.0)]);
                Some(self.scored(prompt, score, Theme::Packing, 0.7))
            }
            _ => None,
        }
    }

    /// One of the choices, with words beside "other" more often than not.
    fn chosen(mut self, prompt: &Prompt, choice: &str, theme: Theme, more: f64) -> Said {
        let mut has_words = false;
        let question = self.choice(&prompt.question, choice, theme, &mut has_words);
        self.followed(prompt, question, theme, more, has_words)
    }

    fn scored(self, prompt: &Prompt, score: u8, theme: Theme, more: f64) -> Said {
        self.followed(prompt, Value::Score(score), theme, more, false)
    }

    /// The answer with one to its follow-up, if there is one; `more` says how often.
    fn followed(
        mut self,
        prompt: &Prompt,
        question: Value,
        theme: Theme,
        more: f64,
        mut has_words: bool,
    ) -> Said {
        let asked = prompt
            .follow_up_for(&question)
            .filter(|_| self.chance.is(more));
        let follow_up = asked.map(|(_, asked)| match asked.choices() {
            Some(_) => {
                let choice = match prompt.id.as_str() {
                    "delivery-csat" => self.chance.weighed(&[
                        ("late", 38.0),
                        ("unclear", 22.0),
                        ("damaged", 18.0),
                        ("missing", 8.0),
                        ("courier", 8.0),
                        ("other", 6.0),
                    ]),
                    _ => self.chance.weighed(&[
                        ("tableware", 46.0),
                        ("checkout", 17.0),
                        ("terms", 13.0),
                        ("finding", 11.0),
                        ("other", 13.0),
                    ]),
                };
                self.choice(asked, choice, theme, &mut has_words)
            }
            None => {
                has_words = true;
                Value::Text(self.typed(theme))
            }
        });
        Said {
            question,
            follow_up,
            theme: has_words.then_some(theme),
        }
    }

    fn choice(
        &mut self,
        question: &Question,
        choice: &str,
        theme: Theme,
        has_words: &mut bool,
    ) -> Value {
        let other = (choice == "other" && self.chance.is(0.75)).then(|| self.typed(theme));
        *has_words |= other.is_some();
        let shuffled = question.choices().filter(|list| list.shuffle);
        let order = shuffled.map(|list| {
            let order = shuffle::order(list, self.answer).into_iter();
            order.map(|at| list.choices[at].id.clone()).collect()
        });
        Value::Choice {
            choice: choice.to_owned(),
            other,
            order: order.unwrap_or_default(),
        }
    }

    fn typed(&mut self, theme: Theme) -> String {
        self.words.say(self.chance, self.moment.lang, theme)
    }
}
