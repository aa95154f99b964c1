// What TypeScript makes of the types: each line that should be an error says so.
import {draw, drawSync, format, MapError, type Message} from './index.js'

const drawing = drawSync('nodes: {a: A}', {type: 'svg', idPrefix: 'p-', only: ['a', 'b'], title: true, ambiguous: 'wide'})
const bytes: Uint8Array = drawing.data
const said: Message[] = (await draw(bytes)).messages
console.log(said.map(format), new MapError(said).messages[0].endColumn?.toFixed())
// @ts-expect-error there is no such layout
drawSync('', {layout: 'treee'})
// @ts-expect-error a map is text or bytes
drawSync(7)
