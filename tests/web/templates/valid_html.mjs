// What html-validate has against a page.
import { tools } from './render.mjs';

const { HtmlValidate } = tools('html-validate');

// nhsuk-frontend's own markup breaks these on purpose, for old assistive
// technology or old browsers.
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // <header role="banner">, <nav role="navigation">
    'no-redundant-role': 'off',
    // <a role="button">
    'prefer-native-element': 'off',
    // Telephone numbers are written as the NHS writes them.
    'tel-non-breaking': 'off',
    // Page, service and organisation, as the service manual asks.
    'long-title': 'off',
    // Mustache leaves spaces at line ends where a section held nothing.
    'no-trailing-whitespace': 'off',
    'form-dup-name': ['error', {
      shared: ['radio', 'checkbox', 'button', 'submit'],
    }],
  },
});

/** Each as "LINE: RULE: MESSAGE". */
export async function mistakesIn(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) => messages)
    .map(({ ruleId, line, message }) => `${line}: ${ruleId}: ${message}`);
}
