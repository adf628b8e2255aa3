/**
 * What the rules of the regulation say to people: what a rule saw, in one sentence, and what to do instead. Part of
 * the catalogue (`texts.ts`), under the same test.
 */

export const findingTexts = {
  // What a rule saw.
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
  documentFromFreeMail: {
    vi: 'Thư từ {address} (dịch vụ thư miễn phí ở nước ngoài) có dấu hiệu kèm văn bản hành chính {document}; đang chờ người có thẩm quyền xác nhận.',
    en: 'The letter from {address} (free mail hosted abroad) seems to carry the official document {document}; a person is to confirm it.',
  },
  knownNameFromFreeMail: {
    vi: 'Người gửi {address} (dịch vụ thư miễn phí ở nước ngoài) dùng tên trùng với tên của hộp thư công vụ {known}; cần xác nhận.',
    en: 'The sender {address} (free mail hosted abroad) bears the name of the official box {known}; to be confirmed.',
  },
  officialFromFreeMail: {
    vi: 'Cán bộ, công chức đã gửi văn bản {document} từ hộp thư cá nhân {address} đặt trên dịch vụ thư miễn phí ở nước ngoài.',
    en: 'An official sent the document {document} from the private box {address} on free mail hosted abroad.',
  },
  officialSignedFromFreeMail: {
    vi: 'Thư gửi từ hộp thư cá nhân {address} đặt trên dịch vụ thư miễn phí ở nước ngoài được ký số bằng chứng thư của hộp thư công vụ {box}.',
    en: 'The letter from the private box {address} on free mail hosted abroad is signed with the certificate of the official box {box}.',
  },
  documentToPrivateBox: {
    vi: 'Văn bản {document} được gửi tới hộp thư cá nhân {address} của một cán bộ, công chức.',
    en: 'The document {document} goes to {address}, a private box of an official.',
  },
  privateBoxOfOfficial: {
    vi: 'Thư đến từ {address}, hộp thư cá nhân của một cán bộ, công chức đã có hộp thư công vụ.',
    en: 'The letter comes from {address}, the private box of an official who has an official one.',
  },
  unsignedDocument: {
    vi: 'Văn bản {document} chưa có chữ ký số còn hiệu lực.',
    en: 'The document {document} has no electronic signature that holds.',
  },
  documentFromPerson: {
    vi: 'Văn bản {document} của cơ quan được gửi từ hộp thư cá nhân {address}.',
    en: 'The agency document {document} is sent from the personal box {address}.',
  },
  documentNotInForm: {
    vi: 'Văn bản {document} gửi chưa đúng thể thức: cần tệp PDF đủ số, ngày, người ký, và tiêu đề thư là trích yếu.',
    en: 'The document {document} is not in form: it takes a PDF with number, date and signer, and its abstract as the subject.',
  },
  paperOnly: {
    vi: 'Văn bản loại {kind} gửi tới nơi nhận này phải gửi bản giấy, không gửi qua thư điện tử ({document}).',
    en: 'A document of the kind {kind} goes on paper on this route, not by mail ({document}).',
  },
  paperFollows: {
    vi: 'Văn bản {document} (loại {kind}) phải gửi kèm bản giấy.',
    en: 'The document {document} (of the kind {kind}) needs its paper copy as well.',
  },
  lateDispatch: {
    vi: 'Văn bản {document} ký ngày {date} lẽ ra phải gửi chậm nhất ngày {due}.',
    en: 'The document {document} of {date} was to be dispatched by {due}.',
  },
  lateAcknowledgement: {
    vi: 'Văn bản {document} đến hộp thư {address} lúc {received} chưa được mở đọc; hạn tiếp nhận là {due}.',
    en: 'The document {document} came into {address} at {received} and was not opened; it was to be acknowledged by {due}.',
  },
  secretStamp: {
    vi: 'Thư có dấu hiệu mang dấu chỉ độ mật ({places}). Bí mật nhà nước không được soạn, gửi, lưu trên hệ thống có nối mạng Internet.',
    en: 'The letter seems to bear a stamp of secrecy ({places}). State secrets must not be written, sent or kept on a system connected to the Internet.',
  },
  malwareFound: {
    vi: 'Thư có chứa mã độc ({name}).',
    en: 'The letter holds malware ({name}).',
  },
  notScanned: {
    vi: 'Thư lớn quá mức kiểm tra mã độc nên chưa được kiểm tra.',
    en: 'The letter is larger than the malware scanner takes and was not checked.',
  },
  restrictedPaper: {
    vi: 'Thư gửi ra ngoài tới {address} có dấu hiệu mang hồ sơ thuộc diện hạn chế ({topics}).',
    en: 'The letter to {address} outside seems to carry restricted papers ({topics}).',
  },
  executableAttached: {
    vi: 'Tệp đính kèm "{filename}" là tệp chạy được hoặc mang phần mở rộng nguy hiểm.',
    en: 'The attachment "{filename}" is a program, or bears the suffix of one.',
  },
  macrosAttached: {
    vi: 'Tệp đính kèm "{filename}" có chứa macro.',
    en: 'The attachment "{filename}" holds macros.',
  },
  encryptedArchive: {
    vi: 'Tệp đính kèm "{filename}" được đặt mật khẩu nên không kiểm tra được.',
    en: 'The attachment "{filename}" is under a password and cannot be checked.',
  },
  signUpLetter: {
    vi: 'Thư đăng ký hoặc xác minh tài khoản của dịch vụ {service}.',
    en: 'A registration or verification letter of {service}.',
  },
  unreadableAttachment: {
    vi: 'Không đọc được nội dung tệp đính kèm "{filename}".',
    en: 'The text of the attachment "{filename}" cannot be read.',
  },

  // What to do instead.
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
  adviceDocument: {
    vi: 'Đề nghị gửi văn bản tới hộp thư công vụ của cơ quan, cá nhân nhận (@{domain}).',
    en: 'Please send documents to the official box of the office or person (@{domain}).',
  },
  adviceOffice: {
    vi: 'Đề nghị văn thư gửi văn bản này từ hộp thư của cơ quan (@{domain}).',
    en: "Please have the clerk send it from the agency's office box (@{domain}).",
  },
  adviceForm: {
    vi: 'Đề nghị đính kèm bản PDF đủ số, ký hiệu, ngày, người ký và ghi trích yếu vào tiêu đề thư.',
    en: 'Please attach the PDF with number, date and signer, and write the abstract as the subject.',
  },
  adviceAcknowledge: {
    vi: 'Đề nghị văn thư mở hộp thư của cơ quan ít nhất hai lần mỗi ngày làm việc và tiếp nhận văn bản ngay trong ngày đến.',
    en: 'Please have the clerk open the office box at least twice a working day and take documents in the day they come.',
  },
  advicePaper: {
    vi: 'Đề nghị gửi bản giấy theo quy định về công tác văn thư.',
    en: 'Please send the paper copy as the decree on records work asks.',
  },
  adviceSecret: {
    vi: 'Đề nghị dừng gửi, không lưu tài liệu trên máy nối mạng, báo ngay người đứng đầu cơ quan và bộ phận cơ yếu. Nếu đây không phải là tài liệu mật, đề nghị bỏ dòng chữ dễ nhầm lẫn rồi gửi lại.',
    en: 'Please do not send it again, keep no copy on a connected machine, and tell the head of your agency and its cipher unit at once. If nothing here is secret, take out the words that read like a stamp.',
  },
  adviceMalware: {
    vi: 'Đề nghị quét mã độc trên máy tính rồi gửi lại tệp sạch; không mở tệp đính kèm.',
    en: 'Please scan the computer, send a clean file again, and do not open the attachment.',
  },
  adviceRestricted: {
    vi: 'Đề nghị chỉ gửi hồ sơ loại này trong hệ thống thư công vụ, hoặc xin ý kiến người đứng đầu cơ quan.',
    en: 'Please keep such papers within official mail, or ask the head of your agency.',
  },
  adviceExecutable: {
    vi: 'Đề nghị gửi tài liệu ở dạng PDF, DOCX, XLSX hoặc ODF; phần mềm được cung cấp qua kênh khác.',
    en: 'Please send documents as PDF, DOCX, XLSX or ODF; software goes another way.',
  },
  adviceEncrypted: {
    vi: 'Đề nghị gửi lại không đặt mật khẩu, hoặc dùng chữ ký số và mã hóa thư theo quy định.',
    en: 'Please send it again without a password, or use certified encryption.',
  },
  adviceReadable: {
    vi: 'Đề nghị gửi tệp PDF có lớp văn bản hoặc tệp DOCX, ODT.',
    en: 'Please send a PDF with text in it, or DOCX, ODT.',
  },
} as const
