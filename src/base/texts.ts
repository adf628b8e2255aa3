/**
 * Every sentence the program says to people: Vietnamese first, English second, NFC (TCVN 6909:2001). A test fails
 * when an entry lacks either language, differs in its placeholders between them, or is not NFC.
 *
 * `{name}` stands for a value; `say` knows from the type of a text which values it needs. Texts for operators
 * (command line, logs) are English and live where they are printed. Deliberately absent: plural forms and further
 * languages — neither language here needs the first, and the regulation asks for no more of the second.
 */

import { findingTexts } from './finding-texts.ts'

export interface Text {
  readonly vi: string
  readonly en: string
}

export const texts = {
  ...findingTexts,

  // What follows from it.
  actionAllow: { vi: 'Được phép.', en: 'Allowed.' },
  actionFlag: {
    vi: 'Thư vẫn được chuyển và được ghi nhận.',
    en: 'The letter is delivered and put on record.',
  },
  actionHold: {
    vi: 'Thư được giữ lại chờ người có thẩm quyền xem xét.',
    en: 'The letter is held until an approver decides.',
  },
  actionBlock: { vi: 'Thư bị từ chối.', en: 'The letter is refused.' },

  // Why, and what to do instead.
  becauseOf: { vi: 'Căn cứ: {citation}.', en: 'On the ground of: {citation}.' },
  reference: {
    vi: 'Mã tham chiếu: {ref}. Khi cần hỗ trợ, xin báo mã này.',
    en: 'Reference: {ref}. Please quote it when asking for help.',
  },

  // What a reader of a letter from outside is told.
  outsideBanner: {
    vi: 'Thư từ bên ngoài hệ thống thư công vụ của tỉnh; cẩn trọng với liên kết và tệp đính kèm.',
    en: 'From outside the official mail of the province; take care with links and attachments.',
  },

  // A letter on record, told to the official who sent it.
  flagSubject: { vi: 'Nhắc nhở về thư đã gửi ({ref})', en: 'About a letter you sent ({ref})' },
  flagBody: {
    vi: 'Thư gửi từ {from} tới {to} đã được chuyển, nhưng có điểm cần lưu ý.',
    en: 'The letter from {from} to {to} was delivered; there is something to note about it.',
  },

  // A letter that waits.
  heldReply: {
    vi: 'Thư được giữ lại chờ xem xét, mã tham chiếu {ref}',
    en: 'Held for approval, reference {ref}',
  },
  heldSubject: {
    vi: 'Thư được giữ lại chờ xem xét ({ref})',
    en: 'A letter is held for approval ({ref})',
  },
  heldBody: {
    vi: 'Thư gửi từ {from} tới {to} được giữ lại, chưa chuyển tới người nhận.',
    en: 'The letter from {from} to {to} is held and has not been delivered.',
  },
  heldNext: {
    vi: 'Người có thẩm quyền sẽ cho chuyển tiếp hoặc trả lại; không cần gửi lại thư.',
    en: 'An approver will release or reject it; there is no need to send it again.',
  },
  heldWaitingSubject: { vi: 'Có thư chờ xem xét ({ref})', en: 'A letter waits for your decision ({ref})' },
  heldWaitingBody: {
    vi: 'Thư gửi từ {from} tới {to} đang được giữ lại chờ cơ quan {agency} xem xét trước {deadline}. Quá thời hạn này, thư không được chuyển.',
    en: 'The letter from {from} to {to} is held until the agency {agency} decides, before {deadline}. After that it is not delivered.',
  },
  heldWaitingNext: {
    vi: 'Người quản trị thư của cơ quan xem bằng lệnh congvu held show, quyết định bằng congvu held release hoặc congvu held reject; số: {ids}.',
    en: "The agency's administrator of mail looks with congvu held show, and decides with congvu held release or congvu held reject; number: {ids}.",
  },
  heldReleasedSubject: { vi: 'Thư đã được cho chuyển ({ref})', en: 'A held letter was released ({ref})' },
  heldReleasedBody: {
    vi: 'Thư gửi từ {from} tới {to} ngày {day} đã được người có thẩm quyền cho chuyển.',
    en: 'The letter from {from} to {to} of {day} was released by an approver.',
  },
  heldRejectedSubject: {
    vi: 'Thư không được cho chuyển ({ref})',
    en: 'A held letter was not released ({ref})',
  },
  heldRejectedBody: {
    vi: 'Thư gửi từ {from} tới {to} ngày {day} không được người có thẩm quyền cho chuyển.',
    en: 'The letter from {from} to {to} of {day} was rejected by an approver.',
  },
  heldExpiredBody: {
    vi: 'Thư gửi từ {from} tới {to} ngày {day} không được chuyển: đã hết thời hạn xem xét mà chưa có quyết định.',
    en: 'The letter from {from} to {to} of {day} was not delivered: nobody decided on it in time.',
  },
  heldReason: { vi: 'Ý kiến của người có thẩm quyền: {reason}', en: 'The approver says: {reason}' },

  // What happened to an account: its owner hears of it.
  passwordResetSubject: { vi: 'Mật khẩu hộp thư đã được đặt lại', en: 'Your password was reset' },
  passwordResetBody: {
    vi: 'Người quản trị {operator} đã đặt lại mật khẩu hộp thư {address}. Nếu việc này không do đề nghị của anh/chị, xin báo ngay cho đơn vị quản trị.',
    en: 'The administrator {operator} has reset the password of {address}. If you did not ask for this, please report it at once.',
  },
  appPasswordSubject: {
    vi: 'Mật khẩu ứng dụng mới cho hộp thư',
    en: 'A new app password for your mailbox',
  },
  appPasswordBody: {
    vi: 'Mật khẩu ứng dụng "{label}" vừa được cấp cho hộp thư {address} bởi {operator}. Nếu việc này không do đề nghị của anh/chị, xin báo ngay cho đơn vị quản trị.',
    en: 'An app password "{label}" was issued for {address} by {operator}. If you did not ask for this, please report it at once.',
  },
} as const satisfies Readonly<Record<string, Text>>

type PlaceholderOf<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholderOf<Rest>
  : never

/** The values a text asks for; one that is a text itself is told in each language. */
export type ValuesOf<T extends Text> = Readonly<Record<PlaceholderOf<T['vi']>, string | Text>>

const placeholder = /\{(\w+)\}/g

/** Names of the placeholders in a template, sorted. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map(match => match[1] ?? '').sort()
}

/** Both languages with their values. The values are not looked into: a brace in one stays a brace. */
export function say<T extends Text>(text: T, values: ValuesOf<T>): Text {
  const byName = new Map<string, string | Text>(Object.entries(values))
  const fill = (language: 'vi' | 'en'): string =>
    text[language].replace(placeholder, (whole, name: string) => {
      const value = byName.get(name) ?? whole
      return typeof value === 'string' ? value : value[language]
    })
  return { vi: fill('vi'), en: fill('en') }
}

/** Several texts as one, Vietnamese as a whole before English as a whole. */
export function joinTexts(parts: readonly Text[], separator = ' '): Text {
  return {
    vi: parts.map(part => part.vi).join(separator),
    en: parts.map(part => part.en).join(separator),
  }
}
