const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u

/** They write words without spaces between, or set endings right after a name. */
const WITHOUT_SPACES =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

/** Whether a word may begin or end at a place: no letters or digits on both sides of it. */
export function isWordEdge(text: string, place: number): boolean {
  return !isInWord(characterBefore(text, place)) || !isInWord(characterAt(text, place))
}

const isInWord = (character: string) =>
  WORD_CHARACTER.test(character) && !WITHOUT_SPACES.test(character)

const characterAt = (text: string, place: number) =>
  String.fromCodePoint(text.codePointAt(place) ?? 0)

function characterBefore(text: string, place: number): string {
  const isPair = /[\udc00-\udfff]/.test(text.charAt(place - 1))
  return text.slice(Math.max(0, place - (isPair ? 2 : 1)), place)
}
