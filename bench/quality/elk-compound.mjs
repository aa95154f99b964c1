// Lays out graphs with groups with ELK layered, orthogonal wires, links through the borders of groups.
//
//   node elk-compound.mjs FOLDER OPTIONS < graphs > drawings
//
// FOLDER holds node_modules/elkjs; OPTIONS is a JSON object: {root, group}, the layout options of the whole and of a group.
// One JSON object a line on both sides: {name, nodes: [[id, parent, width, height], ...], edges: [[tail, head, width, height
// of the label], ...]} in; {name, box, path, label, ms} or {name, failed} out. Parents come before their children. `ms`
// is the least of three layouts in this process, after all graphs were laid out once.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [folder, options] = process.argv.slice(2);
const ELK = createRequire(resolve(folder, 'package.json'))('elkjs');
const elk = new ELK();
const layoutOptions = JSON.parse(options);

function input(graph) {
  const root = { id: 'root', layoutOptions: layoutOptions.root, children: [], edges: [] };
  const of = new Map([[null, root]]);
  for (const [id, parent, width, height] of graph.nodes) {
    const node = { id, width, height };
    const group = of.get(parent);
    group.children ??= [];
    group.children.push(node);
    if (parent !== null && !group.layoutOptions) {
      group.layoutOptions = layoutOptions.group;
      delete group.width; // as large as what it holds
      delete group.height;
    }
    of.set(id, node);
  }
  root.edges = graph.edges.map(([tail, head, width, height], i) => ({
    id: `edge${i}`, sources: [tail], targets: [head], labels: width ? [{ text: 'x', width, height }] : [],
  }));
  return root;
}

async function draw(graph) {
  const laid = await elk.layout(input(graph));
  const box = {};
  const walk = (node) => {
    for (const child of node.children ?? []) {
      box[child.id] = [child.x, child.y, child.width, child.height];
      walk(child);
    }
  };
  walk(laid);
  const path = [], label = {};
  laid.edges.forEach(({ sections, labels }, i) => {
    const points = (sections ?? []).flatMap((s) => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint]);
    path.push(points.length > 1 ? points.map(({ x, y }) => [x, y]) : null);
    if (labels?.length) label[i] = [labels[0].x, labels[0].y, labels[0].width, labels[0].height];
  });
  return { name: graph.name, box, path, label };
}

const graphs = [];
for await (const line of createInterface({ input: process.stdin })) graphs.push(JSON.parse(line));
const drawings = [];
for (const graph of graphs) {
  try {
    drawings.push(await draw(graph));
  } catch (error) {
    drawings.push({ name: graph.name, failed: String(error.message ?? error) });
  }
}
for (const [k, graph] of graphs.entries()) {
  if (!drawings[k].failed) {
    const took = [];
    for (let turn = 0; turn < 3; turn++) {
      const start = process.cpuUsage();
      await elk.layout(input(graph));
      const used = process.cpuUsage(start);
      took.push((used.user + used.system) / 1000);
    }
    drawings[k].ms = Math.min(...took);
  }
  process.stdout.write(JSON.stringify(drawings[k]) + '\n');
}
