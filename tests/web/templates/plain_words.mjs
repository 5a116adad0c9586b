/** Read as one, whatever the names of the day and of the month. */
const DATE = /\b[A-Z][a-z]+day \d{1,2} [A-Z][a-z]+( \d{4})?/g;

/** What people read of a page: its main part, in pieces that are read one by one. */
export const piecesOfPage = (html) => (/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? '')
  .replace(/<\/(p|li|h\d|dt|dd|label|legend|button|div|th|td|summary)>|<br>/g, '\n')
  .replace(/<[^>]+>/g, ' ').replace(/&#?\w+;/g, ' ').replace(DATE, '1')
  .split('\n');

/** The same of a text in Markdown. */
export const piecesOfText = (markdown) => markdown
  .replace(/\{\{[#^/][^}]*\}\}/g, '').replace(/\{\{[^}]*\}\}/g, 'name')
  .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`#>]/g, '')
  .split(/\n\s*\n|\n- /);

const wordsOf = (sentence) => sentence.split(/\s+/).filter((word) => /[a-z]/i.test(word));

/** Sentences of three words or more: shorter ones are labels. */
export const sentencesOf = (pieces) => pieces
  .flatMap((piece) => piece.replace(/\s+/g, ' ').trim().split(/(?<=[.!?:;])\s+/))
  .filter((sentence) => wordsOf(sentence).length > 2);

/** How many syllables a word has, by its groups of vowels, without a silent ending. */
function syllables(word) {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  if (letters.length <= 3) return 1;
  const heard = letters.replace(/([^laeiouy])(es|ed|e)$/, '$1').replace(/^y/, '');
  return heard.match(/[aeiouy]{1,2}/g)?.length ?? 1;
}

/** The school year, as the United States count them, in which children read this
 * (Flesch and Kincaid, 1975); plus five is their age. */
export function gradeOf(sentences) {
  const words = sentences.flatMap(wordsOf);
  const heard = words.reduce((sum, word) => sum + syllables(word), 0);
  return 0.39 * words.length / sentences.length + 11.8 * heard / words.length - 15.59;
}

/** The longest sentence. */
export const longestOf = (sentences) => sentences
  .reduce((longest, one) => wordsOf(one).length > wordsOf(longest).length ? one : longest, '');

export const lengthOf = (sentence) => wordsOf(sentence).length;
