import type {Settings} from './plugins.js'
export type {Settings}
/** Draws fenced blocks ```atlasc: `remarkPlugins: [[atlasc, settings]]`. */
export default function atlasc(settings?: Settings): (tree: any, file: any) => void
