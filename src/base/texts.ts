/**
 * Every sentence the program says to people: Vietnamese first, English second, NFC (TCVN 6909:2001). A test fails
 * when an entry lacks either language, differs in its placeholders between them, or is not NFC.
 *
 * `{name}` stands for a value; `say` knows from the type of a text which values it needs. Texts for operators
 * (command line, logs) are English and live where they are printed. Deliberately absent: plural forms and further
 * languages — neither language here needs the first, and the regulation asks for no more of the second.
 */

export interface Text {
  readonly vi: string
  readonly en: string
}

export const texts = {
  // What a rule saw, one clause of a sentence each (rule D1b-free).
  freeMailRecipient: {
    vi: 'Người nhận {address} dùng dịch vụ thư điện tử miễn phí {service}, máy chủ đặt ở nước ngoài ({country}).',
    en: 'The recipient {address} uses the free mail service {service}, hosted abroad ({country}).',
  },
  freeMailSender: {
    vi: 'Thư đến từ {address}, thuộc dịch vụ thư điện tử miễn phí {service}, máy chủ đặt ở nước ngoài ({country}).',
    en: 'The letter comes from {address}, of the free mail service {service}, hosted abroad ({country}).',
  },
  freeMailReplyTo: {
    vi: 'Thư yêu cầu trả lời về {address}, thuộc dịch vụ thư điện tử miễn phí {service}, máy chủ đặt ở nước ngoài ({country}).',
    en: 'The letter asks for replies to {address}, of the free mail service {service}, hosted abroad ({country}).',
  },
  automaticForward: {
    vi: 'Thư công vụ đang được tự động chuyển tiếp ra hộp thư ngoài cơ quan nhà nước {address}.',
    en: 'Official mail is being forwarded automatically to {address}, a box outside the state.',
  },
  ownDomainForged: {
    vi: 'Thư đến từ bên ngoài nhưng tự xưng là {address} và không có chữ ký DKIM hợp lệ của tỉnh.',
    en: 'The letter comes from outside, yet claims to be {address} without a valid DKIM signature of the province.',
  },
  ownDomainForwarded: {
    vi: 'Thư của {address} quay lại qua một máy chủ bên ngoài; chữ ký DKIM của tỉnh vẫn hợp lệ.',
    en: 'A letter of {address} came back through an outside server; the DKIM signature of the province is valid.',
  },
  ownDomainBorrowed: {
    vi: 'Thư từ bên ngoài dùng địa chỉ của tỉnh {address} làm địa chỉ trả lời hoặc địa chỉ hoàn thư.',
    en: 'A letter from outside uses the address {address} of the province for replies or returns.',
  },
  lookAlike: {
    vi: 'Địa chỉ {address} có tên miền viết gần giống tên miền của tỉnh {domain} nhưng không phải của tỉnh.',
    en: 'The domain of {address} is written to look like {domain} of the province, and is not.',
  },
  foreignHost: {
    vi: 'Tên miền Việt Nam của {address} dùng máy chủ thư đặt ở nước ngoài ({host}).',
    en: 'The Vietnamese domain of {address} has its mail handled abroad ({host}).',
  },
  sectorExempt: {
    vi: 'Cơ quan {agency} có hệ thống thư điện tử riêng theo ngành; tên miền {domain} đã được chấp thuận.',
    en: 'The agency {agency} has a mail system of its own sector; the domain {domain} is approved.',
  },

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
  adviceOutbound: {
    vi: 'Đề nghị gửi tới hộp thư công vụ (@{domain}) hoặc hộp thư của cơ quan, tổ chức, doanh nghiệp nhận; với công dân, đề nghị dùng cổng dịch vụ công hoặc đề nghị cơ quan cho phép.',
    en: 'Please write to an official box (@{domain}) or to a box of the receiving organisation; for a citizen, use the public service portal or ask your agency for leave.',
  },
  adviceForward: {
    vi: 'Đề nghị tắt chế độ tự động chuyển tiếp và đọc thư trực tiếp tại hộp thư công vụ (@{domain}).',
    en: 'Please turn automatic forwarding off and read your mail in the official box (@{domain}).',
  },
  adviceInbound: {
    vi: 'Nếu là cán bộ, công chức, viên chức của tỉnh, đề nghị gửi lại từ hộp thư công vụ (@{domain}).',
    en: 'If you are an official of the province, please send it again from your official box (@{domain}).',
  },
  adviceForged: {
    vi: 'Đề nghị gửi qua máy chủ thư của tỉnh bằng tài khoản công vụ, hoặc qua nơi chuyển tiếp không sửa nội dung thư.',
    en: "Please send through the province's mail server with your official account, or through a forwarder that leaves letters unchanged.",
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
    vi: 'Người quản trị thư của cơ quan xem và quyết định: congvu held show {ids}.',
    en: "The agency's administrator of mail looks and decides: congvu held show {ids}.",
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
