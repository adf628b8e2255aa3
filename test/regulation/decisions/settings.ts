import { type Setting, settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, held, passesAs } from './case.ts'
import { box, citizen, official } from './forms.ts'

const set = (...actions: readonly Setting[]) => ({ settings: settingsOf(actions) })

const toGmail = official({ to: ['tuan.nongvan1985@gmail.com'] })
const recipient = 'free-mail-recipient'
const sender = 'free-mail-sender'
const told = ['Gmail', 'mục 1.b']

export const settings: Clause = {
  title: 'Mức xử lý do từng cơ quan đặt, theo chiều thư; mức cụ thể hơn được dùng',
  cases: [
    {
      when: 'Tỉnh giữ lại mọi thư tới dịch vụ miễn phí nước ngoài',
      letter: toGmail,
      circumstances: set({ reason: recipient, action: 'hold' }),
      outcome: held('D1b-free', recipient, told),
    },
    {
      when: 'Sở Khoa học và Công nghệ từ chối thư tới dịch vụ miễn phí nước ngoài',
      letter: toGmail,
      circumstances: set({ reason: recipient, action: 'block', agency: 'sokhcn' }),
      outcome: blocked('D1b-free', recipient, [...told, 'với công dân, đề nghị dùng cổng dịch vụ công']),
    },
    {
      when: 'Mức của Sở Y tế không áp dụng cho Sở Khoa học và Công nghệ',
      letter: toGmail,
      circumstances: set({ reason: recipient, action: 'block', agency: 'soyte' }),
      outcome: flagged('D1b-free', recipient, told),
    },
    {
      when: 'Mức của cơ quan thay mức của tỉnh, dù nhẹ hơn',
      letter: toGmail,
      circumstances: set(
        { reason: recipient, action: 'block' },
        { reason: recipient, action: 'flag', agency: 'sokhcn' },
      ),
      outcome: flagged('D1b-free', recipient, told),
    },
    {
      when: 'Mức theo chiều thay mức chung',
      letter: toGmail,
      circumstances: set(
        { reason: recipient, action: 'allow' },
        { reason: recipient, action: 'hold', direction: 'outbound' },
      ),
      outcome: held('D1b-free', recipient, told),
    },
    {
      when: 'Mức của cơ quan thay mức theo chiều của tỉnh',
      letter: toGmail,
      circumstances: set(
        { reason: recipient, action: 'block', direction: 'outbound' },
        { reason: recipient, action: 'allow', agency: 'sokhcn' },
      ),
      outcome: passesAs(recipient),
    },
    {
      when: 'Mức của cơ quan theo chiều thay mức chung của cơ quan',
      letter: toGmail,
      circumstances: set(
        { reason: recipient, action: 'allow', agency: 'sokhcn' },
        { reason: recipient, action: 'hold', agency: 'sokhcn', direction: 'outbound' },
      ),
      outcome: held('D1b-free', recipient, told),
    },
    {
      when: 'Thứ tự ghi trong cấu hình không đổi kết quả',
      letter: toGmail,
      circumstances: set(
        { reason: recipient, action: 'hold', agency: 'sokhcn', direction: 'outbound' },
        { reason: recipient, action: 'allow', agency: 'sokhcn' },
        { reason: recipient, action: 'block' },
      ),
      outcome: held('D1b-free', recipient, told),
    },
    {
      when: 'Thư đến: mức của cơ quan nhận, Sở Tư pháp giữ lại thư từ Gmail',
      letter: citizen(),
      circumstances: set({ reason: sender, action: 'hold', agency: 'sotuphap' }),
      outcome: held('D1b-free', sender, told),
    },
    {
      when: 'Thư đến hai cơ quan: mỗi nơi theo mức của mình',
      letter: citizen({ to: [box('sotuphap'), box('sonoivu')] }),
      circumstances: set({ reason: sender, action: 'block', agency: 'sotuphap' }),
      outcome: blocked('D1b-free', sender, told, {
        also: [sender],
        each: [
          [box('sotuphap'), 'block'],
          [box('sonoivu'), 'flag'],
        ],
      }),
    },
    {
      when: 'Thư đến ba cơ quan: nơi cho qua, nơi ghi nhận, nơi giữ lại',
      letter: citizen({ to: [box('sotuphap'), box('sonoivu')], cc: [box('soyte')] }),
      circumstances: set(
        { reason: sender, action: 'allow', agency: 'sonoivu' },
        { reason: sender, action: 'hold', agency: 'soyte' },
      ),
      outcome: held('D1b-free', sender, told, {
        also: [sender],
        each: [
          [box('sotuphap'), 'flag'],
          [box('sonoivu'), 'allow'],
          [box('soyte'), 'hold'],
        ],
      }),
    },
    {
      when: 'Thư đi tới hai nơi, một nơi bị từ chối: cả thư không đi, không nơi nào nhận trước',
      letter: official({ to: [box('binhtt.sonoivu'), 'tuan.nongvan1985@gmail.com'] }),
      circumstances: set({ reason: recipient, action: 'block', agency: 'sokhcn' }),
      outcome: blocked('D1b-free', recipient, ['tuan.nongvan1985@gmail.com'], {
        each: [
          [box('binhtt.sonoivu'), 'allow'],
          ['tuan.nongvan1985@gmail.com', 'block'],
        ],
      }),
    },
    {
      when: 'Tỉnh chỉ coi là văn bản khi chắc chắn hoàn toàn: mức tin cậy là cấu hình',
      letter: citizen({
        body: 'Sở Nội vụ\nSố: 12/TB-SNV\nCao Bằng, ngày 20 tháng 11 năm 2026\nTHÔNG BÁO\nVề việc nghỉ lễ',
      }),
      circumstances: {
        settings: settingsOf([], { thresholds: [{ name: 'documentConfidence', value: 100 }] }),
      },
      outcome: flagged('D1b-free', sender, told),
    },
  ],
}
