/**
 * Ways around the regulation, family by family (`evasions/`): each is caught by the rule it tries to get by, or is
 * named here as one that nobody can catch. Both claims are tried, so that the list stays honest.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { admissionOf } from '../../src/auth/admission.ts'
import { createSenderVerifier } from '../../src/auth/verify.ts'
import { fixedDns } from '../../src/net/fixed-dns.ts'
import { stricter } from '../../src/policy/verdict.ts'
import type { Action } from '../../src/ports/directory.ts'
import { makeDocx } from '../support/attachments.ts'
import { charsets } from './evasions/charsets.ts'
import { disagreements } from './evasions/disagreements.ts'
import { type Family, inBody, inSubject } from './evasions/evasion.ts'
import { fileNames } from './evasions/file-names.ts'
import { headers } from './evasions/headers.ts'
import { insideFiles } from './evasions/inside-files.ts'
import { lookAlikes } from './evasions/look-alikes.ts'
import { outOfReach } from './evasions/out-of-reach.ts'
import { programs } from './evasions/programs.ts'
import { senders } from './evasions/senders.ts'
import { spacing } from './evasions/spacing.ts'
import { structure } from './evasions/structure.ts'
import { unseen } from './evasions/unseen.ts'
import { Province } from './province.ts'
import { enclosing, file, greeting, letter } from './raw.ts'
import { openReader } from './reader.ts'

const families: readonly Family[] = [
  lookAlikes,
  unseen,
  spacing,
  headers,
  charsets,
  fileNames,
  programs,
  structure,
  disagreements,
  insideFiles,
  senders,
  outOfReach,
]
const evasions = families.flatMap(family => family.evasions)

const reader = openReader()
const province = new Province(reader.read)
afterAll(() => reader[Symbol.asyncDispose]())

const verifySender = createSenderVerifier({ dns: fixedDns({}), clock: Date })
const stranger = { address: '203.0.113.25', helo: 'mail.xaydungbacha.com.vn' }

describe.each(families)('$title', family => {
  test.each(family.evasions)('$how', async ({ letter, outcome }) => {
    const { bytes, mailFrom, ...raw } = await letter
    const { verdict, rules } = await province.judgeBytes(
      raw,
      bytes,
      mailFrom === undefined ? {} : { mailFrom },
    )
    if ('refused' in outcome) {
      const found = await verifySender({ bytes, mailFrom: raw.from.address, ...stranger })
      expect(admissionOf(found)).toMatchObject({ code: 550, reason: outcome.refused })
    } else if ('caught' in outcome) {
      const decided = verdict.judgements
        .filter(({ rule }) => rule === outcome.caught)
        .reduce<Action>((action, judgement) => stricter(action, judgement.action), 'allow')
      expect(rules).toContain(outcome.caught)
      expect(stricter(decided, outcome.action)).toBe(decided)
    } else {
      expect(rules).not.toContain(outcome.eludes)
      expect(rules).toEqual(outcome.instead === undefined ? [] : [outcome.instead])
      expect(outcome.because).toMatch(/^\p{Lu}.{20,}\.$/su)
    }
  })
})

describe('the list itself', () => {
  test('stands on letters that are innocent without their trick', async () => {
    for (const innocent of [
      letter(greeting),
      inBody('Kính gửi'),
      inSubject('Kính gửi'),
      enclosing(file('bao-cao.docx', makeDocx('Báo cáo tình hình'))),
    ])
      expect((await province.judgeBytes(innocent, innocent.bytes)).verdict.judgements).toEqual([])
  })

  test('has at least 280 evasions, and names none twice', () => {
    expect(evasions.length).toBeGreaterThanOrEqual(280)
    const names = families.flatMap(({ title, evasions }) => evasions.map(({ how }) => `${title}: ${how}`))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('names what nobody can catch', () => {
    const elusive = evasions.filter(({ outcome }) => 'because' in outcome).map(({ how }) => how)
    expect(elusive).toEqual([
      'ảnh chụp một trang có dấu MẬT',
      'bản quét PDF có dấu MẬT',
      'ảnh nhúng trong DOCX không có chữ',
      'nội dung giấu trong điểm ảnh (steganography)',
      'tệp ZIP đặt mật khẩu chỉ người nhận biết',
      'dịch sang tiếng Anh: TOP SECRET',
      'dịch sang tiếng Trung: 绝密',
      'nói bằng lời trong câu văn: tài liệu này thuộc độ tối mật',
      'tiếng lóng: hàng trong tủ',
      'chép nội dung mật nhưng bỏ dấu',
      'chữ số thay chữ: M4T',
      'gõ Telex: MAATJ',
      'mã hóa Base64 bằng tay trong lời văn',
      'mã ROT13 và viết ngược',
      'chữ thường do bảng định kiểu CSS hiện thành chữ hoa',
      'chữ do bảng định kiểu CSS chèn thêm',
      'liên kết tới kho tệp bên ngoài',
      'tệp để ở nơi khác (message/external-body)',
      'chữ vẽ bằng ký tự nhiều dòng',
      'ghi âm đọc văn bản mật',
      'tên hiển thị của người gửi',
      'chữ do kịch bản viết ra khi mở trang',
      'trang trong thuộc tính srcdoc',
      'định dạng số của bảng tính hiện thành chữ',
      'UTF-7 không nhãn',
      'yEnc trong nội dung',
    ])
  })
})
