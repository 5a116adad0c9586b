// A headless browser on rendered pages, with nothing but loopback to talk to.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

import { renderPage, tools, web } from './render.mjs';
import { samples } from './samples.mjs';

const { chromium } = tools('playwright-core');
const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const types = {
  '.css': 'text/css', '.svg': 'image/svg+xml', '.js': 'text/javascript',
};

// What stands for the picture of a workshop.
const photograph = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" '
  + 'height="800"><rect width="1200" height="800" fill="#7c2855"/></svg>';

// What cwp-web sends with every page.
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; "
  + "style-src 'self'; img-src 'self' data:; "
  + "media-src 'self'; form-action 'self'; base-uri 'none'; "
  + "frame-ancestors 'none'";

// Builds the assets into a folder of its own.
export function buildAssets() {
  const folder = mkdtempSync(join(tmpdir(), 'cwp-pages-'));
  execFileSync(process.execPath, [join(web, 'build.mjs'), folder]);
  const names = JSON.parse(readFileSync(join(folder, 'assets.json'), 'utf8'));
  const paths = Object.fromEntries(
    Object.entries(names).map(([key, file]) => [key, `/assets/${file}`]));
  return { folder, names, paths };
}

// Serves every sample as /pages/NUMBER. `origin` is its address; `close` ends
// it and removes the assets.
export async function servePages() {
  const assets = buildAssets();
  const all = samples(assets.paths);
  const rendered = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://loopback').pathname;
    const number = path.match(/^\/pages\/(\d+)$/)?.[1];
    const sample = all[number];
    const asset = Object.values(assets.names)
      .find((file) => path === `/assets/${file}`);
    if (sample) {
      response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': policy,
      });
      rendered[number] ??= renderPage(sample.page, sample.known);
      response.end(rendered[number]);
    } else if (asset) {
      response.writeHead(200, { 'Content-Type': types[extname(asset)] });
      response.end(readFileSync(join(assets.folder, asset)));
    } else if (path.endsWith('.webp') || path.startsWith('/logo.')) {
      response.writeHead(200, { 'Content-Type': types['.svg'] });
      response.end(photograph);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    samples: all,
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(assets.folder, { recursive: true, force: true });
    },
  };
}

export function launch() {
  return chromium.launch({
    executablePath: chromiumPath, args: ['--no-sandbox'],
  });
}
