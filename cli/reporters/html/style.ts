/** The page's only style sheet: light and dark by the reader's setting, readable on a phone and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #f6f6f3; --card: #ffffff; --ink: #1d1f21; --faint: #6a6f75; --line: #e2e3de; --track: #eeefeb;
  --pass: #1d8a5c; --warn: #b3760f; --fail: #c63d3d; --skip: #8a9097; --pending: #3576c4; }
@media (prefers-color-scheme: dark) { :root { --paper: #121417; --card: #1a1d21; --ink: #e7e8ea; --faint: #989ea6; --line: #2b2f35;
  --track: #24282d; --pass: #3cc98b; --warn: #e2ae3c; --fail: #f2706c; --skip: #7b828a; --pending: #6ba8f5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
header, section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px 24px; margin-bottom: 20px; }
header { border-top: 4px solid var(--tone); }
h1 { font-size: 26px; line-height: 1.25; margin: 4px 0 4px; color: var(--tone); }
h2 { font-size: 17px; margin: 0 0 12px; }
h3 { font-size: 15px; margin: 0 0 8px; overflow-wrap: anywhere; }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
code, pre, .id { font-family: ui-monospace, "Cascadia Code", Menlo, Consolas, monospace; font-size: 13px; }
.faint, .id { color: var(--faint); }
.brand { font-size: 12px; letter-spacing: .08em; text-transform: uppercase; color: var(--faint); margin: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 12px 0 16px; padding: 0; list-style: none; color: var(--faint); font-size: 13px; }
.facts b { color: var(--ink); font-weight: 600; }
.counts { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 8px 0 0; padding: 0; list-style: none; font-size: 14px; }
.counts b { font-variant-numeric: tabular-nums; }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 7px; background: var(--tone); }
.pass { --tone: var(--pass); } .warn { --tone: var(--warn); } .fail { --tone: var(--fail); } .skip { --tone: var(--skip); } .pending { --tone: var(--pending); }
.mend { border-left: 3px solid var(--tone); padding: 2px 0 2px 16px; margin: 0 0 20px; }
.mend:last-child { margin-bottom: 0; }
dl { display: grid; grid-template-columns: 82px 1fr; gap: 4px 8px; margin: 0; }
dt { color: var(--faint); font-size: 13px; padding-top: 1px; } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
dd pre, pre.evidence { margin: 2px 0 0; padding: 10px 12px; background: var(--track); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
pre.evidence { white-space: pre; overflow-x: auto; user-select: auto; max-width: 100%; }
.maps { display: flex; flex-wrap: wrap; gap: 20px 36px; } .map { max-width: 100%; min-width: 0; }
.map h3 { font-weight: 600; font-size: 13px; color: var(--faint); margin-bottom: 4px; }
.chart { overflow-x: auto; } .chart svg { display: block; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.wide svg, .strip svg { width: 100%; height: auto; } .wide svg { min-width: 640px; }
svg text { fill: var(--ink); } svg .faint { fill: var(--faint); } svg .grid { stroke: var(--line); } svg .track { fill: var(--track); }
svg .bar { fill: var(--tone); } svg .limit { stroke: var(--ink); stroke-width: 1.5; } svg .mono { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 11px; }
svg .num { font-variant-numeric: tabular-nums; } svg .strong { font-weight: 600; }
svg .curve { fill: none; stroke: var(--mark); stroke-width: 1.5; stroke-opacity: .55; } svg .mark { fill: var(--mark); stroke: var(--card); stroke-width: 1; }
.first { --mark: var(--pending); } .second { --mark: var(--warn); } .stale { --mark: var(--skip); } svg .curve.stale { stroke-dasharray: 3 3; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-size: 12px; font-weight: 600; color: var(--faint); padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); }
td { padding: 7px 10px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td.state { white-space: nowrap; color: var(--tone); font-weight: 600; } td.observed { overflow-wrap: anywhere; min-width: 240px; }
td.num, th.num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; padding-right: 0; padding-left: 10px; }
td.better { font-weight: 600; }
.misses { font-size: 13px; } .misses td, .misses th, .misses td.num, .misses th.num { padding: 5px 4px; } .misses th.num { white-space: normal; }
.misses td:first-child { white-space: nowrap; } .misses td.block { padding-top: 14px; font-weight: 600; }
.horizons { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 20px 28px; } .horizon { min-width: 0; }
h4 { font-size: 13px; margin: 0 0 4px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 16px; padding: 0; list-style: none; font-size: 13px; }
.swatch { display: inline-block; width: 9px; height: 9px; margin-right: 7px; background: var(--mark); } .swatch.circle { border-radius: 50%; }
.swatch.dash { height: 2px; vertical-align: 3px; }
.expiry { margin: 0 0 28px; } .expiry:last-child { margin-bottom: 0; }
details { margin-bottom: 8px; } summary { cursor: pointer; font-weight: 600; padding: 4px 0; } summary .faint { font-weight: 400; }
footer { color: var(--faint); font-size: 13px; text-align: center; }
@media (max-width: 600px) { main { padding: 16px 8px 40px; } header, section { padding: 16px 14px; } td.observed { min-width: 0; }
  .horizon .chart svg { font-size: 16px; } .misses { font-size: 12px; } .misses td, .misses th, .misses td.num, .misses th.num { padding: 5px 3px; } }
@media print { body { background: #fff; } header, section { break-inside: avoid; border-color: #ccc; } }
`;
