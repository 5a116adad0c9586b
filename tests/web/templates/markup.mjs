// The markup of nhsuk-frontend, as far as it can be read off HTML without
// knowing the component: which element is which part, and of what.

const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img',
  'input', 'link', 'meta', 'source', 'track', 'wbr']);

/** The elements of valid HTML: tag, classes, attributes, and their parent. */
export function elements(html) {
  const found = [];
  let parent;
  const plain = html.replace(/<!--.*?-->|<(script|style)\b.*?<\/\1>/gs, '');
  for (const [, end, tag, inside, closed] of
    plain.matchAll(/<(\/?)([a-z][\w:-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*(\/?)>/gi)) {
    if (end) {
      parent = parent?.parent;
      continue;
    }
    const attributes = Object.fromEntries(
      [...inside.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)]
        .map(([, name, value]) => [name, value ?? '']));
    const classes = (attributes.class ?? '').split(/\s+/)
      .filter((name) => name.startsWith('nhsuk-'));
    const element = { tag, attributes, classes, parent };
    found.push(element);
    if (!closed && !empty.has(tag)) parent = element;
  }
  return found;
}

const blockOf = (name) => name.split('__')[0].split('--')[0];

// The class that names the nearest part of `block` above an element.
function above(element, block) {
  for (let at = element.parent; at; at = at.parent) {
    const name = at.classes.find((one) => blockOf(one) === block && !one.includes('--'));
    if (name) return name;
  }
  return 'nothing';
}

/**
 * What can be said of each part of a component in some HTML: which element it
 * is, in which part, and which script of the package works on it.
 */
export function parts(html) {
  return elements(html).flatMap((element) => element.classes
    .filter((name) => !name.includes('--'))
    .map((name) => {
      const script = element.attributes['data-module'];
      const withScript = script ? ` data-module="${script}"` : '';
      return {
        name,
        said: `<${element.tag} class="${name}"${withScript}> in ` +
          above(element, blockOf(name)),
      };
    }));
}
