import {readFileSync} from 'node:fs';
import path from 'node:path';

import {top} from '../deploy/installation.mjs';

/** What FamilySite.start takes so that the self-check is offered: the sample's, signed. */
export function withSelfCheck() {
  const questions = JSON.parse(
    readFileSync(path.join(top, 'deploy/sample/self-check.json'), 'utf8'));
  questions.signed_by = 'Dr Ada Example';
  questions.signed_on = '2026-11-20';
  return {config: 'self-check = "$FOLDER/self-check.json"\n',
    files: {'self-check.json': JSON.stringify(questions)}};
}
