//! Arabic: install.

use crate::words::{Install, Told};

pub const WORDS: Install = Install {
    ways: "إضافته إلى متجرك",
    ways_mean: "يكفي اختيار المنصة التي يعمل عليها متجرك، ولا حاجة إلى أي برمجة.",
    names: &[
        ("woocommerce", "WooCommerce"),
        ("shopify", "Shopify"),
        ("magento", "Magento 2"),
        ("prestashop", "PrestaShop"),
        ("opencart", "OpenCart"),
        ("tag_manager", "Google Tag Manager"),
        ("html", "أي متجر آخر"),
    ],
    own: "منصة متجرك",
    told: &[
        ("woocommerce", WOOCOMMERCE),
        ("shopify", SHOPIFY),
        ("magento", MAGENTO),
        ("prestashop", PRESTASHOP),
        ("opencart", OPENCART),
        ("tag_manager", TAG_MANAGER),
        ("html", HTML),
    ],
    pastes: &[
        ("tag", "الوسم"),
        ("layout", "أو داخل قالب المتجر، حيث يُحفظ ضمن إدارة الإصدارات"),
        ("policy", "لسياسة صفحات الدفع، في وحدة خاصة بك"),
        (
            "tag_manager/tag",
            "الوسم، إن كانت أداة الموافقة مسموعة في الصفحة",
        ),
        ("agreed", "الوسم، إن كان Tag Manager وحده يعلم بالموافقة"),
        ("step", "لتحديد خطوة الصفحة"),
        ("cart", "لإرسال قيمة السلة"),
        ("shopify/tag", "الوسم وقيمة السلة"),
    ],
    file: "الملف: `{file}`",
    download: "تنزيل الإضافة",
    agreed_means: "يُستخدم هذا بدلًا من الآخر إن كانت أداة الموافقة لديك قالبًا داخل Tag Manager، فهي تخاطب Tag Manager وحده. في «Consent Settings» يُختار «Require additional consent for tag to fire» مع `analytics_storage`، ويُفعَّل الوسم أيضًا عند الحدث الذي ترسله أداتك بعد الموافقة.",
    copy_of: "نسخ: {what}",
    choose: "متجري يعمل على {platform}",
    choose_means: "عندها تُعرف الخطوات من الأسماء التي تستخدمها {platform} لصفحاتها.",
    chosen: "أصبحت منصة متجرك {platform}.",
    consent: "الموافقة",
    consents: &[
        (
            "tools",
            "لا يسأل هذا المتجر إلا بعد الموافقة. ويعلم بها من `gtag('consent', …)` في وضع الموافقة من Google (`analytics_storage`)، ومع منصة WooCommerce أو Shopify من أدوات الموافقة الخاصة بهما أيضًا. وإن كانت أداتك غير ذلك، فيجب أن تستدعي `tillside('consent', 'granted')` في كل صفحة.",
        ),
        (
            "tcf",
            "لا يسأل هذا المتجر إلا بعد الموافقة، ويعلم بها من أداة موافقة تتبع إطار IAB: الغرضان 1 و8.",
        ),
        (
            "call",
            "لا يسأل هذا المتجر إلا بعد الموافقة. يجب أن تستدعي أداة الموافقة لديك `tillside('consent', 'granted')` في كل صفحة، و`tillside('consent', 'denied')` عند سحب الموافقة.",
        ),
        (
            "ask_without_id",
            "يسأل هذا المتجر دون معرّف للزائر ولا ينتظر الموافقة.",
        ),
        ("full", "لا ينتظر هذا المتجر الموافقة."),
    ],
    try_out: "جرّب بنفسك",
    try_out_means: "افتح متجرك بهذا العنوان، وعلى هاتفك أيضًا. كل ما يجيب به ذلك المتصفح بعدها يوسم بأنه اختبار ويبقى خارج كل الأرقام. العنوان صالح ليوم واحد.",
    try_make: "أنشئ العنوان",
    try_open: "افتح المتجر",
    try_fragment: "أضف هذا بعد عنوان أي صفحة من متجرك:",
    privacy: "لسياسة الخصوصية",
    privacy_means: "تعكس هذه الفقرة طريقة تعامل المتجر مع الموافقة ومدة احتفاظه بالإجابات. عند تغيير أيٍّ منهما، يلزم نسخها من جديد.",
    privacy_more: "لا تذكر الفقرة أساسًا قانونيًا ولا جهة اتصال: تلزم إضافتهما، ويُستحسن أن يراجعها من يعرف قانون بلدك. وإن كانت صفحاتك تُعرّف Tillside بالعميل المسجَّل دخوله (`customer`) أو تمرّر سمات عبر `tillside('set', …)`، فيجب ذكر ذلك أيضًا.",
    no_retention: "لم تُحدَّد مدة تُحذف الإجابات بعدها. يمكن لأحد المالكين تحديدها في الإعدادات.",
    copy_paragraph: "نسخ الفقرة باللغة: {language}",
};

