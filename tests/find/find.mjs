// What the search of a site's pages finds: node find.mjs RANK.JS INDEX.JS labels|QUESTIONS.JSON, as JSON.
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

const [rank, index, task] = process.argv.slice(2);
const source = readFileSync(rank, 'utf8'); // a module, whatever its suffix and its folder say
const { Ranking, ROW } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
let data = null;
const atlasSearch = (packed) => { data = typeof packed === 'string' ? JSON.parse(inflateSync(Buffer.from(packed, 'base64'))) : packed; };
new Function('atlasSearch', readFileSync(index, 'utf8'))(atlasSearch);

if (task === 'labels') console.log(JSON.stringify(data.entries.map((row) => row[ROW.LABEL])));
else {
  const ranking = new Ranking(data), questions = JSON.parse(readFileSync(task, 'utf8')), times = [];
  const answers = questions.map((question) => {
    const { hits, asked } = ranking.find(question);
    return { hits, asked: asked.map(({ text, how, near }) => ({ text, how, near })) };
  });
  for (const question of questions) // as it is typed, once all is warm
    for (let end = 1; end <= question.length; end++) {
      const from = process.cpuUsage();
      ranking.find(question.slice(0, end));
      const { user, system } = process.cpuUsage(from);
      times.push((user + system) / 1000);
    }
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ answers, median: times[times.length >> 1], late: times[Math.floor(times.length * 0.99)], worst: times.at(-1), keys: times.length }));
}
