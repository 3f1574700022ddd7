/**
 * Whether a name in a JSON text holds a backslash.
 *
 * Having read such a name, the `JSON.parse` of V8 13.6 (Node 24) may take another one, which has an escape at that place,
 * for it: `{"a":0,"\\":1}` is read, and then `{"a":0,"\n":2}` as `{"a":0,"\\":2}`. What shall be compared with what it
 * reads is kept free of them.
 */
export const hasBackslashName = (json: string): boolean =>
  /"(?:[^"\\]|\\.)*?\\(?:\\|u005c)(?:[^"\\]|\\.)*"\s*:/isu.test(json)
