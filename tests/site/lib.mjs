// What all checks in the browser share: sites, pages that are watched, and how a check is made and told.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

export const task = JSON.parse(readFileSync(process.argv[2], 'utf8'));
export const required = createRequire(join(task.modules, 'package.json'));
const { chromium } = required('playwright-core');

export const WIDE = { width: 1280, height: 800 }, PHONE = { width: 390, height: 844 };
const MOST_SAID = 160; // of a value that is not what it should be
const PATIENCE = 15000; // milliseconds for what a page is waited for

// Without isolation of sites, pages of one origin share a process: a fifth of the time.
export const browser = await chromium.launch({ executablePath: task.browser, args: ['--no-sandbox', '--disable-site-isolation-trials'] });

// -- telling ----------------------------------------------------------------------------------------------------------

let failed = 0;

// Makes a check; `make` may return figures to be told with it.
export const check = async (name, make) => {
  if (task.words.length && !task.words.some((word) => name.includes(word))) return;
  const from = Date.now();
  try {
    const figures = await make();
    if (process.env.ATL_TIMES) console.error(name, Date.now() - from);
    console.log(`ok  ${name}${figures ? ` (${figures})` : ''}`);
  } catch (error) {
    failed++;
    console.log(`not ok  ${name}: ${String(error.message ?? error).split('\n').slice(0, 12).join('\n    ')}`);
  } finally {
    await closeAll();
  }
};
export const ended = () => failed;

export const expect = (condition, message) => {
  if (!condition) throw new Error(message);
};
export const equal = (got, wanted, what) => {
  if (got === wanted) return;
  const [a, b] = [JSON.stringify(got) ?? 'undefined', JSON.stringify(wanted)];
  let same = 0;
  while (same < b.length && a[same] === b[same]) same++;
  const part = (text) => (text.length <= MOST_SAID ? text : `…${text.slice(Math.max(0, same - 20), same + MOST_SAID)}…`);
  throw new Error(`${what} is ${part(a)}, not ${part(b)}`);
};

// -- sites ------------------------------------------------------------------------------------------------------------

const below = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? below(path) : [path];
});
// The pages of a site, from its top: 'chapters/hub.html'.
export const pagesOf = (site) => below(task.sites[site].folder).filter((path) => path.endsWith('.html'))
  .map((path) => relative(task.sites[site].folder, path).split(sep).join('/')).sort();
export const source = (site, file) => readFileSync(join(task.sites[site].folder, file), 'utf8');
export const at = (site, file) => `${pathToFileURL(join(task.sites[site].folder, decodeURI(file.split(/[?#]/)[0])))}${file.replace(/^[^?#]*/, '')}`;

// -- pages ------------------------------------------------------------------------------------------------------------

const contexts = [];
const closeAll = async () => {
  while (contexts.length) await contexts.pop().close();
};

// A page that is watched: what it says, and what it asks for outside `base`, is a fault when the check ends. `visit` goes
// to a file of the site.
export const open = async (site, file, options = {}, base = `${pathToFileURL(task.sites[site].folder)}/`) => {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  contexts.push(context);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.faults = [];
  page.asked = 0;
  page.on('console', (message) => page.faults.push(`${page.url()}: console: ${message.text()}`));
  page.on('pageerror', (error) => page.faults.push(`${page.url()}: error: ${error}`));
  page.on('requestfailed', (request) => request.failure().errorText === 'net::ERR_ABORTED' || page.faults.push(`${page.url()}: failed: ${request.url()}`));
  page.on('request', (request) => {
    page.asked++;
    if (!request.url().startsWith(base)) page.faults.push(`${page.url()}: asks for ${request.url()}`);
  });
  page.visit = (to) => page.goto(base + (base.startsWith('file:') ? at(site, to).slice(base.length) : to));
  page.silent = () => expect(!page.faults.length, page.faults.slice(0, 5).join('\n'));
  await page.visit(file);
  return page;
};

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'";

// Serves a site below /some/where/ of this machine, by a strict policy, for as long as `use` takes.
export const served = async (site, use) => {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname).replace(/^\/some\/where\//, '');
    try {
      const body = readFileSync(join(task.sites[site].folder, path));
      response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await use(`http://127.0.0.1:${server.address().port}/some/where/`);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
};

// Whether an element stands within the window, and within what it is scrolled in.
export const inSight = (locator) => locator.evaluate((element) => {
  const box = element.getBoundingClientRect();
  let top = 0, left = 0, right = innerWidth, bottom = innerHeight;
  for (let up = element.parentElement; up; up = up.parentElement)
    if (/auto|scroll|hidden/.test(getComputedStyle(up).overflow)) {
      const frame = up.getBoundingClientRect();
      [top, left] = [Math.max(top, frame.top), Math.max(left, frame.left)];
      [right, bottom] = [Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
    }
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  return x > left && x < right && y > top && y < bottom;
});

// Types into the search and waits for what is found.
export const searchFor = async (page, words) => {
  await page.fill('header input', words);
  await page.waitForFunction(() => !document.querySelector('#found').hidden);
};
export const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
