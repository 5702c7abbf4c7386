//! The page that a sign-in link shows which was used before, is too old or was mistyped, in the
//! language that the browser wants most.

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header as _, Preference};
use survey::text::is_right_to_left;

/// Title, how long a link is good, how to get a new one, and what a command needs; by language.
const WORDS: [(&str, [&str; 4]); 4] = [
    (
        "en",
        [
            "This sign-in link does not work any more",
            "Each link opens the console once and waits for 24 hours at most.",
            "To get a new one, restart the server: it prints a fresh link when it starts. Or leave it running and, on the server’s machine, run",
            "with the server’s data folder and the address under which you reach it.",
        ],
    ),
    (
        "ar",
        [
            "رابط الدخول هذا لم يعد صالحًا",
            "يفتح كل رابط لوحة التحكم مرة واحدة، وينتظر 24 ساعة على الأكثر.",
            "للحصول على رابط جديد أعد تشغيل الخادم: فهو يطبع رابطًا عند بدئه. أو دعه يعمل ونفّذ على جهاز الخادم",
            "مع مجلد بيانات الخادم والعنوان الذي تصل إليه به.",
        ],
    ),
    (
        "ru",
        [
            "Эта ссылка для входа больше не действует",
            "Каждая ссылка открывает консоль один раз и ждёт не дольше 24 часов.",
            "Чтобы получить новую, перезапустите сервер: при запуске он печатает ссылку. Или, не останавливая его, выполните на машине сервера",
            "указав папку с данными сервера и адрес, по которому вы его открываете.",
        ],
    ),
    (
        "th",
        [
            "ลิงก์เข้าสู่ระบบนี้ใช้ไม่ได้แล้ว",
            "แต่ละลิงก์เปิดคอนโซลได้ครั้งเดียวและรอได้ไม่เกิน 24 ชั่วโมง",
            "หากต้องการลิงก์ใหม่ ให้เริ่มเซิร์ฟเวอร์ใหม่ ซึ่งจะแสดงลิงก์เมื่อเริ่มทำงาน หรือปล่อยให้ทำงานต่อแล้วสั่งบนเครื่องของเซิร์ฟเวอร์ว่า",
            "โดยระบุโฟลเดอร์ข้อมูลของเซิร์ฟเวอร์และที่อยู่ที่คุณใช้เปิด",
        ],
    ),
];

/// The page for whoever asks.
pub fn page(request: &HttpRequest) -> String {
    let wanted = AcceptLanguage::parse(request).map(|wanted| wanted.ranked());
    let wanted = wanted.unwrap_or_default();
    let known = wanted.iter().filter_map(Preference::item).find_map(|tag| {
        let mut all = WORDS.iter();
        all.find(|(lang, _)| *lang == tag.primary_language())
    });
    let (lang, [title, once, again, with]) = known.unwrap_or(&WORDS[0]);
    let dir = if is_right_to_left(lang) { "rtl" } else { "ltr" };
    include_str!("link_used.html")
        .replace("{lang}", lang)
        .replace("{dir}", dir)
        .replace("{title}", title)
        .replace("{once}", once)
        .replace("{again}", again)
        .replace("{with}", with)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::ACCEPT_LANGUAGE;
    use actix_web::test::TestRequest;

    #[test]
    fn the_page_is_in_the_language_that_is_wanted_most_of_those_there_are() {
        for (wanted, start) in [
            ("", "<html lang=\"en\" dir=\"ltr\">"),
            ("de, *", "<html lang=\"en\" dir=\"ltr\">"),
            (
                "fr;q=0.9, th;q=0.2, ar-EG;q=0.8",
                "<html lang=\"ar\" dir=\"rtl\">",
            ),
            ("ru-RU,ru;q=0.9,en;q=0.5", "<html lang=\"ru\" dir=\"ltr\">"),
        ] {
            let request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, wanted));
            let page = page(&request.to_http_request());
            assert!(page.contains(start), "{wanted}: {page}");
            assert_eq!(page.matches("tillside sign-in-link").count(), 1);
            let styles = page.find("</style>").unwrap_or_default();
            assert!(!page[styles..].contains(['{', '}']), "{page}");
        }
    }
}
