import { createHash } from "node:crypto"

/** The one style sheet of the pages. It stands in the page itself: nothing is loaded from anywhere. */
export const style = `
:root { color-scheme: light dark; --ink: #16202c; --soft: #5b6775; --line: #dde3ea; --page: #eef2f6; --card: #fff;
  --brand: #0b5cad; --go: #0a7a4b; --stop: #b3261e; --wait: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --soft: #a3b0bd; --line: #2c3843; --page: #0f151b;
  --card: #18212a; --brand: #7db7f2; --go: #55c795; --stop: #ff8a80; --wait: #f0b95a; } }
* { box-sizing: border-box; margin: 0; }
body { background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  padding: 2rem 1rem 3rem; }
main { max-width: 27rem; margin: 0 auto; background: var(--card); border: 1px solid var(--line); border-radius: 16px;
  padding: 1.75rem; box-shadow: 0 10px 30px rgb(10 30 60 / 8%); }
main.wide { max-width: 60rem; }
.note { max-width: 27rem; margin: 1rem auto 0; color: var(--soft); font-size: .85rem; text-align: center; }
h1 { font-size: 1.05rem; font-weight: 600; }
.eyebrow { color: var(--soft); font-size: .85rem; }
.amount { font-size: 2.25rem; font-weight: 700; letter-spacing: -.02em; margin: .25rem 0 .75rem;
  font-variant-numeric: tabular-nums; }
.status { display: inline-block; border: 1.5px solid currentcolor; border-radius: 999px; padding: .1rem .75rem;
  font-size: .85rem; font-weight: 600; }
.good { color: var(--go); } .bad { color: var(--stop); } .open { color: var(--wait); } .over { color: var(--soft); }
.qr { background: #fff; border: 1px solid var(--line); border-radius: 12px; padding: .75rem; margin: 1.25rem auto 0;
  max-width: 17rem; }
.qr svg { display: block; width: 100%; height: auto; }
[role=status] + .eyebrow { margin-top: 1.25rem; }
.code { font: 600 1.35rem/1.3 ui-monospace, SFMono-Regular, Menlo, monospace; letter-spacing: .04em;
  overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; margin: 1.25rem 0; padding: 1rem 0;
  border: solid var(--line); border-width: 1px 0; font-size: .92rem; }
dt { color: var(--soft); } dd { text-align: right; overflow-wrap: anywhere; }
form { margin-top: .6rem; }
label { display: block; font-size: .85rem; color: var(--soft); margin-bottom: .25rem; }
select { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; padding: .6rem .7rem; margin-bottom: .6rem; }
button, .link { display: block; width: 100%; font: inherit; font-weight: 600; text-align: center; border-radius: 10px;
  padding: .75rem 1rem; cursor: pointer; border: 1.5px solid transparent; text-decoration: none; }
button.pay { background: #0a7a4b; color: #fff; }
button.pay:hover { background: #086640; }
button.decline { background: transparent; color: var(--stop); border-color: var(--line); }
button.decline:hover { border-color: currentcolor; }
.link { color: var(--brand); margin-top: .75rem; }
.link:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; margin-top: 1rem; }
th, td { text-align: left; padding: .6rem .75rem .6rem 0; border-bottom: 1px solid var(--line); }
th, td.number, .status { white-space: nowrap; }
td:first-child { overflow-wrap: anywhere; min-width: 9rem; }
th { color: var(--soft); font-weight: 500; } td.number, th.number { text-align: right; padding-right: 1.5rem; font-variant-numeric: tabular-nums; }
a { color: var(--brand); }
`

/** The style sheet as a content security policy names it: no other style may run. */
export const styleSource = `'sha256-${createHash("sha256").update(style).digest("base64")}'`
