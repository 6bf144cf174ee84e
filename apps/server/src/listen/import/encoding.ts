import { analyse } from 'chardet'
import iconv from 'iconv-lite'

/** Names that a mapping may carry; each is understood by the decoder. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'koi8-r',
] as const
type Encoding = (typeof encodings)[number]

/** What chardet calls them; the ISO sets are read as their Windows supersets, as browsers do. */
const chardetNames: Readonly<Record<string, Encoding>> = {
  'ISO-8859-1': 'windows-1252',
  'windows-1252': 'windows-1252',
  'ISO-8859-2': 'windows-1250',
  'windows-1250': 'windows-1250',
  'ISO-8859-5': 'windows-1251',
  'windows-1251': 'windows-1251',
  'KOI8-R': 'koi8-r',
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-KR': 'euc-kr',
}

function isValidUtf8(bytes: Uint8Array): boolean {
  try {
    // `stream` tolerates a sequence cut off at the end of the sample.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** UTF-16 without a mark: in texts with any ASCII (delimiters, digits, line ends) one side is full of zeros. */
function utf16Order(bytes: Uint8Array): Encoding | null {
  let even = 0
  let odd = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) i % 2 === 0 ? even++ : odd++
  const pairs = bytes.length / 2
  if (odd > pairs * 0.1 && even < odd / 8) return 'utf-16le'
  if (even > pairs * 0.1 && odd < even / 8) return 'utf-16be'
  return null
}

interface HighBytes {
  /** Bytes above 0x7f. */
  count: number
  /** Share of them that stand beside another one: about 1 in Cyrillic and Chinese, near 0 in Western text. */
  inRuns: number
  /** Share of them in 0xe0..0xff, where windows-1251 keeps its small letters. */
  small: number
  /** Share of them in 0xc0..0xff: all the letters of windows-1251. */
  letters: number
  /** Share of double-byte pairs whose lead is a common Chinese character (GB 2312 level 1) or punctuation. */
  chinese: number
}

function describeHighBytes(bytes: Uint8Array): HighBytes {
  let count = 0
  let runs = 0
  let small = 0
  let letters = 0
  let pairs = 0
  let common = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte < 0x80) continue
    count++
    if ((bytes[i - 1] ?? 0) >= 0x80 || (bytes[i + 1] ?? 0) >= 0x80) runs++
    if (byte >= 0xe0) small++
    if (byte >= 0xc0) letters++
  }
  for (let i = 0; i + 1 < bytes.length; i++) {
    const lead = bytes[i]!
    if (lead < 0x80) continue
    pairs++
    const trail = bytes[i + 1]!
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3)) common++
    i++
  }
  const of = (n: number, all: number) => (all === 0 ? 0 : n / all)
  return {
    count,
    inRuns: of(runs, count),
    small: of(small, count),
    letters: of(letters, count),
    chinese: of(common, pairs),
  }
}

/** Hungarian double acutes live where Western Europe has o-tilde and u-circumflex; few texts have those without c-cedilla or a-tilde. */
function western(bytes: Uint8Array): Encoding {
  let doubleAcute = 0
  let portugueseOrFrench = 0
  let centralOnly = 0
  for (const byte of bytes) {
    if (byte === 0xf5 || byte === 0xfb || byte === 0xd5 || byte === 0xdb) doubleAcute++
    if (byte === 0xe3 || byte === 0xe7 || byte === 0xe8 || byte === 0xea || byte === 0xe2)
      portugueseOrFrench++
    if (byte === 0xb3 || byte === 0xb9 || byte === 0x9c || byte === 0x9f || byte === 0xbf) centralOnly++
  }
  return doubleAcute > portugueseOrFrench || centralOnly > portugueseOrFrench + doubleAcute
    ? 'windows-1250'
    : 'windows-1252'
}

/**
 * Guesses the encoding of a text from its first bytes. A mark decides; bytes that are valid UTF-8 are UTF-8;
 * else the shape of the bytes above ASCII decides between the usual families, and chardet where it does not.
 */
export function detectEncoding(sample: Uint8Array): Encoding {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return 'utf-8'
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  const wide = utf16Order(sample)
  if (wide !== null) return wide
  if (isValidUtf8(sample)) return 'utf-8'
  const high = describeHighBytes(sample)
  if (high.inRuns < 0.5) return western(sample)
  if (high.small > 0.6 && high.letters > 0.9) return 'windows-1251'
  if (high.chinese > 0.7) return 'gb18030'
  if (high.letters > 0.9) return 'windows-1251'
  for (const match of analyse(sample)) {
    const name = chardetNames[match.name]
    if (name !== undefined && !iconv.decode(Buffer.from(sample), name).includes('\ufffd')) return name
  }
  return western(sample)
}

export function isEncoding(name: string): name is Encoding {
  return (encodings as readonly string[]).includes(name)
}

/** Decodes a stream of bytes; the byte order mark is dropped, what cannot be decoded becomes U+FFFD. */
export async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true })
  for await (const chunk of bytes) {
    const text = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    if (text !== '') yield text
  }
  const tail = decoder.end()
  if (tail !== undefined && tail !== '') yield tail
}
