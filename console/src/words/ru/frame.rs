//! Russian: frame.

use crate::words::Frame;

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
};
