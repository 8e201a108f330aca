// The rules of the product depend on their arguments alone: no clock, no chance, no process, no I/O.
import ts from "typescript";
import { conclude, readSource, repositoryFiles } from "./sources.mjs";

const worldly = new Set([
  ...["process", "fetch", "crypto", "performance", "console", "globalThis", "XMLHttpRequest", "WebSocket"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "require"],
]);
const clockAndChance = new Set(["Date.now", "Math.random"]);
const problems = [];
/** Where a parser that was loaded at the start is kept: one slot for a process, whatever copies a bundler makes. */
const PARSER_SLOT = "packages/policy/src/functions/sql/parser-slot.ts";
const files = repositoryFiles(/^packages\/(core|detect|policy)\/src\/.*\.tsx?$/).filter(
  (file) => !/\.test\.tsx?$/.test(file) && file !== PARSER_SLOT,
);

for (const file of files) {
  const source = ts.createSourceFile(file, readSource(file), ts.ScriptTarget.Latest, true);
  const report = (node, what) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    problems.push(`${file}:${line + 1}: ${what}`);
  };
  const visit = (node) => {
    const what = impurity(node, source, file.startsWith("packages/core/"));
    if (what) report(node, what);
    ts.forEachChild(node, visit);
  };
  visit(source);
}
conclude(problems, `${files.length} files of core, detect and policy are pure`);

function impurity(node, source, isCore) {
  if (ts.isPropertyAccessExpression(node) && clockAndChance.has(node.getText(source))) {
    return `${node.getText(source)}: hand the time or the number in as an argument`;
  }
  if (ts.isNewExpression(node) && node.expression.getText(source) === "Date" && !node.arguments?.length) {
    return "new Date(): hand the time in as an argument";
  }
  if (ts.isIdentifier(node) && worldly.has(node.text) && isReference(node)) return `${node.text} reaches outside`;
  if (isCore && node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword)) {
    return "async: a rule has nothing to wait for";
  }
  return undefined;
}

/** Whether the identifier stands for the global and is not a member, a property's name or a binding of the same name. */
function isReference(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  const isName = parent.name === node || parent.propertyName === node;
  return !isName && !ts.isQualifiedName(parent) && !ts.isTypeReferenceNode(parent);
}
