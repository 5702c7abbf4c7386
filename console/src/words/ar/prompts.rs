//! Arabic: prompts.

use crate::words::Prompts;

pub const WORDS: Prompts = Prompts {
    title: "الأسئلة · {shop} · Tillside",
    heading: "الأسئلة",
    new: "سؤال جديد",
    none: "لا يُطرح أي سؤال بعد.",
    none_means: "يمكنك اختيار لحظة من الزيارة: كل قالب جاهز للطرح بأربع لغات.",
    first: "اختيار أول سؤال",
    order_means: "إذا حان وقت عدة أسئلة معًا، يُطرح أعلاها في القائمة.",
    export: "كل الأسئلة في ملف",
    would_show: "كان سيُعرض",
    shown_today: "عُرض اليوم",
    answered_today: "أُجيب اليوم",
    has_draft: "تغييرات غير منشورة",
    asked: "يُطرح",
    choose: "أي لحظة؟",
    choose_means: "كل قالب سؤال كامل بأربع لغات. يمكنك تغيير كل شيء قبل أن يراه أحد.",
    blank: "البدء بسؤال فارغ",
    take: "استخدام هذا القالب",
};
