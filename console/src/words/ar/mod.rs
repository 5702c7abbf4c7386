//! The interface in Arabic.

mod cases;
mod checking;
mod coupons;
mod editor;
mod file;
mod forecast;
mod frame;
mod insight;
mod install;
mod journey;
mod notices;
mod people;
mod prompts;
mod refusals;
mod said;
mod settings;
mod signing;
mod why;

use super::{Empty, Words};

pub const WORDS: Words = Words {
    frame: frame::WORDS,
    signing: signing::WORDS,
    prompts: prompts::WORDS,
    refusals: refusals::WORDS,
    checking: checking::WORDS,
    editor: editor::WORDS,
    forecast: forecast::WORDS,
    why: why::WORDS,
    coupons: coupons::WORDS,
    notices: notices::WORDS,
    file: file::WORDS,
    people: people::WORDS,
    settings: settings::WORDS,
    install: install::WORDS,
    insight: insight::WORDS,
    said: said::WORDS,
    way: journey::WORDS,
    cases: cases::WORDS,
    title: "{shop} · Tillside",
    refresh: "تحديث",
    refreshed: "الأرقام محدَّثة حتى {time}.",
    updated: "آخر تحديث {time}",
    json: "الأرقام بصيغة JSON",
    heading: "ماذا يقول المتسوقون",
    questions: "الأسئلة",
    likely_means: "النطاقات «المرجّحة» هي فترات ثقة 95%: من كل عشرين نطاقًا كهذا يضمّ نحو تسعة عشر القيمة الحقيقية. ولا تُخلط أبدًا أرقام الإصدارات المختلفة من السؤال الواحد.",

    journey: "رحلة التسوق",
    journey_means: "الزوار في كل خطوة، ويُحتسب كل زائر مرة واحدة في اليوم.",
    journey_empty: "لم يصل أحد إلى أي خطوة بعد. تظهر الزيارات هنا فور وجود الوسم في إحدى صفحات المتجر.",
    step: "الخطوة",
    visitors: "الزوار",
    of_step_before: "من الخطوة السابقة",
    steps: &[
        ("product", "صفحة المنتج"),
        ("cart", "السلة"),
        ("checkout", "إتمام الطلب"),
        ("confirmation", "تأكيد الطلب"),
    ],
    devices: &[
        ("phone", "هاتف"),
        ("tablet", "جهاز لوحي"),
        ("desktop", "حاسوب"),
    ],

    states: &[
        ("live", "نشط"),
        ("paused", "متوقف مؤقتًا"),
        ("draft", "مسودة"),
        ("scheduled", "مجدول"),
        ("ended", "منتهٍ"),
        ("rehearsal", "تشغيل تجريبي"),
        ("replaced", "مُستبدَل"),
    ],
    kinds: &[
        ("nps", "التوصية، من 0 إلى 10"),
        ("csat", "الرضا"),
        ("ces", "السهولة، من 1 إلى 7"),
        ("choice", "خيار واحد"),
        ("choices", "عدة خيارات"),
        ("text", "نص حر"),
        ("thumbs", "إبهام لأعلى أو لأسفل"),
        ("contact", "بيانات الاتصال"),
    ],
    version: "الإصدار {n}",
    older: &[
        ("zero", "لا إصدارات سابقة"),
        ("one", "إصدار سابق واحد"),
        ("two", "إصداران سابقان"),
        ("few", "{n} إصدارات سابقة"),
        ("many", "{n} إصدارًا سابقًا"),
        ("other", "{n} إصدار سابق"),
    ],
    older_means: "تُعرض إجابات الصياغات السابقة على حدة، كيلا تشوّش على الصياغة الأحدث.",

    shown: "عُرض",
    answered: "أُجيب عنه",
    dismissed: "أُغلق",
    no_reaction: "دون تفاعل",
    withheld: "حُجب",
    withheld_means: "حُجب: حانت اللحظة، لكن السؤال لم يُعرض عمدًا، بغرض المقارنة.",
    over_quota: "فوق الحد",
    over_quota_means: "فوق الحد: إجابات وصلت بعد بلوغ حد هذا السؤال، ولا تدخل في أي رقم آخر.",
    doubted: &[
        ("zero", "لا إجابات تبدو آلية."),
        ("one", "إجابة واحدة تبدو آلية ولم تُحتسب هنا."),
        ("two", "إجابتان تبدوان آليتين ولم تُحتسبا هنا."),
        ("few", "{n} إجابات تبدو آلية ولم تُحتسب هنا."),
        ("many", "{n} إجابةً تبدو آلية ولم تُحتسب هنا."),
        ("other", "{n} إجابة تبدو آلية ولم تُحتسب هنا."),
    ],
    doubted_fast: "وردت قبل أن تمكن قراءة السؤال: {n}.",
    doubted_burst: "ضمن عدد كبير جدًا من مكان واحد خلال دقيقة: {n}.",
    ratio_off: "نِسَب التجربة غير متوازنة: احتمال حدوث ذلك مصادفةً أقل من مرة واحدة من أصل {n}. ثمة سبب لفقدان زوار من إحدى المجموعات، فلا تصح المقارنة بينها قبل معرفته.",
    ratio_arm: "{arm}: عدد الزوار {seen}، والمتوقع {expected}",

    response_rate: "معدل الاستجابة",
    response_rate_means: "ممن رأوا السؤال",
    nothing: "–",
    likely: "المرجّح بين {low} و{high}",
    no_range: "لا نطاق بعد: كل الإجابات متطابقة",
    few_shown: &[
        ("zero", "لا يكفي للحكم: لم يُعرض بعد."),
        ("one", "لا يكفي للحكم: عُرض مرة واحدة فقط."),
        ("two", "لا يكفي للحكم: عُرض مرتين فقط."),
        ("few", "لا يكفي للحكم: عُرض {n} مرات فقط."),
        ("many", "لا يكفي للحكم: عُرض {n} مرةً فقط."),
        ("other", "لا يكفي للحكم: عُرض {n} مرة فقط."),
    ],
    few_answers: &[
        ("zero", "لا يكفي للحكم: لا إجابات حتى الآن."),
        ("one", "لا يكفي للحكم: إجابة واحدة فقط حتى الآن."),
        ("two", "لا يكفي للحكم: إجابتان فقط حتى الآن."),
        ("few", "لا يكفي للحكم: {n} إجابات فقط حتى الآن."),
        ("many", "لا يكفي للحكم: {n} إجابةً فقط حتى الآن."),
        ("other", "لا يكفي للحكم: {n} إجابة فقط حتى الآن."),
    ],
    nps: "صافي نقاط الترويج (NPS)",
    nps_means: "المروّجون ناقص المنتقدين",
    promoters: "المروّجون، من 9 إلى 10",
    passives: "المحايدون، من 7 إلى 8",
    detractors: "المنتقدون، من 0 إلى 6",
    csat: "الراضون",
    csat_means: "منحوا {low} فما فوق من أصل {points}",
    ces: "السهولة",
    ces_means: "متوسط على مقياس من 1 إلى 7",
    mean_of: "المتوسط {mean} من {points}.",
    most_frequent: "الإجابة الأكثر تكرارًا",
    not_ahead: "ليس الفارق واضحًا بعد عن «{other}».",
    thumbs: "إبهام لأعلى",
    thumbs_means: "ممن أجابوا",
    thumb_up: "إبهام لأعلى",
    thumb_down: "إبهام لأسفل",

    distribution: "كيف أجابوا",
    option: "الإجابة",
    count: "العدد",
    share: "النسبة",
    several: "كان يمكن اختيار عدة إجابات، لذا قد يتجاوز مجموع النسب 100%.",
    follow_up: "سؤال إضافي",
    answers: &[
        ("zero", "لا إجابات"),
        ("one", "إجابة واحدة"),
        ("two", "إجابتان"),
        ("few", "{n} إجابات"),
        ("many", "{n} إجابةً"),
        ("other", "{n} إجابة"),
    ],
    words_below: "ما كتبوه معروض تحت «بكلماتهم».",
    contacts_apart: "تُحفظ بيانات الاتصال منفصلة عن الإجابات ولا تُعرض هنا.",
    verbatims: "بكلماتهم",
    more_verbatims: &[
        ("zero", "لا مزيد"),
        ("one", "تعليق آخر"),
        ("two", "تعليقان آخران"),
        ("few", "{n} تعليقات أخرى"),
        ("many", "{n} تعليقًا آخر"),
        ("other", "{n} تعليق آخر"),
    ],
    score_of: "{score} من {points}",
    from_follow_up: "سؤال إضافي",

    no_shop: Empty {
        what: "لا يوجد متجر بعد.",
        next: "لنبدأ بعنوان متجرك. بعدها يظهر لك الوسم الخاص بصفحاته ويمكنك اختيار أول سؤال.",
    },
    no_prompt: Empty {
        what: "لا يطرح هذا المتجر أي سؤال بعد.",
        next: "كل القوالب جاهزة للطرح، بأربع لغات.",
    },
    live_unseen: Empty {
        what: "لم يُسأل أحد بعد.",
        next: "السؤال نشط. لتجربته، يكفي القيام في متجرك بما يستدعي ظهوره ومتابعة هذه الصفحة.",
    },
    paused_unseen: Empty {
        what: "لم يُسأل أحد قبل الإيقاف المؤقت.",
        next: "لطرح السؤال، يمكنك تفعيله من جديد في «الأسئلة».",
    },
    rehearsed_unseen: Empty {
        what: "لا يُسأل أحد أثناء التشغيل التجريبي.",
        next: "ابتداءً من الغد يظهر هنا عدد المرات التي كان السؤال سيُعرض فيها. لطرحه، يمكنك تفعيله في «الأسئلة».",
    },
    draft_unseen: Empty {
        what: "هذا السؤال مسودة، ولا يُسأل أحد.",
        next: "حين يصبح جاهزًا، يمكنك نشره.",
    },
    unanswered: Empty {
        what: "لا إجابات بعد.",
        next: "تظهر أولى الإجابات هنا تلقائيًا. وإن بقي الحال هكذا، فقد يفيد طرح السؤال في لحظة أخرى أو بكلمات أقل.",
    },
    no_visit: Empty {
        what: "أولًا، لنُدخل الأسئلة إلى متجرك.",
        next: "يوضع هذا الوسم في كل صفحات المتجر، ثم يظهر هنا تلقائيًا ما يفعله الزوار وما يقولونه.",
    },

    check: "فحص التثبيت",
    check_title: "التثبيت · {shop} · Tillside",
    check_heading: "هل كل شيء جاهز؟",
    check_means: "يمكنك فتح المتجر بجانب هذه الصفحة والتجول فيه كأي عميل. ما يصل يتحول هنا إلى الأخضر خلال ثوانٍ.",
    tag: "الوسم",
    tag_means: "يوضع هذا السطر في كل صفحة من المتجر، في أي موضع من head أو body. هذا هو التثبيت كله.",
    copy: "نسخ",
    copied: "تم النسخ",
    checks: &[
        ("tag", "الوسم"),
        ("origin", "عنوان المصدر (Origin)"),
        ("csp", "Content-Security-Policy"),
        ("book", "الأسئلة"),
        ("answers", "الإجابات"),
    ],
    check_states: &[
        ("good", "تم"),
        ("waiting", "قيد الانتظار"),
        ("wrong", "يلزم تعديل"),
    ],
    in_place: "اكتمل {n} من {all}",
    all_in_place: "كل شيء جاهز",
    seen_in: "لغات الظهور",

    try_again: "إعادة المحاولة",
    failed: "تعذّر تحميل الصفحة",
    unreachable: "تعذّر الوصول إلى الخادم. يُرجى التحقق من أنه يعمل ومن اتصالك بالإنترنت.",
    refused: "ردّ الخادم بالخطأ {status}. السبب مذكور في سجله.",
    unreadable: "تعذّرت قراءة رد الخادم. ربما اختلف إصدار الخادم عن إصدار لوحة التحكم: يُرجى إعادة تحميل هذه الصفحة.",
    stale: "هذه البيانات تعود إلى {time}. {why} تُعاد المحاولة تلقائيًا.",
};
