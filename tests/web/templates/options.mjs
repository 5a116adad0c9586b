// How nhsuk-frontend's macros take texts.

// HTML where our partials take text: the rest of the component can be compared
// all the same. Rendered as it is.
export const rawSign = '\u0001';

// An option may be a string, or an object with `text` or `html`.
export function text(option) {
  if (typeof option === 'string') return option;
  return option?.html ? rawSign + option.html : option?.text;
}

// Labels and legends: `heading` is the text of one that is a heading, too.
export function title(option) {
  const words = text(option) ?? text(option?.heading);
  return {
    words, size: option?.size, heading: Boolean(option?.heading),
  };
}

// A template of the two halves of a component with `body` between them.
export function around(name) {
  return `{{> nhsuk_${name}_open}}\n{{{body}}}\n{{> nhsuk_${name}_close}}`;
}
