import type { PolicyException } from '../../../src/ports/policy.ts'
import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, passesAs } from './case.ts'
import { box, citizen, firm, official } from './forms.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 23, 2)

/** A leave that was given yesterday and ends in a month. */
function leave(given: Partial<PolicyException> & Pick<PolicyException, 'reason' | 'subject'>) {
  const exception: PolicyException = {
    id: 7,
    agencyId: null,
    direction: null,
    note: 'theo đề nghị của cơ quan',
    author: 'quantri',
    createdAt: now - day,
    expiresAt: now + 30 * day,
    ...given,
  }
  return { settings: settingsOf([], { exceptions: [exception] }) }
}

const toCitizen = official({ to: ['tuan.nongvan1985@gmail.com'] })
const toGmail = { reason: 'free-mail-recipient', subject: '@gmail.com' } as const
const stillFlagged = flagged('D1b-free', 'free-mail-recipient', ['mục 1.b'])
/** Sở Khoa học và Công nghệ is the eighth agency of the list, Sở Nội vụ the second. */
const sokhcn = 8
const sonoivu = 2

export const exceptions: Clause = {
  title: 'Ngoại lệ — có người cho phép, có thời hạn, không cho điều không ai được phép cho',
  cases: [
    {
      when: 'Cơ quan cho phép viết tới một công dân cụ thể',
      letter: toCitizen,
      circumstances: leave({ reason: 'free-mail-recipient', subject: 'tuan.nongvan1985@gmail.com' }),
      outcome: passesAs('free-mail-recipient'),
    },
    {
      when: 'Cho phép viết tới cả tên miền gmail.com',
      letter: toCitizen,
      circumstances: leave(toGmail),
      outcome: passesAs('free-mail-recipient'),
    },
    {
      when: 'Ngoại lệ cho địa chỉ khác không có tác dụng',
      letter: toCitizen,
      circumstances: leave({ reason: 'free-mail-recipient', subject: 'hoa.le@gmail.com' }),
      outcome: stillFlagged,
    },
    {
      when: 'Ngoại lệ đã hết hạn hôm qua',
      letter: toCitizen,
      circumstances: leave({ ...toGmail, createdAt: now - 60 * day, expiresAt: now - day }),
      outcome: stillFlagged,
    },
    {
      when: 'Ngoại lệ hết hạn đúng lúc thư đến',
      letter: toCitizen,
      circumstances: leave({ ...toGmail, expiresAt: now }),
      outcome: stillFlagged,
    },
    {
      when: 'Ngoại lệ ngày mai mới có không dùng cho thư hôm nay',
      letter: toCitizen,
      circumstances: leave({ ...toGmail, createdAt: now + day }),
      outcome: stillFlagged,
    },
    {
      when: 'Ngoại lệ của Sở Khoa học và Công nghệ dùng cho Sở Khoa học và Công nghệ',
      letter: toCitizen,
      circumstances: leave({ ...toGmail, agencyId: sokhcn }),
      outcome: passesAs('free-mail-recipient'),
    },
    {
      when: 'Ngoại lệ của Sở Nội vụ không dùng cho Sở Khoa học và Công nghệ',
      letter: toCitizen,
      circumstances: leave({ ...toGmail, agencyId: sonoivu }),
      outcome: stillFlagged,
    },
    {
      when: 'Ngoại lệ cho chiều đến không dùng cho chiều đi',
      letter: toCitizen,
      circumstances: leave({ ...toGmail, direction: 'inbound' }),
      outcome: stillFlagged,
    },
    {
      when: 'Ngoại lệ cho một công dân viết tới từ Gmail',
      letter: citizen(),
      circumstances: leave({
        reason: 'free-mail-sender',
        subject: 'tuan.nongvan1985@gmail.com',
        direction: 'inbound',
      }),
      outcome: passesAs('free-mail-sender'),
    },
    {
      when: 'Một trong hai người nhận có ngoại lệ: người kia vẫn bị ghi nhận',
      letter: official({ to: ['tuan.nongvan1985@gmail.com', 'hoa_bc@yahoo.com'] }),
      circumstances: leave(toGmail),
      outcome: flagged('D1b-free', 'free-mail-recipient', ['hoa_bc@yahoo.com'], {
        untold: ['tuan.nongvan1985@gmail.com'],
        each: [
          ['tuan.nongvan1985@gmail.com', 'allow'],
          ['hoa_bc@yahoo.com', 'flag'],
        ],
      }),
    },
    {
      when: 'Không có ngoại lệ nào cho bí mật nhà nước',
      letter: official({ subject: '[MẬT] Kế hoạch' }),
      circumstances: leave({ reason: 'secret-stamp', subject: '@caobang.gov.vn' }),
      outcome: blocked('D1c-secret', 'secret-stamp', ['dấu chỉ độ mật (tiêu đề)']),
    },
    {
      when: 'Không có ngoại lệ nào cho tự động chuyển tiếp ra ngoài',
      letter: official({ to: ['nguyenvanan@hn.vnn.vn'] }),
      fields: 'Auto-Submitted: auto-forwarded\r\n',
      circumstances: leave({ reason: 'automatic-forward', subject: '@hn.vnn.vn' }),
      outcome: blocked('D1b-free', 'automatic-forward', ['nguyenvanan@hn.vnn.vn']),
    },
    {
      when: 'Không có ngoại lệ nào cho thư mạo danh tỉnh',
      letter: { ...firm({ authentication: 'none' }), from: { name: '', address: box('vpubnd') } },
      circumstances: leave({ reason: 'own-domain-forged', subject: '@caobang.gov.vn' }),
      outcome: blocked('D1b-free', 'own-domain-forged', ['vpubnd@caobang.gov.vn']),
    },
  ],
}
