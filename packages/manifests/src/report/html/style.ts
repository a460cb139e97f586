/** The look of the page, light and dark, narrow and printed. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#566375;--line:#dde2e9;--code:#f3f5f8;--mark:#ffe2a8;--error:#b3261e;--warning:#8a5800;--info:#0b63a5;--good:#1a6e3c;--judge:#7a2d8f;--plus:#e4f5e9;--minus:#fdeae8;--accent:#0b63a5}
@media (prefers-color-scheme:dark){:root{--bg:#12161c;--card:#1a2029;--ink:#e4e9f0;--soft:#a2aebd;--line:#2d3642;--code:#141a21;--mark:#5c4510;--error:#ff8a80;--warning:#f0b657;--info:#7cc0f5;--good:#74d49a;--judge:#d9a3ea;--plus:#143424;--minus:#41201e;--accent:#7cc0f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,header,footer{max-width:64rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.2rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
h2{font:600 1rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:2.2rem 0 .8rem;overflow-wrap:anywhere}
h2.words{font:600 1.15rem/1.4 inherit;font-family:inherit}
h2 .tally{font:400 .85rem/1.4 system-ui,sans-serif;color:var(--soft);margin-left:.6rem}
h3{font-size:1rem;line-height:1.45;margin:0;font-weight:600;overflow-wrap:anywhere}
.soft{color:var(--soft);margin:.2rem 0 0}
.verdict{font-size:1.05rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1.4rem 0 0;padding:0;list-style:none}
.cards li{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem}
.cards b{display:block;font-size:1.7rem;line-height:1.15;font-variant-numeric:tabular-nums}
.cards .error b{color:var(--error)}.cards .warning b{color:var(--warning)}.cards .info b{color:var(--info)}.cards .mended b{color:var(--good)}.cards .judge b{color:var(--judge)}
.cards span{color:var(--soft);font-size:.88rem}
.bar{display:block;height:.45rem;border-radius:1rem;background:var(--line);color:var(--good);margin:1rem 0 0}
form{display:none;position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line);gap:.6rem;flex-wrap:wrap;align-items:end;padding:.8rem 0;margin-top:1.2rem}
.js form{display:flex}
label{font-size:.78rem;color:var(--soft);display:grid;gap:.15rem;min-width:0}
select,input{font:inherit;font-size:.9rem;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:.4rem;padding:.3rem .5rem;height:2.1rem;max-width:14rem;min-width:0}
form output{font-size:.88rem;color:var(--soft);margin-left:auto;padding:.35rem 0}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.violation{background:var(--card);border:1px solid var(--line);border-left:.25rem solid var(--soft);border-radius:.6rem;padding:1rem 1.1rem;margin:0 0 .8rem;content-visibility:auto;contain-intrinsic-size:auto 16rem}
.violation.error{border-left-color:var(--error)}.violation.warning{border-left-color:var(--warning)}.violation.info{border-left-color:var(--info)}
.sign::before{content:"●";color:var(--info);margin-right:.5rem}
.error .sign::before{content:"✖";color:var(--error)}.warning .sign::before{content:"▲";color:var(--warning)}
.meta{display:flex;flex-wrap:wrap;gap:.15rem .9rem;align-items:baseline;margin:.3rem 0 .7rem;color:var(--soft);font-size:.88rem;overflow-wrap:anywhere}
.line{font-variant-numeric:tabular-nums}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
h3 code,dd code,li code,p code,td code{background:var(--code);border-radius:.25rem;padding:.05rem .3rem;overflow-wrap:anywhere}
.badge{border:1px solid currentcolor;border-radius:1rem;padding:0 .6rem;font-size:.8rem;color:var(--soft)}
.badge.auto,.badge.doc,.badge.mended{color:var(--good)}.badge.opt{color:var(--info)}.badge.judge{color:var(--judge)}.badge.refused{color:var(--error)}
.frame{margin:0;background:var(--code);border:1px solid var(--line);border-radius:.45rem;padding:.5rem 0;overflow-x:auto;font-size:.86rem;line-height:1.5}
.frame code{font-size:1em;display:block;min-width:max-content}
.row{display:inline-block;min-width:100%;padding-right:1rem}
.number{display:inline-block;width:3.6rem;padding-right:1rem;text-align:right;color:var(--soft);user-select:none}
.here{font-weight:500}.here .number{color:var(--ink);font-weight:600}
mark{background:var(--mark);color:inherit;border-radius:.2rem;padding:.1rem 0}
dl{display:grid;grid-template-columns:3.6rem 1fr;gap:.3rem .6rem;margin:.8rem 0 0;font-size:.94rem}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.refusal{margin:.6rem 0 0;font-size:.94rem}.refusal b{color:var(--error)}
details{margin:.7rem 0 0;font-size:.9rem}
summary{cursor:pointer;color:var(--soft);width:fit-content}
summary:hover{color:var(--ink)}
.certificate ul{list-style:none;margin:.5rem 0 0;padding:0;display:grid;gap:.25rem}
.pass::before{content:"✔ ";color:var(--good)}.fail::before{content:"✖ ";color:var(--error)}
.diff{margin:0 0 .9rem}.diff .frame{margin-top:.5rem;background:var(--card)}
.diff-sign{display:inline-block;width:1.2rem;color:var(--soft);user-select:none}
.plus{background:var(--plus)}.minus{background:var(--minus)}.gap{color:var(--soft);padding-left:2.2rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.5rem 0 0;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--soft);font-weight:500}.lost td{color:var(--error)}
.number-cell{text-align:right;font-variant-numeric:tabular-nums}
.decisions{list-style:none;padding:0;margin:0;display:grid;gap:.6rem}
.decisions li{background:var(--card);border:1px solid var(--line);border-left:.25rem solid var(--judge);border-radius:.6rem;padding:.7rem 1rem}
.decisions p{margin:.2rem 0 0;color:var(--soft);font-size:.88rem;overflow-wrap:anywhere}
.none{color:var(--good);font-weight:600}
footer{padding:2rem 1.25rem 3rem;color:var(--soft);font-size:.85rem}
[hidden]{display:none!important}
@media (max-width:40rem){body{font-size:15px}label{flex:1 1 42%}select,input{max-width:none;width:100%}form{position:static}form output{margin-left:0;width:100%}.number{width:2.6rem;padding-right:.7rem}dl{grid-template-columns:1fr;gap:.1rem}dd+dt{margin-top:.35rem}.cards{grid-template-columns:repeat(2,1fr)}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--code:#fff;--line:#bbb}form{display:none!important}.violation{break-inside:avoid;content-visibility:visible}.frame code{white-space:pre-wrap;min-width:0}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`
