// The components of what pages say: see components.mjs.
import { around, text } from './options.mjs';

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

export const contentComponents = {
  'action-link': {
    equal: 5,
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
    equal: 7,
    template: '{{> nhsuk_back_link}}',
    takes: ['text', 'html', 'href', 'variant', 'type'],
    lacks: [],
    view: (o) => ({
      text: text(o), href: o.href, type: o.type,
      reverse: o.variant === 'reverse',
    }),
  },
  'breadcrumb': {
    equal: 2,
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
  'card': {
    equal: 31,
    template: around('card'),
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
      ? around('care_card') : undefined,
  },
  'details': {
    equal: 12,
    template: around('details'),
    takes: ['summary', 'summary.text', 'summary.html', 'text', 'html', 'open',
      'classes'],
    lacks: [],
    view: (o) => ({
      summary: text(o.summary), open: o.open, classes: o.classes,
    }),
    body: (o) => o.html ?? o.text,
  },
  'footer': {
    equal: 5,
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
    equal: 11,
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
  'inset-text': {
    equal: 3,
    template: around('inset_text'),
    takes: ['text', 'html'],
    lacks: [],
    view: () => ({}),
    body: (o) => o.html ?? `<p>${o.text}</p>`,
  },
  'notification-banner': {
    equal: 5,
    template: around('notification_banner'),
    takes: ['text', 'html', 'variant', 'title', 'title.text'],
    lacks: ['disableAutoFocus', 'attributes.tabindex', 'heading',
      'heading.text', 'heading.element', 'role'],
    view: (o) => ({ success: o.variant === 'success', title: text(o.title) }),
    body: (o) => o.html
      ?? `<p class="nhsuk-notification-banner__heading">${o.text}</p>`,
  },
  'pagination': {
    equal: 5,
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
    equal: 12,
    template: around('panel'),
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
  'skip-link': {
    equal: 3,
    template: '{{> nhsuk_skip_link}}',
    takes: ['text', 'href'],
    lacks: [],
    view: (o) => o,
  },
  'summary-list': {
    equal: 9,
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
    equal: 16,
    template: '{{> nhsuk_table}}',
    takes: ['caption', 'caption.text', 'caption.size', 'firstCellIsHeader',
      'head[].text', 'head[].format', 'head[]', 'rows[][].text',
      'rows[][].html', 'rows[][].format', 'rows[][]', 'compact', 'striped',
      'responsive',
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
    equal: 27,
    template: '{{> nhsuk_tag}}',
    takes: ['text', 'html', 'colour', 'classes', 'border'],
    lacks: [],
    suits: (o) => !(o.classes && o.colour),
    view: (o) => ({
      text: text(o), classes: o.classes, colour: o.colour,
      no_colour: o.colour === false, no_border: o.border === false,
    }),
  },
  'warning-callout': {
    equal: 5,
    template: around('warning_callout'),
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
