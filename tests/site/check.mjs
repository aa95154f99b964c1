// All checks in a browser: node check.mjs TASK, where TASK is what run.py writes.
import { browser, ended } from './lib.mjs';

try {
  await import('./pages.mjs');
  await import('./search.mjs');
  await import('./drawings.mjs');
  await import('./large.mjs');
} finally {
  await browser.close();
}
process.exitCode = ended() ? 1 : 0;
