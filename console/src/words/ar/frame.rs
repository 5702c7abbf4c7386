//! Arabic: frame.

use crate::words::{Empty, Frame};

pub const WORDS: Frame = Frame {
    brand: "Tillside",
    skip: "الانتقال إلى المحتوى",
    menu: "القائمة",
    pages: "الصفحات",
    shop: "المتجر",
    loading: "جارٍ التحميل…",
    results: "النتائج",
    installation: "التثبيت",
    operator: "مشغّل الخادم",
    sign_out: "تسجيل الخروج",
    home: "العودة إلى البداية",
    not_found: "لا يوجد شيء على هذا العنوان",
    not_found_means: "ربما نُقلت الصفحة، أو في العنوان خطأ في الكتابة.",
    close: "إغلاق",
    prompts: "الأسئلة",
    people: "الأشخاص",
    settings: "الإعدادات",
    history: "السجل",
    make_account: "إنشاء حساب",
    journey: "الرحلة",
    answers: "الإجابات",
    coupons: "رموز القسائم",
    cases: "الحالات",
    notices: "الإشعارات",
    why: "لماذا لا يُعرض؟",
    why_nobody: "لماذا لا يراه أحد؟",
    nameless: "سؤال بلا نص بعد",
    make_shop: "إنشاء متجر",
    no_shop_of_mine: Empty {
        what: "ليس لديك متجر هنا بعد.",
        next: "يمكنك طلب دعوة إلى متجر من أحد المالكين.",
    },
};
