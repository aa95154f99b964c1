// Lays out graphs with ELK layered, orthogonal wires, and writes them as drawings.
//
//   node elk.mjs FOLDER OPTIONS < graphs > drawings
//
// FOLDER holds node_modules/elkjs; OPTIONS is a JSON object of layout options. One JSON object a line on both sides:
// {name, sizes: [[w, h], ...], edges: [[tail, head], ...]} in, the drawing or {name, failed} out.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [folder, options] = process.argv.slice(2);
const ELK = createRequire(resolve(folder, 'package.json'))('elkjs');
const elk = new ELK();
const layoutOptions = JSON.parse(options);

async function draw(graph) {
  const laid = await elk.layout({
    id: 'root',
    layoutOptions,
    children: graph.sizes.map(([width, height], i) => ({ id: `n${i}`, width, height })),
    edges: graph.edges.map(([a, b], i) => ({ id: `e${i}`, sources: [`n${a}`], targets: [`n${b}`] })),
  });
  const nodes = laid.children.map(({ x, y, width, height }) => ({ x, y, width, height }));
  const edges = laid.edges.map(({ sections }, i) => {
    const points = (sections ?? []).flatMap((s) => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint]);
    return { tail: graph.edges[i][0], head: graph.edges[i][1], points: points.map(({ x, y }) => [x, y]) };
  });
  const drawn = edges.filter(({ points }) => points.length > 1);
  return { name: graph.name, unit: 'px', undrawn: edges.length - drawn.length, nodes, edges: drawn };
}

for await (const line of createInterface({ input: process.stdin })) {
  const graph = JSON.parse(line);
  let drawing;
  try {
    drawing = await draw(graph);
  } catch (error) {
    drawing = { name: graph.name, failed: String(error.message ?? error) };
  }
  process.stdout.write(JSON.stringify(drawing) + '\n');
}
