/**
 * What a person reads about the own account: the rules of passwords, notices of changes, and the page of one's own.
 * A neighbour of `texts.ts`, under the same test.
 */
import type { Text } from './texts.ts'

export const accountTexts = {
  // What is wrong with a password.
  passwordShort: {
    vi: 'Mật khẩu phải có ít nhất {least} ký tự.',
    en: 'The password must have at least {least} characters.',
  },
  passwordLong: {
    vi: 'Mật khẩu dài quá {most} byte.',
    en: 'The password is longer than {most} bytes.',
  },
  passwordControls: {
    vi: 'Mật khẩu có ký tự điều khiển.',
    en: 'The password holds control characters.',
  },
  passwordClasses: {
    vi: 'Mật khẩu mới có {present} trong {least} loại ký tự bắt buộc: chữ thường, chữ hoa, chữ số, ký tự khác.',
    en: 'The password has {present} of the {least} kinds of characters: lower case, upper case, digits, others.',
  },
  passwordHoldsName: {
    vi: 'Mật khẩu không được chứa họ tên.',
    en: "The password must not hold the owner's name.",
  },
  passwordHoldsAddress: {
    vi: 'Mật khẩu không được chứa địa chỉ thư.',
    en: 'The password must not hold the address.',
  },
  passwordHoldsDate: {
    vi: 'Mật khẩu không được chứa ngày tháng năm (như ngày sinh).',
    en: 'The password must not hold a date (such as a birthday).',
  },
  passwordUsedBefore: {
    vi: 'Mật khẩu này đã dùng gần đây; xin chọn mật khẩu khác.',
    en: 'This password was used before; please choose another one.',
  },
  passwordsDiffer: {
    vi: 'Hai lần nhập mật khẩu mới không giống nhau.',
    en: 'The two entries of the new password differ.',
  },

  // Why something was not done.
  wrongLogin: { vi: 'Sai địa chỉ hoặc mật khẩu.', en: 'Wrong address or password.' },
  wrongPassword: { vi: 'Mật khẩu hiện tại không đúng.', en: 'The present password is wrong.' },
  wrongCode: {
    vi: 'Mã không đúng hoặc đã dùng rồi. Xin chờ mã kế tiếp trên ứng dụng.',
    en: 'The code is wrong or was used already. Please wait for the next one.',
  },
  tooManyTries: {
    vi: 'Nhập sai quá nhiều lần. Xin thử lại sau mười lăm phút.',
    en: 'Too many wrong attempts. Please try again in a quarter of an hour.',
  },
  tryLater: {
    vi: 'Máy chủ đang bận, xin thử lại sau giây lát.',
    en: 'The server is busy, please try again in a moment.',
  },
  accountLocked: {
    vi: 'Hộp thư đang bị khóa. Xin liên hệ quản trị viên của cơ quan.',
    en: 'The mailbox is locked. Please ask the administrator of your agency.',
  },
  deviceWithoutName: {
    vi: 'Xin đặt tên cho thiết bị, tối đa 200 ký tự.',
    en: 'Please name the device, in at most 200 characters.',
  },
  tooManyDevices: {
    vi: 'Đã có {count} mật khẩu ứng dụng; xin thu hồi bớt trước khi cấp mới.',
    en: 'There are {count} app passwords already; please revoke one first.',
  },
  noSuchDevice: {
    vi: 'Mật khẩu ứng dụng này không còn nữa.',
    en: 'This app password does not exist any more.',
  },
  factorEnrolled: {
    vi: 'Xác thực hai lớp đã được bật rồi.',
    en: 'Two-step log-in is on already.',
  },
  factorMissing: { vi: 'Xác thực hai lớp chưa được bật.', en: 'Two-step log-in is off.' },
  factorFirst: {
    vi: 'Đang đăng nhập từ Internet: xin bật xác thực hai lớp trước, rồi mới cấp mật khẩu ứng dụng.',
    en: 'You come from the Internet: please turn two-step log-in on before issuing app passwords.',
  },
  longerPasswordFirst: {
    vi: 'Mật khẩu hiện tại chỉ đủ mạnh khi có xác thực hai lớp; xin đổi mật khẩu dài hơn rồi mới tắt.',
    en: 'The present password is strong enough only beside the second step; please choose a longer one first.',
  },

  // An operator's code for one act.
  codeForAct: {
    vi: 'Theo quy tắc hai người, việc này cần mã sáu chữ số đang hiện trên ứng dụng xác thực của {name}.',
    en: 'By the rule of two, this needs the six digits that the authenticator app of {name} shows now.',
  },
  wrongCodeForAct: {
    vi: 'Mã không đúng: cần mã đang hiện trên ứng dụng xác thực của {name}.',
    en: 'The code is wrong: it must be the one that the authenticator app of {name} shows now.',
  },
  usedCodeForAct: {
    vi: 'Mã đã dùng rồi: mỗi mã chỉ dùng một lần, kể cả mã vừa mở phiên làm việc. Xin chờ mã kế tiếp; mã đổi sau mỗi 30 giây.',
    en: 'The code was used before: each is good once, the one that opened the session too. Please wait for the next; it changes every 30 seconds.',
  },

  // Told to mail programs, after the right password only.
  appPasswordNeeded: {
    vi: 'Cần mật khẩu ứng dụng: mở trang tài khoản của hộp thư để tự cấp, rồi nhập vào phần mềm thư này',
    en: 'An app password is needed: issue one on your account page and enter it in this mail program',
  },

  // Notices to the owner.
  byYourself: { vi: 'chính anh/chị trên trang tài khoản', en: 'yourself, on the account page' },
  reportAtOnce: {
    vi: 'Nếu không phải anh/chị làm, xin báo ngay cho đơn vị quản trị.',
    en: 'If this was not you, please report it at once.',
  },
  letterRestoredSubject: {
    vi: 'Một thư đã được khôi phục vào hộp thư',
    en: 'A letter was put back into your box',
  },
  letterRestoredBody: {
    vi: 'Quản trị viên đã đưa một thư cũ trở lại mục {mailbox} trong hộp thư của bạn. Quản trị viên không xem được nội dung thư. Nếu bạn không đề nghị việc này, xin báo ngay cho cơ quan.',
    en: 'An administrator put an earlier letter back into the mailbox {mailbox} of your box, and could not read it. If you did not ask for this, please tell your agency at once.',
  },
  shareAddedSubject: {
    vi: 'Thêm cán bộ dùng chung hộp thư của đơn vị',
    en: 'An official was let into the box of your office',
  },
  shareAddedBody: {
    vi: 'Người quản trị {operator} đã cho {person} quyền {rights} trong hộp thư {office}, thư mục {mailbox} (* là mọi thư mục). Nếu đơn vị không đề nghị việc này, xin báo ngay cho đơn vị quản trị.',
    en: 'The administrator {operator} has given {person} the rights {rights} in the box {office}, mailbox {mailbox} (* stands for all of them). If your office did not ask for this, please report it at once.',
  },
  passwordChangedSubject: { vi: 'Mật khẩu hộp thư đã đổi', en: 'Your password was changed' },
  passwordChangedBody: {
    vi: 'Mật khẩu hộp thư {address} vừa được đổi trên trang tài khoản. {advice}',
    en: 'The password of {address} was changed on the account page. {advice}',
  },
  factorOnSubject: { vi: 'Xác thực hai lớp đã bật', en: 'Two-step log-in was turned on' },
  factorOnBody: {
    vi: 'Hộp thư {address} vừa bật xác thực hai lớp. Từ nay phần mềm thư chỉ đăng nhập được bằng mật khẩu ứng dụng. {advice}',
    en: 'Two-step log-in was turned on for {address}. Mail programs now need an app password. {advice}',
  },
  factorOffSubject: { vi: 'Xác thực hai lớp đã tắt', en: 'Two-step log-in was turned off' },
  factorOffBody: {
    vi: 'Xác thực hai lớp của hộp thư {address} vừa bị tắt bởi {operator}. {advice}',
    en: 'Two-step log-in of {address} was turned off by {operator}. {advice}',
  },
  recoveryUsedSubject: { vi: 'Một mã dự phòng vừa được dùng', en: 'A recovery code was used' },
  recoveryUsedBody: {
    vi: 'Một mã dự phòng của hộp thư {address} vừa được dùng để đăng nhập trang tài khoản. {advice}',
    en: 'A recovery code of {address} was used to log in to the account page. {advice}',
  },
  appPasswordGoneSubject: { vi: 'Đã thu hồi một mật khẩu ứng dụng', en: 'An app password was revoked' },
  appPasswordGoneBody: {
    vi: 'Mật khẩu ứng dụng "{label}" của hộp thư {address} vừa bị thu hồi bởi {operator}. {advice}',
    en: 'The app password "{label}" of {address} was revoked by {operator}. {advice}',
  },

  // The page: titles, labels, buttons.
  pageTitle: { vi: 'Tài khoản thư công vụ', en: 'Official mail account' },
  logInTitle: { vi: 'Đăng nhập', en: 'Log in' },
  logInIntro: {
    vi: 'Tại đây anh/chị đổi mật khẩu, bật xác thực hai lớp và cấp mật khẩu cho điện thoại, máy tính.',
    en: 'Change your password, turn on two-step log-in, and issue passwords for your devices.',
  },
  logInHelp: {
    vi: 'Quên mật khẩu hoặc hộp thư bị khóa: xin liên hệ quản trị viên của cơ quan.',
    en: 'If you forgot the password or the mailbox is locked, ask the administrator of your agency.',
  },
  addressLabel: { vi: 'Địa chỉ thư', en: 'Mail address' },
  passwordLabel: { vi: 'Mật khẩu', en: 'Password' },
  logInButton: { vi: 'Vào tài khoản', en: 'Sign in' },
  logOutButton: { vi: 'Đăng xuất', en: 'Log out' },
  codeTitle: { vi: 'Bước thứ hai', en: 'Second step' },
  codeIntro: {
    vi: 'Nhập mã sáu chữ số đang hiện trên ứng dụng xác thực, hoặc một mã dự phòng.',
    en: 'Enter the six digits that your authenticator app shows, or a recovery code.',
  },
  codeLabel: { vi: 'Mã xác thực', en: 'Code' },
  continueButton: { vi: 'Tiếp tục', en: 'Continue' },
  somethingWrong: { vi: 'Chưa thực hiện được', en: 'It was not done' },
  passwordTitle: { vi: 'Đổi mật khẩu', en: 'Change the password' },
  initialIntro: {
    vi: 'Anh/chị đang dùng mật khẩu ban đầu hoặc mật khẩu chưa đủ mạnh. Xin đặt mật khẩu của riêng mình; sau đó mới dùng được các mục khác.',
    en: 'This is an initial password, or one that is too weak. Please set one of your own; everything else comes after.',
  },
  passwordSince: { vi: 'Đổi lần gần nhất: {day}', en: 'Last changed: {day}' },
  passwordRules: {
    vi: 'Ít nhất {least} ký tự, đủ {classes} loại: chữ thường, chữ hoa, chữ số, ký tự khác. Không chứa họ tên, địa chỉ, ngày sinh.',
    en: 'At least {least} characters of {classes} kinds: lower case, upper case, digits, others. No name, address or birthday.',
  },
  passwordRulesWithFactor: {
    vi: 'Ít nhất {least} ký tự. Không chứa họ tên, địa chỉ, ngày sinh.',
    en: 'At least {least} characters. No name, address or birthday.',
  },
  currentLabel: { vi: 'Mật khẩu hiện tại', en: 'Present password' },
  newLabel: { vi: 'Mật khẩu mới', en: 'New password' },
  repeatLabel: { vi: 'Nhập lại mật khẩu mới', en: 'New password again' },
  savePasswordButton: { vi: 'Lưu mật khẩu mới', en: 'Save the new password' },
  passwordSaved: {
    vi: 'Đã đổi mật khẩu. Các phiên đăng nhập khác trên trang này đã kết thúc.',
    en: 'The password was changed. Other sessions on this page have ended.',
  },
  factorTitle: { vi: 'Xác thực hai lớp', en: 'Two-step log-in' },
  factorOn: { vi: 'Đang bật, từ ngày {day}.', en: 'On, since {day}.' },
  factorLeft: { vi: 'Còn {count} mã dự phòng.', en: 'Recovery codes left: {count}.' },
  factorOff: {
    vi: 'Đang tắt. Khi bật, ngoài mật khẩu cần thêm mã trên điện thoại, và phần mềm thư phải dùng mật khẩu ứng dụng.',
    en: 'Off. When on, a code from your phone is needed as well, and mail programs need app passwords.',
  },
  factorBeginButton: { vi: 'Bật xác thực hai lớp', en: 'Turn on' },
  factorScan: {
    vi: 'Quét mã này bằng ứng dụng xác thực trên điện thoại (Google Authenticator, FreeOTP, Microsoft Authenticator…).',
    en: 'Scan this with an authenticator app on your phone (Google Authenticator, FreeOTP, Microsoft Authenticator…).',
  },
  factorQr: { vi: 'Mã QR của khóa xác thực', en: 'QR code of the key' },
  factorOpen: { vi: 'Mở bằng ứng dụng trên điện thoại này', en: 'Open in the app on this phone' },
  factorSecret: { vi: 'Hoặc nhập khóa bằng tay:', en: 'Or type the key in:' },
  factorConfirm: {
    vi: 'Rồi nhập mã sáu chữ số mà ứng dụng hiện ra.',
    en: 'Then enter the six digits that the app shows.',
  },
  factorConfirmButton: { vi: 'Xác nhận và bật', en: 'Confirm and turn on' },
  cancelButton: { vi: 'Hủy', en: 'Cancel' },
  factorRemoveIntro: {
    vi: 'Muốn tắt hoặc đổi điện thoại, nhập mật khẩu và một mã.',
    en: 'To turn it off or change phones, enter the password and a code.',
  },
  factorRemoveButton: { vi: 'Tắt xác thực hai lớp', en: 'Turn off' },
  factorSaved: {
    vi: 'Đã bật xác thực hai lớp. Hãy chép các mã dự phòng này ra giấy và cất kỹ: chúng chỉ hiện một lần, mỗi mã dùng được một lần khi mất điện thoại.',
    en: 'Two-step log-in is on. Write these recovery codes down: they are shown once, and each is good once when the phone is lost.',
  },
  factorRemoved: { vi: 'Đã tắt xác thực hai lớp.', en: 'Two-step log-in is off now.' },
  appsTitle: { vi: 'Mật khẩu ứng dụng', en: 'App passwords' },
  appsIntro: {
    vi: 'Mỗi điện thoại, máy tính đọc thư dùng một mật khẩu riêng, máy tự sinh. Mất máy nào thì thu hồi mật khẩu của máy ấy.',
    en: 'Each phone or computer gets a password of its own. When one is lost, revoke its password.',
  },
  appsNone: { vi: 'Chưa có mật khẩu nào.', en: 'There are none yet.' },
  appIssued: { vi: 'Cấp {day}', en: 'Issued {day}' },
  appUsed: { vi: 'dùng gần nhất {day}', en: 'last used {day}' },
  appNotUsed: { vi: 'chưa dùng', en: 'not used yet' },
  revokeButton: { vi: 'Thu hồi', en: 'Revoke' },
  deviceLabel: { vi: 'Tên thiết bị, ví dụ "Điện thoại"', en: 'Name of the device, such as "Phone"' },
  issueButton: { vi: 'Cấp mật khẩu ứng dụng', en: 'Issue an app password' },
  appShown: {
    vi: 'Mật khẩu cho "{label}", chỉ hiện một lần. Nhập vào phần mềm thư như sau:',
    en: 'The password for "{label}", shown once. Enter this in the mail program:',
  },
  appRevoked: { vi: 'Đã thu hồi mật khẩu ứng dụng.', en: 'The app password was revoked.' },
  userNameLabel: { vi: 'Tên đăng nhập', en: 'User name' },
  appPasswordLabel: { vi: 'Mật khẩu của thiết bị', en: 'Password of the device' },
  incomingLabel: { vi: 'Máy chủ nhận thư (IMAP)', en: 'Incoming (IMAP)' },
  outgoingLabel: { vi: 'Máy chủ gửi thư (SMTP)', en: 'Outgoing (SMTP)' },
  serverPort: { vi: '{host}, cổng {port}, {security}', en: '{host}, port {port}, {security}' },

  // An auditor's mailbox, told at log-in.
  auditMailboxEnded: {
    vi: 'Hộp thư kiểm tra này đã hết hạn hoặc đã đóng. Xin mở hộp mới.',
    en: 'This mailbox of an auditor has expired. Please open another.',
  },

  // Pages that are not the account.
  notFound: { vi: 'Không có trang này.', en: 'There is no such page.' },
  notAllowed: { vi: 'Cách truy cập này không dùng được ở đây.', en: 'This method is not allowed here.' },
  tooLarge: { vi: 'Biểu mẫu gửi lên quá lớn.', en: 'The form is too large.' },
  notAForm: { vi: 'Chỉ nhận biểu mẫu của trang này.', en: 'Only the forms of this page are taken.' },
  notFromHere: {
    vi: 'Biểu mẫu đã hết hạn hoặc không phải của trang này. Xin mở lại trang và thử lần nữa.',
    en: 'The form has expired or is not of this page. Please open the page again.',
  },
  sessionEnded: {
    vi: 'Phiên đăng nhập đã hết. Xin đăng nhập lại.',
    en: 'The session has ended. Please log in again.',
  },
  backToStart: { vi: 'Về trang đầu', en: 'Back to the start' },
} as const satisfies Readonly<Record<string, Text>>
