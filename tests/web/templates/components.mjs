// How nhsuk-frontend's options become our view models, component by component:
// what each partial takes, and what it does not.
//
// An option is named by its path in the macro's parameters: `label.text`,
// `items[].value`. `takes` are the options that `view` knows; `lacks` are those
// that our partials do without, so that fixtures with them are passed over. An
// option in neither list fails the test: the lists are whole.

// HTML where our partials take text: the rest of the component can be compared
// all the same. Rendered as it is.
export const rawSign = '\u0001';

// An option may be a string, or an object with `text` or `html`.
function text(option) {
  if (typeof option === 'string') return option;
  return option?.html ? rawSign + option.html : option?.text;
}

// Labels and legends: `heading` is the text of one that is a heading, too.
function title(option) {
  const words = text(option) ?? text(option?.heading);
  return {
    words, size: option?.size, heading: Boolean(option?.heading),
  };
}

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
const messages = ['hint', 'hint.text', 'hint.html', 'errorMessage', 'errorMessage.text'];
const choiceOptions = [...legends, ...messages, 'name', 'idPrefix', 'small',
  'inline', 'disabled', 'items[].value', 'items[].text', 'items[].disabled',
  'items[].hint.text', 'items[].divider'];

export const components = {
  'action-link': {
    template: '{{> nhsuk_action_link}}',
    takes: ['text', 'html', 'href', 'variant'],
    lacks: ['type'],
    // Without an address nhsuk makes a button of it.
    suits: (o) => o.href,
    view: (o) => ({
      text: text(o), href: o.href, reverse: o.variant === 'reverse',
    }),
  },
  'back-link': {
    template: '{{> nhsuk_back_link}}',
    takes: ['text', 'html', 'href', 'variant'],
    lacks: ['type'],
    suits: (o) => o.href,
    view: (o) => ({
      text: text(o), href: o.href, reverse: o.variant === 'reverse',
    }),
  },
  'breadcrumb': {
    template: '{{> nhsuk_breadcrumb}}',
    takes: ['items[].href', 'items[].text', 'id', 'variant'],
    lacks: ['items[].attributes.lang', 'items[].classes', 'backLink.id',
      'backLink.attributes.lang', 'backLink.type', 'backLink.text',
      'backLink.href'],
    view: (o) => ({
      id: o.id, crumbs: o.items, last: o.items.at(-1),
      reverse: o.variant === 'reverse',
    }),
  },
  'button': {
    template: '{{> nhsuk_button}}',
    takes: ['text', 'href', 'variant', 'small', 'disabled',
      'preventDoubleClick'],
    lacks: ['icon.name', 'icon.placement'],
    suits: (o) => o.preventDoubleClick !== false,
    view: (o) => ({ ...o, once: o.preventDoubleClick }),
  },
  'card': {
    template: '{{> nhsuk_card_open}}\n{{{body}}}\n{{> nhsuk_card_close}}',
    takes: ['heading', 'heading.text', 'heading.level', 'heading.size',
      'heading.id', 'href', 'description', 'description.text', 'clickable',
      'variant'],
    lacks: ['actions.items[].text', 'actions.items[].href',
      'actions.items[].type', 'actions[].text', 'actions[].href',
      'actions.items[]', 'actions.items[].visuallyHiddenText',
      'description.html', 'heading.classes', 'heading.html', 'image.src',
      'image.html'],
    // Primary cards have an arrow; feature cards do not link their heading.
    suits: (o) => !o.heading?.id && o.variant !== 'primary'
      && !(o.variant === 'feature' && o.href),
    view: (o) => o.variant in hidden
      ? careCard(o)
      : {
        card_heading: text(o.heading), card_href: o.href,
        level: level(o.heading), size: o.heading?.size,
        description: text(o.description), clickable: o.clickable,
        variant: o.variant,
      },
    templateOf: (o) => o.variant in hidden
      ? '{{> nhsuk_care_card_open}}\n{{{body}}}\n{{> nhsuk_care_card_close}}' : undefined,
  },
  'checkboxes': {
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
  'details': {
    template: '{{> nhsuk_details_open}}\n{{{body}}}\n{{> nhsuk_details_close}}',
    takes: ['summary', 'summary.text', 'summary.html', 'text', 'open', 'classes',
      'html'],
    lacks: [],
    view: (o) => ({
      summary: text(o.summary), open: o.open, classes: o.classes,
    }),
    body: (o) => o.html ?? o.text,
  },
  'error-message': {
    template: '{{> nhsuk_error_message}}',
    takes: ['text', 'html', 'visuallyHiddenText'],
    lacks: [],
    suits: (o) => o.visuallyHiddenText !== false && o.visuallyHiddenText !== '',
    view: (o) => ({ text: text(o), hidden_text: o.visuallyHiddenText }),
  },
  'error-summary': {
    template: '{{> nhsuk_error_summary}}',
    takes: ['heading', 'heading.text', 'errorList[].text', 'errorList[].href',
      'description', 'description.text', 'description.html', 'heading.html'],
    lacks: ['disableAutoFocus', 'errorList[]'],
    suits: (o) => o.errorList?.length,
    view: (o) => ({
      title: text(o.heading), description: text(o.description),
      items: o.errorList,
    }),
  },
  'fieldset': {
    template: '{{> nhsuk_fieldset_open}}\n{{{body}}}\n{{> nhsuk_fieldset_close}}',
    takes: ['legend', 'legend.heading', 'legend.size', 'html'],
    lacks: ['legend.caption'],
    view: (o) => {
      const { words, size, heading } = title(o.legend);
      return { legend: words, size, heading };
    },
    body: (o) => o.html ?? '',
  },
  'footer': {
    template: '{{> nhsuk_footer}}',
    takes: ['meta.items[].href', 'meta.items[].text', 'copyright',
      'copyright.text'],
    lacks: ['navigation[].items[].href', 'navigation[].items[].text',
      'meta.html', 'meta.text', 'meta', 'columns', 'navigation[].width',
      'navigation[].html', 'navigation[].heading.text',
      'navigation[].heading', 'navigation.items[].href',
      'navigation.items[].text', 'navigation.items[]'],
    suits: (o) => o.copyright !== false && o.copyright !== null
      && text(o.copyright) !== '',
    view: (o) => ({
      copyright: text(o.copyright) ?? '© NHS England',
      meta: o.meta && { links: o.meta.items },
    }),
  },
  'header': {
    template: '{{> nhsuk_header}}',
    takes: ['logo.href', 'logo.src', 'logo.alt', 'service.text', 'service.href',
      'organisation.name', 'navigation.items[].text', 'navigation.items[].href',
      'navigation.items[].active', 'navigation.justified', 'colour'],
    lacks: ['search.input.placeholder', 'search.label.visuallyHiddenText',
      'search', 'logo.ariaLabel', 'inline', 'account.items[].href',
      'account.items[].text', 'account.items[].icon', 'account.items[].action',
      'account.items[]', 'navigation.items[]', 'navigation.colour',
      'navigation.items[].current', 'organisation.descriptor',
      'organisation.split'],
    // Ours is one link to one place, with all that stands in it.
    suits: (o) => {
      const places = [o.logo?.href, o.service?.href].filter(Boolean);
      return places.length === 1 && o.service?.text !== null
        && !(o.service && !o.service.href);
    },
    view: (o) => ({
      home_href: o.service?.href ?? o.logo.href,
      logo_src: o.logo?.src,
      logo_alt: o.logo?.alt,
      organisation: o.organisation?.name,
      service_name: o.service?.text,
      colour_white: o.colour === 'white',
      navigation: o.navigation && {
        justified: o.navigation.justified,
        links: o.navigation.items.map((item) =>
          ({ ...item, current: item.active })),
      },
    }),
    // The NHS logo is a trade mark that nobody gets by default, and the button
    // "More" does nothing without its script.
    expected: (html) => html
      .replace(/<svg class="nhsuk-header__logo"[\s\S]*?<\/svg>/, '')
      .replace(/aria-label="NHS /, 'aria-label="')
      .replace(/<li class="nhsuk-header__menu"[\s\S]*?<\/li>/, ''),
  },
  'hint': {
    template: '{{> nhsuk_hint}}',
    takes: ['text', 'html'],
    lacks: [],
    view: (o) => ({ text: text(o) }),
  },
  'input': {
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
  'inset-text': {
    template: '{{> nhsuk_inset_text_open}}\n{{{body}}}\n{{> nhsuk_inset_text_close}}',
    takes: ['text', 'html'],
    lacks: [],
    view: () => ({}),
    body: (o) => o.html ?? `<p>${o.text}</p>`,
  },
  'notification-banner': {
    template: '{{> nhsuk_notification_banner_open}}\n{{{body}}}\n'
      + '{{> nhsuk_notification_banner_close}}',
    takes: ['text', 'html', 'variant', 'title', 'title.text'],
    lacks: ['disableAutoFocus', 'attributes.tabindex', 'heading',
      'heading.text', 'heading.element', 'role'],
    view: (o) => ({ success: o.variant === 'success', title: text(o.title) }),
    body: (o) => o.html
      ?? `<p class="nhsuk-notification-banner__heading">${o.text}</p>`,
  },
  'pagination': {
    template: '{{> nhsuk_pagination}}',
    takes: ['previous.href', 'previous.label', 'previous.text', 'next.href',
      'next.label', 'next.text', 'previousUrl', 'previousPage', 'nextUrl',
      'nextPage'],
    lacks: ['items[].number', 'items[].href', 'items[].current',
      'items[].ellipsis', 'items[]'],
    view: (o) => ({
      previous: o.previousUrl
        ? { href: o.previousUrl, to: o.previousPage } : page(o.previous),
      next: o.nextUrl ? { href: o.nextUrl, to: o.nextPage } : page(o.next),
    }),
  },
  'panel': {
    template: '{{> nhsuk_panel_open}}\n{{{body}}}\n{{> nhsuk_panel_close}}',
    takes: ['heading', 'heading.text', 'heading.size', 'heading.level', 'text',
      'html', 'variant'],
    lacks: ['heading.id', 'heading.classes'],
    // Ours always says something under its heading.
    suits: (o) => o.text || o.html,
    view: (o) => ({
      panel_heading: text(o.heading), size: o.heading.size,
      level: level(o.heading), variant: o.variant,
    }),
    body: (o) => o.html ?? o.text,
  },
  'radios': {
    template: '{{> nhsuk_radios}}',
    takes: [...choiceOptions, 'value'],
    lacks: ['fieldset.legend.id', 'items[].conditional.html'],
    suits: saysItsError,
    view: (o) => choices(o, o.value ? [o.value] : []),
  },
  'select': {
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
  'skip-link': {
    template: '{{> nhsuk_skip_link}}',
    takes: ['text', 'href'],
    lacks: [],
    view: (o) => o,
  },
  'summary-list': {
    template: '{{> nhsuk_summary_list}}',
    takes: ['rows[].key', 'rows[].key.text', 'rows[].value',
      'rows[].value.text', 'rows[].actions.items[].href',
      'rows[].actions.items[].text',
      'rows[].actions.items[].visuallyHiddenText', 'rows[].actions[].href',
      'rows[].actions[].text', 'rows[].actions[].visuallyHiddenText', 'border',
      'lastRowBorder', 'rows[].value.html'],
    lacks: ['rows[].actions.items[].type',
      'rows[].key.width', 'rows[].actions.items[]', 'rows[].border',
      'card.heading.text', 'card.heading.size', 'card.href', 'card.clickable',
      'card.variant', 'card.actions.items[].text',
      'card.actions.items[].href', 'card.actions.items[].type'],
    // A row of ours has one action at most.
    suits: (o) => o.rows.every((row) => actionsOf(row).length < 2),
    view: (o) => {
      const some = o.rows.some((row) => actionsOf(row).length);
      return {
        no_border: o.border === false,
        list_classes: o.lastRowBorder === false
          ? 'nhsuk-summary-list--no-last-row-border' : undefined,
        rows: o.rows.map((row) => {
          const [action] = actionsOf(row);
          return {
            key: text(row.key),
            row_value: text(row.value),
            action_href: action?.href, action_text: action?.text,
            action_hidden: action?.visuallyHiddenText,
            no_actions: some && !action,
          };
        }),
      };
    },
  },
  'tables': {
    template: '{{> nhsuk_table}}',
    takes: ['caption', 'caption.text', 'caption.size', 'firstCellIsHeader',
      'head[].text', 'head[].format', 'head[]', 'rows[][].text',
      'rows[][].html', 'rows[][].format', 'rows[][]', 'compact', 'striped', 'responsive',
      'lastRowBorder', 'border'],
    lacks: ['variant', 'caption.id', 'scroll', 'head[].align',
      'head[].sort', 'head[].sortNext', 'head[].classes', 'head[].href',
      'head[].width', 'head[].visuallyHiddenText', 'rows[][].href',
      'rows[][].visuallyHiddenText', 'rows[][].classes', 'rows[][].sortValue',
      'rows[]', 'caption.classes', 'heading',
      'headingLevel', 'panel', 'card', 'card.heading.text', 'card.heading.size',
      'card.variant', 'card.actions.items[].text',
      'card.actions.items[].href'],
    suits: (o) => o.head?.length,
    view: (o) => ({
      classes: o.border === false ? 'nhsuk-table--no-border'
        : o.lastRowBorder === false ? 'nhsuk-table--no-last-row-border'
          : undefined,
      caption: text(o.caption), caption_size: o.caption?.size,
      compact: o.compact, striped: o.striped, responsive: o.responsive,
      columns: o.head.map((head) =>
        ({ text: text(head), numeric: head.format === 'numeric' })),
      table_rows: o.rows.map((row) => ({
        cells: row.map((cell, index) => ({
          text: text(cell),
          column: text(o.head[index]),
          is_header: Boolean(o.firstCellIsHeader) && index === 0,
          numeric: (cell.format ?? o.head[index].format) === 'numeric',
        })),
      })),
    }),
  },
  'tag': {
    template: '{{> nhsuk_tag}}',
    takes: ['text', 'html', 'colour', 'classes', 'border'],
    lacks: [],
    suits: (o) => !(o.classes && o.colour),
    view: (o) => ({
      text: text(o), classes: o.classes, colour: o.colour,
      no_colour: o.colour === false, no_border: o.border === false,
    }),
  },
  'textarea': {
    template: '{{> nhsuk_textarea}}',
    takes: [...labels, ...messages, 'name', 'id', 'disabled', 'autocomplete'],
    lacks: ['label.id'],
    suits: saysItsError,
    view: field,
  },
  'warning-callout': {
    template: '{{> nhsuk_warning_callout_open}}\n{{{body}}}\n{{> nhsuk_warning_callout_close}}',
    takes: ['heading', 'heading.text', 'text', 'html'],
    lacks: [],
    suits: (o) => text(o.heading),
    view: (o) => ({
      card_heading: text(o.heading),
      hidden_text: /important/i.test(text(o.heading)) ? false : 'Important',
    }),
    body: (o) => o.html ?? `<p class="nhsuk-card__description">${o.text}</p>`,
  },
};

const hidden = {
  'emergency': 'Immediate action required',
  'urgent': 'Urgent advice',
  'non-urgent': 'Non-urgent advice',
};

function careCard(options) {
  return {
    care: options.variant,
    care_hidden_text: hidden[options.variant],
    card_heading: text(options.heading),
    level: level(options.heading),
  };
}

// An error without words may mark one of several fields; ours always say what
// is wrong.
function saysItsError(options) {
  return options.errorMessage !== true;
}

function level(heading) {
  return heading?.level && String(heading.level);
}

function page(option) {
  return option && {
    href: option.href, title: option.text, to: text(option.label),
  };
}

function actionsOf(row) {
  return row.actions?.items ?? row.actions ?? [];
}
