//! The paragraph in English.

use super::Sentences;

pub(super) const SENTENCES: Sentences = Sentences {
    asked: "In our shop we sometimes ask one short question, for example in the cart, at the checkout or after an order. Answering is voluntary and makes no difference to your order.",
    before: "Before you agree, only the script for it is loaded; it stores nothing in your browser and reports nothing.",
    kept: "Your browser keeps in its local storage, without a cookie, a random number, how often you have visited us, which steps of a purchase you have seen, which questions were shown to you or closed and when, and a coupon that you were given, so that no question comes again. Until you close the tab it also keeps the address from which you came.",
    marks: "Your browser keeps in its local storage, without a cookie, which questions were shown to you or closed and when, a coupon that you were given, and a random one of 256 groups, so that no question comes again. No number is made by which you could be recognised.",
    waiting: "What could not be sent yet waits in your browser for at most seven days.",
    stored: "When a question is shown, answered or closed, we store on a server that is run by us or on our behalf: the question and your answer, the time, the step of the purchase, the path of the page, the kind of device (phone, tablet or computer), the language of the page, whether this is your first visit, a coupon that you were given, and, where they are known, the value, the currency and the number of items of your cart.",
    attributes: "We also store with it what our shop itself notes of your visit under these names: {names}.",
    stored_id: "The random number is stored with it.",
    steps: "We also store, with the random number, which steps of a purchase are reached.",
    told: "Which question was shown, answered or closed, and a score or choice, but no text that you wrote, is also passed on to the other measuring tools of this website.",
    never: "Your IP address is not stored. From what you write, card numbers, e-mail addresses, phone numbers and bank account numbers are removed before it is stored, as far as a program can recognise them. If a question asks for an address to contact you, it is kept apart from your answers and used only for the reason that is given there.",
    days: "All this is deleted after {days} days; numbers that were made of many answers stay and name nobody.",
    for_good: "There is no fixed time after which it is deleted.",
    withdrawn: "You can withdraw your consent at any time; everything that your browser keeps for this is then removed from it.",
    rights: "If your browser sends Global Privacy Control, no random number is kept and no steps are counted. On request we erase what is stored under your random number.",
};
