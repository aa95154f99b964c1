// Compiles every file that is named as MDX, which takes JSX for HTML: node mdx.mjs MODULES FILE...
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, ...files] = process.argv.slice(2);
const { compile } = await import(pathToFileURL(createRequire(`${modules}/package.json`).resolve('@mdx-js/mdx')));
for (const file of files)
  try {
    await compile(readFileSync(file), { format: 'mdx' });
  } catch (error) {
    console.log(`${file}: ${String(error).split('\n')[0]}`);
  }
