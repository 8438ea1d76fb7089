/** The HTML report's style: light and dark, wide and narrow, and on paper. */
export const style = `
:root { color-scheme: light dark; --text: light-dark(#1c2024, #e6e8ea); --soft: light-dark(#5a646e, #a3adb7); --line: light-dark(#d8dde2, #3a424a);
  --ground: light-dark(#fff, #16191c); --raised: light-dark(#f4f6f8, #1f2428); --good: light-dark(#1a7136, #6bcf87); --bad: light-dark(#b3261e, #ff9a90);
  --bad-ground: light-dark(#fdecea, #43201d); --odd: light-dark(#7a5300, #eec06a); --link: light-dark(#0a57b8, #8ebdff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem 1.25rem 4rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); }
h1 { font-size: 1.5rem; margin: .5rem 0; overflow-wrap: anywhere; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; } h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0; } small { font-weight: normal; color: var(--soft); font-size: .85em; } p { margin: .4rem 0; }
a { color: var(--link); } :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; } code, h3 a { overflow-wrap: anywhere; }
.verdict { font-size: 1.25rem; font-weight: 600; } .note { color: var(--soft); font-size: .875rem; }
.pass { color: var(--good); } .fail { color: var(--bad); } .unrun { color: var(--odd); } .unclaimed { color: var(--soft); }
.verdict::before, .cases td::before, .legend dt::before { font-weight: 600; } .pass::before { content: "✓ " / ""; } .fail::before { content: "✗ " / ""; }
.unclaimed::before { content: "– " / ""; } .unrun::before { content: "? " / ""; } .overview td::before { content: none; }
.legend div { display: flex; gap: .75rem; } .legend dt { flex: 0 0 8rem; } .legend dd { margin: 0; }
summary { cursor: pointer; } summary h3 { display: inline; } .legend summary, .failed summary { color: var(--soft); font-size: .875rem; } .failed summary { color: var(--bad); }
.unseen, .cases:not(.single) td b { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
table { border-collapse: collapse; } th, td { border-bottom: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; font-weight: normal; }
.scroll { overflow-x: auto; } .overview { width: 100%; } .overview td, .overview thead th:not(:first-child) { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.overview thead th, .overview tbody th { font-weight: 600; }
#filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .6rem 0; } #filters[hidden] { display: none; }
select, input { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: .2rem .35rem; max-width: 100%; } #filters label { display: flex; flex-wrap: wrap; gap: 0 .3rem; align-items: center; max-width: 100%; }
.category { border-top: 1px solid var(--line); padding: .5rem 0; } .category[hidden] { display: none; }
.cases { width: 100%; } .cases thead th { vertical-align: bottom; color: var(--soft); font-size: .8125rem; }
.cases td { position: relative; white-space: nowrap; } .cases td b { font-weight: normal; }
.cases:not(.single) .subject { padding: .4rem .2rem; width: 2rem; } .cases:not(.single) .subject span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.cases:not(.single) td { text-align: center; padding-inline: .2rem; width: 2rem; } .cases:not(.single) td.fail { background: var(--bad-ground); }
.about { display: block; margin: 0; color: var(--soft); font-size: .8125rem; overflow-wrap: anywhere; }
.failed { border-left: 3px solid var(--bad); background: var(--raised); padding: .6rem .9rem; margin: .6rem 0; } .failed.should { border-color: var(--odd); }
:target { outline: 2px solid var(--link); outline-offset: 2px; } article, tr { scroll-margin-block: 1rem; }
.evidence p { margin: .4rem 0; } dl { margin: .4rem 0 0; } dt { color: var(--soft); font-size: .8125rem; } .legend dt { font-size: inherit; } dd { margin: 0 0 .4rem; overflow-wrap: anywhere; }
.legend dt.pass { color: var(--good); } .legend dt.fail { color: var(--bad); } .legend dt.unrun { color: var(--odd); }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .8125rem/1.45 ui-monospace, monospace; }
@media (max-width: 45rem) {
  body { padding-inline: .75rem; }
  .overview, .overview tbody, .overview tr, .overview tbody th, .cases, .cases tbody, .cases tr, .cases tbody th { display: block; }
  .overview thead, .cases thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .overview tr, .cases tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } .overview tbody th, .overview td, .cases tbody th, .cases td { border: 0; padding: 0; }
  .overview td { display: flex; justify-content: space-between; } .overview td::before { content: attr(data-name); color: var(--soft); }
  .cases td, .cases:not(.single) td.fail { display: inline-block; width: auto; margin: .2rem .3rem 0 0; padding: .1rem .4rem; }
  .cases:not(.single) td { display: none; } .cases:not(.single) td.fail::after { content: attr(data-name); }
}
@media print { #filters, #shown { display: none; } details::details-content { content-visibility: visible; } }
`;
