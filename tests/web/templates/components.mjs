// How nhsuk-frontend's options become our view models, component by component:
// what each partial takes, and what it does not.
//
// An option is named by its path in the macro's parameters: `label.text`,
// `items[].value`. `takes` are the options that `view` knows; `lacks` are those
// that our partials do without, so that fixtures with them are passed over. An
// option in neither list fails the test: the lists are whole. `equal` says how
// many fixtures are left to compare, so that none is passed over unnoticed.
import { contentComponents } from './content_components.mjs';
import { formComponents } from './form_components.mjs';

export const components = { ...formComponents, ...contentComponents };
