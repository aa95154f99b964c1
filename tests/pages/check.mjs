// What drawings look like in Chromium, element by element: node check.mjs TASK, where TASK is what run.py writes.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const task = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const required = createRequire(join(task.modules, 'package.json'));
const { chromium } = required('playwright-core');
const { optimize } = required('svgo');

const SCHEMES = ['light', 'dark'];
const MOST_SAID = 3; // differences that are told
const browser = await chromium.launch({ executablePath: task.browser, args: ['--no-sandbox', '--disable-site-isolation-trials'] });
const page = await (await browser.newContext({ viewport: { width: 900, height: 700 } })).newPage();

let failed = 0;
const check = async (name, make) => {
  if (task.words.length && !task.words.some((word) => name.includes(word))) return;
  try {
    const figures = await make();
    console.log(`ok  ${name}${figures ? ` (${figures})` : ''}`);
  } catch (error) {
    failed++;
    console.log(`not ok  ${name}: ${String(error.message ?? error).split('\n').slice(0, 8).join('\n    ')}`);
  }
};
const expect = (condition, message) => {
  if (!condition) throw new Error(message);
};
const same = (got, wanted, what) => {
  const differ = wanted.map((line, i) => [line, got[i]]).filter(([a, b]) => a !== b);
  expect(got.length === wanted.length && !differ.length,
    `${what}: ${got.length} for ${wanted.length} elements; ${differ.slice(0, MOST_SAID).map(([a, b]) => `${b}, not ${a}`).join('; ')}`);
};

const read = (name) => readFileSync(join(task.work, `${name}.svg`), 'utf8');
const write = (file, text) => {
  writeFileSync(join(task.work, file), text);
  return pathToFileURL(join(task.work, file)).href;
};
const show = async (url, scheme) => {
  await page.emulateMedia({ colorScheme: scheme });
  await page.goto(url);
};

// All that a drawing paints, one string an element; `rough`: what an optimiser leaves as it is, in its order, and the paint of
// lines, each once.
const paints = (root, rough) => page.evaluate(([selector, rough]) => {
  const svg = selector ? document.querySelector(selector) : document.documentElement;
  const said = [], lines = new Set();
  for (const one of svg.querySelectorAll('text, tspan, rect, path, circle, polygon')) {
    const style = getComputedStyle(one), paint = `${style.fill} ${style.stroke} ${style.opacity} ${style.display}`;
    const type = `${style.fontWeight} ${style.fontSize} ${style.fontFamily} ${style.textAnchor}`;
    const words = /^t/.test(one.tagName), box = /\batl-(b|page)\b/.test(one.getAttribute('class') ?? '');
    if (!rough) said.push(`${one.tagName} ${one.textContent} ${paint} ${style.strokeWidth} ${style.strokeDasharray} ${words ? type : ''}`);
    else if (words) said.push(`${one.textContent} ${paint} ${type}`);
    else if (box) said.push(`box ${paint} ${style.strokeWidth}`);
    else lines.add(`line ${paint}`);
  }
  return [...said, ...[...lines].sort()];
}, [root, rough]);

const all = [...task.drawings, ...task.downloads].map((drawing) => drawing.name);
const alone = {}; // by scheme and name: what it paints as a file of its own
for (const scheme of SCHEMES) {
  alone[scheme] = {};
  for (const name of all) {
    await show(pathToFileURL(join(task.work, `${name}.svg`)).href, scheme);
    alone[scheme][name] = { exactly: await paints(null, false), roughly: await paints(null, true) };
  }
}

await check('alone, each is as drawn for the scheme', async () => {
  for (const scheme of SCHEMES)
    for (const { name } of task.drawings) {
      await show(pathToFileURL(join(task.work, `${name}.${scheme}.svg`)).href, scheme === 'dark' ? 'light' : 'dark');
      same(alone[scheme][name].exactly, await paints(null, false), `${name}, ${scheme}`);
    }
  for (const { name, sheet, layout } of task.downloads) // the same map
    for (const scheme of SCHEMES) same(alone[scheme][name].roughly, alone[scheme][`${sheet}-${layout}`].roughly, `${name}, ${scheme}`);
  return `${all.length} drawings`;
});

