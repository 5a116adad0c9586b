// Builds what the families' pages load: one stylesheet, its pictures, a script.
//
//   node build.mjs OUTPUT_FOLDER
//
// Writes each file under a name with a hash of its content, so that it can be
// cached for ever, and assets.json, which maps logical names (`style_css`) to
// those names. A folder that an earlier build made is emptied first; any other
// that is not empty is refused.
//
// The stylesheet is nhsuk-frontend's own, prebuilt, with two things taken out:
// the font Frutiger, which may not be shipped with open source and is fetched
// from another site, and paths that assume a folder of unhashed pictures.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync }
  from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const frontend = dirname(require.resolve('nhsuk-frontend/package.json'));
const prebuilt = join(frontend, 'dist', 'nhsuk');

const manifest = {};
let output;

// Writes `content` under a hashed name and returns that name.
function put(name, content) {
  const extension = extname(name);
  const stem = basename(name, extension);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const hashed = `${stem}.${hash}${extension}`;
  writeFileSync(join(output, hashed), content);
  manifest[name.replace(/[^a-z0-9]/gi, '_')] = hashed;
  return hashed;
}

function withoutFrutiger(css) {
  return css
    .replace(/@font-face\s*\{[^}]*\}/g, '')
    .replace(/Frutiger W01\s*,\s*/g, '')
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, '');
}

// Puts the pictures that `css` names beside it.
function withPictures(css) {
  return css.replace(/url\((["']?)\/assets\/images\/([\w.-]+)\1\)/g,
    (whole, quote, picture) => {
      const file = join(prebuilt, 'assets', 'images', picture);
      return `url(${put(picture, readFileSync(file))})`;
    });
}

// Takes comments and needless spaces out of our own, simple stylesheet.
function small(css) {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/:\s+/g, ':')
    .trim();
}

// Takes lines that are comments, and what lines begin with, out of a script.
function withoutComments(script) {
  return script.replace(/^\s*(\/\/.*)?\n?/gm, '');
}

// Removes what an earlier build left. A slip in the argument must not cost
// somebody a folder.
function empty(folder) {
  const files = readdirSync(folder);
  if (files.length && !files.includes('assets.json')) {
    throw new Error(`${folder} is not empty and holds no assets.json`);
  }
  for (const file of files) rmSync(join(folder, file));
}

// A page must load nothing from another site, and no font at all.
function check(css) {
  const strayed = css.match(/@font-face|@import|frutiger|url\((["']?)https?:/i);
  if (strayed) throw new Error(`the stylesheet still holds ${strayed[0]}`);
  const rooted = css.match(/url\((["']?)\/[^)]*\)/);
  if (rooted) throw new Error(`the stylesheet still holds ${rooted[0]}`);
}

function main(folder) {
  if (!folder) throw new Error('usage: node build.mjs OUTPUT_FOLDER');
  output = folder;
  mkdirSync(output, { recursive: true });
  empty(output);

  const theirs = readFileSync(join(prebuilt, 'nhsuk-frontend.min.css'), 'utf8');
  const ours = readFileSync(join(here, 'styles', 'app.css'), 'utf8');
  const style = withPictures(withoutFrutiger(theirs)).trim() + small(ours);
  check(style);
  put('style.css', style);

  for (const script of readdirSync(join(here, 'scripts'))) {
    put(script, withoutComments(readFileSync(join(here, 'scripts', script), 'utf8')));
  }
  writeFileSync(join(output, 'third-party-notices.txt'),
    readFileSync(join(here, 'third-party-notices.txt')));
  writeFileSync(join(output, 'assets.json'),
    JSON.stringify(manifest, null, 2) + '\n');
}

main(process.argv[2]);
