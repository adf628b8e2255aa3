/** The page's only style sheet: one column, for a telephone first, light or dark as the reader has it. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f3f5f8; --card: #fff; --ink: #16202c; --soft: #55606e; --line: #c9d0d9;
  --accent: #0b4f8a; --on-accent: #fff; --bad: #a3161c; --bad-ground: #fdecec; --good: #17613a; --good-ground: #e8f5ed;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11161c; --card: #1b222b; --ink: #e8edf2; --soft: #a3afbd; --line: #3a4552;
    --accent: #7db8ef; --on-accent: #0a1a2a; --bad: #ff9d9d; --bad-ground: #3a1d1f; --good: #8fd6ac; --good-ground: #16301f;
  }
}
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere; }
header, main, footer { max-width: 34rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; justify-content: space-between; padding-top: 1rem; }
header p { margin: 0; font-weight: 600; }
header form { margin: 0; }
main { padding-bottom: 1rem; }
footer { padding-bottom: 2rem; color: var(--soft); font-size: .9rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; }
.en { display: block; color: var(--soft); font-size: .82em; font-weight: 400; }
section, .card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin: 0 0 1rem; }
.bad, .good { border-radius: .75rem; border: 1px solid; padding: .75rem 1rem; margin: 0 0 1rem; }
.bad { background: var(--bad-ground); border-color: var(--bad); }
.bad strong { color: var(--bad); }
.good { background: var(--good-ground); border-color: var(--good); }
.bad p:last-child, .good p:last-child, section > :last-child { margin-bottom: 0; }
label { display: block; font-weight: 600; margin: 0 0 .25rem; }
input { width: 100%; min-height: 2.9rem; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: .5rem; padding: .5rem .75rem; margin: 0 0 .9rem; }
button { font: inherit; font-weight: 600; min-height: 2.9rem; width: 100%; border: 1px solid var(--accent); border-radius: .5rem; padding: .5rem 1rem; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button .en { color: inherit; opacity: .85; }
button.quiet { background: transparent; color: var(--accent); }
header button, li button { width: auto; min-height: 2.75rem; padding: .3rem .9rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
form + form, form + details, ul + form, p + form { margin-top: .75rem; }
ul.devices { list-style: none; margin: 0 0 1rem; padding: 0; }
ul.devices li { display: flex; gap: .75rem; align-items: center; justify-content: space-between; border-top: 1px solid var(--line); padding: .6rem 0; }
ul.devices form { margin: 0; flex: none; }
ul.devices small { color: var(--soft); display: block; }
ul.devices small .en { font-size: 1em; }
dl { margin: 0; }
dt { color: var(--soft); font-size: .9rem; }
dt .en { display: inline; }
dd { margin: 0 0 .6rem; font-weight: 600; }
code, .codes { font-family: ui-monospace, "Cascadia Mono", Menlo, monospace; letter-spacing: .04em; }
dd code { font-size: 1.15rem; }
ul.codes { columns: 2; padding-left: 1.25rem; margin: .5rem 0 0; font-size: 1.05rem; }
svg.qr { display: block; width: min(100%, 16rem); height: auto; margin: 0 auto 1rem; border-radius: .5rem; }
summary { cursor: pointer; font-weight: 600; color: var(--accent); padding: .5rem 0; }
a { color: var(--accent); }
`