// A page of somebody's, who has the same words for classes, and rules for what stands in them.
const WORDS = ['card', 'label', 'root', 'page', 'wire', 'head', 'leaf', 'branch', 'frame', 'quiet', 'list', 'map', 'n', 'r', 't', 'b', 'm',
  's0', 'box', 'note', 'rule', 'blue-card', 'blue-branch', 'atlas', 'atl'];
const OWN = `<style>
body{margin:0;overflow:hidden;font:16px/1.4 serif}
${WORDS.map((word) => `.${word}`).join()}{fill:#010203;stroke:#040506;color:#070809;background:#faf0e6;font-weight:900;font-size:31px;opacity:.5;text-anchor:end}
${WORDS.map((word) => `.${word} rect,.${word} text,.${word} path,.${word}>*`).join()}{fill:#0a0b0c;stroke:#0d0e0f;stroke-width:7px}
.into{width:800px;height:300px;overflow:auto}
</style>
${WORDS.map((word) => `<p class="own ${word}">mine <b class="own ${word}">too</b></p>`).join('\n')}
<svg class="own" width="90" height="90">${WORDS.map((word) => `<g class="own ${word}"><rect class="own b" width="9" height="9"/><text class="own n">x</text><path class="own r" d="M0 0h9"/></g>`).join('')}
${WORDS.map((word) => `<rect class="own ${word}" width="9" height="9"/>`).join('')}</svg>
`;
const own = () => page.evaluate(() => [...document.querySelectorAll('.own')].map((one, i) => {
  const style = getComputedStyle(one);
  return `${i} ${one.getAttribute('class')} ${[...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(';')}`;
}));
const host = (drawings) => write('host.html', `<!DOCTYPE html><meta charset="utf-8"><title>Mine</title>${OWN}
<div class="into">${drawings.map(([key, svg]) => `<div id="${key}">${svg}</div>`).join('\n')}</div>`);

// Drawings in the page, in this order, each compared with what it is alone.
const guests = async (drawings, scheme, rough) => {
  await show(host([]), scheme);
  const before = await own();
  await show(host(drawings.map(([name, svg], i) => [`d${i}`, svg])), scheme);
  same(await own(), before, `${scheme}, elements of the page`);
  for (const [i, [name]] of drawings.entries()) {
    const wanted = alone[scheme][name] ?? { exactly: alone[name.split('.')[1]][name.split('.')[0]].exactly };
    same(await paints(`#d${i}>svg`, rough), rough ? wanted.roughly : wanted.exactly, `${scheme}, ${name} in a page`);
  }
};

const fixed = task.drawings.filter(({ layout }) => layout === 'tree').flatMap(({ name }) => SCHEMES.map((scheme) => `${name}.${scheme}`));
for (const scheme of SCHEMES) {
  await check(`all in one page, each twice, ${scheme}`, async () => {
    const drawings = [...all, ...fixed, ...all.toReversed()].map((name) => [name, read(name)]);
    await guests(drawings, scheme, false);
    return `${drawings.length} drawings`;
  });
  await check(`two sheets in one page, ${scheme}`, async () => {
    const two = ['print-tree', 'blueprint-tree'].map((name) => [name, read(name)]);
    await guests(two, scheme, false);
    await guests(two.toReversed(), scheme, false);
  });
}

const rewritten = Object.fromEntries(all.map((name) => [name, optimize(read(name), { path: `${name}.svg` }).data]));
await check('svgo rewrites them', () => {
  let before = 0, after = 0;
  for (const name of all) {
    before += read(name).length;
    after += rewritten[name].length;
    expect(rewritten[name].length < read(name).length, `${name} is not rewritten`);
  }
  expect(Object.values(rewritten).some((text) => !text.includes('<rect')), 'no box became a path');
  return `${before} to ${after} bytes`;
});
for (const scheme of SCHEMES) {
  await check(`rewritten by svgo, alone, ${scheme}`, async () => {
    for (const name of all) {
      await show(write('rewritten.svg', rewritten[name]), scheme);
      same(await paints(null, true), alone[scheme][name].roughly, `${name}, ${scheme}`);
    }
  });
  await check(`rewritten by svgo, in one page, ${scheme}`, () => guests(all.map((name) => [name, rewritten[name]]), scheme, true));
}

