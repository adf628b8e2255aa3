/**
 * Rules that judge no letter: what time alone breaks, or a box by its use. They stand in the table of rules with
 * their citations like the others; the clocks that enforce them are outside the policy (`flow/acknowledgement.ts`,
 * `directory/`), and the numbers that govern them are settings.
 */
import type { Text } from '../base/texts.ts'
import { directive, mailRegulations, recordsDecree } from './citations.ts'
import type { RuleTerms } from './rules.ts'

const securityStandard: Text = { vi: 'TCVN 14423:2026', en: 'TCVN 14423:2026' }

/** An article of an act. */
function article(act: Text, vi: string, en: string): Text {
  return { vi: `${act.vi}, ${vi}`, en: `${act.en}, ${en}` }
}

export const clockRules: readonly RuleTerms[] = [
  {
    id: 'D5-acknowledge',
    title: {
      vi: 'Hộp thư cơ quan tiếp nhận văn bản ngay trong ngày đến',
      en: 'An office box takes documents in the day they come',
    },
    citation: directive('5', article(recordsDecree, 'Điều 21 khoản 2', 'Article 21, paragraph 2')),
    thresholds: ['officeOpeningHour', 'officeClosingHour', 'urgentAcknowledgeHours'],
  },
  {
    id: 'D3-activate',
    title: {
      vi: 'Hộp thư mới cấp phải đổi mật khẩu ban đầu trong thời hạn',
      en: 'The initial password of a new box is changed in time',
    },
    citation: directive('3', mailRegulations),
    thresholds: ['initialPasswordHours'],
  },
  {
    id: 'D3-idle',
    title: {
      vi: 'Hộp thư không sử dụng bị khóa, vẫn nhận thư',
      en: 'A box that nobody uses is locked, and still receives',
    },
    citation: directive('3', securityStandard),
    thresholds: ['idleDays', 'idleWarningDays'],
  },
  {
    id: 'D3-leaver',
    title: {
      vi: 'Hộp thư của người nghỉ, chuyển công tác bị khóa ngay và xóa sau thời hạn',
      en: "A leaver's box is closed at once and deleted in time",
    },
    citation: directive('3', mailRegulations),
    thresholds: ['leaverMonths'],
  },
  {
    id: 'D1c-rate',
    title: {
      vi: 'Giới hạn số thư gửi ra ngoài của một hộp thư',
      en: 'Letters that one box may send outside are limited',
    },
    citation: directive('1.c', mailRegulations),
    thresholds: ['externalLettersPerWindow', 'externalWindowMinutes'],
  },
  {
    id: 'D1c-quota',
    title: {
      vi: 'Cảnh báo khi hộp thư sắp đầy',
      en: 'The owner of a box that is nearly full is warned',
    },
    citation: directive('1.c', mailRegulations),
    thresholds: ['quotaWarningPercent'],
  },
  {
    id: 'D1c-password',
    title: { vi: 'Mật khẩu đủ mạnh và được đổi định kỳ', en: 'Passwords are strong and changed in time' },
    citation: directive('1.c', securityStandard),
    thresholds: ['passwordAgeDays', 'passwordWarningDays'],
  },
  {
    id: 'D1c-lockout',
    title: {
      vi: 'Tạm khóa đăng nhập khi nhập sai mật khẩu nhiều lần',
      en: 'Log-in is locked for a while after many wrong passwords',
    },
    citation: directive('1.c', mailRegulations),
    thresholds: [],
  },
  {
    id: 'D1d-inspect',
    title: {
      vi: 'Rà soát hộp thư của cơ quan định kỳ',
      en: "Every agency's boxes are reviewed again and again",
    },
    citation: directive('1.d', securityStandard),
    thresholds: ['reviewMonths'],
  },
]
