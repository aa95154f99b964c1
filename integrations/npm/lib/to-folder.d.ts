/** A `write` for the plug-ins: files go into `folder`, and pages name them behind `base`. */
export function toFolder(folder: string, base: string): (name: string, svg: string) => string