await check('color-scheme of an image decides', async () => {
  const dots = async () => {
    const shot = (await page.screenshot({ clip: { x: 0, y: 0, width: 40, height: 40 } })).toString('base64');
    return page.evaluate(async (png) => {
      const image = new Image();
      image.src = `data:image/png;base64,${png}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return [...context.getImageData(20, 20, 1, 1).data].join();
    }, shot);
  };
  const seen = {};
  for (const scheme of SCHEMES)
    for (const of of ['normal', 'light', 'dark', 'light dark']) {
      const rule = `<style>body{margin:0;background:#888}img{display:block;color-scheme:${of}}</style>`;
      await show(write('image.html', `<!DOCTYPE html><title>Image</title>${rule}<img alt="" src="atlas-tree.svg">`), scheme);
      seen[`${scheme}: ${of}`] = await dots();
    }
  const [light, dark] = [seen['light: normal'], seen['dark: normal']];
  expect(light !== dark, `an image is ${light} in the light and in the dark`);
  for (const scheme of SCHEMES) {
    const wanted = { normal: scheme, light: 'light', dark: 'dark', 'light dark': scheme };
    for (const [of, by] of Object.entries(wanted))
      expect(seen[`${scheme}: ${of}`] === (by === 'dark' ? dark : light), `color-scheme: ${of} in the ${scheme} is ${seen[`${scheme}: ${of}`]}`);
  }
  return `${light} and ${dark}`;
});

await check('addresses of nodes and items are links', async () => {
  for (const layout of task.layouts) {
    const text = read(`places-${layout}`);
    for (const url of [pathToFileURL(join(task.work, `places-${layout}.svg`)).href, write('host.html', `<!DOCTYPE html><title>x</title>${text}`)]) {
      await show(url, 'light');
      const found = await page.evaluate(() => [...document.querySelectorAll('a')].map((a) => a.getAttribute('href')).sort());
      const wanted = ['docs', 'install', 'one', 'tutorial'].map((end) => `https://example.org/${end}`);
      expect(JSON.stringify(found) === JSON.stringify(wanted), `${layout}: ${found}`);
      const role = await page.evaluate(() => document.querySelector('svg').getAttribute('role'));
      expect(role === 'group', `${layout}: the role is ${role}`);
    }
  }
  expect(/role="img"/.test(read('blanks')), 'a drawing without links is no image');
});

await check('blanks stand as they are written', async () => {
  const text = read('blanks'), labels = Object.keys(task.blanks).sort();
  // [what is said, how many characters are set]
  const set = async (svg, inline) => {
    await show(inline ? write('host.html', `<!DOCTYPE html><meta charset="utf-8"><title>x</title>${svg}`) : write('blanks-now.svg', svg), 'light');
    return page.evaluate(() => [...document.querySelectorAll('text')].map((one) => [one.textContent.replaceAll('\u00a0', ' '), one.getNumberOfChars(), one.getComputedTextLength()]).sort());
  };
  const wanted = await set(text, false);
  for (const [svg, inline] of [[text, false], [text, true], [optimize(text).data, false], [optimize(text).data, true]]) {
    const found = await set(svg, inline);
    expect(JSON.stringify(found) === JSON.stringify(wanted), `${inline ? 'in a page' : 'alone'}: ${JSON.stringify(found)}`);
    expect(JSON.stringify(found.map(([said]) => said)) === JSON.stringify(labels), `said is ${JSON.stringify(found.map(([said]) => said))}, not ${JSON.stringify(labels)}`);
    for (const [said, chars] of found) expect(chars === said.length, `of '${said}' ${chars} characters are set`);
  }
  const plain = await set(text.replaceAll('\u00a0', ' '), false);
  expect(plain.some(([said, chars]) => chars < said.length), 'a browser keeps blanks by itself: this check proves nothing');
});

await browser.close();
process.exitCode = failed ? 1 : 0;
