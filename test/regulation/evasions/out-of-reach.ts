import { makeDocx, makeEncryptedZip, makePng, makeScanPdf, makeXlsx } from '../../support/attachments.ts'
import { base64, enclosing, file, greeting, html, letter, multipart, part, plainText } from '../raw.ts'
import { type Family, inBody, inSubject } from './evasion.ts'

const eludes = 'D1c-secret'

export const outOfReach: Family = {
  title: 'Ngoài tầm với, nói rõ vì sao',
  evasions: [
    {
      how: 'ảnh chụp một trang có dấu MẬT',
      letter: enclosing(file('trang-1.png', makePng(), 'image/png')),
      outcome: { because: 'Chữ trong ảnh cần nhận dạng quang học, máy chủ không làm.', eludes },
    },
    {
      how: 'bản quét PDF có dấu MẬT',
      letter: makeScanPdf().then(pdf => enclosing(file('ban-quet.pdf', pdf, 'application/pdf'))),
      outcome: {
        because: 'Bản quét không có lớp văn bản; thư được ghi nhận hoặc giữ lại vì không đọc được.',
        eludes,
        instead: 'D1c-unreadable',
      },
    },
    {
      how: 'ảnh nhúng trong DOCX không có chữ',
      letter: enclosing(
        file('anh.docx', makeDocx('', { parts: [{ name: 'word/media/image1.png', bytes: makePng() }] })),
      ),
      outcome: {
        because: 'Tài liệu chỉ có ảnh; thư được ghi nhận hoặc giữ lại vì không đọc được.',
        eludes,
        instead: 'D1c-unreadable',
      },
    },
    {
      how: 'nội dung giấu trong điểm ảnh (steganography)',
      letter: enclosing(file('phong-canh.png', makePng(64), 'image/png')),
      outcome: { because: 'Ảnh mang tin giấu không khác ảnh thường.', eludes },
    },
    {
      how: 'tệp ZIP đặt mật khẩu chỉ người nhận biết',
      letter: enclosing(file('ho-so.zip', makeEncryptedZip('a.txt', 'TUYỆT MẬT'))),
      outcome: {
        because: 'Không có mật khẩu thì không đọc được; thư được giữ lại.',
        eludes,
        instead: 'D1c-archive',
      },
    },
    {
      how: 'dịch sang tiếng Anh: TOP SECRET',
      letter: inBody('TOP SECRET'),
      outcome: {
        because: 'Dấu độ mật của Việt Nam ghi bằng tiếng Việt; tiếng nước khác không phải dấu đó.',
        eludes,
      },
    },
    {
      how: 'dịch sang tiếng Trung: 绝密',
      letter: inBody('绝密'),
      outcome: {
        because: 'Dấu độ mật của Việt Nam ghi bằng tiếng Việt; tiếng nước khác không phải dấu đó.',
        eludes,
      },
    },
    {
      how: 'nói bằng lời trong câu văn: tài liệu này thuộc độ tối mật',
      letter: letter(plainText('Anh lưu ý tài liệu này thuộc độ tối mật, đọc xong thì hủy.\r\n')),
      outcome: { because: 'Lời kể không phải dấu; bắt theo lời kể sẽ chặn nhầm thư thường.', eludes },
    },
    {
      how: 'tiếng lóng: hàng trong tủ',
      letter: letter(plainText('Hàng trong tủ số 3 em gửi kèm, anh xem rồi cất.\r\n')),
      outcome: { because: 'Lời hẹn riêng giữa hai người không ai ngoài họ hiểu.', eludes },
    },
    {
      how: 'chép nội dung mật nhưng bỏ dấu',
      letter: letter(plainText('Phương án bảo vệ mục tiêu A gồm ba tổ, quân số như phụ lục.\r\n')),
      outcome: { because: 'Không có dấu thì máy không biết nội dung là mật.', eludes },
    },
    {
      how: 'chữ số thay chữ: M4T',
      letter: inSubject('M4T'),
      outcome: { because: 'Số thay chữ trùng với ký hiệu, mã hàng; bắt sẽ chặn nhầm.', eludes },
    },
    {
      how: 'gõ Telex: MAATJ',
      letter: inBody('MAATJ'),
      outcome: { because: 'Phím gõ chưa thành chữ không phải dấu mà người đọc nhận ra.', eludes },
    },
    {
      how: 'mã hóa Base64 bằng tay trong lời văn',
      letter: letter(plainText(`Anh giải mã giúp: ${base64('TUYỆT MẬT\nPhương án số 1')}\r\n`)),
      outcome: { because: 'Lời văn có thể mã hóa vô số cách; máy không đoán mã.', eludes },
    },
    {
      how: 'mã ROT13 và viết ngược',
      letter: letter(plainText('TẬM TỆYUT: xem ảnh.\r\n')),
      outcome: { because: 'Lời văn có thể đảo vô số cách; máy không đoán mã.', eludes },
    },
    {
      how: 'chữ thường do bảng định kiểu CSS hiện thành chữ hoa',
      letter: letter(
        html('<style>p.d{text-transform:uppercase}</style><p class="d">tối mật</p><p>Báo cáo</p>'),
      ),
      outcome: { because: 'Muốn biết phải dựng trang như trình duyệt, máy chủ không dựng.', eludes },
    },
    {
      how: 'chữ do bảng định kiểu CSS chèn thêm',
      letter: letter(
        html('<style>p.d::before{content:"\\4D\\1EAC\\54"}</style><p class="d"></p><p>Báo cáo</p>'),
      ),
      outcome: { because: 'Muốn biết phải dựng trang như trình duyệt, máy chủ không dựng.', eludes },
    },
    {
      how: 'liên kết tới kho tệp bên ngoài',
      letter: letter(html('<p>Tải văn bản tại <a href="https://drive.example.com/d/8f3">đây</a>.</p>')),
      outcome: { because: 'Máy chủ không tải nội dung từ mạng khi xét thư.', eludes },
    },
    {
      how: 'tệp để ở nơi khác (message/external-body)',
      letter: letter(
        multipart('mixed', [
          greeting,
          part(
            ['Content-Type: message/external-body; access-type=URL; URL="https://x.example/a.pdf"'],
            'Content-Type: application/pdf\r\n\r\n',
          ),
        ]),
      ),
      outcome: {
        because: 'Nội dung không nằm trong thư; thư được ghi nhận vì không đọc được.',
        eludes,
        instead: 'D1c-unreadable',
      },
    },
    {
      how: 'chữ vẽ bằng ký tự nhiều dòng',
      letter: letter(
        plainText('#   #   ^   #####\r\n## ##  / \\    #\r\n# # # /___\\   #\r\n#   #   .     #\r\n'),
      ),
      outcome: { because: 'Hình vẽ bằng ký tự là ảnh, không phải chữ.', eludes },
    },
    {
      how: 'ghi âm đọc văn bản mật',
      letter: enclosing(file('ghi-am.mp3', Buffer.from('ID3\x04\0\0\0\0\0\0'), 'audio/mpeg')),
      outcome: { because: 'Tiếng nói cần nhận dạng, máy chủ không làm.', eludes },
    },
    {
      how: 'tên hiển thị của người gửi',
      letter: letter(greeting, { fromField: '=?utf-8?q?M=E1=BA=ACT?= <vanphong@xaydungbacha.com.vn>' }),
      outcome: { because: 'Mật là tên người; chặn theo tên hiển thị sẽ chặn nhầm thư của họ.', eludes },
    },
    {
      how: 'chữ do kịch bản viết ra khi mở trang',
      letter: enclosing(
        file(
          'a.html',
          '<html><body><script>document.write("T","Ố","I M","ẬT")</script></body></html>',
          'text/html',
        ),
      ),
      outcome: { because: 'Muốn biết phải chạy kịch bản, máy chủ không chạy gì của thư.', eludes },
    },
    {
      how: 'trang trong thuộc tính srcdoc',
      letter: letter(html('<iframe srcdoc="&lt;p&gt;TUYỆT MẬT&lt;/p&gt;"></iframe>')),
      outcome: { because: 'Trình đọc thư không hiện khung nhúng; trong trình duyệt mới hiện.', eludes },
    },
    {
      how: 'định dạng số của bảng tính hiện thành chữ',
      letter: enclosing(
        file(
          'bieu.xlsx',
          makeXlsx('1', {
            parts: [
              {
                name: 'xl/styles.xml',
                bytes: Buffer.from(
                  '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;TUYỆT MẬT&quot;"/></numFmts></styleSheet>',
                ),
              },
            ],
          }),
        ),
      ),
      outcome: { because: 'Muốn biết phải tính và vẽ từng ô như phần mềm bảng tính.', eludes },
    },
    {
      how: 'UTF-7 không nhãn',
      letter: letter(plainText('TUY+HsY-T M+Hqw-T\r\n\r\nBao cao\r\n', 'utf-8')),
      outcome: { because: 'Không trình đọc thư nào ngày nay còn đoán UTF-7 khi không ghi nhãn.', eludes },
    },
    {
      how: 'yEnc trong nội dung',
      letter: letter(plainText('=ybegin line=128 size=9 name=a.txt\r\n~s~wkt*)\r\n=yend size=9\r\n')),
      outcome: { because: 'Trình đọc thư thông dụng không giải mã yEnc; đó là lời văn mã hóa.', eludes },
    },
  ],
}
