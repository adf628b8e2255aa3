/** What `congvu doctor` says; see `texts.ts`. */
export const doctorTexts = {
  doctorPermissions: { vi: 'Quyền truy cập dữ liệu và khoá', en: 'Permissions of data and keys' },
  doctorPermissionsRight: {
    vi: 'Chỉ tài khoản của máy chủ đọc được {count} thư mục và tệp đã xem.',
    en: 'Only the server’s own account can read the {count} folders and files looked at.',
  },
  doctorPermissionsOpen: {
    vi: '{path} mở cho tài khoản khác (quyền {mode}): chạy chmod go-rwx.',
    en: '{path} is open to other accounts (mode {mode}): run chmod go-rwx.',
  },
  doctorVolume: { vi: 'Mã hoá ổ đĩa', en: 'Encryption of the volume' },
  doctorVolumeEncrypted: {
    vi: 'Thư mục dữ liệu nằm trên ổ đã mã hoá (dm-crypt).',
    en: 'The data directory is on an encrypted volume (dm-crypt).',
  },
  doctorVolumePlain: {
    vi: 'Ổ đĩa ({type}) không mã hoá: cơ sở dữ liệu và chỉ mục nằm trên đĩa ở dạng rõ.',
    en: 'The volume ({type}) is not encrypted: databases and indexes lie on the disk in clear.',
  },
  doctorVolumeUnknown: {
    vi: 'Không xác định được với hệ tệp {type}; hãy tự kiểm tra.',
    en: 'Cannot be told of a file system {type}; see for yourself.',
  },
  doctorDisk: { vi: 'Dung lượng đĩa', en: 'Disk space' },
  doctorDiskFree: {
    vi: 'Còn trống {free} MiB, bằng {percent} % ổ đĩa.',
    en: '{free} MiB are free, {percent} % of the disk.',
  },
  doctorDiskUnknown: { vi: 'Không đọc được dung lượng đĩa.', en: 'The disk’s space cannot be read.' },
  doctorClock: { vi: 'Đồng hồ', en: 'Clock' },
  doctorClockRight: { vi: 'Đồng hồ được đồng bộ qua mạng.', en: 'The clock is kept by time servers.' },
  doctorClockWrong: {
    vi: 'Đồng hồ chưa đồng bộ: thời điểm nhận thư không đáng tin.',
    en: 'The clock is kept by no time server: times of receipt are worth little.',
  },
  doctorClockUnknown: {
    vi: 'Không xác định được đồng hồ có đồng bộ hay không; hãy tự kiểm tra.',
    en: 'Whether a time server keeps the clock cannot be told; see for yourself.',
  },
  doctorCertificate: { vi: 'Chứng thư TLS', en: 'Certificate of TLS' },
  doctorCertificateRight: {
    vi: 'Mang tên {hostname}, còn hiệu lực {days} ngày.',
    en: 'It names {hostname} and ends in {days} days.',
  },
  doctorCertificateName: {
    vi: 'Không mang tên {hostname}: phần mềm thư sẽ cảnh báo.',
    en: 'It does not name {hostname}: mail programs will warn.',
  },
  doctorCertificateSelf: {
    vi: 'Tự ký, còn {days} ngày: chỉ dùng để thử.',
    en: 'Signed by itself, {days} days left: for trials only.',
  },
  doctorCertificateUnread: { vi: 'Không đọc được {file}.', en: '{file} cannot be read.' },
  doctorDns: { vi: 'Bản ghi DNS', en: 'DNS records' },
  doctorDnsRight: { vi: 'Cả {count} bản ghi đều đúng.', en: 'All {count} records are right.' },
  doctorDnsWrong: {
    vi: '{wrong} trong {count} bản ghi chưa đúng: chạy congvu dns check.',
    en: '{wrong} of {count} records are not right: run congvu dns check.',
  },
  doctorDnsUnanswered: {
    vi: 'Máy chủ tên miền không trả lời {wrong} trong {count} câu hỏi.',
    en: 'Name servers did not answer {wrong} of {count} questions.',
  },
  doctorListeners: { vi: 'Các cổng dịch vụ', en: 'Listening ports' },
  doctorListenersRight: { vi: 'Đều trả lời: {services}.', en: 'All answer: {services}.' },
  doctorListenersNone: { vi: 'Cấu hình không mở cổng nào.', en: 'The configuration opens no port.' },
  doctorListenersSilent: {
    vi: 'Không trả lời: {services}. Máy chủ có đang chạy không?',
    en: 'No answer from: {services}. Does the server run?',
  },
  doctorDkim: { vi: 'Khoá DKIM', en: 'DKIM keys' },
  doctorDkimRight: { vi: '{count} khoá đang ký cho {domain}.', en: '{count} keys sign for {domain}.' },
  doctorDkimMissing: {
    vi: 'Không có khoá nào ký cho {domain}: thư không ra ngoài được. Chạy congvu dkim generate.',
    en: 'No key signs for {domain}: nothing leaves. Run congvu dkim generate.',
  },
  doctorDkimOff: {
    vi: 'Cấu hình đã tắt ký DKIM: nơi nhận có thể từ chối thư.',
    en: 'Signing by DKIM is off: others may refuse the letters.',
  },
  doctorLogKeys: { vi: 'Khoá của nhật ký', en: 'Keys of the log' },
  doctorLogKeysRight: { vi: 'Có đủ {count} khoá.', en: 'All {count} keys are there.' },
  doctorLogKeysMissing: {
    vi: 'Không dùng được khoá: {reason}. Nhật ký không được ký.',
    en: 'A key is out of reach: {reason}. The log is not signed.',
  },
  doctorCheckpoint: { vi: 'Điểm kiểm tra của nhật ký', en: 'Checkpoint of the log' },
  doctorCheckpointRight: {
    vi: 'Còn {leaves} lá chưa ký; điểm kiểm tra mới nhất cách đây {minutes} phút.',
    en: '{leaves} leaves wait to be signed; the newest checkpoint is {minutes} minutes old.',
  },
  doctorCheckpointNone: { vi: 'Chưa có điểm kiểm tra nào.', en: 'There is no checkpoint yet.' },
  doctorCheckpointForked: {
    vi: 'Nhật ký không còn khớp với điểm đã ký, nên không ký tiếp: {reason}.',
    en: 'The log is not what was signed, and is signed no more: {reason}.',
  },
  doctorVerification: { vi: 'Kiểm tra toàn bộ kho lưu trữ', en: 'Verification of the archive' },
  doctorVerificationRight: {
    vi: 'Lần gần nhất cách đây {days} ngày, không thấy sai lệch.',
    en: 'The last one was {days} days ago and found nothing.',
  },
  doctorVerificationOld: {
    vi: 'Lần gần nhất đã cách đây {days} ngày: nên chạy hằng tuần.',
    en: 'The last one was {days} days ago: have one a week.',
  },
  doctorVerificationNever: {
    vi: 'Chưa chạy lần nào: chạy congvu archive verify.',
    en: 'There was none yet: run congvu archive verify.',
  },
  doctorVerificationFound: {
    vi: 'Lần gần nhất thấy {count} sai lệch: chạy congvu archive verify --status.',
    en: 'The last one found {count} things: run congvu archive verify --status.',
  },
  doctorIndex: { vi: 'Chỉ mục tìm kiếm', en: 'Full-text index' },
  doctorIndexRight: { vi: 'Còn {count} thư chưa lập chỉ mục.', en: '{count} letters are not indexed yet.' },
  doctorSettings: { vi: 'Thiết lập yếu', en: 'Weak settings' },
  doctorSettingsRight: { vi: 'Không thấy thiết lập yếu nào.', en: 'None of those known.' },
  doctorWeakOwnPassword: {
    vi: '[login] own_password = "anywhere": mật khẩu cá nhân dùng được từ ngoài mạng nội bộ.',
    en: '[login] own_password = "anywhere": persons’ own passwords open boxes from outside.',
  },
  doctorWeakScanner: {
    vi: '[scanner] clamav chưa đặt: thư không được quét mã độc.',
    en: '[scanner] clamav is not set: letters are scanned for malware by nobody.',
  },
  doctorWeakWitness: {
    vi: '[transparency] witnesses chưa đặt: ai giữ cả khoá lẫn dữ liệu có thể viết lại nhật ký mà bên ngoài không biết.',
    en: '[transparency] witnesses is not set: whoever holds keys and data can rewrite the log, and nobody outside sees it.',
  },
  doctorWeakStamp: {
    vi: '[timestamp] url chưa đặt: nhật ký không có dấu thời gian của bên thứ ba.',
    en: '[timestamp] url is not set: nobody else vouches for the log’s times.',
  },
  doctorWeakMetrics: {
    vi: '[listen] metrics mở ra ngoài máy này ({endpoint}) mà không mã hoá.',
    en: '[listen] metrics is open beyond this machine ({endpoint}), unencrypted.',
  },
  doctorWeakLogLevel: {
    vi: '[log] level = "{level}": ghi nhiều hơn mức cần khi vận hành.',
    en: '[log] level = "{level}": more is written than a running server needs.',
  },
  doctorWeakSmarthost: {
    vi: '[relay] đưa thư tới {host} mà không xưng tên: ai trong mạng cũng có thể dùng máy chủ chuyển tiếp đó.',
    en: '[relay] hands letters to {host} without logging in: anybody inside may use that relay as well.',
  },
} as const
