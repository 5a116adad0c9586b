// The components of forms: see components.mjs.
import { around, text, title } from './options.mjs';

function field(options) {
  const { words, size, heading } = title(options.label);
  return {
    id: options.id ?? options.name,
    name: options.name,
    label: words,
    size,
    heading,
    hint: text(options.hint),
    error: text(options.errorMessage),
    disabled: options.disabled,
    autocomplete: options.autocomplete,
    value: options.value,
  };
}

// Radios and checkboxes. Later items are numbered by their place, dividers too.
function choices(options, chosen) {
  const { words, size, heading } = title(options.fieldset?.legend);
  const id = options.idPrefix ?? options.name;
  return {
    id,
    name: options.name,
    legend: words,
    size,
    heading,
    hint: text(options.hint),
    error: text(options.errorMessage),
    small: options.small,
    inline: options.inline,
    items: options.items.map((item, index) => item.divider
      ? { divider: item.divider }
      : {
        item_id: index ? `${id}-${index + 1}` : id,
        item_name: item.name,
        value: item.value,
        text: item.text,
        item_hint: text(item.hint),
        checked: chosen.includes(item.value),
        item_disabled: item.disabled ?? options.disabled,
      }),
  };
}

const labels = ['label', 'label.text', 'label.heading', 'label.size'];
const legends = ['fieldset', 'fieldset.legend', 'fieldset.legend.text',
  'fieldset.legend.heading', 'fieldset.legend.size'];
const messages = ['hint', 'hint.text', 'hint.html', 'errorMessage',
  'errorMessage.text'];
const choiceOptions = [...legends, ...messages, 'name', 'idPrefix', 'small',
  'inline', 'disabled', 'items[].value', 'items[].text', 'items[].disabled',
  'items[].hint.text', 'items[].divider'];

// An error without words may mark one of several fields; ours always say what
// is wrong.
function saysItsError(options) {
  return options.errorMessage !== true;
}

export const formComponents = {
  'button': {
    equal: 41,
    template: '{{> nhsuk_button}}',
    takes: ['text', 'href', 'variant', 'small', 'disabled',
      'preventDoubleClick'],
    lacks: ['icon.name', 'icon.placement'],
    suits: (o) => o.preventDoubleClick !== false,
    view: (o) => ({ ...o, once: o.preventDoubleClick }),
  },
  'checkboxes': {
    equal: 33,
    template: '{{> nhsuk_checkboxes}}',
    takes: [...choiceOptions, 'items[].name', 'values[]'],
    lacks: ['fieldset.legend.id', 'items[].behaviour',
      'items[].behaviourGroup', 'items[].conditional.html',
      'items[].exclusive', 'items[].exclusiveGroup'],
    // Without a fieldset the hint would belong to every item.
    suits: (o) => saysItsError(o)
      && (o.fieldset || !(o.hint || o.errorMessage)),
    view: (o) => choices(o, o.values ?? []),
  },
  'error-message': {
    equal: 5,
    template: '{{> nhsuk_error_message}}',
    takes: ['text', 'html', 'visuallyHiddenText'],
    lacks: [],
    suits: (o) => o.visuallyHiddenText !== false && o.visuallyHiddenText !== '',
    view: (o) => ({ text: text(o), hidden_text: o.visuallyHiddenText }),
  },
  'error-summary': {
    equal: 10,
    templateOf: (o) => o.errorList?.length ? '{{> nhsuk_error_summary}}'
      : `{{> nhsuk_error_summary_open}}
<p>{{description}}</p>
{{> nhsuk_error_summary_close}}`,
    template: '{{> nhsuk_error_summary}}',
    takes: ['heading', 'heading.text', 'errorList[].text', 'errorList[].href',
      'description', 'description.text', 'description.html', 'heading.html'],
    lacks: ['disableAutoFocus', 'errorList[]'],
    view: (o) => ({
      title: text(o.heading), description: text(o.description),
      items: o.errorList,
    }),
  },
  'fieldset': {
    equal: 2,
    template: around('fieldset'),
    takes: ['legend', 'legend.heading', 'legend.size', 'html'],
    lacks: ['legend.caption'],
    view: (o) => {
      const { words, size, heading } = title(o.legend);
      return { legend: words, size, heading };
    },
    body: (o) => o.html ?? '',
  },
  'file-upload': {
    equal: 14,
    template: '{{> nhsuk_file_upload}}',
    takes: [...labels, ...messages, 'name', 'id', 'disabled'],
    // What the package's script makes of it, which is not here.
    lacks: ['label.id', 'multiple', 'chooseFilesButtonText',
      'chooseFilesButtonClassList[]', 'dropInstructionText',
      'enteredDropZoneText', 'leftDropZoneText', 'noFileChosenText',
      'multipleFilesChosenText.one', 'multipleFilesChosenText.other'],
    suits: (o) => saysItsError(o) && !o.chooseFilesButtonClassList,
    view: field,
  },
  'hint': {
    equal: 3,
    template: '{{> nhsuk_hint}}',
    takes: ['text', 'html'],
    lacks: [],
    view: (o) => ({ text: text(o) }),
  },
  'input': {
    equal: 39,
    template: '{{> nhsuk_input}}',
    takes: [...labels, ...messages, 'name', 'id', 'disabled', 'autocomplete',
      'width', 'classes', 'spellcheck', 'type', 'code', 'inputmode', 'value',
      'prefix', 'prefix.text', 'prefix.html', 'suffix', 'suffix.text',
      'suffix.html'],
    lacks: ['label.id', 'formGroup.afterInput.html'],
    // A class that fights with an option is for the caller to leave out.
    suits: (o) => saysItsError(o) && !(o.classes && (o.width || o.code)),
    view: (o) => ({
      ...field(o),
      width: o.width && String(o.width),
      classes: o.classes,
      spellcheck: o.spellcheck === undefined
        ? undefined : String(o.spellcheck),
      type: o.type,
      code: o.code,
      inputmode: o.inputmode,
      prefix: text(o.prefix),
      suffix: text(o.suffix),
      affixed: Boolean(o.prefix || o.suffix),
    }),
  },
  'radios': {
    equal: 35,
    template: '{{> nhsuk_radios}}',
    takes: [...choiceOptions, 'value'],
    lacks: ['fieldset.legend.id', 'items[].conditional.html'],
    suits: saysItsError,
    view: (o) => choices(o, o.value ? [o.value] : []),
  },
  'select': {
    equal: 16,
    template: '{{> nhsuk_select}}',
    takes: [...labels, ...messages, 'name', 'id', 'disabled', 'value',
      'items[].value', 'items[].text', 'items[].disabled', 'items[].divider'],
    lacks: ['label.id', 'formGroup.afterInput.html'],
    suits: saysItsError,
    view: (o) => ({
      ...field(o),
      items: o.items.map((item) => item.divider ? { divider: true } : {
        value: item.value, text: item.text, item_disabled: item.disabled,
        selected: o.value !== undefined && o.value === item.value,
      }),
    }),
  },
  'textarea': {
    equal: 14,
    template: '{{> nhsuk_textarea}}',
    takes: [...labels, ...messages, 'name', 'id', 'disabled', 'autocomplete'],
    lacks: ['label.id'],
    suits: saysItsError,
    view: field,
  },
};
