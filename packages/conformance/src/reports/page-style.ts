/** The HTML report's style: light and dark, wide and narrow, and on paper. */
export const style = `
:root { color-scheme: light dark; --text: light-dark(#1c2024, #e6e8ea); --soft: light-dark(#5a646e, #a3adb7); --line: light-dark(#d8dde2, #3a424a);
  --ground: light-dark(#fff, #16191c); --raised: light-dark(#f4f6f8, #1f2428); --good: light-dark(#1a7136, #6bcf87); --bad: light-dark(#b3261e, #ff9a90);
  --bad-ground: light-dark(#fdecea, #43201d); --odd: light-dark(#7a5300, #eec06a); --link: light-dark(#0a57b8, #8ebdff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem 1.25rem 4rem; font: 1rem/1.45 system-ui, sans-serif; color: var(--text); background: var(--ground); }
h1 { font-size: 1.6rem; margin: .5rem 0; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; } h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; } small { font-weight: normal; color: var(--soft); font-size: .85em; } p { margin: .4rem 0; }
a { color: var(--link); } :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.legend span { margin-right: .6rem; } .note { color: var(--soft); font-size: .875rem; }
.pass { color: var(--good); } .fail, .fail a { color: var(--bad); } .unrun { color: var(--odd); } .unclaimed { color: var(--soft); }
.cases td::before, .legend span::before { font-weight: 600; } .pass::before { content: "✓ " / ""; } .fail::before { content: "✗ " / ""; }
.unclaimed::before { content: "– " / ""; } .unrun::before { content: "? " / ""; } .overview td::before { content: none; }
.unseen, td b { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
table { border-collapse: collapse; } th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; font-weight: normal; }
.scroll { overflow-x: auto; } .overview td, .overview thead th:not(:first-child) { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.overview thead th, .overview tbody th { font-weight: 600; }
#filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .6rem 0; } #filters[hidden] { display: none; }
select, input { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: .2rem .35rem; max-width: 18rem; } #filters label { display: flex; flex-wrap: wrap; gap: 0 .3rem; align-items: center; }
.cases { width: 100%; } .cases thead th { vertical-align: bottom; background: var(--ground); position: sticky; top: 0; z-index: 1; }
.cases .subject { padding: .4rem .2rem; width: 2rem; } .subject span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; font-size: .85rem; }
.cases td { text-align: center; padding-inline: .2rem; width: 2rem; } .cases td.fail { background: var(--bad-ground); font-weight: 600; } td.fail { position: relative; } td.fail a { position: absolute; inset: 0; }
.about { display: block; color: var(--soft); font-size: .8125rem; overflow-wrap: anywhere; } .counted, td .name { display: none; }
.evidence, tr { scroll-margin-top: 22rem; } tr:target > th { box-shadow: inset 3px 0 var(--link); }
details { margin: .3rem 0; } summary { cursor: pointer; color: var(--bad); font-size: .875rem; }
.evidence { background: var(--raised); border-left: 3px solid var(--bad); padding: .5rem .75rem; margin: .5rem 0; max-width: 70rem; }
.evidence:target { outline: 2px solid var(--link); } dl { margin: .4rem 0 0; } dt { color: var(--soft); font-size: .8125rem; } dd { margin: 0 0 .4rem; overflow-wrap: anywhere; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .8125rem/1.45 ui-monospace, monospace; max-height: 20rem; overflow-y: auto; }
@media (max-width: 45rem) {
  .evidence, tr { scroll-margin-top: 1rem; }
  body { padding-inline: .75rem; }
  .cases, .cases tbody, .cases tr, .cases tbody th { display: block; } .cases thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cases tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } .cases tbody th, .cases td { border: 0; padding: 0; }
  .cases td { display: none; } .cases.one-subject td, .cases td.fail { display: inline-block; width: auto; margin: .25rem .25rem 0 0; padding: .1rem .5rem; border-radius: 1rem; }
  .counted { display: block; font-size: .8125rem; color: var(--soft); } td .name { display: inline; font-weight: normal; font-size: .8125rem; } td.fail a { position: static; }
}
@media print { #filters, #shown { display: none; } .cases thead th { position: static; } }
`;
