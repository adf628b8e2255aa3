/**
 * The fixed phrases at the head of an official document (Decree 30/2020, Appendix I), as patterns over plain text.
 * PDF readers merge the two columns of a head into one line, so that a phrase may stand anywhere in a line. Marks
 * may be missing, as legacy fonts lose them.
 */

/** A phrase, and its halves where a narrow column broke it. */
export interface Phrase {
  readonly whole: RegExp
  readonly begin: RegExp
  readonly end: RegExp
}

/** Quốc hiệu: in capitals, else it is a sentence that speaks of it. */
export const nationalName: Phrase = {
  whole: /C[ỘÔO]NG\s+H(?:ÒA|OÀ|OA)\s+X[ÃA]\s+H[ỘÔO]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆÊE]T\s+NAM/u,
  begin: /C[ỘÔO]NG\s+H(?:ÒA|OÀ|OA)\s+X[ÃA]\s+H[ỘÔO]I/u,
  end: /CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆÊE]T\s+NAM/u,
}

/** Tiêu ngữ. */
export const motto: Phrase = {
  whole: /[ĐD][ộôo]c\s+l[ậâa]p\s*[-–—.,]?\s*T[ựưu]\s+do\s*[-–—.,]?\s*H[ạa]nh\s+ph[úu]c/iu,
  begin: /[ĐD][ộôo]c\s+l[ậâa]p\s*[-–—.,]?\s*T[ựưu]\s+do/iu,
  end: /H[ạa]nh\s+ph[úu]c/iu,
}

/** What a text is searched for. */
export type Pattern = Pick<RegExp, 'exec'>

/** `Cao Bằng, ngày 23 tháng 11 năm 2026`: place, day, month, year. A draft leaves day and month open. */
export const placeAndDate: Pattern = {
  // Every capital may begin a place, so that most lines are better asked for the day.
  exec: text => (/,\s*ng[àa]y/.test(text) ? placedDate.exec(text) : null),
}
const placedDate =
  /(\p{Lu}[\p{Ll}']+(?: \p{Lu}[\p{Ll}']+){0,4}|TP\.? ?\p{Lu}[\p{Ll} \p{Lu}]{2,30}),\s*ng[àa]y\s*([\d.…_]{0,12})\s*(?:th[áa]ng|[/.-])\s*([\d.…_]{0,12})\s*(?:n[ăa]m|[/.-])\s*(\d{4}|[\d.…_]{2,12})/u

/**
 * `15/CT-TTg`, `99/2025/QĐ-UBND`, `12 /QĐ-UBND`, `.../BC-SNV`: number (dots in a draft), then what follows the
 * stroke.
 */
const numberSource = String.raw`(\d{1,6}[a-zđ]?|[.…_]{1,12})?\s*\/\s*((?:(?:19|20)\d{2}\s*\/\s*)?\p{Lu}[\p{L}\d]{0,15}(?:\s?[-–]\s?\p{Lu}[\p{L}\d]{0,15})?(?:[-–&.]\p{Lu}[\p{L}\d]{0,15}){0,4})`

/** A number with its word before it. */
export const numbered = new RegExp(String.raw`(?<![\p{L}\d])S[ốỐôÔoO]\s*[:.]?\s*${numberSource}`, 'u')
/** A number alone, from the start of a text. */
export const bareNumber = new RegExp(`^${numberSource}`, 'u')

/** Words a state body's name begins with, in capitals as the head of a document writes them. */
export const agencyBegin =
  /^(?:UBND|[ỦU][YỶ] BAN|HĐND|H[ỘO]I [ĐD][ỒO]NG|SỞ|SO|BỘ|BAN|CHI CỤC|CỤC|TỔNG CỤC|THANH TRA|VĂN PHÒNG|VAN PHONG|PHÒNG|TRUNG TÂM|TRƯỜNG|BỆNH VIỆN|CÔNG AN|TÒA ÁN|TOÀ ÁN|VIỆN|KHO BẠC|BẢO HIỂM XÃ HỘI|BHXH|THUẾ|HẢI QUAN|TỈNH ỦY|ĐẢNG ỦY|ĐẢNG BỘ|ĐẢNG CỘNG SẢN|MẶT TRẬN|LIÊN ĐOÀN|TỈNH ĐOÀN|ĐOÀN|HỘI|ĐÀI|QUỸ|TRẠM|HẠT|CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG|TỔ CÔNG TÁC|NGÂN HÀNG|CÔNG TY|TỔNG CÔNG TY|TẬP ĐOÀN)(?!\p{L})/u

/** Urgency stamps as they stand, marks and all: `KHĂN` is a towel. */
export const urgencyStamp =
  /(?<!\p{L})(?:THƯỢNG KHẨN|KHẨN(?! TRƯƠNG)|H(?:ỎA|OẢ) TỐC)(?: HẸN GIỜ| CẤP)?(?!\p{L})/u
