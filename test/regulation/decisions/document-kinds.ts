import type { DocumentChannel, DocumentRoute } from '../../../src/ports/policy.ts'
import { settingsOf } from '../province.ts'
import { blocked, type Clause, flagged, passes, passesAs } from './case.ts'
import { box, office, official, signedPdf, vanBan } from './forms.ts'

const contract = vanBan('HĐ', 'sotaichinh', {
  number: '12',
  abstract: 'Về việc thuê hạ tầng công nghệ thông tin',
})
const minutes = vanBan('BB', 'sotaichinh', { number: '05', abstract: 'Bàn giao tài sản công' })
const memorandum = vanBan('BGN', 'sotaichinh', { number: '02', abstract: 'Hợp tác chuyển đổi số' })
const agreement = vanBan('BTT', 'sotaichinh', { number: '03', abstract: 'Chia sẻ dữ liệu giá đất' })
const introduction = vanBan('GGT', 'sotaichinh', {
  number: '41',
  abstract: 'Giới thiệu cán bộ liên hệ công tác',
})
const decision = vanBan('QĐ', 'sotaichinh', {
  number: '140',
  abstract: 'Về việc giao dự toán chi thường xuyên',
})
const invitation = vanBan('GM', 'sotaichinh', { number: '19', abstract: 'Họp thẩm định giá' })

const firm = 'vanphong@xaydungbacha.com.vn'

const withPaper = (code: string, kind: string) =>
  passesAs('paper-follows', [`Văn bản ${code} (loại ${kind}) phải gửi kèm bản giấy`, 'mục 5'])

const routed = (kind: string, route: DocumentRoute, channel: DocumentChannel) => ({
  settings: settingsOf([], { routes: [{ kind, route, channel }] }),
})

export const documentKinds: Clause = {
  title: 'D5-kinds: Mục 5 — loại văn bản gửi hoàn toàn điện tử, loại gửi kèm bản giấy, loại chỉ gửi bản giấy',
  cases: [
    {
      when: 'Quyết định của Sở Tài chính gửi hoàn toàn bằng thư điện tử',
      letter: office('sotaichinh', decision),
      outcome: passes,
    },
    {
      when: 'Giấy mời họp gửi hoàn toàn bằng thư điện tử',
      letter: office('sotaichinh', invitation),
      outcome: passes,
    },
    {
      when: 'Hợp đồng gửi doanh nghiệp: gửi được, nhắc gửi kèm bản giấy',
      letter: office('sotaichinh', contract, { to: [firm] }),
      outcome: withPaper('12/HĐ-STC', 'Hợp đồng'),
    },
    {
      when: 'Biên bản bàn giao gửi kèm bản giấy',
      letter: office('sotaichinh', minutes),
      outcome: withPaper('05/BB-STC', 'Biên bản'),
    },
    {
      when: 'Bản ghi nhớ gửi kèm bản giấy',
      letter: office('sotaichinh', memorandum),
      outcome: withPaper('02/BGN-STC', 'Bản ghi nhớ'),
    },
    {
      when: 'Bản thỏa thuận gửi kèm bản giấy',
      letter: office('sotaichinh', agreement),
      outcome: withPaper('03/BTT-STC', 'Bản thỏa thuận'),
    },
    {
      when: 'Giấy giới thiệu gửi kèm bản giấy',
      letter: office('sotaichinh', introduction),
      outcome: withPaper('41/GGT-STC', 'Giấy giới thiệu'),
    },
    {
      when: 'Tỉnh quy định hợp đồng gửi ra ngoài chỉ dùng bản giấy',
      letter: office('sotaichinh', contract, { to: [firm] }),
      circumstances: routed('Hợp đồng', 'outside', 'paper'),
      outcome: flagged('D5-kinds', 'paper-only', [
        'Văn bản loại Hợp đồng gửi tới nơi nhận này phải gửi bản giấy, không gửi qua thư điện tử (12/HĐ-STC)',
        'mục 5',
        'Đề nghị gửi bản giấy theo quy định về công tác văn thư',
      ]),
    },
    {
      when: 'Quy định đó không đụng tới hợp đồng gửi giữa hai cơ quan trong tỉnh',
      letter: office('sotaichinh', contract),
      circumstances: routed('Hợp đồng', 'outside', 'paper'),
      outcome: withPaper('12/HĐ-STC', 'Hợp đồng'),
    },
    {
      when: 'Tỉnh cho gửi hợp đồng hoàn toàn điện tử giữa các cơ quan',
      letter: office('sotaichinh', contract),
      circumstances: routed('Hợp đồng', 'between-agencies', 'electronic'),
      outcome: passes,
    },
    {
      when: 'Tỉnh cho gửi biên bản hoàn toàn điện tử trong nội bộ cơ quan',
      letter: office('sotaichinh', minutes, { to: [box('sotaichinh')] }),
      circumstances: routed('Biên bản', 'inside-agency', 'electronic'),
      outcome: passes,
    },
    {
      when: 'Quyết định gửi bộ, ngành trung ương phải kèm bản giấy theo quy định của tỉnh',
      letter: office('sotaichinh', decision, { to: ['vanthu@mof.gov.vn'] }),
      circumstances: routed('Quyết định', 'state', 'with-paper'),
      outcome: withPaper('140/QĐ-STC', 'Quyết định'),
    },
    {
      when: 'Tên loại văn bản trong cấu hình viết không dấu vẫn đúng loại',
      letter: office('sotaichinh', contract, { to: [firm] }),
      circumstances: routed('hop dong', 'outside', 'paper'),
      outcome: flagged('D5-kinds', 'paper-only', ['12/HĐ-STC']),
    },
    {
      when: 'Nhắc bản giấy không bao giờ thành lý do từ chối: đặt mức từ chối chỉ thành ghi nhận',
      letter: office('sotaichinh', minutes),
      circumstances: { settings: settingsOf([{ reason: 'paper-follows', action: 'block' }]) },
      outcome: flagged('D5-kinds', 'paper-follows', ['05/BB-STC']),
    },
    {
      when: 'Loại chỉ gửi bản giấy có thể bị từ chối nếu tỉnh đặt',
      letter: office('sotaichinh', contract, { to: [firm] }),
      circumstances: {
        settings: settingsOf([{ reason: 'paper-only', action: 'block' }], {
          routes: [{ kind: 'Hợp đồng', route: 'outside', channel: 'paper' }],
        }),
      },
      outcome: blocked('D5-kinds', 'paper-only', ['12/HĐ-STC']),
    },
    {
      when: 'Một thư gửi hợp đồng cho cả cơ quan trong tỉnh lẫn doanh nghiệp: theo tuyến nghiêm nhất',
      letter: office('sotaichinh', contract, { cc: [firm] }),
      circumstances: routed('Hợp đồng', 'outside', 'paper'),
      outcome: flagged('D5-kinds', 'paper-only', ['12/HĐ-STC'], {
        each: [
          [box('vpubnd'), 'allow'],
          [firm, 'flag'],
        ],
      }),
    },
    {
      when: 'Hợp đồng của cơ quan khác được chuyển tiếp: cơ quan ban hành chịu trách nhiệm bản giấy',
      letter: official({ attachments: [signedPdf(contract)] }),
      outcome: passes,
    },
  ],
}
