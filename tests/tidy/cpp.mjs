// Enough of C++ to tell code from comments and strings, and to find functions.

// A raw string, an ordinary string, a character, or one of the two comments.
const TOKEN = new RegExp(
  [
    String.raw`R"([^()\\\s]{0,16})\([\s\S]*?\)\1"`,
    String.raw`"(?:[^"\\\n]|\\[\s\S])*"`,
    String.raw`(?<![0-9a-fA-F])'(?:[^'\\\n]|\\[\s\S])+'`,
    String.raw`\/\/[^\n]*`,
    String.raw`\/\*[\s\S]*?\*\/`,
  ].join('|'), 'g');

/**
 * Splits C++ text. `code` is the text with strings and comments blanked, every
 * character at its old place; `strings` and `comments` are lists of {at, text}.
 */
export function scan(text) {
  const strings = [];
  const comments = [];
  const code = text.replace(TOKEN, (token, _delimiter, at) => {
    if (token.startsWith('//') || token.startsWith('/*')) {
      comments.push({at, text: token});
    } else if (!token.startsWith('\'')) {
      strings.push({at, end: at + token.length, text: contents(token)});
    }
    return token.replace(/[^\n]/g, ' ');
  });
  return {code, strings, comments};
}

function contents(token) {
  const raw = /^R"([^()\\\s]{0,16})\(([\s\S]*)\)\1"$/.exec(token);
  return raw ? raw[2] : token.slice(1, -1);
}

/** Joins the string literals that stand next to each other, as C++ does. */
export function joinedStrings({code, strings}) {
  const joined = [];
  for (const piece of strings) {
    const last = joined[joined.length - 1];
    if (last && code.slice(last.end, piece.at).trim() === '') {
      last.text += piece.text;
      last.end = piece.end;
    } else {
      joined.push({...piece});
    }
  }
  return joined;
}

/** Where, in blanked code, the bracket closes that was opened just before `from`. */
export function closing(code, from) {
  let depth = 1;
  for (let at = from; at < code.length; at++) {
    if (code[at] === '(') depth++;
    if (code[at] === ')' && --depth === 0) return at;
  }
  return code.length;
}

const NOT_A_FUNCTION =
  /^\s*(?:if|for|while|switch|catch|else|do|return|namespace|class|struct|union|enum)\b/;
const FUNCTION_HEAD =
  /\)\s*(?:const|noexcept|override|final|mutable|&&?|\s|->[^{};]*|:[^:][\s\S]*|ABSL_\w+\([^)]*\))*$/;

/**
 * The outermost functions of blanked C++ code, as {from, to} offsets.
 *
 * It counts on clang-format: a brace that begins a body follows a space, one
 * that begins an initializer does not.
 */
export function functions(code) {
  const text = code.replace(/^[ \t]*#(?:[^\n]*\\\n)*[^\n]*/gm,
    (line) => line.replace(/[^\n]/g, ' '));
  const found = [];
  const open = [];
  let head = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === ';' && open.every((brace) => brace.kind !== 'function')) {
      head = at + 1;
    } else if (char === '{') {
      open.push(braceAt(text, head, at, open));
      if (open[open.length - 1].kind !== 'value') head = at + 1;
    } else if (char === '}') {
      const brace = open.pop();
      if (brace?.kind === 'function') found.push({from: brace.from, to: at});
      if (brace?.kind !== 'value') head = at + 1;
    }
  }
  return found;
}

function braceAt(text, head, at, open) {
  if (open.some((brace) => brace.kind === 'function')) return {kind: 'inner'};
  const before = text.slice(head, at);
  if (at > 0 && /\S/.test(text[at - 1]) && before.trim() !== '') {
    return {kind: 'value'};
  }
  if (/=\s*$/.test(before) || open.some((brace) => brace.kind === 'value')) {
    return {kind: 'value'};
  }
  if (NOT_A_FUNCTION.test(before) || !FUNCTION_HEAD.test(before)) {
    return {kind: 'scope'};
  }
  const label = /^\s*(?:(?:public|private|protected):\s*)?/.exec(before)[0];
  return {kind: 'function', from: head + label.length};
}
