/** What a page must not do: everything that runs says so here, everything that loads asks this origin. */
export const RAN = "__markupRan";
export const FOREIGN_ORIGIN = "http://markup.invalid";

const RUN = `window.${RAN}=1`;
const LOAD = `${FOREIGN_ORIGIN}/x`;

/** Ways in which text becomes markup, code or a request where a page forgets to show it as text. */
const VECTORS: readonly string[] = [
  `<script>${RUN}</script>`,
  `<script src=${LOAD}></script>`,
  `<img src=x onerror=${RUN}>`,
  `<img src=${LOAD}>`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<iframe srcdoc="<script>parent.${RAN}=1</script>">`,
  `<iframe src=${LOAD}></iframe>`,
  `<body onload=${RUN}>`,
  `<details open ontoggle=${RUN}>x</details>`,
  `<input autofocus onfocus=${RUN}>`,
  `<a href="javascript:${RUN}">x</a>`,
  `[x](javascript:${RUN})`,
  `![x](${LOAD})`,
  `<link rel=stylesheet href=${LOAD}>`,
  `<style>@import "${LOAD}"</style>`,
  `<div style="background:url(${LOAD})">x</div>`,
  `<meta http-equiv=refresh content="0;url=${LOAD}">`,
  `<base href=${FOREIGN_ORIGIN}/>`,
  `<object data=${LOAD}></object>`,
  `<form action=${LOAD}><button autofocus>x`,
  `<math><mi xlink:href="javascript:${RUN}">x`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `javascript:${RUN}//`,
];

/** Where the text may find itself, and what would get it out of there. */
const BREAKOUTS: readonly ((vector: string) => string)[] = [
  (vector) => vector,
  (vector) => `">${vector}`,
  (vector) => `'>${vector}`,
  (vector) => `\`>${vector}`,
  (vector) => `</title>${vector}`,
  (vector) => `</script>${vector}`,
  (vector) => `</textarea>${vector}`,
  (vector) => `</style>${vector}`,
  (vector) => `-->${vector}`,
  (vector) => `]]>${vector}`,
  (vector) => `\\u003c/script\\u003e${vector}`,
  (vector) => `";${RUN};//${vector}`,
  (vector) => `</pre></code>${vector}`,
  (vector) => `\u202e${vector}`,
  (vector) => `\u0000${vector}`.replace("\u0000", "\u200b"),
  (vector) => vector.toUpperCase().replaceAll(RUN.toUpperCase(), RUN).replaceAll(LOAD.toUpperCase(), LOAD),
  (vector) => vector.replaceAll("<", "<\n"),
  (vector) => `<noscript><p title="</noscript>${vector}">`,
  (vector) => `&lt;${vector}`,
  (vector) => `<!--><${vector}`,
];

/** 500 texts, each a way in of its own. */
export const MARKUP: readonly string[] = VECTORS.flatMap((vector) => BREAKOUTS.map((breakOut) => breakOut(vector)));
