/**
 * Every sentence the program says to people: Vietnamese first, English second, NFC (TCVN 6909:2001). A test fails
 * when an entry lacks either language, differs in its placeholders between them, or is not NFC.
 *
 * `{name}` stands for a value; `say` knows from the type of a text which values it needs. Texts for operators
 * (command line, logs) are English and live where they are printed. Deliberately absent: plural forms and further
 * languages — neither language here needs the first, and the regulation asks for no more of the second.
 */

import { findingTexts } from './texts-findings.ts'

export interface Text {
  readonly vi: string
  readonly en: string
}

export const texts = {
  ...findingTexts,

  moreOfTheSame: { vi: 'Và {count} trường hợp tương tự.', en: 'And {count} more of the same kind.' },

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

  // The case of a state secret.
  caseSubject: {
    vi: 'Khẩn: dấu hiệu lộ bí mật nhà nước qua thư điện tử ({ref})',
    en: 'Urgent: a sign of a state secret in mail ({ref})',
  },
  caseBody: {
    vi: 'Hệ thống vừa từ chối một thư mang dấu chỉ độ mật, liên quan tới {agency}. Nội dung thư không được lưu.',
    en: 'A letter with a stamp of secrecy, of concern to {agency}, was just refused. Nothing of it is kept.',
  },
  caseNext: {
    vi: 'Đề nghị báo cáo người đứng đầu cơ quan, gỡ tài liệu khỏi máy tính nối mạng, đánh giá mức độ lộ, lọt và ghi nhận từng bước vào vụ việc.',
    en: 'Please tell the head of the agency, have the document removed from connected computers, assess the leak, and record each step in the case.',
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

  // Documents that nobody took in, told to the office and the agency's heads.
  lateAcknowledgementSubject: {
    vi: 'Văn bản đến quá hạn tiếp nhận: {count} ({address})',
    en: 'Documents not acknowledged in time: {count} ({address})',
  },

  // Certificates: the owner hears of what happens to one, and that it ends.
  certificateIssuedSubject: {
    vi: 'Đã cấp chứng thư số cho {address}',
    en: 'A certificate was issued to {address}',
  },
  certificateIssuedBody: {
    vi: 'Một chứng thư số mới của hộp thư {address} vừa được đưa vào máy chủ bởi {operator}. Máy chủ giữ khóa bí mật và ký số thư theo cài đặt của hộp thư. Nếu anh/chị không biết việc này, xin báo ngay cho đơn vị quản trị.',
    en: 'A new certificate of {address} was put on the server by {operator}. The server keeps its private key and signs letters as the mailbox is set to. If you do not know of this, please report it at once.',
  },
  keyExportedSubject: {
    vi: 'Khóa ký số của {address} được xuất ra',
    en: 'The signing key of {address} was exported',
  },
  keyExportedBody: {
    vi: 'Khóa bí mật và chứng thư số của hộp thư {address} vừa được xuất ra tệp bởi {operator} để cài vào phần mềm thư. Nếu anh/chị không yêu cầu việc này, xin báo ngay: chứng thư cần được thu hồi.',
    en: 'The private key and certificate of {address} were exported to a file by {operator}, for a mail program. If you did not ask for this, report it at once: the certificate must be revoked.',
  },
  certificateRevokedSubject: {
    vi: 'Chứng thư số của {address} đã bị thu hồi',
    en: 'The certificate of {address} was revoked',
  },
  certificateRevokedBody: {
    vi: 'Chứng thư số của hộp thư {address} (số sê-ri {serial}, hiệu lực đến {date}) vừa bị thu hồi bởi {operator}. Thư gửi đi không còn được ký bằng chứng thư này.',
    en: 'The certificate of {address} (serial number {serial}, valid until {date}) was revoked by {operator}. Letters are not signed with it any more.',
  },
  certificateEndsSubject: {
    vi: 'Chứng thư số của {subject} hết hạn ngày {date}',
    en: 'The certificate of {subject} ends on {date}',
  },
  certificateEndsBody: {
    vi: 'Chứng thư số của {subject} hết hạn ngày {date}. Xin làm thủ tục cấp chứng thư mới trước ngày đó; chứng thư mới sẽ thay chứng thư này.',
    en: 'The certificate of {subject} ends on {date}. Please have a new one issued before; it will take the place of this one.',
  },
  certificateEndedSubject: {
    vi: 'Chứng thư số của {subject} đã hết hạn',
    en: 'The certificate of {subject} has ended',
  },
  certificateEndedBody: {
    vi: 'Chứng thư số của {subject} đã hết hạn ngày {date}. Từ nay máy chủ không dùng chứng thư này nữa.',
    en: 'The certificate of {subject} ended on {date}. The server does not use it any more.',
  },

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
  wrongPasswordsSubject: {
    vi: 'Có người thử mật khẩu hộp thư của anh/chị nhiều lần',
    en: 'Someone has been guessing your password',
  },
  wrongPasswordsBody: {
    vi: 'Từ địa chỉ {source} đã có {count} lần đăng nhập sai mật khẩu vào hộp thư {address}; địa chỉ đó tạm thời không được đăng nhập nữa. Anh/chị vẫn đăng nhập bình thường từ nơi khác. Nếu không phải do anh/chị hay thiết bị của anh/chị, xin báo cho đơn vị quản trị và đổi mật khẩu.',
    en: 'From the address {source} there were {count} log-ins with a wrong password to {address}; that address has to wait now. You can log in from anywhere else as usual. If it was neither you nor a device of yours, please tell the administrators and change your password.',
  },

  // What the clocks do to a box.
  boxLockedSubject: { vi: 'Hộp thư {address} đã bị khóa đăng nhập', en: 'The box {address} is locked' },
  boxLockedBody: {
    vi: 'Hộp thư {address} ({name}) đã bị khóa đăng nhập tự động.',
    en: 'Log-in to the box {address} ({name}) was locked automatically.',
  },
  lockedInitialPassword: {
    vi: 'Hộp thư bị khóa vì mật khẩu ban đầu chưa được đổi trong thời hạn. Đề nghị liên hệ quản trị viên của cơ quan để được cấp lại mật khẩu, rồi đổi ngay sau khi nhận.',
    en: "The box is locked because its initial password was not changed in time. Please ask your agency's administrator for a new one and change it at once.",
  },
  lockedIdle: {
    vi: 'Hộp thư bị khóa vì đã lâu không được sử dụng. Đề nghị liên hệ quản trị viên của cơ quan để mở khóa.',
    en: "The box is locked because it was not used for a long time. Please ask your agency's administrator to unlock it.",
  },
  lockedPasswordExpired: {
    vi: 'Hộp thư bị khóa vì mật khẩu đã quá thời hạn sử dụng. Đề nghị liên hệ quản trị viên của cơ quan để được cấp lại mật khẩu.',
    en: "The box is locked because its password is too old. Please ask your agency's administrator for a new one.",
  },
  lockedStillReceives: {
    vi: 'Trong thời gian bị khóa, hộp thư vẫn nhận thư đến.',
    en: 'While it is locked the box still receives letters.',
  },
  boxDisabled: {
    vi: 'Hộp thư đã bị quản trị viên khóa. Đề nghị liên hệ quản trị viên của cơ quan.',
    en: "The box was disabled by an administrator. Please ask your agency's administrator.",
  },
  boxNotActive: {
    vi: 'Hộp thư {address} đã bị khóa, không gửi thư được. Đề nghị liên hệ quản trị viên của cơ quan.',
    en: "The box {address} is locked and cannot send. Please ask your agency's administrator.",
  },
  signatureMissing: {
    vi: 'Thư của hộp thư {address} phải có chữ ký số (điểm 4.a Chỉ thị 14/CT-UBND), nhưng hộp thư chưa có chứng thư số còn hiệu lực. Đề nghị liên hệ quản trị viên của cơ quan để được cấp chứng thư số, hoặc ký số ngay trong phần mềm thư.',
    en: "Letters of the box {address} must carry an electronic signature, and it has no certificate in force. Please ask your agency's administrator for one, or sign in your mail program.",
  },
  signatureUnavailable: {
    vi: 'Thư của hộp thư {address} phải có chữ ký số, nhưng khóa ký tạm thời không dùng được. Xin gửi lại sau, hoặc ký số ngay trong phần mềm thư.',
    en: 'Letters of the box {address} must carry an electronic signature, and its key is out of reach for now. Please try again later, or sign in your mail program.',
  },
  encryptionMissing: {
    vi: 'Thư của hộp thư {address} gửi ra ngoài phải được mã hóa, nhưng chưa có chứng thư số của: {recipients}. Thư chưa được gửi cho ai. Đề nghị người nhận gửi trước một thư có ký số, hoặc liên hệ quản trị viên để nạp chứng thư số của người nhận.',
    en: 'Letters of the box {address} that go outside must be encrypted, and no certificate is known of: {recipients}. Nothing was sent. Please have the recipient send you a signed letter first, or ask the administrator to take in the certificate.',
  },
  encryptionOfBlindCopies: {
    vi: 'Thư của hộp thư {address} gửi ra ngoài phải được mã hóa, và ai nhận thư mã hóa cũng thấy những người cùng nhận, kể cả người nhận ẩn (Bcc): {recipients}. Thư chưa được gửi cho ai. Đề nghị gửi riêng cho những người này.',
    en: 'Letters of the box {address} that go outside must be encrypted, and whoever gets an encrypted letter sees who else does, blind copies too: {recipients}. Nothing was sent. Please write to these recipients separately.',
  },
  officialLeft: {
    vi: 'Cán bộ giữ hộp thư {address} đã chuyển công tác hoặc nghỉ việc; hộp thư không nhận thư nữa. Đề nghị gửi tới hộp thư của cơ quan.',
    en: 'The official who held {address} has left; the box receives no more letters. Please write to the box of the agency.',
  },
  boxDeletedSubject: { vi: 'Hộp thư {address} đã được xóa', en: 'The box {address} was deleted' },
  boxDeletedBody: {
    vi: 'Hộp thư {address} ({name}) đã được xóa vì hết thời hạn giữ sau khi cán bộ chuyển công tác hoặc nghỉ việc. Địa chỉ có thể được cấp lại; thư đã gửi và nhận vẫn còn trong kho lưu trữ.',
    en: 'The box {address} ({name}) was deleted because the time it is kept for after an official leaves is over. The address may be issued again; what it sent and received is still in the archive.',
  },
  idleWarningSubject: {
    vi: 'Hộp thư sắp bị khóa vì không sử dụng',
    en: 'Your box is about to be locked for want of use',
  },
  idleWarningBody: {
    vi: 'Hộp thư {address} đã lâu không được đọc hoặc gửi thư. Nếu không đăng nhập, hộp thư sẽ bị khóa đăng nhập từ ngày {date}.',
    en: 'The box {address} has been neither read nor written from for a long time. Unless someone logs in, it will be locked on {date}.',
  },
  passwordAgeSubject: { vi: 'Mật khẩu sắp hết hạn', en: 'Your password is about to expire' },
  passwordAgeBody: {
    vi: 'Mật khẩu của hộp thư {address} sẽ hết hạn ngày {date}. Đề nghị đổi mật khẩu trước ngày đó; nếu không, hộp thư sẽ bị khóa đăng nhập.',
    en: 'The password of {address} expires on {date}. Please change it before, or the box will be locked.',
  },
  quotaWarningSubject: {
    vi: 'Hộp thư đã dùng {percent}% dung lượng',
    en: 'Your box is {percent}% full',
  },
  quotaWarningBody: {
    vi: 'Hộp thư {address} đã dùng {percent}% dung lượng được cấp. Đề nghị xóa bớt thư không cần thiết và dọn thùng rác; khi hộp thư đầy, thư gửi đến sẽ bị hoãn lại.',
    en: 'The box {address} has used {percent}% of its quota. Please delete what you do not need and empty the trash; once the box is full, letters to it are put off.',
  },

  // How much a box may send, and where it may be forwarded to.
  securityClause: {
    vi: 'Chỉ thị 14/CT-UBND ngày 23/8/2013 của UBND tỉnh Cao Bằng, mục 1.c',
    en: 'Directive 14/CT-UBND of 23 August 2013 of the People’s Committee of Cao Bằng, clause 1.c',
  },
  outboundTooFast: {
    vi: 'Hộp thư chỉ được gửi tới {most} địa chỉ bên ngoài trong {minutes} phút. Thư chưa được gửi; đề nghị gửi lại sau ít phút. Nếu không phải anh/chị gửi, xin báo ngay cho đơn vị quản trị và đổi mật khẩu.',
    en: 'A box may write to {most} addresses outside in {minutes} minutes. The letter was not sent; please send it again in some minutes. If it was not you who sent it, please tell the administrators at once and change your password.',
  },
  outboundTooMany: {
    vi: 'Một thư chỉ được gửi tới {most} địa chỉ bên ngoài (mức của {minutes} phút). Đề nghị chia danh sách người nhận ra nhiều thư.',
    en: 'A letter may go to {most} addresses outside (the measure of {minutes} minutes). Please divide its recipients among several letters.',
  },
  forwardingBarred: {
    vi: 'Không tự động chuyển tiếp thư công vụ ra ngoài hệ thống: {address} không thuộc @{domain}.',
    en: 'Official mail is not forwarded automatically outside the system: {address} is not of @{domain}.',
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
