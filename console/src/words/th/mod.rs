//! The interface in Thai.

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
    refresh: "รีเฟรช",
    refreshed: "ข้อมูล ณ เวลา {time}",
    updated: "อัปเดตเมื่อ {time}",
    json: "ข้อมูลในรูปแบบ JSON",
    heading: "เสียงจากลูกค้าของคุณ",
    questions: "คำถาม",
    likely_means: "ช่วงที่บอกว่า “น่าจะ” คือช่วงความเชื่อมั่น 95%: ใน 20 ช่วงแบบนี้ ราว 19 ช่วงมีค่าจริงอยู่ในช่วง ตัวเลขของคำถามคนละเวอร์ชันจะไม่นำมารวมกัน",

    journey: "เส้นทางของลูกค้า",
    journey_means: "ผู้เข้าชมในแต่ละขั้นตอน นับคนละครั้งต่อวัน",
    journey_empty: "ยังไม่มีใครถึงขั้นตอนใด การเข้าชมจะแสดงที่นี่ทันทีที่หน้าของร้านติดแท็กแล้ว",
    step: "ขั้นตอน",
    visitors: "ผู้เข้าชม",
    of_step_before: "เทียบกับขั้นก่อน",
    steps: &[
        ("product", "หน้าสินค้า"),
        ("cart", "ตะกร้า"),
        ("checkout", "หน้าชำระเงิน"),
        ("confirmation", "ยืนยันคำสั่งซื้อ"),
    ],
    devices: &[
        ("phone", "โทรศัพท์"),
        ("tablet", "แท็บเล็ต"),
        ("desktop", "คอมพิวเตอร์"),
    ],

    states: &[
        ("live", "เปิดใช้งาน"),
        ("paused", "หยุดชั่วคราว"),
        ("draft", "ฉบับร่าง"),
        ("scheduled", "ตั้งเวลาไว้"),
        ("ended", "สิ้นสุดแล้ว"),
        ("rehearsal", "กำลังซ้อม"),
        ("replaced", "ถูกแทนที่แล้ว"),
    ],
    kinds: &[
        ("nps", "การแนะนำต่อ 0 ถึง 10"),
        ("csat", "ความพึงพอใจ"),
        ("ces", "ความง่าย 1 ถึง 7"),
        ("choice", "เลือกได้ข้อเดียว"),
        ("choices", "เลือกได้หลายข้อ"),
        ("text", "ข้อความอิสระ"),
        ("thumbs", "นิ้วโป้งขึ้นหรือลง"),
        ("contact", "ข้อมูลติดต่อ"),
    ],
    version: "เวอร์ชัน {n}",
    older: &[("other", "{n} เวอร์ชันก่อนหน้า")],
    older_means: "คำตอบของข้อความเดิมแสดงแยกไว้ เพื่อไม่ให้ปนกับข้อความใหม่",

    shown: "แสดง",
    answered: "ตอบ",
    dismissed: "ปิด",
    no_reaction: "ไม่มีการตอบสนอง",
    withheld: "ตั้งใจไม่แสดง",
    withheld_means: "ตั้งใจไม่แสดง: ถึงจังหวะที่จะถามแล้ว แต่ตั้งใจไม่ถามเพื่อใช้เปรียบเทียบ",
    over_quota: "เกินจำนวนที่กำหนด",
    over_quota_means: "เกินจำนวนที่กำหนด: คำตอบที่เข้ามาหลังครบจำนวนของคำถามนี้ ไม่รวมอยู่ในตัวเลขอื่น",
    doubted: &[("other", "มี {n} คำตอบที่ดูเหมือนตอบโดยอัตโนมัติ จึงไม่นับรวมที่นี่")],
    doubted_fast: "ตอบเร็วกว่าที่จะอ่านคำถามได้ทัน: {n}",
    doubted_burst: "ส่งมาจากที่เดียวกันจำนวนมากภายในหนึ่งนาที: {n}",
    ratio_off: "สัดส่วนของการทดลองคลาดเคลื่อน: โอกาสที่จะเกิดขึ้นเองโดยบังเอิญมีน้อยกว่า 1 ใน {n} มีบางอย่างทำให้ผู้เข้าชมของกลุ่มใดกลุ่มหนึ่งหายไป จึงไม่ควรเปรียบเทียบกลุ่มจนกว่าจะพบสาเหตุ",
    ratio_arm: "{arm}: ผู้เข้าชม {seen} คน คาดไว้ {expected} คน",

    response_rate: "อัตราการตอบ",
    response_rate_means: "ของผู้ที่เห็นคำถาม",
    nothing: "–",
    likely: "น่าจะอยู่ระหว่าง {low} ถึง {high}",
    no_range: "ยังบอกช่วงไม่ได้: ทุกคำตอบเหมือนกัน",
    few_shown: &[("other", "ข้อมูลน้อยเกินกว่าจะสรุปได้: แสดงเพียง {n} ครั้ง")],
    few_answers: &[("other", "คำตอบน้อยเกินกว่าจะสรุปได้: มีเพียง {n} คำตอบ")],
    nps: "Net Promoter Score",
    nps_means: "ผู้สนับสนุนลบด้วยผู้ไม่สนับสนุน",
    promoters: "ผู้สนับสนุน 9 ถึง 10",
    passives: "ผู้เป็นกลาง 7 ถึง 8",
    detractors: "ผู้ไม่สนับสนุน 0 ถึง 6",
    csat: "พึงพอใจ",
    csat_means: "ให้ {low} ขึ้นไปจาก {points}",
    ces: "ความง่าย",
    ces_means: "ค่าเฉลี่ยจากระดับ 1 ถึง 7",
    mean_of: "ค่าเฉลี่ย {mean} จาก {points}",
    most_frequent: "คำตอบที่พบบ่อยที่สุด",
    not_ahead: "ยังไม่นำ “{other}” อย่างชัดเจน",
    thumbs: "นิ้วโป้งขึ้น",
    thumbs_means: "ของผู้ที่ตอบ",
    thumb_up: "นิ้วโป้งขึ้น",
    thumb_down: "นิ้วโป้งลง",

    distribution: "ตอบกันอย่างไร",
    option: "คำตอบ",
    count: "จำนวน",
    share: "สัดส่วน",
    several: "เลือกได้หลายคำตอบ สัดส่วนจึงอาจรวมกันเกิน 100%",
    follow_up: "คำถามต่อเนื่อง",
    answers: &[("other", "{n} คำตอบ")],
    words_below: "ข้อความที่ลูกค้าเขียนอยู่ในหัวข้อ “คำพูดของลูกค้า”",
    contacts_apart: "ข้อมูลติดต่อเก็บแยกจากคำตอบและไม่แสดงที่นี่",
    verbatims: "คำพูดของลูกค้า",
    more_verbatims: &[("other", "อีก {n} รายการ")],
    score_of: "{score} จาก {points}",
    from_follow_up: "คำถามต่อเนื่อง",

    no_shop: Empty {
        what: "ยังไม่มีร้าน",
        next: "ระบุที่อยู่ร้านของคุณ แล้วรับแท็กสำหรับหน้าของร้านและเลือกคำถามแรก",
    },
    no_prompt: Empty {
        what: "ร้านนี้ยังไม่มีคำถาม",
        next: "ทุกเทมเพลตพร้อมใช้ถามได้เลยในสี่ภาษา",
    },
    live_unseen: Empty {
        what: "ยังไม่มีใครถูกถาม",
        next: "คำถามเปิดใช้งานแล้ว ลองทำสิ่งที่ทำให้คำถามแสดงในร้านของคุณ แล้วดูผลในหน้านี้",
    },
    paused_unseen: Empty {
        what: "คำถามถูกหยุดก่อนที่จะมีใครถูกถาม",
        next: "หากต้องการถาม ให้เปิดอีกครั้งในหน้า “คำถาม”",
    },
    rehearsed_unseen: Empty {
        what: "ระหว่างการซ้อมจะไม่มีใครถูกถาม",
        next: "ตั้งแต่พรุ่งนี้ คุณจะเห็นที่นี่ว่าคำถามจะแสดงบ่อยแค่ไหน หากต้องการถาม ให้เปิดในหน้า “คำถาม”",
    },
    draft_unseen: Empty {
        what: "คำถามนี้เป็นฉบับร่าง ยังไม่ถามใคร",
        next: "เมื่อพร้อมแล้ว ให้เผยแพร่",
    },
    unanswered: Empty {
        what: "ยังไม่มีคำตอบ",
        next: "คำตอบแรก ๆ จะแสดงที่นี่เอง หากยังไม่มีคำตอบ ลองถามในจังหวะอื่นหรือใช้คำให้น้อยลง",
    },
    no_visit: Empty {
        what: "เริ่มจากนำคำถามไปไว้ในร้านของคุณ",
        next: "ใส่แท็กนี้ในทุกหน้าของร้าน แล้วสิ่งที่ผู้เข้าชมทำและบอกจะแสดงที่นี่เอง",
    },

    check: "ตรวจสอบการติดตั้ง",
    check_title: "การติดตั้ง · {shop} · Tillside",
    check_heading: "ทุกอย่างพร้อมหรือยัง",
    check_means: "เปิดร้านไว้ข้าง ๆ หน้านี้ แล้วลองเดินดูร้านอย่างลูกค้า สิ่งที่ส่งมาถึงจะเปลี่ยนเป็นสีเขียวที่นี่ภายในไม่กี่วินาที",
    tag: "แท็ก",
    tag_means: "ใส่บรรทัดนี้ในทุกหน้าของร้าน ตรงไหนก็ได้ใน head หรือ body เท่านี้ก็ติดตั้งเสร็จ",
    copy: "คัดลอก",
    copied: "คัดลอกแล้ว",
    checks: &[
        ("tag", "แท็ก"),
        ("origin", "ที่อยู่ของร้าน"),
        ("csp", "Content-Security-Policy"),
        ("book", "คำถาม"),
        ("answers", "คำตอบ"),
    ],
    check_states: &[
        ("good", "พร้อมแล้ว"),
        ("waiting", "กำลังรอ"),
        ("wrong", "ต้องแก้ไข"),
    ],
    in_place: "พร้อมแล้ว {n} จาก {all}",
    all_in_place: "ทุกอย่างพร้อมแล้ว",
    seen_in: "ภาษาที่พบ",

    try_again: "ลองอีกครั้ง",
    failed: "โหลดหน้านี้ไม่สำเร็จ",
    unreachable: "เชื่อมต่อเซิร์ฟเวอร์ไม่ได้ โปรดตรวจสอบว่าเซิร์ฟเวอร์ทำงานอยู่และคุณออนไลน์อยู่",
    refused: "เซิร์ฟเวอร์ตอบกลับด้วยข้อผิดพลาด {status} ดูสาเหตุได้ในล็อกของเซิร์ฟเวอร์",
    unreadable: "อ่านคำตอบของเซิร์ฟเวอร์ไม่ได้ เซิร์ฟเวอร์กับคอนโซลอาจเป็นคนละเวอร์ชัน โปรดโหลดหน้านี้ใหม่",
    stale: "ข้อมูล ณ เวลา {time} {why} ระบบกำลังลองใหม่โดยอัตโนมัติ",
};
