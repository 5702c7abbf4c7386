//! Russian: frame.

use crate::words::{Empty, Frame};

pub const WORDS: Frame = Frame {
    brand: "Tillside",
    skip: "Перейти к содержимому",
    menu: "Меню",
    pages: "Разделы",
    shop: "Магазин",
    loading: "Загрузка…",
    results: "Результаты",
    installation: "Установка",
    operator: "Администратор сервера",
    sign_out: "Выйти",
    home: "На главную",
    not_found: "По этому адресу ничего нет",
    not_found_means: "Возможно, страницу переместили или в адресе опечатка.",
    close: "Закрыть",
    prompts: "Вопросы",
    people: "Команда",
    settings: "Настройки",
    history: "История",
    make_account: "Создать аккаунт",
    journey: "Путь",
    answers: "Ответы",
    coupons: "Коды купонов",
    cases: "Обращения",
    notices: "Уведомления",
    why: "Почему не показывается?",
    why_nobody: "Почему его никто не видит?",
    nameless: "Вопрос пока без текста",
    make_shop: "Создать магазин",
    no_shop_of_mine: Empty {
        what: "У вас здесь пока нет магазина.",
        next: "Попросите владельца пригласить вас в магазин.",
    },
};
