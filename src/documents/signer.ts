/** The end of an official document: who signs, in what office, and whether "Nơi nhận" stands there. */
import { fold } from '../base/fold.ts'
import { cellsOf, isCapital } from './plain-text.ts'

export interface Signer {
  /** The office held, in capitals as written: `PHÓ GIÁM ĐỐC`, not `KT. GIÁM ĐỐC`. */
  readonly title: string | null
  readonly name: string | null
  /** "Nơi nhận" was seen. */
  readonly recipients: boolean
}

/** Lines between the office and the name: stamp, "(Đã ký)", recipients of the other column. */
const linesToName = 10

const authority = /(?:^|[\s;.])((?:TM|KT|TL|TUQ|Q)\.\s*\p{Lu}[\p{Lu}\s]{2,60})$/u
const office =
  /(?:^|[\s;.])((?:QUYỀN |Q\. ?)?(?:PHÓ )?(?:CHỦ TỊCH(?: HỘI ĐỒNG| UBND(?: TỈNH| XÃ| PHƯỜNG)?)?|(?:TỔNG )?GIÁM ĐỐC(?: SỞ)?|CHỦ NHIỆM|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA(?: TỈNH)?|CHÁNH ÁN|(?:CỤC|CHI CỤC|TỔNG CỤC|VIỆN|HIỆU|BỘ) TRƯỞNG|TRƯỞNG (?:BAN|PHÒNG|ĐOÀN|TRẠM|CÔNG AN)|HIỆU PHÓ|HIỆU TRƯỞNG|THỨ TRƯỞNG|VIỆN PHÓ|THỦ TƯỚNG|BÍ THƯ|CHU TICH|GIAM DOC|CHANH VAN PHONG|HIEU TRUONG))(?:\s*\([^)]{0,30}\))?$/u
const recipients = /(?:^|\s)N[ơo]i nh[ậaâ]n(?!\p{L})/iu
const signedMark = /[([]?\s*[Đđ]ã ký(?: số)?\s*[)\]]?/gu
const degree = /^(?:(?:GS|PGS|TS|ThS|BS|KS|CN|DS|CKI|CKII|BSCKI|BSCKII)\.? ?){1,4}(?=\p{Lu})/u
/** Two to five words, each with one capital: `Nguyễn Văn An`, `Y Ê Ban`. */
const personName = /^\p{Lu}\p{Ll}*(?:[ -]\p{Lu}\p{Ll}*){1,4}$/u
/** `GIÁM ĐỐC Phạm Thu Hương`: both in one line. */
const officeThenName = /^(.{0,80}\p{Lu}{2})\s+(?:\([^)]{0,20}\)\s*)?(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){1,4})$/u
const nameAfterList = /[.;,]\s*(\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){1,4})$/u
const capitalName = /^\p{Lu}{1,7}(?: \p{Lu}{1,7}){1,4}$/u
const notName =
  /^(?:chu tich|pho|giam doc|chanh|truong|noi nhan|nhu tren|so |ubnd|uy ban|luu|phong|ban |tinh|van phong|hoi dong|tm|kt|tl|tuq|thu truong|hieu truong|cong hoa|doc lap|da ky)/u

/** Of several signatures the first with a name counts; annexes follow the document. */
export function findSigner(lines: readonly string[]): Signer {
  let title: string | null = null
  let titleLine = -1
  let named = false
  let seen = false
  let name: string | null = null
  for (const [i, line] of lines.entries()) {
    seen ||= recipients.test(line)
    if (name !== null) continue
    const together = endsInName(line) ? officeThenName.exec(line) : null
    const held = officeOf(together?.[1] ?? line)
    if (held !== null) {
      if (!named || held.own) title = held.title
      named = held.own || named
      titleLine = i
      name = together?.[2] ?? null
    } else if (titleLine !== -1 && i - titleLine > linesToName) {
      title = null
      named = false
      titleLine = -1
    } else if (titleLine !== -1) name = nameIn(line)
  }
  return { title: name === null ? null : title, name, recipients: seen }
}

/** Tells most lines from those that end in a name without a search from every letter. */
function endsInName(line: string): boolean {
  return /^\p{Lu}\p{Ll}+$/u.test(line.slice(line.lastIndexOf(' ') + 1))
}

/** `own` is false for the office spoken for: `TM. ỦY BAN NHÂN DÂN`, `KT. GIÁM ĐỐC`. */
function officeOf(line: string): { readonly title: string; readonly own: boolean } | null {
  for (const cell of cellsOf(line)) {
    if (!/[\p{Lu})]$/u.test(cell.slice(-2))) continue
    const spokenFor = authority.exec(cell)?.[1]
    if (spokenFor !== undefined) return { title: spokenFor.replace(/\s+/g, ' '), own: false }
    const held = office.exec(cell)
    if (held !== null) return { title: held[1]!, own: true }
  }
  return null
}

function nameIn(line: string): string | null {
  for (const cell of cellsOf(line.replace(signedMark, '')).toReversed()) {
    const candidate = cell.replace(degree, '').replace(/[.,]$/, '')
    const name =
      personName.test(candidate) || (isCapital(candidate) && capitalName.test(candidate))
        ? candidate
        : nameAfterList.exec(candidate)?.[1]
    if (name !== undefined && !notName.test(fold(name))) return name
  }
  return null
}
