//! Thai: frame.

use crate::words::{Empty, Frame};

pub const WORDS: Frame = Frame {
    brand: "Tillside",
    skip: "ข้ามไปยังเนื้อหา",
    menu: "เมนู",
    pages: "หน้า",
    shop: "ร้าน",
    loading: "กำลังโหลด…",
    results: "ผลลัพธ์",
    installation: "การติดตั้ง",
    operator: "ผู้ดูแลเซิร์ฟเวอร์",
    sign_out: "ออกจากระบบ",
    home: "ไปหน้าแรก",
    not_found: "ไม่มีหน้าตามที่อยู่นี้",
    not_found_means: "หน้านี้อาจถูกย้าย หรือที่อยู่อาจพิมพ์ผิด",
    close: "ปิด",
    prompts: "คำถาม",
    people: "ทีมงาน",
    settings: "การตั้งค่า",
    history: "ประวัติ",
    make_account: "สร้างบัญชี",
    journey: "เส้นทาง",
    answers: "คำตอบ",
    coupons: "โค้ดคูปอง",
    cases: "เคส",
    notices: "การแจ้งเตือน",
    why: "ทำไมไม่แสดง",
    why_nobody: "ทำไมไม่มีใครเห็น",
    nameless: "คำถามที่ยังไม่มีข้อความ",
    make_shop: "สร้างร้าน",
    no_shop_of_mine: Empty {
        what: "คุณยังไม่มีร้านที่นี่",
        next: "ขอให้เจ้าของร้านเชิญคุณเข้าร้าน",
    },
};
