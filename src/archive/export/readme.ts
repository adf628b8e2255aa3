/** README.txt of a package: what it is, how it is checked, and what is proved and what is not, for whoever is handed it. */
import { localTime } from '../../base/local-time.ts'
import type { BegunExport, ExportSeal } from '../../ports/exports.ts'

export function readme(begun: BegunExport & { readonly seal: ExportSeal }, origin: string): string {
  return `${vietnamese(begun, origin)}\n${'-'.repeat(80)}\n\n${english(begun, origin)}`
}

type Sealed = BegunExport & { readonly seal: ExportSeal }

function vietnamese({ query, at, operator, approval, entries, seal }: Sealed, origin: string): string {
  return `GÓI THƯ XUẤT TỪ KHO LƯU TRỮ THƯ CÔNG VỤ

Sổ:           ${origin}
Câu hỏi:      ${query}
Thời điểm:    ${localTime(at)}
Người xuất:   ${operator}, theo phê duyệt số ${approval}
Số mục:       ${entries}

TRONG GÓI CÓ GÌ

  letters/          thư đúng từng byte như khi máy chủ nhận (.eml, mở được bằng Thunderbird, Outlook)
  sent/             bản đã ký gửi đi      encrypted/  bản mã hóa gửi đi      decrypted/  bản giải mã
  proofs/           bằng chứng từng thư nằm trong sổ (C2SP tlog-proof)
  erasures/         nếu có: bằng chứng về hành vi xóa thư theo quy định lưu trữ
  acts/             bằng chứng chính việc xuất này đã ghi sổ trước khi thư rời máy chủ, và khi kết thúc
  manifest.csv      danh sách để mở bằng bảng tính; manifest.json  cùng danh sách, đầy đủ, cho máy đọc
  checkpoint        đầu sổ có chữ ký; mọi bằng chứng dẫn tới đây
  keys.txt          khóa kiểm tra chữ ký của sổ. HÃY SO với khóa mà tỉnh công bố.
${seal.token === null ? '' : '  checkpoint.tst    dấu thời gian của bên thứ ba về checkpoint (RFC 3161)\n'}  SHA256SUMS        mã băm mọi tệp (sha256sum -c SHA256SUMS)
  verify.mjs        chương trình kiểm tra, một tệp, không cần gì ngoài Node 18 trở lên, không cần mạng

KIỂM TRA

  node verify.mjs                        trong thư mục đã giải nén
  node verify.mjs goi.zip                hoặc ngay trên tệp zip
  node verify.mjs --key 'KHÓA'           với khóa quý vị tự có (nên làm)
  node verify.mjs --witness 'KHÓA'       với khóa của nhân chứng

Chương trình nói rõ điều gì đã chứng minh và điều gì không. Sửa một bit ở bất kỳ tệp nào đều bị phát hiện.

CHỨNG MINH ĐƯỢC: nội dung thư, người gửi và mọi người nhận trên phong bì (kể cả nhận ẩn), giờ nhận và kết luận
đúng như máy chủ đã ghi khi nhận; gói có đủ mọi mục mà máy chủ tìm thấy; việc xuất đã được ghi sổ.

KHÔNG CHỨNG MINH: rằng câu hỏi tìm ra mọi thư cần tìm; ai thực sự viết thư (chữ ký DKIM, S/MIME kiểm tra riêng);
giờ trước dấu thời gian hoặc chữ ký nhân chứng; và nếu không có nhân chứng, rằng máy chủ không giữ cuốn sổ thứ hai.

Gói chứa thư của người khác: giữ theo quy định về bí mật công tác và dữ liệu cá nhân.
`
}

function english({ query, at, operator, approval, entries, seal }: Sealed, origin: string): string {
  return `LETTERS EXPORTED FROM THE ARCHIVE OF CÔNG VỤ

Log:          ${origin}
Query:        ${query}
At:           ${localTime(at)}
Exported by:  ${operator}, under approval ${approval}
Entries:      ${entries}

WHAT IS IN IT

  letters/          letters, byte for byte as the server received them (.eml: Thunderbird, Outlook)
  sent/             as signed and sent      encrypted/  as encrypted and sent      decrypted/  as decrypted
  proofs/           that each letter is in the log (C2SP tlog-proof)
  erasures/         if any: that a letter was erased by a logged act, under the rules of retention
  acts/             that this export was logged before a letter left, and when it ended
  manifest.csv      a list for spreadsheets; manifest.json  the same list, complete, for programs
  checkpoint        the signed head of the log that every proof leads to
  keys.txt          keys that verify it. COMPARE them with those that the province has published.
${seal.token === null ? '' : '  checkpoint.tst    a time stamp of a third party about the checkpoint (RFC 3161)\n'}  SHA256SUMS        hashes of all files (sha256sum -c SHA256SUMS)
  verify.mjs        the verifier: one file, needs Node 18 or later and nothing else, no network

HOW TO CHECK

  node verify.mjs                        in the unpacked folder
  node verify.mjs package.zip            or on the zip itself
  node verify.mjs --key 'KEY'            with a key that you have from elsewhere (recommended)
  node verify.mjs --witness 'KEY'        with the key of a witness

It says what is proved and what is not. One flipped bit in any file is found.

PROVED: the bytes of the letters, the sender and every recipient of the envelope (blind ones too), the time of receipt
and the verdict are what the server logged on receipt; every entry that the server found is here; the export was logged.

NOT PROVED: that the query finds every letter it should; who really wrote a letter (DKIM and S/MIME are checked apart);
times before the time stamp or a witness's signature; and, without a witness, that the server keeps no second log.
`
}
