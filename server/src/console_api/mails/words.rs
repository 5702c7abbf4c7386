//! The words of mails to people, in the languages of the console. `{shop}` and the like are
//! filled in.

/// All words in one language.
#[derive(Debug)]
pub struct Words {
    /// The language.
    pub lang: &'static str,
    /// Whoever runs the server.
    pub operator: &'static str,
    /// `support`, `analyst`, `editor` and `owner`.
    pub roles: [&'static str; 4],
    pub invited: &'static str,
    pub invites: &'static str,
    pub take_up: &'static str,
    pub join: &'static str,
    pub not_known: &'static str,
    pub reset: &'static str,
    pub asked: &'static str,
    pub within: &'static str,
    pub set: &'static str,
    pub not_you: &'static str,
    pub case: &'static str,
    pub gave: &'static str,
    pub open: &'static str,
}

/// The words in a language; English where there are none.
pub fn words(lang: &str) -> &'static Words {
    let primary = lang.split('-').next().unwrap_or_default();
    let known = [&AR, &RU, &TH].into_iter();
    let mut known = known.filter(|words| words.lang == primary);
    known.next().unwrap_or(&EN)
}

const EN: Words = Words {
    lang: "en",
    operator: "An operator of the server",
    roles: ["support", "analyst", "editor", "owner"],
    invited: "You are invited to {shop}",
    invites: "{from} invites you to {shop} on Tillside, with the role of {role}.",
    take_up: "Take it up within seven days; the address works once.",
    join: "Join",
    not_known: "If you do not know what this is about, leave it be.",
    reset: "A new password for Tillside",
    asked: "Somebody, most likely you, has asked for a new password.",
    within: "Set it within 24 hours; the address works once.",
    set: "Set the password",
    not_you: "If it was not you, leave it be: your password stays as it is.",
    case: "A case for you in {shop}",
    gave: "{from} gave you a case in {shop}.",
    open: "Open the case",
};

const AR: Words = Words {
    lang: "ar",
    operator: "مشغّل الخادم",
    roles: ["الدعم", "محلّل", "محرّر", "مالك"],
    invited: "دعوة إلى {shop}",
    invites: "يدعوك {from} إلى {shop} في Tillside بصفة: {role}.",
    take_up: "اقبل الدعوة خلال سبعة أيام؛ ويعمل العنوان مرة واحدة.",
    join: "الانضمام",
    not_known: "إن لم تكن تعرف ما هذا، فتجاهل الرسالة.",
    reset: "كلمة مرور جديدة لـ Tillside",
    asked: "طلب أحدهم، وأغلب الظن أنه أنت، كلمة مرور جديدة.",
    within: "عيّنها خلال 24 ساعة؛ ويعمل العنوان مرة واحدة.",
    set: "تعيين كلمة المرور",
    not_you: "إن لم تكن أنت، فتجاهل الرسالة: تبقى كلمة مرورك كما هي.",
    case: "حالة لك في {shop}",
    gave: "أسند إليك {from} حالة في {shop}.",
    open: "فتح الحالة",
};

const RU: Words = Words {
    lang: "ru",
    operator: "Оператор сервера",
    roles: ["поддержка", "аналитик", "редактор", "владелец"],
    invited: "Приглашение в {shop}",
    invites: "{from} приглашает вас в {shop} на Tillside. Ваша роль: {role}.",
    take_up: "Примите приглашение в течение семи дней; ссылка сработает один раз.",
    join: "Присоединиться",
    not_known: "Если вы не знаете, о чём речь, ничего не делайте.",
    reset: "Новый пароль для Tillside",
    asked: "Кто-то, скорее всего вы, запросил новый пароль.",
    within: "Задайте его в течение 24 часов; ссылка сработает один раз.",
    set: "Задать пароль",
    not_you: "Если это были не вы, ничего не делайте: пароль останется прежним.",
    case: "Обращение для вас в {shop}",
    gave: "{from} поручает вам обращение в {shop}.",
    open: "Открыть обращение",
};

const TH: Words = Words {
    lang: "th",
    operator: "ผู้ดูแลเซิร์ฟเวอร์",
    roles: ["ฝ่ายสนับสนุน", "นักวิเคราะห์", "ผู้แก้ไข", "เจ้าของ"],
    invited: "คุณได้รับเชิญเข้าร่วม {shop}",
    invites: "{from} เชิญคุณเข้าร่วม {shop} บน Tillside ในบทบาท: {role}",
    take_up: "โปรดตอบรับภายในเจ็ดวัน ลิงก์ใช้ได้ครั้งเดียว",
    join: "เข้าร่วม",
    not_known: "ถ้าคุณไม่ทราบว่านี่คืออะไร ไม่ต้องทำอะไร",
    reset: "รหัสผ่านใหม่สำหรับ Tillside",
    asked: "มีคนขอรหัสผ่านใหม่ ซึ่งน่าจะเป็นคุณ",
    within: "โปรดตั้งภายใน 24 ชั่วโมง ลิงก์ใช้ได้ครั้งเดียว",
    set: "ตั้งรหัสผ่าน",
    not_you: "ถ้าไม่ใช่คุณ ไม่ต้องทำอะไร รหัสผ่านของคุณยังเหมือนเดิม",
    case: "มีเคสของคุณใน {shop}",
    gave: "{from} มอบหมายเคสใน {shop} ให้คุณ",
    open: "เปิดเคส",
};