const WOOCOMMERCE: Told = Told {
    steps: &[
        "تنزيل الإضافة. أُعدّت لهذا المتجر ولا تحتاج إلى إعدادات.",
        "في WordPress: فتح «Plugins» ثم «Add New» ثم «Upload Plugin»، واختيار الملف وتثبيته وتفعيله.",
        "تفريغ ذاكرة الصفحات المؤقتة، إن وُجدت.",
    ],
    notes: &[
        "تُعرف صفحة المنتج والسلة وإتمام الطلب وتأكيده من WooCommerce نفسه، حتى مع عناوين مخصّصة.",
        "يطلب المتصفح قيمة السلة بنفسه، فيمكن إبقاء ذاكرة الصفحات المؤقتة مفعّلة. والبرنامج النصي مستثنى من WP Rocket وLiteSpeed Cache وAutoptimize وPerfmatters وSiteGround Speed Optimizer وJetpack Boost وRocket Loader من Cloudflare. وقد تؤخّره أدوات تحسين أخرى، فتظهر الأسئلة متأخرة.",
    ],
};

const SHOPIFY: Told = Told {
    steps: &[
        "فتح «Online Store» ثم «Themes»، ثم «Edit code» لقالب متجرك.",
        "فتح `layout/theme.liquid` ولصق هذا قبل `</head>`.",
        "الحفظ.",
    ],
    notes: &[
        "تُعرف صفحات المنتجات والسلة من عناوينها.",
        "لا تشغّل صفحات إتمام الطلب والشكر في Shopify أي وسوم script، فلا يستطيع الوسم طرح أي سؤال فيها. وبعد الطلب لا يمكن أن ترد الإجابات إلا عبر HTTP API.",
    ],
};

const MAGENTO: Told = Told {
    steps: &[
        "فتح «Content» ثم «Design» ثم «Configuration» وتعديل واجهة متجرك (Store View).",
        "فتح «HTML Head» ولصق الوسم في «Scripts and Style Sheets».",
        "الحفظ، ثم تفريغ الذاكرة المؤقتة من «System» ثم «Cache Management».",
    ],
    notes: &[
        "تُعرف صفحة المنتج والسلة وإتمام الطلب وصفحة نجاحه من أصناف CSS في الصفحة.",
        "منذ الإصدار 2.4.7 يفرض Magento سياسة Content-Security-Policy على صفحات الدفع، ويلزم السماح فيها بخادم Tillside عبر ملف في وحدة. وتشترط المتصفحات أيضًا `'wasm-unsafe-eval'` أو `'unsafe-eval'` في `script-src`. ويبيّن الفحص أدناه إن كان شيء ناقصًا.",
    ],
};

const PRESTASHOP: Told = Told {
    steps: &[
        "في قالب فرعي: نسخ `templates/_partials/head.tpl` من القالب الأصل.",
        "لصق الوسم في نهاية الملف.",
        "مسح الذاكرة المؤقتة من «Advanced Parameters» ثم «Performance».",
    ],
    notes: &[
        "تُعرف صفحة المنتج والسلة وإتمام الطلب وتأكيده من معرّف body في الصفحة، وهو موجود في القوالب المصمّمة لإصدار PrestaShop 1.7 وما بعده.",
    ],
};

const OPENCART: Told = Told {
    steps: &[
        "فتح «Design» ثم «Theme Editor» واختيار `common/header`.",
        "لصق الوسم قبل `</head>` والحفظ.",
        "تحديث ذاكرة القالب المؤقتة من رمز الترس في لوحة المعلومات.",
    ],
    notes: &[
        "تُعرف الخطوات من `route=` في العنوان أو من أصناف CSS في الصفحة. ومع العناوين الملائمة لمحركات البحث وقالب بلا هذه الأصناف، يلزم تحديد الخطوة في الصفحة أو إدراج عنوانها في ملف المتجر ضمن `addresses`.",
        "في OpenCart 2 يكون الملف `common/header.tpl` في قالب متجرك.",
    ],
};

const TAG_MANAGER: Told = Told {
    steps: &[
        "إنشاء وسم جديد من نوع «Custom HTML» ولصق هذا فيه.",
        "تفعيله في كل الصفحات. في «Consent Settings» يُختار «No additional consent required» إن كان هذا المتجر ينتظر الموافقة بنفسه، كما هو مذكور أدناه. وتُشترط الموافقة هناك إن كان القانون يتطلبها والمتجر لا ينتظرها.",
        "الإرسال والنشر.",
    ],
    notes: &[
        "تُعرف الخطوة والسلة من أحداث Google Analytics 4 التي يرسلها متجرك إلى `dataLayer` (`view_item` و`view_cart` و`begin_checkout` و`purchase`).",
        "المتصفح الذي يحظر Tag Manager لا يحمّل الوسم أبدًا. أما وضعه في الصفحة نفسها فيصل إلى متسوقين أكثر.",
    ],
};

const HTML: Told = Told {
    steps: &[
        "لصق الوسم في كل صفحة، في أي موضع من head أو body.",
        "إن كان المتجر يرسل أحداث Google Analytics 4 إلى `dataLayer`، أو كانت عناوينه مدرجة في ملفه، فقد اكتمل كل شيء.",
        "وإلا يلزم تحديد خطوة كل صفحة: `product` أو `cart` أو `checkout` أو `confirmation`، أو أي اسم تختاره.",
    ],
    notes: &[
        "قيمة السلة اختيارية، وتساعد على اختيار من يُسأل. ولا حاجة إلى انتظار البرنامج النصي: تُحفظ الاستدعاءات السابقة له.",
    ],
};
