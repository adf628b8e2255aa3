/**
 * The regulation's numbers, each with the bounds that a setting must keep. Defaults are those of the provincial mail
 * regulations in force (Ninh Bình 162/2025, Bắc Ninh 79/2025, Đồng Tháp 143/2025, Nghệ An 99/2025) and of TCVN
 * 14423:2026; a province with other numbers sets its own.
 */
import type { Text } from '../base/texts.ts'

export interface ThresholdTerms {
  readonly default: number
  readonly min: number
  readonly max: number
  readonly unit: 'percent' | 'hours' | 'minutes' | 'days' | 'months' | 'letters' | 'switch' | "o'clock"
  readonly title: Text
}

const table = {
  documentConfidence: {
    default: 60,
    min: 10,
    max: 100,
    unit: 'percent',
    title: {
      vi: 'Mức chắc chắn để coi một văn bản là văn bản hành chính',
      en: 'How surely a text must be an official document to count as one',
    },
  },
  heldDays: {
    default: 5,
    min: 1,
    max: 60,
    unit: 'days',
    title: {
      vi: 'Thời hạn xem xét thư bị giữ; hết hạn coi như từ chối',
      en: 'How long a held letter waits before it is rejected',
    },
  },
  exceptionDays: {
    default: 365,
    min: 1,
    max: 3650,
    unit: 'days',
    title: { vi: 'Thời hạn dài nhất của một ngoại lệ', en: 'The longest term of an exception' },
  },
  dispatchDays: {
    default: 1,
    min: 0,
    max: 30,
    unit: 'days',
    title: {
      vi: 'Số ngày làm việc sau ngày ký phải gửi văn bản đi (văn bản khẩn: trong ngày)',
      en: 'Working days after its date in which a document is dispatched (an urgent one: the same day)',
    },
  },
  officeOpeningHour: {
    default: 7,
    min: 5,
    max: 11,
    unit: "o'clock",
    title: { vi: 'Giờ bắt đầu ngày làm việc', en: 'When the working day begins' },
  },
  officeClosingHour: {
    default: 17,
    min: 12,
    max: 23,
    unit: "o'clock",
    title: {
      vi: 'Giờ kết thúc ngày làm việc; văn bản đến trước giờ này phải được tiếp nhận trong ngày',
      en: 'When the working day ends; a document that comes before is acknowledged the same day',
    },
  },
  urgentAcknowledgeHours: {
    default: 2,
    min: 1,
    max: 24,
    unit: 'hours',
    title: {
      vi: 'Số giờ làm việc để tiếp nhận văn bản khẩn',
      en: 'Working hours in which an urgent document is acknowledged',
    },
  },
  flagNoticeHours: {
    default: 24,
    min: 0,
    max: 720,
    unit: 'hours',
    title: {
      vi: 'Khoảng cách tối thiểu giữa hai lần nhắc cùng một lỗi với cùng một người gửi; 0 là không nhắc',
      en: 'Least time between two notices of one reason to one sender; 0 for no notices',
    },
  },
  outsideBanner: {
    default: 0,
    min: 0,
    max: 1,
    unit: 'switch',
    title: {
      vi: 'Ghi dòng cảnh báo vào nội dung thư từ bên ngoài (trừ thư có chữ ký)',
      en: 'A line of warning in the text of letters from outside (never in a signed one)',
    },
  },
  initialPasswordHours: {
    default: 6,
    min: 1,
    max: 720,
    unit: 'hours',
    title: {
      vi: 'Thời hạn đổi mật khẩu ban đầu trước khi hộp thư bị khóa',
      en: 'Time to change the initial password before the box is locked',
    },
  },
  idleDays: {
    default: 45,
    min: 7,
    max: 730,
    unit: 'days',
    title: {
      vi: 'Số ngày không sử dụng trước khi hộp thư bị khóa',
      en: 'Days without use before a box is locked',
    },
  },
  idleWarningDays: {
    default: 7,
    min: 1,
    max: 90,
    unit: 'days',
    title: { vi: 'Số ngày nhắc trước khi khóa vì không sử dụng', en: 'Days of warning before an idle lock' },
  },
  leaverMonths: {
    default: 3,
    min: 1,
    max: 24,
    unit: 'months',
    title: {
      vi: 'Số tháng giữ hộp thư của người đã nghỉ, chuyển công tác trước khi xóa',
      en: "Months a leaver's box is kept before it is deleted",
    },
  },
  quotaWarningPercent: {
    default: 90,
    min: 50,
    max: 99,
    unit: 'percent',
    title: { vi: 'Mức dung lượng bắt đầu cảnh báo', en: 'Share of the quota at which the owner is warned' },
  },
  passwordAgeDays: {
    default: 180,
    min: 30,
    max: 730,
    unit: 'days',
    title: { vi: 'Số ngày phải đổi mật khẩu', en: 'Days after which a password is changed' },
  },
  passwordWarningDays: {
    default: 14,
    min: 1,
    max: 90,
    unit: 'days',
    title: {
      vi: 'Số ngày nhắc trước khi mật khẩu hết hạn',
      en: 'Days of warning before a password is too old',
    },
  },
  externalLettersPerWindow: {
    default: 250,
    min: 10,
    max: 100_000,
    unit: 'letters',
    title: {
      vi: 'Số thư gửi ra ngoài tối đa của một hộp thư trong một khoảng thời gian',
      en: 'Letters to outside that one box may send in a window',
    },
  },
  externalWindowMinutes: {
    default: 10,
    min: 1,
    max: 1440,
    unit: 'minutes',
    title: { vi: 'Khoảng thời gian tính số thư gửi ra ngoài', en: 'The window in which they are counted' },
  },
  certificateFirstWarningDays: {
    default: 60,
    min: 14,
    max: 365,
    unit: 'days',
    title: {
      vi: 'Số ngày nhắc lần đầu trước khi chứng thư số hết hạn',
      en: 'Days of the first warning before a certificate ends',
    },
  },
  certificateSecondWarningDays: {
    default: 30,
    min: 2,
    max: 180,
    unit: 'days',
    title: {
      vi: 'Số ngày nhắc lần hai trước khi chứng thư số hết hạn',
      en: 'Days of the second warning before a certificate ends',
    },
  },
  certificateLastWarningDays: {
    default: 7,
    min: 1,
    max: 90,
    unit: 'days',
    title: {
      vi: 'Số ngày nhắc lần cuối trước khi chứng thư số hết hạn',
      en: 'Days of the last warning before a certificate ends',
    },
  },
  reviewMonths: {
    default: 6,
    min: 1,
    max: 24,
    unit: 'months',
    title: { vi: 'Chu kỳ rà soát tài khoản', en: 'How often the accounts are reviewed' },
  },
} as const satisfies Readonly<Record<string, ThresholdTerms>>

export type Threshold = keyof typeof table

export const thresholds: ReadonlyMap<string, ThresholdTerms> = new Map(Object.entries(table))

export function isThreshold(name: string): name is Threshold {
  return thresholds.has(name)
}

export function defaultOf(threshold: Threshold): number {
  return table[threshold].default
}
