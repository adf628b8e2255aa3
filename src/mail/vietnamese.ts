/**
 * Vietnamese spelling, as far as telling it from a wrong reading of its bytes needs it: a syllable is an onset, one
 * of a closed set of rimes, and at most one tone.
 */

const onset = /^(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)(?=.)/u

const rimes = new Set(
  (
    'a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây ' +
    'e ec em en eng eo ep et ê êch êm ên ênh êp êt êu ' +
    'i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu ' +
    'o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ' +
    'ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt ' +
    'u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên ' +
    'uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu ' +
    'y yêm yên yêng yêt yêu ynh yt'
  ).split(' '),
)

const acute = '\u0301'
const dotBelow = '\u0323'
/** Grave, acute, tilde, hook above, dot below: the five written tones. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/gu

/** True for one syllable spelled as Vietnamese spells it, in any case and normalisation form. */
export function isVietnameseSyllable(word: string): boolean {
  const decomposed = word.normalize('NFD')
  const written = decomposed.match(tones) ?? []
  if (written.length > 1 || /\p{Ll}\p{M}*\p{Lu}/u.test(decomposed)) return false
  const letters = decomposed.replace(tones, '').normalize('NFC').toLowerCase()
  const start = onset.exec(letters)?.[0] ?? ''
  // `gi` before a consonant is g and the rime's own i: gìn, giếng.
  const rime = [letters.slice(start.length), start === 'gi' ? letters.slice(1) : ''].find(ending =>
    rimes.has(ending),
  )
  if (rime === undefined) return false
  // A stopped syllable has one of two tones.
  return !/(?:c|ch|p|t)$/u.test(rime) || written[0] === acute || written[0] === dotBelow
}

/** Syllables that letters of offices are full of; they decide between two readings that are both well spelled. */
const frequent = new Set(
  (
    'sở tế ủy nhân dân tỉnh xã phường huyện thành phố công văn thư điện tử số về việc của và các cho với từ đến ' +
    'được không có là chỉ thị quyết định thông báo cáo kế hoạch tờ trình giấy mời họp hội nghị kính gửi đồng ' +
    'chí cơ quan đơn vị phòng trưởng giám đốc chủ tịch nguyễn trần lê phạm hoàng nông thị đức bộ chính phủ'
  ).split(' '),
)

export function isFrequentSyllable(word: string): boolean {
  return frequent.has(word.normalize('NFC').toLowerCase())
}
